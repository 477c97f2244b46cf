#include "proof/smime.h"

#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>

#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "proof/certificate_chain.h"
#include "proof/cms_message.h"
#include "proof/openssl_names.h"
#include "proof/openssl_owned.h"

namespace winnow::proof {
namespace {

constexpr std::string_view kSecureHeaders = "1.2.840.113549.1.9.16.2.55";   // RFC 7508 section 3

std::string_view view_of(const ASN1_STRING* text) {
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// The digests of the content, each algorithm once, as OpenSSL wants them: a chain through which the content has run.
class ContentDigests {
 public:
  explicit ContentDigests(std::string_view content) : content_(content) {}
  // nullptr where the algorithm is not known.
  BIO* through(int nid) {
    for (const auto& [known, chain] : chains_)
      if (known == nid) return chain.get();
    const EVP_MD* const method = EVP_get_digestbynid(nid);
    OwnedBio chain(method != nullptr ? BIO_new(BIO_f_md()) : nullptr);
    if (chain) {
      BIO_set_md(chain.get(), method);
      BIO_push(chain.get(), BIO_new(BIO_s_null()));
      run(chain.get());
    }
    chains_.emplace_back(nid, std::move(chain));
    return chains_.back().second.get();
  }

 private:
  void run(BIO* chain) {
    constexpr std::size_t kBlock = std::size_t{1} << 30;   // a write's size is an int
    for (std::string_view rest = content_; !rest.empty(); rest.remove_prefix(std::min(rest.size(), kBlock)))
      BIO_write(chain, rest.data(), static_cast<int>(std::min(rest.size(), kBlock)));
  }
  std::string_view content_;
  std::vector<std::pair<int, OwnedBio>> chains_;
};

// One signed entity: its CMS object and the rows of its signers.
class SmimeEntity {
 public:
  SmimeEntity(const mail::Message& message, const EntityFound& found, const Trust& trust, std::vector<Signature>& out)
      : message_(message), found_(found), trust_(trust), out_(out) {}
  void verify();

 private:
  void refuse(ResultWord result, std::string_view reason);
  bool read_content();
  void verify_signer(CMS_SignerInfo* signer, ContentDigests& digests);
  std::string_view compute(CMS_SignerInfo* signer, bool has_attributes, BIO* digests, Signature& row);
  void describe(CMS_SignerInfo* signer, X509* certificate, EVP_PKEY* key, const X509_ALGOR* digest, const X509_ALGOR* how, Signature& row);
  void choose_address(Signature& row) const;
  Signature row() const;

  const mail::Message& message_;
  const EntityFound& found_;
  const Trust& trust_;
  std::vector<Signature>& out_;
  SignedEntity entity_;
  std::string octets_;               // of a detached signature: what is signed
  std::string_view content_;
  OwnedCms cms_;
  OwnedCertificates certificates_;
  OwnedLists lists_;
};

Signature SmimeEntity::row() const {
  Signature row;
  row.mechanism = kSmime;
  row.index = static_cast<std::uint32_t>(std::count_if(out_.begin(), out_.end(), [](const Signature& s) { return s.mechanism == kSmime; }));
  row.entity = entity_;
  const mail::Part& part = message_.parts[static_cast<std::size_t>(found_.part)];
  row.body_covered = {entity_.form == kDetached ? part.header.begin : part.body.begin, part.body.end};
  return row;
}

void SmimeEntity::refuse(ResultWord result, std::string_view reason) {
  Signature refused = row();
  refused.result = result;
  refused.reason = reason;
  out_.push_back(std::move(refused));
}

// What is signed. A detached signature that carries content of its own would let a reader see one text and a verifier
// another: nothing but the part beside it counts.
bool SmimeEntity::read_content() {
  ASN1_OCTET_STRING** const inside = CMS_get0_content(cms_.get());
  const bool has_content = inside != nullptr && *inside != nullptr;
  if (entity_.form == kDetached) {
    if (has_content) return refuse(ResultWord::kPermError, "cms-second-content"), false;
    octets_ = signed_octets(message_, entity_);
    content_ = octets_;
  } else {
    if (!has_content) return refuse(ResultWord::kPermError, "cms-no-content"), false;
    entity_.content = std::make_shared<const std::string>(view_of(*inside));
    content_ = *entity_.content;
  }
  read_protected_fields(message_, entity_);
  return true;
}

void SmimeEntity::verify() {
  const ErrorsCleared errors;
  const bool detached = found_.kind == EntityKind::kSmimeDetached;
  entity_.form = detached ? kDetached : kOpaque;
  entity_.part = found_.part;
  entity_.signature_part = found_.signature_part;
  entity_.is_whole_body = found_.container == 0;
  const std::size_t limit = detached ? limits::kCmsBytes : limits::kMessageBytes;
  const std::string der = mail::decode_body(message_, message_.parts[static_cast<std::size_t>(found_.signature_part)], limit + 1);
  const CmsKind kind = cms_kind(der);
  if (!detached && kind != CmsKind::kSigned) return;   // encrypted, compressed, or none: no signature to speak of
  if (der.size() > limit) return refuse(ResultWord::kPermError, "cms-too-large");
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  cms_.reset(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
  if (!cms_ || OBJ_obj2nid(CMS_get0_type(cms_.get())) != NID_pkcs7_signed) return refuse(ResultWord::kPermError, "cms-syntax");
  certificates_.reset(CMS_get1_certs(cms_.get()));
  lists_.reset(CMS_get1_crls(cms_.get()));
  if (sk_X509_num(certificates_.get()) > limits::kCmsCertificates || sk_X509_CRL_num(lists_.get()) > limits::kCmsCertificates)
    return refuse(ResultWord::kPermError, "cms-too-large");
  STACK_OF(CMS_SignerInfo)* const signers = CMS_get0_SignerInfos(cms_.get());
  const int count = sk_CMS_SignerInfo_num(signers);
  if (count <= 0) {
    if (detached || CMS_get0_content(cms_.get()) == nullptr || *CMS_get0_content(cms_.get()) != nullptr) refuse(ResultWord::kPermError, "cms-no-signer");
    return;                                             // certificates only (RFC 8551 section 3.8)
  }
  if (!read_content()) return;
  CMS_set1_signers_certs(cms_.get(), nullptr, 0);
  ContentDigests digests(content_);
  for (int i = 0; i < count && i < limits::kCmsSigners; ++i) verify_signer(sk_CMS_SignerInfo_value(signers, i), digests);
}

// The signing time is what the signer's own clock said.
std::optional<std::int64_t> signing_time(CMS_SignerInfo* signer) {
  const int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
  if (at < 0 || CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, at) >= 0) return std::nullopt;
  const ASN1_TYPE* const value = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, at), 0);
  if (value == nullptr || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME)) return std::nullopt;
  return unix_time(value->value.asn1_string);
}

