// Real public mail: every signature gets a result, and no fewer verify than a plain verifier finds (corpora README).
#include <gtest/gtest.h>

#include <iostream>

#include "corpora.h"
#include "proof/signature.h"
#include "shared_data.h"

namespace winnow::proof {
namespace {

struct Set {
  std::string_view name;
  std::vector<std::string_view> files;
  unsigned verifies_by_plain_verifier;   // README, "Verifies", keys B
};

const std::vector<Set>& sets() {
  static const std::vector<Set> all = {
      {"lists-vger", {"lists-vger.tar.zst"}, 327},
      {"lists-groups", {"lists-groups.tar.zst"}, 173},
      {"lists-footer", {"lists-footer.tar.zst"}, 167},
      {"pairs", {"pairs/pairs.tar.zst"}, 182},
      {"phish", {"phish-1.tar.zst", "phish-2.tar.zst"}, 2},
      {"zk", {"zk.tar.zst"}, 31},
      {"dkimtools", {"dkimtools.tar.zst"}, 25},
      {"notmuch", {"notmuch.tar.zst"}, 3},
      {"parsers", {"parsers.tar.zst"}, 8},
      {"bounces", {"bounces.tar.zst"}, 0},
  };
  return all;
}

struct Count { unsigned messages = 0, signatures = 0, verifies = 0, family = 0; };

Count examine(const Set& set, const KeySource& keys) {
  Count count;
  for (const std::string_view file : set.files) {
    each_member(shared("corpora/" + std::string(file)), [&](const std::string& name, const std::string& bytes) {
      const mail::Message message = mail::parse(as_bytes(bytes));
      ++count.messages;
      for (const Signature& signature : verify_dkim(message, keys)) {
        ++count.signatures;
        EXPECT_NE(signature.result, ResultWord::kNone) << name;
        const bool verifies = signature.header == Half::kPass && signature.body == Half::kPass;
        EXPECT_TRUE(verifies || signature.result != ResultWord::kPass) << name;
        count.verifies += verifies;
        count.family += verifies && signature.key_by_family;
      }
    });
  }
  return count;
}

std::unique_ptr<KeySource> keys_b() {
  KeyFile file = read_keys(read_file(shared("corpora/recovered-keys.jsonl")), "recovered-keys.jsonl", false, std::nullopt);
  EXPECT_TRUE(file.notes.empty());
  return make_key_set(std::move(file.keys), true, std::nullopt);
}

TEST(DkimCorpora, AtLeastAsManySignaturesVerifyAsAPlainVerifierFinds) {
  WINNOW_NEEDS_SHARED("corpora/recovered-keys.jsonl");
  const auto a = make_key_set({}, true, std::nullopt), b = keys_b();
  Count with_a, with_b;
  for (const Set& set : sets()) {
    const Count first = examine(set, *a), second = examine(set, *b);
    std::cout << set.name << ": " << second.messages << " messages, " << second.signatures << " signatures, verify with A "
              << first.verifies << " (" << first.family << " by family), with B " << second.verifies << " ("
              << second.family << " by family)\n";
    EXPECT_EQ(first.signatures, second.signatures);
    EXPECT_GE(second.verifies, set.verifies_by_plain_verifier) << set.name;
    with_a.verifies += first.verifies;
    with_b.verifies += second.verifies;
    with_b.signatures += second.signatures;
  }
  std::cout << "all: " << with_b.signatures << " signatures, verify with A " << with_a.verifies << ", with B "
            << with_b.verifies << '\n';
  EXPECT_GE(with_a.verifies, 273u);
  EXPECT_GE(with_b.verifies, 918u);
}

}  // namespace
}  // namespace winnow::proof
