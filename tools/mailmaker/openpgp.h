// OpenPGP keys and signatures (RFC 9580, version 4) with Ed25519: the same seed and times give the same bytes. What a hostile
// writer does with packets is open: each packet is a string.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mailmaker/message.h"

namespace mailmaker {

class PgpKey {
public:
  // `seed`: 32 octets, the private half.
  PgpKey(std::string_view seed, std::uint32_t created);
  std::string packet(bool subkey = false) const;   // public key or subkey packet
  std::string fingerprint() const;                 // 20 octets
  std::string sign(std::string_view digest) const; // 64 octets
  std::uint32_t created() const { return created_; }

private:
  std::string seed_, public_;
  std::uint32_t created_;
};

struct PgpSignaturePlan {
  int type = 0;                                    // RFC 9580 section 5.2.1
  std::uint32_t time = 0;
  std::uint32_t lifetime = 0;                      // of the signature; 0: for ever
  std::uint32_t key_lifetime = 0;                  // of the key that a self-signature speaks of; 0: for ever
  int key_flags = -1;                              // -1: none
  std::string embedded = {};                         // body of a signature that is put into it (back signature)
  int revocation_reason = -1;
  int hash = 8;                                    // 8 SHA-256, 10 SHA-512, 2 SHA-1, 1 MD5
};
// A signature packet over `octets` as they are hashed before the trailer.
std::string pgp_signature(const PgpKey &key, std::string_view octets, const PgpSignaturePlan &plan);
// Without its header.
std::string pgp_body(std::string_view packet);
std::string pgp_packet(int tag, std::string_view body);

// What is hashed of a key, and of a user id, in signatures of certificates.
std::string hashed_key(const PgpKey &key);
std::string hashed_user_id(std::string_view user_id);

// A certificate: the key, one user id, and its own word for it.
std::string pgp_certificate(const PgpKey &key, std::string_view user_id, std::uint32_t key_lifetime = 0);
// A subkey with its binding; `agreed`: with the subkey's own consent.
std::string pgp_subkey(const PgpKey &primary, const PgpKey &subkey, int key_flags, bool agreed);
// The key's own withdrawal, to stand behind its key packet.
std::string pgp_revocation(const PgpKey &key, std::uint32_t time, int reason);

std::string pgp_armor(std::string_view label, std::string_view octets);
// A cleartext signed text (section 7) with LF line ends.
std::string pgp_clear(std::string_view text, const PgpKey &key, std::uint32_t time);
// An armored message: one-pass packet, literal data, signature.
std::string pgp_opaque(std::string_view text, const PgpKey &key, std::uint32_t time);

// Body and Content-Type of a multipart/signed mail with LF line ends, around `entity` (RFC 3156 section 5).
struct PgpSignedBody {
  std::string content_type, body;
};
PgpSignedBody pgp_detached(std::string_view entity, const PgpKey &key, const PgpSignaturePlan &plan, std::string_view boundary = "signed-1");
// Makes of a message with a body of its own the same mail, signed; with `protected_header` a copy of its header is in it.
void sign_pgp(Message &message, const PgpKey &key, std::uint32_t time, bool protected_header);

} // namespace mailmaker
