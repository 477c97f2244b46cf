// The pages docs/checks/<name>.md, compiled in and read once.
#include <span>

#include "base/embedded.h"
#include "base/text.h"
#include "check/check.h"

namespace winnow {
std::span<const EmbeddedFile> embedded_check_pages();
}

namespace winnow::check {
namespace {

record::Strength strength_of(std::string_view letter) {
  if (letter == "A") return record::STRENGTH_A;
  if (letter == "B") return record::STRENGTH_B;
  if (letter == "C") return record::STRENGTH_C;
  return record::STRENGTH_D;
}

void read_line(std::string_view line, Page& page) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view key = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
  if (key == "title") page.title = value;
  else if (key == "group") page.group = value;
  else if (key == "strength") page.strength = strength_of(value);
  else if (key == "base_rate") page.base_rate = value;
}

// Front matter stands between two lines "---" at the top.
Page read_page(const EmbeddedFile& file) {
  Page page;
  std::string_view name = file.name;
  name.remove_prefix(name.rfind('/') + 1);
  name.remove_suffix(name.size() - name.rfind('.'));
  page.name = name;
  std::string_view rest = file.content;
  bool inside = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    const std::string_view line = trim(rest.substr(0, end + 1));
    rest.remove_prefix(end + 1);
    if (line != "---") {
      read_line(line, page);
    } else if (inside) {
      break;
    } else {
      inside = true;
    }
  }
  page.text = trim(rest);
  page.text += '\n';
  return page;
}

const std::vector<Page>& all_pages() {
  static const std::vector<Page> pages = [] {
    std::vector<Page> read;
    for (const EmbeddedFile& file : embedded_check_pages()) read.push_back(read_page(file));
    return read;
  }();
  return pages;
}

}  // namespace

std::span<const Page> pages() { return all_pages(); }

const Page* page(std::string_view name) {
  for (const Page& candidate : all_pages())
    if (candidate.name == name) return &candidate;
  return nullptr;
}

}  // namespace winnow::check
