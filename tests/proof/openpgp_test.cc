// OpenPGP signatures: packets, armor, keys, and what the library is asked. Mail is made by the generator's own writer, which
// shares no code with the reader.
#include "support/openpgp.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/limits.h"
#include "mailmaker/encode.h"
#include "proof/encrypted.h"
#include "proof/openpgp_packet.h"
#include "proof/openpgp_text.h"
#include "proof/signature.h"
#include "support/fixed_keys.h"

namespace winnow::proof {
namespace {

using namespace support;
using mailmaker::pgp_body;
using mailmaker::pgp_packet;

std::vector<Signature> rows_of(const std::string& mail, const OpenPgpKeys& keys) {
  const support::FixedKeys none({});
  Trust trust(none);
  trust.openpgp = &keys;
  trust.now = kPgpNow;
  std::vector<Signature> out;
  for (Signature& s : verify_signatures(mail::parse(as_bytes(mail)), trust))
    if (s.mechanism == kOpenPgp) out.push_back(std::move(s));
  return out;
}
// The one row that is expected.
Signature row_of(const std::string& mail, const OpenPgpKeys& keys) {
  const auto rows = rows_of(mail, keys);
  EXPECT_EQ(rows.size(), 1U);
  return rows.empty() ? Signature() : rows.front();
}
OpenPgpKeys ana_given() { return keys_of(ana_certificate()); }

TEST(OpenPgp, ADetachedSignatureHoldsWithAGivenKey) {
  const Signature row = row_of(pgp_mail(pgp_protected_entity()), ana_given());
  EXPECT_EQ(row.result, ResultWord::kPass);
  EXPECT_EQ(row.identity, "ana@example.org");
  EXPECT_EQ(row.algorithm, "eddsa-sha256");
  EXPECT_EQ(row.signed_at, kPgpSigned);
  ASSERT_TRUE(row.certificate && row.entity);
  EXPECT_EQ(row.certificate->fingerprint, to_hex(ana_key().fingerprint()));
  EXPECT_TRUE(row.certificate->given);
  EXPECT_EQ(row.entity->form, kDetached);
  EXPECT_TRUE(row.entity->is_whole_body);
  EXPECT_EQ(row.entity->protected_fields.size(), 4U);
}

TEST(OpenPgp, ArmoredAndBinaryKeyFilesAreTheSame) {
  const std::string armored = "words around it\n" + mailmaker::pgp_armor("PUBLIC KEY BLOCK", ana_certificate()) + "and behind\n";
  EXPECT_EQ(keys_of(armored).count(), 1U);
  EXPECT_EQ(row_of(pgp_mail(pgp_plain_entity()), keys_of(armored)).result, ResultWord::kPass);
}

TEST(OpenPgp, LineEndsOfAMailboxDoNotMatter) {
  const std::string mail = pgp_mail(pgp_plain_entity());
  EXPECT_EQ(row_of(mailmaker::with_crlf(mail), ana_given()).result, ResultWord::kPass);
  const std::string of_text = pgp_mail(pgp_plain_entity(), ana_key(), {.type = 1, .time = kPgpSigned});
  EXPECT_EQ(row_of(of_text, ana_given()).result, ResultWord::kPass);
}

TEST(OpenPgp, AChangedWordFailsAndTheOctetsAreBlamed) {
  const Signature row = row_of(pgp_replaced(pgp_mail(pgp_plain_entity()), "4500", "9500"), ana_given());
  EXPECT_EQ(row.result, ResultWord::kFail);
  EXPECT_EQ(row.reason, "content-differs");
  EXPECT_EQ(row.body, Half::kFail);
}

TEST(OpenPgp, WithoutAKeyTheIssuerIsNamed) {
  const Signature row = row_of(pgp_mail(pgp_plain_entity()), {});
  EXPECT_EQ(row.result, ResultWord::kNoKey);
  EXPECT_EQ(row.body, Half::kUnknown);
  ASSERT_TRUE(row.certificate);
  EXPECT_EQ(row.certificate->fingerprint, to_hex(ana_key().fingerprint()));
  const Signature changed = row_of(pgp_replaced(pgp_mail(pgp_plain_entity()), "4500", "9500"), {});
  EXPECT_EQ(changed.result, ResultWord::kNoKey);
  EXPECT_EQ(changed.body, Half::kFail);
}

TEST(OpenPgp, AKeyThatCameWithTheMailIsFoundAndNotGiven) {
  std::string encoded;
  mailmaker::append_base64_lines(encoded, ana_certificate());
  std::string folded;
  for (const char c : encoded) folded += c == '\n' ? std::string("\n ") : std::string(1, c);
  folded.resize(folded.size() - 2);
  const std::string field = "Autocrypt: addr=ana@example.org; prefer-encrypt=mutual; keydata=\n " + folded + "\n";
  const Signature by_field = row_of(field + pgp_mail(pgp_plain_entity()), {});
  EXPECT_EQ(by_field.result, ResultWord::kPass) << by_field.reason;
  EXPECT_FALSE(by_field.certificate->given);
  EXPECT_EQ(by_field.certificate->vouched, Vouched::kFound);
  // The key that the user gives goes before it.
  EXPECT_TRUE(row_of(field + pgp_mail(pgp_plain_entity()), ana_given()).certificate->given);

  const std::string attached = "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\n" + std::string(kPgpWords) +
                               "--m\nContent-Type: application/pgp-keys\n\n" + mailmaker::pgp_armor("PUBLIC KEY BLOCK", ana_certificate()) + "--m--\n";
  const Signature by_part = row_of(pgp_mail(attached), {});
  EXPECT_EQ(by_part.result, ResultWord::kPass) << by_part.reason;
  EXPECT_EQ(by_part.certificate->vouched, Vouched::kFound);
}

TEST(OpenPgp, ACleartextBlockCoversItsTextAndNothingElse) {
  const std::string text = "Dear Bob,\n- pay nothing\n\nfrom Ana   ";
  const std::string block = mailmaker::pgp_clear("Dear Bob,\n- pay nothing\n\nfrom Ana", ana_key(), kPgpSigned);
  ASSERT_NE(block.find("\n- - pay nothing\n"), std::string::npos);
  const Signature alone = row_of(pgp_text_mail(block), ana_given());
  EXPECT_EQ(alone.result, ResultWord::kPass) << alone.reason;
  EXPECT_EQ(alone.entity->form, kClear);
  EXPECT_TRUE(alone.entity->is_whole_body);
  EXPECT_EQ(*alone.entity->content, "Dear Bob,\r\n- pay nothing\r\n\r\nfrom Ana");
  // Blanks at line ends are not signed.
  EXPECT_EQ(row_of(pgp_text_mail(pgp_replaced(block, "from Ana", "from Ana  \t")), ana_given()).result, ResultWord::kPass);
  for (const std::string& around : {"Wire 9 millions.\n" + block, block + "Wire 9 millions.\n", block + block}) {
    const auto rows = rows_of(pgp_text_mail(around), ana_given());
    ASSERT_FALSE(rows.empty());
    for (const Signature& row : rows) {
      EXPECT_EQ(row.result, ResultWord::kPass);
      EXPECT_FALSE(row.entity->is_whole_body) << around;
    }
  }
}

TEST(OpenPgp, WordsInArmorHeadersOfASignedTextAreRefused) {
  const std::string block = mailmaker::pgp_clear("pay nothing", ana_key(), kPgpSigned);
  for (const char* extra : {"Comment: pay 9 millions\nHash: SHA256", "Hash: SHA256\nNote: pay"}) {
    const Signature row = row_of(pgp_text_mail(pgp_replaced(block, "Hash: SHA256", extra)), ana_given());
    EXPECT_EQ(row.result, ResultWord::kPermError);
    EXPECT_EQ(row.reason, "openpgp-header");
  }
}

TEST(OpenPgp, QuotedBlocksAndBlocksInHtmlAreNone) {
  std::string quoted;
  const std::string block = mailmaker::pgp_clear("pay nothing", ana_key(), kPgpSigned);
  for (std::string_view rest = block; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) quoted += "> " + std::string(rest.substr(0, rest.find('\n') + 1));
  EXPECT_TRUE(rows_of(pgp_text_mail("I like this:\n" + quoted), ana_given()).empty());
  EXPECT_TRUE(rows_of(pgp_replaced(pgp_text_mail(block), "text/plain", "text/html"), ana_given()).empty());
}

TEST(OpenPgp, AnArmoredSignedMessageIsOpenedAndAnEncryptedOneNamed) {
  const Signature row = row_of(pgp_text_mail(mailmaker::pgp_opaque("pay nothing", ana_key(), kPgpSigned)), ana_given());
  EXPECT_EQ(row.result, ResultWord::kPass) << row.reason;
  EXPECT_EQ(row.entity->form, kOpaque);
  EXPECT_EQ(*row.entity->content, "pay nothing");
  const std::string mail = pgp_text_mail(mailmaker::pgp_armor("MESSAGE", pgp_packet(1, "\x03" + std::string(20, 'x')) + pgp_packet(18, "\x01" + std::string(40, 'y'))));
  const support::FixedKeys none({});
  std::vector<int> texts;
  const mail::Message message = mail::parse(as_bytes(mail));
  EXPECT_TRUE(verify_signatures(message, Trust(none), &texts).empty());
  ASSERT_EQ(find_encrypted(message, texts).size(), 1U);
  EXPECT_EQ(find_encrypted(message, texts)[0].mechanism, kOpenPgp);
}

TEST(OpenPgp, ASignatureWithATextOfItsOwnIsNoDetachedOne) {
  const std::string mail = pgp_mail(pgp_plain_entity());
  const std::string opaque = mailmaker::pgp_opaque("pay nothing", ana_key(), kPgpSigned);
  const auto begin = mail.find("-----BEGIN PGP SIGNATURE"), end = mail.find("--signed-1--");
  const Signature row = row_of(std::string(mail).replace(begin, end - begin, opaque), ana_given());
  EXPECT_EQ(row.result, ResultWord::kPermError);
}

TEST(OpenPgp, TwoTextsInOneMessageAreRefused) {
  const std::string literal = pgp_packet(11, std::string("b") + '\0' + "tttt" + "one"), other = pgp_packet(11, std::string("b") + '\0' + "tttt" + "two");
  EXPECT_EQ(read_message(literal + other + mailmaker::pgp_signature(ana_key(), "one", {.time = kPgpSigned})).fault, "openpgp-syntax");
}

// ---- keys ----

std::string signed_by(const mailmaker::PgpKey& key) { return pgp_mail(pgp_plain_entity(), key); }

TEST(OpenPgpKey, ASubkeySignsWhereBothAgree) {
  const mailmaker::PgpKey subkey = pgp_key('s');
  const Signature row = row_of(signed_by(subkey), keys_of(ana_certificate() + mailmaker::pgp_subkey(ana_key(), subkey, 0x02, true)));
  EXPECT_EQ(row.result, ResultWord::kPass) << row.reason;
  EXPECT_EQ(row.certificate->fingerprint, to_hex(ana_key().fingerprint()));
  EXPECT_EQ(row.identity, "ana@example.org");
}

// Eve binds Ana's key to her own name: Ana's mails would read as Eve's.
TEST(OpenPgpKey, AnAdoptedKeySpeaksForNobody) {
  const mailmaker::PgpKey eve = pgp_key('e');
  const std::string certificate = mailmaker::pgp_certificate(eve, "Eve <eve@example.com>");
  for (const int flags : {0x02, 0x0C, -1, 0x00})
    for (const Signature& row : rows_of(signed_by(ana_key()), keys_of(certificate + mailmaker::pgp_subkey(eve, ana_key(), flags, false)))) {
      EXPECT_NE(row.result, ResultWord::kPass) << flags;
      EXPECT_EQ(row.identity, "") << flags;
    }
}

TEST(OpenPgpKey, AUserIdThatTheKeyDidNotSignNamesNobody) {
  const mailmaker::PgpKey eve = pgp_key('e');
  const std::string user_id = "Minister <minister@example.gov>";
  const std::string own = mailmaker::pgp_certificate(eve, "Eve <eve@example.com>");
  const std::string by_ana = mailmaker::pgp_signature(ana_key(), mailmaker::hashed_key(eve) + mailmaker::hashed_user_id(user_id), {.type = 0x13, .time = kKeyMade, .key_flags = 3});
  const std::string wrong = mailmaker::pgp_signature(eve, mailmaker::hashed_key(eve) + mailmaker::hashed_user_id("other"), {.type = 0x13, .time = kKeyMade, .key_flags = 3});
  for (const std::string& signature : {by_ana, wrong, std::string()}) {
    const Signature row = row_of(signed_by(eve), keys_of(own + pgp_packet(13, user_id) + signature));
    EXPECT_EQ(row.result, ResultWord::kPass) << row.reason;
    EXPECT_EQ(row.certificate->addresses, std::vector<std::string>{"eve@example.com"});
  }
}

TEST(OpenPgpKey, AUserIdThatIsNoOneAddressNamesNone) {
  for (const char* user_id : {"Ana", "ana@example.org eve@example.com", "<ana@example.org> <eve@example.com>", "ana@example.org <eve@example.com> x",
                              "Ana <ana@exam\nple.org>", "Ana <ana@example.org", "Ana <a@b@example.org>"}) {
    const Signature row = row_of(signed_by(ana_key()), keys_of(mailmaker::pgp_certificate(ana_key(), user_id)));
    EXPECT_EQ(row.result, ResultWord::kPass) << user_id;
    EXPECT_TRUE(row.certificate->addresses.empty()) << user_id;
    EXPECT_EQ(row.identity, "");
  }
}

TEST(OpenPgpKey, AWithdrawnKeyIsSaid) {
  const std::string certificate = ana_certificate(), key = ana_key().packet();
  for (const int reason : {0, 1, 2, 3}) {
    const std::string revoked = key + mailmaker::pgp_revocation(ana_key(), kPgpSigned + 86400, reason) + certificate.substr(key.size());
    const Signature row = row_of(signed_by(ana_key()), keys_of(revoked));
    // A compromised one is believed in nothing, whatever the time.
    EXPECT_EQ(row.result, reason == 2 ? ResultWord::kNeutral : ResultWord::kPass) << reason << row.reason;
    EXPECT_EQ(row.certificate->revocation, Revocation::kRevoked) << reason;
    // An old copy of the key beside it does not bring it back.
    EXPECT_EQ(row_of(signed_by(ana_key()), keys_of(certificate + revoked)).certificate->revocation, Revocation::kRevoked);
  }
}

TEST(OpenPgpKey, ASignatureOutsideTheLifeOfItsKeyIsNotCounted) {
  const mailmaker::PgpKey late(std::string(32, 'l'), kPgpSigned + 1000);
  EXPECT_EQ(row_of(signed_by(late), keys_of(mailmaker::pgp_certificate(late, "Ana <ana@example.org>"))).result, ResultWord::kNeutral);
  const std::string ended = mailmaker::pgp_certificate(ana_key(), "Ana <ana@example.org>", 86400);
  const Signature row = row_of(signed_by(ana_key()), keys_of(ended));
  EXPECT_EQ(row.result, ResultWord::kNeutral);
  EXPECT_EQ(row.reason, "openpgp-key-time");
  // One that was valid then and has ended since counts.
  const std::string since = mailmaker::pgp_certificate(ana_key(), "Ana <ana@example.org>", kPgpSigned - kKeyMade + 1000);
  const Signature then = row_of(signed_by(ana_key()), keys_of(since));
  EXPECT_EQ(then.result, ResultWord::kPass) << then.reason;
  EXPECT_EQ(then.identity, "ana@example.org");
  EXPECT_EQ(then.certificate->valid_to, kPgpSigned + 1000);
}

TEST(OpenPgpKey, OldHashesAreComputedAndSaid) {
  for (const auto& [hash, reason] : {std::pair{2, "weak-hash"}, std::pair{1, "broken-hash"}, std::pair{10, ""}}) {
    const Signature row = row_of(pgp_mail(pgp_plain_entity(), ana_key(), {.type = 0, .time = kPgpSigned, .hash = hash}), ana_given());
    EXPECT_EQ(row.result, ResultWord::kPass) << hash << row.reason;
    EXPECT_EQ(row.reason, reason);
  }
}

TEST(OpenPgpKey, OnlySignaturesOverTextAndFilesCount) {
  for (const int type : {0x02, 0x10, 0x13, 0x18, 0x20, 0x40})
    EXPECT_EQ(row_of(pgp_mail(pgp_plain_entity(), ana_key(), {.type = type, .time = kPgpSigned}), ana_given()).result, ResultWord::kPermError) << type;
}

// ---- hostile ----

TEST(OpenPgpHostile, WordsOfOthersInAKeyAreLeftOut) {
  const std::string certificate = ana_certificate();
  std::string flooded = certificate;
  const mailmaker::PgpKey eve = pgp_key('e');
  const std::string by_eve = mailmaker::pgp_signature(eve, "x", {.type = 0x10, .time = kKeyMade});
  for (int i = 0; i < 5'000; ++i) flooded += by_eve;
  const OpenPgpKeys keys = keys_of(flooded);
  const auto found = keys.find(*read_signature_fields(pgp_body(mailmaker::pgp_signature(ana_key(), "x", {.time = kPgpSigned}))));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]->packets.size(), certificate.size());
  EXPECT_EQ(row_of(signed_by(ana_key()), keys).result, ResultWord::kPass);
}

TEST(OpenPgpHostile, AKeyWithTooManyWordsOfItsOwnVerifiesNothing) {
  std::string certificate = ana_certificate();
  const std::string again = certificate.substr(ana_key().packet().size());
  for (std::size_t i = 0; i <= limits::kOpenPgpKeySignatures; ++i) certificate += again;
  EXPECT_EQ(row_of(signed_by(ana_key()), keys_of(certificate)).reason, "openpgp-key-unusable");
}

TEST(OpenPgpHostile, PacketsThatBreakOffAreNone) {
  const std::string packet = mailmaker::pgp_signature(ana_key(), "x", {.time = kPgpSigned});
  for (std::size_t size = 0; size < packet.size(); ++size) {
    PacketReader reader(std::string_view(packet).substr(0, size));
    EXPECT_FALSE(reader.next());
    const std::string body = pgp_body(packet);
    if (size + 80 < body.size()) {
      EXPECT_FALSE(read_signature_fields(std::string_view(body).substr(0, size)));
    }
  }
  for (const char* odd : {"\xCB\xFF\xFF\xFF\xFF\xFF", "\xCB\xFE", "\x84\x05", "\x01", "\xCB\xE0"}) {
    PacketReader reader(odd);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.failed());
  }
}

