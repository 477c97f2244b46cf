#include "face/report/report.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <unordered_map>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "face/report/html.h"
#include "face/report/page.h"

namespace winnow::face {
namespace {

constexpr std::uint64_t kRowBytes = 17'000'000;   // of the table's rows: 100,000 items stay under 20 MB in all
constexpr std::uint64_t kRowsInBlock = 2'000;      // the script reads one block at a time, so that the page answers meanwhile
constexpr std::string_view kBlockBegins = "<script type=\"application/json\" class=\"rows\">[", kBlockEnds = "]</script>\n";
constexpr std::size_t kSubjectLength = 90, kNameLength = 60;
constexpr std::int64_t kSecondsPerDay = 86'400;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<Error> refused(int error, const std::string& target) {
  return fail(error == ENOSPC || error == EDQUOT ? ErrorCode::kDiskFull : ErrorCode::kIo, target + ": " + std::strerror(error));
}

}  // namespace

struct ReportWriter::Impl {
  Sentences say;
  std::string case_path;
  Content content;
  std::optional<Gathered> gathered;
  std::unique_ptr<std::FILE, CloseFile> rows;
  std::string target;
  std::uint64_t row_bytes = 0, row_count = 0, rows_left_out = 0, number = 0;
  std::unordered_map<std::string, std::size_t> authors;   // each address once; a row holds its number
  std::string author_list;
  int error = 0;

  Impl(std::string_view language, std::string path, Content wanted) : say(language), case_path(std::move(path)), content(wanted) {
    say.isolate_values();
  }

  std::size_t author(const Letter& letter) {
    const std::string& from = content == Content::kLeftOut ? letter.from_domain : letter.from;
    const auto [known, added] = authors.emplace(shorten(printable(from), kNameLength), authors.size());
    if (added) {
      if (!author_list.empty()) author_list += ',';
      JsonWriter(author_list).string(known->first);
    }
    return known->second;
  }

  // [mailbox, rest of the locator, kind, verdict, standings, day, author, subject or name]
  std::string row(const store::StoredItem& item, const Place& place) {
    std::string line;
    JsonWriter json(line);
    json.begin_array();
    json.unsigned_number(place.mailbox);
    json.string(content == Content::kShown ? place.rest : gathered->shown_place(place, number).substr(gathered->mailboxes()[place.mailbox].label.size()));
    json.number(item.item.kind()).number(item.verdict).unsigned_number(item.standings.packed());
    const Letter letter = gathered->letter_of(item);
    if (letter.date)
      json.number((*letter.date - (*letter.date < 0 ? kSecondsPerDay - 1 : 0)) / kSecondsPerDay);
    else
      json.null();
    json.unsigned_number(author(letter));
    const std::string& about = item.item.subject().empty() ? item.item.name() : item.item.subject();
    json.string(content == Content::kShown ? shorten(printable(about), kSubjectLength) : to_hex(item.item.sha256()).substr(0, 16));
    json.end_array();
    return line;
  }
};

ReportWriter::ReportWriter(std::string_view language, std::string case_path, Content content)
    : impl_(std::make_unique<Impl>(language, std::move(case_path), content)) {}
ReportWriter::~ReportWriter() = default;

Result<void> ReportWriter::begin(const store::Case& opened, const std::string& target) {
  impl_->gathered.emplace(opened, impl_->content, impl_->say.say("report.box"));
  impl_->target = target;
  const std::string beside = fmt::format("{}.{}.rows", target, getpid());
  impl_->rows.reset(std::fopen(beside.c_str(), "w+bx"));
  if (impl_->rows == nullptr) return refused(errno, target);
  std::remove(beside.c_str());
  return {};
}

void ReportWriter::add(const store::StoredItem& item) {
  const Place place = impl_->gathered->add(item);
  ++impl_->number;
  if (impl_->row_bytes >= kRowBytes) {
    ++impl_->rows_left_out;
    return;
  }
  const std::uint64_t before = impl_->row_count++;
  std::string line = before == 0 ? "" : before % kRowsInBlock == 0 ? std::string(kBlockEnds) + std::string(kBlockBegins) : ",\n";
  line += script_safe(impl_->row(item, place));
  impl_->row_bytes += line.size();
  if (std::fwrite(line.data(), 1, line.size(), impl_->rows.get()) != line.size() && impl_->error == 0) impl_->error = errno;
}

Result<void> ReportWriter::finish(const store::Case& opened, OutputFile& out) {
  Impl& impl = *impl_;
  const ReportPage page{impl.say, opened, impl.case_path, *impl.gathered, impl.row_count, impl.rows_left_out};
  out.write(page.before_rows());
  out.write("<script type=\"application/json\" class=\"rows\" id=\"rows\">[");
  if (std::fflush(impl.rows.get()) != 0 && impl.error == 0) impl.error = errno;
  std::rewind(impl.rows.get());
  std::string block(1 << 16, '\0');
  for (std::size_t got = 0; (got = std::fread(block.data(), 1, block.size(), impl.rows.get())) != 0;)
    out.write(std::string_view(block).substr(0, got));
  out.write(std::string(kBlockEnds) + "<script type=\"application/json\" id=\"authors\">[" + script_safe(impl.author_list) + "]</script>\n");
  out.write(page.behind_rows());
  if (impl.error != 0) return refused(impl.error, impl.target);
  return {};
}

}  // namespace winnow::face
