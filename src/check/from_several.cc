// docs/checks/from.several.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// RFC 5322 section 3.6 allows one From field. Several addresses in one are allowed and hardly ever written.
void from_several(const Facts& facts, Findings& out) {
  if (facts.from.size() > 1) {
    Emit finding = note(out, "from.several", "fields", record::AUTHOR);
    finding.number("count", static_cast<std::int64_t>(facts.from.size()));
    finding.text("first", facts.from.front().mailbox.address()).text("last", facts.from.back().mailbox.address());
    for (const FromReading& reading : facts.from) finding.field(facts.context, reading.field, "from-field");
    return;
  }
  if (facts.from.empty()) return;
  const FromReading& only = facts.from.front();
  if (facts.seen_twice_by_others("from")) {
    note(out, "from.several", "hidden", record::AUTHOR).text("first", only.mailbox.address()).evidence(facts.context.message.header, "header");
    return;
  }
  if (mail::parse_addresses(facts.context.message.fields[static_cast<std::size_t>(only.field)].value).size() > 1)
    note(out, "from.several", "addresses", record::AUTHOR).text("first", only.mailbox.address())
        .field(facts.context, only.field, "from-field");
}

}  // namespace winnow::check
