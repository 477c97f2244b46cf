// docs/checks/thread.ghost.md
#include <algorithm>
#include <initializer_list>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "record/witness.pb.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

// A message refers to one that was not seen before it.
struct Reference {
  std::uint64_t target = 0;       // digest of the Message-ID
  ItemId from = 0;
  std::int64_t date = 0;          // of the message that refers; kNoDate
  std::uint32_t text = 0;         // where the Message-ID begins in the texts; its subject follows
  std::uint16_t id_bytes = 0, subject_bytes = 0;
  bool direct = false;            // it answers it
};

constexpr std::int64_t kNoDate = INT64_MAX;
constexpr int kAncestors = 4;                    // beside the one that is answered: farther ones are named by others
constexpr std::size_t kSubjectBytes = 120;

// A line of the note "ghosts.list": columns with tabs between them.
std::string columns(std::initializer_list<std::string> texts) {
  std::string line;
  for (const std::string& text : texts) {
    if (&text != texts.begin()) line += '\t';
    for (const char c : text) line += static_cast<unsigned char>(c) < ' ' || c == '\x7F' ? ' ' : c;
  }
  return line + "\n";
}

// Messages that the dump does not hold and that others in it refer to.
class ThreadGhost final : public Relation {
 public:
  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (item.kind() != record::KIND_MESSAGE) return;
    if (!item.message_id().empty()) known_.insert(digest_of(item.message_id()));
    record::Thread thread;
    if (item.thread().empty() || !thread.ParseFromString(item.thread())) return;
    refer(thread.in_reply_to(), true, entry);
    for (int i = 0; i < std::min(thread.references_size(), kAncestors); ++i)
      refer(thread.references(i), i == 0 && thread.in_reply_to().empty(), entry);
  }

  void conclude(Store& store) override {
    std::erase_if(references_, [&](const Reference& one) { return known_.contains(one.target); });
    std::sort(references_.begin(), references_.end(), [](const Reference& a, const Reference& b) {
      return std::tuple(a.target, !a.direct, a.from) < std::tuple(b.target, !b.direct, b.from);
    });
    std::vector<Ghost> ghosts;
    for (std::uint32_t begin = 0, end = 0; begin < references_.size(); begin = end) {
      Ghost ghost{.begin = begin};
      while (end < references_.size() && references_[end].target == references_[begin].target) {
        ghost.answers += references_[end].direct;
        ghost.not_after = std::min(ghost.not_after, references_[end].date);
        ++end;
      }
      ghost.end = end;
      ghosts.push_back(ghost);
      say(ghost, store);
    }
    list(ghosts, store);
  }

 private:
  struct Ghost {
    std::uint32_t begin = 0, end = 0;     // of the references to it
    std::uint32_t answers = 0;
    std::int64_t not_after = kNoDate;     // the earliest Date of those that refer to it
  };

  void refer(const std::string& id, bool direct, const Entry& entry) {
    if (id.empty()) return;
    const std::uint64_t target = digest_of(id);
    if (known_.contains(target)) return;
    if (references_.size() == limits::kGhostReferences || texts_.size() > limits::kGhostTextBytes) {
      left_out_ = true;
      return;
    }
    const std::string_view subject = direct ? untagged_subject(entry.item->subject()).substr(0, kSubjectBytes) : std::string_view();
    Reference one{.target = target, .from = entry.id, .date = entry.item->has_date() ? entry.item->date() : kNoDate};
    one.text = static_cast<std::uint32_t>(texts_.size());
    one.id_bytes = static_cast<std::uint16_t>(std::min<std::size_t>(id.size(), limits::kMessageIdBytes));
    one.subject_bytes = static_cast<std::uint16_t>(subject.size());
    one.direct = direct;
    texts_.append(id, 0, one.id_bytes).append(subject);
    references_.push_back(one);
  }

  std::string_view id_of(const Reference& one) const { return std::string_view(texts_).substr(one.text, one.id_bytes); }
  std::string subject_of(const Reference& one) const {
    return to_valid_utf8(std::string_view(texts_).substr(one.text + one.id_bytes, one.subject_bytes));
  }

  // On those that answer it.
  void say(const Ghost& ghost, Store& store) const {
    if (ghost.answers == 0) return;
    std::vector<ItemId> answers;
    for (std::uint32_t i = ghost.begin; i < ghost.begin + ghost.answers; ++i) answers.push_back(references_[i].from);
    record::Finding finding = make_finding("thread.ghost", "", record::NOTE, record::STRENGTH_D, record::ASPECT_NONE, "thread");
    add_text(finding, "message_id", id_of(references_[ghost.begin]));
    add_number(finding, "others", static_cast<std::int64_t>(ghost.end - ghost.begin - 1));
    store.add(answers, std::move(finding));
  }

  // Those that most messages refer to first.
  void list(std::vector<Ghost>& ghosts, Store& store) const {
    store.set_note("ghosts.count", std::to_string(ghosts.size()));
    if (left_out_) store.set_note("ghosts.left-out", "1");
    std::sort(ghosts.begin(), ghosts.end(), [&](const Ghost& a, const Ghost& b) {
      const Reference &of_a = references_[a.begin], &of_b = references_[b.begin];
      return std::tuple(b.end - b.begin, of_a.from, of_a.target) < std::tuple(a.end - a.begin, of_b.from, of_b.target);
    });
    ghosts.resize(std::min(ghosts.size(), limits::kGhostsListed));
    std::string text;
    for (const Ghost& ghost : ghosts) {
      const Reference& first = references_[ghost.begin];
      const std::string date = ghost.not_after == kNoDate ? std::string() : std::to_string(ghost.not_after);
      text += columns({to_valid_utf8(id_of(first)), std::to_string(ghost.end - ghost.begin), std::to_string(ghost.answers),
                       store.locator(first.from), date, subject_of(first)});
    }
    store.set_note("ghosts.list", text);
  }

  std::unordered_set<std::uint64_t> known_;      // ids of messages that the dump holds
  std::vector<Reference> references_;
  std::string texts_;
  bool left_out_ = false;
};

}  // namespace

std::unique_ptr<Relation> thread_ghost(const Options&, const Authors&) { return std::make_unique<ThreadGhost>(); }

}  // namespace winnow::relate
