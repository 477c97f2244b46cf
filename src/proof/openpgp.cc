#include "proof/openpgp.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "mail/base64.h"
#include "mail/parameter.h"
#include "proof/openpgp_keys.h"
#include "proof/openpgp_text.h"
#include "proof/rnp_verifier.h"

namespace winnow::proof {
namespace {

constexpr std::string_view kMark = "-----BEGIN PGP ";       // a text without it holds no block
constexpr std::size_t kKeyFileBytes = 1 * limits::kMiB;     // of a key that came with the mail, before others' words are left out

bool holds_mark(std::string_view text) { return ::memmem(text.data(), text.size(), kMark.data(), kMark.size()) != nullptr; }

// The address of a user id "Name <address>" or "address" (RFC 9580 section 5.11); empty where there is none, or more than one.
std::string address_of(std::string_view user_id) {
  std::string_view address = trim(user_id);
  if (const std::size_t open = address.find('<'); open != std::string_view::npos) {
    if (!address.ends_with('>') || address.find_first_of("<>", open + 1) != address.size() - 1) return {};
    address = address.substr(open + 1, address.size() - open - 2);
  }
  const std::size_t at = address.find('@');
  const bool one = at != std::string_view::npos && at != 0 && at + 1 < address.size() && address.find('@', at + 1) == std::string_view::npos;
  const bool plain = std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < 0x7F && std::string_view("\"(),:;<>[]\\").find(c) == std::string_view::npos; });
  return one && plain ? lower(address) : std::string();
}

// ---- keys that came with the mail ----

// Each Autocrypt field of the header, and each part of type application/pgp-keys. They prove that mails share a key, and never
// whose it is.
OpenPgpKeys keys_of(const mail::Message& message) {
  OpenPgpKeys keys;
  std::size_t taken = 0;
  const auto may_take = [&] { return taken++ < limits::kOpenPgpKeysFound; };
  for (const mail::Field* field : message.find_all("Autocrypt")) {
    mail::Notes ignored;
    const std::size_t at = lower(field->value).find("keydata=");
    if (at == std::string::npos || field->value.size() > kKeyFileBytes || !may_take()) continue;
    std::string octets;
    mail::decode_base64_text(field->value.substr(at + 8), octets);
    keys.add(octets);
  }
  const std::vector<bool> inside = inside_messages(message);
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const mail::Part& part = message.parts[i];
    if (inside[i] || part.type != "application" || part.subtype != "pgp-keys" || !may_take()) continue;
    keys.add(mail::decode_body(message, part, kKeyFileBytes));
  }
  return keys;
}

// ---- one message ----

class OpenPgpMail {
 public:
  OpenPgpMail(const mail::Message& message, const Trust& trust, std::vector<Signature>& out, std::vector<int>* encrypted)
      : message_(message), trust_(trust), out_(out), encrypted_(encrypted) {}

  void detached(const EntityFound& found);
  void text(int index);

 private:
  struct Signed {
    SignedEntity entity;
    Range covered;
    SignedText text;
  };
  void block(int index, std::string_view text, const ArmorBlock& block, bool is_literal, bool is_alone);
  void verify(const Signed& what);
  void verify_one(const Signed& what, std::string_view packet);
  void compute(const Signed& what, std::string_view packet, const SignatureFields& fields, Signature& row);
  void conclude(const RnpAnswer& answer, Signature& row) const;
  void name_signer(const OpenPgpSigner& signer, bool holds, Signature& row) const;
  Signature row(const Signed& what) const;
  bool is_full() const;
  const OpenPgpKeys& found_keys();

  const mail::Message& message_;
  const Trust& trust_;
  std::vector<Signature>& out_;
  std::vector<int>* encrypted_;
  std::optional<OpenPgpKeys> found_;
};

const OpenPgpKeys& OpenPgpMail::found_keys() {
  if (!found_) found_ = keys_of(message_);
  return *found_;
}

bool OpenPgpMail::is_full() const {
  const auto rows = std::count_if(out_.begin(), out_.end(), [](const Signature& s) { return s.mechanism == kOpenPgp; });
  return static_cast<std::size_t>(rows) >= limits::kSignatures;
}

Signature OpenPgpMail::row(const Signed& what) const {
  Signature row;
  row.mechanism = kOpenPgp;
  row.index = static_cast<std::uint32_t>(std::count_if(out_.begin(), out_.end(), [](const Signature& s) { return s.mechanism == kOpenPgp; }));
  row.entity = what.entity;
  row.body_covered = what.covered;
  return row;
}

void OpenPgpMail::verify(const Signed& what) {
  if (is_full()) return;
  if (!what.text.fault.empty()) {
    Signature refused = row(what);
    refused.result = ResultWord::kPermError;
    refused.reason = what.text.fault;
    out_.push_back(std::move(refused));
    return;
  }
  for (const std::string& packet : what.text.signatures)
    if (!is_full()) verify_one(what, packet);
}

