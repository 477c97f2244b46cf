#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---- encoded words ----

TEST(EncodedWords, DecodesBothEncodings) {
  EXPECT_EQ(decode_unstructured(" =?utf-8?B?w4l0w6k=?= =?iso-8859-1?q?_=E0_la?= plage"), "Été à la plage");
  EXPECT_EQ(decode_unstructured("=?utf-8*fr?q?=C3=A9?="), "é");
}
TEST(EncodedWords, JoinsCharacterSplitBetweenWords) {
  EXPECT_EQ(decode_unstructured("=?utf-8?q?=C3?=\r\n =?utf-8?q?=A9?="), "é");
  EXPECT_EQ(decode_unstructured("=?UTF-8?B?4o?= =?utf-8?b?Ks?="), "€");
  EXPECT_EQ(decode_unstructured("=?utf-8?q?=E2=82?= =?utf-8?b?rA==?="), "€");
}
TEST(EncodedWords, KeepsWhatIsNone) {
  EXPECT_EQ(decode_unstructured("=?utf-8?x?abc?= =? =?= ?="), "=?utf-8?x?abc?= =? =?= ?=");
  EXPECT_EQ(decode_unstructured("a =?utf-8?q?b"), "a =?utf-8?q?b");
}
TEST(EncodedWords, KeepsBlanksAroundPlainText) {
  EXPECT_EQ(decode_unstructured("a =?utf-8?q?b?= =?utf-8?q?c?= d"), "a bc d");
  EXPECT_EQ(decode_unstructured("x=?utf-8?q?y?=z"), "xyz");
}
TEST(EncodedWords, ReadsRawBytesByTheGivenCharset) {
  EXPECT_EQ(decode_unstructured("\xC3\xA9"), "é");
  EXPECT_EQ(decode_unstructured("\xE9"), "é");
  EXPECT_EQ(decode_unstructured("\xE9", "koi8-r"), "И");
}
TEST(EncodedWords, UnknownCharsetIsGuessed) {
  EXPECT_EQ(decode_unstructured("=?no-such?q?=C3=A9?="), "é");
  EXPECT_EQ(decode_unstructured("=?gb2312?B?xOO6ww==?="), "你好");
  EXPECT_EQ(decode_unstructured("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?="), "日本");
}
TEST(EncodedWords, StaysLinearOnManyMarks) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "=?";
  EXPECT_EQ(decode_unstructured(text).size(), text.size());
  text.clear();
  for (int i = 0; i < 300'000; ++i) text += "=?a?q?";
  EXPECT_LE(decode_unstructured(text).size(), text.size());
}

// ---- addresses ----

std::vector<std::string> list(std::string_view value) {
  std::vector<std::string> out;
  for (const Mailbox& m : parse_addresses(value)) out.push_back(m.display + "|" + m.address());
  return out;
}

TEST(Addresses, ReadsOrdinaryLists) {
  EXPECT_THAT(list("Ana Lys <ana@x.example>, b@y.example"), ElementsAre("Ana Lys|ana@x.example", "|b@y.example"));
  EXPECT_THAT(list("\"Lys, Ana\" <Ana@X.Example>"), ElementsAre("Lys, Ana|Ana@x.example"));
  EXPECT_THAT(list("=?utf-8?q?Lys,_=C3=89a?= <a@x>"), ElementsAre("Lys, Éa|a@x"));
}
TEST(Addresses, FlattensGroups) {
  EXPECT_THAT(list("team: a@x, B <b@x>;, c@x"), ElementsAre("|a@x", "B|b@x", "|c@x"));
  EXPECT_THAT(list("undisclosed-recipients:;"), IsEmpty());
}
TEST(Addresses, ReadsObsoleteForms) {
  EXPECT_THAT(list("<@relay.example,@b:joe@c.example>"), ElementsAre("|joe@c.example"));
  EXPECT_THAT(list("joe . doe @ x . example"), ElementsAre("|joe.doe@x.example"));
  EXPECT_THAT(list("joe@x.example (Joe (the) Doe)"), ElementsAre("Joe (the) Doe|joe@x.example"));
  EXPECT_THAT(list("Joe Q. Public <joe@[127.0.0.1]>"), ElementsAre("Joe Q. Public|joe@[127.0.0.1]"));
  EXPECT_THAT(list("\"a b\"@x.example"), ElementsAre("|a b@x.example"));
}
TEST(Addresses, ReadsDamagedForms) {
  EXPECT_THAT(list("a@x; b@x"), ElementsAre("|a@x", "|b@x"));
  EXPECT_THAT(list("Joe joe@x.example"), ElementsAre("Joe|joe@x.example"));
  EXPECT_THAT(list("<<a@x>>"), ElementsAre("|a@x"));
  EXPECT_THAT(list("a@b.example <c@d.example>"), ElementsAre("a@b.example|c@d.example"));
  EXPECT_THAT(list("nobody"), ElementsAre("|nobody"));
  EXPECT_THAT(list(" , ,,"), IsEmpty());
}
TEST(Addresses, WritesDomainsAsALabels) {
  EXPECT_THAT(list("j\xC3\xB6@B\xC3\xBC" "cher.example"), ElementsAre("|jö@xn--bcher-kva.example"));
}

