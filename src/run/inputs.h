// What a run is made of: everything that decides what a case says, and what a case keeps of it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "case/case.h"
#include "run/coordinator.h"
#include "run/protocol.pb.h"
#include "run/walk.h"

namespace winnow::run {

// Dumps, keys and options as one canonical text: a case made for others is not gone on with.
std::string inputs_of(const Options& options, const std::vector<Root>& roots);

// The note of a case that holds its key for digests of words (check/words.h): two numbers.
inline constexpr std::string_view kWordsKey = "words-key";

// What every worker is told first. `begun`: the day the case was begun, by which x= is judged. `words_key`: that note.
Configure configure_of(const Options& options, std::int64_t begun, std::string_view words_key);

// How many workers there are unless the user says.
unsigned cores();

// The case, SQLite's files beside it and the outputs, as far as they are there.
std::set<FileIdentity> own_files(const Options& options);

// Notes in a new case where its dumps lie, so that `winnow show --raw` finds them again, what the user said about them, and
// the day; gives that day, also after an interruption. Errors: those of the case.
Result<std::int64_t> begin_case(store::Case& opened, const Options& options, const std::vector<Root>& roots);

}  // namespace winnow::run
