// Collects ids of docs/notes.md while a message is read.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::mail {

// Ids are string literals; there are a few dozen, so a plain list without duplicates is the fastest set.
class Notes {
 public:
  void add(std::string_view id) {
    if (std::find(ids_.begin(), ids_.end(), id) == ids_.end()) ids_.push_back(id);
  }
  // Adds all ids to `out` and leaves it sorted and unique.
  void merge_into(std::vector<std::string>& out) const {
    out.insert(out.end(), ids_.begin(), ids_.end());
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
  }

 private:
  std::vector<std::string_view> ids_;
};

}  // namespace winnow::mail
