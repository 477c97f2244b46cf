// The two streams of a command line program: results on one, its voice on the other.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "base/result.h"
#include "face/sentences.h"
#include "record/aspects.h"

namespace winnow::face {

// DESIGN section 7 "Exit status".
enum ExitStatus : int {
  kExitDone = 0,
  kExitUnreadable = 1,   // done, the ledger names something unreadable
  kExitUsage = 2,
  kExitNoInput = 3,
  kExitCase = 4,         // the case cannot be used
  kExitInterrupted = 130,
};

enum class Paint { kNone, kBold, kDim, kGreen, kCyan, kYellow, kMagenta, kRed };

struct Console {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool color = false;
  std::size_t width = 80;      // columns of the terminal, within 40 and 100

  std::string painted(Paint paint, std::string_view text) const;
};

// "winnow: …" on the voice, then "hint: …" where the catalogue has `id`.hint.
void complain(const Console& console, const Sentences& sentences, std::string_view id, const Params& values = {});
// The same for an error of the case or of a file; returns the exit status that goes with it.
int complain(const Console& console, const Sentences& sentences, const Error& error, std::string_view path);

Paint paint_of(record::Verdict verdict);
Paint paint_of(record::Standing standing);

}  // namespace winnow::face
