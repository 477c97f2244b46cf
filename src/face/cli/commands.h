// The one table of commands and options. --help, the man page and the shell completions are made from it; their words
// stand in i18n/<language>/usage.json as usage.<command> and usage.<command>.<option>.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace winnow::face {

class Invocation;

enum class Repeated : bool { kNo, kYes };

struct Option {
  std::string_view name;        // without dashes: "vouch-keys"
  char letter = 0;              // "-o"; 0: none
  std::string_view value = {};  // what stands behind it in help: "FILE"; empty: a switch
  Repeated repeated = Repeated::kNo;
};

struct Command {
  std::string_view name;       // "examine", "keys import"
  std::string_view operands;   // as shown in help: "DUMP..."
  std::size_t least = 0, most = 0;
  std::span<const Option> options;
  int (*run)(const Invocation&) = nullptr;
  bool hidden = false;         // in no help, no page
};

std::span<const Command> commands();
// Options that every command takes.
std::span<const Option> common_options();
// The catalogue id of a command ("usage.keys-import") or of one of its options ("usage.examine.keys"; "usage.common.lang").
std::string usage_id(const Command* command, std::string_view option = {});

// The commands, each in a file of its own.
int run_examine(const Invocation&);
int run_show(const Invocation&);
int run_diff(const Invocation&);
int run_ghosts(const Invocation&);
int run_report(const Invocation&);
int run_accounts(const Invocation&);
int run_explain(const Invocation&);
int run_keys_import(const Invocation&);
int run_keys_list(const Invocation&);
int run_keys_find(const Invocation&);
int run_keys_computed(const Invocation&);
int run_keys_fetch(const Invocation&);
int run_print_made(const Invocation&);

}  // namespace winnow::face
