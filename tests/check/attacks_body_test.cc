// Ways to change what a reader of the text sees while the body hash goes on holding: bytes that canonicalization does not
// fix (blanks, line ends) and fields that were not signed.
#include "check/attack_mail.h"

namespace winnow::check {
namespace {

using namespace record;

std::string with_attachment() {
  return "--o\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThe answer: no.\r\nNot under these terms.\r\n\r\nAna\r\n--o\r\n"
         "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQKJcOkw7zDtsOf\r\n--o--\r\n";
}

void expect_content_open(std::string_view raw, const SignOptions& options, std::string_view why) {
  const Examined e = examined(raw, options);
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << why << listed(e);
  EXPECT_EQ(judged(e).standings.of(AUTHOR), PROVED) << why << listed(e);
  for (const Item& attachment : e.attachments) EXPECT_EQ(attachment.findings_size(), 0) << why;
}
void expect_authentic(std::string_view raw, const SignOptions& options, std::string_view why) {
  const Examined e = examined(raw, options);
  EXPECT_EQ(judged(e).verdict, AUTHENTIC) << why << listed(e);
}

// ---- blanks and line ends that relaxed canonicalization does not see ----

// An empty line and a line of blanks are one to the hash. Behind a part's header the second is a fold to a strict program,
// and the first lines of the text become header.
TEST(BodyAttack, BlankInTheEmptyLineBehindThePartsHeader) {
  const std::string honest = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + with_attachment());
  expect_authentic(honest, {}, "honest");
  for (const char* blank : {" ", "\t", "  \t"})
    expect_content_open(replaced(honest, "us-ascii\r\n\r\nThe", "us-ascii\r\n" + std::string(blank) + "\r\nThe"), {}, blank);
  expect_content_open(replaced(honest, "base64\r\n\r\nJVB", "base64\r\n \r\nJVB"), {}, "attachment");
}

TEST(BodyAttack, BlankBehindADelimiterHidesItFromStrictPrograms) {
  const std::string honest = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + with_attachment());
  expect_content_open(replaced(honest, "--o\r\nContent-Type: application", "--o \r\nContent-Type: application"), {}, "second");
  expect_content_open(replaced(honest, "--o--\r\n", "--o-- \r\n"), {}, "closing");
  const std::string nested = "--o\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n" + multipart("One", "Two", "i") + "\r\n--o--\r\n";
  const std::string deep = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + nested);
  expect_authentic(deep, {}, "nested");
  expect_content_open(replaced(deep, "One\r\n--i\r\n", "One\r\n--i\t\r\n"), {}, "nested");
}

TEST(BodyAttack, BoundaryWithBlanksIsNotFixedByRelaxedForms) {
  const std::string body = multipart("One", "Two", "a b");
  const std::string honest = support::sign(fields("multipart/mixed; boundary=\"a b\"") + "\r\n" + body);
  expect_content_open(replaced(honest, "--a b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nTwo", "--a  b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nTwo"), {}, "second part becomes text of the first");
}

TEST(BodyAttack, SomeLineEndsWithoutCarriageReturn) {
  const std::string honest = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + with_attachment());
  expect_content_open(replaced(honest, "us-ascii\r\n\r\nThe", "us-ascii\r\n\nThe"), {}, "header end");
  expect_content_open(replaced(honest, "Ana\r\n--o\r\n", "Ana\n--o\n"), {}, "delimiter");
}

// How many blanks stand in a row is not signed (RFC 6376 section 3.4.4); the words and their order are.
TEST(BodyAttack, NumberOfBlanksIsOutsideTheClaimAndWordsAreInside) {
  const std::string honest = support::sign(fields() + "\r\nBudget  1 000\r\nTotal\t20\r\n");
  expect_authentic(replaced(honest, "Budget  1 000", "Budget   1  000  "), {}, "wider");
  for (const auto& [what, by] : {std::pair{"1 000", "1000"}, std::pair{"Total\t20", "Total2 0"}, std::pair{"\r\nTotal", " Total"}})
    EXPECT_EQ(judged(examined(replaced(honest, what, by))).standings.of(CONTENT), OPEN) << by;
}

