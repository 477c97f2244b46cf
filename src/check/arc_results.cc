// docs/checks/arc.results.md
#include <algorithm>

#include "check/carriers.h"
#include "check/checks.h"
#include "check/emit.h"
#include "mail/authentication_results.h"
#include "proof/signature_field.h"

namespace winnow::check {
namespace {

using mail::AuthenticationResult;

// What one sealed field says of the shown sender.
enum class Report { kNothing, kDkim, kDmarc, kFailed };

std::string domain_of(std::string_view value) {
  const std::size_t at = value.rfind('@');
  return proof::domain_for_comparing(at == std::string_view::npos ? value : value.substr(at + 1));
}

// The domain of which a statement speaks.
std::string subject_of(const AuthenticationResult& result) {
  for (const std::string_view name : {"header.d", "header.i", "header.from"})
    if (const std::string_view value = result.property(name); !value.empty()) return domain_of(value);
  return {};
}

Report read_report(const mail::AuthenticationResults& results, std::string_view from_domain, std::string& subject) {
  Report report = Report::kNothing;
  for (const AuthenticationResult& result : results.results) {
    const bool dkim = result.method == "dkim", dmarc = result.method == "dmarc";
    if (!dkim && !dmarc) continue;
    const std::string domain = subject_of(result);
    const bool of_sender = !domain.empty() && alignment(domain, from_domain) != Alignment::kNone;
    if (!of_sender) continue;
    Report said = Report::kNothing;
    if (result.result == "pass") said = dkim ? Report::kDkim : Report::kDmarc;
    else if (result.result == "fail") said = Report::kFailed;
    if (said == Report::kNothing || (report != Report::kNothing && said >= report)) continue;
    report = said;
    subject = domain;
  }
  return report;
}

// The seal of that instance and its message signature hold, and the From field is one of those that it signs.
const Assessment* sealed_with_these_bytes(const Facts& facts, std::uint32_t instance, int from_field) {
  const Assessment* const seal = row_of(facts, proof::kArcSeal, instance);
  const Assessment* const message = row_of(facts, proof::kArcMessageSignature, instance);
  if (seal == nullptr || message == nullptr || !holds(*seal) || !holds(*message)) return nullptr;
  if (seal->signature->domain != message->signature->domain || message->signed_from != from_field) return nullptr;
  return seal;
}

}  // namespace

// The oldest report that is sealed together with these very bytes: the receiver closest to the sender.
void arc_results(const Facts& facts, Findings& out) {
  const FromReading* const from = facts.shown_from();
  if (from == nullptr) return;
  std::vector<std::uint32_t> instances;
  for (const Assessment& a : facts.others)
    if (a.signature->mechanism == proof::kArcSeal && a.signature->instance) instances.push_back(*a.signature->instance);
  std::sort(instances.begin(), instances.end());
  for (const std::uint32_t instance : instances) {
    const Assessment* const seal = sealed_with_these_bytes(facts, instance, from->field);
    if (seal == nullptr || seal->signature->results_field < 0) continue;
    const auto& field = facts.context.message.fields[static_cast<std::size_t>(seal->signature->results_field)];
    std::string subject;
    const Report report = read_report(mail::parse_authentication_results(field.value), from->mailbox.domain, subject);
    if (report == Report::kNothing) continue;
    const std::string_view variant = report == Report::kDkim ? "dkim" : report == Report::kDmarc ? "dmarc" : "failed";
    const bool speaks_for = report != Report::kFailed;
    Emit(out, "arc.results", variant, speaks_for ? record::FOR : record::NOTE,
         speaks_for ? std::min(record::STRENGTH_C, seal->strength) : record::STRENGTH_D, record::AUTHOR)
        .text("sealer", seal->signature->domain).text("domain", subject).number("instance", instance)
        .field(facts.context, seal->signature->results_field, "arc-results")
        .field(facts.context, seal->signature->field, "arc-seal");
    return;
  }
}

}  // namespace winnow::check
