#include "run/lost_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/json.h"
#include "base/lost_key_limits.h"
#include "base/text.h"
#include "check/domain.h"
#include "record/computed.h"
#include "run/inputs.h"
#include "run/pool.h"

namespace winnow::run {
namespace {

constexpr std::chrono::milliseconds kWait{200};
constexpr std::uint64_t kCpuTimes = 10;                            // a job may take so many times what it is reckoned with
constexpr std::chrono::milliseconds kCheapCpu{10'000};

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7F; });
}

// How likely a value stands for an unharmed mail.
int quality_of(const record::Signature& signature) {
  const int body = signature.body() == record::PASS ? 2 : signature.body() == record::UNKNOWN ? 1 : 0;
  return 2 * body + (signature.mechanism() == "dkim" ? 1 : 0);
}

void add_value(const record::Signature& signature, LostName& name) {
  const int quality = quality_of(signature);
  const auto known = std::find_if(name.values.begin(), name.values.end(),
                                  [&](const proof::MadeValue& one) { return one.value == signature.value(); });
  if (known != name.values.end()) {
    const auto index = static_cast<std::ptrdiff_t>(known - name.values.begin());
    if (name.quality[static_cast<std::size_t>(index)] >= quality) return;   // a better copy of the mail takes its place
    name.values.erase(known);
    name.quality.erase(name.quality.begin() + index);
  }
  // Behind those that are as good.
  const auto place = std::upper_bound(name.quality.begin(), name.quality.end(), quality, std::greater<>());
  const auto index = place - name.quality.begin();
  if (static_cast<std::size_t>(index) >= limits::kLostKeyValues) return;
  name.quality.insert(place, quality);
  name.values.insert(name.values.begin() + index, {signature.value(), signature.signed_digest()});
  if (name.values.size() <= limits::kLostKeyValues) return;
  name.values.pop_back();
  name.quality.pop_back();
}

struct Found {
  std::string record;                  // empty: none
  std::size_t made = 0;
  bool arithmetic = false;
  std::string known_name, known_source;
};

Found found_of(const ComputeResult& result) {
  return {result.record(), static_cast<std::size_t>(result.made_size()), result.arithmetic(), result.known_name(), result.known_source()};
}

// Hands jobs to workers and gives their answers in the order of the jobs; fewer after a signal.
class Jobs {
 public:
  Jobs(const Options& options, const Settings& settings, const Signals& signals, std::int64_t begun)
      : signals_(signals), pool_(settings.start_worker, configure_of(options, begun, {}), options.jobs == 1 ? 1 : 2) {}

  // More than two large attempts at one time have no room. `done` is told of each answer as it comes.
  Result<void> run(const std::vector<ComputeJob>& jobs, const std::function<void(std::size_t, const ComputeResult&)>& done) {
    std::size_t next = 0, finished = 0;
    std::map<std::uint64_t, std::size_t> at_work;
    std::uint64_t memory = 0;
    while (finished < jobs.size() && !signals_.interrupted()) {
      if (auto started = pool_.start_missing(); !started) return started;
      while (next < jobs.size() && pool_.has_idle() && (at_work.empty() || memory + bytes_of(jobs[next]) <= limits::kLostKeyMemory)) {
        memory += bytes_of(jobs[next]);
        submit(jobs[next], next_id_);
        at_work.emplace(next_id_++, next);
        ++next;
      }
      WINNOW_TRY(std::vector<Answer> answers, pool_.wait(kWait));
      for (Answer& answer : answers) {
        const auto at = at_work.find(answer.job);
        if (at == at_work.end()) continue;
        memory -= bytes_of(jobs[at->second]);
        // One that failed found nothing.
        done(at->second, answer.kind == Answer::Kind::kComputed ? answer.computed : ComputeResult());
        at_work.erase(at);
        ++finished;
      }
    }
    return {};
  }

