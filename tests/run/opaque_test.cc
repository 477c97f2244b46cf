// What lies within an opaque S/MIME signature: its parts are items, fetched back byte for byte, and its text is read.
#include <gmock/gmock.h>
#include <openssl/cms.h>

#include "base/hash.h"
#include "run/examine.h"
#include "run/fetch.h"
#include "support/examined.h"
#include "support/signer.h"
#include "support/smime.h"

namespace winnow::run {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kPdf = "%PDF-1.4\n" + std::string(100, '\0') + "end of it";

std::string entity(const std::string& middle = "") {
  return "Content-Type: multipart/mixed; boundary=in\n\n--in\nContent-Type: text/plain\n\nSee the budget.\n" + middle +
         "--in\nContent-Type: application/pdf; name=budget.pdf\nContent-Disposition: attachment; filename=budget.pdf\n"
         "Content-Transfer-Encoding: base64\n\n" + support::base64(kPdf) + "\n--in--\n";
}

std::vector<std::string> suffixes(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& item : group.items()) all.push_back(item.suffix());
  return all;
}

std::string fetched(const std::string& message, const std::string& suffix) {
  std::string bytes;
  EXPECT_TRUE(fetch_from_message(as_bytes(message), suffix, [&](Bytes more) { bytes.append(as_text(more)); })) << suffix;
  return bytes;
}

void expect_fetched_as_hashed(const std::string& message, const ItemGroup& group) {
  for (const record::Item& item : group.items())
    EXPECT_EQ(sha256(as_bytes(fetched(message, item.suffix()))), item.sha256()) << item.suffix();
}

TEST(Opaque, PartsAreItemsBehindThePartThatHoldsThem) {
  const std::string message = opaque_signed(entity(), ana());
  const ItemGroup group = examine_message(as_bytes(message), {});
  ASSERT_THAT(suffixes(group), ElementsAre("", ":1", ":1.2"));
  const record::Item& item = group.items(2);
  EXPECT_EQ(item.kind(), record::KIND_ATTACHMENT);
  EXPECT_EQ(item.parent(), 2U);
  EXPECT_EQ(item.name(), "budget.pdf");
  EXPECT_EQ(item.media_type(), "application/pdf");
  EXPECT_EQ(item.sha256(), sha256(as_bytes(kPdf)));
  EXPECT_THAT(group.losses(), IsEmpty());
  expect_fetched_as_hashed(message, group);
}

TEST(Opaque, TheRangeOfAPartLiesInTheSignatureFile) {
  const std::string message = opaque_signed(entity(), ana());
  const ItemGroup group = examine_message(as_bytes(message), {});
  ASSERT_EQ(group.items_size(), 3);
  const record::ByteRange& range = group.items(2).range();
  EXPECT_EQ(fetched(message, ":1").substr(range.begin(), range.end() - range.begin()), support::base64(kPdf));
}

