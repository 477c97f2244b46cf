// The ways to fool a reader that DESIGN section 3 answers, each built with a real signature: none may be believed in what
// it attacks.
#include <gtest/gtest.h>

#include "check/attack_mail.h"

namespace winnow::check {
namespace {

using namespace record;

TEST(Honest, SignedMailIsAuthenticInEveryAspect) {
  const Examined e = examined(support::sign(plain(), dated()));
  EXPECT_EQ(judged(e).verdict, AUTHENTIC) << listed(e);
  for (const Aspect aspect : {AUTHOR, SUBJECT, DATE, RECIPIENTS, CONTENT}) EXPECT_EQ(judged(e).standings.of(aspect), PROVED) << name(aspect);
}

// ---- fields beside the signed ones ----

TEST(Attack, SecondShownFieldAboveOrBelowTheSignedOne) {
  struct Case { const char* field; Aspect aspect; };
  for (const Case& c : {Case{"From: Chief <chief@en-avant.example>\r\n", AUTHOR}, Case{"Subject: Transfer the money\r\n", SUBJECT},
                        Case{"Date: Fri, 5 May 2017 10:00:00 +0200\r\n", DATE}, Case{"To: bank@bank.example\r\n", RECIPIENTS}}) {
    const Examined above = examined(c.field + support::sign(plain()));
    // Another sender, subject or date cannot be true beside the signed one; another receiver can (a fault of many scripts).
    const bool excluded = c.aspect != RECIPIENTS;
    EXPECT_EQ(judged(above).standings.of(c.aspect), excluded ? REFUTED : OPEN) << c.field << listed(above);
    EXPECT_EQ(judged(above).verdict == ALTERED, excluded) << c.field;
    // Below, the signature's own rule takes the added one for signed: it does not hold any more.
    const Examined below = examined(replaced(support::sign(plain()), "MIME-Version", std::string(c.field) + "MIME-Version"));
    EXPECT_NE(judged(below).standings.of(c.aspect), PROVED) << c.field;
    expect_not_believed(below, c.field);
  }
}

TEST(Attack, SecondFieldUnderASingleSourceKeyIsNoProofOfAlteration) {
  const Examined e = support::examine("Subject: Other\r\n" + support::sign(plain()), {support::key_of({}, proof::KeyClass::kK2, false)});
  EXPECT_NE(judged(e).verdict, ALTERED) << listed(e);
  EXPECT_EQ(judged(e).standings.of(SUBJECT), OPEN);
}

TEST(Attack, RepeatedFieldWithTheSameValueIsANote) {
  const Examined e = examined("Subject: Tuesday\r\n" + support::sign(plain()));
  EXPECT_TRUE(e.has("header.duplicate", "same")) << listed(e);
  EXPECT_EQ(judged(e).verdict, AUTHENTIC);
}

TEST(Attack, FieldAddedWhereOversigningIsAbsent) {
  SignOptions options;
  options.header_fields = {"From", "Date"};
  const Examined e = examined("Subject: Added\r\nCc: everyone@press.example\r\n" + replaced(support::sign(replaced(plain(), "Subject: Tuesday\r\n", ""), options), "To: Luc", "To: Max"), options);
  EXPECT_EQ(judged(e).standings.of(SUBJECT), OPEN) << listed(e);
  EXPECT_EQ(judged(e).standings.of(RECIPIENTS), OPEN);
}

TEST(Attack, FieldsThatOnlyLenientProgramsSee) {
  const std::string signed_mail = support::sign(plain());
  for (const char* added : {"X-A: x\rFrom: Chief <chief@bank.example>\r\n", " From: Chief <chief@bank.example>\r\n", "From\x01: Chief <chief@bank.example>\r\n",
                            "Fr\xC2\xADom: Chief <chief@bank.example>\r\n"}) {
    const Examined e = examined(added + signed_mail);
    EXPECT_NE(judged(e).standings.of(AUTHOR), PROVED) << added << listed(e);
    expect_not_believed(e, added);
  }
}

TEST(Attack, NulInTheHeader) {
  const Examined e = examined(std::string("X-A: a\0b\r\n", 10) + support::sign(plain()));
  EXPECT_NE(judged(e).standings.of(CONTENT), PROVED) << listed(e);
}

TEST(Attack, BlankLineInAnUnsignedFieldBeginsTheBodyForSomePrograms) {
  const Examined e = examined("X-A: a\r\n \r\n Pay the invoice today.\r\n" + support::sign(plain()));
  EXPECT_NE(judged(e).standings.of(CONTENT), PROVED) << listed(e);
}

// ---- how the body is read ----

TEST(Attack, NewBoundaryShowsAForwardedTextAsTheWholeMail) {
  const std::string inner = multipart("Pay me.", "And me.", "inner");
  const std::string body = "--outer\r\nContent-Type: text/plain\r\n\r\nLook what he wrote:\r\n\r\n" + inner + "\r\n--outer--\r\n";
  const std::string honest = support::sign(fields("multipart/mixed; boundary=outer") + "\r\n" + body, without_mime());
  EXPECT_EQ(judged(examined(honest, without_mime())).verdict, AUTHENTIC) << listed(examined(honest, without_mime()));
  const Examined e = examined(replaced(honest, "boundary=outer", "boundary=inner"), without_mime());
  EXPECT_EQ(judged(e).standings.of(AUTHOR), PROVED);
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
}

TEST(Attack, AnotherKindOfMultipartHidesAPart) {
  const std::string honest = support::sign(fields("multipart/mixed; boundary=outer") + "\r\n" +
                                               multipart("I am against it, and you should be too; this is what he says.", "I am all for it."), without_mime());
  EXPECT_EQ(judged(examined(honest, without_mime())).verdict, AUTHENTIC);
  for (const char* kind : {"multipart/alternative", "multipart/related", "multipart/signed", "multipart/digest"}) {
    const Examined e = examined(replaced(honest, "multipart/mixed", kind), without_mime());
    EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << kind << listed(e);
  }
}

TEST(Attack, TextBeforeTheFirstOrBehindTheLastDelimiter) {
  for (const bool before : {true, false}) {
    const std::string body = (before ? "Secret text.\r\n" : "") + multipart("One", "Two") + (before ? "" : "Secret text.\r\n");
    const Examined e = examined(support::sign(fields("multipart/mixed; boundary=outer") + "\r\n" + body, without_mime()), without_mime());
    EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << before << listed(e);
  }
}

TEST(Attack, UnsignedTransferEncodingCharsetAndType) {
  const std::string honest = support::sign(plain(), without_mime());
  EXPECT_EQ(judged(examined(honest, without_mime())).verdict, AUTHENTIC) << listed(examined(honest, without_mime()));
  for (const auto& [what, by] : {std::pair{"Encoding: 7bit", "Encoding: base64"}, std::pair{"charset=us-ascii", "charset=utf-7"},
                                 std::pair{"charset=us-ascii", "charset=utf-16"}, std::pair{"text/plain", "text/html"}, std::pair{"text/plain", "message/rfc822"},
                                 std::pair{"text/plain", "application/octet-stream"}, std::pair{"Encoding: 7bit", "Encoding: x-unknown"}}) {
    const Examined e = examined(replaced(honest, what, by), without_mime());
    EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << by << listed(e);
  }
}

TEST(Attack, QuotedPrintableLaidOverAPlainText) {
  const std::string body = "The price is a=b and not c=d.\r\n";
  const std::string honest = support::sign(fields() + "\r\n" + body, without_mime());
  const Examined e = examined(replaced(honest, "Encoding: 7bit", "Encoding: quoted-printable"), without_mime());
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
}

TEST(Attack, MarkupThatSwallowsWordsOfAPlainText) {
  const std::string honest = support::sign(fields() + "\r\nI will <b not ok=> pay.\r\n", without_mime());
  const Examined e = examined(replaced(honest, "text/plain", "text/html"), without_mime());
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
}

TEST(Attack, SecondContentTypeBesideTheSignedOne) {
  const Examined e = examined("Content-Type: text/html\r\n" + support::sign(plain()));
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
  EXPECT_EQ(judged(e).verdict, UNPROVEN);
}

TEST(Attack, UnsignedDispositionTurnsTheTextIntoAFile) {
  const Examined e = examined("Content-Disposition: attachment; filename=a.txt\r\n" + support::sign(plain(), without_mime()), without_mime());
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
}

// ---- l= ----

TEST(Attack, TextBehindTheSignedLength) {
  SignOptions options;
  options.body_length = kText.size();
  const std::string honest = support::sign(plain(), options);
  EXPECT_EQ(judged(examined(honest, options)).verdict, AUTHENTIC) << listed(examined(honest, options));
  EXPECT_EQ(judged(examined(honest + "\r\n \r\n", options)).verdict, AUTHENTIC);
  const Examined e = examined(honest + "Transfer the money.\r\n", options);
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
  EXPECT_TRUE(e.has("dkim.body-length", "tail"));
}

TEST(Attack, SignedLengthWithAnotherContentType) {
  SignOptions options = without_mime();
  const std::string body = multipart("One", "Two");
  options.body_length = body.size();
  const std::string honest = support::sign(fields("multipart/mixed; boundary=outer") + "\r\n" + body, options);
  const Examined e = examined(replaced(honest, "boundary=outer", "boundary=new") + multipart("Forged", "text", "new"), options);
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
}

TEST(Attack, LengthZeroSignsNoText) {
  SignOptions options;
  options.body_length = 0;
  const Examined e = examined(support::sign(plain(), options), options);
  EXPECT_EQ(judged(e).standings.of(AUTHOR), PROVED);
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
}

// ---- whose signature it is ----

TEST(Attack, ValidSignatureOfALookAlike) {
  SignOptions options;
  options.domain = "en-avamt.example";
  const Examined e = examined(support::sign(plain(), options), options);
  EXPECT_EQ(judged(e).standings.of(AUTHOR), OPEN) << listed(e);
  EXPECT_EQ(e.of("dkim.foreign-domain").size(), 1U);
}

TEST(Attack, PublicSuffixSpeaksForNobody) {
  SignOptions options;
  options.domain = "example";
  expect_not_believed(examined(support::sign(plain(), options), options), "suffix");
}

TEST(Attack, SubdomainOfTheSenderIsNoProof) {
  SignOptions options;
  options.domain = "tenant.en-avant.example";
  const Examined e = examined(support::sign(plain(), options), options);
  EXPECT_EQ(judged(e).standings.of(AUTHOR), SUPPORTED) << listed(e);
}

TEST(Attack, SharedSenderDoesNotBindItsTenants) {
  SignOptions options;
  options.domain = "sendgrid.net";
  const Examined e = examined(support::sign(replaced(plain(), "ana@en-avant.example", "ana@sendgrid.net"), options), options);
  EXPECT_EQ(judged(e).standings.of(AUTHOR), SUPPORTED) << listed(e);
}

TEST(Attack, SenderFieldsThatShowAnotherAddress) {
  for (const char* from : {"\"boss@bank.example\" <ana@en-avant.example>", "=?utf-8?q?boss=40bank=2Eexample?= <ana@en-avant.example>",
                           "ana@en-avant.example (boss@bank.example)", "Group: ana@en-avant.example, boss@bank.example;",
                           "ana@en-avant.example, boss@bank.example", "<@bank.example,@b.example:ana@en-avant.example>",
                           "\"boss@bank.example\"@en-avant.example", "=?utf-8?q?boss=EF=BC=A0bank=2Eexample?= <ana@en-avant.example>"}) {
    const Examined e = examined(support::sign(replaced(plain(), "Ana Moreau <ana@en-avant.example>", from)));
    EXPECT_EQ(judged(e).standings.of(AUTHOR), OPEN) << from << listed(e);
  }
}

TEST(Attack, TurningAndInvisibleCharactersInTheSendersName) {
  for (const char* name : {"=?utf-8?q?=E2=80=AEelpmaxe=2Eknab?=", "A\xE2\x80\x8Bna"}) {
    const Examined e = examined(support::sign(replaced(plain(), "Ana Moreau", name)));
    EXPECT_TRUE(e.has("text.bidi", "from")) << name << listed(e);
    EXPECT_EQ(judged(e).standings.of(AUTHOR), OPEN) << name;
  }
}

TEST(Attack, TwoSendersBothSigned) {
  SignOptions options;
  options.header_fields.insert(options.header_fields.begin(), "From");
  const Examined e = examined(support::sign("From: Chief <chief@bank.example>\r\n" + plain(), options), options);
  EXPECT_EQ(judged(e).standings.of(AUTHOR), OPEN) << listed(e);
  EXPECT_TRUE(e.has("from.several", "fields"));
}

// ---- keys ----

TEST(Attack, BurnedKeyProvesNothingUnlessTheBytesAreOlder) {
  proof::Key key = support::key_of();
  key.burned_from = unix_seconds(2018, 1, 1);
  key.burned_reason = "published-private";
  const std::string mail = support::sign(plain());
  const Examined e = support::examine(mail, {key});
  EXPECT_EQ(judged(e).verdict, UNPROVEN) << listed(e);
  EXPECT_TRUE(e.has("dkim.burned-key", "published"));
  EXPECT_EQ(judged(support::examine(mail, {key}, {.fixed = unix_seconds(2017, 5, 5)})).verdict, AUTHENTIC);
  EXPECT_EQ(judged(support::examine(mail, {key}, {.fixed = unix_seconds(2019, 1, 1)})).verdict, UNPROVEN);
}

TEST(Attack, ShortKeysAreBurnedByThemselves) {
  const support::SigningKey weak(512);
  SignOptions options;
  options.key = &weak;
  const Examined e = examined(support::sign(plain(), options), options);
  EXPECT_EQ(judged(e).verdict, UNPROVEN) << listed(e);
}

TEST(Attack, KeyPlantedInTheDumpMovesNothing) {
  const Examined e = support::examine(support::sign(plain()), {support::key_of({}, proof::KeyClass::kK3, false)});
  EXPECT_EQ(judged(e).verdict, UNPROVEN) << listed(e);
  EXPECT_EQ(e.strength_for(AUTHOR), "C");
}

TEST(Attack, KeyGivenTwiceByOneHandStaysASingleSource) {
  const proof::Key key = support::key_of({}, proof::KeyClass::kK2, false);
  const Examined e = support::examine(support::sign(plain()), {key, key});
  EXPECT_EQ(judged(e).verdict, CORROBORATED) << listed(e);
}

TEST(Attack, OldHashIsNoProofUnlessTheBytesAreOlderThanItsCollisions) {
  SignOptions options;
  options.sha1 = true;
  const std::string mail = support::sign(plain(), options);
  EXPECT_EQ(judged(examined(mail, options)).verdict, CORROBORATED) << listed(examined(mail, options));
  EXPECT_EQ(judged(support::examine(mail, {support::key_of()}, {.fixed = unix_seconds(2016, 12, 1)})).verdict, AUTHENTIC);
}

// ---- the signature field itself ----

TEST(Attack, SignatureCopiedToAnotherMessage) {
  const std::string mail = support::sign(plain());
  const std::string field = mail.substr(0, mail.find("From: "));
  const Examined e = examined(field + replaced(plain(), "Tuesday at ten", "Friday at six"));
  EXPECT_EQ(judged(e).verdict, UNPROVEN) << listed(e);
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN);
}

TEST(Attack, TagsGivenTwice) {
  const std::string mail = support::sign(plain());
  for (const char* tag : {" d=bank.example;", " h=from;", " l=0;"})
    expect_not_believed(examined(replaced(mail, "v=1;", std::string("v=1;") + tag)), tag);
}

TEST(Attack, ExpiryIsInformationAndNoLever) {
  SignOptions options;
  options.signed_at = unix_seconds(2017, 4, 11, 7, 12, 50);
  options.expires_at = *options.signed_at + 600;
  const Examined e = examined(support::sign(plain(), options), options);
  EXPECT_EQ(judged(e).verdict, AUTHENTIC) << listed(e);
  EXPECT_EQ(e.of("dkim.expired").size(), 1U);
  options.expires_at = *options.signed_at - 600;
  EXPECT_TRUE(examined(support::sign(plain(), options), options).has("dkim.expired", "before-signing") ||
              judged(examined(support::sign(plain(), options), options)).verdict != AUTHENTIC);
}

TEST(Attack, SignedOnAnotherDayThanShown) {
  SignOptions options;
  options.signed_at = unix_seconds(2017, 4, 20);
  const Examined e = examined(support::sign(plain(), options), options);
  EXPECT_EQ(judged(e).standings.of(DATE), OPEN) << listed(e);
  EXPECT_EQ(judged(e).verdict, AUTHENTIC);
  EXPECT_TRUE(e.has("date.signer-clock", "later"));
}

// ---- parts ----

TEST(Attack, EmbeddedMessageInheritsNothingAndProvesNothingForItsWrapper) {
  const std::string inner = support::sign(plain());
  const std::string body = "--o\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--o--\r\n";
  const Examined forged = examined("From: Luc <luc@press.example>\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\n"
                                   "Content-Type: multipart/mixed; boundary=o\r\n\r\n" + body);
  EXPECT_EQ(judged(forged).verdict, UNPROVEN) << listed(forged);
  const Examined wrapped = examined(support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + body));
  for (const Item& attachment : wrapped.attachments) EXPECT_EQ(attachment.findings_size(), 0);
}

