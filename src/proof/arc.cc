#include "proof/arc.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "proof/body_hashes.h"
#include "proof/canonical.h"
#include "proof/key_trial.h"
#include "proof/signature_field.h"

namespace winnow::proof {
namespace {

constexpr std::uint32_t kHighestInstance = 50;   // section 4.2.1

// The three fields of one instance, as indexes into Message::fields; -1 where one is missing.
struct ArcSet {
  std::array<int, 3> fields = {-1, -1, -1};   // results, message signature, seal: the order in which they are sealed
  bool doubled = false;
  bool whole() const { return !doubled && std::find(fields.begin(), fields.end(), -1) == fields.end(); }
};

class ChainVerifier {
 public:
  ChainVerifier(const mail::Message& message, const MechanismFields& fields, const KeySource& keys)
      : message_(message), fields_(fields), trial_(keys) {
    collect();
  }

  Signature verify_seal(std::size_t index) {
    field_ = read_arc_seal(message_.fields[static_cast<std::size_t>(fields_.arc_seals[index])].value);
    Signature seal;
    seal.mechanism = kArcSeal;
    seal.index = static_cast<std::uint32_t>(index);
    seal.field = fields_.arc_seals[index];
    seal.domain = field_.domain;
    seal.selector = field_.selector;
    seal.algorithm = field_.algorithm;
    seal.instance = field_.instance;
    seal.chain_validation = field_.chain_validation;
    seal.signed_at = field_.signed_at;
    seal.body_covered = {message_.body.begin, message_.body.begin};
    seal.value_digest = value_digest(field_);
    check_seal(seal);
    return seal;
  }

  // Section 5.2. `seals` and `messages` are the rows of the fields, from the top.
  Signature conclude(std::span<const Signature> seals, std::span<const Signature> messages) {
    Signature chain;
    chain.mechanism = kArc;
    const auto newest_instance = static_cast<std::uint32_t>(sets_.size());
    chain.instance = newest_instance;
    chain.body_covered = {message_.body.begin, message_.body.begin};
    if (const Signature* newest = row_of(seals, newest_instance)) {
      chain.domain = newest->domain;
      chain.selector = newest->selector;
      chain.chain_validation = newest->chain_validation;
      chain.signed_at = newest->signed_at;
    }
    const Signature* const message = row_of(messages, newest_instance);
    if (message != nullptr) {
      chain.body = message->body;
      chain.body_covered = message->body_covered;
    }
    judge_chain(seals, message, chain);
    chain.header = chain.result == ResultWord::kPass ? Half::kPass : Half::kUnknown;
    return chain;
  }

 private:
  static std::string_view results_instance(std::string_view value) {
    const std::size_t equals = value.find('=');
    if (equals == std::string_view::npos || trim(value.substr(0, equals)) != "i") return {};
    const std::size_t end = value.find(';', equals);
    return end == std::string_view::npos ? std::string_view() : trim(value.substr(equals + 1, end - equals - 1));
  }
  void add(std::optional<std::uint32_t> instance, std::size_t kind, int field) {
    if (!instance || *instance == 0 || *instance > kHighestInstance) return blame("arc-instance");
    if (sets_.size() < *instance) sets_.resize(*instance);
    ArcSet& set = sets_[*instance - 1];
    if (set.fields[kind] >= 0) set.doubled = true;
    set.fields[kind] = field;
  }
  void collect() {
    for (const int field : fields_.arc_results) add(read_arc_instance(results_instance(value_of(field))), 0, field);
    for (const int field : fields_.arc_messages) add(read_arc_message_signature(value_of(field)).instance, 1, field);
    for (const int field : fields_.arc_seals) add(read_arc_seal(value_of(field)).instance, 2, field);
    for (const ArcSet& set : sets_) {
      if (set.doubled) blame("arc-doubled");
      else if (!set.whole()) blame("arc-incomplete");
    }
  }
  std::string_view value_of(int field) const { return message_.fields[static_cast<std::size_t>(field)].value; }
  void blame(std::string_view fault) {
    if (fault_.empty()) fault_ = fault;
  }

  // The fields of the sets `first` to `last` in the order in which they are sealed, without the seal itself; empty where a
  // set is not whole or there is too much of it.
  std::vector<int> sealed_fields(std::size_t first, std::size_t last, int seal_field) const {
    std::vector<int> out;
    std::uint64_t bytes = 0;
    for (std::size_t i = first; i <= last; ++i) {
      const ArcSet& set = sets_[i - 1];
      if (!set.whole()) return {};
      for (const int field : set.fields) {
        bytes += message_.fields[static_cast<std::size_t>(field)].raw.size();
        if (field != seal_field) out.push_back(field);
      }
    }
    return bytes <= limits::kSealedBytes ? out : std::vector<int>();
  }

