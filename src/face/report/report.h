// The HTML report: one file that opens from disk, without network (docs/report.md).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "case/case.h"
#include "face/output_file.h"
#include "face/report/gathered.h"

namespace winnow::face {

class ReportWriter {
 public:
  ReportWriter(std::string_view language, std::string case_path, Content content);
  ~ReportWriter();
  // Rows of the items wait in an unlinked file beside `target`. Errors: kIo, kDiskFull.
  Result<void> begin(const store::Case& opened, const std::string& target);
  // Items come in the natural order of their locators.
  void add(const store::StoredItem& item);
  // Errors of the waiting rows: kIo, kDiskFull.
  Result<void> finish(const store::Case& opened, OutputFile& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace winnow::face
