#include "check/pinned.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "check/facts.h"
#include "check/words.h"

namespace winnow::check {
namespace {

using mail::Part;

// Preambles that mail programs write; they say nothing to a reader of MIME. Compared without the line ends.
constexpr std::array<std::string_view, 5> kPreambles = {
    "This is a multi-part message in MIME format.",
    "This is a multipart message in MIME format.",
    "This is a cryptographically signed message in MIME format.",
    "This is an OpenPGP/MIME signed message (RFC 4880 and 3156)",
    "This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)",
};

// Charsets in which a byte below 0x80 means its ASCII character whatever stands around it.
bool extends_ascii(std::string_view charset) {
  for (const std::string_view prefix : {"us-ascii", "ascii", "utf-8", "utf8", "iso-8859-", "iso8859-", "windows-125", "cp125", "koi8-",
                                        "latin", "euc-", "gb2312", "gbk", "gb18030", "big5", "shift_jis", "ks_c_5601", "tis-620", "ansi_x3.4"})
    if (charset.starts_with(prefix)) return true;
  return charset.empty();
}
bool is_utf8_name(std::string_view charset) { return charset == "utf-8" || charset == "utf8"; }

bool is_identity_label(std::string_view label) {
  return label.empty() || label == "7bit" || label == "8bit" || label == "binary" || label == "7-bit" || label == "8-bit";
}

std::string_view body_of(const mail::Message& message) {
  return as_text(message.bytes).substr(message.body.begin, message.body.size());
}

// The next line of `text` without its line end; removes it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// A delimiter line and a Content- field right behind it: the source of a multipart message, read as text.
bool looks_like_multipart_source(std::string_view text) {
  bool delimiter = false;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (delimiter && istarts_with(line, "content-")) return true;
    delimiter = line.size() > 2 && line.starts_with("--");
  }
  return false;
}

// Valid quoted-printable as encoders write it (RFC 2045 section 6.7), with at least one escape; no literal text looks so by chance.
bool is_quoted_printable(std::string_view text) {
  const auto hex = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); };
  std::size_t escapes = 0;
  for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1), ++escapes) {
    const std::string_view behind = text.substr(at + 1, 2);
    const bool soft = behind.starts_with("\r\n") || behind.starts_with("\n") || behind.empty();
    if (!soft && !(behind.size() == 2 && hex(behind[0]) && hex(behind[1]))) return false;
  }
  const bool ascii = std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return escapes > 0 && ascii;
}

// Nothing but lines of base64 (RFC 2045 section 6.8), long enough that it cannot be a word.
bool is_base64(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (is_alpha(c) || is_digit(c) || c == '+' || c == '/' || c == '=') ++digits;
    else if (c != '\r' && c != '\n') return false;
  }
  return digits >= 12;
}

bool is_markup(std::string_view text) {
  const std::string_view start = trim(text.substr(0, 4096));
  for (const std::string_view tag : {"<!doctype html", "<html", "<head", "<body", "<div", "<meta", "<table", "<style", "<p", "<span", "<font"})
    if (istarts_with(start, tag)) return true;
  return false;
}

// Whether the three fields that decide how a body is read are fixed by the signature: signed, or signed as absent.
struct Fixed {
  bool version, type, encoding;
};
bool is_fixed(const Coverage& c) { return c.fields.empty() ? c.signed_absent : c.unsigned_count == 0; }

// ---- one part ----

