// "Johnny, you are fired! – Spoofing OpenPGP and S/MIME Signatures in Emails" (Müller et al., USENIX Security 2019), its
// catalogue for S/MIME as a table, with what certificates add to it. In every mail here a genuine signature of Ana, or one that
// looks like hers, stands beside words, names or a header that she never signed: nothing of the mail may be lifted.
#include <gtest/gtest.h>
#include <openssl/cms.h>

#include <functional>

#include "judged.h"
#include "support/smime.h"

namespace winnow::check {
namespace {

using namespace support;
using mailmaker::CertificatePlan;
using mailmaker::CmsPlan;
using mailmaker::Identity;

const Identity& eve() {
  static const Identity made = office().person("eve@example.com", kYear2015, kYear2019, 21);
  return made;
}
CertificatePlan plan_of(const std::string& address, long serial) { return {"Person", address, kYear2015, kYear2019, serial}; }

const proof::Authorities& trusted() {
  static const auto store = proof::read_authorities({office().authority.pem()});
  return *store;
}

// ---- the pieces that attacks are made of ----

constexpr std::string_view kLie = "Content-Type: text/plain\n\nPay 9500 instead.\n";
const std::string kHead(kShownHeader);

std::string base64_lines(const std::string& bytes) {
  std::string out;
  for (const std::string text = mailmaker::base64(bytes); out.size() < text.size() + text.size() / 64;)
    out += text.substr(out.size() - out.size() / 65, 64) + "\n";
  return out;
}
// Ana's signed words, header copy and all, as one MIME part.
std::string genuine(std::string_view boundary = "signed-1") {
  const mailmaker::SignedBody made = mailmaker::smime_detached(protected_entity(), ana(), signed_then(), boundary);
  return "Content-Type: " + made.content_type + "\n\n" + made.body;
}
std::string genuine_opaque() {
  const std::string mail = opaque_signed(protected_entity(), ana());
  return mail.substr(mail.find("Content-Type:"));
}
std::string frame(std::string_view subtype, const std::vector<std::string>& parts) {
  std::string out = kHead + "MIME-Version: 1.0\nContent-Type: multipart/" + std::string(subtype) + "; boundary=out\n\n";
  for (const std::string& part : parts) out += "--out\n" + part + "\n";
  return out + "--out--\n";
}
std::string whole(std::string_view part, const std::string& header = kHead) { return header + "MIME-Version: 1.0\n" + std::string(part); }
// multipart/signed made by hand: what is shown, and any CMS bytes beside it.
std::string by_hand(std::string_view entity, const std::string& cms, std::string_view type = "application/pkcs7-signature") {
  return whole("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"b\"\n\n--b\n" + std::string(entity) +
               "\n--b\nContent-Type: " + std::string(type) + "; name=smime.p7s\nContent-Transfer-Encoding: base64\n\n" +
               base64_lines(cms) + "--b--\n");
}
std::string cms(const Identity& signer, std::string_view entity, const CmsPlan& plan = signed_then()) {
  return mailmaker::cms_signature(signer, mailmaker::with_crlf_lines(entity), plan);
}
CmsPlan with_content() {
  CmsPlan plan = signed_then();
  plan.content_inside = true;
  return plan;
}
// Signed data without any signer (CMS allows it, and some programs showed it as valid).
std::string unsigned_data(std::string_view content) {
  const std::string octets = mailmaker::with_crlf_lines(content);
  BIO* const data = BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size()));
  CMS_ContentInfo* const made = CMS_sign(nullptr, nullptr, nullptr, data, CMS_BINARY | CMS_PARTIAL);
  CMS_add1_cert(made, ana().certificate.get());
  CMS_final(made, data, nullptr, CMS_BINARY);
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(made, &der);
  const std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  CMS_ContentInfo_free(made);
  BIO_free(data);
  return out;
}
std::string header_from(std::string_view from) { return with_replaced(kHead, "From: Ana <ana@example.org>", from); }

struct Attack {
  const char* name;
  std::function<std::string()> mail;
  const char* said;                      // "check.variant" that must be among the findings; empty: any
};

