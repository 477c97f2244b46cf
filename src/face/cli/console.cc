#include "face/cli/console.h"

#include <fmt/format.h>

#include "face/layout.h"

namespace winnow::face {

std::string Console::painted(Paint paint, std::string_view text) const {
  if (!color || paint == Paint::kNone) return std::string(text);
  constexpr const char* kCodes[] = {"0", "1", "2", "32", "36", "33", "35", "31"};
  return fmt::format("\x1b[{}m{}\x1b[0m", kCodes[static_cast<int>(paint)], text);
}

void complain(const Console& console, const Sentences& sentences, std::string_view id, const Params& values) {
  console.err << wrapped(sentences.say(id, values), console.width, "winnow: ", "  ");
  const std::string hint = std::string(id) + ".hint";
  if (sentences.has(hint)) console.err << wrapped(sentences.say(hint, values), console.width, sentences.say("error.hint") + " ", "  ");
  console.err.flush();
}

int complain(const Console& console, const Sentences& sentences, const Error& error, std::string_view path) {
  const Params values = params({{"path", shell_word(path)}, {"place", error.place}});
  switch (error.code) {
    case ErrorCode::kLocked: complain(console, sentences, "error.case-locked", values); return kExitCase;
    case ErrorCode::kVersion: complain(console, sentences, "error.case-version", values); return kExitCase;
    case ErrorCode::kDiskFull: complain(console, sentences, "error.disk-full", values); return kExitCase;
    case ErrorCode::kUsage: complain(console, sentences, "error.case-of-others", values); return kExitCase;
    case ErrorCode::kNotFound: complain(console, sentences, "error.case-missing", values); return kExitCase;
    case ErrorCode::kIo: complain(console, sentences, "error.case-io", values); return kExitCase;
    default: complain(console, sentences, "error.case-malformed", values); return kExitCase;
  }
}

Paint paint_of(record::Verdict verdict) {
  switch (verdict) {
    case record::AUTHENTIC: return Paint::kGreen;
    case record::CORROBORATED: return Paint::kCyan;
    case record::DOUBTFUL: return Paint::kYellow;
    case record::ALTERED: return Paint::kMagenta;
    case record::FORGED: return Paint::kRed;
    default: return Paint::kNone;
  }
}

Paint paint_of(record::Standing standing) {
  switch (standing) {
    case record::PROVED: return Paint::kGreen;
    case record::SUPPORTED: return Paint::kCyan;
    case record::QUESTIONED: return Paint::kYellow;
    case record::REFUTED: return Paint::kRed;
    default: return Paint::kNone;
  }
}

}  // namespace winnow::face
