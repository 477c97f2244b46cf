#include "face/cli/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "face/editions.h"
#include "face/layout.h"
#include "face/wanted_keys.h"
#include "run/lost_keys.h"

namespace winnow::face {
namespace {

constexpr std::size_t kLossesShown = 10;  // of one box; the JSONL and the report hold all

// From the best to the worst, the order in which a reader expects them.
constexpr record::Verdict kOrder[] = {record::AUTHENTIC, record::CORROBORATED, record::UNPROVEN,
                                      record::DOUBTFUL,  record::ALTERED,      record::FORGED};

class Summary {
 public:
  Summary(const Console& console, const Sentences& sentences, const store::Case& opened, std::string_view path, const Survey& survey)
      : console_(console), say_(sentences), case_(opened), path_(path), survey_(survey) {}

  void print() {
    editions();
    verdicts();
    ledger();
    eye();
    limits();
  }

 private:
  void heading(std::string_view id, const Params& values = {}) {
    console_.out << "\n" << console_.painted(Paint::kBold, say_.say(id, values)) << "\n";
  }
  std::string number(std::uint64_t value) const { return grouped(value, say_.language()); }

  void editions() {
    const auto compared = editions_of(case_);
    if (!compared) return;
    heading("terminal.editions");
    for (const std::string& line : editions_in_words(*compared, say_)) console_.out << wrapped(line, console_.width, "  - ", "    ");
  }

  void verdicts() {
    heading("terminal.verdicts", params({{"items", static_cast<std::int64_t>(survey_.items())}}));
    std::size_t word_width = 0;
    std::size_t number_width = 0;
    for (const record::Verdict verdict : kOrder) {
      word_width = std::max(word_width, columns(word(verdict)));
      number_width = std::max(number_width, columns(number(survey_.of(verdict))));
    }
    for (const record::Verdict verdict : kOrder) {
      const std::string count = padded_left(number(survey_.of(verdict)), number_width);
      const std::string name = padded(word(verdict), word_width);
      const std::string blank(2 + number_width + 2 + word_width + 2, ' ');
      const std::string text = wrapped(say_.say("verdict." + std::string(record::name(verdict)) + ".means"), console_.width, blank, blank);
      const Paint paint = survey_.of(verdict) == 0 ? Paint::kDim : paint_of(verdict);
      console_.out << "  " << count << "  " << console_.painted(paint, name) << text.substr(blank.size() - 2);
    }
    console_.out << wrapped(say_.say("terminal.kinds", params({{"messages", static_cast<std::int64_t>(survey_.of(record::KIND_MESSAGE))},
                                                                {"attachments", static_cast<std::int64_t>(survey_.of(record::KIND_ATTACHMENT))},
                                                                {"documents", static_cast<std::int64_t>(survey_.of(record::KIND_DOCUMENT))}})),
                            console_.width, "  ", "  ");
  }

  std::string word(record::Verdict verdict) const { return say_.say("verdict." + std::string(record::name(verdict))); }

  void ledger() {
    heading("terminal.ledger");
    const auto boxes = case_.boxes();
    const auto losses = case_.losses();
    if (boxes.empty()) {
      console_.out << wrapped(say_.say("terminal.ledger.empty"), console_.width, "  ", "  ");
      return;
    }
    const std::size_t room = console_.width - std::min<std::size_t>(console_.width, 42);
    console_.out << "  " << padded(say_.say("terminal.ledger.box"), room) << "  " << padded(say_.say("terminal.ledger.format"), 8)
                 << padded_left(say_.say("terminal.ledger.expected"), 10) << padded_left(say_.say("terminal.ledger.read"), 10)
                 << padded_left(say_.say("terminal.ledger.lost"), 8) << "\n";
    std::uint64_t listed = 0, whole = 0;   // boxes of which something was lost are always listed
    for (const store::Box& box : boxes) {
      const auto lost = std::ranges::count_if(losses, [&](const auto& loss) { return loss.box == box.locator && loss.counts; });
      const bool remarks = std::ranges::any_of(losses, [&](const auto& loss) { return loss.box == box.locator; });
      if (listed >= kListedInSummary && !remarks && box.expected == box.read) {
        ++whole;
        continue;
      }
      ++listed;
      const std::string name = printable(box.locator);
      const std::string shown = columns(name) <= room ? padded(name, room) : name + "\n" + std::string(2 + room, ' ');
      console_.out << "  " << shown << "  " << padded(box.format, 8) << padded_left(number(box.expected), 10)
                   << padded_left(number(box.read), 10) << padded_left(number(static_cast<std::uint64_t>(lost)), 8) << "\n";
      print_losses(box, losses);
    }
    if (whole != 0)
      console_.out << wrapped(say_.say("terminal.ledger.whole", params({{"count", static_cast<std::int64_t>(whole)}})), console_.width, "  ", "  ");
    console_.out << wrapped(say_.say(losses.empty() ? "terminal.ledger.nothing-lost" : "terminal.ledger.adds-up"), console_.width, "  ", "  ");
  }

