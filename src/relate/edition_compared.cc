// docs/checks/edition.compared.md
#include <algorithm>
#include <array>
#include <compare>
#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "base/hash.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

constexpr std::string_view kFields[] = {"From", "To", "Subject", "Date"};

// Enough of a digest: two items whose first 128 bits are alike are made, not found.
using Digest = std::array<char, 16>;

Digest digest_of(std::string_view sha256_bytes) {
  Digest digest{};
  std::copy_n(sha256_bytes.begin(), std::min(digest.size(), sha256_bytes.size()), digest.begin());
  return digest;
}

std::size_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

// What is kept of a message or file.
struct Piece {
  Digest bytes;
  Digest name;                              // of its Message-ID, or of its place in the edition
  ItemId id = 0;
  std::array<std::size_t, 4> fields{};      // of what kFields show
};

enum class State { kSame, kDiffers, kOnly };

struct Edition {
  std::string locator;
  std::vector<Piece> pieces;
  std::vector<Digest> bytes;                // sorted
  std::vector<const Piece*> by_name;        // sorted by name, then by id

  bool holds(std::string_view source) const {
    if (!source.starts_with(locator)) return false;
    return source.size() == locator.size() || source[locator.size()] == '/' || source[locator.size()] == '!';
  }
  void sort() {
    for (const Piece& piece : pieces) {
      bytes.push_back(piece.bytes);
      by_name.push_back(&piece);
    }
    std::sort(bytes.begin(), bytes.end());
    std::sort(by_name.begin(), by_name.end(), [](const Piece* a, const Piece* b) { return std::tie(a->name, a->id) < std::tie(b->name, b->id); });
  }
  bool has_bytes(const Digest& digest) const { return std::binary_search(bytes.begin(), bytes.end(), digest); }
  const Piece* named(const Digest& name) const {
    const auto at = std::lower_bound(by_name.begin(), by_name.end(), name, [](const Piece* piece, const Digest& wanted) { return piece->name < wanted; });
    return at != by_name.end() && (*at)->name == name ? *at : nullptr;
  }
};

class EditionCompared final : public Relation {
 public:
  explicit EditionCompared(std::span<const std::string> locators) {
    if (locators.size() != editions_.size() || locators[0] == locators[1]) return;
    for (std::size_t i = 0; i < editions_.size(); ++i) editions_[i].locator = locators[i];
  }

  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (editions_[0].locator.empty() || !item.suffix().empty() || item.sha256().empty()) return;
    for (Edition& edition : editions_) {
      if (!edition.holds(entry.source)) continue;
      std::string name = "id:" + item.message_id();
      if (item.kind() != record::KIND_MESSAGE || item.message_id().empty())
        name = "at:" + std::string(entry.source.substr(edition.locator.size())) + "#" + std::to_string(entry.message);
      Piece& piece = edition.pieces.emplace_back(Piece{digest_of(item.sha256()), digest_of(sha256(as_bytes(name))), entry.id});
      std::string to;
      for (const std::string& address : item.to()) to += address + ",";
      piece.fields = {hash_of(item.from()), hash_of(to), hash_of(item.subject()),
                      item.has_date() ? static_cast<std::size_t>(item.date()) : 1};
      return;
    }
  }

  void conclude(Store& store) override {
    if (editions_[0].locator.empty()) return;
    for (Edition& edition : editions_) edition.sort();
    std::array<std::array<std::uint64_t, 3>, 2> counts{};
    for (std::size_t i = 0; i < 2; ++i)
      for (const Piece& piece : editions_[i].pieces) ++counts[i][static_cast<std::size_t>(state(piece, editions_[1 - i]))];
    const bool editions = are_editions(counts);
    store.set_note("edition.first", editions_[0].locator);
    store.set_note("edition.second", editions_[1].locator);
    const auto set = [&](std::string_view name, std::uint64_t count) { store.set_note(name, std::to_string(count)); };
    set("edition.same", std::min(count(counts[0], State::kSame), count(counts[1], State::kSame)));
    set("edition.differs", std::max(count(counts[0], State::kDiffers), count(counts[1], State::kDiffers)));
    set("edition.only-first", count(counts[0], State::kOnly));
    set("edition.only-second", count(counts[1], State::kOnly));
    set("edition.are-editions", editions);
    if (!editions) return;
    for (std::size_t i = 0; i < 2; ++i)
      for (const Piece& piece : editions_[i].pieces) report(piece, editions_[i], editions_[1 - i], store);
  }

 private:
  static std::uint64_t count(const std::array<std::uint64_t, 3>& of, State state) { return of[static_cast<std::size_t>(state)]; }

  static State state(const Piece& piece, const Edition& other) {
    if (other.has_bytes(piece.bytes)) return State::kSame;
    return other.named(piece.name) != nullptr ? State::kDiffers : State::kOnly;
  }

  // Two parts of one dump have little in common, two editions most.
  bool are_editions(const std::array<std::array<std::uint64_t, 3>, 2>& counts) const {
    const std::size_t smaller = editions_[0].pieces.size() <= editions_[1].pieces.size() ? 0 : 1;
    return !editions_[smaller].pieces.empty() &&
           2 * (count(counts[smaller], State::kSame) + count(counts[smaller], State::kDiffers)) >= editions_[smaller].pieces.size();
  }

  static void report(const Piece& piece, const Edition& own, const Edition& other, Store& store) {
    const State found = state(piece, other);
    if (found == State::kSame) return;
    if (found == State::kOnly) {
      record::Finding only = make_finding("edition.compared", "only", record::NOTE, record::STRENGTH_D, record::ASPECT_NONE, "edition");
      add_text(only, "edition", own.locator);
      add_text(only, "other", other.locator);
      store.add(piece.id, std::move(only));
      return;
    }
    const Piece& counterpart = *other.named(piece.name);
    std::string fields;
    for (std::size_t i = 0; i < std::size(kFields); ++i)
      if (piece.fields[i] != counterpart.fields[i]) fields += (fields.empty() ? "" : ", ") + std::string(kFields[i]);
    record::Finding differs = make_finding("edition.compared", fields.empty() ? "differs" : "fields-differ", record::NOTE, record::STRENGTH_C,
                                           record::ASPECT_NONE, "edition");
    const std::string locator = store.locator(counterpart.id);
    add_text(differs, "other", other.locator);
    add_text(differs, "counterpart", locator);
    if (!fields.empty()) add_text(differs, "fields", fields);
    add_evidence(differs, locator, "other-edition");
    store.add(piece.id, std::move(differs));
  }

  std::array<Edition, 2> editions_;
};

}  // namespace

std::unique_ptr<Relation> edition_compared(const Options& options, const Authors&) {
  return std::make_unique<EditionCompared>(options.editions);
}

}  // namespace winnow::relate
