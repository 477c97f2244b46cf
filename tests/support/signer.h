// Signs mail for tests: fresh keys, a plain writing of RFC 6376 that shares no code with src/proof.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proof/key.h"

namespace winnow::support {

inline std::string base64(std::string_view raw) {
  std::string out(4 * ((raw.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(raw.data()),
                                     static_cast<int>(raw.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

inline std::string digest(const EVP_MD* kind, std::string_view bytes) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &length, kind, nullptr);
  out.resize(length);
  return out;
}

// A private key with its public half as p=.
class SigningKey {
 public:
  explicit SigningKey(unsigned bits = 1024) : key_(EVP_RSA_gen(bits), EVP_PKEY_free) {}
  std::string p() const {
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key_.get(), &der);
    const std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return base64(out);
  }
  std::string sign(const EVP_MD* kind, std::string_view bytes) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, kind, nullptr, key_.get());
    std::size_t length = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    EVP_DigestSign(context.get(), nullptr, &length, data, bytes.size());
    std::string out(length, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, data, bytes.size());
    out.resize(length);
    return out;
  }

 private:
  std::shared_ptr<EVP_PKEY> key_;
};

// One key a test program and size, made when it is first wanted.
inline const SigningKey& shared_key(unsigned bits = 1024) {
  static std::map<unsigned, SigningKey> keys;
  const auto found = keys.find(bits);
  return found != keys.end() ? found->second : keys.emplace(bits, SigningKey(bits)).first->second;
}

struct SignOptions {
  std::string domain = "en-avant.example", selector = "s1";
  std::vector<std::string> header_fields = {"From", "To", "Subject", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
  std::optional<std::size_t> body_length;      // l=, in canonical octets
  std::optional<long long> signed_at, expires_at;
  bool sha1 = false;
  bool simple_body = false;                    // c=relaxed/simple
  bool simple_header = false;                  // c=simple/...
  std::string extra_tags;                      // such as " z=…;", put before bh=
  const SigningKey* key = nullptr;             // shared_key() by default
};

namespace detail {

inline std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}
// RFC 6376 section 3.4.2, for one field without its final CRLF.
inline std::string relaxed_field(const std::string& field) {
  const std::size_t colon = field.find(':');
  std::string name = lower(field.substr(0, colon)), value;
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.pop_back();
  for (const char c : field.substr(colon + 1)) {
    if (c == '\r' || c == '\n') continue;
    if (c == ' ' || c == '\t') {
      if (!value.empty() && value.back() != ' ') value += ' ';
    } else {
      value += c;
    }
  }
  while (!value.empty() && value.back() == ' ') value.pop_back();
  return name + ":" + value;
}
// RFC 6376 section 3.4.4.
inline std::string relaxed_body(std::string_view body) {
  std::string out;
  std::size_t at = 0;
  while (at < body.size()) {
    std::size_t end = body.find("\r\n", at);
    const std::string_view line = body.substr(at, end == std::string_view::npos ? end : end - at);
    at = end == std::string_view::npos ? body.size() : end + 2;
    std::string folded;
    for (const char c : line)
      if (c != ' ' && c != '\t') folded += c;
      else if (folded.empty() || folded.back() != ' ') folded += ' ';
    while (!folded.empty() && folded.back() == ' ') folded.pop_back();
    out += folded + "\r\n";
  }
  while (out.ends_with("\r\n\r\n")) out.resize(out.size() - 2);
  return out == "\r\n" ? std::string{} : out;
}
// RFC 6376 section 3.4.3, for a body that ends in a line end.
inline std::string simple_body(std::string_view body) {
  std::string out(body);
  while (out.ends_with("\r\n\r\n")) out.resize(out.size() - 2);
  return out;
}
inline std::vector<std::string> fields_of(std::string_view header) {
  std::vector<std::string> fields;
  std::size_t at = 0;
  while (at < header.size()) {
    std::size_t end = header.find("\r\n", at);
    if (end == std::string_view::npos) end = header.size();
    const std::string_view line = header.substr(at, end - at);
    if (!fields.empty() && !line.empty() && (line.front() == ' ' || line.front() == '\t')) fields.back() += "\r\n" + std::string(line);
    else fields.emplace_back(line);
    at = end + 2;
  }
  return fields;
}

}  // namespace detail

// Puts a DKIM-Signature (c=relaxed/relaxed unless `options` say otherwise) on top of a message with CRLF lines.
inline std::string sign(std::string_view message, const SignOptions& options = {}) {
  const std::size_t split = message.find("\r\n\r\n");
  const std::string_view header = message.substr(0, split), body = message.substr(split + 4);
  const EVP_MD* kind = options.sha1 ? EVP_sha1() : EVP_sha256();
  std::string canonical = options.simple_body ? detail::simple_body(body) : detail::relaxed_body(body);
  if (options.body_length) canonical.resize(std::min(canonical.size(), *options.body_length));
  std::string names;
  for (const std::string& name : options.header_fields) names += (names.empty() ? "" : ":") + detail::lower(name);
  std::string field = "DKIM-Signature: v=1; a=rsa-" + std::string(options.sha1 ? "sha1" : "sha256") + "; c=" + (options.simple_header ? "simple/" : "relaxed/") + (options.simple_body ? "simple" : "relaxed") + "; d=" +
                      options.domain + "; s=" + options.selector + "; h=" + names + ";";
  if (options.body_length) field += " l=" + std::to_string(canonical.size()) + ";";
  if (options.signed_at) field += " t=" + std::to_string(*options.signed_at) + ";";
  if (options.expires_at) field += " x=" + std::to_string(*options.expires_at) + ";";
  field += options.extra_tags + " bh=" + base64(digest(kind, canonical)) + "; b=";
  std::vector<std::string> fields = detail::fields_of(header);
  std::string hashed;
  for (const std::string& wanted : options.header_fields)   // from the bottom up, each once (section 5.4.2)
    for (auto at = fields.rbegin(); at != fields.rend(); ++at)
      if (detail::lower(at->substr(0, at->find(':'))) == detail::lower(wanted)) {
        hashed += (options.simple_header ? *at : detail::relaxed_field(*at)) + "\r\n";
        *at = ":";
        break;
      }
  hashed += options.simple_header ? field : detail::relaxed_field(field);
  return field + base64((options.key ? *options.key : shared_key()).sign(kind, hashed)) + "\r\n" + std::string(message);
}

// The key of `options` as a candidate; by default one that the user vouches for.
inline proof::Key key_of(const SignOptions& options = {}, proof::KeyClass key_class = proof::KeyClass::kK1, bool vouched = true) {
  proof::Key key;
  key.domain = options.domain;
  key.selector = options.selector;
  key.record = "v=DKIM1; k=rsa; p=" + (options.key ? *options.key : shared_key()).p();
  key.key_class = key_class;
  key.vouched = vouched;
  key.source = "a test";
  return key;
}

}  // namespace winnow::support
