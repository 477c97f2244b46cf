// The man page and the shell completions (cli/help.h).
#include <fmt/format.h>

#include "base/text.h"
#include "face/cli/help.h"
#include "face/cli/invocation.h"

namespace winnow::face {
namespace {

// Text for troff: backslashes, hyphens that must stay hyphens, and a dot or quote that would begin a request.
std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return !out.empty() && (out[0] == '.' || out[0] == '\'') ? "\\&" + out : out;
}

void man_option(std::string& page, const Command* command, const Option& option, const Sentences& sentences) {
  page += ".TP\n";
  if (option.letter != 0) page += fmt::format("\\fB\\-{}\\fR, ", option.letter);
  page += fmt::format("\\fB\\-\\-{}\\fR", troff(option.name));
  if (!option.value.empty()) page += fmt::format(" \\fI{}\\fR", troff(option.value));
  page += "\n" + troff(sentences.say(usage_id(command, option.name))) + "\n";
}

std::string single_quoted(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("’") : std::string(1, c);
  return out;
}

// The words that begin commands, each once, and for each the second words it takes.
std::string first_word(const Command& command) { return std::string(command.name.substr(0, command.name.find(' '))); }

}  // namespace

std::string man_page(const Sentences& sentences) {
  std::string page = fmt::format(".TH WINNOW 1 \"\" \"winnow {}\" \"\"\n.SH NAME\nwinnow \\- {}\n.SH SYNOPSIS\n", WINNOW_VERSION,
                                 troff(sentences.say("usage.man.name")));
  for (const Command& command : commands()) {
    if (command.hidden) continue;
    page += fmt::format(".B winnow {}\n{}{}\n.br\n", troff(command.name), command.options.empty() ? "" : "[\\fIOPTION\\fR]... ",
                        troff(command.operands));
  }
  page += ".SH DESCRIPTION\n" + troff(sentences.say("usage.program")) + "\n";
  for (const Command& command : commands()) {
    if (command.hidden) continue;
    page += fmt::format(".SH {}\n{}\n", troff(command.name), troff(sentences.say(usage_id(&command))));
    const std::string more = usage_id(&command) + ".more";
    if (sentences.has(more)) page += ".PP\n" + troff(sentences.say(more)) + "\n";
    for (const Option& option : command.options) man_option(page, &command, option, sentences);
  }
  page += ".SH " + troff(sentences.say("usage.heading.common")) + "\n";
  for (const Option& option : common_options()) man_option(page, nullptr, option, sentences);
  page += ".SH \"EXIT STATUS\"\n";
  for (const char* status : {"0", "1", "2", "3", "4", "130"})
    page += fmt::format(".TP\n.B {}\n{}\n", status, troff(sentences.say("usage.status." + std::string(status))));
  page += ".SH ENVIRONMENT\n";
  for (const char* variable : {"NO_COLOR", "LC_ALL", "XDG_DATA_HOME"})
    page += fmt::format(".TP\n.B {}\n{}\n", variable, troff(sentences.say("usage.environment." + std::string(variable))));
  page += ".SH \"SEE ALSO\"\n.BR openssl (1)\n";
  return page;
}

std::string bash_completion() {
  std::string text = "# Completion of winnow for bash, made from its command table.\n_winnow() {\n";
  text += "  local word=${COMP_WORDS[COMP_CWORD]} common='";
  for (const Option& option : common_options()) text += fmt::format("--{} ", option.name);
  text += "'\n  COMPREPLY=()\n  if ((COMP_CWORD == 1)); then\n    COMPREPLY=($(compgen -W '";
  std::string last;
  for (const Command& command : commands()) {
    if (command.hidden || first_word(command) == last) continue;
    text += (last = first_word(command)) + " ";
  }
  text += "' -- \"$word\"))\n    return\n  fi\n  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n";
  for (const Command& command : commands()) {
    if (command.hidden) continue;
    const bool two = command.name.find(' ') != std::string_view::npos;
    text += fmt::format("    {}*) [[ $word == -* ]] && COMPREPLY=($(compgen -W \"$common", two ? fmt::format("\"{}\"", command.name) : fmt::format("\"{} \"", command.name));
    for (const Option& option : command.options) text += fmt::format(" --{}", option.name);
    text += "\" -- \"$word\"));;\n";
  }
  text += "    \"keys \"*) COMPREPLY=($(compgen -W 'import list find' -- \"$word\"));;\n  esac\n}\n"
          "complete -o default -o bashdefault -F _winnow winnow\n";
  return text;
}

