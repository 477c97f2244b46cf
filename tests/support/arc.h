// Seals mail for tests (RFC 8617), and signs it with DomainKeys (RFC 4870): a plain writing that shares no code with src/proof.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/signer.h"

namespace winnow::support {

struct SealOptions {
  unsigned instance = 1;
  std::string chain_validation;              // by default none for the first set, pass for later ones
  std::string domain = "receiver.example", selector = "arc";
  std::string results = "mx.receiver.example; dkim=pass header.d=en-avant.example";
  std::string header_list = "from:to:subject:date";
  bool own_set_only = false;                 // as a seal over a failed chain
  const SigningKey* key = nullptr;
};

namespace detail {

inline bool is_named(const std::string& field, std::string_view name) {
  return lower(field.substr(0, field.find(':'))) == lower(std::string(name));
}
inline std::string with_value(const std::string& field, const SigningKey& key, const EVP_MD* kind, const std::string& hashed) {
  return field + base64(key.sign(kind, hashed));
}

}  // namespace detail

// Puts one ARC set on top of a message with CRLF lines.
inline std::string seal(std::string_view message, const SealOptions& options = {}) {
  using namespace detail;
  const SigningKey& key = options.key ? *options.key : shared_key();
  const std::size_t split = message.find("\r\n\r\n");
  std::vector<std::string> fields = fields_of(message.substr(0, split));
  const std::string number = std::to_string(options.instance);
  const std::string tags = " a=rsa-sha256; i=" + number + "; d=" + options.domain + "; s=" + options.selector + ";";
  const std::string results = "ARC-Authentication-Results: i=" + number + "; " + options.results;

  std::string message_signature = "ARC-Message-Signature:" + tags + " c=relaxed/relaxed; h=" + options.header_list + "; bh=" +
                                  base64(digest(EVP_sha256(), relaxed_body(message.substr(split + 4)))) + "; b=";
  std::string hashed;
  std::string names = options.header_list + ":";
  for (std::size_t end; (end = names.find(':')) != std::string::npos; names.erase(0, end + 1))
    for (auto at = fields.rbegin(); at != fields.rend(); ++at)
      if (is_named(*at, names.substr(0, end))) {
        hashed += relaxed_field(*at) + "\r\n";
        break;
      }
  message_signature = with_value(message_signature, key, EVP_sha256(), hashed + relaxed_field(message_signature));

  const std::string validation = !options.chain_validation.empty() ? options.chain_validation : options.instance == 1 ? "none" : "pass";
  std::string field = "ARC-Seal:" + tags + " cv=" + validation + "; b=";
  hashed.clear();
  // Sets stand newest first, each as seal, message signature, results: from the bottom up that is the order of sealing.
  if (!options.own_set_only)
    for (auto at = fields.rbegin(); at != fields.rend(); ++at)
      if (is_named(*at, "ARC-Seal") || is_named(*at, "ARC-Message-Signature") || is_named(*at, "ARC-Authentication-Results"))
        hashed += relaxed_field(*at) + "\r\n";
  hashed += relaxed_field(results) + "\r\n" + relaxed_field(message_signature) + "\r\n";
  field = with_value(field, key, EVP_sha256(), hashed + relaxed_field(field));
  return field + "\r\n" + message_signature + "\r\n" + results + "\r\n" + std::string(message);
}

inline proof::Key seal_key(const SealOptions& options = {}, proof::KeyClass key_class = proof::KeyClass::kK1) {
  SignOptions as;
  as.domain = options.domain;
  as.selector = options.selector;
  as.key = options.key;
  return key_of(as, key_class, key_class == proof::KeyClass::kK1);
}

// X-Google-DKIM-Signature: signed as DKIM-Signature and renamed.
inline std::string sign_xgoogle(std::string_view message, const SignOptions& options) {
  return "X-Google-" + sign(message, options);
}

// Puts a DomainKey-Signature on top; its canonical body must have no empty line at its end. All fields are signed.
inline std::string sign_domainkeys(std::string_view message, bool nofws, const std::string& domain = "en-avant.example",
                                   const std::string& more_tags = "") {
  std::string hashed;
  for (const char c : message) {
    const bool white = c == ' ' || c == '\t';
    if (!nofws || !white) hashed += c;
  }
  if (nofws)
    for (std::size_t at; (at = hashed.find("\r\n;")) != std::string::npos;) hashed.erase(at, 2);   // folds of the tests' fields
  return "DomainKey-Signature: a=rsa-sha1; q=dns; c=" + std::string(nofws ? "nofws" : "simple") + "; d=" + domain + "; s=s1;" +
         more_tags + " b=" + base64(shared_key().sign(EVP_sha1(), hashed)) + "\r\n" + std::string(message);
}

}  // namespace winnow::support
