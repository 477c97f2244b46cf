#include "face/cli/invocation.h"

#include <algorithm>

#include "base/text.h"
#include "face/cli/help.h"

namespace winnow::face {

std::vector<std::string> Invocation::all(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::string> Invocation::value(std::string_view option) const {
  const auto found = values_.find(option);
  if (found == values_.end()) return std::nullopt;
  return found->second.back();
}

namespace {

const Command* find_command(std::string_view name) {
  for (const Command& command : commands())
    if (command.name == name) return &command;
  return nullptr;
}

bool begins_a_command(std::string_view word) {
  return std::ranges::any_of(commands(), [&](const Command& command) {
    return command.name.size() > word.size() && command.name.starts_with(word) && command.name[word.size()] == ' ';
  });
}

const Option* find_option(const Command* command, std::string_view name, char letter) {
  const auto search = [&](std::span<const Option> options) -> const Option* {
    for (const Option& option : options)
      if ((!name.empty() && option.name == name) || (letter != 0 && option.letter == letter)) return &option;
    return nullptr;
  };
  const Option* own = command != nullptr ? search(command->options) : nullptr;
  return own != nullptr ? own : search(common_options());
}

// The words of a command line, told apart. A problem is a catalogue id and what it is about.
struct Words {
  const Command* command = nullptr;
  std::vector<std::string> operands;
  std::vector<std::pair<const Option*, std::string>> options;
  std::string problem, about;
};

// Takes the option at `arguments[at]` and its value.
bool take_option(Words& words, std::span<const std::string> arguments, std::size_t& at) {
  const std::string& word = arguments[at];
  const bool is_long = word.starts_with("--");
  const auto equals = is_long ? word.find('=') : std::string::npos;
  const std::string name = is_long ? word.substr(2, equals == std::string::npos ? equals : equals - 2) : "";
  const Option* option = find_option(words.command, name, is_long ? '\0' : word[1]);
  if (option == nullptr) {
    words.problem = "error.unknown-option";
    words.about = word;
    return false;
  }
  const bool attached = is_long ? equals != std::string::npos : word.size() > 2;
  std::string value = !attached ? "" : is_long ? word.substr(equals + 1) : word.substr(2);
  if (option->value.empty() && attached) {
    words.problem = "error.no-value-wanted";
    words.about = word;
    return false;
  }
  if (!option->value.empty() && !attached) {
    if (at + 1 >= arguments.size()) {
      words.problem = "error.value-missing";
      words.about = word;
      return false;
    }
    value = arguments[++at];
  }
  words.options.emplace_back(option, std::move(value));
  return true;
}

Words read_words(std::span<const std::string> arguments) {
  Words words;
  std::string name;
  bool options_end = false;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& word = arguments[at];
    if (!options_end && word == "--") {
      options_end = true;
    } else if (!options_end && word.size() > 1 && word[0] == '-') {
      if (!take_option(words, arguments, at)) return words;
    } else if (words.command == nullptr) {
      name += (name.empty() ? "" : " ") + word;
      words.command = find_command(name);
      if (words.command == nullptr && !begins_a_command(name)) {
        words.problem = "error.unknown-command";
        words.about = name;
        return words;
      }
    } else {
      words.operands.push_back(word);
    }
  }
  if (words.command == nullptr && !name.empty() && words.options.empty()) {
    words.problem = "error.unknown-command";
    words.about = name;
  }
  return words;
}

bool chosen(const Words& words, std::string_view option) {
  return std::ranges::any_of(words.options, [&](const auto& row) { return row.first->name == option; });
}

}  // namespace

int run_program(std::span<const std::string> arguments, Console console) {
  const Words words = read_words(arguments);
  std::string language(user_language());
  for (const auto& [option, value] : words.options)
    if (option->name == "lang") language = value;
  const Sentences sentences(language);
  if (chosen(words, "no-color")) console.color = false;

  const Params about = params({{"word", words.about}, {"command", std::string(words.command ? words.command->name : "")}});
  if (!words.problem.empty()) {
    complain(console, sentences, words.problem, about);
    return kExitUsage;
  }
  if (chosen(words, "version")) {
    console.out << "winnow " << WINNOW_VERSION << "\n";
    return kExitDone;
  }
  if (chosen(words, "help")) {
    console.out << help_text(words.command, sentences, console);
    return kExitDone;
  }
  if (words.command == nullptr) {
    console.err << help_text(nullptr, sentences, console);
    return kExitUsage;
  }
  const Command& command = *words.command;
  if (words.operands.size() < command.least || words.operands.size() > command.most) {
    complain(console, sentences, words.operands.size() < command.least ? "error.operand-missing" : "error.operand-extra",
             params({{"command", std::string(command.name)}, {"operands", std::string(command.operands)}}));
    return kExitUsage;
  }
  Invocation invocation(command, console, sentences);
  for (const std::string& operand : words.operands) invocation.add_operand(operand);
  for (const auto& [option, value] : words.options) invocation.add_option(option->name, value);
  for (const auto& [option, value] : words.options) {
    if (option->repeated == Repeated::kYes || option->value.empty() || invocation.all(option->name).size() == 1) continue;
    complain(console, sentences, "error.option-twice", params({{"word", "--" + std::string(option->name)}}));
    return kExitUsage;
  }
  return command.run(invocation);
}

}  // namespace winnow::face