  void print_losses(const store::Box& box, const std::vector<store::LossRow>& losses) {
    std::size_t shown = 0;
    std::int64_t more = 0;
    for (const store::LossRow& loss : losses) {
      if (loss.box != box.locator) continue;
      if (shown == kLossesShown) {
        ++more;
        continue;
      }
      ++shown;
      console_.out << wrapped(printable(loss.locator) + ": " + say_.say("loss." + loss.reason), console_.width, "    ", "      ");
    }
    if (more != 0) console_.out << wrapped(say_.say("terminal.more", params({{"count", more}})), console_.width, "    ", "    ");
  }

  void eye() {
    const auto groups = survey_.for_the_eye();
    heading("terminal.eye", params({{"count", static_cast<std::int64_t>(survey_.needing_an_eye())}}));
    if (groups.empty()) {
      console_.out << wrapped(say_.say("terminal.eye.none"), console_.width, "  ", "  ");
      return;
    }
    console_.out << wrapped(say_.say("terminal.eye.intro"), console_.width, "  ", "  ");
    int place = 0;
    for (const EyeGroup& group : groups) {
      const std::string title = eye_title(group, say_) + ": " + number(group.count);
      console_.out << "\n" << console_.painted(Paint::kBold, wrapped(title, console_.width, "  ", "  "));
      for (const store::StoredItem* item : group.items) one(*item, ++place, item == group.items[0]);
      if (group.count > group.items.size())
        console_.out << wrapped(say_.say("terminal.eye.others", params({{"count", static_cast<std::int64_t>(group.count - group.items.size())}})),
                                console_.width, "     ", "     ");
    }
    console_.out << "\n" << wrapped(say_.say("terminal.eye.more"), console_.width, "  ", "  ") << "    "
                 << show_command(path_, groups[0].items[0]->locator) << "\n";
  }

  // The first of a group has the whole sentence; those behind it what differs.
  void one(const store::StoredItem& item, int place, bool whole) {
    const std::string lead = padded_left(fmt::format("{}.", place), 4) + " ";
    console_.out << lead << console_.painted(paint_of(item.verdict), word(item.verdict)) << "  " << printable(item.locator) << "\n";
    about(item);
    const record::Finding* why = strongest(item.item, item.verdict);
    if (why == nullptr) return;
    const std::string id = brief_id(*why);
    const bool brief = !whole && say_.has(id);
    console_.out << wrapped(brief ? say_.say(id, why->params()) : say_.say(*why), console_.width, "     ", "     ");
  }

  // Who, when and under what subject, in one line at most.
  void about(const store::StoredItem& item) {
    const record::Item& record = item.item;
    std::string line = record.kind() == record::KIND_MESSAGE ? printable(record.from()) : printable(record.name());
    if (record.has_date()) line += (line.empty() ? "" : ", ") + iso_date(record.date());
    if (!record.subject().empty() && !subject_is_disputed(item)) line += (line.empty() ? "" : ": ") + printable(record.subject());
    if (!line.empty()) console_.out << "     " << console_.painted(Paint::kDim, clipped(line, console_.width - 5)) << "\n";
  }

  void limits() {
    heading("terminal.limits");
    for (const char* id : {"report.limit.person", "report.limit.unproven", "report.limit.truth", "report.limit.whole"})
      console_.out << wrapped(say_.say(id), console_.width, "  - ", "    ");
    if (survey_.keyless_messages() != 0) {
      console_.out << wrapped(say_.say("terminal.limit.keys", params({{"count", static_cast<std::int64_t>(survey_.keyless_messages())},
                                                                       {"signed", static_cast<std::int64_t>(survey_.signed_messages())}})),
                              console_.width, "  - ", "    ");
      console_.out << "      winnow keys find " << shell_word(path_) << "\n";
    }
    for (const std::string& line : computing_in_words(case_, say_)) console_.out << wrapped(line, console_.width, "  - ", "    ");
    if (!case_.note(run::kComputedNote).empty()) console_.out << "      winnow keys computed " << shell_word(path_) << "\n";
  }

  const Console& console_;
  const Sentences& say_;
  const store::Case& case_;
  std::string_view path_;
  const Survey& survey_;
};

}  // namespace

void print_summary(const Console& console, const Sentences& sentences, const store::Case& opened, std::string_view case_path,
                   const Survey& survey) {
  Summary(console, sentences, opened, case_path, survey).print();
}

std::string show_command(std::string_view case_path, std::string_view locator) {
  return fmt::format("winnow show {} {}", shell_word(case_path), shell_word(locator));
}

}  // namespace winnow::face
