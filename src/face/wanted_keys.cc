#include "face/wanted_keys.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/text.h"
#include "run/lost_keys.h"

namespace winnow::face {
namespace {

// True for the same domain or one under the other: what relaxed alignment (RFC 7489 section 3.1.1) can come to at most.
bool may_align(std::string_view signing, std::string_view from) {
  const auto under = [](std::string_view inner, std::string_view outer) {
    return inner.size() > outer.size() && inner.ends_with(outer) && inner[inner.size() - outer.size() - 1] == '.';
  };
  return !signing.empty() && (signing == from || under(signing, from) || under(from, signing));
}

}  // namespace

Result<std::vector<WantedKey>> wanted_keys(const store::Case& opened) {
  std::map<std::pair<std::string, std::string>, WantedKey> by_name;
  const auto visited = opened.for_each([&](const store::StoredItem& stored) {
    std::set<std::pair<std::string, std::string>> counted;  // a message signed twice under one name counts once
    for (const record::Signature& signature : stored.item.signatures()) {
      // A chain names no key of its own, and the certificate of an S/MIME signer has no name by which it could be asked for.
      if (signature.result() != record::NOKEY || signature.mechanism() == "arc" || signature.mechanism() == "smime") continue;
      const bool openpgp = signature.mechanism() == "openpgp";
      if (openpgp && signature.certificate().fingerprint().empty()) continue;
      std::pair name{openpgp ? std::string() : signature.domain(), openpgp ? signature.certificate().fingerprint() : signature.selector()};
      if (!counted.insert(name).second) continue;
      WantedKey& key = by_name[name];
      key.domain = name.first;
      (openpgp ? key.fingerprint : key.selector) = name.second;
      ++key.messages;
      key.would_prove += signature.mechanism() == "dkim" && signature.body() == record::PASS && may_align(name.first, stored.item.from_domain());
      if (!signature.has_signed_at() && !stored.item.has_date()) continue;
      const std::int64_t when = signature.has_signed_at() ? signature.signed_at() : stored.item.date();
      key.first = std::min(key.first.value_or(when), when);
      key.last = std::max(key.last.value_or(when), when);
    }
  });
  if (!visited) return tl::unexpected(visited.error());
  std::vector<WantedKey> keys;
  for (auto& [name, key] : by_name) keys.push_back(std::move(key));
  std::ranges::stable_sort(keys, [](const WantedKey& a, const WantedKey& b) {
    return std::pair(a.would_prove, a.messages) > std::pair(b.would_prove, b.messages);
  });
  return keys;
}

std::vector<std::string> computing_in_words(const store::Case& opened, const Sentences& sentences) {
  std::vector<std::string> out;
  const std::string keys = opened.note(run::kComputedNote), note = opened.note(run::kComputingNote);
  std::vector<std::int64_t> numbers;
  for (const std::string_view word : split(note, ' ')) {
    std::int64_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    numbers.push_back(number);
  }
  numbers.resize(5, 0);
  if (!keys.empty())
    out.push_back(sentences.say("terminal.computed", params({{"count", static_cast<std::int64_t>(std::ranges::count(keys, '\n'))}})));
  if (numbers[1] > numbers[2]) out.push_back(sentences.say("terminal.computed.none", params({{"count", numbers[1] - numbers[2]}})));
  if (numbers[3] != 0) out.push_back(sentences.say("terminal.computed.left", params({{"count", numbers[3]}, {"seconds", numbers[4]}})));
  return out;
}

}  // namespace winnow::face
