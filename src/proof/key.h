// Public keys of mail signatures: how each is known, and how much it may prove (DESIGN section 3 "Keys").
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace winnow::proof {

// kFound: it came with the dump itself, in a certificate or a header field.
enum class KeyChannel : std::uint8_t { kDns, kRepository, kComputed, kGiven, kFound };
enum class KeyClass : std::uint8_t { kK1, kK2, kK3 };

std::string_view name(KeyChannel channel);
std::string_view name(KeyClass key_class);

// One candidate key under one name.
struct Key {
  std::string domain;                 // lower case A-label
  std::string selector;               // lower case
  std::string record;                 // the TXT text as found; "v=DKIM1; k=…; p=…" made from p= where only that is known
  KeyChannel channel = KeyChannel::kGiven;
  KeyClass key_class = KeyClass::kK2;
  bool vouched = false;               // from --vouch-keys: counts as K1 and every sentence says so
  std::string source;                 // where it was seen, for a person
  std::optional<std::int64_t> seen_from, seen_to;   // documented life, Unix seconds
  std::optional<std::int64_t> burned_from;          // from then on the key proves nothing; 0: always; absent: it was good when
                                                    // the bytes were fixed
  std::string burned_reason;          // catalogue id "burned.<reason>", empty if not burned
};

// Where verification looks keys up. Implementations never touch the network. Thread-compatible.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // Every candidate under selector._domainkey.domain, in a fixed order; the pointers live as long as the source.
  virtual std::vector<const Key*> find(std::string_view domain, std::string_view selector) const = 0;
  // Keys under other names that the same provider uses for this selector (research/mailauth.md section 2, 3).
  virtual std::vector<const Key*> find_family(std::string_view domain, std::string_view selector) const = 0;
  // Whether a TXT look-up failed for a while, which turns "nokey" into "temperror". No shipped source asks DNS: none says so.
  virtual bool temporary_failure(std::string_view, std::string_view) const { return false; }
};

// What was wrong in one line of a keys file.
struct KeyFileNote { std::uint64_t line = 0; std::string reason; };   // reason: catalogue id "key.<reason>"

struct KeyFile { std::vector<Key> keys; std::vector<KeyFileNote> notes; };

// Reads the three forms of DESIGN section 7 "Keys" (JSON lines, zone-file lines, opendkim key files). Bad lines become notes.
// `vouched` marks every key and makes it K1. `fixed`: the day the dump's bytes were fixed (dates the key channel), if known.
KeyFile read_keys(std::string_view text, std::string_view file_name, bool vouched, std::optional<std::int64_t> fixed);

// A set of keys in memory, found by hash: the archive that ships with winnow (unless `with_archive` is false) plus `extra`.
// `fixed` as above: it decides class K1 of dated sources and whether a key was burned before the bytes were fixed.
std::unique_ptr<KeySource> make_key_set(std::vector<Key> extra, bool with_archive, std::optional<std::int64_t> fixed);
// Every key of the shipped archive, for `winnow keys list`.
std::vector<Key> shipped_keys(std::optional<std::int64_t> fixed);

}  // namespace winnow::proof
