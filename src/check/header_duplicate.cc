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
  std::vector<std::string> signed_values;
  for (const int field : coverage.fields)
    if (is_signed(signature, field)) signed_values.push_back(as_shown(fields[static_cast<std::size_t>(field)].value));
  for (const int field : coverage.fields) {
    if (is_signed(signature, field)) continue;
    const std::string added = as_shown(fields[static_cast<std::size_t>(field)].value);
    const bool same = std::find(signed_values.begin(), signed_values.end(), added) != signed_values.end();
    // Against something that is proved this is a proof; otherwise two unproved statements clash (DESIGN section 3).
    const bool proof = !same && assessment.strength == record::STRENGTH_A;
    Emit finding(out, "header.duplicate", same ? "same" : "different", same ? record::NOTE : record::AGAINST,
                 proof ? record::STRENGTH_A : record::STRENGTH_D, shown.aspect);
    finding.text("field", shown.name).text("signed", signed_values.front()).text("added", added).text("domain", signature.domain);
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
