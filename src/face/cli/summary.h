// The summary of a case on the terminal.
#pragma once

#include "case/case.h"
#include "face/cli/console.h"
#include "face/survey.h"

namespace winnow::face {

inline constexpr std::size_t kListedInSummary = 20;

void print_summary(const Console& console, const Sentences& sentences, const store::Case& opened, std::string_view case_path,
                   const Survey& survey);

// "winnow show CASE LOCATOR", ready for a shell.
std::string show_command(std::string_view case_path, std::string_view locator);

}  // namespace winnow::face
