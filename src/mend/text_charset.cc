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

using Octets = std::map<std::string, char, std::less<>>;

// What stands above ASCII in a charset of one octet a character, by its UTF-8.
const Octets& octets_of(std::string_view charset) {
  thread_local std::map<std::string, Octets, std::less<>> known;
  const auto found = known.find(charset);
  if (found != known.end()) return found->second;
  Octets& octets = known[std::string(charset)];
  for (int octet = 0x80; octet < 0x100; ++octet) {
    const char c = static_cast<char>(octet);
    octets.emplace(mail::to_utf8(std::string_view(&c, 1), charset), c);
  }
  return octets;
}

// UTF-8 written in such a charset; nothing where a character has no place in it.
std::optional<std::string> from_utf8(std::string_view text, std::string_view charset) {
  const Octets& octets = octets_of(charset);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i++];
      continue;
    }
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const auto found = octets.find(text.substr(i, size));
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

// All texts in the charset `to`. A text of ASCII letters alone reads the same in each: `named` says whether it was given the
// other name with the rest.
std::vector<Edit> in_charset(const mail::Message& message, std::string_view to, bool named) {
  std::vector<Edit> edits;
  bool differs = false;
  for (const mail::Part* part : leaf_parts(message)) {
    if (!is_text(*part) || part->charset == to || part->charset.empty() || part->body.size() > limits::kRewrittenBytes) continue;
    const mail::Field* const type = content_field(message, *part, "Content-Type");
    const std::string text = mail::decode_body(message, *part, limits::kRewrittenBytes);
    const auto other = converted(text, part->charset, to);
    if (type == nullptr || !other || (*other == text && !named)) continue;
    const auto value = with_charset(type->value, part->charset, to);
    if (!value) continue;
    if (*other != text) {
      differs = true;
      std::string written = *other;
      if (part->encoding == mail::Encoding::kQuotedPrintable) written = encode_quoted_printable(*other, quoted_printable_styles().front());
      else if (part->encoding == mail::Encoding::kBase64) written = encode_base64(*other, 76, line_end_of(message));
      if (auto edit = set_body(message, *part, kStep, written)) edits.push_back(std::move(*edit));
    }
    if (auto edit = set_field(message, *part, kStep, "Content-Type", value)) edits.push_back(std::move(*edit));
  }
  return differs ? edits : std::vector<Edit>();
}

}  // namespace

// Texts that a system on the way wrote in another charset, in the same transfer encoding.
void propose_other_charset(const Draft& draft, Proposals& out) {
  constexpr std::array<std::string_view, 4> kCharsets = {"utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"};
  for (const std::string_view to : kCharsets) {
    std::vector<Edit> edits = in_charset(draft.message(), to, false);
    if (edits.empty()) continue;
    std::vector<Edit> with_names = in_charset(draft.message(), to, true);
    const bool more = with_names.size() > edits.size();
    add_proposal(std::move(edits), out);
    if (more) add_proposal(std::move(with_names), out);
  }
}

}  // namespace winnow::mend