 private:
  static std::uint64_t bytes_of(const ComputeJob& job) {
    return job.usual() && job.values_size() != 0 ? proof::lost_key_bytes(job.values(0).value().size()) : 0;
  }
  void submit(ComputeJob job, std::uint64_t id) {
    JobLimits limits{kCheapCpu, 20 * kCheapCpu};
    if (job.usual()) limits.cpu = std::chrono::milliseconds(kCpuTimes * proof::lost_key_milliseconds(job.values(0).value().size()));
    limits.wall = 20 * limits.cpu;
    ToWorker message;
    job.set_id(id);
    *message.mutable_compute() = std::move(job);
    pool_.submit(id, message, {}, limits);
  }

  const Signals& signals_;
  Pool pool_;
  std::uint64_t next_id_ = 1;
};

std::string text_of(std::string_view name, std::size_t octets, std::size_t attempt) { return fmt::format("{}\t{}\t{}", name, octets, attempt); }

bool can_be_computed(const LostName& name) {
  return name.values.size() >= 2 && name.octets >= limits::kLostKeySmallestOctets && name.octets <= limits::kLostKeyOctets;
}

std::uint64_t milliseconds_of(const std::vector<std::size_t>& which, const std::vector<const LostName*>& names) {
  std::uint64_t out = 0;
  for (const std::size_t index : which) out += proof::lost_key_milliseconds(names[index]->octets);
  return out;
}

std::string summary_of(const std::vector<const LostName*>& could, const Spending& spending, std::size_t found) {
  const std::uint64_t seconds = (milliseconds_of(spending.left, could) + 999) / 1000;
  return fmt::format("{} {} {} {} {}", could.size(), spending.tried.size(), found, spending.left.size(), seconds);
}

// One computation over one dump.
class Computing {
 public:
  Computing(std::vector<const LostName*> names, const Options& options, Jobs jobs, store::Case& opened, const Signals& signals,
            Watcher& watcher)
      : names_(std::move(names)), found_(names_.size()), options_(options), jobs_(std::move(jobs)), case_(opened), signals_(signals),
        watcher_(watcher) {}

  Result<void> run() {
    read_attempts();
    if (auto ran = cheap([](std::size_t) { return true; }, {}); !ran) return ran;
    if (auto ran = usual(); !ran) return ran;
    if (auto ran = with_computed(); !ran) return ran;
    if (signals_.interrupted()) return {};
    if (auto set = case_.set_note(kComputedNote, keys_file()); !set) return set;
    if (auto set = case_.set_note(kComputingNote, summary_); !set) return set;
    // In the order in which they ended: nothing that a finished case should keep.
    return attempts_text_.empty() && attempts_.empty() ? Result<void>() : case_.set_note(kAttemptsNote, "");
  }

 private:
  ComputeJob job_of(std::size_t index, std::size_t attempt) const {
    const LostName& name = *names_[index];
    ComputeJob job;
    job.set_domain(name.domain);
    job.set_selector(name.selector);
    // A second attempt works with other values; the first ones are still tried with what comes out.
    const std::size_t begin = std::min(attempt * limits::kLostKeyAtOnce, name.values.size());
    for (std::size_t i = 0; i < name.values.size(); ++i) {
      const proof::MadeValue& value = name.values[(begin + i) % name.values.size()];
      MadeValue& made = *job.add_values();
      made.set_value(value.value);
      made.set_digest(value.digest);
    }
    return job;
  }

