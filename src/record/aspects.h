// Helpers over record.proto: names of its enums as the outputs spell them (DESIGN sections 2 and 3).
#pragma once

#include <array>
#include <string_view>

#include "record/record.pb.h"

namespace winnow::record {

// The aspects in the order of DESIGN section 7; the first five move the verdict, carriage never does.
inline constexpr std::array<Aspect, 6> kAspects = {AUTHOR, DATE, RECIPIENTS, SUBJECT, CONTENT, CARRIAGE};

std::string_view name(Aspect aspect);            // "author"
std::string_view name(Standing standing);        // "proved"
std::string_view name(Verdict verdict);          // "authentic"
std::string_view name(Kind kind);                // "message"
std::string_view name(Direction direction);      // "for"
std::string_view name(Strength strength);        // "A"
std::string_view name(ResultWord result);        // "pass", "nokey"
std::string_view name(SignatureState state);     // "unknown"

// The standings of one item, one for each of kAspects.
struct Standings {
  std::array<Standing, 6> by_aspect{};
  Standing& of(Aspect aspect);
  Standing of(Aspect aspect) const;
  std::uint32_t packed() const;                  // 3 bits an aspect, in the order of kAspects; for the case
  static Standings unpacked(std::uint32_t bits);
  friend bool operator==(const Standings&, const Standings&) = default;
};

}  // namespace winnow::record
