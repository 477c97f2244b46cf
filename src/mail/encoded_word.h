// RFC 2047 encoded words, and unfolding (RFC 5322 section 2.2.3).
#pragma once

#include <string>
#include <string_view>

namespace winnow::mail {

// Encoded words in `text` decoded wherever they stand, also without white space around them and inside quotes, as mail
// programs do. Line ends are dropped; everything else stays. Raw bytes are read as UTF-8, else by `charset`, else guessed.
std::string decode_words(std::string_view text, std::string_view charset = {});

}  // namespace winnow::mail
