#include "mail/charset.h"

#include <unicode/ucnv.h>

#include <memory>
#include <vector>

#include "base/text.h"

namespace winnow::mail {
namespace {

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

// Labels that mail writes and what is meant by them: where a charset has a superset that senders really use, the superset.
struct Alias { std::string_view label, meaning; };
constexpr Alias kAliases[] = {
    {"iso-8859-1", "windows-1252"}, {"latin1", "windows-1252"},     {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"}, {"iso-8859-1-windows-3.1-latin-1", "windows-1252"},
    {"ansi_x3.4-1968", "us-ascii"}, {"ascii", "us-ascii"},          {"7bit", "us-ascii"},
    {"8bit", ""},                   {"unknown-8bit", ""},           {"x-unknown", ""},
    {"unknown", ""},                {"default_charset", ""},        {"default", ""},
    {"gb2312", "gb18030"},          {"gb_2312-80", "gb18030"},      {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},           {"cp936", "gb18030"},           {"hz-gb2312", "hz-gb-2312"},
    {"ks_c_5601-1987", "windows-949"}, {"euc-kr", "windows-949"},   {"ksc5601", "windows-949"},
    {"shift_jis", "windows-31j"},   {"shift-jis", "windows-31j"},   {"sjis", "windows-31j"},
    {"x-sjis", "windows-31j"},      {"iso-8859-9", "windows-1254"}, {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},     {"big5", "big5-hkscs"},         {"utf8", "utf-8"},
    {"x-utf-8", "utf-8"},           {"utf-8mb4", "utf-8"},          {"unicode-1-1-utf-7", "utf-7"},
    {"iso-8859-8-i", "iso-8859-8"}, {"iso-8859-8-e", "iso-8859-8"}, {"iso-8859-6-i", "iso-8859-6"},
    {"iso-8859-6-e", "iso-8859-6"}, {"x-mac-roman", "macintosh"},
};

constexpr std::size_t kLabelOctets = 64;     // longer labels are no charset
constexpr std::size_t kOpenConverters = 16;  // kept per thread; more than a mailbox of the whole world uses

std::string meaning(std::string_view label) {
  label = trim(label);
  while (!label.empty() && (label.front() == '"' || label.front() == '\'')) label.remove_prefix(1);
  while (!label.empty() && (label.back() == '"' || label.back() == '\'')) label.remove_suffix(1);
  if (label.size() > kLabelOctets || label.find('\0') != std::string_view::npos) return {};
  std::string name = lower(label);
  for (const Alias& alias : kAliases)
    if (alias.label == name) return std::string(alias.meaning);
  return name;
}

// nullptr when ICU knows no such charset. The converter is the thread's own and comes reset.
UConverter* converter_for(const std::string& name) {
  struct Entry { std::string name; Converter converter; };
  thread_local std::vector<Entry> open;
  for (Entry& entry : open)
    if (entry.name == name) {
      if (entry.converter) ucnv_reset(entry.converter.get());
      return entry.converter.get();
    }
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &error));
  if (U_FAILURE(error)) converter.reset();
  if (open.size() >= kOpenConverters) open.erase(open.begin());
  open.push_back({name, std::move(converter)});
  return open.back().converter.get();
}

std::string converted(UConverter* converter, std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  const char* from = text.data();
  const char* const end = from + text.size();
  char16_t units[2048];
  std::u16string pending;  // a high surrogate at the end of a block
  for (bool more = true; more;) {
    UErrorCode error = U_ZERO_ERROR;
    char16_t* to = units;
    ucnv_toUnicode(converter, &to, units + std::size(units), &from, end, nullptr, true, &error);
    more = error == U_BUFFER_OVERFLOW_ERROR;
    pending.append(units, to);
    std::size_t i = 0;
    for (; i < pending.size(); ++i) {
      const char16_t unit = pending[i];
      const bool high = unit >= 0xD800 && unit < 0xDC00;
      if (high && i + 1 == pending.size() && more) break;
      if (high && i + 1 < pending.size() && pending[i + 1] >= 0xDC00 && pending[i + 1] < 0xE000) {
        append_utf8(out, 0x10000 + ((static_cast<char32_t>(unit) - 0xD800) << 10) + (pending[i + 1] - 0xDC00u));
        ++i;
      } else {
        append_utf8(out, unit >= 0xD800 && unit < 0xE000 ? U'\uFFFD' : static_cast<char32_t>(unit));
      }
    }
    pending.erase(0, i);
    if (U_FAILURE(error) && !more) break;
  }
  return out;
}

std::string guessed(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  UConverter* western = converter_for("windows-1252");
  return western == nullptr ? to_valid_utf8(text) : converted(western, text);
}

bool is_utf16(std::string_view name) { return name.starts_with("utf-16") || name.starts_with("utf-32") || name == "ucs-2"; }

}  // namespace

std::string to_utf8(std::string_view text, std::string_view charset) {
  const std::string name = meaning(charset);
  const bool stateful = name == "utf-7" || name.starts_with("iso-2022") || name.starts_with("hz-") || is_utf16(name);
  if (name.empty() || name == "us-ascii") return guessed(text);
  if (name == "utf-8") return is_utf8(text) ? std::string(text) : to_valid_utf8(text);
  if (!stateful && is_ascii(text)) return std::string(text);
  UConverter* converter = converter_for(name);
  if (converter == nullptr) return guessed(text);
  return converted(converter, text);
}

bool is_known_charset(std::string_view charset) {
  const std::string name = meaning(charset);
  return !name.empty() && (name == "utf-8" || name == "us-ascii" || converter_for(name) != nullptr);
}

std::string_view charset_by_meta(std::string_view html) {
  constexpr std::size_t kLook = 1024;  // WHATWG HTML, "prescan a byte stream to determine its encoding"
  const std::string head = lower(html.substr(0, kLook));
  const std::size_t meta = head.find("<meta");
  std::size_t at = meta == std::string::npos ? meta : head.find("charset=", meta);
  if (at == std::string::npos) return {};
  at += 8;
  while (at < head.size() && (head[at] == '"' || head[at] == '\'')) ++at;
  const std::size_t end = head.find_first_of("\"' />;\r\n\t", at);
  return html.substr(at, (end == std::string::npos ? head.size() : end) - at);
}

std::string_view charset_by_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (text.starts_with("\xFF\xFE")) return "utf-16le";
  if (text.starts_with("\xFE\xFF")) return "utf-16be";
  return {};
}

}  // namespace winnow::mail
