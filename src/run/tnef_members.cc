#include "run/tnef_members.h"

#include <algorithm>

#include "box/member_names.h"
#include "mail/tnef.h"

namespace winnow::run {
namespace {

class Members {
 public:
  Members(box::ArchiveBudget& budget, box::MemberSink& sink) : budget_(budget), sink_(sink) {}

  // False once the budget is spent.
  bool give(std::string_view name, Bytes bytes) {
    if (!budget_.take_entry()) return sink_.lost("", "archive-entries", 0), false;
    if (!budget_.take_bytes(bytes.size())) return sink_.lost("", "archive-bomb", 0), false;
    const std::string step = names_.step(name);
    ++count_;
    if (!sink_.begin(step, bytes.size())) return true;
    if (!bytes.empty()) sink_.data(bytes);
    sink_.end();
    return true;
  }
  std::uint64_t count() const { return count_; }

 private:
  box::ArchiveBudget& budget_;
  box::MemberSink& sink_;
  box::MemberNames names_;
  std::uint64_t count_ = 0;
};

bool has(const std::vector<std::string>& notes, std::string_view note) {
  return std::find(notes.begin(), notes.end(), note) != notes.end();
}

}  // namespace

std::uint64_t read_tnef_members(Bytes stream, box::ArchiveBudget& budget, box::MemberSink& sink) {
  if (budget.too_deep()) return sink.lost("", "archive-depth", stream.size()), 0;
  const mail::Tnef tnef = mail::read_tnef(stream);
  Members members(budget, sink);
  bool room = true;
  const auto body = [&](std::string_view name, std::string_view text) {
    if (room && !text.empty()) room = members.give(name, as_bytes(text));
  };
  body("message.txt", tnef.text);
  body("message.html", tnef.html);
  body("message.rtf", tnef.rtf);
  for (const mail::TnefAttachment& attachment : tnef.attachments)
    if (!room || !(room = members.give(attachment.name, attachment.data))) break;
  if (has(tnef.notes, "tnef.cut") || has(tnef.notes, "tnef.properties-damaged")) sink.lost("", "archive-damaged", 0);
  if (has(tnef.notes, "tnef.too-many-files")) sink.lost("", "archive-entries", 0);
  return members.count();
}

}  // namespace winnow::run