// ---- dates ----

std::string date(std::string_view value) {
  const auto d = parse_date(value);
  return d ? iso_time(d->unix_seconds, d->offset_minutes) + (d->offset_known ? "" : " ?") : "none";
}

TEST(Dates, ReadsStandardAndObsoleteForms) {
  EXPECT_EQ(date("Tue, 11 Apr 2017 09:12:44 +0200"), "2017-04-11T09:12:44+02:00");
  EXPECT_EQ(date(" 11 Apr 17 09:12 EST (winter)"), "2017-04-11T09:12:00-05:00");
  EXPECT_EQ(date("Tue, 11 Apr 100 09:12:44 GMT"), "2000-04-11T09:12:44Z");
  EXPECT_EQ(date("Tue Apr 11 09:12:44 2017"), "2017-04-11T09:12:44Z ?");
  EXPECT_EQ(date("Tue, 11 Apr 2017 09:12:44 -0000"), "2017-04-11T09:12:44Z ?");
  EXPECT_EQ(date("11-Apr-2017 09:12:44 +0530"), "2017-04-11T09:12:44+05:30");
  EXPECT_EQ(date("2017-04-11T09:12:44+02:00"), "2017-04-11T09:12:44+02:00");
  EXPECT_EQ(date("Tue, 11 Apr 2017 9:12:44 PM +0200"), "2017-04-11T21:12:44+02:00");
  EXPECT_EQ(date("Sat, 31 Dec 2016 23:59:60 +0000"), "2017-01-01T00:00:00Z");
}
TEST(Dates, RefusesWhatIsNoDate) {
  for (const auto* bad : {"", "yesterday", "32 Apr 2017 09:12:44 +0000", "30 Feb 2017 09:12:44 +0000", "11 Apr 2017", "11 Apr 2017 25:00:00 +0000",
                          "11 Foo 2017 09:12:44 +0000", "99999999999999 Apr 2017 09:12:44"})
    EXPECT_EQ(date(bad), "none") << bad;
}

TEST(MessageIds, AreTakenOutOfTheirBrackets) {
  EXPECT_EQ(parse_message_id(" <a@b>\r\n"), "a@b");
  EXPECT_EQ(parse_message_id("junk < a @\r\n b > <c>"), "a@b");
  EXPECT_EQ(parse_message_id(" a@b trailing"), "a@b");
  EXPECT_EQ(parse_message_id("  "), "");
}

// ---- parameters, through the part they describe ----

Part part_of(std::string_view header, std::vector<std::string>* notes = nullptr) {
  const std::string text = std::string(header) + "\n\nx";
  Message m = parse(as_bytes(text));
  if (notes != nullptr) *notes = m.notes;
  m.parts[0].fields.clear();
  return m.parts[0];
}

TEST(Parameters, JoinsContinuationsAndCharsets) {
  EXPECT_EQ(part_of("Content-Type: a/b; name*0*=utf-8''%C3%A9; name*1=t; name*2*=%C3%A9").name, "été");
  EXPECT_EQ(part_of("Content-Type: a/b; name*1=b; name*0=a; name*2=c").name, "abc");
  EXPECT_EQ(part_of("Content-Disposition: attachment; filename=plain; filename*=iso-8859-1'fr'%E9").name, "é");
  EXPECT_EQ(part_of("Content-Disposition: attachment; filename=\"=?utf-8?q?=C3=A9?=.pdf\"").name, "é.pdf");
}
TEST(Parameters, ReadsWhatMailProgramsWrite) {
  EXPECT_EQ(part_of("Content-Disposition: attachment; filename=my file.pdf; size=3").name, "my file.pdf");
  EXPECT_EQ(part_of("Content-Type: a/b; name=\"C:\\TEMP\\x.png\"").name, "C:\\TEMP\\x.png");
  EXPECT_EQ(part_of("Content-Type: text/plain; charset=us-ascii (Plain text)").charset, "us-ascii");
  EXPECT_EQ(part_of("Content-Type: multipart/mixed\n\tboundary=\"b\"").boundary, "b");
  EXPECT_EQ(part_of("Content-Type: multipart/mixed; boundary=\"a b \"").boundary, "a b");
  EXPECT_EQ(part_of("Content-Type: text").type, "text");
  EXPECT_EQ(part_of("Content-Type: text").subtype, "plain");
  std::vector<std::string> notes;
  EXPECT_EQ(part_of("Content-Type: a/b; name=\"open", &notes).name, "open");
  EXPECT_THAT(notes, ElementsAre("mime.open-quote"));
}
TEST(Parameters, EncodingLabelsAreReadWithoutCase) {
  EXPECT_EQ(part_of("Content-Transfer-Encoding: BASE64 (x)").encoding, Encoding::kBase64);
  EXPECT_EQ(part_of("Content-Transfer-Encoding: \"quoted-printable\"").encoding, Encoding::kQuotedPrintable);
  EXPECT_EQ(part_of("Content-Transfer-Encoding: x-strange").encoding, Encoding::kUnknown);
}

