// The keys and words of the conformance suite's signature rows.
#pragma once

#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proof/signature.h"
#include "shared_data.h"

namespace winnow::proof {

// The TXT records of one case.
class CaseKeys final : public KeySource {
 public:
  void add(std::string_view name, std::string record) {
    Key& key = keys_[lower_name(name)].emplace_back();
    key.record = std::move(record);
  }
  void fail(std::string_view name) { failing_.insert(lower_name(name)); }
  std::vector<const Key*> find(std::string_view domain, std::string_view selector) const override {
    std::vector<const Key*> out;
    const auto at = keys_.find(lower_name(std::string(selector) + "._domainkey." + std::string(domain)));
    if (at != keys_.end())
      for (const Key& key : at->second) out.push_back(&key);
    return out;
  }
  std::vector<const Key*> find_family(std::string_view, std::string_view) const override { return {}; }
  bool temporary_failure(std::string_view domain, std::string_view selector) const override {
    return failing_.contains(std::string(selector) + "._domainkey." + std::string(domain));
  }

 private:
  static std::string lower_name(std::string_view name) {
    std::string out(name);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
  }
  std::map<std::string, std::vector<Key>> keys_;
  std::set<std::string> failing_;
};

inline CaseKeys keys_of(simdjson::dom::object row) {
  CaseKeys keys;
  for (const auto field : row["keys"].get_object()) {
    simdjson::dom::array records;
    if (field.value.get(records) != simdjson::SUCCESS) {
      keys.fail(field.key);
      continue;
    }
    for (const auto record : records) keys.add(field.key, std::string(std::string_view(record)));
  }
  return keys;
}

inline std::string_view word(ResultWord result) {
  constexpr std::string_view kWords[] = {"none", "pass", "fail", "permerror", "temperror", "neutral", "nokey"};
  return kWords[static_cast<std::size_t>(result)];
}

inline std::string_view word(Half half) {
  return half == Half::kPass ? "ok" : half == Half::kFail ? "bad" : "unknown";
}

struct Expected {
  std::string result, body, header;   // body, header: empty where the suite holds no opinion
};

inline Expected expected_of(simdjson::dom::object row) {
  return {text_of(row, "result"), text_of(row, "body_hash"), text_of(row, "header_sig")};
}

inline std::string difference(const Expected& expected, const Signature& got) {
  std::string out;
  // A row without a key holds only the body hash against a verifier, and that it must not say pass (the suite's README).
  const bool same_word = expected.result == "nokey" ? got.result != ResultWord::kPass : expected.result == word(got.result);
  if (!same_word)
    out += " result " + expected.result + " got " + std::string(word(got.result)) + " (" + std::string(got.reason) + ")";
  if (!expected.body.empty() && expected.body != word(got.body)) out += " body " + expected.body + " got " + std::string(word(got.body));
  if (!expected.header.empty() && expected.header != word(got.header))
    out += " header " + expected.header + " got " + std::string(word(got.header));
  return out;
}

}  // namespace winnow::proof
