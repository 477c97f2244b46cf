// Mailboxes of other people: the conformance set and the corpus whose originals are known.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <sstream>

#include "base/hash.h"
#include "box/box.h"
#include "box/files.h"

namespace winnow::box {
namespace {

const std::filesystem::path kConformance = std::filesystem::path(WINNOW_SHARED) / "conformance/mail";

std::vector<std::size_t> separators(const std::string& mailbox) {
  std::vector<std::size_t> out;
  for (const auto& message : split_mbox(as_bytes(mailbox), MboxFraming::dialect(as_bytes(mailbox))))
    if (!message.from_line.empty()) out.push_back(message.from_line.begin);
  return out;
}

TEST(MboxConformance, SeparatorsLieWhereTheSuiteSays) {
  if (!std::filesystem::exists(kConformance)) GTEST_SKIP() << "conformance/mail is absent";
  std::istringstream lines(read_file(kConformance / "cases.jsonl"));
  std::size_t cases = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto test = nlohmann::json::parse(line);
    if (test["area"] != "mbox") continue;
    ++cases;
    const auto& expect = test["expect"][0];
    const auto found = separators(read_file(kConformance / test["file"].get<std::string>()));
    const auto offsets = expect.value("offsets", expect.value("from_lines", std::vector<std::size_t>{}));
    // The two sets without offsets are marked ambiguous; docs/conformance.md argues for the count of `From ` lines.
    if (offsets.empty())
      EXPECT_EQ(found.size(), expect["count_python_mailbox"].get<std::size_t>()) << test["id"];
    else
      EXPECT_EQ(found, offsets) << test["id"];
  }
  EXPECT_EQ(cases, 10u);
}

std::filesystem::path unpacked_corpus() {
  const auto archive = std::filesystem::path(WINNOW_SHARED) / "corpora/mbox.tar.zst";
  if (!std::filesystem::exists(archive)) return {};
  const auto folder = std::filesystem::path(testing::TempDir()) / "winnow_mbox_corpus";
  std::filesystem::create_directories(folder);
  const auto command = "tar -C '" + folder.string() + "' -xf '" + archive.string() + "'";
  return std::system(command.c_str()) == 0 ? folder : std::filesystem::path{};
}

TEST(MboxCorpus, EveryOriginalIsFoundInEachDialect) {
  const auto folder = unpacked_corpus();
  if (folder.empty()) GTEST_SKIP() << "corpora/mbox.tar.zst is absent";
  std::istringstream index(read_file(folder / "lists.mbox-index.jsonl"));
  std::vector<nlohmann::json> originals;
  for (std::string line; std::getline(index, line);) originals.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(originals.size(), 71u);

  for (const char* const name : {"lists.mboxrd", "lists.mboxo", "lists.mboxcl2"}) {
    const auto mailbox = read_file(folder / name);
    const auto dialect = MboxFraming::dialect(as_bytes(mailbox));
    EXPECT_EQ(dialect == MboxDialect::kContentLength, std::string_view(name) == "lists.mboxcl2");
    const auto split = split_mbox(as_bytes(mailbox), dialect);
    ASSERT_EQ(split.size(), originals.size()) << name;
    for (std::size_t i = 0; i < split.size(); ++i) {
      auto message = mailbox.substr(split[i].range.begin, split[i].range.size());
      EXPECT_FALSE(split[i].content_length_wrong);
      if (dialect == MboxDialect::kContentLength) {  // the field was added when the mailbox was made
        const auto field = message.find("Content-Length:");
        message.erase(field, message.find('\n', field) + 1 - field);
      } else if (originals[i]["from_lines_in_body"] != 0 || originals[i]["quoted_from_lines_in_body"] != 0) {
        continue;  // quoting is undone by a later station
      }
      EXPECT_EQ(to_hex(sha256(as_bytes(message))), originals[i]["sha256"].get<std::string>()) << name << " " << i + 1;
    }
  }
}

TEST(MboxCorpus, RealMailboxesHoldWhatTheManifestCounts) {
  const auto folder = unpacked_corpus();
  if (folder.empty()) GTEST_SKIP() << "corpora/mbox.tar.zst is absent";
  EXPECT_EQ(separators(read_file(folder / "sisimai-mbox-0.mbox")).size(), 37u);
  EXPECT_EQ(separators(read_file(folder / "sisimai-mbox-1.mbox")).size(), 1u);
}

}  // namespace
}  // namespace winnow::box
