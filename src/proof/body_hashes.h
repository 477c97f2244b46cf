// The body hashes of one message, each computed once however many signatures ask for it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "mail/message.h"
#include "proof/canonical.h"

namespace winnow::proof {

// The hash of this thread for that kind, ready for a new message.
Hasher& hasher_of(HashKind kind);
// Everything behind the header, as it lies in the store.
std::string_view body_text(const mail::Message& message);

class BodyHashes {
 public:
  explicit BodyHashes(const mail::Message& message) : body_(body_text(message)) {}

  struct Entry {
    Canonicalization how;
    HashKind kind;
    std::optional<std::uint64_t> limit;
    BareLineFeed bare;
    std::string digest;
    BodyExtent extent;
  };
  // The reference lives as long as this object.
  const Entry& get(Canonicalization how, HashKind kind, std::optional<std::uint64_t> limit, BareLineFeed bare);
  // Whether a bare line feed in a file of CRLF lines leaves open what was signed.
  bool ambiguous_line_feeds(bool crlf);

 private:
  bool has_bare_line_feed() const;
  std::string_view body_;
  std::deque<Entry> entries_;   // what get() returned stays where it is
  std::optional<bool> ambiguous_;
};

}  // namespace winnow::proof
