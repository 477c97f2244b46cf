#include "run/second_visit.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <functional>
#include <map>
#include <optional>

#include "base/visit_limits.h"
#include "judge/judge.h"
#include "run/commit.h"
#include "run/pool.h"
#include "run/sanitize.h"
#include "run/visit_jobs.h"

namespace winnow::run {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWaited{100};
constexpr std::uint64_t kSlowestBytesPerMs = 20'000;   // as in the first visit

// The signatures of a message and by what they hold: what a second visit may find more of.
std::string proofs_of(const record::Item& item) {
  record::Item kept;
  *kept.mutable_signatures() = item.signatures();
  *kept.mutable_restorations() = item.restorations();
  return kept.SerializeAsString();
}

// The same items, so that what is said of them now may take the place of what was said first.
bool is_same_group(const ItemGroup& now, const std::vector<store::StoredItem>& before) {
  return std::equal(now.items().begin(), now.items().end(), before.begin(), before.end(), [](const record::Item& a, const store::StoredItem& b) {
    return a.kind() == b.item.kind() && a.suffix() == b.item.suffix() && a.sha256() == b.item.sha256() && a.parent() == b.item.parent();
  });
}

// Runs jobs on workers until all are done, a signal comes or workers do not start. A job that fails is tried again in halves.
class Rounds {
 public:
  Rounds(Pool& pool, const Settings& settings, const Signals& signals, unsigned jobs)
      : pool_(pool), settings_(settings), signals_(signals), jobs_(jobs) {}

  // `take(asked, answer)` for each answer. False: interrupted.
  Result<bool> run(std::vector<std::unique_ptr<OpenJob>> jobs, const std::function<void(std::size_t, Visited&)>& take) {
    waiting_.clear();
    for (auto& job : jobs) waiting_.push_back(std::move(job));
    while (!waiting_.empty() || !at_work_.empty()) {
      if (signals_.interrupted()) return false;
      pool_.set_workers(std::min<unsigned>(jobs_, static_cast<unsigned>(waiting_.size() + at_work_.size())));
      if (auto started = pool_.start_missing(); !started) return tl::unexpected<Error>(started.error());
      while (!waiting_.empty() && pool_.has_idle()) submit();
      WINNOW_TRY(std::vector<Answer> answers, pool_.wait(kWaited));
      for (Answer& answer : answers) this->take(answer, take);
    }
    return true;
  }

 private:
  struct Job { std::unique_ptr<OpenJob> open; std::vector<bool> answered; };

  void submit() {
    auto open = std::move(waiting_.front());
    waiting_.pop_front();
    ToWorker message;
    *message.mutable_visit() = open->job;
    message.mutable_visit()->set_id(next_);
    std::vector<int> descriptors{open->file->get()};
    if (open->apart) add_apart(*open->apart, *message.mutable_visit()->mutable_extent(), descriptors);
    const auto visits = static_cast<unsigned>(open->job.visits_size());
    const milliseconds more(open->job.extent().length() / kSlowestBytesPerMs);
    const JobLimits& one = settings_.first_try;
    pool_.submit(next_, message, descriptors, {one.cpu * (1 + visits / 8) + more, one.wall * (1 + visits / 8) + 20 * more});
    at_work_[next_++] = {std::move(open), std::vector<bool>(visits)};
  }

  void take(Answer& answer, const std::function<void(std::size_t, Visited&)>& give) {
    const auto found = at_work_.find(answer.job);
    if (found == at_work_.end()) return;
    Job& job = found->second;
    if (answer.kind == Answer::Kind::kVisited && !answer.visited.done()) {
      const std::size_t visit = answer.visited.visit();
      if (visit >= job.answered.size() || job.answered[visit]) return;
      job.answered[visit] = true;
      return give(job.open->asked[visit], answer.visited);
    }
    if (answer.kind == Answer::Kind::kVisited) pool_.done(answer.job);
    else again(job, answer.kind == Answer::Kind::kAgain);
    at_work_.erase(found);
  }

  // What was not answered, in two jobs; a message that no worker bears alone stays as it was seen first.
  void again(Job& job, bool whole) {
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < job.answered.size(); ++i)
      if (!job.answered[i]) left.push_back(i);
    if (left.empty() || (left.size() == 1 && !whole)) return;
    const std::size_t half = whole ? left.size() : left.size() / 2;
    add(*job.open, {left.begin(), left.begin() + static_cast<std::ptrdiff_t>(half)});
    add(*job.open, {left.begin() + static_cast<std::ptrdiff_t>(half), left.end()});
  }
  void add(OpenJob& from, const std::vector<std::size_t>& visits) {
    if (visits.empty()) return;
    auto open = std::make_unique<OpenJob>();
    open->job = from.job;
    open->job.clear_visits();
    open->file = from.file;
    open->apart = from.apart;
    for (const std::size_t visit : visits) {
      *open->job.add_visits() = from.job.visits(static_cast<int>(visit));
      open->asked.push_back(from.asked[visit]);
    }
    waiting_.push_back(std::move(open));
  }