// Blanks at line ends may be added freely, and under delsp=yes they glue lines together (RFC 3676 section 4.1).
TEST(BodyAttack, FlowedTextGluesNumbersOfTwoLines) {
  const std::string honest = support::sign(fields("text/plain; charset=us-ascii; format=flowed; delsp=yes") + "\r\nRooms: 10\r\n00 is the code.\r\n");
  expect_authentic(honest, {}, "honest");
  expect_content_open(replaced(honest, "10\r\n00", "10 \r\n00"), {}, "signed type");
  const std::string old = support::sign(fields() + "\r\nI am not\r\nable to pay.\r\n", without_mime());
  expect_content_open(replaced(replaced(old, "us-ascii", "us-ascii; format=flowed; delsp=yes"), "not\r\n", "not \r\n"), without_mime(), "unsigned type");
  expect_authentic(support::sign(fields("text/plain; charset=us-ascii; format=flowed; delsp=yes") + "\r\nA long line  \r\ngoes on.\r\n"), {}, "Apple");
}

// Runs of blanks carry data in uuencoded text.
TEST(BodyAttack, UuencodedDataIsNotFixedByRelaxedForms) {
  const std::string body = "begin 644 a.txt\r\n#   #\r\n#  86\r\n`\r\nend\r\n";
  const std::string honest = support::sign(replaced(fields("application/octet-stream; name=a.txt"), "7bit", "x-uuencode") + "\r\n" + body);
  expect_content_open(replaced(honest, "#  86", "# 86"), {}, "fewer blanks");
}

// ---- an unsigned Content-Transfer-Encoding ----

TEST(BodyAttack, NumbersThatReadAsEscapes) {
  for (const char* text : {"The vote: yes=35, no=38.\r\n", "Use n=10 and k=20.\r\n", "x=41\r\n"}) {
    const std::string honest = support::sign(fields() + "\r\n" + text, without_mime());
    expect_authentic(honest, without_mime(), text);
    expect_content_open(replaced(honest, "Encoding: 7bit", "Encoding: quoted-printable"), without_mime(), text);
  }
}

TEST(BodyAttack, EncodedTextShownAsItStands) {
  const std::string quoted = "Caf=C3=A9 =E2=82=AC 20, and a line that is long enough to be broken by a soft =\r\nline end of the encoder.\r\n";
  const std::string honest = support::sign(replaced(fields("text/plain; charset=utf-8"), "7bit", "quoted-printable") + "\r\n" + quoted, without_mime());
  expect_authentic(honest, without_mime(), "honest");
  expect_content_open(replaced(honest, "quoted-printable", "8bit"), without_mime(), "8bit");
  expect_content_open(replaced(honest, "Content-Transfer-Encoding: quoted-printable\r\n", ""), without_mime(), "field taken away");
  const std::string coded = support::sign(replaced(fields(), "7bit", "base64") + "\r\nVGhlIG1lZXRpbmcgaXMgb24gVHVlc2RheS4NCg==\r\n", without_mime());
  expect_authentic(coded, without_mime(), "base64");
  expect_content_open(replaced(coded, "base64", "7bit"), without_mime(), "base64 shown as text");
}

TEST(BodyAttack, OneWordReadAsBase64) {
  const std::string honest = support::sign(fields() + "\r\nCongratulations\r\n", without_mime());
  expect_authentic(honest, without_mime(), "honest");
  expect_content_open(replaced(honest, "Encoding: 7bit", "Encoding: base64"), without_mime(), "base64");
}

// ---- an unsigned Content-Type ----

TEST(BodyAttack, MarkupShownAsSourceWithItsHiddenWords) {
  const std::string html = "<html><body><p>I agree.</p><div style=\"display:none\">I do not agree at all.</div></body></html>\r\n";
  const std::string honest = support::sign(fields("text/html; charset=us-ascii") + "\r\n" + html, without_mime());
  expect_authentic(honest, without_mime(), "honest");
  expect_content_open(replaced(honest, "text/html", "text/plain"), without_mime(), "plain");
}

TEST(BodyAttack, AddressAtTheStartIsNoMarkup) {
  const std::string honest = support::sign(fields() + "\r\n<pete@press.example> wrote: I will <b not> pay\r\n", without_mime());
  expect_authentic(honest, without_mime(), "honest");
  expect_content_open(replaced(honest, "text/plain", "text/html"), without_mime(), "html");
}

