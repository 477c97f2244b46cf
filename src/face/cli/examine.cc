// winnow examine DUMP...
#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/limits.h"
#include "base/lost_key_limits.h"
#include "base/text.h"
#include "base/time.h"
#include "face/cli/invocation.h"
#include "face/cli/outputs.h"
#include "face/cli/passwords.h"
#include "face/cli/progress.h"
#include "face/key_fetch.h"
#include "face/key_store.h"
#include "face/layout.h"
#include "proof/certificate.h"
#include "run/coordinator.h"

namespace winnow::face {
namespace {

// leak.zip -> leak.zip.case, leak/ -> leak.case, in the current folder.
std::string default_case(const std::string& dump) {
  std::filesystem::path path = std::filesystem::path(dump).lexically_normal();
  std::string name = path.filename().string();
  if (name.empty()) name = path.parent_path().filename().string();
  if (name.empty() || name == "." || name == "..") {
    std::error_code error;
    name = std::filesystem::canonical(path, error).filename().string();
  }
  return (name.empty() || name == "/" ? "dump" : name) + ".case";
}

// The options of one command line, checked. A false return has complained already.
class Reading {
 public:
  explicit Reading(const Invocation& invocation) : in_(invocation) {}

  bool read(run::Options& options) {
    options.dumps = in_.operands();
    options.case_path = in_.value("output").value_or(default_case(options.dumps[0]));
    options.no_archive = in_.has("no-archive");
    for (const char* output : {"jsonl", "html"})
      if (const auto path = in_.value(output)) options.outputs.push_back(*path);
    return read_fixed(options) && read_breaches(options) && read_jobs(options) && read_undo_budget(options) && read_compute_keys(options) && read_key_files(options) &&
           read_passwords(options) && read_trust_store(options) && read_pgp_keys(options);
  }

 private:
  bool refuse(std::string_view id, const std::string& word) {
    complain(in_.console(), in_.sentences(), id, params({{"word", word}}));
    return false;
  }

  bool read_fixed(run::Options& options) {
    const auto text = in_.value("fixed");
    if (!text) return true;
    options.relate.fixed = parse_iso(*text);
    return options.relate.fixed ? true : refuse("error.date", *text);
  }

  bool read_breaches(run::Options& options) {
    for (const std::string& text : in_.all("breach")) {
      const auto equals = text.rfind('=');
      const auto since = equals == std::string::npos ? std::nullopt : parse_iso(std::string_view(text).substr(equals + 1));
      const std::string address = lower(trim(text.substr(0, equals)));
      if (!since || address.find('@') == std::string::npos) return refuse("error.breach", text);
      options.relate.breaches.push_back({address, *since});
    }
    return true;
  }

  bool read_jobs(run::Options& options) {
    const auto text = in_.value("jobs");
    if (!text) return true;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), options.jobs);
    const bool whole = error == std::errc{} && end == text->data() + text->size() && options.jobs >= 1 && options.jobs <= 1024;
    return whole ? true : refuse("error.jobs", *text);
  }