  // What a seal may sign, best reading first: every set up to its own; a seal over a failed chain its own set only (section
  // 5.1.2), which drafts of the standard did not know yet.
  std::vector<std::vector<int>> readings_of(const Signature& seal) const {
    const std::size_t own = seal.instance.value_or(0);
    std::vector<std::vector<int>> out;
    if (own == 0 || own > sets_.size()) return out;
    if (seal.chain_validation == "fail") out.push_back(sealed_fields(own, own, seal.field));
    if (seal.chain_validation != "fail" || own > 1) out.push_back(sealed_fields(1, own, seal.field));
    std::erase_if(out, [](const std::vector<int>& fields) { return fields.empty(); });
    return out;
  }

  void check_seal(Signature& seal) {
    std::vector<std::vector<int>> readings = readings_of(seal);
    if (readings.empty()) {
      seal.result = ResultWord::kPermError;
      seal.reason = field_.fault.empty() ? "arc-incomplete" : field_.fault;
      return;
    }
    seal.results_field = sets_[*seal.instance - 1].fields.front();
    trial_.run(field_, [&] {
      std::vector<std::string> digests;
      for (const std::vector<int>& fields : readings) {
        seal.signed_fields = fields;
        Hasher& hasher = hasher_of(field_.hash);
        hasher.update(canonical_header(message_, seal));
        digests.push_back(hasher.finish());
      }
      return digests;
    }, seal);
    seal.signed_fields = std::move(readings[trial_.fitting_digest()]);
    if (trial_.conclude(field_, seal)) return;
    const bool holds = seal.header == Half::kPass;
    seal.result = holds ? ResultWord::kPass : ResultWord::kFail;
    seal.reason = holds ? std::string_view() : "seal-differs";
  }

  static const Signature* row_of(std::span<const Signature> rows, std::uint32_t instance) {
    for (const Signature& row : rows)
      if (instance != 0 && row.instance == instance) return &row;
    return nullptr;
  }

  void judge_chain(std::span<const Signature> seals, const Signature* newest_message, Signature& chain) const {
    const auto set = [&](ResultWord result, std::string_view reason) {
      chain.result = result;
      chain.reason = reason;
    };
    if (!fault_.empty()) return set(ResultWord::kFail, fault_);
    for (const Signature& seal : seals) {
      if (seal.chain_validation == "fail") return set(ResultWord::kFail, "arc-failed-before");
      if (seal.chain_validation != (seal.instance == 1u ? "none" : "pass")) return set(ResultWord::kFail, "arc-validation");
    }
    // What is wrong with certainty comes before what nobody can know. SHA-1 was barred before ARC was a standard (RFC 8301).
    std::vector<const Signature*> needed = {newest_message};
    for (const Signature& seal : seals) needed.push_back(&seal);
    for (const Signature* row : needed)
      if (row->result == ResultWord::kFail || row->result == ResultWord::kPermError || row->body == Half::kFail)
        return set(ResultWord::kFail, row->mechanism == kArcSeal ? "arc-seal-broken" : "arc-message-changed");
    for (const Signature* row : needed)
      if (row->algorithm.ends_with("-sha1")) return set(ResultWord::kFail, "arc-weak-hash");
    for (const Signature* row : needed)
      if (row->result != ResultWord::kPass) return set(row->result, row->reason);
    set(ResultWord::kPass, {});
  }

  const mail::Message& message_;
  const MechanismFields& fields_;
  KeyTrial trial_;
  SignatureField field_;
  std::vector<ArcSet> sets_;   // by instance, from 1
  std::string_view fault_;
};

}  // namespace

void verify_arc(const mail::Message& message, const MechanismFields& fields, const KeySource& keys,
                std::size_t first_message_signature, std::vector<Signature>& out) {
  ChainVerifier verifier(message, fields, keys);
  std::vector<Signature> seals;
  for (std::size_t i = 0; i < fields.arc_seals.size(); ++i) seals.push_back(verifier.verify_seal(i));
  const std::span<const Signature> messages = std::span(out).subspan(first_message_signature);
  Signature chain = verifier.conclude(seals, messages);
  const auto at = out.begin() + static_cast<std::ptrdiff_t>(first_message_signature);
  out.insert(at, std::move(chain));
  out.insert(out.end(), std::make_move_iterator(seals.begin()), std::make_move_iterator(seals.end()));
}

}  // namespace winnow::proof
