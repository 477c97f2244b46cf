#include "mailmaker/carriers.h"

#include "mailmaker/encode.h"
#include "mailmaker/sign.h"

namespace mailmaker {
namespace {

const std::vector<std::string> kSignedFields{"from", "to", "subject", "date", "message-id", "mime-version", "content-type",
                                             "content-transfer-encoding"};

std::string only_present(const Message &message) {
  std::string out;
  for (const std::string &name : kSignedFields)
    if (message.find(name) != nullptr)
      out += (out.empty() ? "" : ":") + name;
  return out;
}

} // namespace

void seal(Message &message, const SigningKey &key, std::string_view results, std::int64_t time) {
  const std::string names = " i=1; a=rsa-sha256; t=" + std::to_string(time) + "; d=" + key.domain + "; s=" + key.selector + ";";
  const Field found{"ARC-Authentication-Results", " i=1; " + std::string(results)};
  Field over_message{"ARC-Message-Signature", names + " c=relaxed/relaxed;\n\th=" + only_present(message) + ";\n\tbh=" +
                                                  base64(sha256(canonical_body(message.body, Canonical::kRelaxed))) + "; b="};
  std::string hashed;
  for (const std::string &name : kSignedFields)
    if (const Field *field = message.find(name))
      hashed += canonical_field(*field, Canonical::kRelaxed) + "\r\n";
  over_message.value += base64(signature_bytes(key, hashed + canonical_field(over_message, Canonical::kRelaxed)));
  Field seal{"ARC-Seal", names + " cv=none; b="};
  hashed = canonical_field(found, Canonical::kRelaxed) + "\r\n" + canonical_field(over_message, Canonical::kRelaxed) + "\r\n";
  seal.value += base64(signature_bytes(key, hashed + canonical_field(seal, Canonical::kRelaxed)));
  message.fields.insert(message.fields.begin(), {seal, over_message, found});
}

void sign_xgoogle(Message &message, const SigningKey &key, std::int64_t time) {
  SignOptions options;
  for (const std::string &name : kSignedFields)
    if (message.find(name) != nullptr)
      options.fields.push_back(name);
  options.time = time;
  sign(message, key, options);
  message.fields.front().name = "X-Google-DKIM-Signature";
}

void sign_domainkeys(Message &message, const SigningKey &key) {
  std::string octets;
  for (const Field &field : message.fields)
    octets += canonical_field(field, Canonical::kSimple) + "\r\n";
  octets += "\r\n" + canonical_body(message.body, Canonical::kSimple);
  message.prepend("DomainKey-Signature", " a=rsa-sha1; q=dns; c=simple; d=" + key.domain + "; s=" + key.selector + ";\n\tb=" +
                                             base64(sha1_signature_bytes(key, octets)));
}

} // namespace mailmaker
