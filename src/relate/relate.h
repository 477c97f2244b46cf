// Statements that need more than one item (DESIGN section 6 "relate"). Each relation learns from every item as it is
// committed, keeps what it needs of it, small, and speaks when the last one was seen: no item is read a second time but
// those that something was found about. Knows the case only through this interface.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/aspects.h"
#include "record/record.pb.h"

namespace winnow::relate {

using ItemId = std::int64_t;   // items are numbered from 1 in the order of their commitment

// One item as relating sees it. What is pointed to is valid during the call only.
struct Entry {
  ItemId id = 0;
  const record::Item* item = nullptr;
  record::Standings standings;              // as committed: from the item's own findings
  record::Verdict verdict = record::UNPROVEN;
  std::string_view source;                  // locator of its mailbox or file
  std::uint64_t message = 0;                // its number in a mailbox, else 0
};

// Where relations put what they found.
class Store {
 public:
  virtual ~Store() = default;
  virtual std::string locator(ItemId id) const = 0;
  // With what earlier relations found about the item.
  virtual record::Standings standings(ItemId id) const = 0;
  // Adds a finding to items; the store judges them again afterwards.
  virtual void add(std::span<const ItemId> ids, record::Finding finding) = 0;
  // Keeps a small text about the dump as a whole.
  virtual void set_note(std::string_view name, std::string_view text) = 0;
  void add(ItemId id, record::Finding finding) { add(std::span(&id, 1), std::move(finding)); }
};

// What the user said about mailboxes: --breach ADDRESS=DATE (address lower case, Unix seconds).
struct Breach { std::string address; std::int64_t since = 0; };

struct Options {
  std::vector<Breach> breaches;
  std::optional<std::int64_t> fixed;
  std::vector<std::string> editions;        // locators of the dumps, where there are two: editions of one dump, perhaps
};

class Authors;

class Relation {
 public:
  virtual ~Relation() = default;
  // Every item once, in order.
  virtual void learn(const Entry& entry) = 0;
  // After the last item.
  virtual void conclude(Store& store) = 0;
};

struct RelationRow {
  std::string_view name;
  // `authors` outlives the relation, and has learned whatever the relation has.
  std::unique_ptr<Relation> (*make)(const Options& options, const Authors& authors);
};
// In order; each sees the findings of those before it.
std::span<const RelationRow> all();

// All relations over one dump.
class Relations {
 public:
  explicit Relations(const Options& options);
  ~Relations();
  void learn(const Entry& entry);
  void conclude(Store& store);

 private:
  std::unique_ptr<Authors> authors_;
  std::vector<std::unique_ptr<Relation>> relations_;
};

}  // namespace winnow::relate
