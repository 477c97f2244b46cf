#include "proof/domainkeys.h"

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "proof/body_hashes.h"
#include "proof/canonical.h"
#include "proof/key_trial.h"
#include "proof/signature_field.h"

namespace winnow::proof {
namespace {

constexpr std::string_view kCrLf = "\r\n";
constexpr std::string_view kFoldingWhiteSpace = " \t\r\n";   // what nofws takes away (section 3.4.2.2)
constexpr std::size_t kHashedAtOnce = 64 * 1024;

void append_without_white_space(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kFoldingWhiteSpace), text.size());
    out.append(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Hands the canonical body to `take` in pieces. Empty lines wait until a line that is not empty follows; the line that
// parts header and body is the first of them, so that it goes where the body is empty.
template <typename Take>
void each_piece(std::string_view body, bool nofws, Take take) {
  std::string piece;
  std::size_t empty_lines = 1;
  while (!body.empty()) {
    const std::size_t feed = body.find('\n');
    std::string_view line = body.substr(0, feed);
    body.remove_prefix(feed == std::string_view::npos ? body.size() : feed + 1);
    if (line.ends_with('\r') && feed != std::string_view::npos) line.remove_suffix(1);
    if (nofws ? line.find_first_not_of(kFoldingWhiteSpace) == std::string_view::npos : line.empty()) {
      ++empty_lines;
      continue;
    }
    for (; empty_lines > 0; --empty_lines) {
      piece.append(kCrLf);
      if (piece.size() >= kHashedAtOnce) take(std::exchange(piece, {}));
    }
    if (nofws) append_without_white_space(line, piece);
    else piece.append(line);
    piece.append(kCrLf);
    if (piece.size() >= kHashedAtOnce) take(std::exchange(piece, {}));
  }
  take(std::move(piece));
}

// The fields behind the signature that `names` lists, or all of them where there is no h=.
class Selection {
 public:
  Selection(const mail::Message& message, const Signature& signature) : message_(message), first_(signature.field + 1) {
    for (const std::string& name : signature.header_fields) ++listed_[name];
    for (std::size_t i = first(); i < message.fields.size(); ++i)
      if (!message.fields[i].name.empty()) names_.emplace(lower(message.fields[i].name), static_cast<int>(i));
  }

  // "In the order it occurs in the complete email" (section 3.4.2.1).
  std::vector<int> in_message_order() const {
    std::vector<int> out;
    for (std::size_t i = first(); i < message_.fields.size(); ++i) {
      const mail::Field& field = message_.fields[i];
      if (!field.name.empty() && (listed_.empty() || listed_.contains(lower(field.name)))) out.push_back(static_cast<int>(i));
    }
    return out;
  }
  // "In the order presented to the signing algorithm" (section 3.3, h=), which some signers took for the order of h=.
  // A name that stands several times takes one field each from the bottom; its first mention takes what is left.
  std::vector<int> in_listed_order(const std::vector<std::string>& names) const {
    std::map<std::string, std::vector<int>, std::less<>> left;
    for (const auto& [name, field] : names_) left[name].push_back(field);
    auto mentions = listed_;
    std::vector<int> out;   // from the last to the first
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
      std::vector<int>& fields = left[*name];
      const bool first_mention = --mentions[*name] == 0;
      for (bool once = true; !fields.empty() && (once || first_mention); once = false) {
        out.push_back(fields.back());
        fields.pop_back();
      }
    }
    std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  std::size_t first() const { return static_cast<std::size_t>(first_); }
  const mail::Message& message_;
  int first_;
  std::map<std::string, int, std::less<>> listed_;
  std::multimap<std::string, int, std::less<>> names_;
};

// Section 3.1: the address whose domain must lie under d= is the first of Sender, or of From where no Sender is signed.
void check_sender(const mail::Message& message, const Signature& signature, SignatureField& field) {
  const auto blame = [&](std::string_view fault) {
    if (field.fault.empty()) field.fault = fault;
  };
  const auto& listed = field.header_fields;
  for (const std::string_view name : {"sender", "from"}) {
    // A field that is not signed may have been added by anyone.
    if (!listed.empty() && std::find(listed.begin(), listed.end(), name) == listed.end()) continue;
    for (std::size_t i = static_cast<std::size_t>(signature.field) + 1; i < message.fields.size(); ++i) {
      if (!iequals(message.fields[i].name, name)) continue;
      const std::vector<mail::Mailbox> senders = mail::parse_addresses(message.fields[i].value);
      if (senders.empty()) return blame("sender-domain");
      field.sending_local_part = senders.front().local_part;
      field.identity = senders.front().address();
      if (!is_same_or_below(domain_for_comparing(senders.front().domain), field.domain)) blame("sender-domain");
      return;
    }
  }
  blame("sender-unsigned");
}

class Verifier {
 public:
  Verifier(const mail::Message& message, const KeySource& keys) : message_(message), trial_(keys) {}

  Signature verify(int field_index, std::uint32_t index) {
    field_ = read_domainkey_signature(message_.fields[static_cast<std::size_t>(field_index)].value);
    Signature signature;
    signature.mechanism = kDomainKeys;
    signature.index = index;
    signature.field = field_index;
    signature.domain = field_.domain;
    signature.selector = field_.selector;
    signature.algorithm = field_.algorithm;
    signature.header_fields = field_.header_fields;
    signature.header_simple = signature.body_simple = field_.header == Canonicalization::kSimple;
    signature.body_covered = {message_.body.begin, message_.body.begin};
    signature.value_digest = value_digest(field_);
    check_sender(message_, signature, field_);
    signature.identity = field_.identity;
    check(signature);
    return signature;
  }

 private:
  void check(Signature& signature) {
    const Selection selection(message_, signature);
    std::vector<std::vector<int>> readings = {selection.in_message_order()};
    if (!signature.header_fields.empty()) {
      auto listed = selection.in_listed_order(signature.header_fields);
      if (listed != readings.front()) readings.push_back(std::move(listed));
    }
    if (field_.canonicalization_known)
      trial_.run(field_, [&] { return digests(readings, !signature.header_simple); }, signature);
    signature.signed_fields = readings[std::min(trial_.fitting_digest(), readings.size() - 1)];
    // One hash over both: where it fits, both halves hold; where not, nobody knows which of them differs.
    if (signature.header == Half::kPass) {
      signature.body = Half::kPass;
      signature.body_covered = message_.body;
    }
    if (trial_.conclude(field_, signature)) return;
    const bool holds = signature.header == Half::kPass;
    signature.result = holds ? ResultWord::kPass : ResultWord::kFail;
    signature.reason = holds ? "weak-hash" : "whole-differs";
  }

  std::vector<std::string> digests(const std::vector<std::vector<int>>& readings, bool nofws) {
    std::vector<std::string> out;
    for (const std::vector<int>& fields : readings) {
      Hasher& hasher = hasher_of(field_.hash);
      hasher.update(domainkeys_header(message_, fields, nofws));
      each_piece(body_text(message_), nofws, [&](const std::string& piece) { hasher.update(piece); });
      out.push_back(hasher.finish());
    }
    return out;
  }

  const mail::Message& message_;
  KeyTrial trial_;
  SignatureField field_;
};

}  // namespace

void verify_domainkeys(const mail::Message& message, const MechanismFields& fields, const KeySource& keys,
                       std::vector<Signature>& out) {
  Verifier verifier(message, keys);
  for (std::size_t i = 0; i < fields.domainkeys.size(); ++i)
    out.push_back(verifier.verify(fields.domainkeys[i], static_cast<std::uint32_t>(i)));
}

std::string domainkeys_header(const mail::Message& message, const std::vector<int>& fields, bool nofws) {
  std::string out;
  for (const int index : fields) {
    if (index < 0) continue;
    const mail::Field& field = message.fields[static_cast<std::size_t>(index)];
    if (nofws) {
      append_without_white_space(field.raw, out);
      out.append(kCrLf);
    } else {
      append_canonical_field(field, Canonicalization::kSimple, out);
    }
  }
  return out;
}

std::string domainkeys_body(std::string_view body, bool nofws) {
  std::string out;
  each_piece(body, nofws, [&](const std::string& piece) { out.append(piece); });
  return out;
}

}  // namespace winnow::proof