const Attack kAttacks[] = {
    // ---- CMS: what is signed, and by whom ----
    {"eContent beside another part", [] { return by_hand(kLie, cms(ana(), protected_entity(), with_content())); }, "smime.signed.unreadable"},
    {"eContent equal to the part beside it", [] { return by_hand(protected_entity(), cms(ana(), protected_entity(), with_content())); }, "smime.signed.unreadable"},
    {"opaque type without content", [] { return opaque_mail(cms(ana(), protected_entity())); }, "smime.signed.unreadable"},
    {"opaque data as a detached signature's type alone",
     [] { return whole("Content-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\n" + base64_lines(cms(ana(), protected_entity(), with_content()))); }, ""},
    {"no signer at all, certificate enclosed", [] { return opaque_mail(unsigned_data(protected_entity())); }, "smime.signed.unreadable"},
    {"Ana's signature over other words, Eve's over these",
     [] {
       CmsPlan both = signed_then();
       both.also = {&eve()};
       return with_replaced(by_hand(protected_entity(), cms(ana(), protected_entity(), both)), "4500", "9500");
     }, "smime.signed.failed"},
    {"Eve signs, Ana's certificate comes along",
     [] {
       CmsPlan plan = signed_then();
       plan.chain = {&ana()};
       return by_hand(protected_entity(), cms(eve(), protected_entity(), plan));
     }, "smime.signed.other"},
    {"Eve's signature, two signers, neither is Ana",
     [] {
       static const Identity bob = office().person("bob@example.net", kYear2015, kYear2019, 22);
       CmsPlan plan = signed_then();
       plan.also = {&bob};
       return by_hand(protected_entity(), cms(eve(), protected_entity(), plan));
     }, "smime.signed.other"},
    {"signature of another mail", [] { return by_hand(kLie, cms(ana(), protected_entity())); }, "smime.signed.failed"},
    // ---- MIME: unsigned parts around a signed one ----
    {"lie above, mixed", [] { return frame("mixed", {std::string(kLie), genuine()}); }, "smime.signed.part"},
    {"lie below, mixed", [] { return frame("mixed", {genuine(), std::string(kLie)}); }, "smime.signed.part"},
    {"signed part alone in a frame", [] { return frame("mixed", {genuine()}); }, "smime.signed.part"},
    {"lie as an alternative", [] { return frame("alternative", {genuine(), std::string(kLie)}); }, "smime.signed.part"},
    {"signed part hidden by related", [] { return frame("related", {std::string(kLie), "Content-ID: <x>\n" + genuine()}); }, "smime.signed.part"},
    {"signed part as a picture of a page",
     [] { return frame("related", {"Content-Type: text/html\n\nPay 9500.<img src='cid:x'>\n", "Content-ID: <x>\n" + genuine()}); }, "smime.signed.part"},
    {"signed part as an attached file", [] { return frame("mixed", {std::string(kLie), "Content-Disposition: attachment; filename=a\n" + genuine()}); }, "smime.signed.part"},
    {"page swallows the signed part", [] { return frame("mixed", {"Content-Type: text/html\n\nPay 9500.<plaintext hidden>\n", genuine()}); }, "smime.signed.part"},
    {"opaque part below a lie", [] { return frame("mixed", {std::string(kLie), genuine_opaque()}); }, "smime.signed.part"},
    {"two signed parts, both Ana's", [] { return frame("mixed", {genuine("one"), genuine("two")}); }, "smime.signed.part"},
    {"two signed parts, one Eve's",
     [] {
       const mailmaker::SignedBody hers = mailmaker::smime_detached(kLie, eve(), signed_then(), "two");
       return frame("mixed", {genuine("one"), "Content-Type: " + hers.content_type + "\n\n" + hers.body});
     }, "smime.signed.part"},
    {"Ana's signed part within Eve's",
     [] {
       const mailmaker::SignedBody hers = mailmaker::smime_detached("Content-Type: multipart/mixed; boundary=in\n\n--in\n" + std::string(kLie) + "--in\n" +
                                                                        genuine("one") + "--in--\n", eve(), signed_then(), "two");
       return whole("Content-Type: " + hers.content_type + "\n\n" + hers.body);
     }, "smime.signed.part"},
    {"a third part in the signed frame", [] { return whole(with_replaced(genuine(), "--signed-1--", "--signed-1\n" + std::string(kLie) + "--signed-1--")); }, ""},
    {"signature first", [] {
       return whole("Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\n" +
                    base64_lines(cms(ana(), kLie)) + "--b\n" + std::string(kLie) + "--b--\n");
     }, ""},
    {"the frame does not say signed", [] { return with_replaced(whole(genuine()), "multipart/signed", "multipart/mixed"); }, ""},
    {"lie before the first delimiter", [] { return whole(with_replaced(genuine(), "\n\n--signed-1\n", "\n\nPay 9500 instead.\n--signed-1\n")); }, "smime.signed.loose"},
    {"lie behind the last delimiter", [] { return whole(genuine() + "Pay 9500 instead.\n"); }, "smime.signed.loose"},
    {"signed mail passed on in a mail of Ana's name", [] { return frame("mixed", {std::string(kLie), "Content-Type: message/rfc822\n\n" + whole(genuine())}); }, ""},
    {"a mail that Ana signed and passed on weeks later",
     [] {
       CmsPlan late = signed_then();
       late.time = kSigned + 30 * 86400;
       return smime_mail("Content-Type: message/rfc822\n\n" + kHead + "\nA lie that somebody wrote in her name.\n", ana(), late);
     }, "smime.signed.part"},
    {"an opaque one that Ana passed on, without a time",
     [] { return opaque_signed("Content-Type: message/rfc822\n\n" + kHead + "\nA lie that somebody wrote in her name.\n", ana(), CmsPlan{}); }, "smime.signed.part"},
    // ---- identity: who is shown, and who signed ----
    {"Eve's signature under Ana's name", [] { return by_hand(protected_entity(), cms(eve(), protected_entity())); }, "smime.signed.other"},
    {"Ana's address as display name", [] { return whole(genuine(), header_from("From: \"ana@example.org\" <eve@example.com>")); }, "smime.signed.other"},
    {"Ana's address as comment", [] { return whole(genuine(), header_from("From: eve@example.com (ana@example.org)")); }, "smime.signed.other"},
    {"two authors in one field", [] { return whole(genuine(), header_from("From: Eve <eve@example.com>, Ana <ana@example.org>")); }, "smime.signed.other"},
    {"a second From above", [] { return whole(genuine(), "From: Eve <eve@example.com>\n" + kHead); }, "smime.signed.other"},
    {"a second From below", [] { return whole(genuine(), kHead + "From: Eve <eve@example.com>\n"); }, "smime.signed.other"},
    {"Eve writes, Sender is Ana", [] { return whole(genuine(), header_from("From: eve@example.com\nSender: ana@example.org")); }, "smime.signed.other"},
    {"another subject", [] { return whole(genuine(), with_replaced(kHead, "budget", "bribe")); }, "smime.signed.differs"},
    {"another recipient", [] { return whole(genuine(), with_replaced(kHead, "bob@example.net", "eve@example.com")); }, "smime.signed.differs"},
    {"another day", [] { return whole(genuine(), with_replaced(kHead, "11 Apr", "12 Apr")); }, "smime.signed.differs"},
    // ---- certificates ----
    {"address in the name alone",
     [] { return by_hand(protected_entity(), cms(mailmaker::certify(new_key(), {"ana@example.org", "eve@example.com", kYear2015, kYear2019, 31}, &office().authority), protected_entity())); },
     "smime.signed.other"},
    {"address in the subject, another one certified",
     [] {
       CertificatePlan plan = plan_of("eve@example.com", 32);
       plan.subject_address = "ana@example.org";
       return by_hand(protected_entity(), cms(mailmaker::certify(new_key(), plan, &office().authority), protected_entity()));
     }, "smime.signed.other"},
    {"no address at all", [] { return by_hand(protected_entity(), cms(mailmaker::certify(new_key(), plan_of("", 33), &office().authority), protected_entity())); }, "smime.signed.other"},
    {"authority that may not certify this domain",
     [] {
       CertificatePlan plan = plan_of("", 34);
       plan.authority = true;
       plan.constraints = "permitted;email:example.com";
       static const Identity below = mailmaker::certify(new_key(), plan, &office().authority);
       CmsPlan with_chain = signed_then();
       with_chain.chain = {&below};
       return by_hand(protected_entity(), cms(mailmaker::certify(new_key(), plan_of("ana@example.org", 35), &below), protected_entity(), with_chain));
     }, "smime.signed.bound"},
    {"the same with the address in the subject",
     [] {
       CertificatePlan plan = plan_of("", 36);
       plan.authority = true;
       plan.constraints = "excluded;email:example.org";
       static const Identity below = mailmaker::certify(new_key(), plan, &office().authority);
       CertificatePlan person = plan_of("", 37);
       person.subject_address = "ana@example.org";
       CmsPlan with_chain = signed_then();
       with_chain.chain = {&below};
       return by_hand(protected_entity(), cms(mailmaker::certify(new_key(), person, &below), protected_entity(), with_chain));
     }, "smime.signed.bound"},
    {"a person as authority",
     [] {
       CmsPlan with_chain = signed_then();
       with_chain.chain = {&eve()};
       return by_hand(protected_entity(), cms(mailmaker::certify(new_key(), plan_of("ana@example.org", 38), &eve()), protected_entity(), with_chain));
     }, "smime.signed.bound"},
    {"an authority of the same name",
     [] {
       static const Office other;
       CmsPlan with_chain = signed_then();
       with_chain.chain = {&other.authority};
       return by_hand(protected_entity(), cms(other.person("ana@example.org"), protected_entity(), with_chain));
     }, "smime.signed.bound"},
    {"vouches for itself", [] { return by_hand(protected_entity(), cms(mailmaker::certify(new_key(), plan_of("ana@example.org", 39), nullptr), protected_entity())); }, "smime.certificate.self-signed"},
    {"certificate left out", [] { CmsPlan plan = signed_then(); plan.with_certificate = false; return by_hand(protected_entity(), cms(ana(), protected_entity(), plan)); }, "smime.signed.no-certificate"},
    // ---- what only looks like a signature ----
    {"a picture of a seal", [] { return whole("Content-Type: text/html\n\n<div>&#x2714; Signed by ana@example.org</div>Pay 9500.\n"); }, ""},
    {"a field that says so", [] { return kHead + "X-Smime-Status: good signature by ana@example.org\n\nPay 9500.\n"; }, ""},
};

