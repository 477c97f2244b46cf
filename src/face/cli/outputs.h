// What an examination or `winnow report` writes: the summary on the terminal, JSONL, the HTML report, all from one pass.
#pragma once

#include <optional>
#include <string>

#include "case/case.h"
#include "face/cli/invocation.h"
#include "face/output_file.h"
#include "proof/key.h"

namespace winnow::face {

class Outputs {
 public:
  // Makes the files beside their targets, so that an examination of an hour does not end at a folder that does not
  // exist. False: a complaint was made.
  bool prepare(const Invocation& in, const std::optional<std::string>& jsonl, const std::optional<std::string>& html);
  // Prints the summary and fills the files. Returns an exit status.
  int write(const Invocation& in, const store::Case& opened, const std::string& case_path);

 private:
  std::optional<OutputFile> jsonl_, html_;
  std::string jsonl_path_, html_path_;
};

// One warning for each bad line, the first few by number.
void warn_of_bad_lines(const Invocation& in, const std::string& path, const proof::KeyFile& file);

}  // namespace winnow::face
