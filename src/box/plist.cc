// Property lists: the form in XML (the DTD "PropertyList-1.0"), read by the few elements that a dictionary of scalars needs, and the
// binary one ("bplist00": objects, a table of their offsets, a trailer of 32 bytes; all numbers big-endian).
#include "box/plist.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace winnow::box {
namespace {

constexpr std::string_view kBinaryMagic = "bplist00";
constexpr std::string_view kSpace = " \t\r\n";

// Whole seconds or counts; nothing that a 64-bit number does not hold.
std::optional<std::int64_t> whole(double value) {
  if (!(value > -9e18 && value < 9e18)) return std::nullopt;
  return static_cast<std::int64_t>(std::trunc(value));
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  text = trim(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (rest.empty()) return value;
  double real = 0;
  const auto [real_end, real_error] = std::from_chars(text.data(), text.data() + text.size(), real);
  if (real_error != std::errc{} || real_end != text.data() + text.size()) return std::nullopt;
  return whole(real);
}

std::string text_value(std::string_view raw) { return to_valid_utf8(raw.substr(0, limits::kPlistTextBytes)); }

// ---- XML ----

// The five entities of XML and character references; anything else stays as it is.
std::string unescaped(std::string_view raw) {
  raw = raw.substr(0, limits::kPlistTextBytes);
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t mark = std::min(raw.find('&', at), raw.size());
    out.append(raw.substr(at, mark - at));
    at = mark;
    if (at == raw.size()) break;
    const std::size_t end = raw.substr(at, 12).find(';');
    const std::string_view name = end == std::string_view::npos ? std::string_view() : raw.substr(at + 1, end - 1);
    std::uint32_t code = 0;
    if (name == "amp") code = '&';
    else if (name == "lt") code = '<';
    else if (name == "gt") code = '>';
    else if (name == "quot") code = '"';
    else if (name == "apos") code = '\'';
    else if (name.size() > 1 && name[0] == '#') {
      const bool hex = name[1] == 'x';
      const std::string_view digits = name.substr(hex ? 2 : 1);
      const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
      if (error != std::errc{} || stop != digits.data() + digits.size() || code > 0x10FFFF) code = 0;
    }
    if (code == 0) {
      out.push_back(raw[at++]);
      continue;
    }
    append_utf8(out, code);
    at += end + 1;
  }
  return to_valid_utf8(out);
}

struct Element {
  std::string_view name;
  std::string_view content;      // what stands up to the next tag; empty where the element closes itself
  bool closes = false, empty = false;
};

class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : text_(text) {}

  Plist read() {
    Plist out;
    int depth = 0;               // dictionaries and arrays around
    std::optional<std::string> key;
    while (const auto element = next()) {
      const bool holds = element->name == "dict" || element->name == "array";
      if (holds && element->closes) {
        if (--depth == 0) return out.complete = true, out;
        continue;
      }
      if (holds && !element->empty) {
        if (depth++ == 0 && element->name == "array") return out;
        if (depth > 1) key.reset();
        if (depth > kDepth) return out;
        continue;
      }
      if (depth != 1 || element->closes) continue;
      if (element->name == "key") key = unescaped(element->content);
      else if (key) add(std::move(*std::exchange(key, std::nullopt)), *element, out);
      if (out.entries.size() >= limits::kPlistEntries) return out;
    }
    return out;
  }

 private:
  static constexpr int kDepth = 100;

  // The next element that is no comment, declaration or instruction.
  std::optional<Element> next() {
    for (;;) {
      const std::size_t begin = text_.find('<', at_);
      if (begin == std::string_view::npos) return std::nullopt;
      if (text_.substr(begin).starts_with("<!--")) {
        const std::size_t end = text_.find("-->", begin);
        if (end == std::string_view::npos) return std::nullopt;
        at_ = end + 3;
        continue;
      }
      const std::size_t end = text_.find('>', begin);
      if (end == std::string_view::npos) return std::nullopt;
      at_ = end + 1;
      std::string_view tag = text_.substr(begin + 1, end - begin - 1);
      if (tag.starts_with('?') || tag.starts_with('!')) continue;
      Element element;
      element.closes = tag.starts_with('/');
      element.empty = tag.ends_with('/');
      if (element.closes) tag.remove_prefix(1);
      element.name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
      if (!element.closes && !element.empty) element.content = text_.substr(at_, text_.substr(at_).find('<'));
      return element;
    }
  }

