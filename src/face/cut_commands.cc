#include "face/cut_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace winnow::face {
namespace {

// A line end is written before the next line only, and one is put behind the part: so the last line keeps the end that
// it has, which awk alone cannot tell.
constexpr std::string_view kQuotedPrintable = R"sh(
# Undoes quoted-printable (RFC 2045 section 6.7): =XX is a byte, "=" at a line's end joins it with the next.
unquoted() {
  { cat; echo; } | awk 'BEGIN { for (i = 0; i < 256; i++) value[sprintf("%02X", i)] = i }
    { printf "%s", end; line = $0; end = sub(/\r$/, "", line) ? "\r\n" : "\n"
      sub(/[ \t]+$/, "", line); if (sub(/=$/, "", line)) end = ""
      while ((at = index(line, "=")) > 0) {
        code = toupper(substr(line, at + 1, 2)); printf "%s", substr(line, 1, at - 1)
        if (code in value) { printf "%c", value[code]; line = substr(line, at + 3) }
        else { printf "="; line = substr(line, at + 1) }
      }
      printf "%s", line }'
}
)sh";

// Characters outside the alphabet are no part of base64 (RFC 2045 section 6.8); what is missing at the end is told by the hash.
constexpr std::string_view kBase64 = R"sh(
# Undoes base64 (RFC 2045 section 6.8).
unbase64() { tr -cd 'A-Za-z0-9+/=' | base64 -d 2>/dev/null || true; }
)sh";

// The same for a part with plain text behind its padding, as mailing lists leave it: the text is not decoded.
constexpr std::string_view kBase64ThenText = R"sh(
# Undoes base64 (RFC 2045 section 6.8) up to its padding; behind it stands plain text.
unbase64_padded() { tr -cd 'A-Za-z0-9+/=' | sed 's/\(==*\).*/\1/' | base64 -d 2>/dev/null || true; }
)sh";

constexpr std::string_view kUuencode = R"sh(
# Undoes uuencode.
unuuencoded() { perl -ne 's/\r?\n$//; if (!$in) { $in = /^begin / } elsif ($_ eq "end") { $in = 0 } else { print unpack("u", $_) }'; }
)sh";

constexpr std::string_view kUuencodedBase64 = R"sh(
# Undoes uuencode in its base64 form.
unuuencoded_base64() { sed -e 1d -e '/^====/,$d' | tr -cd 'A-Za-z0-9+/=' | base64 -d 2>/dev/null || true; }
)sh";

constexpr std::string_view kYenc = R"sh(
# Undoes yEnc: 42 was added to each byte, 64 more to one behind "=".
unyenc() {
  perl -0777 -ne 's/\A=ybegin[^\n]*\n//; s/\A=ypart[^\n]*\n//; s/^=yend .*//ms; s/[\r\n]//g;
    s/=(.)|(.)/chr((defined $1 ? ord($1) - 106 : ord($2) - 42) & 255)/gse; print'
}
)sh";

struct Decoder {
  std::string_view encoding, name, function;
};
constexpr Decoder kDecoders[] = {
    {"", "", ""},
    {"7bit", "", ""},
    {"8bit", "", ""},
    {"binary", "", ""},
    {"base64", "unbase64", kBase64},
    {"quoted-printable", "unquoted", kQuotedPrintable},
    {"x-uuencode", "unuuencoded", kUuencode},
    {"uuencode", "unuuencoded", kUuencode},
    {"x-uue", "unuuencoded", kUuencode},
    {"uue", "unuuencoded", kUuencode},
    {"x-uuencode-base64", "unuuencoded_base64", kUuencodedBase64},
    {"x-yenc", "unyenc", kYenc},
};

const Decoder* decoder_of(const record::Item& part) {
  static constexpr Decoder kPadded{"base64", "unbase64_padded", kBase64ThenText};
  if (part.encoding() == "base64" && std::ranges::find(part.notes(), "mime.base64-text-behind") != part.notes().end()) return &kPadded;
  for (const Decoder& row : kDecoders)
    if (row.encoding == part.encoding()) return &row;
  return nullptr;
}

}  // namespace

bool can_cut(const record::Item& part) { return part.has_range() && decoder_of(part) != nullptr; }

std::string decoder_function(const record::Item& part) {
  const Decoder* decoder = decoder_of(part);
  return decoder == nullptr ? "" : std::string(decoder->function);
}

std::string cut_pipeline(const record::Item& part) {
  const Decoder* decoder = decoder_of(part);
  return fmt::format("bytes {} {}{}{}", part.range().begin(), part.range().end() - part.range().begin(),
                     decoder == nullptr || decoder->name.empty() ? "" : " | ", decoder == nullptr ? "" : decoder->name);
}

}  // namespace winnow::face
