#include "face/cli/outputs.h"

#include "face/cli/summary.h"
#include "face/jsonl.h"
#include "face/layout.h"
#include "face/report/report.h"
#include "face/survey.h"

namespace winnow::face {
namespace {

constexpr std::size_t kBadLinesShown = 3;

}  // namespace

bool Outputs::prepare(const Invocation& in, const std::optional<std::string>& jsonl, const std::optional<std::string>& html) {
  const auto open = [&](const std::optional<std::string>& target, std::optional<OutputFile>& file, std::string& path) {
    if (!target) return true;
    auto created = OutputFile::create(path = *target);
    if (created) {
      file.emplace(std::move(*created));
      return true;
    }
    complain(in.console(), in.sentences(), "error.output", params({{"place", created.error().place}}));
    return false;
  };
  return open(jsonl, jsonl_, jsonl_path_) && open(html, html_, html_path_);
}

int Outputs::write(const Invocation& in, const store::Case& opened, const std::string& case_path) {
  const Console& console = in.console();
  // The JSONL is the same everywhere: English, unless the command line itself asks for another language.
  const Sentences plain(in.value("lang").value_or("en"));
  std::optional<ReportWriter> report;
  if (html_) {
    report.emplace(in.sentences().language(), case_path, in.has("no-content") ? Content::kLeftOut : Content::kShown);
    if (const auto begun = report->begin(opened, html_path_); !begun) {
      complain(console, in.sentences(), "error.output", params({{"place", begun.error().place}}));
      return kExitUsage;
    }
  }
  Survey survey(kListedInSummary);
  const auto show = [&](const store::StoredItem& item) {
    survey.add(item);
    if (jsonl_) jsonl_->write(item_line(item, plain));
    if (report) report->add(item);
  };
  const auto visited = jsonl_ || report ? opened.for_each_sorted(show) : survey.read(opened);
  if (jsonl_) jsonl_->write(ledger_line(opened));
  if (report) {
    if (const auto done = report->finish(opened, *html_); !done) {
      complain(console, in.sentences(), "error.output", params({{"place", done.error().place}}));
      return kExitCase;
    }
  }
  print_summary(console, in.sentences(), opened, case_path, survey);

  // A damaged case still shows what is whole, but no file pretends to be all of it.
  if (!visited) return complain(console, in.sentences(), visited.error(), case_path);
  int status = kExitDone;
  const auto close = [&](std::optional<OutputFile>& file, const std::string& path) {
    if (!file) return;
    if (const auto done = file->commit(); !done) {
      complain(console, in.sentences(), "error.output", params({{"place", done.error().place}}));
      status = kExitCase;
      return;
    }
    console.err << wrapped(in.sentences().say("terminal.written", params({{"path", shell_word(path)}})), console.width, "winnow: ", "  ");
  };
  close(jsonl_, jsonl_path_);
  close(html_, html_path_);
  return status;
}

void warn_of_bad_lines(const Invocation& in, const std::string& path, const proof::KeyFile& file) {
  std::size_t shown = 0;
  for (const proof::KeyFileNote& note : file.notes) {
    if (++shown > kBadLinesShown) break;
    complain(in.console(), in.sentences(), "error.key-line",
             params({{"path", path}, {"line", static_cast<std::int64_t>(note.line)}, {"reason", note.reason}}));
  }
  if (file.notes.size() > kBadLinesShown)
    complain(in.console(), in.sentences(), "error.key-lines-more",
             params({{"path", path}, {"count", static_cast<std::int64_t>(file.notes.size() - kBadLinesShown)}}));
}

}  // namespace winnow::face
