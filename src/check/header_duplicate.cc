// docs/checks/header.duplicate.md
#include <algorithm>
#include <array>

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
  return as_shown(a) == as_shown(b);
}

// One sender, one subject and one date exclude another. Two To fields can both be true, and scripts that send mail write
// fields of MIME twice: there a second one takes the proof away and accuses nobody.
bool excludes_another(unsigned aspect) { return (aspect & (record::RECIPIENTS | record::CONTENT)) == 0; }

bool is_signed(const proof::Signature& signature, int field) {
  return std::find(signature.signed_fields.begin(), signature.signed_fields.end(), field) != signature.signed_fields.end();
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
    if (is_signed(signature, field)) continue;
    const bool same = std::any_of(coverage.fields.begin(), coverage.fields.end(), [&](int other) {
      return is_signed(signature, other) && says_the_same(shown.name, value_of(other), value_of(field));
    });
    // Against something that is proved this is a proof; otherwise two unproved statements clash (DESIGN section 3).
    const bool proof = !same && excludes_another(shown.aspect) && assessment.strength == record::STRENGTH_A;
    const std::string_view variant = same ? "same" : excludes_another(shown.aspect) ? "different" : "several";
    Emit finding(out, "header.duplicate", variant, same || !excludes_another(shown.aspect) ? record::NOTE : record::AGAINST,
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
