// Short ways to write a finding.
#pragma once

#include <string_view>

#include "check/check.h"

namespace winnow::check {

class Emit {
 public:
  // The group comes from the check's page when `group` is left empty.
  Emit(Findings& out, std::string_view check, std::string_view variant, record::Direction direction, record::Strength strength,
       unsigned aspects);
  Emit& text(std::string_view name, std::string_view value);
  Emit& number(std::string_view name, std::int64_t value);
  // A range of the message, with a catalogue id "evidence.<note>".
  Emit& evidence(Range range, std::string_view note);
  Emit& field(const Context& context, int field, std::string_view note);
  Emit& group(std::string_view group);
  record::Finding& finding() { return *finding_; }

 private:
  record::Finding* finding_;
};

// For the sentences: a note that moves nothing.
inline Emit note(Findings& out, std::string_view check, std::string_view variant, unsigned aspects) {
  return Emit(out, check, variant, record::NOTE, record::STRENGTH_D, aspects);
}

}  // namespace winnow::check
