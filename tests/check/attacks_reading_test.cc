// What a signature covers and a reader sees otherwise: where the header ends, unsigned fields in odd dress, blanks that
// relaxed canonicalization does not see. Each row is one change to an honest, signed mail.
#include <vector>

#include "check/attack_mail.h"
#include "check/unsigned_fields.h"

namespace winnow::check {
namespace {

using namespace record;

SignOptions signing(std::vector<std::string> fields) {
  SignOptions options;
  options.header_fields = std::move(fields);
  return options;
}
// Content-Type signed, how it is encoded not.
SignOptions without_encoding() { return signing({"From", "To", "Subject", "Date", "MIME-Version", "Content-Type"}); }

Standing content_of(const std::string& mail, const SignOptions& options = {}) { return judged(examined(mail, options)).standings.of(CONTENT); }

// Signs `honest`, which is proved, changes it, and then its content is not.
void expect_lost(const std::string& honest, const SignOptions& options, std::string_view what, std::string_view by) {
  const std::string mail = support::sign(honest, options);
  EXPECT_EQ(content_of(mail, options), PROVED) << "honest: " << honest << listed(examined(mail, options));
  const std::string changed = replaced(mail, what, by);
  EXPECT_NE(content_of(changed, options), PROVED) << by << listed(examined(changed, options));
  expect_not_believed(examined(changed, options), std::string(by).c_str());
}

// ---- where the header ends ----

// Many programs begin the body at the first line that is no field; others skip it.
TEST(ReadingAttack, LineThatIsNoFieldIsTextForSomePrograms) {
  const std::string honest = support::sign(plain());
  for (const char* line : {"I say to you now: pay the money", ">From the desk of Ana: pay the money", "Pay the money today", "N\xC3\xB6te: pay", "No\x01te: pay", ": pay"}) {
    const Examined before = examined(std::string(line) + "\r\n" + honest);
    EXPECT_NE(judged(before).standings.of(CONTENT), PROVED) << line << listed(before);
    const Examined between = examined(replaced(honest, "To: Luc", std::string(line) + "\r\nTo: Luc"));
    EXPECT_NE(judged(between).standings.of(CONTENT), PROVED) << line << listed(between);
    EXPECT_NE(judged(between).standings.of(SUBJECT), PROVED) << line;
  }
  const Examined stored = examined("From ana@en-avant.example Tue Apr 11 09:12:44 2017\r\n" + honest);
  EXPECT_EQ(judged(stored).verdict, AUTHENTIC) << listed(stored);
}

// Without the empty line the first paragraph is text to one program and header to another.
TEST(ReadingAttack, EmptyLineBehindTheHeaderTakenAway) {
  const std::string text = "Not true what he says.\r\nI never did.\r\n\r\nWe took the money.\r\n";
  expect_lost(fields() + "\r\n" + text, {}, "7bit\r\n\r\n", "7bit\r\n");
  const std::string parts = multipart("One", "Two");
  expect_lost(fields("multipart/mixed; boundary=outer") + "\r\n" + parts, {}, "7bit\r\n\r\n", "7bit\r\n");
  EXPECT_EQ(judged(examined(support::sign(fields() + "\r\n"))).verdict, AUTHENTIC);
}

TEST(ReadingAttack, WhiteLineWithinASignedFieldCutsIt) {
  const std::string honest = support::sign(replaced(plain(), "Tuesday", "Do not pay"));
  const Examined e = examined(replaced(honest, "Do not pay", "Do\r\n \r\n not pay"));
  for (const Aspect aspect : {SUBJECT, DATE, RECIPIENTS, CONTENT}) EXPECT_NE(judged(e).standings.of(aspect), PROVED) << name(aspect) << listed(e);
}

TEST(ReadingAttack, FieldNamesThatOnlyOtherProgramsFind) {
  struct Case { std::string added; Aspect aspect; };
  for (const Case& c : {Case{"X-A: b\r\nSubject\r\n : Pay\r\n", SUBJECT}, Case{"X-A: b\r\nFrom\r\n : chief@bank.example\r\n", AUTHOR},
                        Case{"From x Tue Apr 11 09:12:44 2017\r\n From: chief@bank.example\r\n", AUTHOR}, Case{"X-A: b\x0B" "From: chief@bank.example\r\n", AUTHOR},
                        Case{"X-A: b\x0C" "Subject: Pay\r\n", SUBJECT}, Case{"X-A: b\rContent-Disposition: attachment; filename=a\r\n", CONTENT}}) {
    const Examined e = examined(c.added + support::sign(plain()));
    EXPECT_NE(judged(e).standings.of(c.aspect), PROVED) << c.added << listed(e);
    if (c.aspect != SUBJECT) expect_not_believed(e, c.added.c_str());
  }
}

// ---- unsigned fields that programs read in different ways ----

TEST(ReadingAttack, UnsignedTypeInOddDress) {
  const std::string inner = multipart("Pay me.", "And me.", "inner");
  const std::string honest = fields("multipart/mixed; boundary=outer") + "\r\n--outer\r\nContent-Type: text/plain\r\n\r\nHe wrote:\r\n\r\n" + inner + "\r\n--outer--\r\n";
  for (const char* type : {"multipart/mixed; \x0B" "boundary=inner; boundary=outer", "multipart/mixed; (x) boundary=outer", "multipart/mixed; (boundary=inner) boundary=outer",
                           "multipart/mixed; boundary*=utf-8''outer", "multipart/mixed; boundary*0=ou; boundary*1=ter", "multipart/mixed boundary=outer",
                           "multipart/mixed; boundary = outer", "multipart/mixed; boundary=outer x", "multipart/mixed; x=boundary=inner; boundary=outer",
                           "multipart/mixed; boundary=\"o\\uter\"", "multipart / mixed; boundary=outer", "multipart/mixed;; boundary=outer", "multipart/mixed; boundary='outer'", "multipart/mixed; boundary=\"outer \""})
    expect_lost(honest, without_mime(), "multipart/mixed; boundary=outer", type);
}

TEST(ReadingAttack, PlainTypeIsTheGrammarOfTheStandard) {
  for (const char* plain : {"text/plain", "text/plain; charset=us-ascii", " TEXT/Plain;\r\n\tcharset=\"utf-8\"; format=flowed", "multipart/alternative; boundary=\"=_(a b)\"; x=y;"})
    EXPECT_TRUE(is_plain_type(plain)) << plain;
  for (const char* odd : {"", "text", "text/", "/plain", "text/plain x", "text/plain; charset", "text/plain; charset=", "text/plain; charset=\"a", "text/plain; charset=a; charset=b",
                          "text/plain (c)", "text/plain; charset*=utf-8''utf-7", "text/plain, text/html", "text/plain; charset=\"a\\b\""})
    EXPECT_FALSE(is_plain_type(odd)) << odd;
}

TEST(ReadingAttack, UnsignedEncodingInOddDress) {
  for (const char* label : {"7bit (base64)", "7bit base64", "7bit; base64", "\"7bit\"", "(7bit) base64", "7bit, base64"})
    expect_lost(plain(), without_encoding(), "Encoding: 7bit", "Encoding: " + std::string(label));
}

TEST(ReadingAttack, UnsignedVersionOfNoMime) {
  const std::string honest = fields("multipart/mixed; boundary=outer") + "\r\n" + multipart("One", "Two");
  const SignOptions options = signing({"From", "To", "Subject", "Date"});
  for (const char* version : {"9.9", "", "1.01", "2.0 (1.0)"}) expect_lost(honest, options, "Version: 1.0", "Version: " + std::string(version));
  EXPECT_EQ(content_of(replaced(support::sign(honest, options), "Version: 1.0", "Version: 1.0 (a program)"), options), PROVED);
}

TEST(ReadingAttack, UnsignedNameMakesAFileOfTheText) {
  for (const char* added : {"Content-Disposition: inline; filename=a.html\r\n", "Content-Disposition: attachment\r\n"}) {
    EXPECT_NE(content_of(added + support::sign(plain(), without_mime()), without_mime()), PROVED) << added;
    const std::string parts = support::sign(fields("multipart/mixed; boundary=outer") + "\r\n" + multipart("One", "Two"), without_mime());
    EXPECT_NE(content_of(added + parts, without_mime()), PROVED) << added;
  }
  expect_lost(plain(), without_mime(), "charset=us-ascii", "charset=us-ascii; name=a.html");
  EXPECT_EQ(content_of("Content-Disposition: inline\r\n" + support::sign(plain(), without_mime()), without_mime()), PROVED);
}

// Numbers behind a "=" are what a text says; one that an encoder could have written says either.
TEST(ReadingAttack, NumbersThatAreEscapesUnderASignedType) {
  const std::string latin = fields("text/plain; charset=iso-8859-1") + "\r\n";
  for (const char* text : {"Turnout: A=85, B=91.\r\n", "We need n=3D and k=4A of them.\r\n", "Room X=E9 is free.\r\n", "d=C3 or d=A9\r\n"}) {
    const std::string mail = support::sign(latin + text, without_encoding());
    EXPECT_NE(content_of(replaced(mail, "Encoding: 7bit", "Encoding: quoted-printable"), without_encoding()), PROVED) << text;
  }
  for (const char* text : {"Caf=C3=A9 au lait\r\n", "r=E9sum=E9 of it\r\n", "<a href=3D\"x\">b</a>\r\n"}) {
    const std::string mail = support::sign(replaced(latin, "7bit", "quoted-printable") + text, without_encoding());
    EXPECT_EQ(content_of(mail, without_encoding()), PROVED) << text;
    EXPECT_NE(content_of(replaced(mail, "quoted-printable", "7bit"), without_encoding()), PROVED) << text;
  }
}

TEST(ReadingAttack, CharsetsThatShowAnotherSignForTwoOfAscii) {
  for (const char* charset : {"shift_jis", "euc-kr", "ks_c_5601-1987", "gbk", "big5"}) {
    expect_lost(fields() + "\r\nIt costs \\1000 or ~900.\r\n", without_mime(), "us-ascii", charset);
    EXPECT_EQ(content_of(replaced(support::sign(plain(), without_mime()), "us-ascii", charset), without_mime()), PROVED) << charset;
  }
}

// Without a field that names the charset the one in the text's own head is taken, and the field is not signed.
TEST(ReadingAttack, CharsetTakenAwaySoThatTheMarkupsOwnCounts) {
  const std::string html = "<html><head><meta charset=\"utf-7\"></head><body><p>I agree +AC0- not</p></body></html>\r\n";
  expect_lost(fields("text/html; charset=us-ascii") + "\r\n" + html, without_mime(), "text/html; charset=us-ascii", "text/html");
  EXPECT_EQ(content_of(support::sign(fields("text/html") + "\r\n" + replaced(html, "utf-7", "utf-8"), without_mime()), without_mime()), PROVED);
}

// ---- another kind of multipart ----

TEST(ReadingAttack, PartOfTwoTypesEncodingsOrDispositions) {
  for (const char* second : {"Content-Type: text/html\r\n", "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n",
                             "Content-Disposition: inline\r\nContent-Disposition: attachment\r\n"}) {
    const std::string body = "--o\r\nContent-Type: text/plain\r\n" + std::string(second) + "\r\n<p>Yes<!-- no -->\r\n--o--\r\n";
    EXPECT_NE(content_of(support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + body)), PROVED) << second;
  }
}

TEST(ReadingAttack, TwoVersionsOfOneTextAreNoAlternatives) {
  const std::string agree = "We do agree with the terms that you sent us last week, and we will sign the paper on Monday at noon in Paris as you asked.";
  const std::string refuse = replaced(agree, "do agree", "do not agree");
  for (const bool refused_first : {true, false}) {
    const std::string body = refused_first ? multipart(refuse, agree) : multipart(agree, refuse);
    expect_lost(fields("multipart/mixed; boundary=outer") + "\r\n" + body, without_mime(), "multipart/mixed", "multipart/alternative");
    const std::string named = replaced(replaced(body, "plain; charset", "html; charset"), "charset=us-ascii", "charset=us-ascii; name=v1.html");
    expect_lost(fields("multipart/mixed; boundary=outer") + "\r\n" + named, without_mime(), "multipart/mixed", "multipart/alternative");
  }
}

TEST(ReadingAttack, PartsShownAsTheSourceThatTheyAre) {
  for (const char* first : {"MIME-Version: 1.0\r\n", "X-A: b\r\n c\r\n", ""}) {
    const std::string body = "--o\r\n" + std::string(first) + "Content-Type: text/html\r\n\r\n<p>Yes<!-- no, never -->\r\n--o--\r\n";
    const std::string mail = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + body, without_mime());
    EXPECT_NE(content_of(replaced(mail, "Content-Type: multipart/mixed; boundary=o\r\n", ""), without_mime()), PROVED) << first;
  }
}

