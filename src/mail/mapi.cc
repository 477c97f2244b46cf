#include "mail/mapi.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/cursor.h"
#include "base/limits.h"
#include "mail/charset.h"

namespace winnow::mail {
namespace {

using namespace mapi;

constexpr std::uint16_t kFirstNamed = 0x8000;

// Bytes that a value of fixed size takes in the list; 0: it says its size itself; nullopt: no such type.
std::optional<std::size_t> fixed_size(std::uint16_t type) {
  switch (type) {
    case kInteger16: case kBoolean: case kInteger32: case kFloating32: case kErrorCode: return 4;  // small ones are padded
    case kFloating64: case kCurrency: case kFloatingTime: case kInteger64: case kTime: return 8;
    case kGuid: return 16;
    case kObject: case kString8: case kString: case kBinary: return 0;
    default: return std::nullopt;
  }
}

Bytes take_padded(Cursor& in, std::uint32_t size) {
  const Bytes value = in.take(size);
  const std::uint32_t padding = (4 - size % 4) % 4;
  in.take(std::min<std::uint64_t>(padding, in.left()));  // writers leave out the last padding
  return value;
}

void skip_name(Cursor& in) {
  constexpr std::uint32_t kNameIsText = 1;
  in.take(16);
  if (in.u32le() == kNameIsText) take_padded(in, in.u32le());
  else in.u32le();
}

}  // namespace

MapiProperties read_mapi_properties(Bytes list) {
  MapiProperties out;
  Cursor in(list);
  const std::uint32_t count = in.u32le();
  for (std::uint32_t i = 0; i < count && !in.failed() && i < limits::kMapiProperties; ++i) {
    MapiProperty property;
    const std::uint16_t type = in.u16le();
    property.id = in.u16le();
    property.type = type & static_cast<std::uint16_t>(~kMultiple);
    property.named = property.id >= kFirstNamed;
    if (property.named) skip_name(in);
    const auto size = fixed_size(property.type);
    if (!size) break;
    // Strings, binaries and objects are counted even where there is one value.
    const std::uint32_t values = (type & kMultiple) != 0 || *size == 0 ? in.u32le() : 1;
    for (std::uint32_t n = 0; n < values && !in.failed(); ++n) {
      const Bytes value = *size != 0 ? in.take(*size) : take_padded(in, in.u32le());
      if (n == 0) property.value = value;
    }
    if (in.failed()) break;
    out.properties.push_back(property);
  }
  out.whole = !in.failed() && out.properties.size() == count && in.at_end();
  return out;
}

const MapiProperty* MapiProperties::find(std::uint16_t id) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const MapiProperty& p) { return p.id == id && !p.named; });
  return found == properties.end() ? nullptr : &*found;
}

std::size_t MapiProperties::count(std::uint16_t id) const {
  return static_cast<std::size_t>(std::count_if(properties.begin(), properties.end(),
                                                [&](const MapiProperty& p) { return p.id == id && !p.named; }));
}

std::string MapiProperties::text(std::uint16_t id, std::string_view charset) const {
  const MapiProperty* const property = find(id);
  return property == nullptr ? std::string() : mapi_text(*property, charset);
}

std::optional<std::uint32_t> MapiProperties::number(std::uint16_t id) const {
  const MapiProperty* const property = find(id);
  if (property == nullptr || property->type != kInteger32) return std::nullopt;
  return Cursor(property->value).u32le();
}

std::optional<std::int64_t> MapiProperties::time(std::uint16_t id) const {
  const MapiProperty* const property = find(id);
  if (property == nullptr || property->type != kTime) return std::nullopt;
  // 100 ns since 1601-01-01 (MS-DTYP section 2.3.3).
  constexpr std::uint64_t kTicksPerSecond = 10'000'000;
  constexpr std::int64_t kFrom1601To1970 = 11'644'473'600;
  return static_cast<std::int64_t>(Cursor(property->value).u64le() / kTicksPerSecond) - kFrom1601To1970;
}

std::string mapi_text(const MapiProperty& property, std::string_view charset) {
  std::string_view value = as_text(property.value);
  if (property.type == kString) {
    for (std::size_t at = 0; at + 1 < value.size(); at += 2)
      if (value[at] == '\0' && value[at + 1] == '\0') return to_utf8(value.substr(0, at), "utf-16le");
    return to_utf8(value, "utf-16le");
  }
  if (property.type != kString8) return {};
  return to_utf8(value.substr(0, value.find('\0')), charset);
}

std::string charset_of_code_page(std::uint32_t code_page) {
  constexpr std::uint32_t kUtf8 = 65001, kAscii = 20127, kLatin1 = 28591, kLatin9 = 28605;
  if (code_page == kUtf8) return "utf-8";
  if (code_page == kAscii) return "us-ascii";
  if (code_page >= kLatin1 && code_page <= kLatin9) return fmt::format("iso-8859-{}", code_page - kLatin1 + 1);
  if (code_page == 0 || code_page > kUtf8) return {};
  const std::string label = fmt::format("windows-{}", code_page);
  return is_known_charset(label) ? label : is_known_charset(fmt::format("cp{}", code_page)) ? fmt::format("cp{}", code_page) : "";
}

}  // namespace winnow::mail
