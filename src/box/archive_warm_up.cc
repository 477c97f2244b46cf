#include <iconv.h>

#include <ctime>

#include "base/bytes.h"
#include "box/archive_locale.h"
#include "box/box.h"

namespace winnow::box {

void warm_up_archives() {
  const Utf8Locale locale;
  tzset();  // zip keeps local times, and the C library reads the zone from a file on first use
  // The charsets in which archive formats keep names: zip and pax in UTF-8, 7z and rar in UTF-16.
  for (const char* const charset : {"UTF-8", "UTF-16LE", "UTF-16BE"}) {
    const iconv_t converter = iconv_open("UTF-8", charset);
    if (converter != reinterpret_cast<iconv_t>(-1)) iconv_close(converter);
  }
}

}  // namespace winnow::box
