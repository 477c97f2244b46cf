// Which messages are worth a second visit because other copies of them may lend a signature, or what its fields said.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "relate/relate.h"

namespace winnow::run {

// A message to be examined again, and the copies that lend to it, the likeliest first.
struct Call {
  relate::ItemId id = 0;
  std::vector<relate::ItemId> lenders;
};

// Learns every item as it is committed first, some tens of bytes a message and a signature.
class CopiesPlan {
 public:
  void learn(const relate::Entry& entry);
  // In the order of the items. Forgets what was learned. Of a message with more copies than limits::kCopiesOfMessage, the
  // first are looked at; how many are not, left_out() says afterwards.
  std::vector<Call> conclude();
  std::uint64_t left_out() const { return left_out_; }

 private:
  // One signature of one copy; `value` 0: the copy itself, which has a row of that kind and is first among its rows.
  struct Row {
    std::uint64_t message = 0;            // digest of the Message-ID
    relate::ItemId id = 0;
    std::uint64_t value = 0;              // of the signature (record.proto, value_digest)
    std::uint64_t content = 0;            // first bytes of the item's SHA-256
    bool settled = false;                 // author and content are proved
    bool embedded = false;                // in another message: it lends and is not visited
    bool has_key = false, header = false, passes = false;
  };
  struct Copies;
  Copies copies_of(std::size_t begin, std::size_t end);

  std::vector<Row> rows_;
  std::uint64_t left_out_ = 0;
};

}  // namespace winnow::run
