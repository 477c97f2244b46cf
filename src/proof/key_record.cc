#include "proof/key_record.h"

#include <algorithm>

#include "base/text.h"
#include "proof/base64.h"
#include "proof/tag_list.h"

namespace winnow::proof {
namespace {

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::vector<std::string> lower_list(std::string_view value) {
  std::vector<std::string> out;
  for (const std::string_view member : split_colons(value)) out.push_back(lower(member));
  return out;
}

KeyFault read_key_value(const TagList& tags, KeyRecord& record) {
  const std::string kind = lower(tags.value("k").value_or("rsa"));
  const auto value = tags.value("p");
  if (!value) return KeyFault::kSyntax;
  if (value->empty()) return KeyFault::kRevoked;
  if (kind != "rsa" && kind != "ed25519") return KeyFault::kKind;
  if (const auto octets = decode_base64(*value))
    record.key = read_public_key(*octets, kind == "rsa" ? KeyKind::kRsa : KeyKind::kEd25519);
  return record.key ? KeyFault::kNone : KeyFault::kSyntax;
}

}  // namespace

bool KeyRecord::allows(HashKind hash) const {
  return hashes.empty() || names(hashes, hash == HashKind::kSha1 ? "sha1" : "sha256");
}

std::string plain_record(std::string_view record) {
  const bool quoted = record.find('"') != std::string_view::npos;
  std::string out;
  out.reserve(record.size());
  bool inside = !quoted;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const char c = record[i];
    if (c == '\\' && i + 1 < record.size() && inside) {
      out.push_back(record[++i]);
    } else if (c == '"') {
      inside = !inside;
    } else if (inside) {
      out.push_back(c);
    }
  }
  return out;
}

KeyRecord read_key_record(std::string_view text) {
  std::string plain;
  if (text.find_first_of("\"\\") != std::string_view::npos) text = plain = plain_record(text);
  const TagList tags = TagList::read(text);
  KeyRecord record;
  record.fault = read_key_value(tags, record);
  if (const auto version = tags.value("v"); version && *version != "DKIM1") record.fault = KeyFault::kVersion;
  if (const auto hashes = tags.value("h")) record.hashes = lower_list(*hashes);
  if (const auto services = tags.value("s")) {
    const std::vector<std::string> list = lower_list(*services);
    record.for_email = names(list, "*") || names(list, "email");
  }
  if (const auto flags = tags.value("t")) {
    const std::vector<std::string> list = lower_list(*flags);
    record.testing = names(list, "y");
    record.strict_identity = names(list, "s");
  }
  if (const auto granularity = tags.value("g")) record.granularity = std::string(*granularity);
  return record;
}

}  // namespace winnow::proof
