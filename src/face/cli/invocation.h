// A parsed command line.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "face/cli/commands.h"
#include "face/cli/console.h"

namespace winnow::face {

class Invocation {
 public:
  Invocation(const Command& command, const Console& console, const Sentences& sentences)
      : command_(&command), console_(&console), sentences_(&sentences) {}

  const Command& command() const { return *command_; }
  const Console& console() const { return *console_; }
  const Sentences& sentences() const { return *sentences_; }
  const std::vector<std::string>& operands() const { return operands_; }
  bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
  // All values of an option, in the order given.
  std::vector<std::string> all(std::string_view option) const;
  std::optional<std::string> value(std::string_view option) const;

  void add_operand(std::string operand) { operands_.push_back(std::move(operand)); }
  void add_option(std::string_view name, std::string value) { values_[std::string(name)].push_back(std::move(value)); }

 private:
  const Command* command_;
  const Console* console_;
  const Sentences* sentences_;
  std::vector<std::string> operands_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// Runs a command line without the program's name. `console.color` says what the terminal can; --no-color lowers it.
int run_program(std::span<const std::string> arguments, Console console);

}  // namespace winnow::face
