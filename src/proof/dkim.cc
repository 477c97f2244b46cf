// Verification of DKIM signatures in archived mail (RFC 6376 section 6.1, read as research on stored mail asks: both halves
// are computed whenever their tags can be read, policies are told apart from arithmetic, and no clock is consulted).
#include <algorithm>
#include <cstring>
#include <deque>

#include "base/limits.h"
#include "base/text.h"
#include "proof/canonical.h"
#include "proof/ready_key.h"
#include "proof/signature.h"
#include "proof/signature_field.h"
#include "proof/signed_fields.h"

namespace winnow::proof {
namespace {

constexpr std::string_view kFieldName = "DKIM-Signature";

std::string_view body_text(const mail::Message& message) {
  return as_text(message.bytes.subspan(message.body.begin, message.body.size()));
}

Hasher& hasher_of(HashKind kind) {
  thread_local Hasher sha1(HashKind::kSha1), sha256(HashKind::kSha256);
  return kind == HashKind::kSha1 ? sha1 : sha256;
}

// The body hashes of one message, each computed once.
class BodyHashes {
 public:
  explicit BodyHashes(const mail::Message& message) : body_(body_text(message)) {}

  struct Entry {
    Canonicalization how;
    HashKind kind;
    std::optional<std::uint64_t> limit;
    BareLineFeed bare;
    std::string digest;
    BodyExtent extent;
  };
  const Entry& get(Canonicalization how, HashKind kind, std::optional<std::uint64_t> limit, BareLineFeed bare) {
    for (const Entry& entry : entries_)
      if (entry.how == how && entry.kind == kind && entry.limit == limit && entry.bare == bare) return entry;
    Hasher& hasher = hasher_of(kind);
    const BodyExtent extent = hash_canonical_body(body_, how, bare, limit, hasher);
    return entries_.emplace_back(Entry{how, kind, limit, bare, hasher.finish(), extent});
  }
  // Whether a bare line feed in a file of CRLF lines leaves open what was signed.
  bool ambiguous_line_feeds(bool crlf) {
    if (!crlf) return false;
    if (!ambiguous_) ambiguous_ = has_bare_line_feed();
    return *ambiguous_;
  }

 private:
  bool has_bare_line_feed() const {
    for (std::size_t at = 0; (at = body_.find('\n', at)) != std::string_view::npos; ++at)
      if (at == 0 || body_[at - 1] != '\r') return true;
    return false;
  }
  std::string_view body_;
  std::deque<Entry> entries_;   // what get() returned stays where it is
  std::optional<bool> ambiguous_;
};

// How far a candidate key got, from worst to best.
enum class Fit : std::uint8_t { kNoKey, kWrong, kForbidden, kFits };

std::string_view fault_of(const KeyRecord& record, const SignatureField& field) {
  switch (record.fault) {
    case KeyFault::kSyntax: return "key-syntax";
    case KeyFault::kVersion: return "key-version";
    case KeyFault::kRevoked: return "key-revoked";
    case KeyFault::kKind: return "key-algorithm";
    case KeyFault::kNone: break;
  }
  if (!record.key) return "key-syntax";
  if (field.key_kind && record.key->kind != *field.key_kind) return "key-algorithm";
  if (!record.allows(field.hash)) return "key-hash";
  if (!record.for_email) return "key-service";
  if (record.strict_identity && field.identity_domain != field.domain) return "key-identity";
  return {};
}

// Verifies one signature field.
class FieldVerifier {
 public:
  FieldVerifier(const mail::Message& message, const FieldIndex& index, BodyHashes& bodies, const KeySource& keys)
      : message_(message), index_(index), bodies_(bodies), keys_(keys) {}

  Signature verify(int field_index, std::uint32_t index) {
    raw_ = &message_.fields[static_cast<std::size_t>(field_index)];
    field_ = read_signature_field(raw_->value);
    signature_ = {};
    fit_ = Fit::kNoKey;
    key_fault_ = {};
    signature_.mechanism = "dkim";
    signature_.index = index;
    signature_.field = field_index;
    describe();
    check_body();
    check_header();
    conclude();
    return std::move(signature_);
  }

 private:
  void describe() {
    signature_.domain = field_.domain;
    signature_.selector = field_.selector;
    signature_.identity = field_.identity;
    signature_.algorithm = field_.algorithm;
    signature_.signed_at = field_.signed_at;
    signature_.expires_at = field_.expires_at;
    signature_.header_simple = field_.header == Canonicalization::kSimple;
    signature_.body_simple = field_.body == Canonicalization::kSimple;
    signature_.header_fields = field_.header_fields;
    signature_.signed_fields = index_.select(field_.header_fields, signature_.field);
    signature_.body_length = field_.body_length;
    signature_.body_covered = {message_.body.begin, message_.body.begin};
    if (!field_.value) return;
    const std::string digest = sha256(as_bytes(*field_.value));
    std::memcpy(signature_.value_digest.data(), digest.data(), signature_.value_digest.size());
  }

  void check_body() {
    if (!field_.body_hash) return;
    const auto* entry = &bodies_.get(field_.body, field_.hash, field_.body_length, BareLineFeed::kRestore);
    if (entry->digest != *field_.body_hash && bodies_.ambiguous_line_feeds(message_.crlf)) {
      const auto* kept = &bodies_.get(field_.body, field_.hash, field_.body_length, BareLineFeed::kKeep);
      if (kept->digest == *field_.body_hash) {
        entry = kept;
        signature_.line_feeds_kept = true;
      }
    }
    const bool same = entry->digest == *field_.body_hash;
    // Under an algorithm that is not known only a hit says something.
    signature_.body = same ? Half::kPass : field_.key_kind ? Half::kFail : Half::kUnknown;
    signature_.body_uncovered = entry->extent.canonical_size - entry->extent.hashed_size;
    const std::uint64_t end = signature_.body_uncovered == 0 ? message_.body.size() : entry->extent.raw_end;
    signature_.body_covered = {message_.body.begin, message_.body.begin + end};
  }

