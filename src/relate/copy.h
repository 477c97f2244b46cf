// Copies of one message: what is kept of each, and how two of them differ.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "relate/agreement.h"
#include "relate/relate.h"

namespace winnow::relate {

bool is_proved(const record::Standings& standings);

// A message as small as it can be: all of a dump are held at once. Digests are 0 where there is nothing.
struct Copy {
  ItemId id = 0;
  std::uint64_t message_id = 0;
  std::uint64_t sending = 0;             // From address and Date
  std::uint64_t bytes = 0;               // of the whole message
  std::uint64_t from = 0;                // the address
  std::uint64_t subject = 0, untagged = 0;   // as shown; without [tags], Re: and the like
  std::int64_t date = 0;
  std::uint32_t recipients = 0, recipient_count = 0, print = 0, print_bytes = 0;   // places in the lists
  bool has_date = false;
  bool is_listed = false;                // it came through a mailing list
  bool from_via = false;                 // and bears the list's address and the author's name "via" the list
  bool is_proved = false;                // author and content, as committed
};

// How one copy differs from another. Everything but kDiffers is known, honest rewriting.
struct Comparison {
  enum class Part : std::uint8_t { kSame, kExplained, kDiffers };
  bool equal_bytes = false;
  Part from = Part::kSame, subject = Part::kSame, date = Part::kSame;
  enum class Recipients : std::uint8_t { kSame, kOrder, kLeftOut, kDiffer };
  Recipients recipients = Recipients::kSame;
  bool listed = false, both_listed = false;   // one of the two came through a list, or both
  Agreement text;
  std::uint32_t words = 0;               // of the shorter text

  bool text_agrees() const;
  bool text_differs() const;
  bool recipients_differ() const;
  bool differs() const;
  // Not a copy at all: neither author and time nor text are the same.
  bool other_mail() const;
};

class CopyList {
 public:
  void add(const Entry& entry);
  std::uint32_t size() const { return static_cast<std::uint32_t>(copies_.size()); }
  const Copy& operator[](std::uint32_t index) const { return copies_[index]; }
  // A later finding holds its proof back.
  void doubt(std::uint32_t index) { copies_[index].is_proved = false; }
  Comparison compare(std::uint32_t a, std::uint32_t b) const;

 private:
  Comparison::Recipients compare_recipients(const Copy& a, const Copy& b) const;
  record::Print print_of(const Copy& copy) const;

  std::deque<Copy> copies_;
  std::deque<std::uint32_t> recipients_;   // digests of addresses, in their order
  std::deque<char> prints_;
};

}  // namespace winnow::relate
