#include "face/key_fetch.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"
#include "case/amend.h"
#include "check/domain.h"
#include "dns/resolver.h"
#include "face/layout.h"
#include "face/wanted_keys.h"
#include "proof/key_record.h"
#include "run/asked_keys.h"
#include "run/signals.h"

namespace winnow::face {
namespace {

constexpr std::size_t kSaveEvery = 200;              // answers
constexpr std::chrono::seconds kLogEvery{10};        // a line in a plain log
constexpr std::chrono::milliseconds kLineEvery{200}; // on a terminal

std::string dns_name(const WantedKey& key) { return lower(key.selector) + "._domainkey." + lower(key.domain); }

// The value of a key that this file wrote itself: names and words, without escapes.
std::string value_of(std::string_view line, std::string_view key) {
  const std::string begin = "\"" + std::string(key) + "\":\"";
  const std::size_t at = line.find(begin);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = line.substr(at + begin.size());
  return std::string(rest.substr(0, rest.find('"')));
}

// The answers of a case by name: each the lines of it.
using Answers = std::map<std::string, std::string>;

Answers read_answers(std::string_view note) {
  Answers answers;
  for (const std::string_view line : split(note, '\n'))
    if (const std::string name = value_of(line, "name"); !name.empty()) answers[name].append(line).push_back('\n');
  return answers;
}

std::string note_of(const Answers& answers) {
  std::string note;
  for (const auto& [name, lines] : answers) note += lines;
  return note;
}

bool is_settled(const std::string& lines) {
  const std::string outcome = value_of(lines, "outcome");
  return outcome != dns::name(dns::Outcome::kFailed) && outcome != dns::name(dns::Outcome::kTimeout);
}

// Whether a record can serve as a key: neither revoked nor something else that stands under that name. Today's empty p= says
// nothing of a mail of the past.
bool is_key(const std::string& record) { return proof::read_key_record(record).fault == proof::KeyFault::kNone; }

class Fetch {
 public:
  Fetch(const Invocation& in, const std::string& case_path, KeyFetch& out) : in_(in), path_(case_path), out_(out) {}

  int run() {
    if (const int status = gather(); status != kExitDone) return status;
    if (names_.empty()) return kExitDone;
    dns::Settings settings;
    settings.resolver = in_.value("resolver").value_or("");
    settings.trust_anchor_file = in_.value("trust-anchor").value_or("");
    auto resolver = dns::Resolver::open(settings);
    if (!resolver) {
      const bool absent = resolver.error().code == ErrorCode::kNotFound;
      complain(in_.console(), in_.sentences(), absent ? "error.no-libunbound" : "error.resolver", params({{"place", resolver.error().place}}));
      return kExitUsage;
    }
    const run::Signals signals;
    (*resolver)->ask(names_, [&](dns::Answer answer) { take(answer); }, [&] {
      show_progress();
      out_.interrupted = signals.interrupted();
      return !out_.interrupted && !failed_;
    });
    clear_line();
    save();
    return failed_ ? complain(in_.console(), in_.sentences(), *failed_, path_) : kExitDone;
  }

 private:
  int gather() {
    auto opened = store::Case::open_for_reading(path_);
    if (!opened) return complain(in_.console(), in_.sentences(), opened.error(), path_);
    const auto wanted = wanted_keys(**opened);
    if (!wanted) return complain(in_.console(), in_.sentences(), wanted.error(), path_);
    answers_ = read_answers((*opened)->note(run::kAnswersNote));
    std::unordered_map<std::string, std::size_t> by_organization;
    for (const WantedKey& key : *wanted) {
      if (!key.fingerprint.empty()) continue;      // OpenPGP: no key of the DNS
      const std::string name = dns_name(key);
      const auto known = answers_.find(name);
      if (known != answers_.end() && is_settled(known->second)) continue;
      if (!dns::is_askable(name)) {
        ++out_.bad_names;
        continue;
      }
      std::string organization = check::organizational_domain(lower(key.domain));
      if (organization.empty()) organization = lower(key.domain);
      if (names_.size() == limits::kDnsNames || by_organization[organization] == limits::kDnsNamesPerDomain) {
        ++out_.left_out;
        continue;
      }
      ++by_organization[organization];
      if (wanted_.emplace(name, key).second) names_.push_back(name);
    }
    return kExitDone;
  }

