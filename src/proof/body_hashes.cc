#include "proof/body_hashes.h"

namespace winnow::proof {

Hasher& hasher_of(HashKind kind) {
  thread_local Hasher sha1(HashKind::kSha1), sha256(HashKind::kSha256);
  return kind == HashKind::kSha1 ? sha1 : sha256;
}

std::string_view body_text(const mail::Message& message) {
  return as_text(message.bytes.subspan(message.body.begin, message.body.size()));
}

const BodyHashes::Entry& BodyHashes::get(Canonicalization how, HashKind kind, std::optional<std::uint64_t> limit,
                                         BareLineFeed bare) {
  for (const Entry& entry : entries_)
    if (entry.how == how && entry.kind == kind && entry.limit == limit && entry.bare == bare) return entry;
  Hasher& hasher = hasher_of(kind);
  const BodyExtent extent = hash_canonical_body(body_, how, bare, limit, hasher);
  return entries_.emplace_back(Entry{how, kind, limit, bare, hasher.finish(), extent});
}

bool BodyHashes::ambiguous_line_feeds(bool crlf) {
  if (!crlf) return false;
  if (!ambiguous_) ambiguous_ = has_bare_line_feed();
  return *ambiguous_;
}

bool BodyHashes::has_bare_line_feed() const {
  for (std::size_t at = 0; (at = body_.find('\n', at)) != std::string_view::npos; ++at)
    if (at == 0 || body_[at - 1] != '\r') return true;
  return false;
}

}  // namespace winnow::proof
