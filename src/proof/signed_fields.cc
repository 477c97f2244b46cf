#include "proof/signed_fields.h"

#include <algorithm>

#include "base/text.h"

namespace winnow::proof {
namespace {

// FNV-1a over the lower-case name.
std::uint64_t hash_name(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(to_lower(c))) * 0x100000001b3;
  return hash;
}

// Order of names without case; only reached by equal hashes.
int compare_names(std::string_view a, std::string_view b) {
  const std::size_t size = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < size; ++i)
    if (const int gap = to_lower(a[i]) - to_lower(b[i])) return gap;
  return a.size() == b.size() ? 0 : (a.size() < b.size() ? -1 : 1);
}

}  // namespace

bool FieldIndex::less(const Entry& a, const Entry& b) {
  if (a.hash != b.hash) return a.hash < b.hash;
  if (const int order = compare_names(a.name, b.name)) return order < 0;
  return a.field < b.field;
}

FieldIndex::FieldIndex(const mail::Message& message) {
  entries_.reserve(message.fields.size());
  for (std::size_t i = 0; i < message.fields.size(); ++i) {
    const std::string_view name = message.fields[i].name;
    entries_.push_back({hash_name(name), name, static_cast<int>(i)});
  }
  std::sort(entries_.begin(), entries_.end(), less);
}

std::span<const FieldIndex::Entry> FieldIndex::group_of(std::string_view name) const {
  const std::uint64_t hash = hash_name(name);
  const auto first = std::lower_bound(entries_.begin(), entries_.end(), Entry{hash, name, -1}, less);
  const auto last = std::lower_bound(first, entries_.end(), Entry{hash, name, INT32_MAX}, less);
  return {first, last};
}

std::vector<int> FieldIndex::select(const std::vector<std::string>& names, int own) const {
  std::vector<int> out(names.size(), -1);
  // How many entries at the end of each group are taken, counted at the group's first entry.
  std::vector<std::uint32_t> taken(entries_.size(), 0);
  for (std::size_t n = 0; n < names.size(); ++n) {
    const std::span<const Entry> group = group_of(names[n]);
    if (group.empty()) continue;
    std::uint32_t& used = taken[static_cast<std::size_t>(group.data() - entries_.data())];
    if (used < group.size() && group[group.size() - 1 - used].field == own) ++used;
    if (used < group.size()) out[n] = group[group.size() - 1 - used++].field;
  }
  return out;
}

}  // namespace winnow::proof
