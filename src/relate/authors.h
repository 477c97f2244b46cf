// Who wrote each item, in four bytes an item.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "relate/relate.h"

namespace winnow::relate {

class Authors {
 public:
  void learn(const Entry& entry);

  // The address that speaks as the item's author (author_address in relate/item.h), lower case; "" for none.
  std::string_view of(ItemId id) const;
  // Calls `visit(address, items)` for each address that `wanted(address)` accepts, in the order of their first items.
  template <typename Wanted, typename Visit>
  void for_each(Wanted&& wanted, Visit&& visit) const;

 private:
  std::deque<std::string> addresses_;                       // from number 1 on
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::vector<std::uint32_t> number_of_;                    // of the item `index + 1`; 0: nobody
};

template <typename Wanted, typename Visit>
void Authors::for_each(Wanted&& wanted, Visit&& visit) const {
  std::vector<std::uint32_t> place(addresses_.size() + 1, 0);   // in `found`, from 1 on
  std::vector<std::vector<ItemId>> found;
  for (std::uint32_t number = 1; number <= addresses_.size(); ++number) {
    if (!wanted(std::string_view(addresses_[number - 1]))) continue;
    found.emplace_back();
    place[number] = static_cast<std::uint32_t>(found.size());
  }
  if (found.empty()) return;
  for (std::size_t index = 0; index < number_of_.size(); ++index)
    if (const std::uint32_t at = place[number_of_[index]]; at != 0) found[at - 1].push_back(static_cast<ItemId>(index + 1));
  for (std::uint32_t number = 1; number <= addresses_.size(); ++number)
    if (place[number] != 0) visit(std::string_view(addresses_[number - 1]), std::span<const ItemId>(found[place[number] - 1]));
}

}  // namespace winnow::relate
