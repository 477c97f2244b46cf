#include "run/item.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "base/lost_key_limits.h"
#include "base/text.h"
#include "mail/authentication_results.h"
#include "proof/signature_field.h"
#include "run/carriage.h"

namespace winnow::run {
namespace {

void set_range(const Range& range, record::ByteRange& out) {
  out.set_begin(range.begin);
  out.set_end(range.end);
}

void set_text(std::string* out, std::string_view text) { *out = to_text(text); }

void add_person(const mail::Mailbox& mailbox, record::Item& item) {
  record::Address& person = *item.add_people();
  set_text(person.mutable_display(), mailbox.display);
  set_text(person.mutable_address(), mailbox.address());
}

void fill_from(const mail::Message& message, record::Item& item) {
  const mail::Field* const field = message.find("From");
  std::vector<mail::Mailbox> authors;
  if (field != nullptr) authors = mail::parse_addresses(field->value);
  if (authors.empty()) authors.emplace_back();  // the first of `people` is always the author
  add_person(authors.front(), item);
  item.set_from(item.people(0).address());
  item.set_display_name(item.people(0).display());
  set_text(item.mutable_from_domain(), authors.front().domain);
}

// Every field of that name: a second To is shown by some readers.
void fill_recipients(const mail::Message& message, std::string_view name, bool shown_as_to, record::Item& item) {
  for (const mail::Field* field : message.find_all(name)) {
    for (const mail::Mailbox& mailbox : mail::parse_addresses(field->value)) {
      if (static_cast<std::size_t>(item.people_size()) >= limits::kPeopleKept) return add_note(item, "limit.recipients");
      add_person(mailbox, item);
      if (shown_as_to) item.add_to(item.people(item.people_size() - 1).address());
    }
  }
}

record::SignatureState state(proof::Half half) {
  switch (half) {
    case proof::Half::kPass: return record::PASS;
    case proof::Half::kFail: return record::FAIL;
    default: return record::UNKNOWN;
  }
}

record::ResultWord word(proof::ResultWord result) {
  switch (result) {
    case proof::ResultWord::kPass: return record::RESULT_PASS;
    case proof::ResultWord::kFail: return record::RESULT_FAIL;
    case proof::ResultWord::kPermError: return record::PERMERROR;
    case proof::ResultWord::kTempError: return record::TEMPERROR;
    case proof::ResultWord::kNeutral: return record::NEUTRAL;
    case proof::ResultWord::kNoKey: return record::NOKEY;
    default: return record::NONE;
  }
}

// The value of p= of a key record, without folding white space (RFC 6376 section 3.6.1).
std::string key_data(std::string_view record_text) {
  for (std::string_view tag : split(record_text, ';')) {
    tag = trim(tag);
    const std::size_t equals = tag.find('=');
    if (equals == std::string_view::npos || trim(tag.substr(0, equals)) != "p") continue;
    std::string value(tag.substr(equals + 1));
    std::erase_if(value, [](char c) { return is_blank(c) || c == '\r' || c == '\n'; });
    return value;
  }
  return {};
}

// A certificate that an authority of the user's store vouches for is given by the user; any other is only found in the dump
// (DESIGN section 3 "Keys").
void fill_certificate(const proof::Certificate& certificate, record::Signature& signature) {
  record::Certificate& out = *signature.mutable_certificate();
  for (const std::string& address : certificate.addresses)
    if (static_cast<std::size_t>(out.addresses_size()) < limits::kPeopleKept) set_text(out.add_addresses(), address);
  set_text(out.mutable_subject(), certificate.subject);
  set_text(out.mutable_issuer(), certificate.issuer);
  out.set_fingerprint(certificate.fingerprint);
  if (certificate.valid_from != 0) out.set_valid_from(certificate.valid_from);
  if (certificate.valid_to != 0) out.set_valid_to(certificate.valid_to);
  out.set_vouched(std::string(proof::name(certificate.vouched)));
  out.set_revocation(std::string(proof::name(certificate.revocation)));
  if (certificate.vouched == proof::Vouched::kNoKey) return;
  const bool given = certificate.vouched == proof::Vouched::kTrusted || certificate.given;
  const proof::KeyChannel channel = given ? proof::KeyChannel::kGiven : proof::KeyChannel::kFound;
  signature.set_key_channel(std::string(proof::name(channel)));
  signature.set_key_class(std::string(proof::name(given ? proof::KeyClass::kK2 : proof::KeyClass::kK3)));
}

void fill_entity(const mail::Message& message, const proof::SignedEntity& entity, record::Signature& out) {
  out.set_form(std::string(entity.form));
  for (const auto& [name, value] : entity.protected_fields)
    if (static_cast<std::size_t>(out.header_fields_size()) < limits::kSignatures) set_text(out.add_header_fields(), name);
  if (entity.part >= 0) set_text(out.mutable_part(), message.parts[static_cast<std::size_t>(entity.part)].path);
  if (entity.signature_part < 0) return;
  const mail::Part& signature_part = message.parts[static_cast<std::size_t>(entity.signature_part)];
  set_range(signature_part.body, *out.mutable_signature_bytes());
  set_text(out.mutable_signature_encoding(), signature_part.encoding_label);
}

void fill_key(const proof::Signature& signature, record::Signature& out) {
  if (signature.certificate) fill_certificate(*signature.certificate, out);
  if (signature.key == nullptr) return;
  out.set_key_channel(std::string(proof::name(signature.key->channel)));
  out.set_key_class(std::string(proof::name(signature.key->key_class)));
  set_text(out.mutable_key_source(), signature.key->source);
  out.set_key_vouched(signature.key->vouched);
  out.set_key_by_family(signature.key_by_family);
  out.set_padding(state(signature.padding));
  out.set_key_p(key_data(signature.key->record));
}

// A key may be found later, or computed of values like this one (proof/lost_key.h). The digest of its header only: what the
// body said stands in the header, by its own hash.
void keep_for_later(const mail::Message& message, const proof::Signature& signature, record::Signature& out) {
  if (signature.field < 0 || signature.mechanism == proof::kDomainKeys || signature.mechanism == proof::kArcSeal) return;
  const std::string_view value = message.fields[static_cast<std::size_t>(signature.field)].value;
  const proof::SignatureField field = signature.mechanism == proof::kArcMessageSignature ? proof::read_arc_message_signature(value)
                                                                                         : proof::read_signature_field(value);
  if (field.key_kind != proof::KeyKind::kRsa || !field.value || field.value->size() > limits::kKeptValueOctets) return;
  Hasher hasher(field.hash);
  hasher.update(proof::canonical_header(message, signature));
  out.set_value(*field.value);
  out.set_signed_digest(hasher.finish());
}

void fill_results(const mail::Field& field, record::Signature& out) {
  const mail::AuthenticationResults results = mail::parse_authentication_results(field.value);
  set_text(out.mutable_authserv_id(), results.authserv_id);
  for (const mail::AuthenticationResult& result : results.results) {
    record::AuthenticationResult& one = *out.add_results();
    set_text(one.mutable_method(), result.method);
    set_text(one.mutable_result(), result.result);
    for (const auto& [name, value] : result.properties) {
      record::Param& property = *one.add_properties();
      set_text(property.mutable_name(), name);
      set_text(property.mutable_text(), value);
    }
  }
}

}  // namespace

std::string_view cut_text(std::string_view utf8, std::size_t limit) {
  if (utf8.size() <= limit) return utf8;
  std::size_t end = limit;
  const std::size_t lowest = limit > 3 ? limit - 3 : 0;
  while (end > lowest && (static_cast<unsigned char>(utf8[end]) & 0xC0) == 0x80) --end;
  return utf8.substr(0, end);
}

std::string to_text(std::string_view text) {
  const std::string_view kept = cut_text(text, limits::kFieldTextBytes);
  return is_utf8(kept) ? std::string(kept) : to_valid_utf8(kept);
}

void add_note(record::Item& item, std::string_view note) {
  if (std::find(item.notes().begin(), item.notes().end(), note) == item.notes().end())
    item.add_notes(note.data(), note.size());
}

void fill_header(const mail::Message& message, record::Item& item) {
  fill_from(message, item);
  fill_recipients(message, "To", true, item);
  fill_recipients(message, "Cc", false, item);
  if (const mail::Field* subject = message.find("Subject"))
    set_text(item.mutable_subject(), mail::decode_unstructured(subject->value));
  if (const mail::Field* id = message.find("Message-ID"))
    set_text(item.mutable_message_id(), mail::parse_message_id(id->value));
  if (const mail::Field* date = message.find("Date")) {
    if (const auto time = mail::parse_date(date->value)) {
      item.set_date(time->unix_seconds);
      item.set_date_offset_minutes(time->offset_minutes);
    }
  }
  for (const std::string& note : message.notes) add_note(item, note);
}

void fill_tnef_header(const mail::Tnef& tnef, record::Item& item) {
  mail::Mailbox author{tnef.sender_name, {}, {}};
  const std::size_t at = tnef.sender_address.rfind('@');
  if (at != std::string::npos) {
    author.local_part = tnef.sender_address.substr(0, at);
    author.domain = lower(tnef.sender_address.substr(at + 1));
  }
  add_person(author, item);
  item.set_from(item.people(0).address());
  item.set_display_name(item.people(0).display());
  set_text(item.mutable_from_domain(), author.domain);
  set_text(item.mutable_subject(), tnef.subject);
  set_text(item.mutable_message_id(), mail::parse_message_id(tnef.message_id));
  if (tnef.submitted) item.set_date(*tnef.submitted);
}

void fill_huge_message(Bytes head, std::string sha256, std::uint64_t size, ItemGroup& group) {
  record::Item& item = *group.add_items();
  item.set_kind(record::KIND_MESSAGE);
  item.set_media_type("message/rfc822");
  const mail::Message message = mail::parse(head.first(std::min(head.size(), limits::kHeaderBytesOfHuge)));
  fill_header(message, item);
  fill_carriage(message, {}, item);
  add_note(item, "limit.message-size");
  item.set_sha256(std::move(sha256));
  item.set_size(size);
  record::Loss& loss = *group.add_losses();
  loss.set_reason("too-large");
  loss.set_bytes(size);
}

void fill_huge_wrapped(std::string sha256, std::uint64_t size, std::string_view media_type, ItemGroup& group) {
  record::Item& item = *group.add_items();
  item.set_kind(record::KIND_DOCUMENT);
  item.set_media_type(std::string(media_type));
  item.set_sha256(std::move(sha256));
  item.set_size(size);
  record::Loss& loss = *group.add_losses();
  loss.set_reason("too-large");
  loss.set_bytes(size);
}

void fill_signature(const mail::Message& message, const proof::Signature& signature, std::optional<std::int64_t> now,
                    record::Signature& out) {
  out.set_mechanism(std::string(signature.mechanism));
  out.set_index(signature.index);
  set_text(out.mutable_domain(), signature.domain);
  set_text(out.mutable_selector(), signature.selector);
  set_text(out.mutable_algorithm(), signature.algorithm);
  set_text(out.mutable_identity(), signature.identity);
  out.set_bits(signature.bits);
  out.set_result(word(signature.result));
  out.set_reason(std::string(signature.reason));
  out.set_header(state(signature.header));
  out.set_body(state(signature.body));
  fill_key(signature, out);
  if (signature.signed_at) out.set_signed_at(*signature.signed_at);
  if (signature.expires_at) {
    out.set_expires_at(*signature.expires_at);
    out.set_expired(now && *signature.expires_at < *now);
  }
  for (const std::string& field : signature.header_fields) set_text(out.add_header_fields(), field);
  if (signature.body_length) out.set_body_length(*signature.body_length);
  const auto field_range = [&](int index) {
    return index >= 0 && static_cast<std::size_t>(index) < message.fields.size() ? message.fields[index].range : Range{};
  };
  set_range(field_range(signature.field), *out.mutable_header_field());
  set_range(signature.body_covered, *out.mutable_body_covered());
  if (signature.entity) fill_entity(message, *signature.entity, out);
  out.set_canonicalization(proof::canonicalization_name(signature));
  for (const int index : signature.signed_fields)
    if (index >= 0) set_range(field_range(index), *out.add_signed_fields());
  if (signature.value_digest != decltype(signature.value_digest){})
    out.set_value_digest(signature.value_digest.data(), signature.value_digest.size());
  if (signature.result == proof::ResultWord::kNoKey) keep_for_later(message, signature, out);
  if (signature.instance) out.set_instance(*signature.instance);
  set_text(out.mutable_chain_validation(), signature.chain_validation);
  if (signature.results_field >= 0) fill_results(message.fields[static_cast<std::size_t>(signature.results_field)], out);
}

}  // namespace winnow::run