void add_secure_headers(CMS_SignerInfo* signer, SignedEntity& entity) {
  ASN1_OBJECT* const name = OBJ_txt2obj(kSecureHeaders.data(), 1);
  const int at = CMS_signed_get_attr_by_OBJ(signer, name, -1);
  const bool once = at >= 0 && CMS_signed_get_attr_by_OBJ(signer, name, at) < 0;
  ASN1_OBJECT_free(name);
  if (!once) return;
  const ASN1_TYPE* const value = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, at), 0);
  if (value == nullptr || value->type != V_ASN1_SET) return;
  for (auto& field : read_secure_headers(view_of(value->value.set))) entity.protected_fields.push_back(std::move(field));
}

void SmimeEntity::choose_address(Signature& row) const {
  const auto& addresses = row.certificate->addresses;
  if (addresses.empty()) return;
  row.identity = addresses.front();
  if (const mail::Field* from = message_.find("From"))
    for (const mail::Mailbox& author : mail::parse_addresses(from->value))
      for (const std::string& address : addresses)
        if (iequals(address, author.address())) row.identity = address;
  row.domain = row.identity.substr(row.identity.rfind('@') + 1);
}

void SmimeEntity::describe(CMS_SignerInfo* signer, X509* certificate, EVP_PKEY* key, const X509_ALGOR* digest,
                           const X509_ALGOR* how, Signature& row) {
  row.signed_at = signing_time(signer);
  add_secure_headers(signer, *row.entity);
  const std::string value = sha256(as_bytes(view_of(CMS_SignerInfo_get0_signature(signer))));
  std::memcpy(row.value_digest.data(), value.data(), row.value_digest.size());
  const std::string hash = digest_name(OBJ_obj2nid(digest->algorithm));
  if (certificate == nullptr || key == nullptr) {
    row.algorithm = hash;
    return;
  }
  row.algorithm = key_name(key, how) + "-" + hash;
  row.bits = static_cast<std::uint32_t>(std::max(0, EVP_PKEY_get_bits(key)));
  const auto moment = row.signed_at ? row.signed_at : trust_.fixed ? trust_.fixed : trust_.now;
  row.certificate = read_certificate(certificate, certificates_.get(), lists_.get(), trust_.authorities, moment);
  row.expires_at = row.certificate->valid_to;
  choose_address(row);
}

