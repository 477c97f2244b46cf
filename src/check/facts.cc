#include "check/facts.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "check/shared_senders.h"
#include "check/two_readings.h"

namespace winnow::check {
namespace {

constexpr std::uint32_t kBitsAlwaysBurned = 768, kBitsBurnedFrom2010 = 1024;

bool is_rsa(const proof::Signature& s) { return s.algorithm.starts_with("rsa"); }

}  // namespace

std::string_view name(Cap cap) {
  switch (cap) {
    case Cap::kNone: return "none";
    case Cap::kRelatedDomain: return "related";
    case Cap::kFamilyKey: return "family";
    case Cap::kSharedSender: return "shared";
    case Cap::kSha1: return "sha1";
    case Cap::kSingleSource: return "single";
    case Cap::kComputed: return "computed";
    case Cap::kBurned: return "burned";
  }
  return "none";
}

bool is_burned(const proof::Signature& signature, const Claims& claims) {
  if (signature.key == nullptr) return false;
  const auto before = [&](std::int64_t moment) { return claims.fixed && *claims.fixed < moment; };
  if (signature.key->burned_from && !before(*signature.key->burned_from)) return true;
  if (!is_rsa(signature)) return false;
  if (signature.bits < kBitsAlwaysBurned) return true;
  return signature.bits < kBitsBurnedFrom2010 && !before(unix_seconds(2010, 1, 1));
}

Facts::Facts(const Context& given) : context(given), scan(scan_header(given.message)), texts(given.message) {
  for (const int field : fields_named("From")) from.push_back(read_from(given.message, field));
  for (const proof::Signature& signature : given.signatures)
    (signature.mechanism == proof::kDkim ? assessments : others).push_back(assess(signature));
  for (const Assessment& assessment : assessments) proved.push_back(proved_by(*this, assessment));
}

std::vector<int> Facts::fields_named(std::string_view name) const {
  std::vector<int> out;
  const auto& fields = context.message.fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name.size() == name.size() && iequals(fields[i].name, name)) out.push_back(static_cast<int>(i));
  return out;
}

Loose Facts::relaxed_body() const {
  if (!relaxed_body_)
    relaxed_body_ = data_lies_in_blanks(context.message)         ? Loose::kEncoding
                    : glues_lines(context.message)               ? Loose::kFlowed
                    : blanks_change_the_reading(context.message) ? Loose::kBlanks
                                                                 : Loose::kNone;
  return *relaxed_body_;
}

Coverage Facts::coverage(const proof::Signature& signature, std::string_view name) const {
  Coverage coverage;
  coverage.fields = fields_named(name);
  std::size_t listed = 0;
  for (const std::string& field : signature.header_fields) listed += iequals(field, name) ? 1 : 0;
  for (const int field : coverage.fields)
    if (std::find(signature.signed_fields.begin(), signature.signed_fields.end(), field) == signature.signed_fields.end())
      ++coverage.unsigned_count;
  coverage.signed_absent = listed > coverage.fields.size();
  return coverage;
}

bool Facts::seen_twice_by_others(std::string_view name) const {
  for (std::size_t i = 0; i < kShownFields.size(); ++i)
    if (iequals(kShownFields[i], name)) return scan.count[i] > static_cast<int>(fields_named(name).size());
  return false;
}

const FromReading* Facts::shown_from() const {
  if (from.size() != 1 || !from.front().single || from.front().deceptive_characters || seen_twice_by_others("from")) return nullptr;
  return &from.front();
}

const std::vector<HtmlPart>& Facts::html() const {
  if (html_) return *html_;
  html_.emplace();
  for (const int index : context.roles.text_html) {
    if (auto reading = texts.html(index))
      html_->push_back({index, &context.message.parts[static_cast<std::size_t>(index)], std::move(reading)});
  }
  return *html_;
}

const Assessment* Facts::best() const {
  const Assessment* best = nullptr;
  for (const Assessment& a : assessments)
    if (a.speaks_for_author() && (best == nullptr || a.strength > best->strength)) best = &a;
  return best;
}

Assessment Facts::assess(const proof::Signature& signature) const {
  Assessment a;
  a.signature = &signature;
  for (const FromReading& reading : from)
    if (std::find(signature.signed_fields.begin(), signature.signed_fields.end(), reading.field) != signature.signed_fields.end()) {
      a.signed_from = reading.field;
      a.aligned = alignment(signature.domain, reading.mailbox.domain);
    }
  const bool holds = signature.header == proof::Half::kPass &&
                     (signature.result == proof::ResultWord::kPass || signature.result == proof::ResultWord::kFail);
  if (!holds || signature.key == nullptr) return a;
  if (is_burned(signature, context.claims)) {
    a.cap = Cap::kBurned;
    return a;
  }
  a.counts = true;
  a.strength = record::STRENGTH_A;
  const auto cap = [&](bool applies, record::Strength most, Cap why) {
    if (!applies) return;
    a.strength = std::min(a.strength, most);
    a.cap = std::max(a.cap, why);
  };
  const bool k1 = signature.key->vouched || signature.key->key_class == proof::KeyClass::kK1;
  cap(a.aligned == Alignment::kRelated, record::STRENGTH_B, Cap::kRelatedDomain);
  cap(signature.key_by_family, record::STRENGTH_B, Cap::kFamilyKey);
  cap(is_shared_sender(signature.domain), record::STRENGTH_B, Cap::kSharedSender);
  const bool fixed_before_collisions = context.claims.fixed && *context.claims.fixed < unix_seconds(2017, 2, 1);
  cap(signature.algorithm == "rsa-sha1" && !fixed_before_collisions, record::STRENGTH_B, Cap::kSha1);
  cap(!k1 && signature.key->key_class == proof::KeyClass::kK2, record::STRENGTH_B, Cap::kSingleSource);
  cap(!k1 && signature.key->key_class == proof::KeyClass::kK3, record::STRENGTH_C, Cap::kComputed);
  return a;
}

}  // namespace winnow::check
