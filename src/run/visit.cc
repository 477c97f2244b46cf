#include "run/visit.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "box/emlx.h"
#include "run/apart.h"
#include "run/archive_walk.h"
#include "run/descriptor_io.h"
#include "run/fetch.h"
#include "run/framing.h"
#include "run/loans.h"
#include "run/mailbox_runs.h"
#include "run/message.h"
#include "run/unpack.h"

namespace winnow::run {
namespace {

// Which visits wait for which message; answers those whose message comes by.
class Visits {
 public:
  Visits(const VisitJob& job, const ExamineOptions& options, Channel& channel) : job_(job), options_(options), channel_(channel) {
    for (int i = 0; i < job.visits_size(); ++i)
      wanted_[{job.visits(i).member(), job.visits(i).message()}].push_back(static_cast<std::uint32_t>(i));
    left_ = wanted_.size();
  }

  bool wants(const std::string& member) const {
    const auto first = wanted_.lower_bound({member, 0});
    return first != wanted_.end() && first->first.first == member;
  }
  bool is_done() const { return left_ == 0 || !sent_; }

  // A message of a mailbox.
  void meet(const std::string& member, std::uint64_t number, const MailboxMessage& message) {
    answer(member, number, [&](const Visit& visit, Visited& out) {
      if (job_.lend()) return lend(message.bytes(), visit, out);
      append_message(message.bytes(), with_loans(visit), *out.mutable_group(), keeping_of(message));
      note_framing(message, *out.mutable_group()->mutable_items(0));
    });
  }
  // A file that is a message. `extent`: its format.
  void meet(const std::string& member, Bytes file, const Extent& extent, std::span<const ApartFile> apart) {
    answer(member, 0, [&](const Visit& visit, Visited& out) {
      if (job_.lend()) return lend(extent.format() == FORMAT_EMLX ? message_in(file) : file, visit, out);
      ExtentResult result;
      examine_extent(file, extent, with_loans(visit), result, apart);
      if (result.groups_size() == 1) out.mutable_group()->Swap(result.mutable_groups(0));
    });
  }

  Result<void> finish() {
    Visited last;
    last.set_done(true);
    send(std::move(last));
    return sent_;
  }

 private:
  static Bytes message_in(Bytes file) {
    const Range message = box::split_emlx(file).message;
    return file.subspan(message.begin, message.size());
  }

  template <typename Fill>
  void answer(const std::string& member, std::uint64_t number, Fill fill) {
    const auto found = wanted_.find({member, number});
    if (found == wanted_.end() || found->second.empty()) return;
    for (const std::uint32_t index : found->second) {
      Visited out;
      out.set_visit(index);
      fill(job_.visits(static_cast<int>(index)), out);
      if (out.has_loan() || out.has_group()) send(std::move(out));
    }
    found->second.clear();
    --left_;
  }

  void lend(Bytes message, const Visit& visit, Visited& out) const {
    std::string bytes;
    if (visit.suffix().empty()) *out.mutable_loan() = loan_of(message, visit.locator());
    else if (fetch_from_message(message, visit.suffix(), [&](Bytes more) { bytes.append(as_text(more)); }))
      *out.mutable_loan() = loan_of(as_bytes(bytes), visit.locator());
  }

  const ExamineOptions& with_loans(const Visit& visit) {
    loans_.clear();
    for (const std::uint32_t loan : visit.loans())
      if (loan < static_cast<std::uint32_t>(job_.loans_size())) loans_.push_back(job_.loans(static_cast<int>(loan)));
    with_loans_ = options_;
    with_loans_.loans = loans_;
    return with_loans_;
  }

  void send(Visited out) {
    if (!sent_) return;
    out.set_id(job_.id());
    FromWorker message;
    *message.mutable_visited() = std::move(out);
    sent_ = channel_.send(message);
  }

  const VisitJob& job_;
  const ExamineOptions& options_;
  Channel& channel_;
  std::map<std::pair<std::string, std::uint64_t>, std::vector<std::uint32_t>> wanted_;
  std::size_t left_ = 0;
  std::vector<Loan> loans_;
  ExamineOptions with_loans_;
  Result<void> sent_;
};

// The members of an archive, those that somebody waits for.
class Members : public MemberVisitor {
 public:
  explicit Members(Visits& visits) : visits_(visits) {}

  void begin(const Member& member) override {
    held_.clear();
    mailbox_.reset();
    wanted_ = visits_.wants(member.step);
    if (wanted_ && is_mailbox(member.what.format))
      mailbox_ = std::make_unique<MailboxMessages>([this, step = member.step](const MailboxMessage& message) {
        visits_.meet(step, message.number, message);
        return !visits_.is_done();
      });
  }
  void data(const Member&, Bytes bytes) override {
    if (!wanted_) return;
    if (mailbox_) return mailbox_->push(bytes);
    held_.append(as_text(bytes));
    wanted_ = held_.size() <= limits::kMessageBytes;
  }
  void end(const Member& member) override {
    if (mailbox_) mailbox_->finish();
    else if (wanted_) meet(member);
    mailbox_.reset();
  }
  void lost(std::string_view, std::string_view, std::uint64_t) override {}

 private:
  void meet(const Member& member) {
    Extent extent;
    extent.set_format(format_of(member.what.format));
    extent.set_media_type(member.what.media_type);
    extent.set_length(held_.size());
    visits_.meet(member.step, as_bytes(held_), extent, {});
  }

  Visits& visits_;
  std::string held_;
  bool wanted_ = false;
  std::unique_ptr<MailboxMessages> mailbox_;
};

void visit_mailbox(const Extent& extent, std::uint64_t first_message, int fd, Visits& visits) {
  MailboxMessages messages(
      [&](const MailboxMessage& message) {
        visits.meet({}, first_message + message.number - 1, message);
        return !visits.is_done();
      },
      dialect_of(extent));
  std::vector<std::byte> block(limits::kMiB);
  for (std::uint64_t at = 0; at < extent.length() && !visits.is_done();) {
    const std::size_t want = std::min<std::uint64_t>(block.size(), extent.length() - at);
    const auto got = read_at(fd, extent.offset() + at, std::span(block).first(want));
    if (!got || *got == 0) break;
    messages.push(Bytes(block).first(*got));
    at += *got;
  }
  messages.finish();
}

void visit_file(const Extent& extent, std::span<const Descriptor> descriptors, int fd, Visits& visits) {
  if (extent.length() > limits::kMessageBytes) return;
  std::vector<std::byte> bytes(extent.length());
  const auto got = read_at(fd, extent.offset(), bytes);
  if (!got || *got < bytes.size()) return;
  visits.meet({}, bytes, extent, apart_files(extent, descriptors));
}

}  // namespace

Result<void> visit(const VisitJob& job, std::span<const Descriptor> descriptors, const ExamineOptions& options, Channel& channel) {
  Visits visits(job, options, channel);
  const Extent& extent = job.extent();
  if (extent.fd() >= descriptors.size()) return visits.finish();
  const int fd = descriptors[extent.fd()].get();
  if (extent.format() == FORMAT_ARCHIVE) {
    box::ArchiveBudget budget(extent.length());
    Members members(visits);
    walk_archive(descriptor_input(fd, extent.length()), extent.name(), budget, members);
  } else if (is_mailbox(extent.format())) {
    visit_mailbox(extent, job.first_message(), fd, visits);
  } else {
    visit_file(extent, descriptors, fd, visits);
  }
  return visits.finish();
}

}  // namespace winnow::run