std::string zsh_completion(const Sentences& sentences) {
  std::string text = "#compdef winnow\n# Completion of winnow for zsh, made from its command table.\n"
                     "if (( CURRENT == 2 )); then\n  local -a names=(\n";
  std::string last;
  for (const Command& command : commands()) {
    if (command.hidden || first_word(command) == last) continue;
    last = first_word(command);
    text += fmt::format("    '{}:{}'\n", last, single_quoted(sentences.say(usage_id(&command))));
  }
  text += "  )\n  _describe command names\n  return\nfi\ncase \"$words[2] $words[3]\" in\n";
  for (const Command& command : commands()) {
    if (command.hidden) continue;
    const bool two = command.name.find(' ') != std::string_view::npos;
    text += fmt::format("  {}*) _arguments", two ? fmt::format("\"{}\"", command.name) : fmt::format("\"{} \"", command.name));
    const auto add = [&](const Command* owner, const Option& option) {
      std::string about;
      for (const char c : single_quoted(sentences.say(usage_id(owner, option.name))))
        about += c == '[' || c == ']' || c == ':' ? std::string("\\") + c : std::string(1, c);
      text += fmt::format(" '{}--{}[{}]{}'", option.repeated == Repeated::kYes ? "*" : "", option.name, about,
                          option.value.empty() ? "" : fmt::format(":{}:_files", option.value));
    };
    for (const Option& option : command.options) add(&command, option);
    for (const Option& option : common_options()) add(nullptr, option);
    text += " '*:file:_files';;\n";
  }
  return text + "  \"keys \"*) _values command import list find;;\nesac\n";
}

std::string fish_completion(const Sentences& sentences) {
  std::string text = "# Completion of winnow for fish, made from its command table.\n";
  std::string last;
  for (const Command& command : commands()) {
    if (command.hidden) continue;
    const std::string first = first_word(command);
    const auto blank = command.name.find(' ');
    if (first != last)
      text += fmt::format("complete -c winnow -f -n __fish_use_subcommand -a {} -d '{}'\n", first,
                          single_quoted(sentences.say(usage_id(&command))));
    last = first;
    if (blank != std::string_view::npos)
      text += fmt::format("complete -c winnow -f -n '__fish_seen_subcommand_from {}' -a {}\n", first, command.name.substr(blank + 1));
    for (const Option& option : command.options) {
      text += fmt::format("complete -c winnow -n '__fish_seen_subcommand_from {}' -l {}", command.name.substr(blank == std::string_view::npos ? 0 : blank + 1), option.name);
      if (option.letter != 0) text += fmt::format(" -s {}", option.letter);
      if (!option.value.empty()) text += " -r";
      text += fmt::format(" -d '{}'\n", single_quoted(sentences.say(usage_id(&command, option.name))));
    }
  }
  return text;
}

int run_print_made(const Invocation& invocation) {
  const std::string& what = invocation.operands()[0];
  const Sentences& sentences = invocation.sentences();
  std::ostream& out = invocation.console().out;
  if (what == "man")
    out << man_page(sentences);
  else if (what == "bash")
    out << bash_completion();
  else if (what == "zsh")
    out << zsh_completion(sentences);
  else if (what == "fish")
    out << fish_completion(sentences);
  else
    return kExitUsage;
  return kExitDone;
}

}  // namespace winnow::face
