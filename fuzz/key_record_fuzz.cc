// Key records: reading is the same with and without its dress of quotes, and a key that is read has numbers.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "proof/key_record.h"
#include "proof/tag_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow::proof;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const KeyRecord record = read_key_record(text);
  if (record.key && (record.key->bits() == 0 || record.key->modulus.empty())) std::abort();
  if (record.fault == KeyFault::kNone && !record.key) std::abort();
  if (record.key && record.key->bits() <= 4096) VerifyingKey::make(*record.key);
  if (text.find_first_of("\"\\") == std::string::npos) {
    const KeyRecord quoted = read_key_record('"' + text + '"');
    if (quoted.fault != record.fault || quoted.testing != record.testing) std::abort();
  }
  const TagList tags = TagList::read(text);
  for (const Tag& tag : tags.tags())
    if (tag.value_begin > tag.value_end || tag.value_end > text.size()) std::abort();
  return 0;
}
