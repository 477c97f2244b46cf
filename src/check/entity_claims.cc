#include "check/entity_claims.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "check/facts.h"
#include "check/header_scan.h"
#include "check/two_readings.h"
#include "check/unsigned_fields.h"
#include "proof/opaque.h"

namespace winnow::check {
namespace {

// Unfolded, each run of blanks as one (RFC 5322 section 2.2.3).
std::string unfolded(std::string_view value) {
  std::string out;
  for (const char c : trim(value)) {
    if (c == '\r' || c == '\n') continue;
    if (!is_blank(c)) out += c;
    else if (!out.ends_with(' ')) out += ' ';
  }
  return out;
}

// Addresses and dates as they are written; a subject by what is read, as gateways encode it anew.
bool reads_the_same(std::string_view name, std::string_view shown, std::string_view signed_value) {
  if (has_wide_gap(shown)) return false;
  if (name == "subject") return unfolded(mail::decode_unstructured(shown)) == unfolded(mail::decode_unstructured(signed_value));
  return unfolded(shown) == unfolded(signed_value);
}

constexpr std::int64_t kDaySeconds = 86'400;

enum class Copy : std::uint8_t { kNone, kSame, kDiffers };

// How the shown field of that name stands to the one that is signed.
Copy copy_of(const Facts& facts, const proof::SignedEntity& entity, std::string_view name) {
  const std::vector<int> shown = facts.fields_named(name);
  const std::string* value = nullptr;
  int copies = 0;
  for (const auto& [field, text] : entity.protected_fields) {
    if (field != name) continue;
    ++copies;
    value = &text;
  }
  if (copies == 0) return Copy::kNone;
  if (copies > 1 || shown.size() > 1 || facts.seen_twice_by_others(name)) return Copy::kDiffers;
  if (shown.empty()) return Copy::kNone;       // what is not shown misleads nobody
  return reads_the_same(name, facts.context.message.fields[static_cast<std::size_t>(shown.front())].value, *value) ? Copy::kSame : Copy::kDiffers;
}

// A message that was forwarded as it is, and signed, looks like one that was wrapped to sign its header. The day tells them apart
// as far as anything does.
bool was_signed_on_its_day(const Facts& facts, const proof::Signature& signature) {
  if (!signature.signed_at) return false;
  const std::vector<int> dates = facts.fields_named("date");
  const auto date = dates.size() == 1 ? mail::parse_date(facts.context.message.fields[static_cast<std::size_t>(dates.front())].value) : std::nullopt;
  return date && std::llabs(*signature.signed_at - date->unix_seconds) <= kDaySeconds;
}

bool shows_no(const Facts& facts, std::string_view name) { return facts.fields_named(name).empty() && !facts.seen_twice_by_others(name); }

// The mail's own header around an opaque entity, and the header of the entity itself, are read by every program alike.
Loose loose_opaque(const Facts& facts, const proof::SignedEntity& entity) {
  const mail::Message& message = facts.context.message;
  for (const std::string_view field : {"mime-version", "content-type", "content-transfer-encoding"})
    if (facts.fields_named(field).size() != 1 || facts.seen_twice_by_others(field)) return Loose::kDuplicate;
  if (facts.scan.body_may_begin_elsewhere) return Loose::kHeaderEnd;
  const auto value = [&](std::string_view field) { return message.fields[static_cast<std::size_t>(facts.fields_named(field).front())].value; };
  if (!is_plain_version(value("mime-version")) || !is_plain_type(value("content-type"))) return Loose::kStructure;
  if (message.parts.front().encoding != mail::Encoding::kBase64 || !is_plain_encoding(value("content-transfer-encoding"))) return Loose::kEncoding;
  return loose_entity(mail::parse(as_bytes(*entity.content), 1));
}

// The signed bytes stand as they are: nothing of them is folded away as by relaxed canonicalization.
Loose loose_detached(const Facts& facts, const proof::Signature& signature) {
  proof::Signature exact = signature;
  exact.header_simple = exact.body_simple = true;
  return looseness(facts, exact);
}

}  // namespace

std::string_view name(EntityReach reach) {
  switch (reach) {
    case EntityReach::kOther: return "other";
    case EntityReach::kPart: return "part";
    case EntityReach::kLoose: return "loose";
    case EntityReach::kDiffers: return "differs";
    case EntityReach::kText: return "text";
    case EntityReach::kBound: return "bound";
  }
  return "other";
}

Loose loose_entity(const mail::Message& entity) {
  if (scan_header(entity).body_may_begin_elsewhere) return Loose::kHeaderEnd;
  for (const std::string_view field : {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"})
    if (entity.find_all(field).size() > 1) return Loose::kDuplicate;
  if (const mail::Field* type = entity.find("Content-Type"); type != nullptr && reads_in_two_ways(type->value)) return Loose::kStructure;
  return has_two_structures(entity, false) ? Loose::kStructure : Loose::kNone;
}

bool holds_loose_entity(const mail::Message& message, int depth) {
  constexpr int kDepth = 8;   // signatures around signatures; honest mail has three at most (RFC 2634 section 1.1)
  for (const mail::Part& part : message.parts) {
    if (!proof::is_pkcs7_mime(part)) continue;
    const auto entity = proof::open_opaque(message, part, depth + 1);
    if (!entity) continue;
    if (depth == kDepth || loose_entity(entity->message) != Loose::kNone || holds_loose_entity(entity->message, depth + 1)) return true;
  }
  return false;
}

EntityClaims claims_of_entity(const Facts& facts, const proof::Signature& signature) {
  EntityClaims claims;
  const FromReading* const from = facts.shown_from();
  if (!signature.entity || from == nullptr || signature.identity.empty() || !iequals(signature.identity, from->mailbox.address())) return claims;
  const proof::SignedEntity& entity = *signature.entity;
  claims.reach = EntityReach::kPart;
  if (!entity.is_whole_body || (entity.is_message && !was_signed_on_its_day(facts, signature))) return claims;
  claims.reach = EntityReach::kLoose;
  claims.loose = entity.content && !entity.is_text ? loose_opaque(facts, entity) : loose_detached(facts, signature);
  if (claims.loose != Loose::kNone) return claims;

  claims.reach = EntityReach::kDiffers;
  constexpr std::array<std::string_view, 6> kNames = {"from", "subject", "date", "to", "cc", "message-id"};
  std::array<Copy, kNames.size()> copies{};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    copies[i] = copy_of(facts, entity, kNames[i]);
    if (copies[i] != Copy::kDiffers) continue;
    claims.differing = kNames[i];
    return claims;
  }
  claims.aspects = record::CONTENT;
  claims.reach = EntityReach::kText;
  // With less than this, the header of one honest mail could be put above the signed text of another.
  const auto fixed = [&](std::size_t at) { return copies[at] == Copy::kSame || shows_no(facts, kNames[at]); };
  if (copies[0] != Copy::kSame || copies[1] != Copy::kSame || copies[2] != Copy::kSame || !fixed(3) || !fixed(4)) return claims;
  claims.reach = EntityReach::kBound;
  claims.aspects |= record::AUTHOR | record::SUBJECT;
  if (copies[3] == Copy::kSame || copies[4] == Copy::kSame) claims.aspects |= record::RECIPIENTS;
  return claims;
}

bool another_body_was_signed(const Facts& facts) {
  return std::any_of(facts.assessments.begin(), facts.assessments.end(), [](const Assessment& a) { return a.counts && a.signature->body == proof::Half::kFail; });
}

}  // namespace winnow::check
