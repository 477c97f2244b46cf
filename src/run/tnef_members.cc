#include "run/tnef_members.h"

#include <algorithm>
#include <utility>

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

// Every member in order, until `give` refuses one.
template <typename Give>
void each_member(const mail::Tnef& tnef, Give give) {
  for (const auto& [name, text] : {std::pair<std::string_view, std::string_view>{"message.txt", tnef.text},
                                   {"message.html", tnef.html}, {"message.rtf", tnef.rtf}})
    if (!text.empty() && !give(name, as_bytes(text))) return;
  for (const mail::TnefAttachment& attachment : tnef.attachments)
    if (!give(attachment.name, attachment.data)) return;
}

bool has(const std::vector<std::string>& notes, std::string_view note) {
  return std::find(notes.begin(), notes.end(), note) != notes.end();
}

}  // namespace

std::uint64_t read_tnef_members(Bytes stream, box::ArchiveBudget& budget, box::MemberSink& sink) {
  if (budget.too_deep()) return sink.lost("", "archive-depth", stream.size()), 0;
  const mail::Tnef tnef = mail::read_tnef(stream);
  Members members(budget, sink);
  each_member(tnef, [&](std::string_view name, Bytes bytes) { return members.give(name, bytes); });
  if (has(tnef.notes, "tnef.cut") || has(tnef.notes, "tnef.properties-damaged")) sink.lost("", "archive-damaged", 0);
  if (has(tnef.notes, "tnef.too-many-files")) sink.lost("", "archive-entries", 0);
  return members.count();
}

MemberPlaces tnef_places(const mail::Tnef& tnef, Bytes stream) {
  MemberPlaces places;
  box::MemberNames names;
  each_member(tnef, [&](std::string_view name, Bytes bytes) {
    std::string step = names.step(name);
    // Bodies are unpacked or written anew: they stand nowhere as they are.
    const bool inside = bytes.data() >= stream.data() && bytes.data() + bytes.size() <= stream.data() + stream.size();
    if (!inside || bytes.empty()) return true;
    const auto begin = static_cast<std::uint64_t>(bytes.data() - stream.data());
    places.emplace(std::move(step), Range{begin, begin + bytes.size()});
    return true;
  });
  return places;
}

}  // namespace winnow::run
