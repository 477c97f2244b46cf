// winnow against two other verifiers over the same real mail and keys, signature by signature. Disagreements between pass
// and not pass must belong to a class that docs/conformance.md argues.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <iostream>
#include <map>

#include "base/hash.h"
#include "corpora.h"
#include "proof/signature.h"
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

// A folder of messages and one key a name; removed at the end.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "winnow-dkim-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    collect_keys();
    for (const char* file : {"lists-vger.tar.zst", "zk.tar.zst", "dkimtools.tar.zst", "parsers.tar.zst", "notmuch.tar.zst"})
      each_member(shared(std::string("corpora/") + file), [&](const std::string&, const std::string& bytes) { add(bytes); });
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  // What winnow says, and why where that is of use.
  Answers answers() const {
    const auto set = make_key_set(keys_, false, std::nullopt);
    Answers out;
    for (const auto& [name, text] : messages_) {
      const mail::Message message = mail::parse(as_bytes(text));
      for (const Signature& signature : verify_dkim(message, *set))
        out[name + " " + to_hex({reinterpret_cast<const char*>(signature.value_digest.data()), 8})] =
            signature.result == ResultWord::kPass ? std::string(signature.reason == "draft" ? "pass draft" : "pass " + signature.algorithm)
                                                  : "fail " + std::string(signature.reason);
    }
    return out;
  }

  // What a verifier prints; nullopt where it is not installed.
  std::optional<Answers> answers_of(const std::string& command) const {
    FILE* pipe = popen((command + " " + path_.string() + " 2>/dev/null").c_str(), "r");
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
    std::ofstream out(path_ / "keys.tsv", std::ios::binary);
    for (const auto& [name, key] : by_name) {
      out << name << '\t' << key.record << '\n';
      keys_.push_back(key);
    }
  }
  void add(const std::string& bytes) {
    const std::string text = with_crlf(bytes), name = std::to_string(messages_.size()) + ".eml";
    if (text.find("DKIM-Signature") == std::string::npos) return;
    std::ofstream(path_ / name, std::ios::binary) << text;
    messages_.emplace(name, text);
  }

  std::filesystem::path path_;
  std::vector<Key> keys_;
  std::map<std::string, std::string> messages_;
};

struct Comparison { unsigned compared = 0, both_pass = 0, only_other = 0, argued = 0; std::vector<std::string> unexplained; };

// `argued`: beginnings of winnow's answer under which the other program is known to say something else.
Comparison compare(const Answers& ours, const Answers& theirs, const std::vector<std::string>& argued) {
  Comparison out;
  for (const auto& [signature, their] : theirs) {
    const auto at = ours.find(signature);
    if (at == ours.end()) {
      out.unexplained.push_back(signature + " is unknown to winnow");
      continue;
    }
    ++out.compared;
    const bool pass = at->second.starts_with("pass");
    if (pass == (their == "pass")) {
      out.both_pass += pass;
    } else if (std::any_of(argued.begin(), argued.end(), [&](const std::string& prefix) { return at->second.starts_with(prefix); })) {
      ++out.argued;
    } else {
      out.unexplained.push_back(signature + ": winnow " + at->second + ", other " + their);
    }
  }
  std::cout << out.compared << " signatures compared, both pass " << out.both_pass << ", argued " << out.argued << '\n';
  return out;
}

void differ_only_as_argued(const std::string& command, const std::vector<std::string>& argued) {
  const Folder folder;
  const auto theirs = folder.answers_of(command);
  if (!theirs) GTEST_SKIP() << "not installed: " << command;
  const Comparison result = compare(folder.answers(), *theirs, argued);
  EXPECT_GT(result.both_pass, 300u);
  for (const std::string& line : result.unexplained) ADD_FAILURE() << line;
}

TEST(DkimDifferential, AgreesWithPythonDkim) {
  WINNOW_NEEDS_SHARED("corpora/recovered-keys.jsonl");
  differ_only_as_argued("/usr/bin/python3 -I " WINNOW_TESTS "/proof/verify_dkimpy.py", {"pass draft"});
}

TEST(DkimDifferential, AgreesWithMailDkim) {
  WINNOW_NEEDS_SHARED("corpora/recovered-keys.jsonl");
  differ_only_as_argued("/usr/bin/perl " WINNOW_TESTS "/proof/verify_mail_dkim.pl", {"pass ed25519"});
}

}  // namespace
}  // namespace winnow::proof
