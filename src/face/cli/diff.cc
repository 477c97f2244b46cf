// winnow diff CASE LOCATOR [OTHER]
#include <algorithm>
#include <optional>

#include "face/cli/invocation.h"
#include "face/cli/passwords.h"
#include "face/layout.h"
#include "face/output_file.h"
#include "face/side_by_side.h"
#include "run/shown.h"

namespace winnow::face {
namespace {

constexpr std::size_t kChangesShown = 20;

// The copy that a finding names, first one that differs.
std::string copy_of(const record::Item& item) {
  std::string found;
  for (const record::Finding& finding : item.findings()) {
    const std::string_view name = finding.check() == "copy.compared" ? "other" : finding.check() == "edition.compared" ? "counterpart" : "";
    if (name.empty()) continue;
    for (const record::Param& param : finding.params())
      if (param.name() == name && (found.empty() || finding.strength() >= record::STRENGTH_C)) found = param.text();
  }
  return found;
}

// Several fields of one name are read one after the other.
Side side_of(const std::string& locator, const run::Shown& shown) {
  Side side{locator, {}};
  for (const run::ShownField& field : shown.fields()) {
    const auto known = std::find_if(side.fields.begin(), side.fields.end(), [&](const auto& one) { return one.first == field.name(); });
    if (known == side.fields.end()) side.fields.emplace_back(field.name(), field.value());
    else known->second += "\n" + field.value();
  }
  side.fields.emplace_back("", shown.text());
  return side;
}

std::optional<store::StoredItem> find(const Invocation& in, const store::Case& opened, const std::string& locator) {
  auto item = opened.find(locator);
  if (!item) complain(in.console(), in.sentences(), "error.no-such-item", params({{"locator", locator}, {"case", shell_word(in.operands()[0])}}));
  return item;
}

std::optional<run::Shown> read(const Invocation& in, const store::Case& opened, const store::StoredItem& item, const std::vector<std::string>& passwords) {
  auto shown = run::shown(opened, item, passwords);
  if (shown) return std::move(*shown);
  std::string why = shown.error().place;
  if (const std::string loss = "loss." + why; in.sentences().has(loss)) why = in.sentences().say(loss);
  complain(in.console(), in.sentences(), "error.raw", params({{"locator", item.locator}, {"place", why}}));
  return std::nullopt;
}

int write_page(const Invocation& in, const std::string& path, const std::string& page) {
  auto file = OutputFile::create(path);
  if (file) file->write(page);
  if (const auto written = file ? file->commit() : Result<void>(tl::unexpected<Error>(file.error())); !written) {
    complain(in.console(), in.sentences(), "error.output", params({{"place", written.error().place}}));
    return kExitCase;
  }
  return kExitDone;
}

}  // namespace

int run_diff(const Invocation& in) {
  const Console& console = in.console();
  const Sentences& say = in.sentences();
  auto opened = store::Case::open_for_reading(in.operands()[0]);
  if (!opened) return complain(console, say, opened.error(), in.operands()[0]);
  const auto first = find(in, **opened, in.operands()[1]);
  if (!first) return kExitNoInput;
  const std::string other = in.operands().size() > 2 ? in.operands()[2] : copy_of(first->item);
  if (other.empty()) {
    complain(console, say, "error.no-copy", params({{"locator", first->locator}}));
    return kExitUsage;
  }
  const auto second = find(in, **opened, other);
  if (!second) return kExitNoInput;
  const auto passwords = read_passwords(in);
  if (!passwords) return kExitUsage;
  const auto of_first = read(in, **opened, *first, *passwords);
  if (!of_first) return kExitNoInput;
  const auto of_second = read(in, **opened, *second, *passwords);
  if (!of_second) return kExitNoInput;
  const Side left = side_of(first->locator, *of_first), right = side_of(second->locator, *of_second);
  const std::vector<ComparedText> texts = compare(left, right);
  if (const auto path = in.value("html")) return write_page(in, *path, side_by_side_page(say, left, right, texts));

  const auto tell = [&](std::string_view id) { console.out << wrapped(say.say(id), console.width, "  ", "  "); };
  if (std::none_of(texts.begin(), texts.end(), [](const ComparedText& text) { return text.differs(); })) {
    print_side_by_side(console, say, left, right, texts);
    tell("diff.same");
  } else {
    const auto changes = changes_that_matter(texts, say, kChangesShown);
    if (!changes.empty()) console.out << console.painted(Paint::kBold, say.say("diff.matter")) << "\n";
    for (const std::string& change : changes) console.out << wrapped(change, console.width, "  - ", "    ");
    if (!changes.empty()) console.out << "\n";
    print_side_by_side(console, say, left, right, texts);
  }
  if (of_first->from_html() != of_second->from_html()) tell("diff.renderings");
  if (of_first->cut() || of_second->cut()) tell("diff.cut");
  if (std::any_of(texts.begin(), texts.end(), [](const ComparedText& text) { return !text.difference.exact; })) tell("diff.inexact");
  return kExitDone;
}

}  // namespace winnow::face
