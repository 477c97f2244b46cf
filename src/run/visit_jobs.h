// Visits to messages of the dump, made into jobs: one for each file, run of a mailbox or archive.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "case/case.h"
#include "run/apart.h"
#include "run/protocol.pb.h"
#include "run/reopen.h"

namespace winnow::run {

struct OpenJob {
  VisitJob job;                          // without its id
  std::vector<std::size_t> asked;        // by visit: what the caller asked for
  std::shared_ptr<const Descriptor> file;
  std::shared_ptr<const std::vector<OpenApart>> apart;   // files beside an EMLX; null: none
  bool is_full() const;
};

class VisitJobs {
 public:
  VisitJobs(const store::Case& opened, bool lend) : case_(opened), lend_(lend) {}

  // Asks for a message; `asked` comes back in its job. A file that is not there any more is asked nothing.
  void add(const store::StoredItem& item, std::size_t asked, const std::vector<const Loan*>& loans);
  std::vector<std::unique_ptr<OpenJob>> take();

 private:
  OpenJob* job_for(const store::StoredItem& item, const std::string& source);
  std::unique_ptr<OpenJob> opened_for(const store::StoredItem& item, const std::string& source, const store::Run& run) const;

  const store::Case& case_;
  bool lend_;
  std::map<std::pair<std::string, std::uint64_t>, std::unique_ptr<OpenJob>> open_;   // by file and run
  std::vector<std::unique_ptr<OpenJob>> full_;
};

}  // namespace winnow::run
