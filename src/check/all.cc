// The table of checks over a single message. A new check: a row here, a file beside, docs/checks/<name>.md, a test.
#include <array>

#include "check/checks.h"
#include "check/print.h"

namespace winnow::check {
namespace {

constexpr std::array kChecks = std::to_array<Check>({
    {"dkim.aligned", dkim_aligned},
    {"dkim.foreign-domain", dkim_foreign_domain},
    {"dkim.failed", dkim_failed},
    {"dkim.padding", dkim_padding},
    {"dkim.no-key", dkim_no_key},
    {"dkim.burned-key", dkim_burned_key},
    {"dkim.weak", dkim_weak},
    {"dkim.expired", dkim_expired},
    {"dkim.key-life", dkim_key_life},
    {"dkim.body-length", dkim_body_length},
    {"dkim.testing-key", dkim_testing_key},
    {"domainkeys.signed", domainkeys_signed},
    {"xgoogle.signed", xgoogle_signed},
    {"arc.chain", arc_chain},
    {"arc.results", arc_results},
    {"smime.signed", smime_signed},
    {"smime.certificate", smime_certificate},
    {"openpgp.signed", openpgp_signed},
    {"openpgp.key", openpgp_key},
    {"body.encrypted", body_encrypted},
    {"header.duplicate", header_duplicate},
    {"from.several", from_several},
    {"from.display-address", from_display_address},
    {"date.signer-clock", date_signer_clock},
    {"clock.disagrees", clock_disagrees},
    {"clock.queue-id", clock_queue_id},
    {"clock.anachronism", clock_anachronism},
    {"mime.unpinned", mime_unpinned},
    {"mime.ambiguous", mime_ambiguous},
    {"text.bidi", text_bidi},
    {"html.hidden", html_hidden},
    {"html.external", html_external},
    {"alternatives.differ", alternatives_differ},
    {"tnef.differs", tnef_differs},
    {"check.incomplete", check_incomplete},
});

}  // namespace

std::span<const Check> all() { return kChecks; }

void run_all(const Context& context) {
  const Facts facts(context);
  for (const Check& check : kChecks) check.run(facts, *context.item.mutable_findings());
  fill_print(context.message, context.roles, facts.texts, context.item);
}

}  // namespace winnow::check