// BER lets the content come in pieces, as programs write that sign what streams by.
TEST(Opaque, ContentInPiecesIsReadAndHasNoRange) {
  const std::string content = mailmaker::with_crlf_lines(entity(std::string(100'000, 'x') + "\n"));
  BIO* const data = BIO_new_mem_buf(content.data(), static_cast<int>(content.size()));
  CMS_ContentInfo* const cms = CMS_sign(ana().certificate.get(), ana().key.get(), nullptr, data, CMS_BINARY | CMS_STREAM);
  BIO* const out = BIO_new(BIO_s_mem());
  i2d_CMS_bio_stream(out, cms, data, CMS_BINARY | CMS_STREAM);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out, &text);
  const std::string message = opaque_mail({text, static_cast<std::size_t>(size)});
  BIO_free(out);
  BIO_free(data);
  CMS_ContentInfo_free(cms);
  const ItemGroup group = examine_message(as_bytes(message), {});
  ASSERT_THAT(suffixes(group), ElementsAre("", ":1", ":1.2"));
  EXPECT_FALSE(group.items(2).has_range());
  expect_fetched_as_hashed(message, group);
}

TEST(Opaque, MessagesCodedFilesAndSignaturesInItAreOpened) {
  const std::string coded = "begin 644 a.txt\n#8V%T\n`\nend\n";
  const std::string inner = opaque_signed(entity(), ana());
  const std::string message = opaque_signed(entity(coded + "--in\nContent-Type: message/rfc822\n\n" + inner), ana());
  const ItemGroup group = examine_message(as_bytes(message), {});
  EXPECT_THAT(suffixes(group), ElementsAre("", ":1", ":1.2", ":1.2.1", ":1.2.1.2", ":1.3", ":1.1!a.txt"));
  EXPECT_EQ(group.items(2).kind(), record::KIND_MESSAGE);
  EXPECT_EQ(group.items(2).from(), "ana@example.org");
  EXPECT_THAT(group.losses(), IsEmpty());
  expect_fetched_as_hashed(message, group);
}

TEST(Opaque, ASignatureAroundASignatureIsOpenedAsWell) {
  const std::string inner = opaque_signed(entity(), ana());
  const std::string message = opaque_signed(inner.substr(inner.find("Content-Type:")), ana());
  const ItemGroup group = examine_message(as_bytes(message), {});
  EXPECT_THAT(suffixes(group), ElementsAre("", ":1", ":1.1", ":1.1.2"));
  expect_fetched_as_hashed(message, group);
}

TEST(Opaque, WhatIsEncryptedWithinIsNamedAsLost) {
  const mailmaker::Identity bob =
      mailmaker::certify({EVP_RSA_gen(1024), EVP_PKEY_free}, {"Bob", "bob@example.net", kYear2015, kYear2019}, nullptr);
  const std::string secret = opaque_mail(mailmaker::cms_encrypted(bob, kPlainEntity), "enveloped-data");
  const ItemGroup group = examine_message(as_bytes(opaque_signed(secret.substr(secret.find("Content-Type:")), ana())), {});
  ASSERT_EQ(group.losses_size(), 1);
  EXPECT_EQ(group.losses(0).suffix(), ":1.1");
  EXPECT_EQ(group.losses(0).reason(), "encrypted-mail");
}

TEST(Opaque, ItsTextIsReadAsTextOfTheMail) {
  const std::string page = "Content-Type: text/html\n\n<p>Yes.</p><p style='display:none'>never pay the nine thousand euros</p>\n";
  const std::string message = opaque_signed(page, ana());
  const record::Item item = examine_message(as_bytes(message), {}).items(0);
  const auto hidden = std::find_if(item.findings().begin(), item.findings().end(), [](const auto& f) { return f.check() == "html.hidden"; });
  ASSERT_NE(hidden, item.findings().end());
  EXPECT_EQ(hidden->evidence(0).range().begin(), message.find("\n\n") + 2);
}

std::vector<std::string> believed(const std::string& entity) {
  FixedKeys keys({key_of()});
  ExamineOptions options;
  options.keys = &keys;
  const std::string message = sign(mailmaker::with_crlf_lines(with_replaced(opaque_signed(entity, ana()), "ana@example.org", "ana@en-avant.example")));
  std::vector<std::string> all;
  const ItemGroup group = examine_message(as_bytes(message), options);
  for (const auto& item : group.items())
    for (const auto& finding : item.findings())
      if (finding.check() == "attachment.inherits") all.push_back(item.suffix());
  return all;
}

TEST(Opaque, WhatAProvedMessageHoldsInASignatureWasSentWithIt) {
  EXPECT_THAT(believed(entity()), ElementsAre(":1", ":1.2"));
}

TEST(Opaque, WhereProgramsReadTheEntityDifferentlyNothingInItIsProved) {
  EXPECT_THAT(believed(with_replaced(entity(), "boundary=in", "boundary=other; boundary=in")), IsEmpty());
  EXPECT_THAT(believed("Content-Type: text/plain\n" + entity()), IsEmpty());
  const std::string inner = opaque_signed("Content-Type: text/plain\n" + entity(), ana());
  EXPECT_THAT(believed(inner.substr(inner.find("Content-Type:"))), IsEmpty());
}

TEST(Opaque, OneThatIsNotOpenedIsSaid) {
  ExamineOptions shallow;
  shallow.shallow = true;
  const ItemGroup group = examine_message(as_bytes(opaque_signed(entity(), ana())), shallow);
  EXPECT_THAT(suffixes(group), ElementsAre("", ":1"));
  ASSERT_EQ(group.losses_size(), 1);
  EXPECT_EQ(group.losses(0).suffix(), ":1");
  EXPECT_EQ(group.losses(0).reason(), "not-opened");
}

TEST(Opaque, ASignatureWithoutContentHasNothingWithin) {
  const std::string message = opaque_mail(mailmaker::cms_signature(ana(), kPlainEntity, signed_then()));
  EXPECT_THAT(suffixes(examine_message(as_bytes(message), {})), ElementsAre("", ":1"));
  EXPECT_FALSE(fetch_from_message(as_bytes(message), ":1.1", [](Bytes) {}));
}

}  // namespace
}  // namespace winnow::run