// ---- bodies ----

std::string body(std::string_view encoding, std::string_view text) {
  const std::string message = "Content-Transfer-Encoding: " + std::string(encoding) + "\n\n" + std::string(text);
  const Message m = parse(as_bytes(message));
  return decode_body(m, m.parts[0], std::size_t{1} << 24);
}

TEST(Bodies, QuotedPrintable) {
  EXPECT_EQ(body("quoted-printable", "a=3D=\r\nb  \r\nc=C3=a9 =\n"), "a=b\r\nc\xC3\xA9 ");
  EXPECT_EQ(body("quoted-printable", "a=ZZ=\t \nb=4"), "a=ZZb=4");
  EXPECT_EQ(body("quoted-printable", std::string(3'000'000, '=')).size(), 2'999'999u);
}
// Decoded bytes travel in blocks of 48 KiB; what comes last here is an empty run at a block that is just full.
TEST(Bodies, TextsThatFillBlocksExactly) {
  for (const std::size_t blocks : {1u, 2u, 3u}) {
    const std::string one_line(blocks * 48 * 1024, 'a');
    EXPECT_EQ(body("quoted-printable", one_line), one_line);
    EXPECT_EQ(body("quoted-printable", one_line + "="), one_line);
    EXPECT_EQ(body("quoted-printable", one_line + "=\n=\n"), one_line);
    std::string lines;
    while (lines.size() < one_line.size()) lines += std::string(63, 'b') + "\n";
    EXPECT_EQ(body("quoted-printable", lines + "="), lines);
    EXPECT_EQ(body("base64", std::string(blocks * 64 * 1024, 'A')), std::string(blocks * 48 * 1024, '\0'));
    EXPECT_EQ(body("x-uuencode", "begin 644 a\n`\nend\n" + lines), "");
  }
}
TEST(Bodies, Uuencode) {
  EXPECT_EQ(body("x-uuencode", "junk\nbegin 644 a\n#86)C\n`\nend\nmore\n"), "abc");
  EXPECT_EQ(body("x-uuencode", "begin 644 a\n#86)\n"), std::string("ab@", 3));
  EXPECT_EQ(body("x-uuencode", "no begin"), "");
}

std::string text(std::string_view header, std::string_view bytes) {
  const std::string message = std::string(header) + "\n\n" + std::string(bytes);
  const Message m = parse(as_bytes(message));
  return decode_text(m, m.parts[0], 1 << 20);
}

TEST(Bodies, TextIsReadByItsCharsetOrGuessed) {
  EXPECT_EQ(text("Content-Type: text/plain; charset=iso-8859-15", "\xA4"), "€");
  EXPECT_EQ(text("Content-Type: text/plain; charset=us-ascii", "\xC3\xA9"), "é");
  EXPECT_EQ(text("Content-Type: text/plain; charset=utf-8", "\xE9t"), "\xEF\xBF\xBDt");
  EXPECT_EQ(text("Content-Type: text/plain; charset=utf-7", "+AOk-"), "é");
  EXPECT_EQ(text("Content-Type: text/html", "<meta charset=koi8-r>\xE9"), "<meta charset=koi8-r>И");
  EXPECT_EQ(text("Content-Type: text/plain", std::string("\xFF\xFE\xE9\0", 4)), "é");
  EXPECT_EQ(text("Content-Type: text/plain; charset=utf-16le", std::string("\x3D\xD8\x00\xDE", 4)), "😀");
}

}  // namespace
}  // namespace winnow::mail
