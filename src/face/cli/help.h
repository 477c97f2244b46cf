// Help, the man page and the completions, all made from the table of commands.
#pragma once

#include <string>

#include "face/cli/commands.h"
#include "face/cli/console.h"
#include "face/sentences.h"

namespace winnow::face {

// Help for one command, or for the program (null).
std::string help_text(const Command* command, const Sentences& sentences, const Console& console);

// winnow(1), in the man macros.
std::string man_page(const Sentences& sentences);
std::string bash_completion();
std::string zsh_completion(const Sentences& sentences);
std::string fish_completion(const Sentences& sentences);

}  // namespace winnow::face