TEST(Attack, AttachmentInheritsOnlyWithinTheProvedBytes) {
  const std::string body = "--o\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--o\r\nContent-Type: application/pdf; name=a.pdf\r\n"
                           "Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQKJcOkw7zDtsOf\r\n--o--\r\n";
  const std::string honest = support::sign(fields("multipart/mixed; boundary=o") + "\r\n" + body, dated());
  const Examined e = examined(honest);
  ASSERT_EQ(e.attachments.size(), 1U) << listed(e);
  ASSERT_EQ(e.attachments[0].findings_size(), 1);
  EXPECT_EQ(e.attachments[0].findings(0).check(), "attachment.inherits");
  EXPECT_EQ(e.attachments[0].findings(0).aspects(), unsigned{AUTHOR | CONTENT | DATE});
  const Examined altered = examined(replaced(honest, "JVBERi0xLjQK", "JVBERi0xLjUK"));
  for (const Item& attachment : altered.attachments) EXPECT_EQ(attachment.findings_size(), 0);
}

TEST(Attack, HiddenReplacementTextBehindTheSignedLength) {
  SignOptions options;
  const std::string html = "<html><body><p>The meeting is on Tuesday.</p>\r\n";
  options.body_length = html.size();
  const Examined e = examined(support::sign(fields("text/html; charset=us-ascii") + "\r\n" + html, options) +
                                  "<div style=\"display:none\">The meeting was called off for good</div></body></html>\r\n", options);
  EXPECT_EQ(judged(e).standings.of(CONTENT), OPEN) << listed(e);
  EXPECT_FALSE(e.of("html.hidden").empty()) << listed(e);
}

}  // namespace
}  // namespace winnow::check