  template <typename Wanted>
  Result<void> cheap(Wanted&& wanted, const std::function<void(std::size_t, ComputeJob&)>& with) {
    std::vector<ComputeJob> jobs;
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (!found_[i].record.empty() || !wanted(i)) continue;
      jobs.push_back(job_of(i, 0));
      if (with) with(i, jobs.back());
      which.push_back(i);
    }
    return jobs_.run(jobs, [&](std::size_t job, const ComputeResult& result) { found_[which[job]] = found_of(result); });
  }

  Result<void> usual() {
    std::vector<std::size_t> open;
    std::vector<const LostName*> could;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const LostName& name = *names_[i];
      if (!found_[i].record.empty() || !can_be_computed(name)) continue;
      open.push_back(i);
      could.push_back(&name);
    }
    const std::uint64_t budget = options_.compute_seconds * 1000;
    const Spending first = spend(could, budget);
    tell(first, could);
    if (auto ran = attempt(first.tried, open, 0); !ran) return ran;
    std::vector<std::size_t> again;
    std::uint64_t rest = first.milliseconds_left;
    for (const std::size_t index : first.tried) {
      const LostName& name = *could[index];
      const std::uint64_t cost = proof::lost_key_milliseconds(name.octets);
      if (!found_[open[index]].record.empty() || name.values.size() < limits::kLostKeyAtOnce + 2 || cost > rest) continue;
      rest -= cost;
      again.push_back(index);
    }
    if (auto ran = attempt(again, open, 1); !ran) return ran;
    std::size_t came_out = 0;
    for (const std::size_t index : first.tried) came_out += !found_[open[index]].record.empty();
    summary_ = summary_of(could, first, came_out);
    return {};
  }

  void tell(const Spending& spending, const std::vector<const LostName*>& could) {
    if (spending.tried.empty()) return;
    const std::uint64_t milliseconds = milliseconds_of(spending.tried, could);
    google::protobuf::RepeatedPtrField<record::Param> params;
    for (const auto& [name, number] : {std::pair<const char*, std::uint64_t>{"count", spending.tried.size()}, {"seconds", (milliseconds + 999) / 1000}}) {
      record::Param& param = *params.Add();
      param.set_name(name);
      param.set_number(static_cast<std::int64_t>(number));
    }
    watcher_.warning("computing-keys", params);
  }

  Result<void> attempt(const std::vector<std::size_t>& tried, const std::vector<std::size_t>& open, std::size_t number) {
    std::vector<ComputeJob> jobs;
    std::vector<std::size_t> which;
    for (const std::size_t index : tried) {
      const std::size_t at = open[index];
      if (const auto made = attempts_.find(key_of(at, number)); made != attempts_.end()) {
        found_[at] = made->second;
        continue;
      }
      jobs.push_back(job_of(at, number));
      jobs.back().set_usual(true);
      which.push_back(at);
    }
    Result<void> kept;
    auto ran = jobs_.run(jobs, [&](std::size_t job, const ComputeResult& result) {
      found_[which[job]] = found_of(result);
      if (kept) kept = remember(which[job], number);
    });
    return ran ? kept : ran;
  }

  // What was computed is tried on the names that are still without a key: those of the same organization, and those under
  // the same selector, as a sending service names its key alike for all its customers.
  Result<void> with_computed() {
    std::map<std::string, std::vector<std::string>> by_organization, by_selector;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (found_[i].record.empty()) continue;
      by_organization[organization(i)].push_back(found_[i].record);
      by_selector[names_[i]->selector].push_back(found_[i].record);
    }
    const auto records_for = [&](std::size_t i) {
      std::vector<std::string> records;
      if (const auto at = by_organization.find(organization(i)); at != by_organization.end()) records = at->second;
      if (const auto at = by_selector.find(names_[i]->selector); at != by_selector.end())
        records.insert(records.end(), at->second.begin(), at->second.end());
      return records;
    };
    return cheap([&](std::size_t i) { return !records_for(i).empty(); },
                 [&](std::size_t i, ComputeJob& job) { for (std::string& record : records_for(i)) job.add_records(std::move(record)); });
  }

  std::string organization(std::size_t index) const {
    std::string out = check::organizational_domain(names_[index]->domain);
    return out.empty() ? names_[index]->domain : out;
  }

  // ---- what the case keeps ----

  std::string key_of(std::size_t index, std::size_t attempt) const {
    const LostName& name = *names_[index];
    return text_of(name.selector + "._domainkey." + name.domain, name.octets, attempt);
  }
  void read_attempts() {
    const std::string note = case_.note(kAttemptsNote);
    for (const std::string_view line : split(note, '\n')) {
      const std::vector<std::string_view> parts = split(line, '\t');
      if (parts.size() != 7) continue;
      Found found;
      found.made = parts[3].size();
      found.arithmetic = true;
      found.known_name = parts[4], found.known_source = parts[5], found.record = parts[6];
      attempts_.emplace(fmt::format("{}\t{}\t{}", parts[0], parts[1], parts[2]), std::move(found));
    }
  }
  // The count of values is written as so many strokes.
  Result<void> remember(std::size_t index, std::size_t attempt) {
    const Found& found = found_[index];
    std::string source = found.known_source;
    std::replace_if(source.begin(), source.end(), [](char c) { return c == '\t' || c == '\n'; }, ' ');
    attempts_text_ = case_.note(kAttemptsNote);
    attempts_text_ += fmt::format("{}\t{}\t{}\t{}\t{}\n", key_of(index, attempt), std::string(found.made, '|'), found.known_name, source, found.record);
    return case_.set_note(kAttemptsNote, attempts_text_);
  }

  std::string keys_file() const {
    std::string out = case_.note(kComputedNote);   // not empty only where a run ended between the two notes
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const Found& found = found_[i];
      if (found.record.empty()) continue;
      std::string source = fmt::format("{} {} signatures {}", found.arithmetic ? "computed from" : "fits", found.made, record::kOfThisDump);
      if (!found.known_name.empty()) source += fmt::format("{}{} ({})", record::kKnownAs, found.known_name, found.known_source);
      JsonWriter json(out);
      json.begin_object();
      json.key("domain").string(names_[i]->domain);
      json.key("selector").string(names_[i]->selector);
      json.key("record").string(found.record);
      json.key("channel").string("computed");
      json.key("source").string(source);
      json.key("known_as").string_or_null(found.known_name);
      json.end_object();
      out += "\n";
    }
    return out;
  }

  std::vector<const LostName*> names_;
  std::vector<Found> found_;
  const Options& options_;
  Jobs jobs_;
  store::Case& case_;
  const Signals& signals_;
  Watcher& watcher_;
  std::map<std::string, Found> attempts_;
  std::string attempts_text_, summary_ = "0 0 0 0 0";
};

}  // namespace

