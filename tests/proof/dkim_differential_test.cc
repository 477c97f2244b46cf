// winnow against two other verifiers over the same real mail and keys, signature by signature. Disagreements between pass
// and not pass must belong to a class that docs/conformance.md argues.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <map>

#include "base/hash.h"
#include "corpora.h"
#include "proof/signature.h"
#include "proof/tag_list.h"
#include "shared_data.h"

namespace winnow::proof {
namespace {

using Answers = std::map<std::string, std::string>;   // "file digest" -> pass or fail

std::string with_crlf(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

// What may make another program refuse what winnow finds in order; docs/conformance.md argues each.
std::string circumstances(const mail::Message& message, const Signature& signature) {
  std::string out;
  if (signature.reason == "draft") out += " draft";
  const auto listed = std::count(signature.header_fields.begin(), signature.header_fields.end(), "from");
  if (static_cast<std::ptrdiff_t>(message.find_all("From").size()) > listed) out += " second-from";
  const TagList tags = TagList::read(message.fields[static_cast<std::size_t>(signature.field)].value);
  if (split_colons(tags.value("q").value_or("dns/txt")).size() > 1) out += " query-list";
  return out;
}

// A folder of messages and one key a name, and what winnow says of them; removed at the end.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "winnow-dkim-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    collect_keys();
    for (const char* set : {"lists-vger", "lists-groups", "lists-footer", "pairs/pairs", "phish-1", "phish-2", "zk", "dkimtools", "notmuch", "parsers", "bounces"})
      each_member(shared(std::string("corpora/") + set + ".tar.zst"),
                  [&](const std::string&, const std::string& bytes) { add(std::filesystem::path(set).filename(), bytes); });
    verify();
    std::ofstream out(path_ / "keys.tsv", std::ios::binary);
    for (const auto& [name, record] : records_) out << name << '\t' << record << '\n';
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  // "pass ALGORITHM", with the circumstances that other programs refuse, or "fail REASON".
  const Answers& answers() const { return answers_; }

  // What a verifier prints; nullopt where it is not installed.
  std::optional<Answers> answers_of(const std::string& command, const std::string& clock = "") const {
    FILE* pipe = popen((command + " " + path_.string() + " " + clock + " 2>/dev/null").c_str(), "r");
    Answers out;
    std::array<char, 4096> line{};
    while (pipe && std::fgets(line.data(), line.size(), pipe)) {
      std::istringstream words(line.data());
      std::string file, digest, result;
      words >> file >> digest >> result;
      out[file + " " + digest] = result;
    }
    const int status = pclose(pipe);
    if (WIFEXITED(status) && (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127)) return std::nullopt;
    EXPECT_EQ(status, 0) << command;
    return out;
  }

 private:
  void collect_keys() {
    std::map<std::string, Key> by_name;
    for (Key& key : shipped_keys(std::nullopt)) by_name.emplace(key.selector + "._domainkey." + key.domain, key);
    KeyFile file = read_keys(read_file(shared("corpora/recovered-keys.jsonl")), "recovered", false, std::nullopt);
    for (Key& key : file.keys) by_name.emplace(key.selector + "._domainkey." + key.domain, key);
    for (const auto& [name, key] : by_name) {
      records_.emplace(name, key.record);
      keys_.push_back(key);
    }
  }
  // The other programs get the same keys: where winnow takes the provider's shared key, they find it under the tenant's name.
  void verify() {
    const auto set = make_key_set(keys_, false, std::nullopt);
    for (const auto& [name, text] : messages_) {
      const mail::Message message = mail::parse(as_bytes(text));
      for (const Signature& signature : verify_dkim(message, *set)) {
        const std::string digest = to_hex({reinterpret_cast<const char*>(signature.value_digest.data()), 8});
        answers_[name + " " + digest] = signature.result == ResultWord::kPass
                                            ? "pass " + signature.algorithm + circumstances(message, signature)
                                            : "fail " + std::string(signature.reason);
        if (signature.key_by_family) records_.emplace(signature.selector + "._domainkey." + signature.domain, signature.key->record);
      }
    }
  }
  void add(const std::string& set, const std::string& bytes) {
    const std::string text = with_crlf(bytes), name = set + "." + std::to_string(messages_.size()) + ".eml";
    if (text.find("DKIM-Signature") == std::string::npos) return;
    std::ofstream(path_ / name, std::ios::binary) << text;
    messages_.emplace(name, text);
  }

  std::filesystem::path path_;
  std::vector<Key> keys_;
  std::map<std::string, std::string> records_;    // TXT name -> record, for the other programs
  std::map<std::string, std::string> messages_;
  Answers answers_;
};

struct Row { unsigned signatures = 0, ours = 0, theirs = 0, argued = 0; };

// `argued`: words in winnow's answer with which the other program is known to fail. That it passes what winnow does not is
// never in order. Prints the passes of both, set by set.
void expect_agreement(const Answers& ours, const Answers& theirs, const std::vector<std::string>& argued) {
  std::map<std::string, Row> sets;
  for (const auto& [signature, their] : theirs) {
    const auto at = ours.find(signature);
    if (at == ours.end()) {   // a value that is no base64 has another digest there
      EXPECT_NE(their, "pass") << signature << " is unknown to winnow";
      continue;
    }
    Row& row = sets[signature.substr(0, signature.find('.'))];
    ++row.signatures;
    row.theirs += their == "pass";
    const std::string& our = at->second;
    const bool pass = our.starts_with("pass");
    row.ours += pass;
    if (pass == (their == "pass")) continue;
    const bool known = pass && std::any_of(argued.begin(), argued.end(), [&](const std::string& word) { return our.find(word) != std::string::npos; });
    row.argued += known;
    EXPECT_TRUE(known) << signature << ": winnow " << our << ", other " << their;
  }
  Row all;
  for (const auto& [set, row] : sets) {
    std::printf("%-13s %5u signatures, winnow %4u, other %4u, argued %3u\n", set.c_str(), row.signatures, row.ours, row.theirs, row.argued);
    all.theirs += row.theirs;
  }
  EXPECT_GT(all.theirs, 900U);
}

void differ_only_as_argued(const std::string& command, const std::vector<std::string>& argued) {
  const Folder folder;
  const auto theirs = folder.answers_of(command);
  if (!theirs) GTEST_SKIP() << "not installed: " << command;
  expect_agreement(folder.answers(), *theirs, argued);
  std::map<std::string, unsigned> today;   // x= held against the clock of today, as both programs do by themselves
  for (const auto& [signature, their] : folder.answers_of(command, "today").value_or(Answers{}))
    today[signature.substr(0, signature.find('.'))] += their == "pass";
  for (const auto& [set, passes] : today) std::printf("%-13s with today's clock: other %4u\n", set.c_str(), passes);
}

TEST(DkimDifferential, AgreesWithPythonDkim) {
  WINNOW_NEEDS_SHARED("corpora/recovered-keys.jsonl");
  differ_only_as_argued("/usr/bin/python3 -I " WINNOW_TESTS "/proof/verify_dkimpy.py", {" draft", " second-from", " query-list"});
}

TEST(DkimDifferential, AgreesWithMailDkim) {
  WINNOW_NEEDS_SHARED("corpora/recovered-keys.jsonl");
  differ_only_as_argued("/usr/bin/perl " WINNOW_TESTS "/proof/verify_mail_dkim.pl", {" ed25519"});
}

}  // namespace
}  // namespace winnow::proof
