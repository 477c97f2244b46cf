// Sentences that read like office mail in three languages. Everything in them is invented.
#pragma once

#include <cstddef>
#include <string>

#include "mailmaker/random.h"

namespace mailmaker {

enum class Language { kEnglish, kFrench, kArabic };

std::string sentence(Random &random, Language language);
std::string greeting(Random &random, Language language, const std::string &name);
std::string closing(Random &random, Language language, const std::string &name);
std::string subject(Random &random, Language language);
// Paragraphs of wrapped lines, at least `size` bytes, ending in LF. `width` 0: one line a paragraph.
std::string paragraphs(Random &random, Language language, std::size_t size, std::size_t width);
// The same text as a simple HTML page body (no head), with tags of the size of the real thing.
std::string html_page(Random &random, Language language, const std::string &plain);
std::string file_stem(Random &random, Language language);

} // namespace mailmaker
