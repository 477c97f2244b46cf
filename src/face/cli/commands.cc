#include "face/cli/commands.h"

namespace winnow::face {
namespace {

constexpr std::size_t kMany = static_cast<std::size_t>(-1);

constexpr Option kCommon[] = {
    {"help", 'h'},
    {"version", 'V'},
    {"lang", 0, "LANGUAGE"},
    {"no-color"},
};
constexpr Option kExamine[] = {
    {"output", 'o', "CASE"},
    {"keys", 'k', "FILE", Repeated::kYes},
    {"vouch-keys", 0, "FILE", Repeated::kYes},
    {"no-archive"},
    {"trust-store", 0, "FILE|FOLDER"},
    {"pgp-keys", 0, "FILE", Repeated::kYes},
    {"fixed", 0, "DATE"},
    {"breach", 0, "ADDRESS=DATE", Repeated::kYes},
    {"undo-budget", 0, "N"},
    {"compute-keys", 0, "SECONDS"},
    {"jobs", 'j', "N"},
    {"jsonl", 0, "FILE"},
    {"html", 0, "FILE"},
    {"no-content"},
    {"quiet", 'q'},
    {"dns"},
    {"resolver", 0, "ADDRESS"},
    {"trust-anchor", 0, "FILE"},
    {"password-file", 0, "FILE"},
};
constexpr Option kKeysFetch[] = {{"resolver", 0, "ADDRESS"}, {"trust-anchor", 0, "FILE"}, {"json"}, {"quiet", 'q'}};
constexpr Option kShow[] = {{"raw"}, {"restored"}, {"password-file", 0, "FILE"}, {"json"}, {"commands"}};
constexpr Option kDiff[] = {{"html", 0, "FILE"}, {"password-file", 0, "FILE"}};
constexpr Option kGhosts[] = {{"json"}};
constexpr Option kReport[] = {{"output", 'o', "FILE"}, {"jsonl", 0, "FILE"}, {"no-content"}};
constexpr Option kAccounts[] = {{"json"}};
constexpr Option kKeysList[] = {{"json"}};
constexpr Option kKeysFind[] = {{"json"}};

constexpr Command kCommands[] = {
    {"examine", "DUMP...", 1, kMany, kExamine, run_examine},
    {"show", "CASE [LOCATOR]", 1, 2, kShow, run_show},
    {"diff", "CASE LOCATOR [OTHER]", 2, 3, kDiff, run_diff},
    {"ghosts", "CASE", 1, 1, kGhosts, run_ghosts},
    {"report", "CASE", 1, 1, kReport, run_report},
    {"accounts", "CASE", 1, 1, kAccounts, run_accounts},
    {"explain", "[CHECK]", 0, 1, {}, run_explain},
    {"keys import", "FILE...", 1, kMany, {}, run_keys_import},
    {"keys list", "[DOMAIN]", 0, 1, kKeysList, run_keys_list},
    {"keys find", "CASE", 1, 1, kKeysFind, run_keys_find},
    {"keys computed", "CASE", 1, 1, {}, run_keys_computed},
    {"keys fetch", "CASE", 1, 1, kKeysFetch, run_keys_fetch},
    // What the build installs: the man page and the completions.
    {"print-made", "man|bash|zsh|fish", 1, 1, {}, run_print_made, true},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::span<const Option> common_options() { return kCommon; }

std::string usage_id(const Command* command, std::string_view option) {
  std::string id = "usage.";
  id += command != nullptr ? command->name : "common";
  for (char& c : id)
    if (c == ' ') c = '-';
  if (!option.empty()) id += "." + std::string(option);
  return id;
}

}  // namespace winnow::face
