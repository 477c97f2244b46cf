#include "proof/openpgp_keys.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"

namespace winnow::proof {
namespace {

constexpr unsigned kMaySign = 0x02;      // RFC 9580 section 5.2.3.29

bool is_issued_by(const SignatureFields& signature, const KeyName& key) {
  if (!signature.issuer_fingerprint.empty()) return signature.issuer_fingerprint == key.fingerprint;
  return signature.issuer_id == key.id;
}

// Collects one certificate packet by packet.
class CertificateReader {
 public:
  explicit CertificateReader(const KeyName& primary, std::string_view packet) : primary_(primary) {
    certificate_.fingerprint = primary.fingerprint;
    certificate_.signing_keys.push_back(primary);
    certificate_.packets = packet;
  }

  void take(const PacketReader& packet) {
    switch (packet.tag()) {
      case kUserIdPacket: begin(Context::kUserId, packet.whole()); break;
      case kSubkeyPacket: subkey(packet); break;
      case kSignaturePacket: signature(packet); break;
      case kTrustPacket:
      case kMarkerPacket:
      case kPaddingPacket: break;
      default: begin(Context::kIgnored, {}); break;      // pictures and what is not known, with the signatures behind them
    }
  }

  OpenPgpCertificate finish() {
    begin(Context::kIgnored, {});
    certificate_.oversized = signatures_ > limits::kOpenPgpKeySignatures || certificate_.packets.size() > limits::kOpenPgpKeyBytes;
    if (certificate_.oversized) certificate_.packets.clear();
    return std::move(certificate_);
  }

 private:
  enum class Context { kPrimary, kUserId, kSubkey, kIgnored };

  // A component of the certificate is kept with the signatures that say it belongs there.
  void begin(Context context, std::string_view packet) {
    if (context_ == Context::kSubkey && is_bound_) {
      certificate_.packets += pending_;
      certificate_.signing_keys.push_back(subkey_);
    } else if (context_ == Context::kUserId && is_bound_) {
      certificate_.packets += pending_;
    }
    context_ = context;
    pending_ = packet;
    is_bound_ = false;
  }

  void subkey(const PacketReader& packet) {
    const auto name = name_of_key(packet.body());
    begin(name ? Context::kSubkey : Context::kIgnored, packet.whole());
    if (name) subkey_ = *name;
  }

  void signature(const PacketReader& packet) {
    if (context_ == Context::kIgnored) return;
    const auto fields = read_signature_fields(packet.body());
    if (!fields || !is_issued_by(*fields, primary_) || packet.whole().size() > limits::kOpenPgpSignatureBytes) return;
    const bool binds = context_ != Context::kSubkey || (fields->type == kSubkeyBinding && (fields->key_flags & kMaySign) != 0);
    if (context_ == Context::kSubkey && !binds && fields->type != kSubkeyRevocation) return;
    is_bound_ |= binds;
    ++signatures_;
    (context_ == Context::kPrimary ? certificate_.packets : pending_) += packet.whole();
  }

  const KeyName primary_;
  OpenPgpCertificate certificate_;
  Context context_ = Context::kPrimary;
  std::string pending_;
  KeyName subkey_;
  bool is_bound_ = false;
  std::size_t signatures_ = 0;
};

}  // namespace

void OpenPgpKeys::keep(OpenPgpCertificate&& certificate) {
  const auto known = by_fingerprint_.find(certificate.fingerprint);
  const std::size_t at = known == by_fingerprint_.end() ? certificates_.size() : known->second;
  if (at == certificates_.size()) {
    by_fingerprint_.emplace(certificate.fingerprint, at);
    certificates_.push_back({certificate.fingerprint, {}, {}, false});
  }
  OpenPgpCertificate& kept = certificates_[at];
  for (const KeyName& key : certificate.signing_keys) {
    if (std::any_of(kept.signing_keys.begin(), kept.signing_keys.end(), [&](const KeyName& k) { return k.fingerprint == key.fingerprint; })) continue;
    kept.signing_keys.push_back(key);
    by_id_.emplace(key.id, at);
  }
  if (certificate.packets != kept.packets) kept.packets += certificate.packets;
  kept.oversized |= certificate.oversized || kept.packets.size() > 2 * limits::kOpenPgpKeyBytes;
  if (kept.oversized) kept.packets.clear();
}

void OpenPgpKeys::add_packets(std::string_view octets) {
  std::optional<CertificateReader> reader;
  PacketReader packet(octets);
  while (packet.next()) {
    if (packet.tag() == kKeyPacket || packet.tag() == kSecretKeyPacket) {
      if (reader) keep(reader->finish());
      reader.reset();
      const auto name = name_of_key(packet.body());
      if (packet.tag() == kKeyPacket && name) reader.emplace(*name, packet.whole());
    } else if (reader) {
      reader->take(packet);
    }
  }
  if (reader) keep(reader->finish());
}

void OpenPgpKeys::add(std::string_view file) {
  if (file.empty()) return;
  if ((static_cast<unsigned char>(file.front()) & 0x80) != 0 && !file.starts_with("\xEF\xBB\xBF")) return add_packets(file);
  for (auto block = find_armor(file, 0); block; block = find_armor(file, block->end))
    if (block->label == "PUBLIC KEY BLOCK") add_packets(decode_armor(*block));
}

std::vector<const OpenPgpCertificate*> OpenPgpKeys::find(const SignatureFields& signature) const {
  std::vector<std::size_t> found;
  const auto take_id = [&](std::uint64_t id) {
    const auto [begin, end] = by_id_.equal_range(id);
    for (auto at = begin; at != end; ++at) found.push_back(at->second);
  };
  const std::string& fingerprint = signature.issuer_fingerprint;
  if (fingerprint.empty()) {
    take_id(signature.issuer_id);
  } else if (fingerprint.size() == 20) {
    std::uint64_t id = 0;
    for (const char c : fingerprint.substr(12)) id = id << 8 | static_cast<unsigned char>(c);
    take_id(id);
    std::erase_if(found, [&](std::size_t at) {
      const auto& keys = certificates_[at].signing_keys;
      return std::none_of(keys.begin(), keys.end(), [&](const KeyName& key) { return key.fingerprint == fingerprint; });
    });
  }
  std::sort(found.begin(), found.end());
  found.resize(std::min(found.size(), limits::kOpenPgpCandidates));
  std::vector<const OpenPgpCertificate*> out;
  for (const std::size_t at : found) out.push_back(&certificates_[at]);
  return out;
}

}  // namespace winnow::proof
