// SHA-256 and SHA-1 over OpenSSL, with the algorithm fetched once (a fetch for each hash costs more than a short message).
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "base/bytes.h"

struct evp_md_ctx_st;

namespace winnow {

enum class HashKind { kSha1, kSha256 };

using Sha256Digest = std::array<std::byte, 32>;

// An incremental hash. Copying copies the state, so that every prefix of a stream can be finished separately.
// Reusable: finish() leaves it ready for the next message. Not thread-safe.
class Hasher {
 public:
  explicit Hasher(HashKind kind = HashKind::kSha256);
  Hasher(const Hasher& other);
  Hasher& operator=(const Hasher& other);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();

  void update(Bytes bytes);
  void update(std::string_view text) { update(as_bytes(text)); }
  // 32 bytes for SHA-256, 20 for SHA-1; starts anew.
  std::string finish();
  HashKind kind() const { return kind_; }

 private:
  struct Free { void operator()(evp_md_ctx_st* context) const; };
  HashKind kind_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// SHA-256 of all of `bytes`, 32 raw bytes.
std::string sha256(Bytes bytes);

std::string to_hex(std::string_view raw);

}  // namespace winnow