TEST(BodyAttack, EveryForeignCharsetOverAnAsciiText) {
  const std::string honest = support::sign(fields() + "\r\nPrice +AOk- and ~{<:Ky2;~} for 20\\30\r\n", without_mime());
  for (const char* charset : {"utf-7", "unicode-1-1-utf-7", "hz-gb-2312", "iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "utf-16le", "utf-32", "ucs-2", "ibm037",
                              "cp037", "cp500", "ebcdic-us", "scsu", "bocu-1", "x-user-defined", "utf-8; charset=utf-7", "\"utf-7"})
    expect_content_open(replaced(honest, "charset=us-ascii", "charset=" + std::string(charset)), without_mime(), charset);
}

TEST(BodyAttack, ParametersInEveryDress) {
  const std::string honest = support::sign(fields() + "\r\nPrice +AOk-\r\n", without_mime());
  for (const char* type : {"text/plain; charset*=us-ascii''utf-7", "text/plain; charset*0=utf; charset*1=-7", "text/plain (a; charset=us-ascii); charset=utf-7",
                           "text/plain; charset=(comment)utf-7", "text/plain; charset=us-ascii\r\nContent-Type: text/html", "message/partial; id=a; number=1; total=2",
                           "message/external-body; access-type=local-file; name=a", "multipart/mixed; boundary=Price", "text/x-markdown", "application/pdf", "text/calendar",
                           "text/enriched", "text/richtext"})
    expect_content_open(replaced(honest, "text/plain; charset=us-ascii", type), without_mime(), type);
}

TEST(BodyAttack, ForwardedBlockMadeTheOnlyPart) {
  const std::string body = "I never said this, he did:\r\n\r\n-----Original Message-----\r\n\r\nI took the money.\r\n\r\n-----Original Message-------\r\n";
  const std::string honest = support::sign(fields() + "\r\n" + body, without_mime());
  expect_authentic(honest, without_mime(), "honest");
  expect_content_open(replaced(honest, "text/plain; charset=us-ascii", "multipart/mixed; boundary=\"---Original Message-----\""), without_mime(), "multipart");
}

TEST(BodyAttack, ShortAnswerHiddenBehindALongQuote) {
  const std::string quote = "<p>On Monday he wrote: no doubt you will sign the paper, and everybody will be glad of it, as I told you.</p>";
  const std::string body = "--o\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nNo.\r\n--o\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n" + quote + "\r\n--o--\r\n";
  const std::string honest = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + body, without_mime());
  expect_authentic(honest, without_mime(), "honest");
  for (const char* kind : {"alternative", "related", "report", "parallel", "appledouble", "encrypted", "form-data", "x-mixed-replace"})
    expect_content_open(replaced(honest, "multipart/mixed", "multipart/" + std::string(kind)), without_mime(), kind);
}

TEST(BodyAttack, RelatedThatStartsAtAnotherPart) {
  const std::string body = "--o\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nLook at this picture, it is a lie.\r\n--o\r\n"
                           "Content-Type: image/png\r\nContent-ID: <p@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--o--\r\n";
  const std::string honest = support::sign(fields("multipart/related; boundary=o") + "\r\n" + body, without_mime());
  expect_authentic(honest, without_mime(), "honest");
  expect_content_open(replaced(honest, "boundary=o", "boundary=o; start=\"<p@x>\""), without_mime(), "start");
}

TEST(BodyAttack, UnknownDispositionIsAnAttachment) {
  for (const char* value : {"attachment", "ATTACHMENT; filename=a", "x-file", "inline\r\nContent-Disposition: attachment", "(c) attachment"})
    expect_content_open("Content-Disposition: " + std::string(value) + "\r\n" + support::sign(plain(), without_mime()), without_mime(), value);
}

TEST(BodyAttack, TwoTypesBothSigned) {
  SignOptions options;
  options.header_fields.push_back("Content-Type");
  const std::string honest = support::sign("Content-Type: text/html\r\n" + fields() + "\r\n<b>Yes</b>\r\n", options);
  expect_content_open(honest, options, "programs differ in which they take");
}

TEST(BodyAttack, LengthThatEndsAtAPartBoundary) {
  SignOptions options;
  const std::string first = "--o\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThe signed text.\r\n";
  options.body_length = first.size();
  const std::string end = "--o--\r\n", more = "--o\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nTransfer the money.\r\n";
  const std::string honest = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + first + end, options);
  expect_content_open(replaced(honest, end, more + end), options, "part added");
  const Examined e = examined(replaced(honest, end, "--o\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n" + end), options);
  for (const Item& attachment : e.attachments) EXPECT_EQ(attachment.findings_size(), 0);
}

}  // namespace
}  // namespace winnow::check
