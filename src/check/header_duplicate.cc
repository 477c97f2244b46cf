// docs/checks/header.duplicate.md
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

struct Shown {
  std::string_view name;
  unsigned aspect;
};
constexpr std::array<Shown, 8> kShown = {{{"From", record::AUTHOR},
                                          {"Subject", record::SUBJECT},
                                          {"Date", record::DATE},
                                          {"To", record::RECIPIENTS},
                                          {"Cc", record::RECIPIENTS},
                                          {"MIME-Version", record::CONTENT},
                                          {"Content-Type", record::CONTENT},
                                          {"Content-Transfer-Encoding", record::CONTENT}}};

constexpr std::int64_t kDaySeconds = 86'400;

// One way of writing for each text (Unicode, Normalization Form C).
std::string composed(std::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return std::string(utf8);
  const icu::UnicodeString text = form->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size()))), error);
  std::string out;
  return U_FAILURE(error) ? std::string(utf8) : text.toUTF8String(out);
}

// The value as a reader sees it: folds and runs of blanks as one blank, encoded words decoded.
std::string as_shown(std::string_view value) {
  std::string out;
  for (const char c : mail::decode_unstructured(value)) {
    const bool blank = is_blank(c) || c == '\r' || c == '\n';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  return std::string(trim(out));
}

// Whether two values of one field say the same: one instant, one sender's address, one text.
bool says_the_same(std::string_view name, std::string_view a, std::string_view b) {
  if (name == "Date") {
    const auto first = mail::parse_date(a), second = mail::parse_date(b);
    if (first && second) return first->unix_seconds == second->unix_seconds;
  }
  if (name == "From") {
    const auto first = mail::parse_addresses(a), second = mail::parse_addresses(b);
    if (first.size() == 1 && second.size() == 1) return iequals(first.front().address(), second.front().address());
  }
  return composed(as_shown(a)) == composed(as_shown(b));
}

// Within a day: what `date` says of a mail is no finer than that, and a relay that misses a Date adds its own.
bool same_day(std::string_view a, std::string_view b) {
  const auto first = mail::parse_date(a), second = mail::parse_date(b);
  return first && second && std::llabs(first->unix_seconds - second->unix_seconds) <= kDaySeconds;
}

// One sender, one subject and one date exclude another. Two To fields can both be true, and scripts that send mail write
// fields of MIME twice: there a second one takes the proof away and accuses nobody.
bool excludes_another(const Shown& shown, std::string_view value, std::string_view other) {
  if (shown.aspect == record::DATE) return !same_day(value, other);
  return (shown.aspect & (record::RECIPIENTS | record::CONTENT)) == 0;
}

bool is_signed(const proof::Signature& signature, int field) {
  return std::find(signature.signed_fields.begin(), signature.signed_fields.end(), field) != signature.signed_fields.end();
}

// A sender's own gateway may add a field and sign once more: what any signature for this author covers was not slipped in.
bool is_signed_by_any(const Facts& facts, int field) {
  return std::any_of(facts.assessments.begin(), facts.assessments.end(),
                     [&](const Assessment& a) { return a.speaks_for_author() && is_signed(*a.signature, field); });
}

void compare(const Facts& facts, const Assessment& assessment, const Shown& shown, Findings& out) {
  const proof::Signature& signature = *assessment.signature;
  const Coverage coverage = facts.coverage(signature, shown.name);
  if (coverage.fields.size() < 2 || coverage.unsigned_count == 0 ||
      coverage.unsigned_count == static_cast<int>(coverage.fields.size()))
    return;
  const auto& fields = facts.context.message.fields;
  const int original = *std::find_if(coverage.fields.begin(), coverage.fields.end(), [&](int f) { return is_signed(signature, f); });
  const auto value_of = [&](int field) { return fields[static_cast<std::size_t>(field)].value; };
  for (const int field : coverage.fields) {
    if (is_signed_by_any(facts, field)) continue;
    const bool excluded = excludes_another(shown, value_of(original), value_of(field));
    const bool same = std::any_of(coverage.fields.begin(), coverage.fields.end(), [&](int other) {
      return is_signed(signature, other) && says_the_same(shown.name, value_of(other), value_of(field));
    });
    // Against something that is proved this is a proof; otherwise two unproved statements clash (DESIGN section 3).
    const bool proof = !same && excluded && assessment.strength == record::STRENGTH_A;
    const std::string_view variant = same ? "same" : excluded ? "different" : "several";
    Emit finding(out, "header.duplicate", variant, same || !excluded ? record::NOTE : record::AGAINST,
                 proof ? record::STRENGTH_A : record::STRENGTH_D, shown.aspect);
    finding.text("field", shown.name).text("signed", as_shown(value_of(original))).text("added", as_shown(value_of(field))).text("domain", signature.domain);
    finding.field(facts.context, original, "signed-field").field(facts.context, field, "unsigned-field");
    finding.finding().set_original_known(proof);
    return;
  }
}

}  // namespace

// A second, unsigned field of a name beside the signed one: programs differ in which they show (RFC 6376 section 8.15).
void header_duplicate(const Facts& facts, Findings& out) {
  const Assessment* best = facts.best();
  if (best == nullptr) return;
  for (const Shown& shown : kShown) compare(facts, *best, shown, out);
}

}  // namespace winnow::check
