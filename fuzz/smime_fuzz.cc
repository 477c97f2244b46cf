// S/MIME: the first letter says what the bytes are. "o": CMS data as an opaque mail, "d": as the signature
// beside a part, "a": a file of the trust store; anything else is the message itself. Rows agree with
// themselves and point into the message, and what an opaque signature holds is the same however it is asked
// for.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/limits.h"
#include "proof/cms_message.h"
#include "proof/encrypted.h"
#include "proof/opaque.h"
#include "proof/smime.h"

namespace {

using namespace winnow;
using namespace winnow::proof;

constexpr std::string_view kAuthority =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBMjCB2qADAgECAgEBMAoGCCqGSM49BAMCMBExDzANBgNVBAMMBk9mZmljZTAe\n"
    "Fw0xNTAxMDEwMDAwMDBaFw0xOTAxMDEwMDAwMDBaMBExDzANBgNVBAMMBk9mZmlj\n"
    "ZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABO0JF4vpppFb+ChhRNhw9H3gha4l\n"
    "6G2hZUikY2QOgzn7YQV0mx3nRi7CuFcXY77gw9EQyXHKIPpQgF3QCzk7PHOjIzAh\n"
    "MA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMCA0cA\n"
    "MEQCIH6y0UzAd/9uvJPKhn/WKoeraHkeETKi4F/pllU3GJc3AiBNdprNqLRaB5gt\n"
    "nJzV+k57V6m2sFHIuAAS/qyvcMJm9A==\n"
    "-----END CERTIFICATE-----\n";
constexpr std::int64_t kNow = 1500000000;

void require(bool truth) {
  if (!truth) std::abort();
}

const KeySource& no_keys() {
  static const std::unique_ptr<KeySource> set = make_key_set({}, false, std::nullopt);
  return *set;
}
const Authorities& store() {
  static const std::unique_ptr<Authorities> read = read_authorities({std::string(kAuthority)});
  return *read;
}

constexpr std::string_view kHeader = "From: Ana <ana@example.org>\nSubject: budget\nMIME-Version: 1.0\n";

std::string message_of(std::string_view input) {
  const std::string_view bytes = input.substr(std::min<std::size_t>(1, input.size()));
  const std::string header(kHeader);
  if (input.starts_with('o'))
    return header +
           "Content-Type: application/pkcs7-mime; name=a.p7m\nContent-Transfer-Encoding: binary\n\n" +
           std::string(bytes);
  if (input.starts_with('d'))
    return header +
           "Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe budget is "
           "4500 euros.\n\n--b\n"
           "Content-Type: application/pkcs7-signature\nContent-Transfer-Encoding: binary\n\n" +
           std::string(bytes) + "\n--b--\n";
  return std::string(input);
}

void check(const mail::Message& message, const Signature& s, const Trust& trust) {
  require(s.mechanism == kSmime && s.entity.has_value() && s.field == -1 && s.key == nullptr);
  require(s.result != ResultWord::kNone && (s.result == ResultWord::kPass || !s.reason.empty()));
  const bool holds = s.header == Half::kPass && s.body == Half::kPass;
  require(s.result != ResultWord::kPass || (holds && s.certificate.has_value()));
  require(s.body_covered.begin <= s.body_covered.end && s.body_covered.end <= message.bytes.size());
  const SignedEntity& entity = *s.entity;
  const int parts = static_cast<int>(message.parts.size());
  require(entity.part >= 0 && entity.part < parts && entity.signature_part >= 0 &&
          entity.signature_part < parts);
  require((entity.form == kOpaque) == (entity.part == entity.signature_part));
  // An opaque one that was computed has its content at hand.
  require(entity.form != kOpaque || s.result != ResultWord::kPass || entity.content != nullptr);
  if (!s.certificate) return;
  const Certificate& c = *s.certificate;
  require(c.vouched != Vouched::kTrusted || trust.authorities != nullptr);
  require(c.revocation != Revocation::kRevoked || c.vouched == Vouched::kRevoked);
  require(s.identity.empty() ||
          std::find(c.addresses.begin(), c.addresses.end(), s.identity) != c.addresses.end());
}

void check_message(std::string_view text, const Authorities* authorities) {
  const mail::Message message = mail::parse(as_bytes(text));
  Trust trust(no_keys());
  trust.authorities = authorities;
  trust.now = kNow;
  std::vector<Signature> rows;
  verify_smime(message, trust, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    require(rows[i].index == i);
    check(message, rows[i], trust);
  }
  for (const EncryptedPart& part : find_encrypted(message, {}))
    require(part.part >= 0 && part.part < static_cast<int>(message.parts.size()));
  for (const mail::Part& part : message.parts) {
    if (!is_pkcs7_mime(part)) continue;
    const auto entity = open_opaque(message, part, 0);
    if (!entity) continue;
    require(!entity->content->empty() && entity->message.bytes.size() == entity->content->size());
    const std::string cms = mail::decode_body(message, part, limits::kMessageBytes);
    require(!entity->offset || cms.compare(*entity->offset, entity->content->size(), *entity->content) == 0);
    for (const Signature& row : rows)
      if (row.entity->content && &message.parts[static_cast<std::size_t>(row.entity->part)] == &part)
        require(*row.entity->content == *entity->content);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.starts_with('a')) {
    require(read_authorities({std::string(input.substr(1))})->count() <= size);
    return 0;
  }
  const std::string message = message_of(input);
  check_message(message, nullptr);
  check_message(message, &store());
  cms_kind(input);
  for (const auto& [name, value] : read_secure_headers(input)) require(name.size() + value.size() <= size);
  return 0;
}
