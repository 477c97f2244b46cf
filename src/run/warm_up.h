// What must be read from files before the sandbox closes.
#pragma once

namespace winnow::run {

// Makes every library load what it loads on first use: the locale, ICU's data, OpenSSL's configuration and algorithms,
// the public suffix list, libarchive's converters. Once a process, before enter_sandbox().
void warm_up();

}  // namespace winnow::run