  void take(const dns::Answer& answer) {
    ++out_.asked;
    count(answer);
    answers_[answer.name] = lines_of(answer, wanted_.at(answer.name));
    if (out_.asked % static_cast<std::int64_t>(kSaveEvery) == 0) save();
  }

  void count(const dns::Answer& answer) {
    using dns::Outcome;
    if (answer.validation == dns::Validation::kBogus) {
      ++out_.bogus;
      return;
    }
    if (answer.outcome == Outcome::kFailed || answer.outcome == Outcome::kTimeout) {
      ++out_.silent;
      return;
    }
    const auto keys = std::count_if(answer.records.begin(), answer.records.end(), is_key);
    out_.keys += keys;
    if (keys == 0) ++out_.gone;
    else if (answer.validation == dns::Validation::kSecure) ++out_.secure;
    else ++out_.insecure;
  }

  static std::string now() {
    return iso_time(std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
  }

  static std::string lines_of(const dns::Answer& answer, const WantedKey& key) {
    const std::string when = now();
    const bool usable = answer.validation == dns::Validation::kSecure || answer.validation == dns::Validation::kInsecure;
    std::string lines;
    const auto line = [&](const std::string* record) {
      JsonWriter json(lines);
      json.begin_object();
      json.key("name").string(answer.name);
      json.key("outcome").string(dns::name(answer.outcome));
      json.key("validation").string(dns::name(answer.validation));
      json.key("asked").string(when);
      json.key("detail").string_or_null(answer.detail);
      json.key("domain").string(lower(key.domain));
      json.key("selector").string(lower(key.selector));
      json.key("channel").string("dns");
      json.key("source").string("the DNS, asked " + when.substr(0, 10) + ", DNSSEC: " + std::string(dns::name(answer.validation)));
      if (record != nullptr) json.key(usable && is_key(*record) ? "record" : "unused").string(*record);
      json.end_object();
      lines += '\n';
    };
    for (const std::string& record : answer.records) line(&record);
    if (answer.records.empty()) line(nullptr);
    return lines;
  }

  void save() {
    if (failed_) return;
    if (auto saved = store::amend_note(path_, run::kAnswersNote, note_of(answers_)); !saved) failed_ = saved.error();
  }

  void clear_line() {
    if (line_shown_) in_.console().err << "\r\x1b[K" << std::flush;
    line_shown_ = false;
  }

  void show_progress() {
    const Console& console = in_.console();
    const auto time = std::chrono::steady_clock::now();
    if (in_.has("quiet") || time - shown_ < (console.err_is_terminal ? std::chrono::milliseconds(kLineEvery) : kLogEvery)) return;
    shown_ = time;
    const std::string line = in_.sentences().say("terminal.dns.progress", params({{"asked", out_.asked},
        {"names", static_cast<std::int64_t>(names_.size())}, {"keys", out_.keys}}));
    if (!console.err_is_terminal) {
      console.err << "winnow: " << line << "\n";
      return;
    }
    clear_line();
    console.err << clipped(line, console.width - 1) << std::flush;
    line_shown_ = true;
  }

  const Invocation& in_;
  const std::string& path_;
  KeyFetch& out_;
  std::map<std::string, WantedKey> wanted_;
  std::vector<std::string> names_;       // in the order of asking
  Answers answers_;
  std::optional<Error> failed_;
  bool line_shown_ = false;
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace

int fetch_keys(const Invocation& in, const std::string& case_path, KeyFetch& fetch) { return Fetch(in, case_path, fetch).run(); }

void print_fetch(const Invocation& in, const KeyFetch& fetch, std::ostream& out) {
  const Sentences& say = in.sentences();
  const std::size_t width = in.console().width;
  out << wrapped(say.say("terminal.dns.done", params({{"asked", fetch.asked}, {"keys", fetch.keys}})), width);
  const std::pair<const char*, std::int64_t> rows[] = {
      {"terminal.dns.secure", fetch.secure}, {"terminal.dns.insecure", fetch.insecure}, {"terminal.dns.gone", fetch.gone},
      {"terminal.dns.bogus", fetch.bogus},   {"terminal.dns.silent", fetch.silent},     {"terminal.dns.bad-names", fetch.bad_names},
      {"terminal.dns.left-out", fetch.left_out}};
  for (const auto& [id, count] : rows)
    if (count != 0) out << wrapped(say.say(id, params({{"count", count}})), width, "  - ", "    ");
  if (fetch.keys != 0) out << wrapped(say.say("terminal.dns.means"), width);
}

}  // namespace winnow::face
