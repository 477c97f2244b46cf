// Answers of the DNS: a byte of flags, the RCODE, then TXT data, each behind its length in two bytes. Nothing
// is invented, what is called an answer holds records, and what is bogus stays bogus; records are then read
// as keys.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/limits.h"
#include "dns/answer.h"
#include "proof/key_record.h"

namespace {

using namespace winnow;
using namespace winnow::dns;

void require(bool truth) {
  if (!truth) std::abort();
}

RawAnswer raw_of(std::string_view& input) {
  const auto byte = [&] {
    const unsigned char first = input.empty() ? 0 : static_cast<unsigned char>(input.front());
    input.remove_prefix(std::min<std::size_t>(1, input.size()));
    return first;
  };
  RawAnswer raw;
  const unsigned flags = byte();
  raw.no_name = (flags & 1) != 0;
  raw.secure = (flags & 2) != 0;
  raw.bogus = (flags & 4) != 0;
  raw.rcode = byte() & 15;
  while (input.size() >= 2) {
    const std::size_t high = byte(), low = byte(), size = std::min(high * 256 + low, input.size());
    raw.data.push_back(input.substr(0, size));
    input.remove_prefix(size);
  }
  raw.why_bogus = input;
  return raw;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  is_askable(input);
  const RawAnswer raw = raw_of(input);
  Answer answer;
  read_answer(raw, answer);
  require(answer.records.size() == std::min(raw.data.size(), limits::kCandidateKeys));
  require((answer.outcome == Outcome::kAnswer) == !answer.records.empty());
  require(std::is_sorted(answer.records.begin(), answer.records.end()));
  require(!raw.bogus || answer.validation == Validation::kBogus);
  require(answer.validation != Validation::kSecure || raw.secure);
  std::size_t bytes = 0;
  for (const std::string& record : answer.records) {
    bytes += record.size();
    proof::read_key_record(record);
  }
  require(bytes <= size);
  return 0;
}
