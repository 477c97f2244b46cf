#include "proof/openpgp_packet.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "base/hash.h"
#include "base/text.h"
#include "proof/base64.h"

namespace winnow::proof {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PGP ", kEnd = "-----END PGP ", kDashes = "-----";
constexpr std::string_view kSignedMessage = "SIGNED MESSAGE", kSignature = "SIGNATURE";

std::string_view line_at(std::string_view text, std::size_t at) { return text.substr(at, text.find('\n', at) - at); }
std::size_t behind_line(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

struct Mark {
  std::size_t at = 0;
  std::string_view label;
};

// A line of its own that begins with `prefix`, names a label and ends with dashes.
std::optional<Mark> find_mark(std::string_view text, std::string_view prefix, std::size_t from) {
  for (std::size_t at = text.find(prefix, from); at != std::string_view::npos; at = text.find(prefix, at + prefix.size())) {
    if (at != 0 && text[at - 1] != '\n') continue;
    std::string_view line = line_at(text, at);
    line.remove_prefix(prefix.size());
    while (!line.empty() && (is_blank(line.back()) || line.back() == '\r')) line.remove_suffix(1);
    if (line.size() <= kDashes.size() || !line.ends_with(kDashes)) continue;
    line.remove_suffix(kDashes.size());
    if (line.find('-') == std::string_view::npos) return Mark{at, line};
  }
  return std::nullopt;
}

std::uint32_t number(std::string_view octets) {
  std::uint32_t value = 0;
  for (const char c : octets) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::uint64_t key_id(std::string_view octets) { return std::uint64_t{number(octets.substr(0, 4))} << 32 | number(octets.substr(4, 4)); }

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
  return out;
}

const EVP_MD* hash_method(int algorithm) {
  switch (algorithm) {
    case 1: return EVP_md5();
    case 2: return EVP_sha1();
    case 8: return EVP_sha256();
    case 9: return EVP_sha384();
    case 10: return EVP_sha512();
    case 11: return EVP_sha224();
    case 12: return EVP_sha3_256();
    case 14: return EVP_sha3_512();
    default: return nullptr;                 // RIPEMD-160 is no longer among OpenSSL's own
  }
}

std::string digest(const EVP_MD* method, std::string_view octets) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned size = 0;
  if (EVP_Digest(octets.data(), octets.size(), value.data(), &size, method, nullptr) != 1) return {};
  return std::string(reinterpret_cast<const char*>(value.data()), size);
}

}  // namespace

std::optional<ArmorBlock> find_armor(std::string_view text, std::size_t from) {
  const auto begin = find_mark(text, kBegin, from);
  if (!begin) return std::nullopt;
  const std::size_t inside = behind_line(text, begin->at);
  std::size_t search = inside;
  std::string_view closing = begin->label;
  if (begin->label == kSignedMessage) {
    // The text ends at the first SIGNATURE line: one within the text is escaped with a dash (RFC 9580 section 7.1).
    const auto signature = find_mark(text, kBegin, inside);
    if (!signature || signature->label != kSignature) return find_armor(text, inside);
    search = behind_line(text, signature->at);
    closing = kSignature;
  }
  const auto end = find_mark(text, kEnd, search);
  const auto other = find_mark(text, kBegin, search);
  if (!end || end->label != closing || (other && other->at < end->at)) return find_armor(text, search);
  return ArmorBlock{begin->label, begin->at, behind_line(text, end->at), text.substr(inside, end->at - inside)};
}

std::string decode_armor(const ArmorBlock& block) {
  std::string_view data = block.inside;
  // Armor headers "Key: value", then an empty line. Programs that take blanks for no line are many.
  for (;;) {
    if (data.empty()) return {};
    const std::string_view line = trim(line_at(data, 0));
    data.remove_prefix(behind_line(data, 0));
    if (line.empty()) break;
    if (line.find(": ") == std::string_view::npos && !line.ends_with(':')) return {};
  }
  std::string digits;
  while (!data.empty()) {
    const std::string_view line = trim(line_at(data, 0));
    data.remove_prefix(behind_line(data, 0));
    if (line.starts_with('=') && line.size() == 5) break;       // the checksum
    digits += line;
  }
  return decode_base64(digits).value_or(std::string());
}

std::optional<std::size_t> PacketReader::take_number(std::size_t bytes) {
  if (rest_.size() < bytes) return std::nullopt;
  const std::size_t value = number(rest_.substr(0, bytes));
  rest_.remove_prefix(bytes);
  return value;
}