  bool read_undo_budget(run::Options& options) {
    const auto text = in_.value("undo-budget");
    if (!text) return true;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), options.undo_times);
    const bool whole = error == std::errc{} && end == text->data() + text->size() && options.undo_times <= limits::kUndoTimesMost;
    return whole ? true : refuse("error.undo-budget", *text);
  }

  bool read_compute_keys(run::Options& options) {
    const auto text = in_.value("compute-keys");
    if (!text) return true;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), options.compute_seconds);
    const bool whole = error == std::errc{} && end == text->data() + text->size() && options.compute_seconds <= limits::kLostKeySecondsMost;
    return whole ? true : refuse("error.compute-keys", *text);
  }

  bool read_key_files(run::Options& options) {
    for (const std::string& path : in_.all("keys"))
      if (!read_key_file(options, path, false)) return false;
    for (const std::string& path : in_.all("vouch-keys"))
      if (!read_key_file(options, path, true)) return false;
    const std::string store = key_store_path();
    if (options.no_archive || store.empty()) return true;
    auto text = read_key_store(store);
    if (!text) return refuse("error.keys-file", text.error().place);
    if (!text->empty()) options.keys.push_back({store, std::move(*text), false});
    return true;
  }

  bool read_passwords(run::Options& options) {
    auto passwords = face::read_passwords(in_);
    if (passwords) options.passwords = std::move(*passwords);
    return passwords.has_value();
  }

  // Without the option nobody vouches for a certificate: the machine's own store of authorities is not looked at.
  bool read_trust_store(run::Options& options) {
    const auto path = in_.value("trust-store");
    if (!path) return true;
    auto files = read_files(*path, limits::kTrustStoreBytes);
    if (!files) return refuse("error.trust-store", files.error().place);
    if (proof::read_authorities(*files)->count() == 0) return refuse("error.trust-store-empty", *path);
    options.trust_store = std::move(*files);
    options.trust_store_name = *path;
    return true;
  }

  // The keys are taken apart in workers only: a file of keys is written by strangers.
  bool read_pgp_keys(run::Options& options) {
    std::size_t bytes = 0;
    for (const std::string& path : in_.all("pgp-keys")) {
      auto text = read_file(path);
      if (!text) return refuse("error.pgp-keys", text.error().place);
      // No more than a search for bytes: armor, or the packet tag of a public key in its two forms (RFC 9580 section 4.2).
      const bool armored = text->find("-----BEGIN PGP PUBLIC KEY BLOCK-----") != std::string::npos;
      const auto first = text->empty() ? 0U : static_cast<unsigned char>(text->front());
      if (!armored && first != 0xC6 && (first & 0xFCU) != 0x98) return refuse("error.pgp-keys-empty", path);
      bytes += text->size();
      if (bytes > limits::kOpenPgpFileBytes) return refuse("error.pgp-keys", path);
      options.pgp_keys.push_back({path, std::move(*text)});
    }
    return true;
  }

  bool read_key_file(run::Options& options, const std::string& path, bool vouched) {
    auto text = read_file(path);
    if (!text) return refuse("error.keys-file", text.error().place);
    warn_of_bad_lines(in_, path, proof::read_keys(*text, path, vouched, options.relate.fixed));
    options.keys.push_back({path, std::move(*text), vouched});
    return true;
  }

  const Invocation& in_;
};

int finish(const Invocation& in, const run::Options& options, const run::Outcome& outcome, Outputs& outputs) {
  auto opened = store::Case::open_for_reading(options.case_path);
  if (!opened) return complain(in.console(), in.sentences(), opened.error(), options.case_path);
  const int status = outputs.write(in, **opened, options.case_path);
  if (status != kExitDone) return status;
  return outcome.anything_lost ? kExitUnreadable : kExitDone;
}

}  // namespace

int run_examine(const Invocation& in) {
  const Console& console = in.console();
  const Sentences& say = in.sentences();
  run::Options options;
  if (!Reading(in).read(options)) return kExitUsage;
  Outputs outputs;
  if (!outputs.prepare(in, in.value("jsonl"), in.value("html"))) return kExitUsage;

  const bool quiet = in.has("quiet");
  if (!quiet) {
    std::string names;
    for (const std::string& dump : options.dumps) names += (names.empty() ? "" : " ") + shell_word(dump);
    console.err << wrapped(say.say("terminal.start", params({{"dump", names}, {"case", shell_word(options.case_path)}})), console.width,
                           "winnow: ", "  ");
  }
  ProgressWatcher watcher(console, say, quiet ? Voice::kQuiet : Voice::kSpeaking);
  auto outcome = run::examine(options, watcher);
  watcher.done();
  if (in.has("dns") && outcome && !outcome->interrupted) {
    KeyFetch fetch;
    if (const int status = fetch_keys(in, options.case_path, fetch); status != kExitDone) return status;
    if (!quiet) print_fetch(in, fetch, console.err);
    outcome->interrupted = fetch.interrupted;
    // With the keys that were found the dump is examined anew.
    if (fetch.keys != 0 && !fetch.interrupted) outcome = run::examine(options, watcher);
    watcher.done();
  }
  if (!outcome) {
    if (outcome.error().code != ErrorCode::kNotFound) return complain(console, say, outcome.error(), options.case_path);
    complain(console, say, "error.no-input", params({{"place", outcome.error().place}}));
    return kExitNoInput;
  }
  if (outcome->interrupted) {
    complain(console, say, "error.interrupted", params({{"case", shell_word(options.case_path)}}));
    return kExitInterrupted;
  }
  if (outcome->resumed && !quiet) complain(console, say, "terminal.resumed", params({{"case", shell_word(options.case_path)}}));
  return finish(in, options, *outcome, outputs);
}

}  // namespace winnow::face
