#include "face/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "face/layout.h"
#include "face/view.h"

namespace winnow::face {
namespace {

constexpr std::chrono::seconds kLogEvery{10};  // a line in a plain log

std::string span_of_time(std::uint64_t seconds) {
  return seconds < 3600 ? fmt::format("{}:{:02}", seconds / 60, seconds % 60)
                        : fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

std::string progress_line(const run::Progress& progress, const Sentences& sentences, std::size_t width) {
  const std::uint64_t total = std::max<std::uint64_t>(progress.bytes_total, 1);
  const std::uint64_t done = std::min(progress.bytes_done, total);
  std::string line = fmt::format("{:3} %  ", done * 100 / total);
  line += sentences.say("terminal.progress.items", params({{"items", static_cast<std::int64_t>(progress.items)}}));
  const double seconds = static_cast<double>(progress.elapsed.count()) / 1000;
  std::string tail;
  if (progress.relating) {
    tail = "  " + sentences.say("terminal.progress.relating");
  } else if (seconds >= 0.5 && done != 0) {
    const double rate = static_cast<double>(done) / seconds;
    const auto left = static_cast<std::uint64_t>(static_cast<double>(total - done) / rate);
    tail = "  " + byte_size(static_cast<std::uint64_t>(rate)) + "/s  " +
           sentences.say("terminal.progress.left", params({{"time", span_of_time(left)}}));
  }
  // The verdicts take what room is left, the gravest first.
  for (const record::Verdict verdict : {record::FORGED, record::ALTERED, record::DOUBTFUL, record::AUTHENTIC, record::CORROBORATED,
                                        record::UNPROVEN}) {
    const std::uint64_t count = progress.by_verdict[verdict];
    const std::string more = fmt::format("  {} {}", grouped(count, sentences.language()), sentences.say("verdict." + std::string(record::name(verdict))));
    if (count != 0 && columns(line) + columns(more) + columns(tail) < width) line += more;
  }
  return clipped(line + tail, width - 1);
}

void ProgressWatcher::clear_line() {
  if (line_shown_) console_.err << "\r\x1b[K" << std::flush;
  line_shown_ = false;
}

bool ProgressWatcher::wants(record::Verdict verdict) const {
  return voice_ == Voice::kSpeaking && (verdict == record::FORGED || verdict == record::ALTERED || verdict == record::DOUBTFUL);
}

void ProgressWatcher::item(const store::StoredItem& item) {
  clear_line();
  const std::string word = say_.say("verdict." + std::string(record::name(item.verdict)));
  std::string rest = printable(item.locator);
  if (const record::Finding* finding = strongest(item.item, item.verdict)) rest += "  " + say_.say(*finding);
  if (console_.out_is_terminal) rest = clipped(rest, console_.width - std::min(console_.width, columns(word) + 2));
  console_.out << console_.painted(paint_of(item.verdict), word) << "  " << rest << std::endl;
}

void ProgressWatcher::progress(const run::Progress& progress) {
  if (voice_ == Voice::kQuiet) return;
  if (console_.err_is_terminal) {
    console_.err << "\r" << progress_line(progress, say_, console_.width) << "\x1b[K" << std::flush;
    line_shown_ = true;
  } else if (last_logged_.count() < 0 || progress.elapsed - last_logged_ >= kLogEvery) {
    console_.err << "winnow: " << progress_line(progress, say_, console_.width - 8) << std::endl;
    last_logged_ = progress.elapsed;
  }
}

void ProgressWatcher::warning(std::string_view id, const Params& values) {
  clear_line();
  const std::string full = id.starts_with("warning.") ? std::string(id) : "warning." + std::string(id);
  complain(console_, say_, full, values);
  // Which protection is lacking has a sentence of its own, longer than a value may be.
  for (const record::Param& value : values)
    if (value.name() == "mechanism") console_.err << wrapped(say_.say("sandbox." + value.text()), console_.width, "  ", "  ");
}

void ProgressWatcher::done() { clear_line(); }

}  // namespace winnow::face