bool PacketReader::take_body(std::size_t size) {
  if (size > rest_.size()) return false;
  body_ = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

bool PacketReader::take_old(unsigned first) {
  tag_ = static_cast<int>(first >> 2 & 0xF);
  if ((first & 3) == 3) return take_body(rest_.size());        // of indeterminate length: all that follows
  const auto size = take_number(std::size_t{1} << (first & 3));
  return size && take_body(*size);
}

// Section 4.2.1.4: a body in pieces, each a power of two but the last.
bool PacketReader::take_parts(std::size_t first_size) {
  joined_.clear();
  for (std::size_t size = first_size;;) {
    if (!take_body(size)) return false;
    joined_ += body_;
    const auto first = take_number(1);
    if (!first) return false;
    if (*first >= 224 && *first < 255) {
      size = std::size_t{1} << (*first & 0x1F);
      continue;
    }
    std::optional<std::size_t> last = first;
    if (*first >= 192) {
      const auto more = take_number(*first == 255 ? 4 : 1);
      if (!more) return false;
      last = *first == 255 ? more : std::optional((*first - 192) * 256 + *more + 192);
    }
    if (!take_body(*last)) return false;
    joined_ += body_;
    body_ = joined_;
    return true;
  }
}

bool PacketReader::take_new() {
  const auto first = take_number(1);
  if (!first) return false;
  if (*first < 192) return take_body(*first);
  if (*first >= 224 && *first < 255) return take_parts(std::size_t{1} << (*first & 0x1F));
  const auto more = take_number(*first == 255 ? 4 : 1);
  if (!more) return false;
  return take_body(*first == 255 ? *more : (*first - 192) * 256 + *more + 192);
}

bool PacketReader::next() {
  if (rest_.empty() || failed_) return false;
  const std::string_view before = rest_;
  const unsigned first = static_cast<unsigned char>(rest_.front());
  rest_.remove_prefix(1);
  bool good = (first & 0x80) != 0;
  if (good && (first & 0x40) != 0) {
    tag_ = static_cast<int>(first & 0x3F);
    good = take_new();
  } else if (good) {
    good = take_old(first);
  }
  failed_ = !good;
  whole_ = before.substr(0, before.size() - rest_.size());
  return good;
}

std::string key_id_hex(std::uint64_t id) { return to_hex(big_endian(id, 8)); }

std::optional<KeyName> name_of_key(std::string_view body) {
  if (body.size() < 12) return std::nullopt;
  const int version = static_cast<unsigned char>(body.front());
  if (version == 4 && body.size() <= 0xFFFF) {
    Hasher hasher(HashKind::kSha1);
    hasher.update("\x99" + big_endian(body.size(), 2));
    hasher.update(body);
    KeyName name{0, hasher.finish()};
    name.id = key_id(std::string_view(name.fingerprint).substr(12));
    return name;
  }
  if (version == 6) {
    KeyName name{0, sha256(as_bytes("\x9B" + big_endian(body.size(), 4) + std::string(body)))};
    name.id = key_id(name.fingerprint);
    return name;
  }
  if (version != 2 && version != 3) return std::nullopt;
  // Version 3: two numbers of RSA behind creation time, lifetime and algorithm (RFC 4880 section 12.2).
  body.remove_prefix(8);
  std::string numbers;
  KeyName name;
  for (int i = 0; i < 2; ++i) {
    if (body.size() < 2) return std::nullopt;
    const std::size_t bytes = (number(body.substr(0, 2)) + 7) / 8;
    body.remove_prefix(2);
    if (bytes > body.size() || (i == 0 && bytes < 8)) return std::nullopt;
    if (i == 0) name.id = key_id(body.substr(bytes - 8));
    numbers += body.substr(0, bytes);
    body.remove_prefix(bytes);
  }
  name.fingerprint = digest(EVP_md5(), numbers);
  return name;
}

namespace {

// One area of subpackets (section 5.2.3.7). False where it breaks off.
bool read_subpackets(std::string_view area, bool hashed, SignatureFields& out) {
  while (!area.empty()) {
    std::size_t size = static_cast<unsigned char>(area.front()), skip = 1;
    if (size >= 192 && size < 255) {
      if (area.size() < 2) return false;
      size = (size - 192) * 256 + static_cast<unsigned char>(area[1]) + 192;
      skip = 2;
    } else if (size == 255) {
      if (area.size() < 5) return false;
      size = number(area.substr(1, 4));
      skip = 5;
    }
    area.remove_prefix(skip);
    if (size == 0 || size > area.size()) return false;
    const int type = static_cast<unsigned char>(area.front()) & 0x7F;
    const std::string_view data = area.substr(1, size - 1);
    area.remove_prefix(size);
    if (type == 16 && data.size() == 8 && out.issuer_id == 0) out.issuer_id = key_id(data);
    if (type == 33 && data.size() > 16 && out.issuer_fingerprint.empty()) out.issuer_fingerprint = data.substr(1);
    if (!hashed) continue;
    if (type == 2 && data.size() == 4) out.created = number(data);
    if (type == 3 && data.size() == 4) out.lifetime = number(data);
    if (type == 27 && !data.empty()) out.key_flags = static_cast<unsigned char>(data.front());
  }
  return true;
}

std::optional<SignatureFields> read_version_3(std::string_view body) {
  if (body.size() < 19 || body[1] != 5) return std::nullopt;
  SignatureFields out;
  out.version = 3;
  out.type = static_cast<unsigned char>(body[2]);
  out.created = number(body.substr(3, 4));
  out.issuer_id = key_id(body.substr(7, 8));
  out.key_algorithm = static_cast<unsigned char>(body[15]);
  out.hash_algorithm = static_cast<unsigned char>(body[16]);
  out.trailer = body.substr(2, 5);
  out.hash_begins = static_cast<std::uint16_t>(number(body.substr(17, 2)));
  return out;
}

}  // namespace

std::optional<SignatureFields> read_signature_fields(std::string_view body) {
  if (body.empty()) return std::nullopt;
  if (body.front() == 3 || body.front() == 2) return read_version_3(body);
  if (body.front() != 4 || body.size() < 6) return std::nullopt;
  SignatureFields out;
  out.version = 4;
  out.type = static_cast<unsigned char>(body[1]);
  out.key_algorithm = static_cast<unsigned char>(body[2]);
  out.hash_algorithm = static_cast<unsigned char>(body[3]);
  const std::size_t hashed = number(body.substr(4, 2));
  if (body.size() < 6 + hashed + 2) return std::nullopt;
  out.trailer = std::string(body.substr(0, 6 + hashed)) + "\x04\xFF" + big_endian(6 + hashed, 4);
  const std::size_t unhashed = number(body.substr(6 + hashed, 2));
  if (body.size() < 6 + hashed + 2 + unhashed + 2) return std::nullopt;
  if (!read_subpackets(body.substr(6, hashed), true, out)) return std::nullopt;
  if (!read_subpackets(body.substr(8 + hashed, unhashed), false, out)) return std::nullopt;
  out.hash_begins = static_cast<std::uint16_t>(number(body.substr(8 + hashed + unhashed, 2)));
  return out;
}

std::string key_algorithm_name(int algorithm) {
  switch (algorithm) {
    case 1:
    case 3: return "rsa";
    case 17: return "dsa";
    case 19: return "ecdsa";
    case 22: return "eddsa";
    case 27: return "ed25519";
    default: return "alg" + std::to_string(algorithm);
  }
}

std::string hash_algorithm_name(int algorithm) {
  switch (algorithm) {
    case 1: return "md5";
    case 2: return "sha1";
    case 3: return "ripemd160";
    case 8: return "sha256";
    case 9: return "sha384";
    case 10: return "sha512";
    case 11: return "sha224";
    case 12: return "sha3-256";
    case 14: return "sha3-512";
    default: return "hash" + std::to_string(algorithm);
  }
}

std::optional<std::uint16_t> hash_begins(const SignatureFields& signature, std::string_view octets) {
  const EVP_MD* const method = hash_method(signature.hash_algorithm);
  if (method == nullptr) return std::nullopt;
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned size = 0;
  if (!context || EVP_DigestInit_ex(context.get(), method, nullptr) != 1 || EVP_DigestUpdate(context.get(), octets.data(), octets.size()) != 1 ||
      EVP_DigestUpdate(context.get(), signature.trailer.data(), signature.trailer.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), value.data(), &size) != 1 || size < 2)
    return std::nullopt;
  return static_cast<std::uint16_t>(value[0] << 8 | value[1]);
}

}  // namespace winnow::proof
