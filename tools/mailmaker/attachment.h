// Files as they hang on mail: the first bytes and the frame are those of the type, the inside is random.
#pragma once

#include <string>
#include <string_view>

#include "mailmaker/random.h"
#include "mailmaker/text.h"

namespace mailmaker {

struct File {
  std::string name, media_type, bytes;
};

// A PDF, a docx, a PNG or a JPEG of about `size` bytes.
File make_file(Random &random, Language language, std::size_t size);
// A word processor's file with these paragraphs in it.
std::string docx(const std::string &text, std::string_view filler);

} // namespace mailmaker
