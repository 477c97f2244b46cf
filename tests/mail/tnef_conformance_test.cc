// The shared cases of area "tnef": names, sizes and hashes of what a stream holds, against what another reader writes.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <set>

#include "base/hash.h"
#include "mail/shared_mail.h"
#include "mail/tnef.h"

namespace winnow::mail {
namespace {

namespace dom = simdjson::dom;
using Files = std::multiset<std::pair<std::string, std::string>>;   // name and SHA-256

// The bodies under the names that the other reader gives them.
Files files_of(const Tnef& tnef) {
  Files files;
  const auto add = [&](std::string_view name, Bytes bytes) { files.emplace(name, to_hex(sha256(bytes))); };
  for (const TnefAttachment& attachment : tnef.attachments) add(attachment.name, attachment.data);
  if (!tnef.html.empty()) add("message.html", as_bytes(tnef.html));
  if (!tnef.rtf.empty()) add("message.rtf", as_bytes(tnef.rtf));
  return files;
}

std::string text_of(dom::element row, const char* key) {
  std::string_view text;
  return row[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

TEST(TnefConformance, HoldsWhatTheCasesSay) {
  const std::string cases = read_file(shared("conformance/mail/cases.jsonl"));
  if (cases.empty()) GTEST_SKIP() << "WINNOW_SHARED is absent";
  dom::parser parser;
  int rows = 0;
  for (auto doc : parser.parse_many(cases, cases.size() + 1)) {
    if (text_of(doc.value(), "area") != "tnef") continue;
    ++rows;
    const std::string id = text_of(doc.value(), "id");
    const std::string bytes = read_file(shared("conformance/mail/" + text_of(doc.value(), "file")));
    const Tnef tnef = read_tnef(as_bytes(bytes));
    Files expected;
    for (dom::element expect : dom::array(doc["expect"]))
      for (dom::element file : dom::array(expect["files"])) expected.emplace(text_of(file, "name"), text_of(file, "sha256"));
    EXPECT_EQ(files_of(tnef), expected) << id;
  }
  EXPECT_EQ(rows, 20);
}

}  // namespace
}  // namespace winnow::mail
