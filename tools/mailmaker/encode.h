// Transfer encodings and header words as mail programs write them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailmaker {

// RFC 2045 section 6.8: lines of 76 characters, each with an LF.
void append_base64_lines(std::string &out, std::string_view bytes);
// Without line ends.
std::string base64(std::string_view bytes);
// RFC 2045 section 6.7: lines of at most 76 characters; keeps the LF of the text as line ends.
std::string quoted_printable(std::string_view text);
bool is_ascii(std::string_view text);
// An unstructured value or a phrase; RFC 2047 encoded words in UTF-8 where it is not ASCII, folded between words.
enum class WordEncoding { kBase64, kQuoted };
std::string header_words(std::string_view text, WordEncoding encoding, std::string_view fold = "\n ");
// Breaks a long value at commas or spaces so that lines stay under `width`.
std::string folded(std::string_view value, std::size_t width, std::string_view fold);

} // namespace mailmaker
