// Chains of real mail against two other verifiers with the same keys, and DomainKeys against one of them. Disagreements
// between pass and not pass must be argued in docs/conformance.md.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <map>
#include <optional>

#include "corpora.h"
#include "proof/signature.h"
#include "shared_data.h"

namespace winnow::proof {
namespace {

using Answers = std::map<std::string, std::string>;   // "FILE arc" or "FILE NUMBER" -> result

std::string with_crlf(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

// Every mail of the public sets with a field of ARC or DomainKeys, one key a name, and what winnow says.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "winnow-arc-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    std::map<std::string, Key> by_name;
    for (Key& key : shipped_keys(std::nullopt)) by_name.emplace(key.selector + "._domainkey." + key.domain, key);
    KeyFile file = read_keys(read_file(shared("corpora/recovered-keys.jsonl")), "recovered", false, std::nullopt);
    for (Key& key : file.keys) by_name.emplace(key.selector + "._domainkey." + key.domain, key);
    std::ofstream out(path_ / "keys.tsv", std::ios::binary);
    std::vector<Key> keys;
    for (const auto& [name, key] : by_name) {
      out << name << '\t' << key.record << '\n';
      keys.push_back(key);
    }
    const auto set = make_key_set(std::move(keys), false, std::nullopt);
    for (const char* name : {"lists-vger", "lists-groups", "lists-footer", "pairs/pairs", "phish-1", "phish-2", "zk", "dkimtools", "notmuch", "parsers", "bounces"})
      each_member(shared(std::string("corpora/") + name + ".tar.zst"), [&](const std::string&, const std::string& bytes) { add(bytes, *set); });
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  const Answers& answers() const { return answers_; }

  std::optional<Answers> answers_of(const std::string& command) const {
    FILE* pipe = popen((command + " " + path_.string() + " 2>/dev/null").c_str(), "r");
    Answers out;
    std::array<char, 4096> line{};
    while (pipe && std::fgets(line.data(), line.size(), pipe)) {
      std::istringstream words(line.data());
      std::string file, what, result;
      words >> file >> what >> result;
      out[file + " " + what] = result;
    }
    const int status = pclose(pipe);
    if (WIFEXITED(status) && (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127)) return std::nullopt;
    EXPECT_EQ(status, 0) << command;
    return out;
  }

 private:
  void add(const std::string& bytes, const KeySource& keys) {
    const std::string text = with_crlf(bytes), name = std::to_string(count_) + ".eml";
    const mail::Message message = mail::parse(as_bytes(text));
    bool kept = false;
    for (const Signature& signature : verify_signatures(message, keys)) {
      const bool chain = signature.mechanism == kArc;
      if (!chain && signature.mechanism != kDomainKeys) continue;
      kept = true;
      std::string& answer = answers_[name + " " + (chain ? "arc" : std::to_string(signature.index))];
      answer = signature.result == ResultWord::kPass ? "pass" : "fail " + std::string(signature.reason);
      if (signature.key_by_family) answer += " family";
    }
    if (!kept) return;
    ++count_;
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

  std::filesystem::path path_;
  Answers answers_;
  int count_ = 0;
};

// `argued`: how many DomainKeys signatures pass here and not there, because the other program tries one order of the fields
// only (docs/conformance.md).
void expect_agreement(const Answers& ours, const Answers& theirs, unsigned argued) {
  unsigned both = 0, chains = 0, in_message_order = 0;
  for (const auto& [what, their] : theirs) {
    const auto at = ours.find(what);
    if (at == ours.end()) {
      EXPECT_NE(their, "pass") << what << " is unknown to winnow";
      continue;
    }
    const bool pass = at->second.starts_with("pass");
    chains += what.ends_with(" arc");
    both += pass && their == "pass";
    if (pass && their != "pass" && !what.ends_with(" arc")) {
      ++in_message_order;
      continue;
    }
    EXPECT_EQ(pass, their == "pass") << what << ": winnow " << at->second << ", other " << their;
  }
  EXPECT_EQ(in_message_order, argued);
  std::printf("%zu compared, %u of them chains; %u pass in both\n", theirs.size(), chains, both);
}

TEST(ArcDifferential, AgreesWithPythonDkim) {
  WINNOW_NEEDS_SHARED("corpora/recovered-keys.jsonl");
  const Folder folder;
  const auto theirs = folder.answers_of("/usr/bin/python3 -I " WINNOW_TESTS "/proof/verify_arc_dkimpy.py");
  if (!theirs) GTEST_SKIP() << "not installed: python3-dkim";
  expect_agreement(folder.answers(), *theirs, 0);
}

TEST(ArcDifferential, AgreesWithMailDkimInDomainKeysAsWell) {
  WINNOW_NEEDS_SHARED("corpora/recovered-keys.jsonl");
  const Folder folder;
  const auto theirs = folder.answers_of("/usr/bin/perl " WINNOW_TESTS "/proof/verify_arc_mail_dkim.pl");
  if (!theirs) GTEST_SKIP() << "not installed: Mail::DKIM";
  expect_agreement(folder.answers(), *theirs, 1);
}

}  // namespace
}  // namespace winnow::proof
