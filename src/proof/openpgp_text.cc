#include "proof/openpgp_text.h"

#include <zlib.h>

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "base/text.h"

namespace winnow::proof {
namespace {

constexpr int kSessionKeyPacket = 1, kPasswordPacket = 3, kEncryptedPacket = 9, kProtectedPacket = 18, kAeadPacket = 20;

bool is_encryption(int tag) {
  return tag == kSessionKeyPacket || tag == kPasswordPacket || tag == kEncryptedPacket || tag == kProtectedPacket || tag == kAeadPacket;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string_view without_blanks_behind(std::string_view line) {
  while (!line.empty() && (is_blank(line.back()) || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

SignedText faulty(std::string_view fault) {
  SignedText out;
  out.fault = fault;
  return out;
}

// Raw deflate or zlib data, at most the limit; nothing where it is neither or larger.
std::optional<std::string> inflated(std::string_view packed, bool raw) {
  z_stream stream{};
  if (::inflateInit2(&stream, raw ? -MAX_WBITS : MAX_WBITS) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));   // zlib does not write there
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= limits::kOpenPgpMessageBytes) {
    const std::size_t have = out.size(), room = std::clamp<std::size_t>(have, 4 * packed.size() + 256, limits::kMiB);
    out.resize(have + room);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + have);
    stream.avail_out = static_cast<uInt>(room);
    state = ::inflate(&stream, Z_NO_FLUSH);
    out.resize(have + room - stream.avail_out);
    if (state == Z_BUF_ERROR) break;
  }
  ::inflateEnd(&stream);
  if (state != Z_STREAM_END || out.size() > limits::kOpenPgpMessageBytes) return std::nullopt;
  return out;
}

// Section 5.9: the octets behind format, file name and date.
std::optional<std::string_view> literal_octets(std::string_view body) {
  if (body.size() < 2) return std::nullopt;
  const std::size_t behind = 2 + static_cast<unsigned char>(body[1]) + 4;
  if (behind > body.size()) return std::nullopt;
  return body.substr(behind);
}

// One-pass packets, the literal data, signatures behind it; or signatures before it, as old programs write it.
SignedText read_signed_packets(std::string_view octets, bool may_unpack) {
  SignedText out;
  bool literal = false;
  PacketReader packet(octets);
  while (packet.next()) {
    const int tag = packet.tag();
    if (is_encryption(tag)) {
      out.encrypted = true;
      return out;
    }
    if (tag == kMarkerPacket || tag == kPaddingPacket || tag == kOnePassPacket) continue;
    if (tag == kCompressedPacket && may_unpack && !literal && out.signatures.empty() && !packet.body().empty()) {
      const int method = static_cast<unsigned char>(packet.body().front());
      const std::string_view packed = packet.body().substr(1);
      if (method == 0) return read_signed_packets(std::string(packed), false);
      if (method != 1 && method != 2) return faulty("openpgp-compression");
      const auto unpacked = inflated(packed, method == 1);
      return unpacked ? read_signed_packets(*unpacked, false) : faulty("openpgp-compression");
    }
    if (tag == kSignaturePacket && packet.whole().size() <= limits::kOpenPgpSignatureBytes) {
      out.signatures.emplace_back(packet.whole());
      continue;
    }
    const auto content = tag == kLiteralPacket ? literal_octets(packet.body()) : std::nullopt;
    // Two texts, and who says which of them is shown?
    if (!content || literal) return faulty("openpgp-syntax");
    literal = true;
    out.octets = *content;
  }
  if (packet.failed() || !literal) return faulty("openpgp-syntax");
  return out;
}

}  // namespace

SignedText read_detached(std::string_view octets) {
  SignedText out;
  PacketReader packet(octets);
  while (packet.next()) {
    if (packet.tag() == kMarkerPacket || packet.tag() == kPaddingPacket) continue;
    // A message of its own would be another text than the one beside it.
    if (packet.tag() != kSignaturePacket || packet.whole().size() > limits::kOpenPgpSignatureBytes) return faulty("openpgp-syntax");
    if (out.signatures.size() < limits::kOpenPgpSignatures) out.signatures.emplace_back(packet.whole());
  }
  if (packet.failed() || out.signatures.empty()) return faulty("openpgp-syntax");
  return out;
}

SignedText read_cleartext(const ArmorBlock& block) {
  std::string_view rest = block.inside;
  for (;;) {
    if (rest.empty()) return faulty("openpgp-syntax");
    const std::string_view line = trim(take_line(rest));
    if (line.empty()) break;
    if (!istarts_with(line, "Hash:")) return faulty("openpgp-header");
  }
  std::string octets;
  bool first = true;
  for (;;) {
    if (rest.empty()) return faulty("openpgp-syntax");
    const std::string_view before = rest;
    std::string_view line = without_blanks_behind(take_line(rest));
    if (line == "-----BEGIN PGP SIGNATURE-----") {
      const std::string armor = std::string(before) + "-----END PGP SIGNATURE-----\n";
      const auto signature = find_armor(armor, 0);
      SignedText out = signature ? read_detached(decode_armor(*signature)) : faulty("openpgp-syntax");
      out.octets = std::move(octets);
      out.cleartext = true;
      return out;
    }
    if (line.starts_with("- ")) line.remove_prefix(2);
    else if (line == "-") line = {};                       // the blank behind the dash went with the line's end
    else if (line.starts_with('-')) return faulty("openpgp-syntax");
    if (!first) octets += "\r\n";
    first = false;
    octets += line;
  }
}

SignedText read_message(std::string_view octets) {
  SignedText out = read_signed_packets(octets, true);
  if (out.signatures.size() > limits::kOpenPgpSignatures) out.signatures.resize(limits::kOpenPgpSignatures);
  return out;
}

}  // namespace winnow::proof
