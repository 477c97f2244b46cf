#include "mailmaker/openpgp.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "mailmaker/encode.h"

namespace mailmaker {
namespace {

constexpr std::string_view kEd25519 = "\x09\x2B\x06\x01\x04\x01\xDA\x47\x0F\x01"; // its object identifier behind its length

void check(bool ok) {
  if (!ok)
    std::fputs("mailmaker: OpenSSL failed\n", stderr), std::abort();
}

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift & 0xFF);
  return out;
}

// A multiprecision integer: its bits, then the octets.
std::string integer(std::string_view octets) {
  while (!octets.empty() && octets.front() == '\0')
    octets.remove_prefix(1);
  std::size_t bits = octets.size() * 8;
  if (!octets.empty())
    for (int top = static_cast<unsigned char>(octets.front()); (top & 0x80) == 0; top <<= 1)
      --bits;
  return number(bits, 2) + std::string(octets);
}

std::string subpacket(int type, std::string_view data) { return number(data.size() + 1, 1) + static_cast<char>(type) + std::string(data); }

std::string digest(int algorithm, std::string_view octets) {
  const EVP_MD *const method = algorithm == 1 ? EVP_md5() : algorithm == 2 ? EVP_sha1() : algorithm == 10 ? EVP_sha512() : EVP_sha256();
  unsigned char value[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  check(EVP_Digest(octets.data(), octets.size(), value, &size, method, nullptr) == 1);
  return std::string(reinterpret_cast<char *>(value), size);
}

struct Free {
  void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
std::unique_ptr<EVP_PKEY, Free> private_key(const std::string &seed) {
  return std::unique_ptr<EVP_PKEY, Free>(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char *>(seed.data()), seed.size()));
}

std::string one_pass(const PgpKey &key, int type, int hash) {
  return pgp_packet(4, "\x03" + number(static_cast<unsigned>(type), 1) + number(static_cast<unsigned>(hash), 1) + "\x16" + key.fingerprint().substr(12) + "\x01");
}

} // namespace

std::string pgp_packet(int tag, std::string_view body) {
  std::string out(1, static_cast<char>(0xC0 | tag));
  if (body.size() < 192)
    out += number(body.size(), 1);
  else if (body.size() < 8384)
    out += number((body.size() - 192) / 256 + 192, 1) + number((body.size() - 192) % 256, 1);
  else
    out += "\xFF" + number(body.size(), 4);
  return out + std::string(body);
}

std::string pgp_body(std::string_view packet) {
  const unsigned first = static_cast<unsigned char>(packet[1]);
  return std::string(packet.substr(first < 192 ? 2 : first == 255 ? 6 : 3));
}

PgpKey::PgpKey(std::string_view seed, std::uint32_t created) : seed_(seed), public_(32, '\0'), created_(created) {
  const auto key = private_key(seed_);
  check(key != nullptr);
  std::size_t size = public_.size();
  check(EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char *>(public_.data()), &size) == 1);
}

std::string PgpKey::packet(bool subkey) const {
  return pgp_packet(subkey ? 14 : 6, "\x04" + number(created_, 4) + "\x16" + std::string(kEd25519) + integer("\x40" + public_));
}

std::string PgpKey::fingerprint() const { return digest(2, hashed_key(*this)); }

std::string PgpKey::sign(std::string_view octets) const {
  const auto key = private_key(seed_);
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  check(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  std::string out(64, '\0');
  std::size_t size = out.size();
  check(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(out.data()), &size, reinterpret_cast<const unsigned char *>(octets.data()), octets.size()) == 1);
  return out;
}

std::string hashed_key(const PgpKey &key) {
  const std::string body = pgp_body(key.packet());
  return "\x99" + number(body.size(), 2) + body;
}
std::string hashed_user_id(std::string_view user_id) { return "\xB4" + number(user_id.size(), 4) + std::string(user_id); }

std::string pgp_signature(const PgpKey &key, std::string_view octets, const PgpSignaturePlan &plan) {
  std::string hashed = subpacket(33, "\x04" + key.fingerprint()) + subpacket(2, number(plan.time, 4));
  if (plan.lifetime != 0)
    hashed += subpacket(3, number(plan.lifetime, 4));
  if (plan.key_lifetime != 0)
    hashed += subpacket(9, number(plan.key_lifetime, 4));
  if (plan.key_flags >= 0)
    hashed += subpacket(27, number(static_cast<unsigned>(plan.key_flags), 1));
  if (plan.revocation_reason >= 0)
    hashed += subpacket(29, number(static_cast<unsigned>(plan.revocation_reason), 1));
  if (!plan.embedded.empty())
    hashed += subpacket(32, plan.embedded);
  const std::string head =
      "\x04" + number(static_cast<unsigned>(plan.type), 1) + "\x16" + number(static_cast<unsigned>(plan.hash), 1) + number(hashed.size(), 2) + hashed;
  const std::string value = digest(plan.hash, std::string(octets) + head + "\x04\xFF" + number(head.size(), 4));
  const std::string made = key.sign(value);
  const std::string unhashed = subpacket(16, key.fingerprint().substr(12));
  return pgp_packet(2, head + number(unhashed.size(), 2) + unhashed + value.substr(0, 2) + integer(made.substr(0, 32)) + integer(made.substr(32)));
}

