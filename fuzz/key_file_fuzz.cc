// Keys files: every key that is read has a name and a record, notes point at lines that exist, and each key, written as
// a JSON line, is read again as the same key.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "proof/key.h"

namespace {

std::string as_json(const winnow::proof::Key& key) {
  std::string out;
  winnow::JsonWriter json(out);
  json.begin_object().key("domain").string(key.domain).key("selector").string(key.selector);
  json.key("record").string(key.record).end_object();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow::proof;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const KeyFile file = read_keys(text, "keys", false, std::nullopt);
  const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const KeyFileNote& note : file.notes)
    if (note.line == 0 || note.line > lines || note.reason.empty()) std::abort();
  for (const Key& key : file.keys) {
    if (key.domain.empty() || key.selector.empty() || key.record.empty()) std::abort();
    if (!winnow::is_utf8(key.domain + key.selector + key.record)) continue;
    const KeyFile again = read_keys(as_json(key), "keys", false, std::nullopt);
    if (again.keys.size() != 1 || again.keys[0].record != key.record || again.keys[0].domain != key.domain) std::abort();
  }
  return 0;
}
