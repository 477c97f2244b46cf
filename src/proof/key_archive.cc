#include "proof/key_archive.h"

#include <simdjson.h>

#include <string>
#include <unordered_map>

#include "base/embedded.h"
#include "base/text.h"
#include "proof/key_record.h"
#include "proof/signature_field.h"

namespace winnow {
std::span<const EmbeddedFile> embedded_keys();
}

namespace winnow::proof {
namespace {

std::string_view file(std::string_view name) {
  for (const EmbeddedFile& embedded : embedded_keys())
    if (embedded.name == name) return embedded.content;
  return {};
}

// One entry for both encodings and every name of a key.
std::string identity_of(const PublicKeyValue& value) {
  return (value.kind == KeyKind::kRsa ? 'r' : 'e') + value.modulus;
}

struct Archive {
  std::vector<KeyRow> rows;
  std::unordered_map<std::string, std::string> burned;   // identity -> reason
};

void read_burned(const KeyRow& row, Archive& archive) {
  if (!row.modulus.empty()) archive.burned.emplace('r' + row.modulus, row.burned_reason);
  KeyRow named = row;
  // Where only p= is known the kind is not: thirty-two octets are an Ed25519 key.
  if (KeyRecord record = read_key_record(row.key.record); record.key) {
    archive.burned.emplace(identity_of(*record.key), row.burned_reason);
  } else if (const std::size_t p = row.key.record.find("p="); p != std::string::npos) {
    named.key.record = "v=DKIM1; k=ed25519; " + row.key.record.substr(p);
    record = read_key_record(named.key.record);
    if (!record.key) return;
    archive.burned.emplace(identity_of(*record.key), row.burned_reason);
  }
  named.key.channel = KeyChannel::kComputed;   // proves sameness at most; the burn says the rest
  if (!named.key.domain.empty() && !named.key.selector.empty()) archive.rows.push_back(std::move(named));
}

template <typename Take>
void read_rows(std::string_view text, Take take) {
  KeyRowReader reader;
  KeyRow row;
  for (const std::string_view line : split(text, '\n'))
    if (!line.empty() && reader.read(line, row).empty()) take(row);
}

const Archive& archive() {
  static const Archive archive = [] {
    Archive out;
    read_rows(file("data/keys.jsonl"), [&](const KeyRow& row) { out.rows.push_back(row); });
    read_rows(file("data/burned-keys.jsonl"), [&](const KeyRow& row) { read_burned(row, out); });
    return out;
  }();
  return archive;
}

struct Families {
  std::unordered_map<std::string, int> domains;
  std::vector<std::pair<std::string, int>> suffixes;   // names below this one
};

const Families& families() {
  static const Families families = [] {
    Families out;
    simdjson::dom::parser parser;
    int number = 0;
    for (const std::string_view line : split(file("data/key-families.jsonl"), '\n')) {
      simdjson::dom::object object;
      if (line.empty() || parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS) continue;
      std::string_view suffix, domain;
      simdjson::dom::array domains;
      if (object["suffix"].get(suffix) == simdjson::SUCCESS) out.suffixes.emplace_back(suffix, number);
      if (object["domains"].get(domains) == simdjson::SUCCESS)
        for (const auto member : domains)
          if (member.get(domain) == simdjson::SUCCESS) out.domains.emplace(domain, number);
      ++number;
    }
    return out;
  }();
  return families;
}

}  // namespace

std::span<const KeyRow> shipped_rows() { return archive().rows; }

std::string_view shipped_burned_reason(const PublicKeyValue& value) {
  const auto& burned = archive().burned;
  const auto at = burned.find(identity_of(value));
  return at == burned.end() ? std::string_view() : std::string_view(at->second);
}

int family_of(std::string_view domain) {
  const Families& known = families();
  if (const auto at = known.domains.find(std::string(domain)); at != known.domains.end()) return at->second;
  for (const auto& [suffix, number] : known.suffixes)
    if (domain.size() > suffix.size() && is_same_or_below(domain, suffix)) return number;
  return -1;
}

}  // namespace winnow::proof
