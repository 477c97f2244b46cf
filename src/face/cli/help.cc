#include "face/cli/help.h"

#include "base/text.h"
#include "face/layout.h"

namespace winnow::face {
namespace {

constexpr std::size_t kIndent = 26;  // where descriptions begin

std::string spelled(const Option& option) {
  std::string text = option.letter != 0 ? std::string("-") + option.letter + ", " : "    ";
  text += "--" + std::string(option.name);
  if (!option.value.empty()) text += " " + std::string(option.value);
  return text;
}

std::string row(std::string_view left, std::string_view right, std::size_t width) {
  const std::string indent(kIndent, ' ');
  std::string first = "  " + std::string(left);
  if (columns(first) + 2 > kIndent) return first + "\n" + wrapped(right, width, indent, indent);
  return wrapped(right, width, padded(first, kIndent), indent);
}

std::string option_rows(const Command* command, std::span<const Option> options, const Sentences& sentences, std::size_t width) {
  std::string text;
  for (const Option& option : options) text += row(spelled(option), sentences.say(usage_id(command, option.name)), width);
  return text;
}

}  // namespace

std::string help_text(const Command* command, const Sentences& sentences, const Console& console) {
  const std::size_t width = console.width;
  const auto heading = [&](std::string_view id) { return "\n" + console.painted(Paint::kBold, sentences.say(id)) + "\n"; };
  std::string text;
  if (command == nullptr) {
    text += wrapped(sentences.say("usage.program"), width);
    text += heading("usage.heading.commands");
    for (const Command& each : commands())
      if (!each.hidden) text += row(std::string(each.name) + " " + std::string(each.operands), sentences.say(usage_id(&each)), width);
  } else {
    text += "winnow " + std::string(command->name) + (command->options.empty() ? "" : " [OPTION]...") + " " +
            std::string(command->operands) + "\n\n";
    text += wrapped(sentences.say(usage_id(command)), width);
    const std::string more = usage_id(command) + ".more";
    if (sentences.has(more)) text += "\n" + wrapped(sentences.say(more), width);
    if (!command->options.empty()) text += heading("usage.heading.options") + option_rows(command, command->options, sentences, width);
  }
  text += heading("usage.heading.common") + option_rows(nullptr, common_options(), sentences, width);
  if (command == nullptr) {
    text += heading("usage.heading.status");
    for (const char* status : {"0", "1", "2", "3", "4", "130"})
      text += row(status, sentences.say("usage.status." + std::string(status)), width);
    text += "\n" + wrapped(sentences.say("usage.first-steps"), width);
    text += "  winnow examine leak/ --html report.html\n  winnow show leak.case\n";
  }
  return text;
}

}  // namespace winnow::face
