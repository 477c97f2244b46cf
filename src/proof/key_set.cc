#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "proof/key.h"
#include "proof/key_archive.h"
#include "proof/key_class.h"
#include "proof/signature_field.h"

namespace winnow::proof {
namespace {

// The best first: what is not burned, then by class, then as they came.
bool better(const Key* a, const Key* b) {
  const bool a_burned = a->burned_from.has_value(), b_burned = b->burned_from.has_value();
  return a_burned != b_burned ? b_burned : a->key_class < b->key_class;
}

std::string name_of(std::string_view domain, std::string_view selector) {
  std::string out(selector);
  out.push_back('\0');
  out.append(domain);
  return out;
}

class KeySet final : public KeySource {
 public:
  explicit KeySet(std::vector<Key> keys) : keys_(std::move(keys)) {
    for (const Key& key : keys_) {
      by_name_[name_of(key.domain, key.selector)].push_back(&key);
      if (const int family = family_of(key.domain); family >= 0)
        by_family_[name_of(std::to_string(family), key.selector)].push_back(&key);
    }
    for (auto* index : {&by_name_, &by_family_})
      for (auto& [name, candidates] : *index) std::stable_sort(candidates.begin(), candidates.end(), better);
  }

  std::vector<const Key*> find(std::string_view domain, std::string_view selector) const override {
    const auto at = by_name_.find(name_of(domain, selector));
    return at == by_name_.end() ? std::vector<const Key*>() : at->second;
  }

  std::vector<const Key*> find_family(std::string_view domain, std::string_view selector) const override {
    std::vector<const Key*> out;
    const int family = family_of(domain);
    if (family < 0) return out;
    const auto at = by_family_.find(name_of(std::to_string(family), selector));
    if (at == by_family_.end()) return out;
    std::unordered_set<std::string_view> records;   // one key stands under many tenants
    for (const Key* key : at->second)
      if (key->domain != domain && records.insert(key->record).second) out.push_back(key);
    return out;
  }

 private:
  using Index = std::unordered_map<std::string, std::vector<const Key*>>;
  std::vector<Key> keys_;
  Index by_name_, by_family_;
};

}  // namespace

std::string_view name(KeyChannel channel) {
  switch (channel) {
    case KeyChannel::kDns: return "dns";
    case KeyChannel::kRepository: return "repository";
    case KeyChannel::kComputed: return "computed";
    case KeyChannel::kGiven: return "given";
    case KeyChannel::kFound: return "found";
  }
  return "given";
}

std::string_view name(KeyClass key_class) {
  switch (key_class) {
    case KeyClass::kK1: return "K1";
    case KeyClass::kK2: return "K2";
    case KeyClass::kK3: break;
  }
  return "K3";
}

std::vector<Key> shipped_keys(std::optional<std::int64_t> fixed) {
  std::vector<Key> out;
  for (const KeyRow& row : shipped_rows()) {
    Key& key = out.emplace_back(row.key);
    key.key_class = class_of_shipped(row, fixed);
    mark_burned(key, fixed);
  }
  return out;
}

std::unique_ptr<KeySource> make_key_set(std::vector<Key> extra, bool with_archive, std::optional<std::int64_t> fixed) {
  std::vector<Key> keys;
  for (Key& key : extra) {
    key.domain = domain_for_comparing(key.domain);
    key.selector = domain_for_comparing(key.selector);
    mark_burned(key, fixed);
    keys.push_back(std::move(key));
  }
  if (with_archive)
    for (Key& key : shipped_keys(fixed)) keys.push_back(std::move(key));
  return std::make_unique<KeySet>(std::move(keys));
}

}  // namespace winnow::proof
