#include "run/copies_plan.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <tuple>

#include "base/hash.h"
#include "base/visit_limits.h"
#include "relate/item.h"

namespace winnow::run {
namespace {

using relate::first_bytes;

bool is_settled(const record::Standings& standings) {
  return standings.of(record::AUTHOR) == record::PROVED && standings.of(record::CONTENT) == record::PROVED;
}

}  // namespace

void CopiesPlan::learn(const relate::Entry& entry) {
  const record::Item& item = *entry.item;
  if (item.kind() != record::KIND_MESSAGE || item.message_id().empty()) return;
  Row row{.message = first_bytes(sha256(as_bytes(item.message_id()))), .id = entry.id, .content = first_bytes(item.sha256())};
  row.settled = is_settled(entry.standings);
  row.embedded = !item.suffix().empty();
  rows_.push_back(row);
  for (const record::Signature& signature : item.signatures()) {
    row.value = first_bytes(signature.value_digest());
    if (signature.mechanism() != "dkim" || row.value == 0) continue;
    row.has_key = !signature.key_p().empty() && signature.padding() != record::FAIL;
    row.header = signature.header() == record::PASS;
    row.passes = signature.result() == record::RESULT_PASS;
    rows_.push_back(row);
  }
}

struct CopiesPlan::Copies {
  struct Copy {
    const Row* row = nullptr;
    std::map<std::uint64_t, const Row*> signatures;
  };
  std::vector<Copy> copies;
  std::set<std::uint64_t> values;        // of signatures under a key that is known

  // What another copy may help with: a signature that is missing here, or one whose header half fails.
  std::set<std::uint64_t> wanted_by(const Copy& copy) const {
    std::set<std::uint64_t> wanted;
    if (copy.row->settled || copy.row->embedded) return wanted;
    for (const std::uint64_t value : values) {
      const auto own = copy.signatures.find(value);
      if (own == copy.signatures.end() || !own->second->header) wanted.insert(value);
    }
    return wanted;
  }

  // Those where a wanted signature holds first, then those that carry one; each content once.
  std::vector<relate::ItemId> lenders_for(const Copy& copy, const std::set<std::uint64_t>& wanted) const {
    std::vector<std::tuple<int, relate::ItemId, std::uint64_t>> others;
    for (const Copy& other : copies) {
      if (other.row->content == copy.row->content) continue;
      int rank = 2;
      for (const auto& [value, row] : other.signatures)
        if (wanted.contains(value)) rank = std::min(rank, row->passes ? 0 : 1);
      others.emplace_back(rank, other.row->id, other.row->content);
    }
    std::sort(others.begin(), others.end());
    std::vector<relate::ItemId> lenders;
    std::set<std::uint64_t> contents;
    for (const auto& [rank, id, content] : others)
      if (lenders.size() < limits::kLenders && contents.insert(content).second) lenders.push_back(id);
    return lenders;
  }
};

CopiesPlan::Copies CopiesPlan::copies_of(std::size_t begin, std::size_t end) {
  Copies found;
  for (std::size_t i = begin; i < end; ++i) {
    const Row& row = rows_[i];
    if (row.value != 0) {
      found.copies.back().signatures.emplace(row.value, &row);
      if (row.has_key) found.values.insert(row.value);
    } else if (found.copies.size() < limits::kCopiesOfMessage) {
      found.copies.push_back({&row, {}});
    } else {
      left_out_ += static_cast<std::uint64_t>(
          std::count_if(rows_.begin() + static_cast<std::ptrdiff_t>(i), rows_.begin() + static_cast<std::ptrdiff_t>(end),
                        [](const Row& one) { return one.value == 0; }));
      break;
    }
  }
  return found;
}

std::vector<Call> CopiesPlan::conclude() {
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
    return std::tie(a.message, a.id, a.value) < std::tie(b.message, b.id, b.value);
  });
  std::vector<Call> calls;
  for (std::size_t begin = 0, end = 0; begin < rows_.size(); begin = end) {
    while (end < rows_.size() && rows_[end].message == rows_[begin].message) ++end;
    if (rows_[end - 1].id == rows_[begin].id) continue;   // there is no other copy
    const Copies found = copies_of(begin, end);
    for (const Copies::Copy& copy : found.copies) {
      const std::set<std::uint64_t> wanted = found.wanted_by(copy);
      if (wanted.empty()) continue;
      Call call{copy.row->id, found.lenders_for(copy, wanted)};
      if (!call.lenders.empty()) calls.push_back(std::move(call));
    }
  }
  rows_ = {};
  std::sort(calls.begin(), calls.end(), [](const Call& a, const Call& b) { return a.id < b.id; });
  return calls;
}

}  // namespace winnow::run
