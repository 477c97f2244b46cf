#include "dns/answer.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace winnow::dns {
namespace {

constexpr int kNoError = 0, kNameError = 3;  // RCODE, RFC 1035 section 4.1.1

// The strings of one TXT record, joined (RFC 1035 section 3.3.14, RFC 6376 section 3.6.2.2).
std::string joined(std::string_view data) {
  std::string out;
  while (!data.empty()) {
    const std::size_t size = static_cast<unsigned char>(data.front());
    data.remove_prefix(1);
    out += data.substr(0, size);
    data.remove_prefix(std::min(size, data.size()));
  }
  return out;
}

Outcome outcome_of(const RawAnswer& raw, bool any) {
  if (any) return Outcome::kAnswer;
  if (raw.no_name || raw.rcode == kNameError) return Outcome::kNoName;
  return raw.rcode == kNoError ? Outcome::kNoData : Outcome::kFailed;
}

}  // namespace

void read_answer(const RawAnswer& raw, Answer& answer) {
  for (const std::string_view data : raw.data) {
    if (answer.records.size() == limits::kCandidateKeys) break;
    answer.records.push_back(joined(data));
  }
  std::sort(answer.records.begin(), answer.records.end());
  answer.validation = raw.bogus ? Validation::kBogus : raw.secure ? Validation::kSecure : Validation::kInsecure;
  answer.detail = printable(raw.why_bogus);
  answer.outcome = outcome_of(raw, !answer.records.empty());
  if (answer.outcome != Outcome::kFailed || answer.validation == Validation::kBogus) return;
  answer.validation = Validation::kUnknown;
  answer.detail = "RCODE " + std::to_string(raw.rcode);
}

}  // namespace winnow::dns
