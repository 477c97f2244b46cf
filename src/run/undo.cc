#include "run/undo.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "check/domain.h"
#include "mail/message.h"
#include "proof/signature_field.h"

namespace winnow::run {
namespace {

using proof::Half;
using proof::Signature;

// How much of a signature holds.
int halves(const Signature& signature) {
  if (signature.result == proof::ResultWord::kPass) return 3;
  return (signature.header == Half::kPass ? 1 : 0) + (signature.body == Half::kPass ? 1 : 0);
}

bool fails(const Signature& signature) { return signature.header == Half::kFail || signature.body == Half::kFail; }

// The fields that name what a hash covers; those of DomainKeys hash header and body in one.
std::optional<proof::SignatureField> field_of(const mail::Message& message, const Signature& signature) {
  if (signature.field < 0 || signature.entity) return std::nullopt;
  const std::string_view value = message.fields[static_cast<std::size_t>(signature.field)].value;
  if (signature.mechanism == proof::kDkim || signature.mechanism == proof::kXGoogle) return proof::read_signature_field(value);
  if (signature.mechanism == proof::kArcMessageSignature) return proof::read_arc_message_signature(value);
  return std::nullopt;
}

std::optional<mend::BodyQuestion> body_question(const mail::Message& message, const Signature& signature) {
  const auto field = field_of(message, signature);
  if (!field || !field->key_kind || !field->body_hash || field->body_hash->empty()) return std::nullopt;
  return mend::BodyQuestion{field->body, field->hash, field->body_length, *field->body_hash};
}

// The step that puts the signature field of a copy on top of the header.
constexpr std::string_view kSignatureCopied = "signature.copied";

class Undoing {
 public:
  Undoing(const mail::Message& message, const std::vector<Signature>& found, const proof::Trust& trust, mend::Budget& budget, const Loans& loans)
      : message_(message), found_(found), trust_(trust), loans_(loans), budget_(budget) {
    order_by_likelihood();
  }

  Undone run() {
    search();
    for (const LentSignature& lent : loans_.signatures) borrow(lent);
    return conclude();
  }

 private:
  void search() {
    for (const std::size_t row : order_)
      if (found_[row].body == Half::kFail) restore_body(row);
    for (const std::size_t row : order_)
      if (found_[row].header == Half::kFail) restore_header(row);
  }
  // The author's own signatures first, then as they stand.
  void order_by_likelihood() {
    if (const mail::Field* field = message_.find("From"))
      if (const auto authors = mail::parse_addresses(field->value); !authors.empty()) from_ = authors.front().domain;
    aligned_.resize(found_.size());
    for (std::size_t i = 0; i < found_.size(); ++i) {
      aligned_[i] = is_aligned(found_[i]);
      if (fails(found_[i])) order_.push_back(i);
    }
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return aligned_[a] > aligned_[b]; });
  }

  bool is_aligned(const Signature& row) const {
    return row.mechanism == proof::kDkim && check::alignment(row.domain, from_) != check::Alignment::kNone;
  }