void OpenPgpMail::verify_one(const Signed& what, std::string_view packet) {
  Signature one = row(what);
  PacketReader reader(packet);
  const auto fields = reader.next() ? read_signature_fields(reader.body()) : std::nullopt;
  if (!fields) {
    one.result = ResultWord::kPermError;
    one.reason = "openpgp-version";
    out_.push_back(std::move(one));
    return;
  }
  const std::string value = sha256(as_bytes(reader.body()));
  std::memcpy(one.value_digest.data(), value.data(), one.value_digest.size());
  one.algorithm = key_algorithm_name(fields->key_algorithm) + "-" + hash_algorithm_name(fields->hash_algorithm);
  one.signed_at = fields->created;
  if (fields->lifetime != 0) one.expires_at = std::int64_t{fields->created} + fields->lifetime;
  one.certificate.emplace().fingerprint =
      !fields->issuer_fingerprint.empty() ? to_hex(fields->issuer_fingerprint) : fields->issuer_id != 0 ? key_id_hex(fields->issuer_id) : "";
  compute(what, packet, *fields, one);
  out_.push_back(std::move(one));
}

void OpenPgpMail::compute(const Signed& what, std::string_view packet, const SignatureFields& fields, Signature& row) {
  const bool of_text = fields.type == kOfText;
  if (!of_text && (fields.type != kOfBinary || what.text.cleartext)) {
    row.result = ResultWord::kPermError;
    row.reason = "openpgp-type";
    return;
  }
  const std::string canonical = of_text ? with_crlf(what.text.octets) : std::string();
  const std::string_view octets = of_text ? std::string_view(canonical) : what.text.octets;
  if (of_text && row.entity->is_text) row.entity->content = std::make_shared<const std::string>(canonical);
  const auto begins = hash_begins(fields, octets);
  if (begins && *begins != fields.hash_begins) row.body = Half::kFail;
  bool given = trust_.openpgp != nullptr;
  std::vector<const OpenPgpCertificate*> candidates;
  if (given) candidates = trust_.openpgp->find(fields);
  if (candidates.empty()) {
    given = false;
    candidates = found_keys().find(fields);
  }
  if (candidates.empty()) {
    row.result = ResultWord::kNoKey;
    row.reason = row.body == Half::kFail ? "openpgp-no-key-and-differs" : "openpgp-no-key";
    row.certificate->vouched = Vouched::kNoKey;
    return;
  }
  RnpAnswer answer;
  for (const OpenPgpCertificate* candidate : candidates) {
    answer = verify_by_rnp(*candidate, octets, packet, fields, trust_.now);
    row.certificate->fingerprint = to_hex(candidate->fingerprint);
    if (answer.status == RnpStatus::kHolds) break;
  }
  row.certificate->given = given;
  row.certificate->vouched = given ? Vouched::kGiven : Vouched::kFound;
  if (answer.signer) name_signer(*answer.signer, answer.status == RnpStatus::kHolds, row);
  conclude(answer, row);
}

void OpenPgpMail::conclude(const RnpAnswer& answer, Signature& row) const {
  const auto say = [&](ResultWord result, std::string_view reason) {
    row.result = result;
    row.reason = reason;
  };
  if (answer.status != RnpStatus::kHolds && row.body == Half::kFail) {
    row.header = Half::kFail;
    return say(ResultWord::kFail, "content-differs");
  }
  switch (answer.status) {
    case RnpStatus::kHolds: {
      row.header = row.body = Half::kPass;
      const bool oldest = row.algorithm.ends_with("-md5"), old = row.algorithm.ends_with("-sha1");
      return say(ResultWord::kPass, oldest ? "broken-hash" : old ? "weak-hash" : "");
    }
    case RnpStatus::kWrong:
      row.header = Half::kFail;
      return say(ResultWord::kFail, "openpgp-value-wrong");
    case RnpStatus::kNotValidThen: return say(ResultWord::kNeutral, "openpgp-key-time");
    case RnpStatus::kUnusableKey: return say(ResultWord::kPermError, "openpgp-key-unusable");
    case RnpStatus::kUnreadable: return say(ResultWord::kPermError, "openpgp-version");
    case RnpStatus::kNoLibrary: return say(ResultWord::kTempError, "openpgp-no-library");
  }
}

void OpenPgpMail::name_signer(const OpenPgpSigner& signer, bool holds, Signature& row) const {
  row.bits = signer.bits;
  Certificate& certificate = *row.certificate;
  certificate.subject = signer.primary_user_id;
  certificate.valid_from = signer.created;
  certificate.valid_to = signer.expires.value_or(0);
  certificate.revocation = signer.revoked ? Revocation::kRevoked : Revocation::kUnknown;
  if (signer.revoked) certificate.vouched = Vouched::kRevoked;
  for (const std::string& user_id : signer.user_ids) {
    const std::string address = address_of(user_id);
    auto& known = certificate.addresses;
    if (!address.empty() && std::find(known.begin(), known.end(), address) == known.end()) known.push_back(address);
  }
  // Whose words they are is said of words that hold.
  if (certificate.addresses.empty() || !holds) return;
  row.identity = certificate.addresses.front();
  if (const mail::Field* from = message_.find("From"))
    for (const mail::Mailbox& author : mail::parse_addresses(from->value))
      for (const std::string& address : certificate.addresses)
        if (iequals(address, author.address())) row.identity = address;
  row.domain = row.identity.substr(row.identity.rfind('@') + 1);
}