std::string pgp_certificate(const PgpKey &key, std::string_view user_id, std::uint32_t key_lifetime) {
  const PgpSignaturePlan plan{.type = 0x13, .time = key.created(), .key_lifetime = key_lifetime, .key_flags = 0x03};
  return key.packet() + pgp_packet(13, user_id) + pgp_signature(key, hashed_key(key) + hashed_user_id(user_id), plan);
}

std::string pgp_subkey(const PgpKey &primary, const PgpKey &subkey, int key_flags, bool agreed) {
  const std::string octets = hashed_key(primary) + hashed_key(subkey);
  PgpSignaturePlan plan{.type = 0x18, .time = subkey.created(), .key_flags = key_flags};
  if (agreed)
    plan.embedded = pgp_body(pgp_signature(subkey, octets, {.type = 0x19, .time = subkey.created()}));
  return subkey.packet(true) + pgp_signature(primary, octets, plan);
}

std::string pgp_revocation(const PgpKey &key, std::uint32_t time, int reason) {
  return pgp_signature(key, hashed_key(key), {.type = 0x20, .time = time, .revocation_reason = reason});
}

std::string pgp_armor(std::string_view label, std::string_view octets) {
  std::string out = "-----BEGIN PGP " + std::string(label) + "-----\n\n";
  append_base64_lines(out, octets);
  return out + "-----END PGP " + std::string(label) + "-----\n";
}

std::string pgp_clear(std::string_view text, const PgpKey &key, std::uint32_t time) {
  while (text.ends_with('\n'))
    text.remove_suffix(1);
  std::string octets, shown;
  for (std::string_view rest = text;;) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    octets += line;
    shown += (line.starts_with('-') ? "- " : "") + std::string(line) + "\n";
    if (line.size() == rest.size())
      break;
    octets += "\r\n";
    rest.remove_prefix(line.size() + 1);
  }
  return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + shown +
         pgp_armor("SIGNATURE", pgp_signature(key, octets, {.type = 1, .time = time}));
}

std::string pgp_opaque(std::string_view text, const PgpKey &key, std::uint32_t time) {
  const std::string literal = pgp_packet(11, std::string("b") + '\0' + number(time, 4) + std::string(text));
  return pgp_armor("MESSAGE", one_pass(key, 0, 8) + literal + pgp_signature(key, text, {.type = 0, .time = time}));
}

PgpSignedBody pgp_detached(std::string_view entity, const PgpKey &key, const PgpSignaturePlan &plan, std::string_view boundary) {
  while (entity.ends_with('\n'))
    entity.remove_suffix(1);
  const std::string line = "--" + std::string(boundary);
  PgpSignedBody out;
  out.content_type = "multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=\"" + std::string(boundary) + "\"";
  out.body = line + "\n" + std::string(entity) + "\n" + line + "\nContent-Type: application/pgp-signature; name=signature.asc\n\n" +
             pgp_armor("SIGNATURE", pgp_signature(key, with_crlf(entity), plan)) + line + "--\n";
  return out;
}

void sign_pgp(Message &message, const PgpKey &key, std::uint32_t time, bool protected_header) {
  std::string head;
  std::vector<Field> kept;
  for (const Field &field : message.fields) {
    const bool about_body = field.name.starts_with("Content-");
    if (!about_body)
      kept.push_back(field);
    const bool type = field.name == "Content-Type";
    if (about_body)
      head += field.name + ":" + field.value + (type && protected_header ? "; protected-headers=\"v1\"" : "") + "\n";
    else if (protected_header && field.name != "MIME-Version")
      head += field.name + ":" + field.value + "\n";
  }
  const PgpSignedBody wrapped = pgp_detached(head + "\n" + message.body, key, {.type = 0, .time = time});
  message.fields = std::move(kept);
  message.add("Content-Type", " " + wrapped.content_type);
  message.body = wrapped.body;
}

} // namespace mailmaker