  // The message under these edits, verified anew as a whole. Rows are found again by mechanism and number.
  std::optional<Restored> restored(std::vector<mend::Edit> edits) const {
    Restored out{std::make_unique<const mend::Variant>(message_.bytes, std::move(edits)), {}, {}};
    out.message = mail::parse(as_bytes(out.variant->bytes()));
    std::vector<Signature> rows = proof::verify_signatures(out.message, trust_);
    for (const Signature& wanted : found_) {
      if (auto row = taken(rows, wanted)) out.signatures.push_back(std::move(*row));
      else return std::nullopt;
    }
    for (const Signature& wanted : borrowed_rows_) out.signatures.push_back(taken(rows, wanted).value_or(Signature()));
    return out;
  }
  static std::optional<Signature> taken(std::vector<Signature>& rows, const Signature& wanted) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Signature& one) {
      return one.mechanism == wanted.mechanism && one.value_digest == wanted.value_digest;
    });
    if (row == rows.end()) return std::nullopt;
    Signature out = std::move(*row);
    rows.erase(row);
    return out;
  }
  bool keep(std::optional<Restored> restored, std::size_t row) {
    if (!restored || halves(restored->signatures[row]) <= best(row) || kept_.size() == limits::kRestorations) return false;
    kept_.push_back(std::move(*restored));
    return true;
  }

  // A signature of a copy over this message: as it lies here, else as it was when it was signed. Only one of the author's own
  // domain: anybody who has a copy can sign it under a domain of his.
  void borrow(const LentSignature& lent) {
    if (message_.fields.empty() || kept_.size() >= limits::kRestorations) return;
    const mend::Variant with(message_.bytes, {on_top(lent)});
    const mail::Message assumed = mail::parse(as_bytes(with.bytes()));
    std::vector<Signature> rows = proof::verify_signatures(assumed, trust_);
    Signature wanted;
    wanted.mechanism = proof::kDkim;
    wanted.value_digest = lent.value_digest;
    const auto row = taken(rows, wanted);
    if (!row || row->key == nullptr || row->padding == Half::kFail || !is_aligned(*row)) return;
    std::vector<mend::Edit> edits = with.edits();
    if (row->result != proof::ResultWord::kPass) {
      if (!fails(*row)) return;
      const std::vector<Signature> alone = {*row};
      Undoing around(assumed, alone, trust_, budget_, loans_);
      around.search();
      const auto passes = [](const Restored& one) { return one.signatures[0].result == proof::ResultWord::kPass; };
      const auto found = std::find_if(around.kept_.begin(), around.kept_.end(), passes);
      if (found == around.kept_.end()) return;
      edits = mend::compose(with, found->variant->edits());
    }
    borrowed_rows_.push_back(*row);
    borrowed_from_.push_back(lent.source);
    aligned_.push_back(true);
    auto out = restored(std::move(edits));
    if (out && out->signatures.back().result == proof::ResultWord::kPass) return kept_.push_back(std::move(*out));
    borrowed_rows_.pop_back();
    borrowed_from_.pop_back();
    aligned_.pop_back();
  }
  mend::Edit on_top(const LentSignature& lent) const {
    const std::string_view line_end = message_.crlf ? "\r\n" : "\n";
    std::string text;
    for (std::string_view line : split(lent.text, '\n')) {
      if (line.ends_with('\r')) line.remove_suffix(1);
      text.append(line).append(line_end);
    }
    return {kSignatureCopied, {0, 0}, std::move(text), false, lent.source};
  }

  // The most that is known of a row so far.
  int best(std::size_t row) const {
    int most = halves(found_[row]);
    for (const Restored& one : kept_) most = std::max(most, halves(one.signatures[row]));
    return most;
  }

  void restore_body(std::size_t row) {
    if (body_holds(row)) return;
    const auto question = body_question(message_, found_[row]);
    if (!question) return unquote(row);
    if (std::find(asked_.begin(), asked_.end(), *question) != asked_.end()) return;
    asked_.push_back(*question);
    if (auto edits = mend::mend_body(message_, *question, budget_)) keep(restored(std::move(*edits)), row);
  }
  bool body_holds(std::size_t row) const {
    return std::any_of(kept_.begin(), kept_.end(), [&](const Restored& one) { return one.signatures[row].body == Half::kPass; });
  }
  // What has no hash of its body to search with is verified as a whole.
  void unquote(std::size_t row) {
    for (std::vector<mend::Edit>& edits : mend::unquote_from_lines(message_.bytes, message_.body.begin))
      if (budget_.spend(message_.bytes.size()) && keep(restored(std::move(edits)), row)) return;
  }

  void restore_header(std::size_t row) {
    if (body_question(message_, found_[row]) == std::nullopt) return;
    // Where the body was restored, the header goes with it; else with the body as it is.
    const Restored* around = nullptr;
    for (const Restored& one : kept_) {
      if (one.signatures[row].header == Half::kPass) return;
      if (around == nullptr && one.signatures[row].body == Half::kPass) around = &one;
    }
    if (around == nullptr) {
      if (auto edits = mend::mend_header(message_, found_[row], trust_.keys, {}, budget_, loans_.fields))
        keep(restored(std::move(*edits)), row);
      return;
    }
    const std::vector<mend::FieldHint> hints = field_hints(*around);
    if (auto edits = mend::mend_header(around->message, around->signatures[row], trust_.keys, hints, budget_, loans_.fields))
      keep(restored(mend::compose(*around->variant, *edits)), row);
  }
  // Fields that the body's edits wrote anew may have been spelled otherwise: as they stand in the message at hand, too.
  std::vector<mend::FieldHint> field_hints(const Restored& around) const {
    std::vector<mend::FieldHint> hints;
    for (const std::string_view name : {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}) {
      const mail::Field* const before = message_.find(name);
      const mail::Field* const now = around.message.find(name);
      if ((before ? before->raw : "") == (now ? now->raw : "")) continue;
      mend::FieldHint hint{name, {}};
      if (before) hint.values.emplace_back(std::string(before->value));
      else hint.values.emplace_back(std::nullopt);
      hints.push_back(std::move(hint));
    }
    return hints;
  }

  Undone conclude() {
    Undone out;
    out.exhausted = budget_.exhausted();
    lead();
    out.leads = !kept_.empty() && leads();
    out.borrowed = borrowed_from_;
    for (Restored& one : kept_) one.signatures.resize(found_.size() + borrowed_from_.size());
    for (std::size_t row = 0; row < found_.size() + borrowed_from_.size(); ++row) {
      std::size_t by = 0;
      int most = row < found_.size() ? halves(found_[row]) : 0;
      for (std::size_t i = 0; i < kept_.size(); ++i)
        if (halves(kept_[i].signatures[row]) > most) most = halves(kept_[i].signatures[row]), by = i + 1;
      out.by.push_back(by);
    }
    out.restored = std::move(kept_);
    return out;
  }
  // How well one way of undoing serves the author, then anybody. A body alone speaks for nobody.
  std::array<int, 2> worth(const std::vector<Signature>& rows) const {
    std::array<int, 2> most{};
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (rows[row].header != Half::kPass || rows[row].mechanism == proof::kArc) continue;
      most[0] = std::max(most[0], aligned_[row] ? halves(rows[row]) : 0);
      most[1] = std::max(most[1], halves(rows[row]));
    }
    return most;
  }
  void lead() {
    const auto first = std::max_element(kept_.begin(), kept_.end(), [&](const Restored& a, const Restored& b) {
      return worth(a.signatures) < worth(b.signatures);
    });
    if (first != kept_.end()) std::iter_swap(kept_.begin(), first);
  }
  bool leads() const { return worth(kept_.front().signatures) > worth(found_); }

  const mail::Message& message_;
  const std::vector<Signature>& found_;
  const proof::Trust& trust_;
  const Loans& loans_;
  mend::Budget& budget_;
  std::string from_;                              // domain of the author
  std::vector<bool> aligned_;
  std::vector<std::size_t> order_;                // rows of which a half fails
  std::vector<mend::BodyQuestion> asked_;
  std::vector<Restored> kept_;
  std::vector<Signature> borrowed_rows_;
  std::vector<std::string> borrowed_from_;
};

}  // namespace

Undone undo(const mail::Message& message, const std::vector<Signature>& signatures, const proof::Trust& trust,
            std::uint64_t budget_times, const Loans& loans) {
  if (budget_times == 0 || (loans.signatures.empty() && std::none_of(signatures.begin(), signatures.end(), fails))) return {};
  mend::Budget budget = mend::Budget::for_message(message.bytes.size(), budget_times);
  return Undoing(message, signatures, trust, budget, loans).run();
}

}  // namespace winnow::run
