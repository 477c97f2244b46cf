// winnow report CASE: the outputs of an examination, again.
#include "face/cli/invocation.h"
#include "face/cli/outputs.h"

namespace winnow::face {

int run_report(const Invocation& in) {
  const std::string& case_path = in.operands()[0];
  auto html = in.value("output");
  const auto jsonl = in.value("jsonl");
  if (!html && !jsonl) html = case_path + ".html";
  auto opened = store::Case::open_for_reading(case_path);
  if (!opened) return complain(in.console(), in.sentences(), opened.error(), case_path);
  Outputs outputs;
  if (!outputs.prepare(in, jsonl, html)) return kExitUsage;
  return outputs.write(in, **opened, case_path);
}

}  // namespace winnow::face
