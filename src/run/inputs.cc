#include "run/inputs.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <random>
#include <utility>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

namespace winnow::run {
namespace {

// What the user said about the dump, for the reader of a report.
std::vector<std::pair<std::string, std::string>> told_options(const Options& options) {
  std::vector<std::pair<std::string, std::string>> notes;
  std::string vouched, breaches;
  for (const KeysText& keys : options.keys)
    if (keys.vouched) vouched += keys.name + "\n";
  for (const relate::Breach& breach : options.relate.breaches) breaches += fmt::format("{}={}\n", breach.address, iso_date(breach.since));
  if (!vouched.empty()) notes.emplace_back("option.vouched", vouched);
  if (!breaches.empty()) notes.emplace_back("option.breach", breaches);
  if (options.relate.fixed) notes.emplace_back("option.fixed", iso_date(*options.relate.fixed));
  if (options.no_archive) notes.emplace_back("option.no-archive", "1");
  if (options.undo_times != limits::kUndoTimes) notes.emplace_back("option.undo-budget", fmt::format("{}", options.undo_times));
  if (options.compute_seconds != 0) notes.emplace_back("option.compute-keys", fmt::format("{}", options.compute_seconds));
  std::string pgp_keys;
  for (const NamedFile& file : options.pgp_keys) pgp_keys += file.name + "\n";
  if (!pgp_keys.empty()) notes.emplace_back("option.pgp-keys", pgp_keys);
  if (!options.trust_store_name.empty()) notes.emplace_back("option.trust-store", options.trust_store_name);
  return notes;
}

}  // namespace

std::string inputs_of(const Options& options, const std::vector<Root>& roots) {
  std::string text;
  for (const Root& root : roots) text += fmt::format("dump {}\n", root.path);
  for (const KeysText& keys : options.keys)
    text += fmt::format("{} {}\n", keys.vouched ? "vouched-keys" : "keys", to_hex(sha256(as_bytes(keys.text))));
  for (const std::string& file : options.trust_store) text += fmt::format("trust-store {}\n", to_hex(sha256(as_bytes(file))));
  for (const NamedFile& file : options.pgp_keys) text += fmt::format("pgp-keys {}\n", to_hex(sha256(as_bytes(file.bytes))));
  if (options.no_archive) text += "no-archive\n";
  // Not even a digest of the passwords: a short one could be guessed from it.
  if (!options.passwords.empty()) text += "password-file\n";
  if (options.undo_times != limits::kUndoTimes) text += fmt::format("undo-budget {}\n", options.undo_times);
  if (options.compute_seconds != 0) text += fmt::format("compute-keys {}\n", options.compute_seconds);
  if (options.relate.fixed) text += fmt::format("fixed {}\n", *options.relate.fixed);
  std::vector<std::string> breaches;
  for (const relate::Breach& breach : options.relate.breaches)
    breaches.push_back(fmt::format("breach {} {}\n", breach.address, breach.since));
  std::sort(breaches.begin(), breaches.end());
  for (const std::string& breach : breaches) text += breach;
  return text;
}

unsigned cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(std::max(CPU_COUNT(&set), 1)) : 1;
}

Configure configure_of(const Options& options, std::int64_t begun, std::string_view words_key) {
  Configure configure;
  for (const std::string_view number : split(words_key, ' ')) {
    std::uint64_t value = 0;
    if (std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc()) configure.add_words_key(value);
  }
  for (const KeysText& keys : options.keys) {
    configure.add_keys(keys.text);
    configure.add_key_names(keys.name);
    configure.add_vouched(keys.vouched);
  }
  for (const std::string& password : options.passwords) configure.add_passwords(password);
  for (const std::string& file : options.trust_store) configure.add_trust_store(file);
  for (const NamedFile& file : options.pgp_keys) configure.add_pgp_keys(file.bytes);
  configure.set_no_archive(options.no_archive);
  configure.set_undo_budget(options.undo_times);
  if (options.relate.fixed) configure.set_fixed(*options.relate.fixed);
  configure.set_now(begun);
  return configure;
}

std::set<FileIdentity> own_files(const Options& options) {
  std::set<FileIdentity> own;
  std::vector<std::string> paths = options.outputs;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) paths.push_back(options.case_path + suffix);
  struct stat status {};
  for (const std::string& path : paths)
    if (::stat(path.c_str(), &status) == 0) own.insert({status.st_dev, status.st_ino});
  return own;
}

Result<std::int64_t> begin_case(store::Case& opened, const Options& options, const std::vector<Root>& roots) {
  const std::string begun = opened.note("begun");
  if (const auto seconds = parse_iso(begun)) return *seconds;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    if (auto set = opened.set_note(fmt::format("dump.{}.path", i), roots[i].path); !set) return tl::unexpected<Error>(set.error());
    if (auto set = opened.set_note(fmt::format("dump.{}.locator", i), roots[i].locator); !set) return tl::unexpected<Error>(set.error());
  }
  for (const auto& [name, text] : told_options(options))
    if (auto set = opened.set_note(name, text); !set) return tl::unexpected<Error>(set.error());
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  // Nobody who made the dump can know it, so nobody can write words whose digests are those of others.
  std::random_device random;
  const auto number = [&] { return static_cast<std::uint64_t>(random()) << 32 | random(); };
  if (auto set = opened.set_note(kWordsKey, fmt::format("{} {}", number(), number())); !set) return tl::unexpected<Error>(set.error());
  if (auto set = opened.set_note("begun", iso_time(now)); !set) return tl::unexpected<Error>(set.error());
  return now;
}

}  // namespace winnow::run
