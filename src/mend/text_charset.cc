// docs/mend/text.charset.md
#include <array>
#include <map>

#include "base/text.h"
#include "mail/charset.h"
#include "base/undo_limits.h"
#include "mend/encode.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "text.charset";

// UTF-8 written in a charset of one octet a character; nothing where a character has no place in it.
std::optional<std::string> from_utf8(std::string_view text, std::string_view charset) {
  std::map<std::string, char> octets;
  for (int octet = 0x80; octet < 0x100; ++octet) {
    const char c = static_cast<char>(octet);
    octets.emplace(mail::to_utf8(std::string_view(&c, 1), charset), c);
  }
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i++];
      continue;
    }
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const auto found = octets.find(std::string(text.substr(i, size)));
    if (found == octets.end()) return std::nullopt;
    out += found->second;
    i += size;
  }
  return out;
}

std::optional<std::string> converted(std::string_view text, std::string_view from, std::string_view to) {
  const bool to_utf8 = to == "utf-8";
  if (to_utf8) return mail::to_utf8(text, from);
  if (from != "utf-8" || !is_utf8(text)) return std::nullopt;
  return from_utf8(text, to);
}

// The value of Content-Type with another name for the charset, written like the one that stood there.
std::optional<std::string> with_charset(std::string_view value, std::string_view from, std::string_view to) {
  const std::size_t at = lower(value).find(from);
  if (at == std::string::npos) return std::nullopt;
  std::string out(value);
  const bool upper = out[at] >= 'A' && out[at] <= 'Z';
  std::string name(to);
  if (upper)
    for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  out.replace(at, from.size(), name);
  out.erase(0, std::min(out.find_first_not_of(" \t"), out.size()));
  return out;
}

}  // namespace

// Texts that a system on the way wrote in another charset, in the same transfer encoding.
void propose_other_charset(const Draft& draft, Proposals& out) {
  const mail::Message& message = draft.message();
  constexpr std::array<std::string_view, 4> kCharsets = {"utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"};
  for (const std::string_view to : kCharsets) {
    std::vector<Edit> edits;
    for (const mail::Part* part : leaf_parts(message)) {
      if (!is_text(*part) || part->charset == to || part->charset.empty() || part->body.size() > limits::kRewrittenBytes) continue;
      const mail::Field* const type = content_field(message, *part, "Content-Type");
      const std::string text = mail::decode_body(message, *part, limits::kRewrittenBytes);
      const auto other = converted(text, part->charset, to);
      if (type == nullptr || !other || *other == text) continue;
      const auto value = with_charset(type->value, part->charset, to);
      if (!value) continue;
      std::string written = *other;
      if (part->encoding == mail::Encoding::kQuotedPrintable) written = encode_quoted_printable(*other, quoted_printable_styles().front());
      else if (part->encoding == mail::Encoding::kBase64) written = encode_base64(*other, 76, line_end_of(message));
      if (auto edit = set_body(message, *part, kStep, written)) edits.push_back(std::move(*edit));
      if (auto edit = set_field(message, *part, kStep, "Content-Type", value)) edits.push_back(std::move(*edit));
    }
    add_proposal(std::move(edits), out);
  }
}

}  // namespace winnow::mend
