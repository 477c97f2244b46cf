#include "relate/authors.h"

#include "relate/item.h"

namespace winnow::relate {

void Authors::learn(const Entry& entry) {
  const std::string address = author_address(*entry.item);
  std::uint32_t number = 0;
  if (!address.empty()) {
    if (const auto known = numbers_.find(address); known != numbers_.end()) {
      number = known->second;
    } else {
      addresses_.push_back(address);
      number = static_cast<std::uint32_t>(addresses_.size());
      numbers_.emplace(addresses_.back(), number);
    }
  }
  number_of_.resize(static_cast<std::size_t>(entry.id), 0);
  number_of_.back() = number;
}

std::string_view Authors::of(ItemId id) const {
  const std::uint32_t number = number_of_[static_cast<std::size_t>(id - 1)];
  return number == 0 ? std::string_view() : addresses_[number - 1];
}

}  // namespace winnow::relate
