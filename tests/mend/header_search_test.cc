// Header damage on really signed mail: each step alone and in pairs; the restored message verifies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/limits.h"
#include "mend/mend.h"
#include "proof/signature.h"
#include "support/fixed_keys.h"
#include "support/signer.h"

namespace winnow::mend {
namespace {

using support::SignOptions;

constexpr std::string_view kBody = "\r\nHello.\r\n";

struct Header {
  std::string from = "Ana Lind <ana@en-avant.example>";
  std::string to = "Luc <luc@press.example>, Zoe <zoe@press.example>";
  std::string subject = "Tuesday";
  std::string date = "Tue, 11 Apr 2017 09:12:44 +0200";
  std::string more = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n";
};
std::string mail(const Header& header = {}) {
  return "From: " + header.from + "\r\nTo: " + header.to + "\r\nSubject: " + header.subject + "\r\nDate: " + header.date + "\r\n" +
         "Message-ID: <a.1@en-avant.example>\r\n" + header.more + std::string(kBody);
}

// What every signer that fears additions names: absent fields too.
SignOptions all_fields() {
  SignOptions options;
  options.header_fields = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
                           "Sender", "Reply-To", "Cc", "From", "Subject"};
  return options;
}
SignOptions simple_fields() {
  SignOptions options = all_fields();
  options.simple_header = true;
  return options;
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}
std::string with_fields(const std::string& signed_mail, const std::string& fields) {
  return changed(signed_mail, "\r\nMIME-Version", "\r\n" + fields + "MIME-Version");
}
const std::string kListFields = "List-Id: <press.list.example>\r\nList-Post: <mailto:press@list.example>\r\n";

struct Result {
  bool won = false;
  std::vector<std::string> steps;
  std::string restored;
};

Result mended(const std::string& damaged, const proof::Key& key = support::key_of(), std::uint64_t bytes = limits::kUndoFloorBytes) {
  const support::FixedKeys keys({key});
  const mail::Message message = mail::parse(as_bytes(damaged));
  const auto signatures = proof::verify_dkim(message, keys);
  Result result;
  if (signatures.empty() || signatures[0].header != proof::Half::kFail) return result;
  Budget budget(bytes);
  const auto edits = mend_header(message, signatures[0], keys, {}, budget);
  if (!edits) return result;
  const Variant variant(message.bytes, *edits);
  EXPECT_EQ(variant.edits().size(), edits->size()) << "edits overlap";
  const mail::Message restored = mail::parse(as_bytes(variant.bytes()));
  result.restored = variant.bytes();
  result.won = proof::verify_dkim(restored, keys)[0].header == proof::Half::kPass;
  for (const std::string_view step : variant.steps()) result.steps.emplace_back(step);
  return result;
}

using Damage = std::function<std::string(std::string)>;

struct Case {
  std::string name;
  std::string step;
  Damage damage;
};

// Damage that any two of which can befall one message.
std::vector<Case> list_damage() {
  return {
      {"tag", "header.subject-tag", [](std::string m) { return changed(m, "Subject: ", "Subject: [press] "); }},
      {"added sender", "header.added", [](std::string m) { return with_fields(m, "Sender: press-bounces@list.example\r\n"); }},
      {"added reply-to", "header.added", [](std::string m) { return with_fields(m, "Reply-To: press@list.example\r\n"); }},
      {"added cc", "header.added", [](std::string m) { return with_fields(m, "Cc: press@list.example\r\n"); }},
      {"encoding", "header.mime", [](std::string m) { return changed(m, "Encoding: 8bit", "Encoding: 7bit"); }},
      {"type spelled anew", "header.mime", [](std::string m) { return changed(m, "charset=utf-8", "charset=\"UTF-8\""); }},
      {"type lost", "header.mime", [](std::string m) { return changed(m, "Content-Type: text/plain; charset=utf-8\r\n", ""); }},
      {"version lost", "header.mime", [](std::string m) { return changed(m, "MIME-Version: 1.0\r\n", "X-Other: 1\r\n"); }},
      {"recipients in another order", "header.recipients",
       [](std::string m) { return changed(m, "Luc <luc@press.example>, Zoe <zoe@press.example>", "Zoe <zoe@press.example>, Luc <luc@press.example>"); }},
      {"sender taken", "header.kept",
       [](std::string m) { return changed(m, "From: Ana Lind <ana@en-avant.example>", "X-Original-From: Ana Lind <ana@en-avant.example>\r\nFrom: Ana Lind via Press <press@list.example>"); }},
      {"date in another zone", "header.date",
       [](std::string m) { return with_fields(changed(m, "Tue, 11 Apr 2017 09:12:44 +0200", "Tue, 11 Apr 2017 07:12:44 +0000"), "Received: from a by b; Tue, 11 Apr 2017 09:12:50 +0200\r\n"); }},
      {"identifier without brackets", "header.message-id", [](std::string m) { return changed(m, "<a.1@en-avant.example>", "a.1@en-avant.example"); }},
  };
}

TEST(HeaderSearch, UndoesEachDamageAlone) {
  const std::string signed_mail = with_fields(support::sign(mail(), all_fields()), kListFields);
  for (const Case& one : list_damage()) {
    const Result result = mended(one.damage(signed_mail));
    EXPECT_TRUE(result.won) << one.name;
    EXPECT_THAT(result.steps, testing::Contains(one.step)) << one.name;
  }
}

TEST(HeaderSearch, UndoesDamageInPairs) {
  const std::string signed_mail = with_fields(support::sign(mail(), all_fields()), kListFields);
  const std::vector<Case> cases = list_damage();
  for (std::size_t a = 0; a < cases.size(); ++a)
    for (std::size_t b = a + 1; b < cases.size(); ++b) {
      const bool same_field = cases[a].name.starts_with("type") && cases[b].name.starts_with("type");
      if (cases[a].name == "version lost" && cases[b].name.starts_with("date")) continue;   // this damage needs that field
      if (same_field) continue;
      EXPECT_TRUE(mended(cases[b].damage(cases[a].damage(signed_mail)), support::key_of(), 8 * limits::kMiB).won) << cases[a].name << " and " << cases[b].name;
    }
}

TEST(HeaderSearch, UndoesWhatAListDoesAtOnce) {
  const std::string signed_mail = support::sign(mail(), all_fields());
  std::string damaged = with_fields(signed_mail, kListFields + "Sender: press-bounces@list.example\r\nReply-To: Ana Lind <ana@en-avant.example>\r\n");
  damaged = changed(damaged, "Subject: ", "Subject: [press] ");
  damaged = changed(damaged, "From: Ana Lind <ana@en-avant.example>", "From: Ana Lind via Press <press@list.example>");
  damaged = changed(damaged, "Encoding: 8bit", "Encoding: 7bit");
  const Result result = mended(damaged);
  EXPECT_TRUE(result.won);
  EXPECT_THAT(result.restored, testing::HasSubstr("\r\nFrom: Ana Lind <ana@en-avant.example>\r\n"));
}

TEST(HeaderSearch, ReadsManySubjects) {
  const auto wins = [](const std::string& signed_as, const std::string& shown) {
    Header header;
    header.subject = signed_as;
    const std::string signed_mail = with_fields(support::sign(mail(header), all_fields()), kListFields);
    return mended(changed(signed_mail, "Subject: " + signed_as, "Subject: " + shown), support::key_of(), limits::kMiB).won;
  };
  EXPECT_TRUE(wins("Re: Tuesday", "Re: [press] Tuesday"));
  EXPECT_TRUE(wins("Re: Tuesday", "[press] Re: Tuesday"));
  EXPECT_TRUE(wins("RE: Tuesday", "[press] Re: Tuesday"));
  EXPECT_TRUE(wins("AW: Tuesday", "Re: [press] Tuesday"));
  EXPECT_TRUE(wins("Re: [press] Tuesday", "[press] Re: Tuesday"));
  EXPECT_TRUE(wins("RE: [press] Tuesday", "Re: [press] Tuesday"));
  EXPECT_TRUE(wins("Fwd: Tuesday", "[press] [SPAM] Fwd: Tuesday"));
  EXPECT_TRUE(wins("[draft] Tuesday", "[press] [draft] Tuesday"));
  EXPECT_TRUE(wins("Tuesday", "{Spam?} Tuesday"));
  EXPECT_TRUE(wins("Tuesday", "***SPAM*** Tuesday"));
  EXPECT_TRUE(wins("=?UTF-8?Q?caf=C3=A9?=", "=?UTF-8?Q?=5Bpress=5D_caf=C3=A9?="));
  EXPECT_TRUE(wins("=?UTF-8?Q?caf=C3=A9?=", "[press] =?utf-8?q?caf=C3=A9?="));
  EXPECT_TRUE(wins("=?utf-8?B?Y2Fmw6kgb3V2ZXJ0?=", "=?utf-8?q?caf=C3=A9_ouvert?="));
  EXPECT_TRUE(wins("=?ISO-8859-1?Q?caf=E9?= ouvert", "=?iso-8859-1?q?caf=E9?= ouvert"));
  EXPECT_TRUE(wins("caf\xc3\xa9 ouvert", "=?utf-8?q?caf=C3=A9_ouvert?="));
  EXPECT_TRUE(wins("=?UTF-8?Q?caf=C3=A9?= ouvert", "caf\xc3\xa9 ouvert"));
  EXPECT_FALSE(wins("Tuesday", "Wednesday"));
  EXPECT_FALSE(wins("Not guilty", "[press] Guilty"));
}

TEST(HeaderSearch, PutsHiddenAddressesBack) {
  Header header;
  header.to = "Luc <luc@press.example>";
  const std::string signed_mail = with_fields(support::sign(mail(header), all_fields()), "X-Original-To: luc@press.example\r\n");
  EXPECT_TRUE(mended(changed(signed_mail, "Luc <luc@", "Luc <xxxx@")).won);
  EXPECT_TRUE(mended(changed(signed_mail, "Luc <luc@press.example>", "Luc <lu...@press.example>")).won);
  EXPECT_FALSE(mended(changed(signed_mail, "Luc <luc@press.example>", "Luc <zo...@press.example>")).won);
  header.to = "luc@press.example";
  EXPECT_TRUE(mended(changed(support::sign(mail(header), all_fields()), "luc@press", "luc at press")).won);
}

TEST(HeaderSearch, UndoesWhatCountsInSimpleFormOnly) {
  Header header;
  header.to = "Luc <luc@press.example>,\r\n\tZoe <zoe@press.example>";
  const std::string signed_mail = support::sign(mail(header), simple_fields());
  EXPECT_TRUE(mended(changed(signed_mail, ",\r\n\t", ",\r\n ")).won);
  EXPECT_TRUE(mended(changed(signed_mail, ",\r\n\t", ", \t")).won) << "formail -c";
  EXPECT_TRUE(mended(changed(signed_mail, ",\r\n\t", ", ")).won);
  EXPECT_TRUE(mended(changed(signed_mail, "Message-ID", "Message-Id")).won);
  EXPECT_TRUE(mended(changed(signed_mail, "Subject:", "SUBJECT:")).won);
  EXPECT_TRUE(mended(changed(signed_mail, "Tuesday\r\n", "Tuesday \r\n")).won);
  const Result pair = mended(changed(changed(signed_mail, "Subject:", "SUBJECT:"), ",\r\n\t", ", "), support::key_of(), 16 * limits::kMiB);
  EXPECT_TRUE(pair.won);
}

TEST(HeaderSearch, SortsFieldsSignedTwice) {
  SignOptions options;
  options.header_fields = {"From", "Comments", "Comments"};
  const std::string signed_mail = support::sign("Comments: one\r\nComments: two\r\n" + mail(), options);
  const Result result = mended(changed(signed_mail, "Comments: one\r\nComments: two", "Comments: two\r\nComments: one"));
  EXPECT_TRUE(result.won);
  EXPECT_THAT(result.steps, testing::ElementsAre("header.order"));
}

TEST(HeaderSearch, NeverRewritesWords) {
  const std::string signed_mail = with_fields(support::sign(mail(), all_fields()), kListFields);
  EXPECT_FALSE(mended(changed(signed_mail, "Subject: Tuesday", "Subject: Monday")).won);
  EXPECT_FALSE(mended(changed(signed_mail, "Luc <luc@", "Lea <lea@")).won);
  EXPECT_FALSE(mended(changed(signed_mail, "09:12:44", "10:12:44")).won);
  EXPECT_FALSE(mended(changed(signed_mail, "From: Ana", "From: Eva")).won);
}

TEST(HeaderSearch, NeverTakesASecondFromOrSubjectOut) {
  const std::string signed_mail = support::sign(mail(), all_fields());
  EXPECT_FALSE(mended(with_fields(signed_mail, "From: Boss <boss@bank.example>\r\n")).won);
  EXPECT_FALSE(mended(with_fields(signed_mail, "Subject: I resign\r\n")).won);
}

TEST(HeaderSearch, IsIdleWhereNoKeyMadeTheValue) {
  const std::string damaged = changed(support::sign(mail(), all_fields()), "Subject: ", "Subject: [press] ");
  const support::SigningKey other;
  SignOptions options;
  options.key = &other;
  const support::FixedKeys keys({support::key_of(options)});
  const mail::Message message = mail::parse(as_bytes(damaged));
  Budget budget(limits::kMiB);
  EXPECT_FALSE(mend_header(message, proof::verify_dkim(message, keys)[0], keys, {}, budget));
  EXPECT_EQ(budget.left(), limits::kMiB);
}

TEST(HeaderSearch, SpendsNoMoreThanItsBudget) {
  const std::string damaged = with_fields(changed(support::sign(mail(), all_fields()), "Tuesday", "Monday"), kListFields);
  EXPECT_FALSE(mended(damaged, support::key_of(), 0).won);
  EXPECT_FALSE(mended(damaged, support::key_of(), 1000).won);
}

TEST(HeaderSearch, StaysBoundedOnHostileHeaders) {
  SignOptions options = all_fields();
  for (int i = 0; i < 10'000; ++i) options.header_fields.push_back("x-" + std::to_string(i % 500));
  const std::string many_names = changed(support::sign(mail(), options), "Subject: ", "Subject: [press] ");
  EXPECT_FALSE(mended(many_names).won);
  std::string fields;
  for (int i = 0; i < 5'000; ++i) fields += "Cc: a@b.example\r\n";
  EXPECT_FALSE(mended(with_fields(support::sign(mail(), all_fields()), fields)).won);
  std::string recipients = "a@b.example";
  for (int i = 0; i < 20'000; ++i) recipients += ", a@b.example";
  EXPECT_FALSE(mended(with_fields(support::sign(mail(), all_fields()), "To: " + recipients + "\r\n")).won);
}

}  // namespace
}  // namespace winnow::mend
