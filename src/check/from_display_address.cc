// docs/checks/from.display-address.md
#include <algorithm>

#include "base/text.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// Many programs show the display name only; an address in it is then taken for the sender.
void from_display_address(const Facts& facts, Findings& out) {
  for (const FromReading& reading : facts.from) {
    if (reading.others.empty()) continue;
    const auto in_name = [&](const std::string& other) { return lower(reading.mailbox.display).find(other) != std::string::npos; };
    const auto found = std::find_if(reading.others.begin(), reading.others.end(), in_name);
    note(out, "from.display-address", found == reading.others.end() ? "elsewhere" : "", record::AUTHOR)
        .text("shown", found == reading.others.end() ? reading.others.front() : *found).text("address", reading.mailbox.address())
        .field(facts.context, reading.field, "from-field");
  }
}

}  // namespace winnow::check
