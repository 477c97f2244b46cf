// Verification of DKIM signatures in archived mail (RFC 6376 section 6.1, read as research on stored mail asks: both halves
// are computed whenever their tags can be read, policies are told apart from arithmetic, and no clock is consulted).
#include "proof/dkim_verifier.h"

#include <cstring>

#include "proof/canonical.h"

namespace winnow::proof {

Signature DkimVerifier::verify(std::string_view mechanism, int field, std::uint32_t index) {
  const std::string_view value = message_.fields[static_cast<std::size_t>(field)].value;
  field_ = mechanism == kArcMessageSignature ? read_arc_message_signature(value) : read_signature_field(value);
  signature_ = {};
  signature_.mechanism = mechanism;
  signature_.index = index;
  signature_.field = field;
  describe();
  check_body();
  trial_.run(field_, [this] {
    Hasher& hasher = hasher_of(field_.hash);
    hasher.update(canonical_header(message_, signature_));
    return std::vector<std::string>{hasher.finish()};
  }, signature_);
  conclude();
  return std::move(signature_);
}

void DkimVerifier::describe() {
  signature_.domain = field_.domain;
  signature_.selector = field_.selector;
  signature_.identity = field_.identity;
  signature_.instance = field_.instance;
  signature_.algorithm = field_.algorithm;
  signature_.signed_at = field_.signed_at;
  signature_.expires_at = field_.expires_at;
  signature_.header_simple = field_.header == Canonicalization::kSimple;
  signature_.body_simple = field_.body == Canonicalization::kSimple;
  signature_.header_fields = field_.header_fields;
  signature_.signed_fields = index_.select(field_.header_fields, signature_.field);
  signature_.body_length = field_.body_length;
  signature_.body_covered = {message_.body.begin, message_.body.begin};
  signature_.value_digest = value_digest(field_);
}

void DkimVerifier::check_body() {
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

void DkimVerifier::conclude() {
  if (trial_.conclude(field_, signature_)) return;
  const bool header = signature_.header == Half::kPass, body = signature_.body == Half::kPass;
  signature_.result = header && body ? ResultWord::kPass : ResultWord::kFail;
  signature_.reason = header && body ? pass_reason() : header ? "body-differs" : body ? "header-differs" : "both-differ";
}

// What a reader should know of a signature that holds; empty for a plain one.
std::string_view DkimVerifier::pass_reason() const {
  if (signature_.body_uncovered > 0) return "body-limited";
  if (field_.draft) return "draft";
  if (field_.hash == HashKind::kSha1) return "weak-hash";
  if (signature_.key_testing) return "testing";
  return {};
}

}  // namespace winnow::proof
