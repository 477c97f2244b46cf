// People with certificates, for tests of S/MIME.
#pragma once

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <string>

#include "mailmaker/certify.h"
#include "mailmaker/encode.h"

namespace winnow::support {

inline constexpr std::int64_t kYear2015 = 1420070400, kYear2017 = 1483228800, kYear2019 = 1546300800;

inline std::shared_ptr<EVP_PKEY> new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

// An authority, and whom it certifies.
struct Office {
  mailmaker::Identity authority = mailmaker::certify(new_key(), {"Office", "", kYear2015, kYear2019, 1, true}, nullptr);
  mailmaker::Identity person(const std::string& address, std::int64_t from = kYear2015, std::int64_t to = kYear2019, long serial = 7) const {
    return mailmaker::certify(new_key(), {"Person " + address, address, from, to, serial}, &authority);
  }
};

inline const Office& office() {
  static const Office made;
  return made;
}
inline const mailmaker::Identity& ana() {
  static const mailmaker::Identity made = office().person("ana@example.org");
  return made;
}

inline constexpr std::string_view kShownHeader =
    "From: Ana <ana@example.org>\nTo: bob@example.net\nSubject: budget\nDate: Tue, 11 Apr 2017 09:12:44 +0000\n";
inline constexpr std::int64_t kSigned = 1491901964;   // that moment
inline constexpr std::string_view kPlainEntity = "Content-Type: text/plain\n\nThe budget is 4500 euros.\n";

inline std::string protected_entity(std::string_view header = kShownHeader) {
  return "Content-Type: text/plain; hp=\"clear\"\n" + std::string(header) + "\nThe budget is 4500 euros.\n";
}

inline mailmaker::CmsPlan signed_then() {
  mailmaker::CmsPlan plan;
  plan.time = kSigned;
  return plan;
}

// A mail with LF line ends whose whole body is the signed entity.
inline std::string smime_mail(std::string_view entity, const mailmaker::Identity& signer, const mailmaker::CmsPlan& plan = signed_then(),
                              std::string_view header = kShownHeader) {
  const mailmaker::SignedBody made = mailmaker::smime_detached(entity, signer, plan);
  return std::string(header) + "MIME-Version: 1.0\nContent-Type: " + made.content_type + "\n\n" + made.body;
}

inline std::string opaque_mail(std::string_view der, std::string_view type = "signed-data") {
  std::string text = mailmaker::base64(der), lines;
  for (std::size_t at = 0; at < text.size(); at += 64) lines += text.substr(at, 64) + "\n";
  return std::string(kShownHeader) + "MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=" + std::string(type) +
         "; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n" + lines;
}
inline std::string opaque_signed(std::string_view entity, const mailmaker::Identity& signer, mailmaker::CmsPlan plan = signed_then()) {
  plan.content_inside = true;
  return opaque_mail(mailmaker::cms_signature(signer, mailmaker::with_crlf_lines(entity), plan));
}

inline std::string with_replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

}  // namespace winnow::support
