#include "run/attached.h"

#include "base/hash.h"
#include "base/limits.h"
#include "mail/tnef.h"
#include "run/framing.h"

namespace winnow::run {
namespace {

bool is_kept(const Member& member) {
  return member.what.format == box::Format::kMessage || member.what.format == box::Format::kEmlx || member.what.media_type == mail::kTnefType;
}

// Hashes each member as it streams by; only messages and TNEF streams are kept.
class Visitor : public MemberVisitor {
 public:
  explicit Visitor(AttachedMembers& out) : out_(out) {}

  void begin(const Member& member) override {
    message_.clear();
    size_ = 0;
    if (is_mailbox(member.what.format)) out_.mailbox(member);
  }
  void data(const Member& member, Bytes bytes) override {
    hasher_.update(bytes);
    size_ += bytes.size();
    if (is_kept(member) && size_ <= limits::kAttachedArchiveBytes)
      message_.append(as_text(bytes));
    if (is_mailbox(member.what.format)) out_.mailbox_data(bytes);
  }
  void end(const Member& member) override {
    const bool whole = message_.size() == size_;
    out_.member(member, {hasher_.finish(), size_, whole ? as_bytes(message_) : Bytes{}});
    if (is_kept(member) && !whole) out_.lost(member.step, "too-large", size_);
  }
  void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) override {
    out_.lost(step, reason, bytes);
  }

 private:
  AttachedMembers& out_;
  Hasher hasher_;
  std::string message_;
  std::uint64_t size_ = 0;
};

}  // namespace

void read_attached(Bytes archive, std::string_view name, AttachedMembers& out) {
  Visitor visitor(out);
  box::ArchiveBudget budget(archive.size());
  walk_archive(box::archive_in_memory(archive), name, budget, visitor);
}

}  // namespace winnow::run
