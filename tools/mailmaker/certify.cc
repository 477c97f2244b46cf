#include "mailmaker/certify.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

#include "mailmaker/encode.h"

namespace mailmaker {
namespace {

template <class T> T *check(T *pointer) {
  if (pointer == nullptr)
    std::fputs("mailmaker: OpenSSL failed\n", stderr), std::abort();
  return pointer;
}
void check(bool ok) { check(ok ? "" : nullptr); }

void add_name(X509_NAME *name, const char *field, const std::string &value) {
  check(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char *>(value.data()),
                                   static_cast<int>(value.size()), -1, 0) == 1);
}

void add_extension(X509 *certificate, X509V3_CTX *context, int nid, const std::string &value) {
  X509_EXTENSION *extension = check(X509V3_EXT_conf_nid(nullptr, context, nid, value.c_str()));
  check(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

template <class T> std::string der_of(T *object, int (*encode)(const T *, unsigned char **)) {
  unsigned char *der = nullptr;
  const int size = encode(object, &der);
  check(size > 0);
  std::string out(reinterpret_cast<char *>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

struct Buffer {
  explicit Buffer(std::string_view text) : bio(check(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())))) {}
  ~Buffer() { BIO_free(bio); }
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;
  BIO *bio;
};

void add_signer(CMS_ContentInfo *cms, const Identity &signer, const CmsPlan &plan) {
  unsigned flags = CMS_PARTIAL | CMS_BINARY | CMS_NOSMIMECAP;
  if (!plan.with_certificate)
    flags |= CMS_NOCERTS;
  if (plan.time == 0)
    flags |= CMS_NOATTR;
  CMS_SignerInfo *info = check(CMS_add1_signer(cms, signer.certificate.get(), signer.key.get(), plan.hash, flags));
  if (plan.time == 0)
    return;
  ASN1_TIME *time = check(ASN1_TIME_set(nullptr, static_cast<time_t>(plan.time)));
  check(CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time, -1) == 1);
  ASN1_TIME_free(time);
}

std::string lines_of(std::string_view base64_text) {
  std::string out;
  for (std::size_t at = 0; at < base64_text.size(); at += 64)
    out += std::string(base64_text.substr(at, 64)) + "\n";
  return out;
}

} // namespace

std::string Identity::pem() const {
  BIO *bio = check(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(bio, certificate.get()) == 1);
  char *text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string out(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return out;
}

Identity certify(std::shared_ptr<EVP_PKEY> key, const CertificatePlan &plan, const Identity *issuer) {
  Identity out{std::move(key), {check(X509_new()), X509_free}};
  X509 *certificate = out.certificate.get();
  check(X509_set_version(certificate, X509_VERSION_3) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), plan.serial);
  check(ASN1_TIME_set(X509_getm_notBefore(certificate), static_cast<time_t>(plan.from)) != nullptr);
  check(ASN1_TIME_set(X509_getm_notAfter(certificate), static_cast<time_t>(plan.to)) != nullptr);
  add_name(X509_get_subject_name(certificate), "CN", plan.name);
  if (!plan.subject_address.empty())
    add_name(X509_get_subject_name(certificate), "emailAddress", plan.subject_address);
  X509 *above = issuer != nullptr ? issuer->certificate.get() : certificate;
  check(X509_set_issuer_name(certificate, X509_get_subject_name(above)) == 1);
  check(X509_set_pubkey(certificate, out.key.get()) == 1);
  X509V3_CTX context;
  X509V3_set_ctx(&context, above, certificate, nullptr, nullptr, 0);
  add_extension(certificate, &context, NID_basic_constraints, plan.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(certificate, &context, NID_key_usage, plan.authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  if (!plan.authority && !plan.usage.empty())
    add_extension(certificate, &context, NID_ext_key_usage, plan.usage);
  if (!plan.address.empty())
    add_extension(certificate, &context, NID_subject_alt_name, "email:" + plan.address);
  if (!plan.constraints.empty())
    add_extension(certificate, &context, NID_name_constraints, "critical," + plan.constraints);
  check(X509_sign(certificate, issuer != nullptr ? issuer->key.get() : out.key.get(), plan.hash) > 0);
  return out;
}

std::string cms_signature(const Identity &signer, std::string_view octets, const CmsPlan &plan) {
  const Buffer data(octets);
  unsigned flags = CMS_PARTIAL | CMS_BINARY;
  if (!plan.content_inside)
    flags |= CMS_DETACHED;
  CMS_ContentInfo *cms = check(CMS_sign(nullptr, nullptr, nullptr, data.bio, flags));
  add_signer(cms, signer, plan);
  for (const Identity *other : plan.also)
    add_signer(cms, *other, plan);
  for (const Identity *other : plan.chain)
    check(CMS_add1_cert(cms, other->certificate.get()) == 1);
  check(CMS_final(cms, data.bio, nullptr, flags) == 1);
  std::string der = der_of<CMS_ContentInfo>(cms, i2d_CMS_ContentInfo);
  CMS_ContentInfo_free(cms);
  return der;
}

std::string cms_encrypted(const Identity &recipient, std::string_view octets) {
  const Buffer data(octets);
  STACK_OF(X509) *to = check(sk_X509_new_null());
  sk_X509_push(to, recipient.certificate.get());
  CMS_ContentInfo *cms = check(CMS_encrypt(to, data.bio, EVP_aes_256_cbc(), CMS_BINARY));
  sk_X509_free(to);
  std::string der = der_of<CMS_ContentInfo>(cms, i2d_CMS_ContentInfo);
  CMS_ContentInfo_free(cms);
  return der;
}

std::string with_crlf_lines(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
      out += '\r';
    out += text[i];
  }
  return out;
}

SignedBody smime_detached(std::string_view entity, const Identity &signer, const CmsPlan &plan, std::string_view boundary) {
  const std::string delimiter = "--" + std::string(boundary);
  SignedBody out;
  out.content_type = "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256;\n boundary=\"" + std::string(boundary) + "\"";
  out.body = delimiter + "\n" + std::string(entity) + "\n" + delimiter +
             "\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\nContent-Transfer-Encoding: base64\n"
             "Content-Disposition: attachment; filename=\"smime.p7s\"\n\n" +
             lines_of(base64(cms_signature(signer, with_crlf_lines(entity), plan))) + delimiter + "--\n";
  return out;
}

// Takes what is to be signed out of the message: the fields about its body, a copy of the others where that is wanted, the body.
static std::string take_entity(Message &message, bool protected_header) {
  std::string head;
  std::vector<Field> kept;
  for (const Field &field : message.fields) {
    const bool about_body = field.name.starts_with("Content-");
    if (!about_body)
      kept.push_back(field);
    const bool type = field.name == "Content-Type";
    if (about_body)
      head += field.name + ":" + field.value + (type && protected_header ? "; hp=\"clear\"" : "") + "\n";
    else if (protected_header && field.name != "MIME-Version")
      head += field.name + ":" + field.value + "\n";
  }
  std::string body = message.body;
  while (body.ends_with('\n'))
    body.pop_back();
  message.fields = std::move(kept);
  return head + "\n" + body;
}

void sign_smime(Message &message, const Identity &signer, std::int64_t time, bool protected_header) {
  CmsPlan plan;
  plan.time = time;
  const SignedBody wrapped = smime_detached(take_entity(message, protected_header), signer, plan);
  message.add("Content-Type", " " + wrapped.content_type);
  message.body = wrapped.body;
}

void sign_smime_opaque(Message &message, const Identity &signer, std::int64_t time) {
  CmsPlan plan;
  plan.time = time;
  plan.content_inside = true;
  message.body = lines_of(base64(cms_signature(signer, with_crlf_lines(take_entity(message, true) + "\n"), plan)));
  message.add("Content-Type", " application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"");
  message.add("Content-Transfer-Encoding", " base64");
}

} // namespace mailmaker