  void check_header() {
    if (!field_.value || !field_.key_kind || field_.domain.empty() || field_.selector.empty()) return;
    digest_.clear();
    try_keys(keys_.find(field_.domain, field_.selector), false);
    if (fit_ != Fit::kFits) try_keys(keys_.find_family(field_.domain, field_.selector), true);
  }

  // The header hash; not computed before there is a key to compare it with.
  const std::string& digest() {
    if (!digest_.empty()) return digest_;
    Hasher& hasher = hasher_of(field_.hash);
    hasher.update(canonical_header(message_, signature_));
    return digest_ = hasher.finish();
  }

  // Tries the candidates until one fits and its record allows it; else the best of them stays.
  void try_keys(const std::vector<const Key*>& candidates, bool family) {
    for (std::size_t i = 0; i < candidates.size() && i < limits::kCandidateKeys && fit_ != Fit::kFits; ++i) {
      ReadyKey& ready = ready_key(candidates[i]->record);
      const Fit fit = try_key(ready);
      const bool says_something = !family || fit >= Fit::kForbidden;   // another name's key only where it fits
      if (says_something && (!signature_.key || fit > fit_)) take(*candidates[i], ready, fit, family);
    }
    if (signature_.key && fit_ != Fit::kNoKey) signature_.header = fit_ == Fit::kWrong ? Half::kFail : Half::kPass;
  }
  Fit try_key(ReadyKey& ready) {
    const bool usable = ready.record.key && ready.record.key->kind == *field_.key_kind;
    if (!usable) return Fit::kNoKey;
    if (!ready.verify(field_.hash, digest(), *field_.value)) return ready.record.key ? Fit::kWrong : Fit::kNoKey;
    return fault_of(ready.record, field_).empty() ? Fit::kFits : Fit::kForbidden;
  }
  void take(const Key& key, const ReadyKey& ready, Fit fit, bool family) {
    fit_ = fit;
    signature_.key = &key;
    signature_.key_by_family = family;
    signature_.key_testing = ready.record.testing;
    signature_.bits = ready.record.key ? ready.record.key->bits() : 0;
    key_fault_ = fault_of(ready.record, field_);
  }

  // RFC 8601 section 2.7.1. What is wrong with the field comes before what is wrong with the key, and that before the halves.
  void conclude() {
    if (!field_.fault.empty()) return set(ResultWord::kPermError, field_.fault);
    if (!signature_.key) {
      const bool later = keys_.temporary_failure(field_.domain, field_.selector);
      return set(later ? ResultWord::kTempError : ResultWord::kNoKey, later ? "key-unavailable" : "key-unknown");
    }
    if (!key_fault_.empty()) return set(ResultWord::kPermError, key_fault_);
    if (signature_.header == Half::kPass && signature_.body == Half::kPass) return set(ResultWord::kPass, pass_reason());
    if (signature_.header == Half::kPass) return set(ResultWord::kFail, "body-differs");
    set(ResultWord::kFail, signature_.body == Half::kPass ? "header-differs" : "both-differ");
  }
  void set(ResultWord result, std::string_view reason) {
    signature_.result = result;
    signature_.reason = reason;
  }
  // What a reader should know of a signature that holds; empty for a plain one.
  std::string_view pass_reason() const {
    if (signature_.body_uncovered > 0) return "body-limited";
    if (field_.draft) return "draft";
    if (field_.hash == HashKind::kSha1) return "weak-hash";
    if (signature_.key_testing) return "testing";
    return {};
  }

  const mail::Message& message_;
  const FieldIndex& index_;
  BodyHashes& bodies_;
  const KeySource& keys_;
  const mail::Field* raw_ = nullptr;
  SignatureField field_;
  Signature signature_;
  std::string digest_;
  Fit fit_ = Fit::kNoKey;
  std::string_view key_fault_;
};

}  // namespace

std::vector<Signature> verify_dkim(const mail::Message& message, const KeySource& keys) {
  std::vector<int> fields;
  for (std::size_t i = 0; i < message.fields.size() && fields.size() < limits::kSignatures; ++i)
    if (iequals(message.fields[i].name, kFieldName)) fields.push_back(static_cast<int>(i));
  std::vector<Signature> out;
  if (fields.empty()) return out;

  const FieldIndex index(message);
  BodyHashes bodies(message);
  FieldVerifier verifier(message, index, bodies, keys);
  for (std::size_t i = 0; i < fields.size(); ++i)
    out.push_back(verifier.verify(fields[i], static_cast<std::uint32_t>(i)));
  return out;
}

std::string canonical_header(const mail::Message& message, const Signature& signature) {
  const auto how = signature.header_simple ? Canonicalization::kSimple : Canonicalization::kRelaxed;
  std::string out;
  for (const int field : signature.signed_fields)
    if (field >= 0) append_canonical_field(message.fields[static_cast<std::size_t>(field)], how, out);
  const mail::Field& own = message.fields[static_cast<std::size_t>(signature.field)];
  const Range value = signature_value_range(own.value);
  append_signature_field(own, how, value.begin, value.end, out);
  return out;
}

std::string canonical_body(const mail::Message& message, const Signature& signature) {
  const auto how = signature.body_simple ? Canonicalization::kSimple : Canonicalization::kRelaxed;
  const auto bare = signature.line_feeds_kept ? BareLineFeed::kKeep : BareLineFeed::kRestore;
  return canonical_body_text(body_text(message), how, bare, signature.body_length);
}

}  // namespace winnow::proof