TEST(OpenPgpHostile, PartialLengthsAreJoined) {
  const std::string text(700, 'x'), body = std::string("b") + '\0' + "tttt" + text;
  std::string parts = "\xCB\xE9" + body.substr(0, 512) + "\xC0\x02" + body.substr(512);
  parts[515] = static_cast<char>(0x02 + 0);      // 192 + 2 = 194 octets follow
  ASSERT_EQ(body.size() - 512, 194U);
  const SignedText read = read_message(parts + mailmaker::pgp_signature(ana_key(), text, {.time = kPgpSigned}));
  EXPECT_EQ(read.octets, text) << read.fault;
  EXPECT_EQ(read.signatures.size(), 1U);
}

TEST(OpenPgpHostile, AMessageThatUnpacksWithoutEndIsRefused) {
  const SignedText broken = read_message(pgp_packet(8, std::string(1, '\x01') + "\xFF\xFF garbage"));
  EXPECT_EQ(broken.fault, "openpgp-compression");
  EXPECT_EQ(read_message(pgp_packet(8, "\x03" + std::string("BZh9"))).fault, "openpgp-compression");
  const std::string inner = pgp_packet(8, std::string(1, '\0') + pgp_packet(8, std::string(1, '\0') + "x"));
  EXPECT_EQ(read_message(inner).fault, "openpgp-syntax");       // one layer, not layers in layers
}

