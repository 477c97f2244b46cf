#include "proof/key_trial.h"

#include "base/limits.h"

namespace winnow::proof {
namespace {

// g= names a local part; one "*" in it stands for any characters (RFC 4871 section 3.6.1, whose keys serve both). An empty
// value fits every address in RFC 4870 section 3.2.3.
bool fits_granularity(std::string_view granularity, std::string_view local_part) {
  if (granularity.empty()) return true;
  const std::size_t star = granularity.find('*');
  if (star == std::string_view::npos) return granularity == local_part;
  const std::string_view front = granularity.substr(0, star), back = granularity.substr(star + 1);
  return local_part.size() >= front.size() + back.size() && local_part.starts_with(front) && local_part.ends_with(back);
}

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
  const bool granular = field.sending_local_part && record.granularity;
  if (granular && !fits_granularity(*record.granularity, *field.sending_local_part)) return "key-granularity";
  return {};
}

}  // namespace

void KeyTrial::run(const SignatureField& field, const Digests& digests, Signature& signature) {
  field_ = &field;
  digests_.clear();
  recovered_.reset();
  fitting_digest_ = 0;
  fit_ = Fit::kNoKey;
  key_fault_ = {};
  if (!field.value || !field.key_kind || field.domain.empty() || field.selector.empty()) return;
  try_all(keys_.find(field.domain, field.selector), false, digests, signature);
  if (fit_ != Fit::kFits) try_all(keys_.find_family(field.domain, field.selector), true, digests, signature);
}

void KeyTrial::try_all(const std::vector<const Key*>& candidates, bool family, const Digests& digests, Signature& signature) {
  for (std::size_t i = 0; i < candidates.size() && i < limits::kCandidateKeys && fit_ != Fit::kFits; ++i) {
    ReadyKey& ready = ready_key(candidates[i]->record);
    const Fit fit = try_one(ready, digests);
    const bool says_something = !family || fit >= Fit::kMade;   // another name's key only where it has to do with the value
    if (says_something && (!signature.key || fit > fit_)) take(*candidates[i], ready, fit, family, signature);
  }
  if (signature.key && fit_ != Fit::kNoKey) signature.header = fit_ <= Fit::kMade ? Half::kFail : Half::kPass;
}

KeyTrial::Fit KeyTrial::try_one(ReadyKey& ready, const Digests& digests) {
  const bool usable = ready.record.key && ready.record.key->kind == *field_->key_kind;
  if (!usable) return Fit::kNoKey;
  const bool is_rsa = *field_->key_kind == KeyKind::kRsa;
  if (is_rsa) recovered_ = ready.recover(field_->hash, *field_->value);
  if (!ready.record.key) return Fit::kNoKey;
  if (is_rsa && !recovered_) return Fit::kWrong;
  if (digests_.empty()) digests_ = digests();
  for (std::size_t i = 0; i < digests_.size(); ++i) {
    if (!fits(ready, digests_[i])) continue;
    fitting_digest_ = i;
    return fault_of(ready.record, *field_).empty() ? Fit::kFits : Fit::kForbidden;
  }
  return is_rsa ? Fit::kMade : Fit::kWrong;
}

bool KeyTrial::fits(ReadyKey& ready, const std::string& digest) const {
  return recovered_ ? *recovered_ == digest : ready.verify(field_->hash, digest, *field_->value);
}

void KeyTrial::take(const Key& key, const ReadyKey& ready, Fit fit, bool family, Signature& signature) {
  fit_ = fit;
  signature.key = &key;
  signature.key_by_family = family;
  signature.key_testing = ready.record.testing;
  signature.bits = ready.record.key ? ready.record.key->bits() : 0;
  key_fault_ = fault_of(ready.record, *field_);
  signature.signed_digest = recovered_.value_or("");
  if (*field_->key_kind == KeyKind::kRsa && fit != Fit::kNoKey) signature.padding = recovered_ ? Half::kPass : Half::kFail;
}

bool KeyTrial::conclude(const SignatureField& field, Signature& signature) const {
  const auto set = [&](ResultWord result, std::string_view reason) {
    signature.result = result;
    signature.reason = reason;
    return true;
  };
  if (!field.fault.empty()) return set(ResultWord::kPermError, field.fault);
  if (!signature.key) {
    const bool later = keys_.temporary_failure(field.domain, field.selector);
    return set(later ? ResultWord::kTempError : ResultWord::kNoKey, later ? "key-unavailable" : "key-unknown");
  }
  return !key_fault_.empty() && set(ResultWord::kPermError, key_fault_);
}

}  // namespace winnow::proof
