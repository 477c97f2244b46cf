// Signs messages with fresh keys, by OpenSSL and the slowest means, for round trips.
#pragma once

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "proof/base64.h"
#include "proof/canonical.h"
#include "proof/key.h"
#include "split_message.h"

namespace winnow::proof {

struct SignOptions {
  std::string algorithm = "rsa-sha256";
  std::string canonicalization = "relaxed/relaxed";
  std::string header_list = "from:to:subject:date";
  std::string extra_tags;                       // such as "l=5; t=1"
  std::optional<std::uint64_t> body_length;     // l=
  std::string domain = "sender.example", selector = "s1";
};

class Signer {
 public:
  static Signer rsa(unsigned bits) { return Signer(EVP_RSA_gen(bits)); }
  static Signer ed25519() { return Signer(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); }

  std::string key_value() const {
    if (EVP_PKEY_get_id(key_.get()) == EVP_PKEY_ED25519) {
      std::string raw(32, '\0');
      std::size_t size = raw.size();
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &size);
      return encode_base64(raw);
    }
    return encode_base64(der(i2d_PUBKEY));
  }
  std::string pkcs1_value() const { return encode_base64(der(i2d_PublicKey)); }
  std::string record() const {
    return std::string("v=DKIM1; k=") + (EVP_PKEY_get_id(key_.get()) == EVP_PKEY_ED25519 ? "ed25519" : "rsa") + "; p=" + key_value();
  }
  Key key(const SignOptions& options = {}) const {
    Key key;
    key.domain = options.domain;
    key.selector = options.selector;
    key.record = record();
    return key;
  }

  // `text` with a signature field put in front. Its line ends are those of `text`.
  std::string sign(const std::string& text, const SignOptions& options = {}) const {
    const bool relaxed_header = options.canonicalization.starts_with("relaxed");
    const bool relaxed_body = options.canonicalization.ends_with("/relaxed");
    const bool sha1 = options.algorithm == "rsa-sha1";
    const mail::Message message = split_message(text);
    const std::string body = canonical_body_text(as_text(message.bytes).substr(message.body.begin),
                                                 relaxed_body ? Canonicalization::kRelaxed : Canonicalization::kSimple,
                                                 BareLineFeed::kRestore, options.body_length);
    std::string field = "DKIM-Signature: v=1; a=" + options.algorithm + "; c=" + options.canonicalization + "; d=" +
                        options.domain + "; s=" + options.selector + "; h=" + options.header_list + ";" +
                        (options.extra_tags.empty() ? "" : " " + options.extra_tags + ";") +
                        (options.body_length ? " l=" + std::to_string(*options.body_length) + ";" : "") +
                        (message.crlf ? "\r\n" : "\n") + " bh=" + encode_base64(digest(body, sha1)) + "; b=";
    const std::string value = encode_base64(sign_octets(header_octets(message, field, options.header_list, relaxed_header), sha1));
    return field + value + (message.crlf ? "\r\n" : "\n") + text;
  }

 private:
  explicit Signer(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}

  template <typename Encode>
  std::string der(Encode encode) const {
    unsigned char* out = nullptr;
    const int size = encode(key_.get(), &out);
    std::string text(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return text;
  }
  static std::string digest(const std::string& text, bool sha1) {
    Hasher hasher(sha1 ? HashKind::kSha1 : HashKind::kSha256);
    hasher.update(text);
    return hasher.finish();
  }
  static std::string header_octets(const mail::Message& message, const std::string& own, std::string_view list, bool relaxed) {
    const auto how = relaxed ? Canonicalization::kRelaxed : Canonicalization::kSimple;
    std::string out;
    std::vector<bool> used(message.fields.size());
    while (!list.empty()) {
      const std::size_t colon = std::min(list.find(':'), list.size());
      const std::string name(list.substr(0, colon));
      list.remove_prefix(std::min(colon + 1, list.size()));
      for (std::size_t i = message.fields.size(); i-- > 0;) {
        if (used[i] || !std::equal(name.begin(), name.end(), message.fields[i].name.begin(), message.fields[i].name.end(),
                                   [](char a, char b) { return std::tolower(a) == std::tolower(b); }))
          continue;
        used[i] = true;
        append_canonical_field(message.fields[i], how, out);
        break;
      }
    }
    append_canonical_field(split_message(own + "\n").fields.at(0), how, out);
    out.resize(out.size() - 2);
    return out;
  }
  std::string sign_octets(const std::string& octets, bool sha1) const {
    const bool ed25519 = EVP_PKEY_get_id(key_.get()) == EVP_PKEY_ED25519;
    const std::string input = ed25519 ? digest(octets, false) : octets;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, ed25519 ? nullptr : sha1 ? EVP_sha1() : EVP_sha256(), nullptr, key_.get());
    std::string out(4096, '\0');
    std::size_t size = out.size();
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                   reinterpret_cast<const unsigned char*>(input.data()), input.size());
    out.resize(size);
    return out;
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

inline const Signer& shared_rsa_signer() {
  static const Signer signer = Signer::rsa(1024);
  return signer;
}

}  // namespace winnow::proof