// RFC 3156 section 5.
void OpenPgpMail::detached(const EntityFound& found) {
  Signed what;
  what.entity.form = kDetached;
  what.entity.part = found.part;
  what.entity.signature_part = found.signature_part;
  what.entity.is_whole_body = found.container == 0;
  const mail::Part& part = message_.parts[static_cast<std::size_t>(found.part)];
  what.covered = {part.header.begin, part.body.end};
  const std::string value = mail::decode_body(message_, message_.parts[static_cast<std::size_t>(found.signature_part)], limits::kOpenPgpKeyBytes);
  const auto armor = find_armor(value, 0);
  what.text = read_detached(armor && armor->label == "SIGNATURE" ? decode_armor(*armor) : value);
  what.text.octets = signed_octets(message_, what.entity);
  read_protected_fields(message_, what.entity);
  verify(what);
}

void OpenPgpMail::block(int index, std::string_view text, const ArmorBlock& block, bool is_literal, bool is_alone) {
  const bool clear = block.label == "SIGNED MESSAGE";
  Signed what;
  what.text = clear ? read_cleartext(block) : read_message(decode_armor(block));
  if (what.text.encrypted && encrypted_ != nullptr && (encrypted_->empty() || encrypted_->back() != index)) encrypted_->push_back(index);
  if (what.text.encrypted || (what.text.fault.empty() && what.text.signatures.empty())) return;
  what.entity.form = clear ? kClear : kOpaque;
  what.entity.part = what.entity.signature_part = index;
  what.entity.is_text = true;
  what.entity.is_whole_body = index == 0 && is_alone && trim(text.substr(0, block.begin)).empty() && trim(text.substr(block.end)).empty();
  what.entity.content = std::make_shared<const std::string>(what.text.octets);
  const Range body = message_.parts[static_cast<std::size_t>(index)].body;
  what.covered = is_literal ? Range{body.begin + block.begin, body.begin + block.end} : body;
  verify(what);
}

// The blocks of one text part, as it stands decoded.
struct TextBlocks {
  std::string decoded;
  std::string_view text;
  bool is_literal = true;
  std::vector<ArmorBlock> blocks;
};

// What could hold a block: plain text, and "application/pgp" of the time before RFC 3156. Base64 is not taken apart for it.
bool may_hold_blocks(const mail::Part& part) {
  const bool plain = part.type == "text" && part.subtype == "plain", old = part.type == "application" && part.subtype == "pgp";
  return (plain || old) && part.encoding != mail::Encoding::kBase64 && part.encoding != mail::Encoding::kUuencode;
}

bool has_blocks(const mail::Message& message, const mail::Part& part) {
  return may_hold_blocks(part) && holds_mark(as_text(message.bytes).substr(part.body.begin, part.body.size()));
}

void read_blocks(const mail::Message& message, const mail::Part& part, TextBlocks& out) {
  out.text = as_text(message.bytes).substr(part.body.begin, part.body.size());
  out.is_literal = part.encoding != mail::Encoding::kQuotedPrintable;
  if (!out.is_literal) {
    out.decoded = mail::decode_body(message, part, limits::kOpenPgpMessageBytes);
    out.text = out.decoded;
  }
  for (auto block = find_armor(out.text, 0); block && out.blocks.size() < limits::kOpenPgpBlocks; block = find_armor(out.text, block->end))
    if (block->label == "SIGNED MESSAGE" || block->label == "MESSAGE") out.blocks.push_back(*block);
}

void OpenPgpMail::text(int index) {
  TextBlocks found;
  read_blocks(message_, message_.parts[static_cast<std::size_t>(index)], found);
  for (const ArmorBlock& each : found.blocks) block(index, found.text, each, found.is_literal, message_.parts.size() == 1);
}

// Parts of the message itself that hold blocks.
std::vector<int> parts_with_blocks(const mail::Message& message) {
  std::vector<int> out;
  std::vector<bool> inside;
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    if (!has_blocks(message, message.parts[i])) continue;
    if (inside.empty()) inside = inside_messages(message);
    if (!inside[i] && out.size() < limits::kOpenPgpBlocks) out.push_back(static_cast<int>(i));
  }
  return out;
}

}  // namespace

void verify_openpgp(const mail::Message& message, const Trust& trust, std::vector<Signature>& out, std::vector<int>* encrypted) {
  OpenPgpMail mail(message, trust, out, encrypted);
  for (const EntityFound& found : find_entities(message))
    if (found.kind == EntityKind::kOpenPgpDetached) mail.detached(found);
  for (const int part : parts_with_blocks(message)) mail.text(part);
}

}  // namespace winnow::proof
