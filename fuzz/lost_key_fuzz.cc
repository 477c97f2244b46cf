// Keys from signature values: whatever the numbers are, the work is bounded, and a modulus that comes out verifies what it says.
// Input: first octet: octets of a value / 8; then values and digests in turn.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "proof/lost_key.h"
#include "proof/public_key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow::proof;
  if (size < 2) return 0;
  const std::size_t octets = std::size_t{data[0]} * 8;
  const std::size_t digest_octets = data[1] % 2 == 0 ? 32 : 20;
  std::string_view rest(reinterpret_cast<const char*>(data + 2), size - 2);
  std::vector<MadeValue> values;
  while (octets != 0 && rest.size() >= octets && values.size() < 12) {
    MadeValue& value = values.emplace_back();
    value.value = rest.substr(0, octets);
    rest.remove_prefix(octets);
    value.digest = rest.substr(0, digest_octets);
    rest.remove_prefix(std::min(digest_octets, rest.size()));
  }
  const auto key = compute_lost_key(values, Exponents::kSmall);
  if (!key) return 0;
  if (key->made.size() < 2 || key->modulus.size() > octets) std::abort();
  const auto made = made_with(key->modulus, key->exponent, values);
  for (const std::size_t index : key->made)
    if (key->modulus.size() == octets && std::find(made.begin(), made.end(), index) == made.end()) std::abort();
  const std::string info = subject_public_key_info({KeyKind::kRsa, key->modulus, key->exponent});
  const auto read = read_public_key(info, KeyKind::kRsa);
  if (!read || read->modulus != key->modulus || read->exponent != key->exponent) std::abort();
  return 0;
}
