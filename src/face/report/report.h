// The HTML report: one file that opens from disk, without network (docs/report.md).
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "case/case.h"
#include "face/output_file.h"
#include "face/sentences.h"
#include "face/survey.h"

namespace winnow::face {

// kLeftOut: no subjects, names, local parts of addresses, file names or values of sentences; what stays are locators of
// boxes, domains, dates, verdicts, sizes and hashes. For handing the report over while the content may not be told.
enum class Content { kShown, kLeftOut };

class ReportWriter {
 public:
  ReportWriter(std::string_view language, std::string case_path, Content content);
  ~ReportWriter();
  // Rows of the items wait in an unlinked file beside `target`. Errors: kIo, kDiskFull.
  Result<void> begin(const std::string& target);
  // Items come in the natural order of their locators.
  void add(const store::StoredItem& item);
  void finish(const store::Case& opened, OutputFile& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace winnow::face
