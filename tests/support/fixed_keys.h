// The keys of a test as a source of keys.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "proof/key.h"

namespace winnow::support {

// Exactly the keys of a test, as they are.
class FixedKeys final : public proof::KeySource {
 public:
  explicit FixedKeys(std::vector<proof::Key> keys) : keys_(std::move(keys)) {}
  std::vector<const proof::Key*> find(std::string_view domain, std::string_view selector) const override {
    std::vector<const proof::Key*> found;
    for (const proof::Key& key : keys_)
      if (key.domain == domain && key.selector == selector) found.push_back(&key);
    return found;
  }
  std::vector<const proof::Key*> find_family(std::string_view, std::string_view) const override { return {}; }

 private:
  std::vector<proof::Key> keys_;
};

}  // namespace winnow::support
