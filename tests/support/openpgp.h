// People with OpenPGP keys, for tests.
#pragma once

#include <string>
#include <string_view>

#include "mailmaker/openpgp.h"
#include "proof/openpgp_keys.h"

namespace winnow::support {

inline constexpr std::uint32_t kKeyMade = 1420070400;      // 2015
inline constexpr std::uint32_t kPgpSigned = 1491901964;    // Tue, 11 Apr 2017 09:12:44
inline constexpr std::int64_t kPgpNow = 1546300800;        // 2019

inline mailmaker::PgpKey pgp_key(char seed) { return mailmaker::PgpKey(std::string(32, seed), kKeyMade); }
inline const mailmaker::PgpKey& ana_key() {
  static const mailmaker::PgpKey key = pgp_key('a');
  return key;
}
inline std::string ana_certificate() { return mailmaker::pgp_certificate(ana_key(), "Ana <ana@example.org>"); }

inline proof::OpenPgpKeys keys_of(std::string_view certificate) {
  proof::OpenPgpKeys keys;
  keys.add(certificate);
  return keys;
}

inline constexpr std::string_view kPgpHeader =
    "From: Ana <ana@example.org>\nTo: bob@example.net\nSubject: budget\nDate: Tue, 11 Apr 2017 09:12:44 +0000\n";
inline constexpr std::string_view kPgpWords = "The budget is 4500 euros.\n";

inline std::string pgp_protected_entity() {
  return "Content-Type: text/plain; protected-headers=\"v1\"\n" + std::string(kPgpHeader) + "\n" + std::string(kPgpWords);
}
inline std::string pgp_plain_entity() { return "Content-Type: text/plain\n\n" + std::string(kPgpWords); }

// Mails with LF line ends.
inline std::string pgp_mail(std::string_view entity, const mailmaker::PgpKey& key = ana_key(), mailmaker::PgpSignaturePlan plan = {.type = 0, .time = kPgpSigned},
                            std::string_view header = kPgpHeader) {
  const mailmaker::PgpSignedBody made = mailmaker::pgp_detached(entity, key, plan);
  return std::string(header) + "MIME-Version: 1.0\nContent-Type: " + made.content_type + "\n\n" + made.body;
}
inline std::string pgp_text_mail(std::string_view body) { return std::string(kPgpHeader) + "MIME-Version: 1.0\nContent-Type: text/plain\n\n" + std::string(body); }

inline std::string pgp_replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

}  // namespace winnow::support
