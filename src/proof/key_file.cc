#include "base/text.h"
#include "proof/key.h"
#include "proof/key_class.h"
#include "proof/key_record.h"
#include "proof/signature_field.h"
#include "proof/zone_lines.h"

namespace winnow::proof {
namespace {

// What keeps a key out of the set; empty: nothing.
std::string_view fault_of(const Key& key) {
  if (key.domain.empty()) return "no-domain";
  if (key.selector.empty()) return "no-selector";
  switch (read_key_record(key.record).fault) {
    case KeyFault::kSyntax: return "bad-key";
    case KeyFault::kVersion: return "other-version";
    case KeyFault::kKind: return "unknown-kind";
    case KeyFault::kRevoked:
    case KeyFault::kNone: break;
  }
  return {};
}

Key key_of(const ZoneRecord& record) {
  Key key;
  key.domain = domain_for_comparing(record.domain);
  key.selector = domain_for_comparing(record.selector);
  key.record = record.record;
  return key;
}

}  // namespace

KeyFile read_keys(std::string_view text, std::string_view file_name, bool vouched, std::optional<std::int64_t> fixed) {
  KeyFile out;
  KeyRowReader rows;
  KeyRow row;
  for (ZoneLines lines(text); lines.next();) {
    std::string_view fault;
    if (lines.is_json()) {
      fault = rows.read(lines.line(), row);
    } else if (fault = lines.record().fault; fault.empty()) {
      row.key = key_of(lines.record());
    }
    if (fault.empty()) fault = fault_of(row.key);
    if (!fault.empty()) {
      out.notes.push_back({lines.line_number(), std::string(fault)});
      continue;
    }
    Key key = row.key;
    key.vouched = vouched;
    key.key_class = class_of_given(key);
    if (key.source.empty()) key.source = std::string(file_name) + ":" + std::to_string(lines.line_number());
    mark_burned(key, fixed);
    out.keys.push_back(std::move(key));
  }
  return out;
}

}  // namespace winnow::proof
