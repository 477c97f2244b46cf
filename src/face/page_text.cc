#include "face/page_text.h"

#include "base/text.h"
#include "face/layout.h"

namespace winnow::face {
namespace {

// Without backquotes and stars of emphasis; [words](target) becomes words (target).
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '`' || (c == '*' && at + 1 < text.size() && text[at + 1] == '*')) continue;
    if (c == '*' && at > 0 && text[at - 1] == '*') continue;
    if (c == ']' && at + 1 < text.size() && text[at + 1] == '(') {
      out += " ";
      continue;
    }
    if (c == '[' && text.find("](", at) != std::string_view::npos) continue;
    out += c;
  }
  return out;
}

bool begins_item(std::string_view line) { return line.starts_with("- ") || line.starts_with("* "); }

}  // namespace

std::string page_text(std::string_view markdown, std::size_t width) {
  std::string out;
  std::string paragraph;
  std::string lead;
  const auto flush = [&] {
    if (!paragraph.empty()) out += wrapped(plain(paragraph), width, lead, std::string(columns(lead), ' '));
    paragraph.clear();
    lead.clear();
  };
  bool code = false;
  for (std::string_view line : split(markdown, '\n')) {
    if (line.starts_with("```")) {
      flush();
      code = !code;
    } else if (code) {
      out += "    " + std::string(line) + "\n";
    } else if (trim(line).empty()) {
      flush();
      if (!out.empty() && !out.ends_with("\n\n")) out += "\n";
    } else if (line.starts_with("#")) {
      flush();
      line.remove_prefix(line.find_first_not_of("# "));
      out += plain(line) + "\n";
    } else if (line.starts_with("|")) {
      flush();
      out += plain(line) + "\n";
    } else {
      const std::string_view words = trim(line);
      if (begins_item(words)) {
        flush();
        lead = std::string(line.find_first_not_of(' '), ' ') + "- ";
        paragraph = words.substr(2);
      } else {
        paragraph += (paragraph.empty() ? "" : " ") + std::string(words);
      }
    }
  }
  flush();
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace winnow::face
