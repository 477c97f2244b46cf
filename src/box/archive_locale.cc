#include "box/archive_locale.h"

namespace winnow::box {
namespace {

locale_t utf8_locale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
  return locale;
}

}  // namespace

Utf8Locale::Utf8Locale() : before_(uselocale(static_cast<locale_t>(nullptr))) {
  if (utf8_locale() != static_cast<locale_t>(nullptr)) uselocale(utf8_locale());
}

Utf8Locale::~Utf8Locale() { uselocale(before_); }

}  // namespace winnow::box
