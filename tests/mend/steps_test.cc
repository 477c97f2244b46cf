// Each kind of damage alone and in pairs: done here to mail of every build, and undone by the hash of its body.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <functional>

#include "mend/mend.h"

namespace winnow::mend {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
  return text;
}
std::string base64_of(const std::string& raw) {
  std::string out(4 * ((raw.size() + 2) / 3) + 1, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(raw.data()), static_cast<int>(raw.size()))));
  return out;
}
std::string wrapped_at(const std::string& text, std::size_t width) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += width) out += text.substr(at, width) + "\r\n";
  return out;
}

constexpr std::string_view kWords =
    "Dear all,\r\n\r\nthe caf\xc3\xa9 on the corner asks for a deposit of 30 percent within ten days after signature, so that the\r\n"
    "room is ours.\r\n\r\nFrom Monday on we meet there.\r\n\r\n  a. the first point\r\n  b. the second point\r\n\r\n-- \r\nZo\xc3\xa9\r\n";

std::string header(std::string_view type, std::string_view encoding) {
  return "From: Ana <ana@en-avant.example>\r\nSubject: Plan\r\nMIME-Version: 1.0\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Transfer-Encoding: " + std::string(encoding) + "\r\n\r\n";
}
std::string plain() { return header("text/plain; charset=utf-8", "8bit") + std::string(kWords); }
std::string in_base64() { return header("text/plain; charset=utf-8", "base64") + wrapped_at(base64_of(std::string(kWords)), 76); }
std::string with_file() {
  std::string out = "From: Ana <ana@en-avant.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=own\r\n\r\n--own\r\n";
  out += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + std::string(kWords) + "\r\n--own\r\n";
  out += "Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  return out + wrapped_at(base64_of(std::string(2'000, 'x')), 76) + "--own--\r\n";
}
std::string two_readings() {
  std::string out = "From: Ana <ana@en-avant.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=own\r\n\r\n--own\r\n";
  out += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + std::string(kWords) + "\r\n--own\r\n";
  return out + "Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + std::string(2'000, 'x') + "</p>\r\n--own--\r\n";
}

constexpr std::size_t kPercentOfPairs = 65;

struct Damage {
  const char* name;
  std::function<std::string(const std::string&)> make;    // may leave the message as it is
};

std::string appended(const std::string& mail, const std::string& lines) { return mail + lines; }
std::string body_of(const std::string& mail) { return mail.substr(mail.find("\r\n\r\n") + 4); }
std::string head_of(const std::string& mail) { return mail.substr(0, mail.find("\r\n\r\n") + 4); }

std::string quoted_printable(const std::string& mail) {
  if (mail.find("Transfer-Encoding: 8bit") == std::string::npos) return mail;
  const std::size_t begin = mail.find(kWords);
  if (begin == std::string::npos) return mail;
  std::string out, line;
  for (const std::string& words : {std::string(kWords)})
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (words.compare(at, 2, "\r\n") == 0) {
        if (line.ends_with(' ')) line.replace(line.size() - 1, 1, "=20");
        out += line + "\r\n";
        line.clear();
        ++at;
        continue;
      }
      char token[4] = {words[at], 0, 0, 0};
      if (static_cast<unsigned char>(words[at]) > 126 || words[at] == '=') std::snprintf(token, sizeof token, "=%02X", static_cast<unsigned>(static_cast<unsigned char>(words[at])));
      if (line.size() + std::string_view(token).size() > 75) {
        out += line + "=\r\n";
        line.clear();
      }
      line += token;
    }
  return replaced(mail.substr(0, begin), "Transfer-Encoding: 8bit", "Transfer-Encoding: quoted-printable") + out + mail.substr(begin + kWords.size());
}

const std::vector<Damage>& damages() {
  static const std::vector<Damage> all = {
      {"line ends", [](const std::string& mail) { return replaced(mail, "\r\n", "\n"); }},
      {"From lines quoted", [](const std::string& mail) { return replaced(mail, "\r\nFrom Monday", "\r\n>From Monday"); }},
      {"From lines quoted twice", [](const std::string& mail) { return replaced(mail, "\r\nFrom Monday", "\r\n>>From Monday"); }},
      {"a part behind the others", [](const std::string& mail) { return replaced(mail, "--own--\r\n", "--own\r\nContent-Type: text/plain\r\n\r\nof the list\r\n--own--\r\n"); }},
      {"a footer", [](const std::string& mail) { return appended(mail, "-----\r\nread our terms at the desk\r\n"); }},
      {"a banner", [](const std::string& mail) { return mail.find("--own") == std::string::npos ? head_of(mail) + "From outside!\r\n\r\n" + body_of(mail) : mail; }},
      {"an empty line lost", [](const std::string& mail) { return replaced(mail, "ours.\r\n\r\n", "ours.\r\n"); }},
      {"blanks at line starts lost", [](const std::string& mail) { return replaced(mail, "\r\n  a. ", "\r\na. "); }},
      {"the blank of the signature mark lost", [](const std::string& mail) { return replaced(mail, "\r\n-- \r\n", "\r\n--\r\n"); }},
      {"base64 in shorter lines", [](const std::string& mail) {
         const std::size_t begin = mail.find(": base64\r\n\r\n");
         if (begin == std::string::npos) return mail;
         const std::size_t end = std::min(mail.find("--own--", begin), mail.size());
         const std::string run = mail.substr(begin + 12, end - begin - 12);
         return mail.substr(0, begin + 12) + wrapped_at(replaced(run, "\r\n", ""), 60) + mail.substr(end);
       }},
      {"8bit as quoted-printable", quoted_printable},
      {"8bit as base64", [](const std::string& mail) {
         const std::size_t begin = mail.find(kWords);
         if (begin == std::string::npos) return mail;
         return replaced(mail.substr(0, begin), "Transfer-Encoding: 8bit", "Transfer-Encoding: base64") + wrapped_at(base64_of(std::string(kWords)), 76) + mail.substr(begin + kWords.size());
       }},
      {"another charset", [](const std::string& mail) {
         return mail.find("Transfer-Encoding: 8bit") == std::string::npos ? mail : replaced(replaced(mail, "charset=utf-8", "charset=iso-8859-1"), "\xc3\xa9", "\xe9");
       }},
      {"wrapped with a part", [](const std::string& mail) {
         const std::size_t type = mail.find("Content-Type");
         const std::string head = head_of(mail);
         return mail.substr(0, type) + "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n" + head.substr(type) + body_of(mail) +
                "\r\n--outer\r\nContent-Type: text/plain\r\n\r\nunsubscribe here\r\n--outer--\r\n";
       }},
  };
  return all;
}

