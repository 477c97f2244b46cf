// Every mechanism over one message: rows agree with themselves, point into the message, and a chain never holds without
// its seals; and Authentication-Results of any text.
#include <cstdint>
#include <cstdlib>

#include "base/limits.h"
#include "mail/authentication_results.h"
#include "mail/message.h"
#include "proof/signature.h"

namespace {

using namespace winnow;
using namespace winnow::proof;

void require(bool truth) {
  if (!truth) std::abort();
}

const KeySource& keys() {
  static const std::unique_ptr<KeySource> set = make_key_set({}, true, std::nullopt);
  return *set;
}

void check(const mail::Message& message, const Signature& signature, bool& seals_hold) {
  if (signature.entity) return;   // over a part of the body: fuzz/smime_fuzz.cc, openpgp_fuzz.cc
  require(signature.result != ResultWord::kNone);
  require(signature.result == ResultWord::kPass || !signature.reason.empty());
  require(signature.field < static_cast<int>(message.fields.size()));
  require((signature.field < 0) == (signature.mechanism == kArc));
  for (const int field : signature.signed_fields)
    require(field >= -1 && field < static_cast<int>(message.fields.size()) && field != signature.field);
  require(signature.body_covered.begin == message.body.begin && signature.body_covered.end <= message.body.end);
  if (signature.mechanism == kArcSeal) seals_hold = seals_hold && signature.result == ResultWord::kPass;
  else if (signature.mechanism != kArc && signature.result == ResultWord::kPass)
    require(signature.header == Half::kPass && signature.body == Half::kPass);
  require(canonical_header(message, signature).size() <= 3 * message.bytes.size() + 64);
  require(canonical_body(message, signature).size() <= 2 * message.bytes.size() + 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  const mail::Message message = mail::parse(bytes);
  bool seals_hold = true, chain_holds = false;
  for (const Signature& signature : verify_signatures(message, keys())) {
    check(message, signature, seals_hold);
    if (signature.mechanism == kArc) chain_holds = signature.result == ResultWord::kPass;
  }
  require(!chain_holds || seals_hold);
  const mail::AuthenticationResults results = mail::parse_authentication_results(as_text(bytes));
  require(results.results.size() <= limits::kAuthenticationResults);
  for (const mail::AuthenticationResult& result : results.results)
    require(result.method.size() <= size && result.properties.size() <= limits::kAuthenticationResults);
  return 0;
}
