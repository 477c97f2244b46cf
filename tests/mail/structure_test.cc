#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "mail/message.h"
#include "mail/ranges.h"

namespace winnow::mail {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

Message parsed(std::string_view text) {
  Message message = parse(as_bytes(text));
  EXPECT_EQ(check_ranges(message), "") << text.substr(0, 400);
  return message;
}

std::string_view body_of(const Message& message, const Part& part) {
  return as_text(message.bytes).substr(part.body.begin, part.body.size());
}

std::vector<std::string> paths(const Message& message) {
  std::vector<std::string> out;
  for (const Part& part : message.parts) out.push_back(part.path);
  return out;
}

TEST(MailStructure, PlainMessageIsOnePart) {
  const Message m = parsed("Subject: a\r\nTo: b\r\n c\r\n\r\nText\r\n");
  ASSERT_EQ(m.fields.size(), 2u);
  EXPECT_EQ(m.fields[1].name, "To");
  EXPECT_EQ(m.fields[1].value, " b\r\n c");
  EXPECT_EQ(m.fields[1].raw, "To: b\r\n c");
  EXPECT_EQ(m.fields[1].range, (Range{12, 23}));
  EXPECT_EQ(m.header, (Range{0, 25}));
  EXPECT_THAT(paths(m), ElementsAre("1"));
  EXPECT_EQ(body_of(m, m.parts[0]), "Text\r\n");
  EXPECT_TRUE(m.crlf);
  EXPECT_THAT(m.notes, IsEmpty());
}

TEST(MailStructure, LineEndBeforeDelimiterIsNotBody) {
  const Message m = parsed("Content-Type: multipart/mixed; boundary=b\n\npre\n--b\n\none\n\n--b\nA: b\n\ntwo\n--b--\nepi\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "2"));
  EXPECT_EQ(body_of(m, m.parts[1]), "one\n");
  EXPECT_EQ(body_of(m, m.parts[2]), "two");
  const auto text = as_text(m.bytes);
  const Part& top = m.parts[0];
  EXPECT_EQ(text.substr(top.preamble.begin, top.preamble.size()), "pre");
  EXPECT_EQ(text.substr(top.epilogue.begin, top.epilogue.size()), "epi\n");
  EXPECT_EQ(top.delimiters.size(), 3u);
  EXPECT_TRUE(top.closed);
}

TEST(MailStructure, NumbersPartsAsImapDoes) {
  const Message m = parsed(
      "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nx\n--o\nContent-Type: message/rfc822\n\nSubject: in\n"
      "Content-Type: multipart/alternative; boundary=i\n\n--i\n\np\n--i\nContent-Type: text/html\n\nh\n--i--\n--o\n"
      "Content-Type: message/rfc822\n\nSubject: plain\n\ntext\n--o--\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "2", "2.TEXT", "2.1", "2.2", "3", "3.1"));
  EXPECT_EQ(m.parts[7].fields[0].value, " plain");
  EXPECT_EQ(body_of(m, m.parts[7]), "text");
  EXPECT_EQ(body_of(m, m.parts[4]), "p");
}

TEST(MailStructure, OuterDelimiterEndsUnclosedInner) {
  const Message m = parsed("Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\na\n--o\n\nb\n--o--\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "1.1", "2"));
  EXPECT_THAT(m.notes, Contains("mime.unclosed-multipart"));
  EXPECT_FALSE(m.parts[1].closed);
}

TEST(MailStructure, BoundaryThatIsPrefixOfAnotherIsKeptApart) {
  const Message m = parsed("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\na\n--bb--\n--b\n\nc\n--b--\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "1.1", "2"));
  EXPECT_THAT(m.notes, Contains("mime.boundary-prefix"));
}

TEST(MailStructure, BoundaryEndingInDashesIsNoClosingLine) {
  const Message m = parsed("Content-Type: multipart/mixed; boundary=\"b--\"\n\n--b--\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b--\n\nc\n--b----\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "1.1", "2"));
}

TEST(MailStructure, SameBoundaryInsideIsFoundInnermostFirst) {
  const Message m = parsed("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b--\n--b\n\nc\n--b--\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "1.1", "2"));
  EXPECT_THAT(m.notes, Contains("mime.duplicate-boundary"));
}

TEST(MailStructure, MissingAndUnusedBoundariesKeepTheBody) {
  const Message none = parsed("Content-Type: multipart/mixed\n\n--b\n\ntext\n");
  EXPECT_EQ(none.parts.size(), 1u);
  EXPECT_THAT(none.notes, Contains("mime.missing-boundary"));
  EXPECT_EQ(roles(none).text_plain, std::vector<int>{0});
  const Message unused = parsed("Content-Type: multipart/mixed; boundary=x\n\n--b\n\ntext\n");
  EXPECT_THAT(unused.notes, Contains("mime.no-delimiter"));
  EXPECT_EQ(unused.parts[0].preamble, unused.parts[0].body);
}

TEST(MailStructure, DelimiterWithoutPartsBetween) {
  const Message m = parsed("Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n--b--\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "2"));
  EXPECT_TRUE(m.parts[1].body.empty());
}

TEST(MailStructure, InnerDelimiterLineDirectlyBeforeOuterOne) {
  parsed("Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n--o\r\n\r\n--o--\r\n");
  parsed("Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n--o--");
  parsed("Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n\r\n--o--");
}

TEST(MailStructure, EncodedEmbeddedMessageIsLeaf) {
  const Message m = parsed("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeQo=\n");
  ASSERT_EQ(m.parts.size(), 1u);
  EXPECT_TRUE(m.parts[0].is_message());
  EXPECT_EQ(decode_body(m, m.parts[0], 100), "Subject: x\n\ny\n");
}

TEST(MailStructure, DigestPartsAreMessages) {
  const Message m = parsed("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\nt\n--b--\n");
  EXPECT_THAT(paths(m), ElementsAre("", "1", "1.1"));
}

TEST(MailStructure, HeaderWithoutBodyAndBodyWithoutHeader) {
  const Message header_only = parsed("Subject: x\nTo: y");
  EXPECT_EQ(header_only.fields.size(), 2u);
  EXPECT_TRUE(header_only.body.empty());
  const Message body_only = parsed("Hello there\nthis is text\n");
  EXPECT_THAT(body_only.fields, IsEmpty());
  EXPECT_EQ(body_only.body.size(), body_only.bytes.size());
  EXPECT_THAT(body_only.notes, Contains("header.missing"));
  EXPECT_EQ(parsed("").parts.size(), 1u);
  EXPECT_EQ(parsed("\n").parts.size(), 1u);
}

TEST(MailStructure, OddHeaderLinesAreKept) {
  const Message m = parsed("From nobody Mon Jan  1 00:00:00 2001\nSubject : x\n>From a b\njunk line\nTo: y\n \n z\n\nt\n");
  ASSERT_EQ(m.fields.size(), 5u);
  EXPECT_EQ(m.fields[0].name, "");
  EXPECT_EQ(m.fields[1].name, "Subject");
  EXPECT_EQ(m.fields[3].value, "junk line");
  EXPECT_THAT(m.notes, ElementsAre("header.from-line", "header.not-a-field", "header.quoted-from-line", "header.space-before-colon", "header.white-line"));
}

TEST(MailStructure, LineEndsAreNoted) {
  EXPECT_THAT(parsed("A: b\r\n\r\nc\nd\r\n").notes, ElementsAre("mime.mixed-line-ends"));
  EXPECT_THAT(parsed("A: b\n\nc\rd\n").notes, ElementsAre("mime.bare-cr"));
  EXPECT_THAT(parsed(std::string("A: b\n\nc\0d\n", 10)).notes, ElementsAre("mime.nul"));
  EXPECT_THAT(parsed("A: b\r\n\r\n" + std::string(998, 'x') + "\r\n" + std::string(998, 'x') + "\n").notes, ElementsAre("mime.mixed-line-ends"));
  EXPECT_THAT(parsed("A: b\n\n" + std::string(999, 'x') + "\n").notes, ElementsAre("mime.long-line"));
  EXPECT_THAT(parsed("A: b\n\n" + std::string(999, 'x')).notes, ElementsAre("mime.long-line"));
  const Message mac = parsed("Subject: x\rContent-Type: multipart/mixed; boundary=b\r\r--b\r\rtext\r--b--\r");
  EXPECT_THAT(mac.notes, ElementsAre("mime.cr-line-ends"));
  ASSERT_EQ(mac.parts.size(), 2u);
  EXPECT_EQ(body_of(mac, mac.parts[1]), "text");
}

TEST(MailStructure, DepthAndPartsAreBounded) {
  std::string deep;
  for (int i = 0; i < 500; ++i) deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n";
  const Message nested = parsed(deep);
  EXPECT_LE(nested.parts.size(), limits::kMimeDepth + 1);
  EXPECT_THAT(nested.notes, Contains("mime.too-deep"));
  std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 20'000; ++i) many += "--b\n\nx\n";
  const Message wide = parsed(many + "--b--\n");
  EXPECT_LE(wide.parts.size(), limits::kParts);
  EXPECT_THAT(wide.notes, Contains("mime.too-many-parts"));
}

TEST(MailStructure, FieldsAreBounded) {
  std::string header;
  for (int i = 0; i < 30'000; ++i) header += "A: b\n";
  const std::string message = header + "\nbody";
  const Message m = parsed(message);
  EXPECT_EQ(m.fields.size(), limits::kHeaderFields + 1);
  EXPECT_EQ(m.fields.back().name, "");
  EXPECT_EQ(body_of(m, m.parts[0]), "body");
}

}  // namespace
}  // namespace winnow::mail