std::string digest_of(const std::string& mail, const BodyQuestion& question) {
  Hasher hasher(question.hash);
  proof::hash_canonical_body(std::string_view(mail).substr(mail.find("\r\n\r\n") + 4), question.how, proof::BareLineFeed::kRestore, question.limit, hasher);
  return hasher.finish();
}

void expect_undone(const std::string& damaged, const BodyQuestion& question, const std::string& what) {
  const mail::Message message = mail::parse(as_bytes(damaged));
  Budget budget = Budget::for_message(damaged.size(), limits::kUndoTimes);
  const auto edits = mend_body(message, question, budget);
  EXPECT_TRUE(edits) << what;
  if (!edits) return;
  const Variant variant(message.bytes, *edits);
  const mail::Message restored = mail::parse(as_bytes(variant.bytes()));
  Hasher hasher(question.hash);
  proof::hash_canonical_body(as_text(restored.bytes).substr(restored.body.begin), question.how, proof::BareLineFeed::kRestore, question.limit, hasher);
  EXPECT_EQ(hasher.finish(), question.digest) << what;
}

TEST(MendBody, EveryDamageAloneIsUndone) {
  for (const std::string& mail : {plain(), in_base64(), with_file(), two_readings()})
    for (const auto how : {proof::Canonicalization::kSimple, proof::Canonicalization::kRelaxed}) {
      BodyQuestion question{how, HashKind::kSha256, {}, {}};
      question.digest = digest_of(mail, question);
      for (const Damage& damage : damages()) expect_undone(damage.make(mail), question, damage.name);
    }
}

// Seldom pairs cost more than the budget: each of these is given up, and no other.
TEST(MendBody, DamagesInPairsAreUndone) {
  std::size_t pairs = 0, undone = 0;
  for (const std::string& mail : {plain(), in_base64(), with_file()}) {
    BodyQuestion question{proof::Canonicalization::kRelaxed, HashKind::kSha256, {}, {}};
    question.digest = digest_of(mail, question);
    for (const Damage& first : damages())
      for (const Damage& second : damages()) {
        if (&first == &damages().front()) continue;   // the others read lines that end in CRLF
        const std::string once = first.make(mail), twice = second.make(once);
        if (&first == &second || once == mail || twice == once) continue;
        const mail::Message message = mail::parse(as_bytes(twice));
        Budget budget = Budget::for_message(twice.size(), limits::kUndoTimes);
        ++pairs;
        const bool found = mend_body(message, question, budget).has_value();
        undone += found;
        if (!found && std::getenv("WINNOW_REPAIR_ROWS") != nullptr) std::printf("not undone: %s, then %s\n", first.name, second.name);
      }
  }
  RecordProperty("pairs", static_cast<int>(pairs));
  RecordProperty("undone", static_cast<int>(undone));
  std::printf("%zu of %zu pairs\n", undone, pairs);
  EXPECT_GE(undone * 100, pairs * kPercentOfPairs);
}

TEST(MendBody, ChangedWordsAreNeverFound) {
  BodyQuestion question;
  question.digest = digest_of(plain(), question);
  for (const auto& [what, with] : {std::pair{"30 percent", "90 percent"}, {"the first", "not the first"}, {"Dear all", "Dear Ana"}}) {
    const std::string damaged = replaced(plain(), what, with);
    const mail::Message message = mail::parse(as_bytes(damaged));
    Budget budget = Budget::for_message(damaged.size(), limits::kUndoTimes);
    EXPECT_FALSE(mend_body(message, question, budget)) << what;
  }
}

TEST(MendBody, TheBudgetIsKeptAndAnEmptyOneDoesNothing) {
  const std::string damaged = appended(plain(), "a footer\r\n");
  BodyQuestion question;
  question.digest = digest_of(plain(), question);
  const mail::Message message = mail::parse(as_bytes(damaged));
  Budget none(0);
  EXPECT_FALSE(mend_body(message, question, none));
  EXPECT_TRUE(none.exhausted());
  EXPECT_EQ(none.left(), 0U);
}

}  // namespace
}  // namespace winnow::mend
