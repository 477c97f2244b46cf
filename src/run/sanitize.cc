#include "run/sanitize.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "base/limits.h"
#include "base/lost_key_limits.h"
#include "check/check.h"
#include "record/aspects.h"

namespace winnow::run {
namespace {

constexpr std::uint32_t kAllAspects = 63;
constexpr std::size_t kTextBytes = 16 * limits::kKiB;    // any one text of a record
constexpr std::size_t kClocksBytes = 16 * limits::kKiB;
constexpr std::size_t kThreadBytes = 32 * limits::kKiB;
constexpr std::size_t kPrintBytes = limits::kKiB;
constexpr std::size_t kCarriageBytes = limits::kMiB;     // read by the outputs only, which print what is in it
constexpr std::size_t kStepBytes = 64;                   // the name of a step of undoing
constexpr std::size_t kDigestOctets = 32;                // of the largest hash that a signature names
constexpr int kListed = 20'000;                          // entries of any one list of a record

// Cut behind a whole code point. Bytes that are no UTF-8 do not get through the protocol.
bool bound(std::string& text) {
  if (text.size() <= kTextBytes) return false;
  std::size_t end = kTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return true;
}

// A text field of a record. It is read before it is touched: mutable_x() makes a string of a field that is absent.
template <typename Record>
struct Text {
  const std::string& (Record::*read)() const;
  std::string* (Record::*change)();
};

template <typename Record>
bool bound(Record& record, std::initializer_list<Text<Record>> texts) {
  bool changed = false;
  for (const Text<Record>& text : texts)
    if ((record.*text.read)().size() > kTextBytes) changed |= bound(*(record.*text.change)());
  return changed;
}

template <typename List>
bool bound_list(List& list) {
  if (list.size() <= kListed) return false;
  list.DeleteSubrange(kListed, list.size() - kListed);
  return true;
}

bool bound_range(record::ByteRange& range) {
  if (range.begin() <= range.end()) return false;
  range.Clear();
  return true;
}

bool sanitize(record::Finding& finding, const check::Page& page) {
  bool changed = false;
  if (!record::Direction_IsValid(finding.direction())) { finding.set_direction(record::NOTE); changed = true; }
  if (!record::Strength_IsValid(finding.strength()) || finding.strength() > page.strength) {
    finding.set_strength(page.strength);
    changed = true;
  }
  if ((finding.aspects() & ~kAllAspects) != 0) { finding.set_aspects(finding.aspects() & kAllAspects); changed = true; }
  if (finding.original_known() && finding.direction() != record::AGAINST) { finding.set_original_known(false); changed = true; }
  if (finding.group().empty()) finding.set_group(page.group);
  using Finding = record::Finding;
  changed |= bound<Finding>(finding, {{&Finding::variant, &Finding::mutable_variant}, {&Finding::group, &Finding::mutable_group}});
  changed |= bound_list(*finding.mutable_params()) | bound_list(*finding.mutable_evidence());
  for (record::Param& param : *finding.mutable_params()) {
    using Param = record::Param;
    changed |= bound<Param>(param, {{&Param::name, &Param::mutable_name}, {&Param::text, &Param::mutable_text}});
  }
  for (record::Evidence& evidence : *finding.mutable_evidence()) {
    using Evidence = record::Evidence;
    changed |= bound<Evidence>(evidence, {{&Evidence::locator, &Evidence::mutable_locator}, {&Evidence::note, &Evidence::mutable_note}});
    if (evidence.has_range()) changed |= bound_range(*evidence.mutable_range());
  }
  return changed;
}

bool sanitize(record::AuthenticationResult& result) {
  bool changed = bound(*result.mutable_method()) | bound(*result.mutable_result()) | bound_list(*result.mutable_properties());
  for (record::Param& property : *result.mutable_properties()) {
    changed |= bound(*property.mutable_name());
    if (property.has_text()) changed |= bound(*property.mutable_text());
  }
  return changed;
}

bool sanitize(record::Certificate& certificate) {
  bool changed = bound_list(*certificate.mutable_addresses());
  for (std::string& address : *certificate.mutable_addresses()) changed |= bound(address);
  using C = record::Certificate;
  return changed | bound<C>(certificate, {{&C::subject, &C::mutable_subject},
                                          {&C::issuer, &C::mutable_issuer},
                                          {&C::fingerprint, &C::mutable_fingerprint},
                                          {&C::vouched, &C::mutable_vouched},
                                          {&C::revocation, &C::mutable_revocation}});
}

bool sanitize(record::Signature& signature) {
  bool changed = false;
  if (!record::ResultWord_IsValid(signature.result())) { signature.set_result(record::PERMERROR); changed = true; }
  if (!record::SignatureState_IsValid(signature.header())) { signature.set_header(record::UNKNOWN); changed = true; }
  if (!record::SignatureState_IsValid(signature.body())) { signature.set_body(record::UNKNOWN); changed = true; }
  if (!record::SignatureState_IsValid(signature.padding())) { signature.set_padding(record::UNKNOWN); changed = true; }
  using S = record::Signature;
  changed |= bound<S>(signature, {{&S::mechanism, &S::mutable_mechanism},
                                  {&S::domain, &S::mutable_domain},
                                  {&S::selector, &S::mutable_selector},
                                  {&S::algorithm, &S::mutable_algorithm},
                                  {&S::reason, &S::mutable_reason},
                                  {&S::key_channel, &S::mutable_key_channel},
                                  {&S::key_source, &S::mutable_key_source},
                                  {&S::key_class, &S::mutable_key_class},
                                  {&S::canonicalization, &S::mutable_canonicalization},
                                  {&S::identity, &S::mutable_identity},
                                  {&S::key_p, &S::mutable_key_p},
                                  {&S::value_digest, &S::mutable_value_digest},
                                  {&S::chain_validation, &S::mutable_chain_validation},
                                  {&S::authserv_id, &S::mutable_authserv_id},
                                  {&S::form, &S::mutable_form},
                                  {&S::part, &S::mutable_part},
                                  {&S::signature_encoding, &S::mutable_signature_encoding},
                                  {&S::copy, &S::mutable_copy}});
  if (signature.value().size() > limits::kKeptValueOctets || signature.signed_digest().size() > kDigestOctets) {
    signature.clear_value();
    signature.clear_signed_digest();
    changed = true;
  }
  if (signature.has_signature_bytes()) changed |= bound_range(*signature.mutable_signature_bytes());
  if (signature.has_certificate()) changed |= sanitize(*signature.mutable_certificate());
  changed |= bound_list(*signature.mutable_header_fields()) | bound_list(*signature.mutable_undone()) |
             bound_list(*signature.mutable_signed_fields()) | bound_list(*signature.mutable_results());
  for (record::AuthenticationResult& result : *signature.mutable_results()) changed |= sanitize(result);
  for (std::string& field : *signature.mutable_header_fields()) changed |= bound(field);
  for (record::ByteRange& range : *signature.mutable_signed_fields()) changed |= bound_range(range);
  return changed;
}

// Edits ascend, and are no more than a worker may propose; a restoration that breaks the rules is none.
bool is_sound(const record::Restoration& restoration) {
  std::uint64_t behind = 0;
  std::size_t bytes = 0;
  for (const record::Edit& edit : restoration.edits()) {
    if (edit.range().begin() < behind || edit.range().end() < edit.range().begin() || edit.step().size() > kStepBytes ||
        edit.source().size() > kTextBytes)
      return false;
    behind = edit.range().end();
    bytes += edit.restored().size();
  }
  return static_cast<std::size_t>(restoration.edits_size()) <= limits::kEdits && bytes <= limits::kEditBytes;
}

bool sanitize_restorations(record::Item& item) {
  bool sound = static_cast<std::size_t>(item.restorations_size()) <= limits::kRestorations;
  for (const record::Restoration& restoration : item.restorations()) sound &= is_sound(restoration);
  for (const record::Signature& signature : item.signatures())
    sound &= signature.restoration() <= static_cast<std::uint32_t>(item.restorations_size());
  if (sound) return false;
  item.clear_restorations();
  for (record::Signature& signature : *item.mutable_signatures()) signature.clear_restoration();
  return true;
}

// A suffix is a chain of steps; anything else would make a locator of another item.
bool is_suffix(const std::string& suffix) { return suffix.empty() || suffix[0] == ':' || suffix[0] == '!'; }

}  // namespace

bool sanitize(record::Item& item) {
  bool changed = false;
  if (!record::Kind_IsValid(item.kind()) || item.kind() == record::KIND_UNSPECIFIED) {
    item.set_kind(record::KIND_DOCUMENT);
    changed = true;
  }
  using I = record::Item;
  changed |= bound<I>(item, {{&I::suffix, &I::mutable_suffix},
                             {&I::media_type, &I::mutable_media_type},
                             {&I::encoding, &I::mutable_encoding},
                             {&I::message_id, &I::mutable_message_id},
                             {&I::from, &I::mutable_from},
                             {&I::subject, &I::mutable_subject},
                             {&I::name, &I::mutable_name},
                             {&I::from_domain, &I::mutable_from_domain},
                             {&I::display_name, &I::mutable_display_name}});
  if (!is_suffix(item.suffix())) { item.clear_suffix(); changed = true; }
  if (item.sha256().size() != 32 && !item.sha256().empty()) { item.clear_sha256(); changed = true; }
  if (item.has_range()) changed |= bound_range(*item.mutable_range());
  changed |= bound_list(*item.mutable_to()) | bound_list(*item.mutable_people()) | bound_list(*item.mutable_notes()) |
             bound_list(*item.mutable_signatures()) | bound_list(*item.mutable_findings());
  for (std::string& address : *item.mutable_to()) changed |= bound(address);
  for (std::string& note : *item.mutable_notes()) changed |= bound(note);
  for (record::Address& person : *item.mutable_people())
    changed |= bound<record::Address>(person, {{&record::Address::display, &record::Address::mutable_display},
                                               {&record::Address::address, &record::Address::mutable_address}});
  for (record::Signature& signature : *item.mutable_signatures()) changed |= sanitize(signature);
  changed |= sanitize_restorations(item);
  if (item.carriage().size() > kCarriageBytes) { item.clear_carriage(); changed = true; }
  if (item.clocks().size() > kClocksBytes) { item.clear_clocks(); changed = true; }
  if (item.thread().size() > kThreadBytes) { item.clear_thread(); changed = true; }
  if (item.print().size() > kPrintBytes) { item.clear_print(); changed = true; }

  auto& findings = *item.mutable_findings();
  const auto kept = std::remove_if(findings.begin(), findings.end(), [](const record::Finding& finding) { return check::page(finding.check()) == nullptr; });
  if (kept != findings.end()) {
    findings.erase(kept, findings.end());
    changed = true;
  }
  for (record::Finding& finding : findings) changed |= sanitize(finding, *check::page(finding.check()));
  return changed;
}

}  // namespace winnow::run
