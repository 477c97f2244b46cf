// MAPI properties as TNEF carries them (MS-OXTNEF section 2.1.3.4): a counted list of tagged values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace winnow::mail {

// Property ids that winnow reads (MS-OXPROPS).
namespace mapi {
inline constexpr std::uint16_t kMessageClass = 0x001A, kSubject = 0x0037, kClientSubmitTime = 0x0039,
    kSentRepresentingName = 0x0042, kSentRepresentingAddressType = 0x0064, kSentRepresentingAddress = 0x0065,
    kTnefCorrelationKey = 0x007F, kSenderName = 0x0C1A, kSenderAddressType = 0x0C1E, kSenderAddress = 0x0C1F,
    kBody = 0x1000, kRtfCompressed = 0x1009, kBodyHtml = 0x1013, kInternetMessageId = 0x1035, kDisplayName = 0x3001,
    kAttachData = 0x3701, kAttachFilename = 0x3704, kAttachMethod = 0x3705, kAttachLongFilename = 0x3707,
    kInternetCodepage = 0x3FDE, kSenderSmtpAddress = 0x5D01, kSentRepresentingSmtpAddress = 0x5D02;

// Property types (MS-OXCDATA section 2.11.1).
inline constexpr std::uint16_t kInteger16 = 0x0002, kInteger32 = 0x0003, kFloating32 = 0x0004, kFloating64 = 0x0005,
    kCurrency = 0x0006, kFloatingTime = 0x0007, kErrorCode = 0x000A, kBoolean = 0x000B, kObject = 0x000D, kInteger64 = 0x0014,
    kString8 = 0x001E, kString = 0x001F, kTime = 0x0040, kGuid = 0x0048, kBinary = 0x0102, kMultiple = 0x1000;
}  // namespace mapi

// One property; of several values the first. Strings keep their closing zero bytes.
struct MapiProperty {
  std::uint16_t id = 0, type = 0;        // `type` without the mark of multiple values
  bool named = false;                    // an id of 0x8000 and above, which means something only with its name
  Bytes value;
};

struct MapiProperties {
  std::vector<MapiProperty> properties;
  bool whole = true;                     // every value that the list counts is inside it, and nothing stands behind it

  // The first of that id that is not named; nullptr when there is none.
  const MapiProperty* find(std::uint16_t id) const;
  // How many there are of that id.
  std::size_t count(std::uint16_t id) const;
  // A string property as UTF-8, 8-bit ones by `charset`; "" where it is absent or no string.
  std::string text(std::uint16_t id, std::string_view charset) const;
  std::optional<std::uint32_t> number(std::uint16_t id) const;
  // A PtypTime as Unix seconds.
  std::optional<std::int64_t> time(std::uint16_t id) const;
};

// Reads as far as the list can be read. The properties are views into `list`.
MapiProperties read_mapi_properties(Bytes list);

// A value of a string property as UTF-8, without its closing zeros.
std::string mapi_text(const MapiProperty& property, std::string_view charset);

// The charset of a Windows code page number, as an ICU label; "" for an unknown one.
std::string charset_of_code_page(std::uint32_t code_page);

}  // namespace winnow::mail