// ---- blanks that relaxed canonicalization does not see ----

TEST(ReadingAttack, BlankBehindASoftLineEnd) {
  const std::string text = "This line is long enough for an encoder to break it: in all 10=\r\n00 euro =3D a lot.\r\n";
  for (const char* blank : {" ", "\t", "  "})
    expect_lost(replaced(fields(), "7bit", "quoted-printable") + "\r\n" + text, {}, "10=\r\n", "10=" + std::string(blank) + "\r\n");
}

TEST(ReadingAttack, UuencodedDataWithinAText) {
  const std::string text = "See below.\r\n\r\nbegin 644 a.txt\r\n#   #\r\n#  86\r\n`\r\nend\r\n";
  EXPECT_NE(content_of(support::sign(fields() + "\r\n" + text)), PROVED);
  EXPECT_EQ(content_of(support::sign(fields() + "\r\nWe\r\nbegin 2017 with\r\nbegin 90000 euro\r\n")), PROVED);
}

TEST(ReadingAttack, BlanksPushWordsOutOfSight) {
  const std::string wide(2'000, ' ');
  expect_lost(fields() + "\r\nI agree that it is not\r\nso.\r\n", {}, "that it is", "that it is" + wide);
  expect_lost(fields("text/html; charset=us-ascii") + "\r\n<pre>I agree that it is not so.</pre>\r\n", {}, "that it is", "that it is" + wide);
  EXPECT_EQ(content_of(replaced(support::sign(plain()), "on Tuesday", "on" + std::string(60, ' ') + "Tuesday")), PROVED);
  const std::string subject = support::sign(replaced(plain(), "Subject: Tuesday", "Subject: I agree not"));
  for (const std::string& gap : {wide, std::string(150, ' ') + "\r\n" + std::string(150, ' ')})
    EXPECT_NE(judged(examined(replaced(subject, "I agree", "I agree" + gap))).standings.of(SUBJECT), PROVED);
  EXPECT_NE(judged(examined(replaced(subject, "<ana@", wide + "<ana@"))).standings.of(AUTHOR), PROVED);
  EXPECT_NE(judged(examined(replaced(subject, "<luc@", wide + "<luc@"))).standings.of(RECIPIENTS), PROVED);
  EXPECT_EQ(judged(examined(replaced(subject, "I agree", "I\r\n  agree"))).standings.of(SUBJECT), PROVED);
}

TEST(ReadingAttack, FlowedLinesGlueSignsAndAccentedWords) {
  const auto flowed = [](const char* charset) { return fields("text/plain; charset=" + std::string(charset) + "; format=flowed; delsp=yes") + "\r\n"; };
  expect_lost(flowed("us-ascii") + "In all 1,\r\n000 euro\r\n", {}, "1,\r\n", "1, \r\n");
  expect_lost(flowed("utf-8") + "non\xC3\xA9\r\nloi\r\n", {}, "\xA9\r\n", "\xA9 \r\n");
  expect_lost(flowed("iso-8859-1") + "non\xE9\r\nloi\r\n", {}, "\xE9\r\n", "\xE9 \r\n");
  EXPECT_EQ(content_of(support::sign(flowed("utf-8") + "\xE4\xBC\x9A\xE8\xAD\xB0 \r\n\xE6\x98\x8E\xE6\x97\xA5\r\n")), PROVED);   // no blanks between words there
}

// Tabs may have become blanks, and rows of a table other columns: the words are proved, the file byte for byte is not.
TEST(ReadingAttack, BlanksWithinAnAttachedFile) {
  const auto with_file = [](std::string_view type, std::string_view encoding, std::string_view data) {
    return fields("multipart/mixed; boundary=o") + "\r\n--o\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--o\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Disposition: attachment; filename=a\r\nContent-Transfer-Encoding: " + std::string(encoding) + "\r\n\r\n" + std::string(data) + "\r\n--o--\r\n";
  };
  const auto inherited = [](const std::string& mail) {
    const Examined e = examined(mail);
    EXPECT_EQ(judged(e).verdict, AUTHENTIC) << listed(e);
    return e.attachments.size() == 1 && e.attachments[0].findings_size() == 1 ? e.attachments[0].findings(0).variant() : std::string("none");
  };
  const std::string table = support::sign(with_file("text/tab-separated-values", "7bit", "Ana\t\t20\r\nLuc\t30\t\r\n"));
  EXPECT_EQ(inherited(table), "words");
  EXPECT_EQ(inherited(replaced(table, "Ana\t\t20", "Ana\t20")), "words");
  EXPECT_EQ(inherited(support::sign(with_file("application/x-python", "7bit", "if a:\r\n  b()\r\nc()\r\n"))), "none");
  EXPECT_EQ(inherited(support::sign(with_file("application/x-python", "base64", "aWYgYToKICBiKCkKYygpCg=="))), "");
  EXPECT_EQ(inherited(support::sign(with_file("application/x-list", "7bit", "one\r\ntwo\r\n"))), "");
}

// A message as the only part: its own header ends where two programs disagree.
TEST(ReadingAttack, BlankBehindTheHeaderOfTheOnlyEmbeddedMessage) {
  const std::string inner = "From: Luc <luc@press.example>\r\nSubject: x\r\n\r\nI said: no\r\nNever.\r\n";
  expect_lost(fields("message/rfc822") + "\r\n" + inner, {}, "Subject: x\r\n\r\n", "Subject: x\r\n \r\n");
}

}  // namespace
}  // namespace winnow::check
