#include "record/aspects.h"

namespace winnow::record {

std::string_view name(Aspect aspect) {
  switch (aspect) {
    case AUTHOR: return "author";
    case DATE: return "date";
    case RECIPIENTS: return "recipients";
    case SUBJECT: return "subject";
    case CONTENT: return "content";
    case CARRIAGE: return "carriage";
    default: return "";
  }
}

std::string_view name(Standing standing) {
  switch (standing) {
    case SUPPORTED: return "supported";
    case PROVED: return "proved";
    case QUESTIONED: return "questioned";
    case REFUTED: return "refuted";
    default: return "open";
  }
}

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case CORROBORATED: return "corroborated";
    case AUTHENTIC: return "authentic";
    case DOUBTFUL: return "doubtful";
    case FORGED: return "forged";
    case ALTERED: return "altered";
    default: return "unproven";
  }
}

std::string_view name(Kind kind) {
  switch (kind) {
    case KIND_MESSAGE: return "message";
    case KIND_ATTACHMENT: return "attachment";
    default: return "document";
  }
}

std::string_view name(Direction direction) {
  switch (direction) {
    case FOR: return "for";
    case AGAINST: return "against";
    case LIMIT: return "limit";
    default: return "note";
  }
}

std::string_view name(Strength strength) {
  switch (strength) {
    case STRENGTH_A: return "A";
    case STRENGTH_B: return "B";
    case STRENGTH_C: return "C";
    default: return "D";
  }
}

std::string_view name(ResultWord result) {
  switch (result) {
    case RESULT_PASS: return "pass";
    case RESULT_FAIL: return "fail";
    case PERMERROR: return "permerror";
    case TEMPERROR: return "temperror";
    case NEUTRAL: return "neutral";
    case NOKEY: return "nokey";
    default: return "none";
  }
}

std::string_view name(SignatureState state) {
  switch (state) {
    case PASS: return "pass";
    case FAIL: return "fail";
    default: return "unknown";
  }
}

namespace {

std::size_t position(Aspect aspect) {
  for (std::size_t i = 0; i < kAspects.size(); ++i)
    if (kAspects[i] == aspect) return i;
  return 0;
}

}  // namespace

Standing& Standings::of(Aspect aspect) { return by_aspect[position(aspect)]; }
Standing Standings::of(Aspect aspect) const { return by_aspect[position(aspect)]; }

std::uint32_t Standings::packed() const {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < by_aspect.size(); ++i) bits |= static_cast<std::uint32_t>(by_aspect[i]) << (3 * i);
  return bits;
}

Standings Standings::unpacked(std::uint32_t bits) {
  Standings standings;
  for (std::size_t i = 0; i < standings.by_aspect.size(); ++i)
    standings.by_aspect[i] = static_cast<Standing>((bits >> (3 * i)) & 7U);
  return standings;
}

}  // namespace winnow::record
