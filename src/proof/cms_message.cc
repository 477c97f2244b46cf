#include "proof/cms_message.h"

#include <optional>

#include "base/limits.h"
#include "base/text.h"

namespace winnow::proof {
namespace {

// Object identifiers in DER, without tag and length: 1.2.840.113549.1.7.N and 1.2.840.113549.1.9.16.1.N.
constexpr std::string_view kPkcs7 = "\x2A\x86\x48\x86\xF7\x0D\x01\x07";
constexpr std::string_view kSmimeType = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01";

constexpr unsigned char kInteger = 0x02, kObject = 0x06, kEnumerated = 0x0A, kUtf8 = 0x0C, kVisible = 0x1A, kSequence = 0x30, kSet = 0x31;

struct Element {
  unsigned char tag = 0;
  std::string_view content;      // of an indefinite length: everything that follows
};

// Takes the element at the front of `text`. Tags of one byte only, as all here are.
std::optional<Element> take(std::string_view& text) {
  if (text.size() < 2) return std::nullopt;
  Element element{static_cast<unsigned char>(text[0]), {}};
  const unsigned char first = static_cast<unsigned char>(text[1]);
  text.remove_prefix(2);
  std::size_t length = first;
  if (first == 0x80) {
    length = text.size();
  } else if (first > 0x80) {
    const std::size_t count = first & 0x7FU;
    if (count > 4 || count > text.size()) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = (length << 8) | static_cast<unsigned char>(text[i]);
    text.remove_prefix(count);
  }
  element.content = text.substr(0, std::min(length, text.size()));
  text.remove_prefix(element.content.size());
  return element.content.size() == length ? std::optional(element) : std::nullopt;
}

// The length of the whole may go beyond what is at hand.
std::optional<std::string_view> enter(std::string_view text, unsigned char tag) {
  if (text.size() < 2 || static_cast<unsigned char>(text[0]) != tag) return std::nullopt;
  const unsigned char first = static_cast<unsigned char>(text[1]);
  const std::size_t skip = 2 + (first > 0x80 ? first & 0x7FU : 0U);
  if (skip > 6 || skip > text.size()) return std::nullopt;
  return text.substr(skip);
}

}  // namespace

CmsKind cms_kind(std::string_view der) {
  auto inside = enter(der, kSequence);
  if (!inside) return CmsKind::kNone;
  const auto type = take(*inside);
  if (!type || type->tag != kObject) return CmsKind::kNone;
  const auto last_of = [&](std::string_view arc) {
    return type->content.size() == arc.size() + 1 && type->content.starts_with(arc) ? type->content.back() : '\0';
  };
  switch (last_of(kPkcs7)) {
    case 2: return CmsKind::kSigned;
    case 3:                                          // enveloped
    case 4:                                          // signed and enveloped (RFC 2315)
    case 6: return CmsKind::kEncrypted;
    case 1:
    case 5: return CmsKind::kOther;                  // data, digested
    default: break;
  }
  switch (last_of(kSmimeType)) {
    case 9: return CmsKind::kCompressed;             // RFC 3274
    case 23: return CmsKind::kEncrypted;             // RFC 5083, authEnvelopedData
    case 2: return CmsKind::kOther;                  // authenticated by a shared key
    default: return CmsKind::kNone;
  }
}

std::vector<std::pair<std::string, std::string>> read_secure_headers(std::string_view der) {
  std::vector<std::pair<std::string, std::string>> out;
  auto outer = take(der);
  if (!outer || outer->tag != kSet) return {};
  while (auto member = take(outer->content)) {
    if (member->tag == kEnumerated) continue;         // the canonical form: values are compared unfolded in either
    if (member->tag != kSequence) return {};
    while (auto field = take(member->content)) {
      if (field->tag != kSequence || out.size() >= limits::kSignatures) return {};
      const auto name = take(field->content), value = take(field->content), status = take(field->content);
      if (!name || name->tag != kVisible || !value || value->tag != kUtf8) return {};
      // 0: a copy of the mail's field, the default; 1 deleted, 2 modified: not what is shown (section 3.2).
      const bool copy = !status || (status->tag == kInteger && status->content == std::string_view("\0", 1));
      if (copy) out.emplace_back(lower(trim(name->content)), std::string(value->content));
    }
  }
  return out;
}

}  // namespace winnow::proof
