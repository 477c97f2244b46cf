#include "run/visit_jobs.h"

#include <algorithm>

#include "base/limits.h"
#include "box/box.h"

namespace winnow::run {
namespace {

// A full job is done before the next one of the same file begins, which reads the file again: few of an archive.
constexpr int kVisitsOfRun = 64;
constexpr std::size_t kJobBytes = 16 * limits::kMiB;

std::string source_of(const store::StoredItem& item) {
  const std::string source = item.locator.substr(0, item.locator.size() - item.item.suffix().size());
  return item.message == 0 ? source : source.substr(0, source.rfind('#'));
}

}  // namespace

bool OpenJob::is_full() const {
  const bool many = job.extent().format() != FORMAT_ARCHIVE && job.visits_size() >= kVisitsOfRun;
  return many || job.ByteSizeLong() > kJobBytes;
}

std::unique_ptr<OpenJob> VisitJobs::opened_for(const store::StoredItem& item, const std::string& source, const store::Run& run) const {
  auto reopened = reopen(case_, source);
  if (!reopened || run.offset > reopened->size) return nullptr;
  auto open = std::make_unique<OpenJob>();
  open->file = reopened->file;
  open->job.set_lend(lend_);
  Extent& extent = *open->job.mutable_extent();
  extent.set_name(reopened->name);
  extent.set_offset(run.offset);
  extent.set_length(reopened->size - run.offset);
  if (!reopened->member.empty()) {
    extent.set_format(FORMAT_ARCHIVE);
    return open;
  }
  const auto head = head_of(*reopened);
  if (!head) return nullptr;
  if (item.message != 0) {
    const box::MboxDialect dialect = box::MboxFraming::dialect(*head);
    extent.set_format(dialect == box::MboxDialect::kDbox ? FORMAT_DBOX : FORMAT_MBOX);
    extent.set_content_length(dialect == box::MboxDialect::kContentLength);
    open->job.set_first_message(run.first_message);
    return open;
  }
  const bool emlx = box::sniff(*head).format == box::Format::kEmlx;
  extent.set_format(emlx ? FORMAT_EMLX : FORMAT_MESSAGE);
  if (emlx) open->apart = std::make_shared<const std::vector<OpenApart>>(find_apart(reopened->root, reopened->rest));
  return open;
}

OpenJob* VisitJobs::job_for(const store::StoredItem& item, const std::string& source) {
  const std::size_t inside = source.find('!');
  const bool in_run = item.message != 0 && inside == std::string::npos;
  const store::Run run = in_run ? case_.run_of(item.source, item.message) : store::Run{};
  auto& open = open_[{source.substr(0, inside), run.offset}];
  if (open && open->is_full()) full_.push_back(std::move(open));
  if (!open) open = opened_for(item, source, run);
  return open.get();
}

void VisitJobs::add(const store::StoredItem& item, std::size_t asked, const std::vector<const Loan*>& loans) {
  const std::string source = source_of(item);
  OpenJob* const open = job_for(item, source);
  if (open == nullptr) return;
  Visit& visit = *open->job.add_visits();
  if (const std::size_t inside = source.find('!'); inside != std::string::npos) visit.set_member(source.substr(inside));
  visit.set_message(item.message);
  visit.set_suffix(item.item.suffix());
  if (lend_) visit.set_locator(item.locator);
  for (const Loan* loan : loans) {
    visit.add_loans(static_cast<std::uint32_t>(open->job.loans_size()));
    *open->job.add_loans() = *loan;
  }
  open->asked.push_back(asked);
}

std::vector<std::unique_ptr<OpenJob>> VisitJobs::take() {
  std::vector<std::unique_ptr<OpenJob>> jobs = std::move(full_);
  for (auto& [key, open] : open_)
    if (open) jobs.push_back(std::move(open));
  open_.clear();
  full_.clear();
  return jobs;
}

}  // namespace winnow::run
