// The locale under which libarchive decodes names.
#pragma once

#include <clocale>
#include <locale.h>  // NOLINT: newlocale is POSIX

namespace winnow::box {

// libarchive turns names that an archive declares as UTF-8 or UTF-16 into the charset of the thread's locale, and in the C
// locale everything but ASCII would be lost. While this lives, the thread's locale is C.UTF-8 where the system has it.
class Utf8Locale {
 public:
  Utf8Locale();
  ~Utf8Locale();
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t before_;
};

}  // namespace winnow::box