  static void add(std::string key, const Element& element, Plist& out) {
    if (element.name == "string" || element.name == "date") {
      out.entries.push_back({std::move(key), unescaped(element.content)});
    } else if (element.name == "true" || element.name == "false") {
      out.entries.push_back({std::move(key), std::int64_t{element.name == "true"}});
    } else if (element.name == "integer" || element.name == "real") {
      if (const auto number = parse_number(element.content)) out.entries.push_back({std::move(key), *number});
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// ---- binary ----

class BinaryReader {
 public:
  explicit BinaryReader(std::string_view bytes) : bytes_(bytes) {}

  Plist read() {
    Plist out;
    constexpr std::size_t kTrailer = 32;
    if (bytes_.size() < kBinaryMagic.size() + kTrailer) return out;
    const std::size_t trailer = bytes_.size() - kTrailer;
    offset_size_ = big(trailer + 6, 1);
    reference_size_ = big(trailer + 7, 1);
    objects_ = big(trailer + 8, 8);
    table_ = big(trailer + 24, 8);
    if (offset_size_ < 1 || offset_size_ > 8 || reference_size_ < 1 || reference_size_ > 8) return out;
    if (table_ > trailer || objects_ > (trailer - table_) / offset_size_) return out;
    const auto top = object(big(trailer + 16, 8));
    if (!top || top->kind != 0xD || top->count > limits::kPlistEntries) return out;
    for (std::uint64_t i = 0; i < top->count; ++i) {
      const auto key = object(reference(top->begin, i));
      const auto value = object(reference(top->begin, top->count + i));
      if (!key || !value) return out;
      const auto name = text(*key);
      if (!name) return out;
      if (auto entry = text(*value)) out.entries.push_back({*name, std::move(*entry)});
      else if (const auto number = scalar(*value)) out.entries.push_back({*name, *number});
    }
    out.complete = true;
    return out;
  }

 private:
  struct Object {
    unsigned kind = 0;           // upper half of the marker
    std::uint64_t count = 0;     // lower half, or the integer behind it
    std::size_t begin = 0;       // of its content
  };

  // A number of up to 8 bytes; zero beyond the end.
  std::uint64_t big(std::uint64_t at, std::uint64_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) return 0;
    std::uint64_t value = 0;
    for (std::uint64_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
    return value;
  }

  std::uint64_t reference(std::size_t begin, std::uint64_t index) const { return big(begin + index * reference_size_, reference_size_); }

  std::optional<Object> object(std::uint64_t number) const {
    if (number >= objects_) return std::nullopt;
    const std::uint64_t at = big(table_ + number * offset_size_, offset_size_);
    if (at < kBinaryMagic.size() || at >= table_) return std::nullopt;
    const unsigned marker = static_cast<unsigned char>(bytes_[at]);
    Object out{marker >> 4, marker & 15, at + 1};
    const bool counts = out.kind >= 4 && out.kind != 8;
    if (counts && out.count == 15) {
      const unsigned width = static_cast<unsigned>(big(out.begin, 1));
      if (width >> 4 != 1 || (width & 15) > 3) return std::nullopt;
      const std::uint64_t size = std::uint64_t{1} << (width & 15);
      out.count = big(out.begin + 1, size);
      out.begin += 1 + size;
    }
    // A reader that believed a count would read for ever: no object is longer than the list.
    if (counts && out.count > bytes_.size()) return std::nullopt;
    return out;
  }

  std::optional<std::string> text(const Object& object) const {
    if (object.begin > bytes_.size()) return std::nullopt;
    const std::string_view rest = bytes_.substr(object.begin);
    if (object.kind == 5) return text_value(rest.substr(0, object.count));
    if (object.kind != 6) return std::nullopt;
    std::string out;             // UTF-16, big-endian
    const std::uint64_t units = std::min<std::uint64_t>({object.count, rest.size() / 2, limits::kPlistTextBytes / 2});
    for (std::uint64_t i = 0; i < units; ++i) {
      char32_t code = static_cast<char32_t>(big(object.begin + 2 * i, 2));
      const char32_t next = i + 1 < units ? static_cast<char32_t>(big(object.begin + 2 * i + 2, 2)) : 0;
      if (code >= 0xD800 && code < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
        ++i;
      }
      append_utf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
    }
    return out;
  }

  std::optional<std::int64_t> scalar(const Object& object) const {
    if (object.kind == 0 && (object.count == 8 || object.count == 9)) return object.count == 9;
    if (object.kind == 1 && object.count <= 3)
      return static_cast<std::int64_t>(big(object.begin, std::uint64_t{1} << object.count));
    // Dates count seconds from 2001 as reals do from nothing: Apple Mail writes times as numbers.
    if (object.kind == 2 && object.count == 3) return whole(std::bit_cast<double>(big(object.begin, 8)));
    if (object.kind == 2 && object.count == 2)
      return whole(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(big(object.begin, 4)))));
    return std::nullopt;
  }

  std::string_view bytes_;
  std::uint64_t offset_size_ = 0, reference_size_ = 0, objects_ = 0, table_ = 0;
};

std::string_view without_space(Bytes bytes) {
  const std::string_view text = as_text(bytes);
  return text.substr(std::min(text.find_first_not_of(kSpace), text.size()));
}

template <typename Value>
const Value* find(const std::vector<PlistEntry>& entries, std::string_view key) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const PlistEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : std::get_if<Value>(&found->value);
}

}  // namespace

bool begins_plist(Bytes bytes) {
  const std::string_view text = without_space(bytes);
  return text.starts_with("<?xml") || text.starts_with("<!DOCTYPE plist") || text.starts_with("<plist") ||
         text.starts_with(kBinaryMagic);
}

Plist read_plist(Bytes bytes) {
  const std::string_view text = without_space(bytes);
  if (text.starts_with(kBinaryMagic)) return BinaryReader(text).read();
  return begins_plist(bytes) ? XmlReader(text).read() : Plist{};
}

const std::int64_t* Plist::number(std::string_view key) const { return find<std::int64_t>(entries, key); }
const std::string* Plist::text(std::string_view key) const { return find<std::string>(entries, key); }

}  // namespace winnow::box