TEST(OpenPgpHostile, ManyBlocksAndSignaturesStayInTheirBounds) {
  const std::string block = mailmaker::pgp_clear("x", ana_key(), kPgpSigned);
  std::string many;
  for (int i = 0; i < 200; ++i) many += block;
  EXPECT_EQ(rows_of(pgp_text_mail(many), ana_given()).size(), limits::kOpenPgpBlocks);
  std::string signatures;
  for (int i = 0; i < 100; ++i) signatures += mailmaker::pgp_signature(ana_key(), "x", {.time = kPgpSigned});
  EXPECT_EQ(read_detached(signatures).signatures.size(), limits::kOpenPgpSignatures);
}

TEST(OpenPgpArmor, NeedsItsOwnLines) {
  const std::string block = mailmaker::pgp_armor("SIGNATURE", "xyz");
  ASSERT_TRUE(find_armor(block, 0));
  EXPECT_EQ(decode_armor(*find_armor(block, 0)), "xyz");
  EXPECT_EQ(decode_armor(*find_armor(mailmaker::with_crlf(block), 0)), "xyz");
  EXPECT_EQ(decode_armor(*find_armor(pgp_replaced(block, "-----END", "=abcd\n-----END"), 0)), "xyz");
  EXPECT_EQ(decode_armor(*find_armor(pgp_replaced(block, "-----\n\n", "-----\nVersion: 1\nComment:\n\n"), 0)), "xyz");
  EXPECT_FALSE(find_armor("x" + block, 0));
  EXPECT_FALSE(find_armor(pgp_replaced(block, "END PGP SIGNATURE", "END PGP MESSAGE"), 0));
  EXPECT_FALSE(find_armor("-----BEGIN PGP SIGNATURE-----\n", 0));
}

}  // namespace
}  // namespace winnow::proof