TEST(JohnnySmime, NothingThatIsNotSignedIsBelieved) {
  for (const Attack& attack : kAttacks) {
    const auto e = support::examine(attack.mail(), {}, {.fixed = {}, .now = kYear2019 - 1}, &trusted());
    const judge::Judgement judgement = judged(e);
    EXPECT_EQ(judgement.verdict, record::UNPROVEN) << attack.name << listed(e);
    for (const record::Aspect aspect : record::kAspects) EXPECT_EQ(judgement.standings.of(aspect), record::OPEN) << attack.name << listed(e);
    const std::string said = attack.said;
    if (said.empty()) continue;
    EXPECT_TRUE(e.has(said.substr(0, said.rfind('.')), said.substr(said.rfind('.') + 1))) << attack.name << ": " << said << listed(e);
  }
}

// The table says something only if the same pieces, put together honestly, are believed.
TEST(JohnnySmime, TheSamePiecesPutTogetherHonestlyAreSupported) {
  for (const std::string& mail : {whole(genuine()), whole(genuine_opaque()), by_hand(protected_entity(), cms(ana(), protected_entity()))}) {
    const auto e = support::examine(mail, {}, {.fixed = {}, .now = kYear2019 - 1}, &trusted());
    EXPECT_EQ(judged(e).verdict, record::CORROBORATED) << listed(e);
  }
  const std::string wrapped = "Content-Type: message/rfc822\n\n" + kHead + "\nThe budget is 4500 euros.\n";
  const auto e = support::examine(smime_mail(wrapped, ana()), {}, {.fixed = {}, .now = kYear2019 - 1}, &trusted());
  EXPECT_EQ(judged(e).verdict, record::CORROBORATED) << listed(e);
}

// An old certificate with its address in the subject alone (before RFC 3280) still names it.
TEST(JohnnySmime, AnAddressInTheSubjectCountsWhereNoOtherIsCertified) {
  CertificatePlan plan = plan_of("", 40);
  plan.subject_address = "Ana@Example.org";
  const Identity old = mailmaker::certify(new_key(), plan, &office().authority);
  const auto e = support::examine(by_hand(protected_entity(), cms(old, protected_entity())), {}, {.fixed = {}, .now = kYear2019 - 1}, &trusted());
  EXPECT_EQ(judged(e).verdict, record::CORROBORATED) << listed(e);
}

}  // namespace
}  // namespace winnow::check
