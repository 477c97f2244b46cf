// The release gate of DESIGN section 4 over real public mail: nothing honest is called forged or altered, and hardly
// anything doubtful. Prints how often each check hits; docs/accuracy.md keeps these numbers.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"
#include "check/judged.h"
#include "proof/key.h"
#include "support/memory_store.h"

namespace winnow::check {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Messages of the unpacked corpora: one file each. Phishing and the hand-made cases of DKIM programs are not honest mail.
std::vector<std::filesystem::path> honest_files(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> files;
  for (const char* set : {"lists-vger", "lists-footer", "lists-groups", "pairs", "zk", "notmuch", "parsers", "bounces", "spamassassin-2002"}) {
    if (!std::filesystem::exists(root / set)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / set))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Corpora : public ::testing::Test {
 protected:
  // The sets are packed beside the project; the test unpacks them into its own folder of the build.
  static std::filesystem::path unpacked() {
    const std::filesystem::path source = std::filesystem::path(WINNOW_SHARED) / "corpora";
    if (!std::filesystem::exists(source)) return {};
    const std::filesystem::path target = std::filesystem::temp_directory_path() / ("winnow-corpora-" + std::to_string(::getpid()));
    std::filesystem::create_directories(target);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(source)) {
      const std::string name = entry.path().filename();
      if (!name.ends_with(".tar.zst") || name.starts_with("phish")) continue;
      const std::filesystem::path folder = target / name.substr(0, name.size() - 8);
      std::filesystem::create_directories(folder);
      const std::string command = "zstd -dcq '" + entry.path().string() + "' | tar -xf - -C '" + folder.string() + "'";
      if (std::system(command.c_str()) != 0) return {};
    }
    return target;
  }
  static std::vector<proof::Key> vouched_keys() {
    std::vector<proof::Key> keys;
    for (const char* name : {"/data/dkim-keys.jsonl", "/corpora/recovered-keys.jsonl"})
      for (proof::Key& key : proof::read_keys(text_of(std::string(WINNOW_SHARED) + name), name, true, std::nullopt).keys)
        keys.push_back(std::move(key));
    return keys;
  }
};

// What relations need to know of a message.
void describe(const mail::Message& message, const std::vector<proof::Signature>& signatures, record::Item& item, const std::string& raw) {
  item.set_kind(record::KIND_MESSAGE);
  item.set_sha256(sha256(as_bytes(raw)));
  for (const char* name : {"From", "To", "Cc"})
    for (const mail::Field* field : message.find_all(name))
      for (const mail::Mailbox& mailbox : mail::parse_addresses(field->value)) {
        if (item.people_size() == 0) item.set_from_domain(lower(mailbox.domain));
        record::Address& address = *item.add_people();
        address.set_display(to_valid_utf8(mailbox.display));
        address.set_address(to_valid_utf8(mailbox.address()));
      }
  for (const proof::Signature& signature : signatures) {
    record::Signature& row = *item.add_signatures();
    row.set_mechanism(std::string(signature.mechanism));
    row.set_value_digest(std::string(as_text(signature.value_digest)));
    row.set_result(signature.result == proof::ResultWord::kPass ? record::RESULT_PASS : record::RESULT_FAIL);
  }
}

TEST_F(Corpora, HonestMailIsNeverForgedOrAlteredAndHardlyEverDoubtful) {
  const std::filesystem::path root = unpacked();
  if (root.empty()) GTEST_SKIP() << "the public corpora are not beside the project";
  const auto keys = proof::make_key_set(vouched_keys(), true, std::nullopt);
  std::map<std::string, int> hits, verdicts, pairs;
  int messages = 0, proved_body = 0, content = 0;
  const Claims claims;
  support::MemoryStore store;
  for (const std::filesystem::path& file : honest_files(root)) {
    const std::string raw = text_of(file);
    const mail::Message message = mail::parse(as_bytes(raw));
    const mail::Roles roles = mail::roles(message);
    const auto signatures = proof::verify_signatures(message, *keys);
    record::Item item;
    describe(message, signatures, item, raw);
    run_all({message, roles, signatures, claims, item});
    const record::Verdict verdict = judged(item).verdict;
    ++messages;
    ++verdicts[std::string(record::name(verdict))];
    for (const record::Finding& finding : item.findings()) {
      ++hits[finding.check() + (finding.variant().empty() ? "" : "/" + finding.variant())];
      if (finding.check() != "dkim.aligned") continue;
      content += finding.variant() == "whole" ? 1 : 0;
      proved_body += finding.variant() != "header" ? 1 : 0;
    }
    EXPECT_NE(verdict, record::FORGED) << file;
    EXPECT_NE(verdict, record::ALTERED) << file;
    store.put(std::filesystem::relative(file, root), item);
    if (verdict == record::DOUBTFUL) std::printf("doubtful: %s\n", file.c_str());
  }
  std::filesystem::remove_all(root);
  store.run();
  store.for_each([&](const record::Item& item, record::Verdict verdict) {
    verdicts["related: " + std::string(record::name(verdict))]++;
    for (const record::Finding& finding : item.findings())
      if (finding.check() == "from.lookalike" || finding.check() == "signature.reused" || finding.check() == "account.exposed") {
        ++hits["relate: " + finding.check()];
        if (finding.check() == "from.lookalike") ++pairs[finding.params(0).text() + " / " + finding.params(1).text()];
      }
  });
  ASSERT_GT(messages, 1000);
  std::printf("n = %d; aligned with a body that holds: %d, content proved: %d\n", messages, proved_body, content);
  for (const auto& [pair, count] : pairs) std::printf("look-alike %s %d\n", pair.c_str(), count);
  for (const auto& [name, count] : verdicts) std::printf("verdict %s %d\n", name.c_str(), count);
  for (const auto& [name, count] : hits) std::printf("check %s %d\n", name.c_str(), count);
  EXPECT_LE(verdicts["doubtful"] * 1000, messages);
  EXPECT_EQ(verdicts["related: forged"] + verdicts["related: altered"], 0);
  EXPECT_LE(verdicts["related: doubtful"] * 1000, messages);
}

}  // namespace
}  // namespace winnow::check