Spending spend(const std::vector<const LostName*>& names, std::uint64_t milliseconds) {
  Spending out;
  out.milliseconds_left = milliseconds;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::uint64_t cost = proof::lost_key_milliseconds(names[i]->octets);
    if (cost > out.milliseconds_left) {
      out.left.push_back(i);
      continue;
    }
    out.tried.push_back(i);
    out.milliseconds_left -= cost;
  }
  return out;
}

void LostKeys::learn(const record::Item& item) {
  for (const record::Signature& signature : item.signatures()) {
    if (signature.result() != record::NOKEY || signature.value().empty() || signature.signed_digest().empty()) continue;
    if (signature.mechanism() == "xgoogle" || !is_name(signature.domain()) || !is_name(signature.selector())) continue;
    const Name key{signature.domain(), signature.selector(), signature.value().size()};
    if (names_.size() >= limits::kLostKeyNames && !names_.contains(key)) continue;
    LostName& name = names_[key];
    name.domain = signature.domain();
    name.selector = signature.selector();
    name.octets = signature.value().size();
    ++name.messages;
    name.whole += signature.body() == record::PASS;
    add_value(signature, name);
  }
}

// Those first that most messages would gain by; ties by name.
std::vector<const LostName*> LostKeys::in_order() const {
  std::vector<const LostName*> names;
  for (const auto& [key, name] : names_) names.push_back(&name);
  std::stable_sort(names.begin(), names.end(), [](const LostName* a, const LostName* b) {
    return std::tie(a->whole, a->messages) > std::tie(b->whole, b->messages);
  });
  return names;
}

std::string LostKeys::survey() const {
  std::vector<const LostName*> could;
  for (const LostName* name : in_order())
    if (can_be_computed(*name)) could.push_back(name);
  return summary_of(could, spend(could, 0), 0);
}

Result<void> LostKeys::compute(const Options& options, const Settings& settings, const Signals& signals, std::int64_t begun,
                               store::Case& opened, Watcher& watcher) const {
  return Computing(in_order(), options, Jobs(options, settings, signals, begun), opened, signals, watcher).run();
}

}  // namespace winnow::run
