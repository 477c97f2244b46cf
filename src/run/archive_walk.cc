#include "run/archive_walk.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/limits.h"
#include "mail/tnef.h"
#include "run/tnef_members.h"

namespace winnow::run {
namespace {

// The whole of a TNEF stream; nullopt where the input is something else. The input stands at its beginning again.
std::optional<std::string> tnef_stream(const box::ArchiveInput& input, box::MemberSink& sink) {
  constexpr std::size_t kBlockBytes = limits::kMiB;
  std::string stream(4, '\0');
  const auto read = [&](std::size_t from) {
    const auto got = input.read(std::as_writable_bytes(std::span(stream).subspan(from)));
    stream.resize(from + got.value_or(0));
    return stream.size() > from;
  };
  const bool begins = input.seek && read(0) && mail::is_tnef(as_bytes(stream));
  if (input.seek && !input.seek(0)) return std::nullopt;
  if (!begins) return std::nullopt;
  const std::uint64_t size = input.size.value_or(0);
  stream.clear();
  if (size > limits::kNestedArchiveBytes) return sink.lost("", "too-large", size), stream;
  do {
    stream.resize(stream.size() + kBlockBytes);
  } while (read(stream.size() - kBlockBytes) && stream.size() <= size);
  return stream;
}

Result<std::uint64_t> read_members(const box::ArchiveInput& input, std::string_view name, box::ArchiveBudget& budget,
                                   box::MemberSink& sink) {
  if (const auto stream = tnef_stream(input, sink)) return stream->empty() ? 0 : read_tnef_members(as_bytes(*stream), budget, sink);
  return box::read_archive(input, name, budget, sink);
}

// One level: holds each member's first bytes back until its type is known, and keeps nested archives whole.
class Level : public box::MemberSink {
 public:
  Level(MemberVisitor& visitor, std::string prefix, box::ArchiveBudget& budget, std::uint64_t room)
      : visitor_(visitor), prefix_(std::move(prefix)), budget_(budget), room_(room) {}

  std::uint64_t nested_members() const { return nested_members_; }

  bool begin(std::string_view step, std::optional<std::uint64_t>) override {
    member_.step = prefix_ + std::string(step);
    member_.archive = prefix_;
    name_ = std::string(step.substr(step.empty() ? 0 : 1));
    head_.clear();
    archive_.clear();
    known_ = too_large_ = false;
    return true;
  }

  bool data(Bytes bytes) override {
    if (known_) return pass(bytes), true;
    head_.append(as_text(bytes));
    if (head_.size() >= limits::kSniffBytes) know();
    return true;
  }

  void end() override {
    if (!known_) know();
    visitor_.end(member_);
    if (member_.what.format == box::Format::kArchive) open_nested();
  }

  void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) override {
    visitor_.lost(prefix_ + std::string(step), reason, bytes);
  }

 private:
  void know() {
    member_.what = box::sniff(as_bytes(head_).first(std::min(head_.size(), limits::kSniffBytes)));
    known_ = true;
    visitor_.begin(member_);
    if (!head_.empty()) pass(as_bytes(head_));
  }

  void pass(Bytes bytes) {
    visitor_.data(member_, bytes);
    if (member_.what.format != box::Format::kArchive || too_large_) return;
    too_large_ = archive_.size() + bytes.size() > room_;
    if (too_large_) archive_ = std::string();
    else archive_.append(as_text(bytes));
  }

  // Behind the member's end, so that its own record precedes those of its members.
  void open_nested() {
    const std::string archive = std::exchange(archive_, std::string());
    const std::string step = member_.step;
    if (too_large_) return visitor_.lost(step, "memory", 0);
    box::ArchiveBudget budget(budget_, archive.size());
    if (budget.too_deep()) return visitor_.lost(step, "archive-depth", archive.size());
    Level level(visitor_, step, budget, room_ - archive.size());
    const auto count = mail::is_tnef(as_bytes(archive))
                           ? read_tnef_members(as_bytes(archive), budget, level)
                           : box::read_archive(box::archive_in_memory(as_bytes(archive)), name_, budget, level);
    if (!count) return visitor_.lost(step, "archive-damaged", archive.size());
    nested_members_ += *count + level.nested_members();
  }

  MemberVisitor& visitor_;
  std::string prefix_, name_, head_, archive_;
  box::ArchiveBudget& budget_;
  std::uint64_t room_;
  Member member_;
  bool known_ = false, too_large_ = false;
  std::uint64_t nested_members_ = 0;
};

}  // namespace

std::uint64_t walk_archive(const box::ArchiveInput& input, std::string_view name, box::ArchiveBudget& budget,
                           MemberVisitor& visitor) {
  Level level(visitor, "", budget, limits::kNestedArchiveBytes);
  const auto count = read_members(input, name, budget, level);
  if (!count) visitor.lost("", "archive-damaged", 0);
  return count.value_or(0) + level.nested_members();
}

}  // namespace winnow::run