  Pool& pool_;
  const Settings& settings_;
  const Signals& signals_;
  unsigned jobs_;
  std::deque<std::unique_ptr<OpenJob>> waiting_;
  std::map<std::uint64_t, Job> at_work_;
  std::uint64_t next_ = 1;
};

// The calls of one round: their loans are fetched, then their messages visited.
class Round {
 public:
  Round(store::Case& opened, Rounds& rounds, std::span<const Call> calls) : case_(opened), rounds_(rounds), calls_(calls) {}

  // Nothing where it was interrupted.
  Result<std::optional<std::vector<store::Case::Revised>>> run() {
    WINNOW_TRY(const bool lent, lend());
    if (!lent) return std::optional<std::vector<store::Case::Revised>>();
    std::vector<std::vector<store::Case::Revised>> found(calls_.size());
    VisitJobs jobs(case_, false);
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const std::vector<store::StoredItem> group = case_.group_of(calls_[i].id);
      std::vector<const Loan*> loans;
      for (const relate::ItemId lender : calls_[i].lenders)
        if (const auto loan = loans_.find(lender); loan != loans_.end()) loans.push_back(&loan->second);
      if (!group.empty()) jobs.add(group.front(), i, loans);
    }
    loans_.clear();
    WINNOW_TRY(const bool visited, rounds_.run(jobs.take(), [&](std::size_t i, Visited& answer) {
      found[i] = revised(*answer.mutable_group(), case_.group_of(calls_[i].id));
    }));
    if (!visited) return std::optional<std::vector<store::Case::Revised>>();
    std::vector<store::Case::Revised> all;
    for (auto& one : found) std::move(one.begin(), one.end(), std::back_inserter(all));
    return std::optional(std::move(all));
  }

 private:
  Result<bool> lend() {
    std::vector<relate::ItemId> lenders;
    for (const Call& call : calls_) lenders.insert(lenders.end(), call.lenders.begin(), call.lenders.end());
    std::sort(lenders.begin(), lenders.end());
    lenders.erase(std::unique(lenders.begin(), lenders.end()), lenders.end());
    VisitJobs jobs(case_, true);
    for (std::size_t i = 0; i < lenders.size(); ++i)
      for (const store::StoredItem& item : case_.group_of(lenders[i]))
        if (item.id == lenders[i]) jobs.add(item, i, {});
    return rounds_.run(jobs.take(), [&](std::size_t i, Visited& answer) { loans_[lenders[i]] = std::move(*answer.mutable_loan()); });
  }

  static std::vector<store::Case::Revised> revised(ItemGroup& now, const std::vector<store::StoredItem>& before) {
    std::vector<store::Case::Revised> out;
    if (now.items_size() == 0 || !is_same_group(now, before)) return out;
    for (record::Item& item : *now.mutable_items()) sanitize(item);
    if (proofs_of(now.items(0)) == proofs_of(before.front().item)) return out;
    now.mutable_items(0)->set_carriage(before.front().item.carriage());   // with what the path says
    for (int i = 0; i < now.items_size(); ++i) {
      record::Item& item = *now.mutable_items(i);
      const judge::Judgement judgement = judged(item);
      out.push_back({before[static_cast<std::size_t>(i)].id, std::move(item), judgement.standings, judgement.verdict});
    }
    return out;
  }

  store::Case& case_;
  Rounds& rounds_;
  std::span<const Call> calls_;
  std::map<relate::ItemId, Loan> loans_;
};

// How many of the next calls make a round.
std::size_t calls_at_once(const store::Case& opened, std::span<const Call> calls) {
  std::size_t count = 0, items = 0;
  while (count < std::min(limits::kVisitsAtOnce, calls.size())) {
    items += opened.group_of(calls[count].id).size();
    if (count != 0 && items > limits::kVisitedItems) break;
    ++count;
  }
  return count;
}

std::size_t made_before(const store::Case& opened) {
  const std::string text = opened.revisited();
  std::size_t made = 0;
  std::from_chars(text.data(), text.data() + text.size(), made);
  return made;
}

}  // namespace

Result<void> SecondVisit::make(std::span<const Call> calls) {
  std::size_t made = made_before(case_);
  if (made >= calls.size()) return {};
  const unsigned jobs = options_.jobs ? options_.jobs : cores();
  Pool pool(settings_.start_worker, configure_of(options_, begun_, case_.note(kWordsKey)), jobs);
  Rounds rounds(pool, settings_, signals_, jobs);
  while (made < calls.size()) {
    const std::span<const Call> next = calls.subspan(made, calls_at_once(case_, calls.subspan(made)));
    WINNOW_TRY(const auto revised, Round(case_, rounds, next).run());
    if (!revised) return {};
    made += next.size();
    if (auto committed = case_.commit_revised(*revised, std::to_string(made)); !committed) return committed;
  }
  return {};
}

}  // namespace winnow::run
