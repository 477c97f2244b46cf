// winnow keys import|list|find: the key archive.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "face/cli/invocation.h"
#include "face/cli/outputs.h"
#include "face/key_fetch.h"
#include "face/key_store.h"
#include "face/layout.h"
#include "face/wanted_keys.h"
#include "run/asked_keys.h"
#include "run/lost_keys.h"

namespace winnow::face {
namespace {

constexpr std::size_t kWantedShown = 30;

std::string date_or(const std::optional<std::int64_t>& when, std::string_view otherwise) {
  return when ? iso_date(*when) : std::string(otherwise);
}

void date_or_null(JsonWriter& json, const std::optional<std::int64_t>& when) {
  if (when)
    json.string(iso_date(*when));
  else
    json.null();
}

// The user's keys, then the shipped ones, in the order of names.
std::vector<proof::Key> all_keys() {
  std::vector<proof::Key> keys = proof::shipped_keys(std::nullopt);
  const std::string path = key_store_path();
  if (auto text = read_key_store(path))
    for (proof::Key& key : proof::read_keys(*text, path, false, std::nullopt).keys) keys.push_back(std::move(key));
  std::ranges::stable_sort(keys, [](const auto& a, const auto& b) { return std::tie(a.domain, a.selector) < std::tie(b.domain, b.selector); });
  return keys;
}

bool concerns(const proof::Key& key, std::string_view domain) {
  return domain.empty() || key.domain == domain || key.domain.ends_with("." + std::string(domain));
}

// The name of a key record, or of an OpenPGP key.
std::string name_of(const WantedKey& key) {
  return printable(key.fingerprint.empty() ? key.selector + "._domainkey." + key.domain : "OpenPGP " + key.fingerprint);
}

void print_wanted(const Invocation& in, const std::vector<WantedKey>& keys) {
  const Console& console = in.console();
  const Sentences& say = in.sentences();
  if (keys.empty()) {
    console.out << wrapped(say.say("terminal.keys.none-wanted"), console.width);
    return;
  }
  console.out << wrapped(say.say("terminal.keys.wanted"), console.width) << "\n";
  console.out << padded_left(say.say("terminal.keys.would-prove"), 12) << padded_left(say.say("terminal.keys.messages"), 10) << "  "
              << padded(say.say("terminal.keys.dates"), 24) << say.say("terminal.keys.name") << "\n";
  for (const WantedKey& key : std::span(keys).first(std::min(keys.size(), kWantedShown))) {
    const std::string dates = key.first ? iso_date(*key.first) + " … " + iso_date(*key.last) : "";
    console.out << padded_left(fmt::format("{}", key.would_prove), 12) << padded_left(fmt::format("{}", key.messages), 10) << "  "
                << padded(dates, 24) << name_of(key) << "\n";
  }
  if (keys.size() > kWantedShown)
    console.out << wrapped(say.say("terminal.more", params({{"count", static_cast<std::int64_t>(keys.size() - kWantedShown)}})), console.width);
  const auto record = std::ranges::find_if(keys, [](const WantedKey& key) { return key.fingerprint.empty(); });
  if (record != keys.end()) {
    console.out << "\n" << wrapped(say.say("terminal.keys.how"), console.width);
    console.out << "  dig +short TXT " << shell_word(name_of(*record)) << "\n";
    console.out << wrapped(say.say("terminal.keys.then"), console.width);
  }
  if (std::ranges::any_of(keys, [](const WantedKey& key) { return !key.fingerprint.empty(); }))
    console.out << "\n" << wrapped(say.say("terminal.keys.openpgp"), console.width);
}

}  // namespace

int run_keys_import(const Invocation& in) {
  const std::string path = key_store_path();
  if (path.empty()) {
    complain(in.console(), in.sentences(), "error.no-home");
    return kExitUsage;
  }
  std::vector<proof::Key> keys;
  for (const std::string& name : in.operands()) {
    const auto text = read_file(name);
    if (!text) {
      complain(in.console(), in.sentences(), "error.keys-file", params({{"word", text.error().place}}));
      return kExitUsage;
    }
    proof::KeyFile file = proof::read_keys(*text, name, false, std::nullopt);
    warn_of_bad_lines(in, name, file);
    for (proof::Key& key : file.keys) keys.push_back(std::move(key));
  }
  const auto imported = add_keys(path, keys);
  if (!imported) {
    complain(in.console(), in.sentences(), "error.output", params({{"place", imported.error().place}}));
    return kExitCase;
  }
  in.console().out << wrapped(in.sentences().say("terminal.keys.imported", params({{"added", static_cast<std::int64_t>(imported->added)},
                                                                                   {"known", static_cast<std::int64_t>(imported->known)},
                                                                                   {"path", shell_word(path)}})),
                              in.console().width);
  return kExitDone;
}

int run_keys_list(const Invocation& in) {
  const std::string domain = in.operands().empty() ? "" : lower(in.operands()[0]);
  for (const proof::Key& key : all_keys()) {
    if (!concerns(key, domain)) continue;
    if (in.has("json")) {
      in.console().out << key_line(key);
      continue;
    }
    const std::string life = date_or(key.seen_from, "?") + " … " + date_or(key.seen_to, "?");
    in.console().out << printable(key.selector + "._domainkey." + key.domain) << "\n    "
                     << in.sentences().say("show.channel." + std::string(proof::name(key.channel))) << ", " << proof::name(key.key_class) << ", "
                     << life;
    if (key.burned_from) in.console().out << ", " << in.console().painted(Paint::kYellow, in.sentences().say("burned." + key.burned_reason));
    if (!key.source.empty()) in.console().out << "\n    " << printable(key.source);
    in.console().out << "\n";
  }
  return kExitDone;
}

int run_keys_find(const Invocation& in) {
  auto opened = store::Case::open_for_reading(in.operands()[0]);
  if (!opened) return complain(in.console(), in.sentences(), opened.error(), in.operands()[0]);
  const auto keys = wanted_keys(**opened);
  if (!keys) return complain(in.console(), in.sentences(), keys.error(), in.operands()[0]);
  if (!in.has("json")) {
    print_wanted(in, *keys);
    for (const std::string& line : computing_in_words(**opened, in.sentences())) in.console().out << "\n" << wrapped(line, in.console().width);
    return kExitDone;
  }
  for (const WantedKey& key : *keys) {
    std::string line;
    JsonWriter json(line);
    json.begin_object();
    json.key("domain").string_or_null(key.domain);
    json.key("selector").string_or_null(key.selector);
    json.key("fingerprint").string_or_null(key.fingerprint);
    json.key("would_prove").unsigned_number(key.would_prove);
    json.key("messages").unsigned_number(key.messages);
    json.key("first");
    date_or_null(json, key.first);
    json.key("last");
    date_or_null(json, key.last);
    json.end_object();
    in.console().out << line << "\n";
  }
  return kExitDone;
}

// As the lines of a keys file, so that whoever has a reason to can hand them to --vouch-keys.
int run_keys_computed(const Invocation& in) {
  auto opened = store::Case::open_for_reading(in.operands()[0]);
  if (!opened) return complain(in.console(), in.sentences(), opened.error(), in.operands()[0]);
  in.console().out << (*opened)->note(run::kComputedNote);
  return kExitDone;
}

int run_keys_fetch(const Invocation& in) {
  const std::string& path = in.operands()[0];
  KeyFetch fetch;
  if (const int status = fetch_keys(in, path, fetch); status != kExitDone) return status;
  if (in.has("json")) {
    auto opened = store::Case::open_for_reading(path);
    if (!opened) return complain(in.console(), in.sentences(), opened.error(), path);
    in.console().out << (*opened)->note(run::kAnswersNote);
  } else {
    print_fetch(in, fetch, in.console().out);
    if (fetch.keys != 0) in.console().out << wrapped(in.sentences().say("terminal.dns.again"), in.console().width);
  }
  return fetch.interrupted ? kExitInterrupted : kExitDone;
}

}  // namespace winnow::face