// RFC 5652 sections 5.3 and 5.4. Empty: both halves were computed.
std::string_view SmimeEntity::compute(CMS_SignerInfo* signer, bool has_attributes, BIO* digests, Signature& row) {
  if (has_attributes) {
    row.header = CMS_SignerInfo_verify(signer) == 1 ? Half::kPass : Half::kFail;
    row.body = CMS_SignerInfo_verify_content(signer, digests) == 1 ? Half::kPass : Half::kFail;
    const auto* const type = static_cast<const ASN1_OBJECT*>(
        CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT));
    return type == nullptr || OBJ_cmp(type, CMS_get0_eContentType(cms_.get())) != 0 ? "cms-attributes" : "";
  }
  // Without attributes the content itself is signed. Content that is a set of attributes could have been taken from another
  // signature, which was made over these as such.
  if (content_.starts_with('\x31')) return "cms-attributes";
  const bool holds = CMS_SignerInfo_verify_content(signer, digests) == 1;
  row.header = row.body = holds ? Half::kPass : Half::kFail;
  return {};
}

void SmimeEntity::verify_signer(CMS_SignerInfo* signer, ContentDigests& digests) {
  Signature one = row();
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  X509_ALGOR *digest = nullptr, *how = nullptr;
  CMS_SignerInfo_get0_algs(signer, &key, &certificate, &digest, &how);
  describe(signer, certificate, key, digest, how, one);
  BIO* const content = digests.through(OBJ_obj2nid(digest->algorithm));
  const auto conclude = [&](ResultWord result, std::string_view reason) {
    one.result = result;
    one.reason = reason;
    out_.push_back(std::move(one));
  };
  if (content == nullptr) return conclude(ResultWord::kPermError, "cms-algorithm");
  const bool has_attributes = CMS_signed_get_attr_count(signer) >= 0;
  if (certificate == nullptr || key == nullptr) {
    if (has_attributes) one.body = CMS_SignerInfo_verify_content(signer, content) == 1 ? Half::kPass : Half::kFail;
    return conclude(ResultWord::kNoKey, "no-certificate");
  }
  if (one.bits > limits::kKeyBits) return conclude(ResultWord::kPermError, "cms-algorithm");
  if (const std::string_view fault = compute(signer, has_attributes, content, one); !fault.empty()) return conclude(ResultWord::kPermError, fault);
  const bool header = one.header == Half::kPass, body = one.body == Half::kPass;
  const std::string hash = digest_name(OBJ_obj2nid(digest->algorithm));
  const bool old = hash == "sha1", oldest = hash.starts_with("md");
  if (header && body) return conclude(ResultWord::kPass, oldest ? "broken-hash" : old ? "weak-hash" : "");
  conclude(ResultWord::kFail, !body ? "content-differs" : "value-wrong");
}

}  // namespace

void verify_smime(const mail::Message& message, const Trust& trust, std::vector<Signature>& out) {
  for (const EntityFound& found : find_entities(message)) {
    if (found.kind == EntityKind::kOpenPgpDetached) continue;
    const auto rows = std::count_if(out.begin(), out.end(), [](const Signature& s) { return s.mechanism == kSmime; });
    if (static_cast<std::size_t>(rows) >= limits::kSignatures) return;
    SmimeEntity(message, found, trust, out).verify();
  }
}

}  // namespace winnow::proof
