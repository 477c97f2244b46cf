// What takes from the strength of an OpenPGP signature that holds.
#pragma once

#include <cstdint>

#include "check/facts.h"

namespace winnow::check {

inline constexpr std::uint32_t kOpenPgpBitsAtLeast = 1024;   // of an RSA or DSA key (docs/keys.md: burned below)

inline bool has_broken_hash(const proof::Signature& s) { return s.algorithm.ends_with("-md5"); }
inline bool has_small_key(const proof::Signature& s) {
  return (s.algorithm.starts_with("rsa") || s.algorithm.starts_with("dsa")) && s.bits < kOpenPgpBitsAtLeast;
}
// It ended, by its own words, before the day that the mail shows.
inline bool has_ended(const Facts& facts, const proof::Signature& s) {
  return s.expires_at && facts.context.item.has_date() && *s.expires_at < facts.context.item.date();
}
// It names a time at which it cannot have been made.
inline bool is_of_the_future(const Facts& facts, const proof::Signature& s) {
  const auto latest = facts.context.claims.fixed ? facts.context.claims.fixed : facts.context.claims.now;
  return s.signed_at && latest && *s.signed_at > *latest;
}

}  // namespace winnow::check
