// Statements that need more than one item (DESIGN section 6 "relate"): set-based, in bounded memory, over features
// that the case keeps. Knows the case only through this interface.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/aspects.h"
#include "record/record.pb.h"

namespace winnow::relate {

using ItemId = std::int64_t;

// One item as relating sees it.
struct Entry {
  ItemId id = 0;
  const record::Item* item = nullptr;       // valid during the call only
  record::Standings standings;
  record::Verdict verdict = record::UNPROVEN;
};

// What a store offers to relate. Items come in locator order of commitment; each pass costs one read of the case.
class Store {
 public:
  virtual ~Store() = default;
  virtual void for_each(const std::function<void(const Entry&)>& visit) const = 0;
  virtual std::string locator(ItemId id) const = 0;
  // Whether the dump holds an item of that kind.
  virtual bool has(record::Kind kind) const = 0;
  // Adds a finding to an item; the store judges it again afterwards.
  virtual void add(ItemId id, record::Finding finding) = 0;
};

// What the user said about mailboxes: --breach ADDRESS=DATE (address lower case, Unix seconds).
struct Breach { std::string address; std::int64_t since = 0; };

struct Options {
  std::vector<Breach> breaches;
  std::optional<std::int64_t> fixed;
};

struct Relation {
  std::string_view name;
  void (*run)(Store&, const Options&);
};
// In order; each sees the findings of those before it.
std::span<const Relation> all();

}  // namespace winnow::relate
