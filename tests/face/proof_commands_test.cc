#include "face/proof_commands.h"

#include <gmock/gmock.h>

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
          const std::string said = run_commands(proof_commands(mail.item), mail.bytes);
          EXPECT_EQ(count(said, "Verified OK"), 2U) << algorithm << header_relaxed << body_relaxed << "\n" << said;
          EXPECT_THAT(said, Not(HasSubstr("FAILED")));
        }
}

TEST(ProofCommands, BodiesAtTheEdges) {
  for (const std::string body : {"", "\r\n", "\r\n\r\n", " \r\n", "no line end", "a\r\n\r\n\r\nb", "\r\n\r\na"})
    for (const bool relaxed : {true, false}) {
      const SignedMail mail = sign(kFields, body, "\n", {.header_relaxed = true, .body_relaxed = relaxed});
      EXPECT_EQ(count(run_commands(proof_commands(mail.item), mail.bytes), "Verified OK"), 2U) << '"' << body << '"' << relaxed;
    }
}

TEST(ProofCommands, PartOfABodyAndABareRsaKey) {
  const SignedMail mail = sign(kFields, kBody, "\r\n", {.pkcs1_key = true, .length = "9"});
  EXPECT_EQ(count(run_commands(proof_commands(mail.item), mail.bytes), "Verified OK"), 2U);
}

TEST(ProofCommands, AChangedByteIsSeenEvenWhereTheFileIsNotCompared) {
  SignedMail mail = sign(kFields, kBody, "\n", {});
  mail.item.clear_sha256();
  std::string changed = mail.bytes;
  changed[changed.find("Hello")] = 'J';
  changed[changed.find("11 Apr")] = '2';
  const std::string said = run_commands(proof_commands(mail.item), changed);
  EXPECT_THAT(said, HasSubstr("body: FAILED"));
  EXPECT_THAT(said, HasSubstr("Verification failure"));
  EXPECT_EQ(count(said, "Verified OK"), 0U);
}

TEST(ProofCommands, OnlyTheHalfThatHoldsIsRepeated) {
  SignedMail mail = sign(kFields, kBody, "\n", {});
  mail.item.mutable_signatures(0)->set_body(record::FAIL);
  EXPECT_EQ(count(run_commands(proof_commands(mail.item), mail.bytes), "Verified OK"), 1U);
  mail.item.mutable_signatures(0)->set_header(record::FAIL);
  EXPECT_FALSE(has_proof(mail.item));
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
  write_file(folder / "proof.sh", proof_commands(mail.item));
  shell("cd " + folder.path().string() + " && sh proof.sh message.eml");
  EXPECT_FALSE(std::filesystem::exists(folder / "owned"));
}

TEST(ProofCommands, AnAttachmentIsCutOutOfItsMessage) {
  record::Item part;
  part.mutable_range()->set_begin(3);
  part.mutable_range()->set_end(13);
  part.set_encoding("base64");
  part.set_sha256(std::string(32, '\xab'));
  const Scratch folder;
  write_file(folder / "message.eml", "xyzaGVs\r\nbG8=tail");
  const std::string commands = part_commands(part);
  EXPECT_THAT(shell("cd " + folder.path().string() + " && { " + commands.substr(0, commands.find('|', commands.find("base64 -d"))) + "; }"), "hello");
  part.set_encoding("quoted-printable");
  EXPECT_EQ(part_commands(part), "");
}

}  // namespace
}  // namespace winnow::face
