#include "proof/key_row.h"

#include <simdjson.h>

#include "base/text.h"
#include "base/time.h"
#include "proof/signature_field.h"

namespace winnow::proof {
namespace {

using Object = simdjson::dom::object;

std::string text_of(const Object& object, std::string_view name) {
  std::string_view value;
  return object[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

std::string source_of(const Object& object) {
  simdjson::dom::array list;
  if (object["source"].get(list) != simdjson::SUCCESS) return text_of(object, "source");
  std::string out;
  for (const auto member : list) {
    std::string_view text;
    if (member.get(text) != simdjson::SUCCESS) continue;
    if (!out.empty()) out += "; ";
    out += text;
  }
  return out;
}

// Unknown names are the user's own notes on a key that the user gives.
KeyChannel channel_of(std::string_view name) {
  if (name == "dns" || name == "dns-observed") return KeyChannel::kDns;
  if (name == "repository") return KeyChannel::kRepository;
  if (name == "computed") return KeyChannel::kComputed;
  return KeyChannel::kGiven;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char small = to_lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return out.substr(std::min(out.find_first_not_of('\0'), out.size()));
}

std::string record_of(const Object& object) {
  std::string record = text_of(object, "record");
  const std::string value = text_of(object, "p");
  if (!record.empty() || value.empty()) return record;
  const std::string kind = text_of(object, "k");
  return "v=DKIM1; k=" + (kind.empty() ? "rsa" : kind) + "; p=" + value;
}

std::string_view read_dates(const Object& object, Key& key) {
  for (const bool first : {true, false}) {
    const std::string text = text_of(object, first ? "seen_from" : "seen_to");
    if (text.empty()) continue;
    const auto instant = first ? parse_iso(text) : end_of_date(text);
    if (!instant) return "bad-date";
    (first ? key.seen_from : key.seen_to) = instant;
  }
  return {};
}

}  // namespace

struct KeyRowReader::Parser { simdjson::dom::parser parser; };

KeyRowReader::KeyRowReader() : parser_(std::make_unique<Parser>()) {}
KeyRowReader::~KeyRowReader() = default;

std::string_view KeyRowReader::read(std::string_view line, KeyRow& row) {
  Object object;
  if (parser_->parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS) return "bad-json";
  row = {};
  row.key.domain = domain_for_comparing(text_of(object, "domain"));
  row.key.selector = domain_for_comparing(text_of(object, "selector"));
  row.key.record = record_of(object);
  row.key.channel = channel_of(text_of(object, "channel"));
  row.key.source = source_of(object);
  row.burned_reason = text_of(object, "reason");
  std::int64_t origins = 0;
  if (object["origins"].get(origins) == simdjson::SUCCESS && origins > 0)
    row.origins = static_cast<std::uint64_t>(origins);
  if (const auto modulus = from_hex(text_of(object, "modulus"))) row.modulus = *modulus;
  if (const std::string_view fault = read_dates(object, row.key); !fault.empty()) return fault;
  return row.key.record.empty() && row.modulus.empty() ? "no-record" : "";
}

std::optional<std::int64_t> end_of_date(std::string_view text) {
  const auto begin = parse_iso(text);
  if (!begin) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(std::string(text.substr(at, size))); };
  switch (text.size()) {
    case 4: return unix_seconds(number(0, 4) + 1, 1, 1) - 1;
    case 7: return unix_seconds(number(0, 4), number(5, 2) + 1, 1) - 1;
    case 10: return *begin + 86'399;
    default: return begin;
  }
}

}  // namespace winnow::proof
