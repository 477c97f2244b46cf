#include "check/pinned.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "check/body_reading.h"
#include "check/entity_claims.h"
#include "check/facts.h"
#include "check/two_readings.h"
#include "check/unsigned_fields.h"
#include "check/words.h"
#include "mail/charset.h"

namespace winnow::check {
namespace {

using mail::Part;

// Preambles that mail programs write; they say nothing to a reader of MIME. Compared without the line ends.
constexpr std::array<std::string_view, 6> kPreambles = {
    "This is a multi-part message in MIME format.",
    "This is a multipart message in MIME format.",
    "This is a cryptographically signed message in MIME format.",
    "This is an S/MIME signed message",
    "This is an OpenPGP/MIME signed message (RFC 4880 and 3156)",
    "This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)",
};

// Charsets in which a byte below 0x80 means its ASCII character whatever stands around it.
bool extends_ascii(std::string_view charset) {
  for (const std::string_view prefix : {"us-ascii", "ascii", "utf-8", "utf8", "iso-8859-", "iso8859-", "windows-125", "cp125", "koi8-",
                                        "latin", "tis-620", "ansi_x3.4"})
    if (charset.starts_with(prefix)) return true;
  return charset.empty();
}
// Here two signs of ASCII may be shown as others: a currency for the backslash, a line for the tilde.
bool nearly_extends_ascii(std::string_view charset) {
  for (const std::string_view prefix : {"euc-", "gb2312", "gbk", "gb18030", "big5", "shift_jis", "ks_c_5601"})
    if (charset.starts_with(prefix)) return true;
  return false;
}
// Whether an ASCII text says the same under `charset` as it does in ASCII.
bool reads_as_ascii(std::string_view text, std::string_view charset) {
  return extends_ascii(charset) || (nearly_extends_ascii(charset) && text.find_first_of("\\~") == std::string_view::npos);
}
bool is_utf8_name(std::string_view charset) { return charset == "utf-8" || charset == "utf8"; }

bool is_identity_label(std::string_view label) {
  return label.empty() || label == "7bit" || label == "8bit" || label == "binary" || label == "7-bit" || label == "8-bit";
}

std::string_view body_of(const mail::Message& message) {
  return as_text(message.bytes).substr(message.body.begin, message.body.size());
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
  // Unsigned, the declared encoding must be the one that the body betrays by itself; nothing betrayed means plain text.
  if (!fixed.encoding && betrayed_encoding(body) != part.encoding) {
    const bool no_effect = part.encoding == mail::Encoding::kQuotedPrintable && body.find('=') == std::string_view::npos;
    if (!no_effect) return Loose::kEncoding;
  }
  if (fixed.type) return Loose::kNone;
  const bool plain = part.type == "text" && part.subtype == "plain", html = part.type == "text" && part.subtype == "html";
  if (!plain && !html) return Loose::kType;
  const std::string decoded = mail::decode_body(message, part, limits::kTextBytes);
  const bool ascii = is_ascii(decoded);
  const bool escape = decoded.find('\x1b') != std::string::npos || decoded.find('\0') != std::string::npos;
  // Where no field names a charset, programs take the one that HTML names itself.
  const std::string charset = html && part.charset.empty() ? lower(mail::charset_by_meta(decoded)) : part.charset;
  if (escape || (ascii ? !reads_as_ascii(decoded, charset) : !(is_utf8_name(part.charset) && is_utf8(decoded)))) return Loose::kCharset;
  if (html != is_markup(decoded)) return Loose::kType;
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
std::optional<std::vector<Word>> visible_words(const Facts& facts, int root) {
  const mail::Message& message = facts.context.message;
  std::vector<Word> all;
  for (std::size_t i = static_cast<std::size_t>(root); i < message.parts.size(); ++i) {
    bool inside = static_cast<int>(i) == root;
    for (int up = message.parts[i].parent; up >= 0 && !inside; up = message.parts[static_cast<std::size_t>(up)].parent) inside = up == root;
    const Part& part = message.parts[i];
    if (!inside || part.type != "text") continue;
    const auto more = facts.texts.words_of(static_cast<int>(i));
    if (!more) return std::nullopt;
    all.insert(all.end(), more->begin(), more->end());
  }
  return all;
}

constexpr std::size_t kWordsOfAText = 20;

// Read as multipart/alternative only the last part is seen. That hides nothing when the last holds the words of the others;
// what programs add to a plain text by themselves ("image", link texts) may be missing.
Loose loose_alternative(const Facts& facts, const std::vector<int>& parts) {
  const mail::Message& message = facts.context.message;
  // Two texts of one kind are two texts, as two versions of a contract are, and so are two with file names.
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = message.parts[static_cast<std::size_t>(parts[i])];
    if (part.disposition == "attachment" || (part.type == "text" && !part.name.empty())) return Loose::kSubtype;
    for (std::size_t j = 0; j < i; ++j) {
      const Part& before = message.parts[static_cast<std::size_t>(parts[j])];
      if (before.type == part.type && before.subtype == part.subtype) return Loose::kSubtype;
    }
  }
  const auto shown = visible_words(facts, parts.back());
  if (!shown) return Loose::kTooLong;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const auto hidden = visible_words(facts, parts[i]);
    if (!hidden) return Loose::kTooLong;
    // Both ways: a short text is easily lost in a long one that happens to hold its words.
    const auto [lost, added] = difference(*hidden, *shown);
    const std::size_t few = hidden->size() >= kWordsOfAText ? 2 : 0;
    if (lost > few + hidden->size() / 20 || added > 2 * few + 4 + hidden->size() / 4) return Loose::kSubtype;
  }
  return Loose::kNone;
}

bool names_start(const mail::Message& message) {
  const mail::Field* type = message.find("Content-Type");
  return type != nullptr && lower(type->value).find("start") != std::string::npos;
}

// Content-Type is not signed, but the frame is. Would another kind of multipart in the same frame show other words?
Loose loose_subtype(const Facts& facts, const Part& part) {
  const mail::Message& message = facts.context.message;
  const std::vector<int> parts = children(message, 0);
  const auto is_text = [&](int index) {
    const Part& child = message.parts[static_cast<std::size_t>(index)];
    return child.type == "text" || child.type == "multipart" || child.type == "message";
  };
  if (part.subtype == "mixed") return Loose::kNone;
  // report shows its first part; what a mail server adds to it are messages (RFC 6522 section 3).
  if (part.subtype == "report")
    return std::all_of(parts.begin() + (parts.empty() ? 0 : 1), parts.end(), [&](int i) { return message.parts[static_cast<std::size_t>(i)].type == "message"; })
               ? Loose::kNone : Loose::kSubtype;
  // signed shows the first part and takes the last for its signature; encrypted shows what it can open, or nothing.
  const Part* last = parts.empty() ? nullptr : &message.parts[static_cast<std::size_t>(parts.back())];
  if (part.subtype == "signed")
    return parts.size() == 2 && last->type == "application" && last->subtype.ends_with("signature") ? Loose::kNone : Loose::kSubtype;
  if (part.subtype == "alternative") return parts.size() < 2 ? Loose::kNone : loose_alternative(facts, parts);
  // related shows its first part, or the one that start= names, and takes the others for its pictures (RFC 2387).
  if (part.subtype == "related" && !names_start(message))
    return std::none_of(parts.begin() + (parts.empty() ? 0 : 1), parts.end(), is_text) ? Loose::kNone : Loose::kSubtype;
  return Loose::kSubtype;
}

Loose loose_multipart(const Facts& facts, const Part& part, const Fixed& fixed) {
  const mail::Message& message = facts.context.message;
  if (part.delimiters.empty()) return Loose::kStructure;        // the declared boundary occurs nowhere: every program guesses
  if (!is_identity_label(part.encoding_label)) return Loose::kEncoding;   // forbidden (RFC 2045 section 6.4), read differently
  if (fixed.type) return Loose::kNone;
  if (!is_framed(message, part)) return Loose::kPreamble;
  return loose_subtype(facts, part);
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
    case Loose::kBlanks: return "blanks";
    case Loose::kFlowed: return "flowed";
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
    if (c->fields.size() > 1) return Loose::kDuplicate;
  for (const std::string_view field : {"mime-version", "content-type", "content-transfer-encoding", "content-disposition"})
    if (facts.seen_twice_by_others(field)) return Loose::kDuplicate;
  if (facts.scan.body_may_begin_elsewhere) return Loose::kHeaderEnd;
  if (message.parts.empty()) return Loose::kNone;
  const Part& part = message.parts.front();
  const Fixed fixed{is_fixed(version), is_fixed(type), is_fixed(encoding)};
  // Without MIME-Version a strict program shows the source (RFC 2045 section 4), a lenient one the parts.
  const bool mime_matters = part.is_multipart() || !is_identity_label(part.encoding_label) || part.subtype != "plain" || part.type != "text";
  if (version.fields.empty() && mime_matters) return Loose::kStructure;
  const auto all = [&](const Coverage& c, auto&& holds) {
    return std::all_of(c.fields.begin(), c.fields.end(), [&](int field) { return holds(message.fields[static_cast<std::size_t>(field)].value); });
  };
  if (!fixed.version && mime_matters && !all(version, is_plain_version)) return Loose::kStructure;
  if (!fixed.type && !all(type, is_plain_type)) return Loose::kStructure;
  if (!all(type, [](std::string_view value) { return !reads_in_two_ways(value); })) return Loose::kStructure;
  if (!fixed.encoding && !all(encoding, is_plain_encoding)) return Loose::kEncoding;
  if (has_two_structures(message, !signature.body_simple || !signature.header_simple)) return Loose::kStructure;
  if (holds_loose_entity(message)) return Loose::kStructure;
  if (!signature.body_simple)
    if (const Loose loose = facts.relaxed_body(); loose != Loose::kNone) return loose;
  // An unknown disposition is an attachment (RFC 2183 section 2.8); programs take what has a file name for one as well, and
  // read its type off the name.
  const bool shown_inline = disposition.fields.size() == 1 && part.disposition == "inline" && part.name.empty();
  const bool named = !fixed.type && !part.is_multipart() && !part.name.empty();
  if ((disposition.unsigned_count > 0 && !shown_inline) || named) return Loose::kDisposition;
  return part.is_multipart() ? loose_multipart(facts, part, fixed) : loose_single(message, part, fixed);
}

}  // namespace winnow::check
