#include "mend/line_hash.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kPendingBytes = 4096;
constexpr std::size_t kManyBytes = 512;       // from this size on, lines are made canonical in one go

bool is_empty_line(std::string_view line, proof::Canonicalization how) {
  if (line.ends_with('\n')) line.remove_suffix(line.ends_with("\r\n") ? 2 : 1);
  return how == proof::Canonicalization::kRelaxed ? line.find_first_not_of(" \t") == std::string_view::npos : line.empty();
}

// The empty lines at the end of `lines`, as an offset.
std::size_t empty_end(std::string_view lines, proof::Canonicalization how) {
  std::size_t end = lines.size();
  while (end > 0) {
    const std::size_t begin = end == 1 ? 0 : lines.rfind('\n', end - 2) + 1;   // 0 behind npos
    if (!is_empty_line(lines.substr(begin, end - begin), how)) break;
    end = begin;
  }
  return end;
}

// Where the last `count` lines begin.
std::size_t last_lines(std::string_view text, std::size_t count) {
  std::size_t at = text.ends_with('\n') ? text.size() - 1 : text.size();
  for (; count > 0 && at > 0; --count) {
    const void* const feed = ::memrchr(text.data(), '\n', at);
    if (feed == nullptr) return 0;
    at = static_cast<std::size_t>(static_cast<const char*>(feed) - text.data());
  }
  return at == 0 ? 0 : at + 1;
}

}  // namespace

void LineHash::add(std::string_view text) {
  if (text.size() >= kManyBytes) {
    const std::size_t end = empty_end(text, how_);
    add_many(text.substr(0, end));
    text.remove_prefix(end);
  }
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    add_line(line);
  }
}

// The last line is not empty, if there is any.
void LineHash::add_many(std::string_view lines) {
  if (lines.empty()) return;
  for (; empty_lines_ > 0; --empty_lines_) take("\r\n");
  any_ = true;
  flush();
  left_ -= proof::hash_canonical_body(lines, how_, proof::BareLineFeed::kRestore, left_, hasher_).hashed_size;
}

// RFC 6376 sections 3.4.3 and 3.4.4.
void LineHash::add_line(std::string_view line) {
  const bool relaxed = how_ == proof::Canonicalization::kRelaxed;
  if (relaxed)
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  if (line.empty()) {
    ++empty_lines_;
    return;
  }
  for (; empty_lines_ > 0; --empty_lines_) take("\r\n");
  any_ = true;
  if (!relaxed) {
    take(line);
    return take("\r\n");
  }
  while (!line.empty()) {
    const std::size_t blank = std::min(line.find_first_of(" \t"), line.size());
    take(line.substr(0, blank));
    line.remove_prefix(blank);
    if (line.empty()) break;
    take(" ");
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  }
  take("\r\n");
}

void LineHash::take(std::string_view octets) {
  octets = octets.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size())));
  left_ -= octets.size();
  pending_.append(octets);
  if (pending_.size() >= kPendingBytes) flush();
}

void LineHash::flush() {
  if (pending_.empty()) return;
  hasher_.update(pending_);
  pending_.clear();
}

std::string LineHash::digest() {
  flush();   // else what is pending would be hashed once more at every line end
  thread_local Hasher sha1(HashKind::kSha1), sha256(HashKind::kSha256);
  Hasher& copy = hasher_.kind() == HashKind::kSha1 ? sha1 : sha256;
  copy = hasher_;
  if (!any_ && how_ == proof::Canonicalization::kSimple) copy.update(std::string_view("\r\n").substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, 2))));
  return copy.finish();
}

// The end of an empty line is not asked: it would say the same as the one before.
std::optional<std::size_t> LineHash::find_end(std::string_view rest, std::string_view digest_wanted, std::size_t lines) {
  std::size_t at = last_lines(rest, lines);
  add(rest.substr(0, at));
  for (;;) {
    if (digest() == digest_wanted) return at;
    if (at == rest.size()) return std::nullopt;
    do {
      const std::size_t feed = rest.find('\n', at), end = feed == std::string_view::npos ? rest.size() : feed + 1;
      add(rest.substr(at, end - at));
      at = end;
    } while (at < rest.size() && (rest[at] == '\r' || rest[at] == '\n'));
  }
}

std::uint64_t cost_of_end(std::string_view rest, std::size_t lines) {
  constexpr std::uint64_t kBlock = 64;
  const std::string_view asked = rest.substr(last_lines(rest, lines));
  return rest.size() + static_cast<std::uint64_t>(std::count(asked.begin(), asked.end(), '\n') + 1) * kBlock;
}

}  // namespace winnow::mend
