#include "signer.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cctype>
#include <memory>
#include <regex>

#include "base/hash.h"

namespace winnow::face {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
  return text;
}

std::string base64(const std::string& raw) {
  std::string out(4 * (raw.size() / 3 + 1) + 1, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(raw.data()),
                                                      static_cast<int>(raw.size()))));
  return out;
}

// `field` without its last line end.
std::string canonical_field(const std::string& field, bool relaxed) {
  if (!relaxed) return field;
  std::string text = replaced(field, "\r\n", "");
  const auto colon = text.find(':');
  std::string name = text.substr(0, colon);
  for (char& c : name) c = static_cast<char>(std::tolower(c));
  std::string value = std::regex_replace(text.substr(colon + 1), std::regex("[ \t]+"), " ");
  name = std::regex_replace(name, std::regex("[ \t]+$"), "");
  return name + ":" + std::regex_replace(value, std::regex("^ | $"), "");
}

std::string canonical_body(std::string body, bool relaxed) {
  if (relaxed) {
    std::string out;
    std::size_t at = 0;
    while (at < body.size()) {
      auto end = body.find("\r\n", at);
      if (end == std::string::npos) end = body.size();
      out += std::regex_replace(std::regex_replace(body.substr(at, end - at), std::regex("[ \t]+"), " "), std::regex(" $"), "") + "\r\n";
      at = end + 2;
    }
    body = out;
  } else if (!body.ends_with("\r\n")) {
    body += "\r\n";
  }
  while (body.ends_with("\r\n\r\n")) body.resize(body.size() - 2);
  if (body == "\r\n" && relaxed) body.clear();
  return body;
}

std::string hash(const std::string& algorithm, const std::string& text) {
  Hasher hasher(algorithm.ends_with("sha1") ? HashKind::kSha1 : HashKind::kSha256);
  hasher.update(text);
  return hasher.finish();
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string public_key(EVP_PKEY* key, const SignerOptions& options) {
  unsigned char* der = nullptr;
  if (options.algorithm.starts_with("ed25519")) {
    std::string raw(32, '\0');
    std::size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size);
    return base64(raw);
  }
  const int size = options.pkcs1_key ? i2d_PublicKey(key, &der) : i2d_PUBKEY(key, &der);
  const std::string raw(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return base64(raw);
}

std::string signed_with(EVP_PKEY* key, const SignerOptions& options, const std::string& text) {
  const bool ed25519 = options.algorithm.starts_with("ed25519");
  const std::string input = ed25519 ? hash(options.algorithm, text) : text;  // RFC 8463 section 3
  const EVP_MD* digest = ed25519 ? nullptr : options.algorithm.ends_with("sha1") ? EVP_sha1() : EVP_sha256();
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, digest, nullptr, key);
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
  EVP_DigestSign(context, nullptr, &size, bytes, input.size());
  std::string out(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, bytes, input.size());
  out.resize(size);
  EVP_MD_CTX_free(context);
  return base64(out);
}

}  // namespace

SignedMail sign(const std::vector<std::string>& fields, const std::string& body, const std::string& line_end, const SignerOptions& options) {
  static const Key rsa(EVP_RSA_gen(1024), EVP_PKEY_free);
  static const Key ed25519(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free);
  const Key& key = options.algorithm.starts_with("ed25519") ? ed25519 : rsa;
  std::string canonical = canonical_body(body, options.body_relaxed);
  if (!options.length.empty()) canonical.resize(std::stoul(options.length));
  std::string text;
  std::string names;
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    text += canonical_field(*field, options.header_relaxed) + "\r\n";
    names += (names.empty() ? "" : " :\r\n\t ") + field->substr(0, field->find(':'));
  }
  const std::string form = std::string(options.header_relaxed ? "relaxed" : "simple") + (options.body_relaxed ? "/relaxed" : "/simple");
  const std::string begin = "DKIM-Signature:  v=1; a=" + options.algorithm + "; c=" + form + ";\r\n\td=example.org; s=s1;\r\n  bh=" +
                            base64(hash(options.algorithm, canonical)) + ";" + (options.length.empty() ? "" : " l=" + options.length + ";") +
                            "\r\n\th=" + names + "; b=";
  std::string value = signed_with(key.get(), options, text + canonical_field(begin, options.header_relaxed));
  value.insert(value.size() / 2, "\r\n\t ");
  const std::string signature = begin + value;

  SignedMail mail;
  record::Signature& row = *mail.item.add_signatures();
  const auto add = [&](const std::string& field, record::ByteRange* range) {
    range->set_begin(mail.bytes.size());
    mail.bytes += replaced(field + "\r\n", "\r\n", line_end);
    range->set_end(mail.bytes.size());
  };
  add(signature, row.mutable_header_field());
  std::vector<record::ByteRange> ranges(fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) add(fields[i], &ranges[i]);
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) *row.add_signed_fields() = *range;
  mail.bytes += line_end;
  row.mutable_body_covered()->set_begin(mail.bytes.size());
  mail.bytes += replaced(body, "\r\n", line_end);
  row.mutable_body_covered()->set_end(mail.bytes.size());
  row.set_mechanism("dkim");
  row.set_domain("example.org");
  row.set_selector("s1");
  row.set_algorithm(options.algorithm);
  row.set_canonicalization(form);
  row.set_key_p(public_key(key.get(), options));
  row.set_header(record::PASS);
  row.set_body(record::PASS);
  if (!options.length.empty()) row.set_body_length(std::stoull(options.length));
  mail.item.set_kind(record::KIND_MESSAGE);
  mail.item.set_sha256(sha256(as_bytes(mail.bytes)));
  mail.item.set_size(mail.bytes.size());
  return mail;
}

}  // namespace winnow::face