Loose loose_single(const mail::Message& message, const Part& part, const Fixed& fixed) {
  const std::string_view body = body_of(message);
  if (body.size() > limits::kTextBytes) return Loose::kTooLong;
  const bool quoted = part.encoding == mail::Encoding::kQuotedPrintable, base64 = part.encoding == mail::Encoding::kBase64;
  if (!fixed.encoding) {
    const bool literal = is_identity_label(part.encoding_label) || (quoted && body.find('=') == std::string_view::npos);
    if (!literal && !(quoted && is_quoted_printable(body)) && !(base64 && is_base64(body))) return Loose::kEncoding;
  }
  if (fixed.type) return Loose::kNone;
  const bool plain = part.type == "text" && part.subtype == "plain", html = part.type == "text" && part.subtype == "html";
  if (!plain && !html) return Loose::kType;
  const std::string decoded = mail::decode_body(message, part, limits::kTextBytes);
  const bool ascii = std::none_of(decoded.begin(), decoded.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  const bool escape = decoded.find('\x1b') != std::string::npos || decoded.find('\0') != std::string::npos;
  if (escape || (ascii ? !extends_ascii(part.charset) : !(is_utf8_name(part.charset) && is_utf8(decoded)))) return Loose::kCharset;
  if (html && !is_markup(decoded)) return Loose::kType;
  if (plain && looks_like_multipart_source(body)) return Loose::kHiddenParts;
  return Loose::kNone;
}

// ---- multiparts ----

// Nothing before the first delimiter and behind the last but white space or a line that programs write.
bool is_framed(const mail::Message& message, const Part& part) {
  if (part.delimiters.empty() || !part.closed) return false;
  const std::string_view bytes = as_text(message.bytes);
  const std::string_view before = trim(bytes.substr(part.preamble.begin, part.preamble.size()));
  const std::string_view behind = trim(bytes.substr(part.epilogue.begin, part.epilogue.size()));
  const std::string opening = "--" + part.boundary;
  const Range& first = part.delimiters.front();
  const Range& last = part.delimiters.back();
  const bool exact = trim(bytes.substr(first.begin, first.size())) == opening &&
                     trim(bytes.substr(last.begin, last.size())) == opening + "--";
  const bool known = before.empty() || std::find(kPreambles.begin(), kPreambles.end(), before) != kPreambles.end();
  return exact && known && behind.empty();
}

std::vector<int> children(const mail::Message& message, int parent) {
  std::vector<int> out;
  for (std::size_t i = 0; i < message.parts.size(); ++i)
    if (message.parts[i].parent == parent) out.push_back(static_cast<int>(i));
  return out;
}

// The visible words of every text within a part; nullopt when a text is too long to say.
std::optional<std::vector<std::size_t>> visible_words(const mail::Message& message, int root) {
  std::vector<std::size_t> all;
  for (std::size_t i = static_cast<std::size_t>(root); i < message.parts.size(); ++i) {
    bool inside = static_cast<int>(i) == root;
    for (int up = message.parts[i].parent; up >= 0 && !inside; up = message.parts[static_cast<std::size_t>(up)].parent) inside = up == root;
    const Part& part = message.parts[i];
    if (!inside || part.type != "text") continue;
    if (part.body.size() > limits::kTextBytes) return std::nullopt;
    const std::string text = mail::decode_text(message, part, limits::kTextBytes);
    const std::vector<std::size_t> more = words(part.subtype == "html" ? mail::read_html(text).visible : text);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

// Read as multipart/alternative only the last part is seen. That hides nothing when the last holds the words of the others;
// what programs add to a plain text by themselves ("image", link texts) may be missing.
Loose loose_alternative(const mail::Message& message, const std::vector<int>& parts) {
  const auto shown = visible_words(message, parts.back());
  if (!shown) return Loose::kTooLong;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const auto hidden = visible_words(message, parts[i]);
    if (!hidden) return Loose::kTooLong;
    const std::size_t lost = missing(*hidden, *shown);
    if (lost > 2 + hidden->size() / 20) return Loose::kSubtype;
  }
  return Loose::kNone;
}

// Content-Type is not signed, but the frame is. Would another kind of multipart in the same frame show other words?
Loose loose_subtype(const mail::Message& message, const Part& part) {
  const std::vector<int> parts = children(message, 0);
  const auto is_text = [&](int index) {
    const Part& child = message.parts[static_cast<std::size_t>(index)];
    return child.type == "text" || child.type == "multipart" || child.type == "message";
  };
  if (part.subtype == "mixed" || part.subtype == "report") return Loose::kNone;
  // signed shows the first part and takes the last for its signature; encrypted shows what it can open, or nothing.
  const Part* last = parts.empty() ? nullptr : &message.parts[static_cast<std::size_t>(parts.back())];
  if (part.subtype == "signed")
    return parts.size() == 2 && last->type == "application" && last->subtype.ends_with("signature") ? Loose::kNone : Loose::kSubtype;
  if (part.subtype == "alternative") return parts.size() < 2 ? Loose::kNone : loose_alternative(message, parts);
  // related shows its first part and takes the others for its pictures.
  if (part.subtype == "related")
    return std::none_of(parts.begin() + (parts.empty() ? 0 : 1), parts.end(), is_text) ? Loose::kNone : Loose::kSubtype;
  return Loose::kSubtype;
}

Loose loose_multipart(const Facts& facts, const Part& part, const Fixed& fixed) {
  const mail::Message& message = facts.context.message;
  if (part.delimiters.empty()) return Loose::kStructure;        // the declared boundary occurs nowhere: every program guesses
  if (!is_identity_label(part.encoding_label)) return Loose::kEncoding;   // forbidden (RFC 2045 section 6.4), read differently
  if (fixed.type) return Loose::kNone;
  if (!is_framed(message, part)) return Loose::kPreamble;
  return loose_subtype(message, part);
}

// Two readings of one Content-Type: parameters that occur twice, in plain and in RFC 2231 form, or with a broken quote.
bool reads_in_two_ways(std::string_view content_type) {
  const std::string text = lower(content_type);
  for (const std::string_view parameter : {"boundary", "charset"}) {
    std::size_t count = 0;
    for (std::size_t at = text.find(parameter); at != std::string::npos; at = text.find(parameter, at + 1)) {
      const std::string_view behind = trim(std::string_view(text).substr(at + parameter.size()));
      const char before = at == 0 ? ';' : text[at - 1];
      const bool starts = before == ';' || is_blank(before) || before == '\n' || before == '\r' || before == '"';
      if (starts && (behind.starts_with('=') || behind.starts_with('*'))) ++count;
    }
    if (count > 1) return true;
  }
  return std::count(text.begin(), text.end(), '"') % 2 != 0;
}

}  // namespace

std::string_view name(Loose loose) {
  switch (loose) {
    case Loose::kNone: return "none";
    case Loose::kDuplicate: return "duplicate";
    case Loose::kHeaderEnd: return "header-end";
    case Loose::kStructure: return "structure";
    case Loose::kPreamble: return "preamble";
    case Loose::kSubtype: return "subtype";
    case Loose::kType: return "type";
    case Loose::kHiddenParts: return "hidden-parts";
    case Loose::kCharset: return "charset";
    case Loose::kEncoding: return "encoding";
    case Loose::kDisposition: return "disposition";
    case Loose::kTooLong: return "too-long";
  }
  return "none";
}

Loose looseness(const Facts& facts, const proof::Signature& signature) {
  const mail::Message& message = facts.context.message;
  const Coverage version = facts.coverage(signature, "mime-version"), type = facts.coverage(signature, "content-type"),
                 encoding = facts.coverage(signature, "content-transfer-encoding"),
                 disposition = facts.coverage(signature, "content-disposition");
  for (const Coverage* c : {&version, &type, &encoding})
    if (c->fields.size() > 1 && c->unsigned_count > 0) return Loose::kDuplicate;
  for (const std::string_view field : {"mime-version", "content-type", "content-transfer-encoding"})
    if (facts.seen_twice_by_others(field)) return Loose::kDuplicate;
  if (facts.scan.body_may_begin_early) return Loose::kHeaderEnd;
  if (message.parts.empty()) return Loose::kNone;
  const Part& part = message.parts.front();
  const Fixed fixed{is_fixed(version), is_fixed(type), is_fixed(encoding)};
  // Without MIME-Version a strict program shows the source (RFC 2045 section 4), a lenient one the parts.
  const bool mime_matters = part.is_multipart() || !is_identity_label(part.encoding_label) || part.subtype != "plain" || part.type != "text";
  if (version.fields.empty() && mime_matters) return Loose::kStructure;
  for (const int field : type.fields)
    if (reads_in_two_ways(message.fields[static_cast<std::size_t>(field)].value)) return Loose::kStructure;
  if (disposition.unsigned_count > 0 && !part.is_multipart() && part.disposition == "attachment") return Loose::kDisposition;
  return part.is_multipart() ? loose_multipart(facts, part, fixed) : loose_single(message, part, fixed);
}

}  // namespace winnow::check
