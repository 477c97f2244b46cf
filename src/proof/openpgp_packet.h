// The outside of OpenPGP data (RFC 9580, RFC 4880): armor, packets, and the fields of signatures and keys, read without any
// cryptography but the hashes that name keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::proof {

// ---- armor (RFC 9580 section 6.2) ----

// A block of ASCII armor in a text.
struct ArmorBlock {
  std::string_view label;           // "SIGNATURE", "MESSAGE", "PUBLIC KEY BLOCK", "SIGNED MESSAGE"
  std::size_t begin = 0, end = 0;   // in the text, from the first line to behind the last one and its line end
  std::string_view inside;          // between these lines: armor headers, an empty line, data
};
// The first block at or behind `from` whose two lines stand alone on theirs, blanks behind them aside. A cleartext signature
// (section 7) is one block: from its SIGNED MESSAGE line to the end of its SIGNATURE.
std::optional<ArmorBlock> find_armor(std::string_view text, std::size_t from);

// The octets of a block other than SIGNED MESSAGE; empty where it does not follow the standard. The checksum is not asked
// for (section 6.1).
std::string decode_armor(const ArmorBlock& block);

// ---- packets (RFC 9580 section 4) ----

inline constexpr int kSignaturePacket = 2, kOnePassPacket = 4, kSecretKeyPacket = 5, kKeyPacket = 6, kCompressedPacket = 8, kMarkerPacket = 10,
                     kLiteralPacket = 11, kTrustPacket = 12, kUserIdPacket = 13, kSubkeyPacket = 14, kPaddingPacket = 21;

// Walks the packets of a run of octets.
class PacketReader {
 public:
  explicit PacketReader(std::string_view octets) : rest_(octets) {}
  // False at the end, and where the octets are no packet: then failed().
  bool next();
  bool failed() const { return failed_; }
  int tag() const { return tag_; }
  std::string_view body() const { return body_; }     // valid until next() is called
  std::string_view whole() const { return whole_; }   // with its header; points into the octets

 private:
  bool take_old(unsigned first);
  bool take_new();
  bool take_parts(std::size_t first_size);
  std::optional<std::size_t> take_number(std::size_t bytes);
  bool take_body(std::size_t size);

  std::string_view rest_, body_, whole_;
  std::string joined_;
  int tag_ = 0;
  bool failed_ = false;
};

// Who a key is: by its fingerprint (raw: 16 octets of version 3, 20 of version 4, 32 of version 6) and the key id.
struct KeyName {
  std::uint64_t id = 0;
  std::string fingerprint;
};
// Of the body of a public key or subkey packet; nothing for a version that is not known.
std::optional<KeyName> name_of_key(std::string_view body);
// 16 hexadecimal digits.
std::string key_id_hex(std::uint64_t id);

// Types of a signature (section 5.2.1).
inline constexpr int kOfBinary = 0x00, kOfText = 0x01, kSubkeyBinding = 0x18, kSubkeyRevocation = 0x28;

struct SignatureFields {
  int version = 0, type = 0, key_algorithm = 0, hash_algorithm = 0;
  std::uint32_t created = 0;                  // Unix seconds
  std::uint32_t lifetime = 0;                 // seconds after `created` for which it stands; 0: for ever
  std::uint64_t issuer_id = 0;                // 0: not named
  std::string issuer_fingerprint;             // raw; empty: not named
  unsigned key_flags = 0;                     // hashed; 0: none
  std::string trailer;                        // what is hashed behind the signed octets
  std::uint16_t hash_begins = 0;              // the first 16 bits of the hash that was signed
};
// Of the body of a signature packet of version 3 or 4; nothing for another version or one that breaks off.
std::optional<SignatureFields> read_signature_fields(std::string_view body);

// "rsa", "dsa", "ecdsa", "eddsa", "ed25519"; "alg" and its number for others.
std::string key_algorithm_name(int algorithm);
// "sha256", ...; "hash" and its number for others.
std::string hash_algorithm_name(int algorithm);

// How the hash of the signed octets begins, to be held against `hash_begins`; nothing where the algorithm is not known.
std::optional<std::uint16_t> hash_begins(const SignatureFields& signature, std::string_view octets);

}  // namespace winnow::proof
