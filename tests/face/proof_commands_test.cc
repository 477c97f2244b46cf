#include "face/proof_commands.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/hash.h"
#include "base/text.h"
#include "fake_case.h"
#include "signer.h"
#include "tests_face.h"

namespace winnow::face {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kFields = {"From:  Ana <ana@example.org>", "SUBJECT : a  folded\r\n\t subject; b=not the signature ",
                                          "Date: Tue, 11 Apr 2017 09:12:44 +0200", "X-Odd:\ttab\t\tand  b=x;"};
const std::string kBody = "Hello  world \t\r\n\r\n \t\r\nlast\tline; b=1\r\n.\r\n\r\n \r\n\r\n";

std::string run_commands(const std::string& script, const std::string& message) {
  const Scratch folder;
  write_file(folder / "message.eml", message);
  write_file(folder / "proof.sh", script);
  return shell("cd " + folder.path().string() + " && sh proof.sh message.eml");
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++found;
  return found;
}

TEST(ProofCommands, AStrangerRepeatsTheProofInEveryCanonicalization) {
  for (const std::string line_end : {"\r\n", "\n"})
    for (const bool header_relaxed : {true, false})
      for (const bool body_relaxed : {true, false})
        for (const std::string algorithm : {"rsa-sha256", "rsa-sha1", "ed25519-sha256"}) {
          const SignedMail mail = sign(kFields, kBody, line_end, {.algorithm = algorithm, .header_relaxed = header_relaxed, .body_relaxed = body_relaxed});
          const std::string said = run_commands(proof_commands({.items = {mail.item}}), mail.bytes);
          EXPECT_EQ(count(said, "Verified OK"), 2U) << algorithm << header_relaxed << body_relaxed << "\n" << said;
          EXPECT_THAT(said, Not(HasSubstr("FAILED")));
        }
}

TEST(ProofCommands, BodiesAtTheEdges) {
  for (const std::string body : {"", "\r\n", "\r\n\r\n", " \r\n", "no line end", "a\r\n\r\n\r\nb", "\r\n\r\na"})
    for (const bool relaxed : {true, false}) {
      const SignedMail mail = sign(kFields, body, "\n", {.header_relaxed = true, .body_relaxed = relaxed});
      EXPECT_EQ(count(run_commands(proof_commands({.items = {mail.item}}), mail.bytes), "Verified OK"), 2U) << '"' << body << '"' << relaxed;
    }
}

TEST(ProofCommands, PartOfABodyAndABareRsaKey) {
  const SignedMail mail = sign(kFields, kBody, "\r\n", {.pkcs1_key = true, .length = "9"});
  EXPECT_EQ(count(run_commands(proof_commands({.items = {mail.item}}), mail.bytes), "Verified OK"), 2U);
}

TEST(ProofCommands, AChangedByteIsSeenEvenWhereTheFileIsNotCompared) {
  SignedMail mail = sign(kFields, kBody, "\n", {});
  mail.item.clear_sha256();
  std::string changed = mail.bytes;
  changed[changed.find("Hello")] = 'J';
  changed[changed.find("11 Apr")] = '2';
  const std::string said = run_commands(proof_commands({.items = {mail.item}}), changed);
  EXPECT_THAT(said, HasSubstr("body: FAILED"));
  EXPECT_THAT(said, HasSubstr("Verification failure"));
  EXPECT_EQ(count(said, "Verified OK"), 0U);
}

TEST(ProofCommands, OnlyTheHalfThatHoldsIsRepeated) {
  SignedMail mail = sign(kFields, kBody, "\n", {});
  mail.item.mutable_signatures(0)->set_body(record::FAIL);
  EXPECT_EQ(count(run_commands(proof_commands({.items = {mail.item}}), mail.bytes), "Verified OK"), 1U);
  mail.item.mutable_signatures(0)->set_header(record::FAIL);
  EXPECT_FALSE(has_proof({.items = {mail.item}}));
}

TEST(ProofCommands, ValuesOfTheMailNeverRunInTheShell) {
  SignedMail mail = sign(kFields, kBody, "\n", {});
  record::Signature& row = *mail.item.mutable_signatures(0);
  row.set_domain("x'; touch owned; echo '$(touch owned)\n touch owned\n");
  row.set_selector("`touch owned`");
  row.set_algorithm("rsa-sha256;touch owned");
  row.set_key_p("AAAA\nEND\ntouch owned\n" + row.key_p());
  const Scratch folder;
  write_file(folder / "message.eml", mail.bytes);
  write_file(folder / "proof.sh", proof_commands({.items = {mail.item}}));
  shell("cd " + folder.path().string() + " && sh proof.sh message.eml");
  EXPECT_FALSE(std::filesystem::exists(folder / "owned"));
}

struct PartCase {
  std::string encoding, encoded, decoded;
};

record::Item part_of(std::size_t begin, std::size_t end, const std::string& encoding, const std::string& decoded) {
  record::Item part;
  part.set_kind(record::KIND_ATTACHMENT);
  part.set_suffix(":2");
  part.mutable_range()->set_begin(begin);
  part.mutable_range()->set_end(end);
  part.set_encoding(encoding);
  part.set_sha256(sha256(as_bytes(decoded)));
  return part;
}

TEST(ProofCommands, APartIsCutOutOfItsMessageInEveryEncoding) {
  std::string all_bytes, all_escaped;
  for (int i = 0; i < 256; ++i) {
    all_bytes += static_cast<char>(i);
    all_escaped += fmt::format("={:02X}{}", i, i % 20 == 19 ? "=\r\n" : "");
  }
  const std::string long_line(20'000, 'x');
  const PartCase cases[] = {
      {"base64", "aGVs\r\nbG8=", "hello"},
      {"base64", "aGVs\r\n *bG8=\r\n", "hello"},
      {"base64", "", ""},
      {"7bit", "plain\r\n", "plain\r\n"},
      {"8bit", "caf\xe9\n", "caf\xe9\n"},
      {"", "no\nlabel", "no\nlabel"},
      {"quoted-printable", "caf=C3=A9 =3D \t\r\nsoft =\r\nbreak=\nand=", "caf\xc3\xa9 =\r\nsoft breakand"},
      {"quoted-printable", "ends in a line end\n", "ends in a line end\n"},
      {"quoted-printable", "two\r\n\r\n", "two\r\n\r\n"},
      {"quoted-printable", "stray =G1 and = sign, 100%s \\n =c3", "stray =G1 and = sign, 100%s \\n \xc3"},
      {"quoted-printable", all_escaped, all_bytes},
      {"quoted-printable", long_line, long_line},
      {"quoted-printable", "", ""},
      {"x-uuencode", "begin 644 a.txt\r\n%:&5L;&\\\r\n`\r\nend\r\n", "hello"},
  };
  for (const PartCase& one : cases) {
    const std::string head = "Subject: x\r\n\r\n";
    const std::string message = head + one.encoded + "\r\n--tail";
    const record::Item part = part_of(head.size(), head.size() + one.encoded.size(), one.encoding, one.decoded);
    const Scratch folder;
    write_file(folder / "message.eml", message);
    record::Item whole;
    whole.set_kind(record::KIND_MESSAGE);
    whole.set_sha256(sha256(as_bytes(message)));
    write_file(folder / "proof.sh", proof_commands({.items = {whole, part}}));
    const std::string said = shell("cd " + folder.path().string() + " && sh proof.sh message.eml part.bin");
    EXPECT_EQ(count(said, "the bytes that were examined"), 2U) << one.encoding << " " << one.encoded.substr(0, 80) << "\n" << said;
    EXPECT_EQ(shell("cd " + folder.path().string() + " && sha256sum < part.bin").substr(0, 64), to_hex(part.sha256()));
  }
}

TEST(ProofCommands, APartOfAMessageInAMessageIsCutOutOfTheInnerOneAndBothSignaturesAreRepeated) {
  const std::string attached = "the attached file";
  const SignedMail inner = sign(kFields, attached + "\r\n", "\r\n", {});
  const SignedMail outer = sign(kFields, inner.bytes, "\r\n", {});
  record::Item nested = inner.item;
  nested.set_kind(record::KIND_MESSAGE);
  nested.mutable_range()->set_begin(outer.bytes.find(inner.bytes));
  nested.mutable_range()->set_end(outer.bytes.find(inner.bytes) + inner.bytes.size());
  const std::size_t at = inner.bytes.find(attached);
  const ProofPath path{.items = {outer.item, nested, part_of(at, at + attached.size(), "7bit", attached)}};
  const std::string said = run_commands(proof_commands(path), outer.bytes);
  EXPECT_EQ(count(said, "Verified OK"), 4U) << said;
  EXPECT_EQ(count(said, "the bytes that were examined"), 3U) << said;
}

TEST(ProofCommands, AnotherPartThanTheExaminedOneIsRefused) {
  record::Item whole;
  const std::string said = run_commands(proof_commands({.items = {whole, part_of(0, 5, "7bit", "other")}}), "bytes");
  EXPECT_THAT(said, HasSubstr("FAILED"));
}

TEST(ProofCommands, WhatLiesInAnArchiveOrAnUnknownEncodingEndsThePathAtItsCarrier) {
  FakeCase opened;
  opened.add("leak/a.eml", record::KIND_MESSAGE, record::AUTHENTIC);
  auto& archive = opened.add("leak/a.eml:2", record::KIND_ATTACHMENT, record::AUTHENTIC);
  archive.parent = "leak/a.eml";
  archive.item = part_of(0, 5, "base64", "x");
  opened.add("leak/a.eml:2!b.txt", record::KIND_ATTACHMENT, record::AUTHENTIC).parent = "leak/a.eml:2";
  auto& odd = opened.add("leak/a.eml:3", record::KIND_ATTACHMENT, record::AUTHENTIC);
  odd.parent = "leak/a.eml";
  odd.item = part_of(0, 5, "x-own", "x");
  const ProofPath member = proof_path(opened, *opened.find("leak/a.eml:2!b.txt"));
  EXPECT_EQ(member.items.size(), 2U);
  EXPECT_FALSE(member.whole);
  EXPECT_EQ(member.file, "leak/a.eml");
  EXPECT_TRUE(proof_path(opened, *opened.find("leak/a.eml:2")).whole);
  EXPECT_FALSE(has_proof(proof_path(opened, *opened.find("leak/a.eml:3"))));
  EXPECT_FALSE(has_proof(proof_path(opened, *opened.find("leak/a.eml"))));
}

}  // namespace
}  // namespace winnow::face
