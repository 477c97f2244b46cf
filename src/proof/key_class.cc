#include "proof/key_class.h"

#include <unordered_map>

#include "base/time.h"
#include "proof/key_archive.h"
#include "proof/key_record.h"

namespace winnow::proof {
namespace {

constexpr std::uint32_t kNeverTrustedBits = 768;    // below: factored by one person within hours
constexpr std::uint32_t kTrustedBits = 1024;        // below: within reach of an organisation from 2010 on

struct Burn { std::int64_t from = 0; std::string_view reason; };

std::optional<Burn> burn_of(const PublicKeyValue& value) {
  if (const std::string_view reason = shipped_burned_reason(value); !reason.empty()) return Burn{0, reason};
  if (value.kind != KeyKind::kRsa) return std::nullopt;
  if (value.bits() < kNeverTrustedBits) return Burn{0, "under-768-bits"};
  if (value.bits() < kTrustedBits) return Burn{unix_seconds(2010, 1, 1), "under-1024-bits"};
  return std::nullopt;
}

}  // namespace

KeyClass class_of_shipped(const KeyRow& row, std::optional<std::int64_t> fixed) {
  if (row.key.channel == KeyChannel::kComputed) return KeyClass::kK3;
  if (row.origins >= 2) return KeyClass::kK1;
  const bool dated_before = fixed && row.key.seen_to && *row.key.seen_to < *fixed;
  return dated_before ? KeyClass::kK1 : KeyClass::kK2;
}

KeyClass class_of_given(const Key& key) {
  if (key.vouched) return KeyClass::kK1;
  return key.channel == KeyChannel::kComputed ? KeyClass::kK3 : KeyClass::kK2;
}

void mark_burned(Key& key, std::optional<std::int64_t> fixed) {
  key.burned_from.reset();
  key.burned_reason.clear();
  const KeyRecord record = read_key_record(key.record);
  if (!record.key) return;
  const auto burn = burn_of(*record.key);
  if (!burn || (fixed && *fixed < burn->from)) return;
  key.burned_from = burn->from;
  key.burned_reason = burn->reason;
}

}  // namespace winnow::proof
