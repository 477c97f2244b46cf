#include "proof/certificate_chain.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "base/hash.h"
#include "base/text.h"

namespace winnow::proof {
namespace {

// At least 80 bits of strength for every key and signature of a chain: no MD5, no SHA-1, no RSA below 1024 bits. What an
// old authority signed by SHA-1 may be genuine, but a second certificate with the same signature can be made today.
constexpr int kChainLevel = 1;
constexpr int kChainDepth = 16;

class Store : public Authorities {
 public:
  explicit Store(const std::vector<std::string>& files) : store_(X509_STORE_new()) {
    for (const std::string& file : files) file.starts_with('\x30') ? add_der(file) : add_pem(file);
    ERR_clear_error();
  }
  std::size_t count() const override { return count_; }
  X509_STORE* get() const { return store_.get(); }
  bool has_lists() const { return has_lists_; }

 private:
  void add(X509* certificate) { count_ += certificate != nullptr && X509_STORE_add_cert(store_.get(), certificate) == 1; }
  void add_der(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    X509* const certificate = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    add(certificate);
    X509_free(certificate);
  }
  void add_pem(const std::string& pem) {
    const OwnedBio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    STACK_OF(X509_INFO)* const blocks = PEM_X509_INFO_read_bio(bio.get(), nullptr, no_password, nullptr);
    for (int i = 0; i < sk_X509_INFO_num(blocks); ++i) {
      const X509_INFO* const block = sk_X509_INFO_value(blocks, i);
      add(block->x509);
      if (block->crl != nullptr) has_lists_ |= X509_STORE_add_crl(store_.get(), block->crl) == 1;
    }
    sk_X509_INFO_pop_free(blocks, X509_INFO_free);
  }
  // A private key among them must not make anyone wait for its password.
  static int no_password(char*, int, int, void*) { return -1; }

  OwnedStore store_;
  std::size_t count_ = 0;
  bool has_lists_ = false;
};

std::string one_line(const X509_NAME* name) {
  const OwnedBio bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return size > 0 ? to_valid_utf8(std::string_view(text, static_cast<std::size_t>(size))) : std::string();
}

void add_address(std::string_view address, std::vector<std::string>& out) {
  std::string one = lower(to_valid_utf8(address));
  if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(std::move(one));
}

struct GeneralNamesFreer {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

// RFC 8550 section 3: an rfc822Name of the subject alternative names is what was certified; emailAddress in the subject
// is the old way, and counts where there is no other. One with a NUL in it is read differently by others, and left out.
std::vector<std::string> addresses_of(X509* certificate) {
  std::vector<std::string> out;
  int place = -1;
  const std::unique_ptr<GENERAL_NAMES, GeneralNamesFreer> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, &place, nullptr)));
  if (!names && place != -1) return out;   // unreadable, or several of them
  bool any = false;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_EMAIL) continue;
    any = true;
    const auto* const bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.rfc822Name));
    const std::string_view address(bytes, static_cast<std::size_t>(ASN1_STRING_length(name->d.rfc822Name)));
    if (!address.empty() && address.find('\0') == std::string_view::npos) add_address(address, out);
  }
  if (any) return out;
  STACK_OF(OPENSSL_STRING)* const found = X509_get1_email(certificate);
  for (int i = 0; i < sk_OPENSSL_STRING_num(found); ++i) add_address(sk_OPENSSL_STRING_value(found, i), out);
  X509_email_free(found);
  return out;
}

std::string fingerprint_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  std::string out = to_hex(sha256({reinterpret_cast<const std::byte*>(der), static_cast<std::size_t>(size)}));
  OPENSSL_free(der);
  return out;
}

Vouched vouched_by_error(int error) {
  switch (error) {
    case X509_V_OK: return Vouched::kTrusted;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: return Vouched::kOutOfDate;
    case X509_V_ERR_INVALID_PURPOSE:
    case X509_V_ERR_CERT_REJECTED: return Vouched::kNotForMail;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK: return Vouched::kWeak;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:           // an authority of that name did not sign it
    case X509_V_ERR_CERT_CHAIN_TOO_LONG: return Vouched::kUnknownIssuer;
    default: return Vouched::kInvalid;
  }
}

// An old list is still a list: what it names was revoked when it was made. Its own dates are not asked, nor is a missing one.
int tolerate_lists(int ok, X509_STORE_CTX* context) {
  switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID: X509_STORE_CTX_set_error(context, X509_V_OK); return 1;
    default: return ok;
  }
}

class Chain {
 public:
  Chain(X509* certificate, STACK_OF(X509)* others, STACK_OF(X509_CRL)* lists, const Store& store, std::optional<std::int64_t> at)
      : certificate_(certificate), others_(others), lists_(lists), store_(store), at_(at) {}

  int verify(unsigned long flags) const {
    const OwnedStoreContext context(X509_STORE_CTX_new());
    if (!context || X509_STORE_CTX_init(context.get(), store_.get(), certificate_, others_) != 1) return X509_V_ERR_UNSPECIFIED;
    X509_STORE_CTX_set_default(context.get(), "smime_sign");
    X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_depth(rules, kChainDepth);
    X509_VERIFY_PARAM_set_auth_level(rules, kChainLevel);
    // An authority of the store is one whoever issued it.
    X509_VERIFY_PARAM_set_flags(rules, flags | X509_V_FLAG_PARTIAL_CHAIN | (at_ ? 0 : X509_V_FLAG_NO_CHECK_TIME));
    if (at_) X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(*at_));
    if ((flags & X509_V_FLAG_CRL_CHECK) != 0) {
      if (lists_ != nullptr) X509_STORE_CTX_set0_crls(context.get(), lists_);
      X509_STORE_CTX_set_verify_cb(context.get(), tolerate_lists);
    }
    return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
  }

  Revocation revocation() const {
    if (!store_.has_lists() && sk_X509_CRL_num(lists_) <= 0) return Revocation::kUnknown;
    switch (verify(X509_V_FLAG_CRL_CHECK)) {
      case X509_V_OK: return Revocation::kNotListed;
      case X509_V_ERR_CERT_REVOKED: return Revocation::kRevoked;
      default: return Revocation::kUnknown;
    }
  }

 private:
  X509* certificate_;
  STACK_OF(X509)* others_;
  STACK_OF(X509_CRL)* lists_;
  const Store& store_;
  std::optional<std::int64_t> at_;
};

}  // namespace

std::string_view name(Vouched vouched) {
  switch (vouched) {
    case Vouched::kTrusted: return "trusted";
    case Vouched::kRevoked: return "revoked";
    case Vouched::kSelfSigned: return "self-signed";
    case Vouched::kNoStore: return "no-store";
    case Vouched::kUnknownIssuer: return "unknown-issuer";
    case Vouched::kOutOfDate: return "out-of-date";
    case Vouched::kNotForMail: return "not-for-mail";
    case Vouched::kWeak: return "weak";
    case Vouched::kInvalid: return "invalid";
    case Vouched::kGiven: return "given";
    case Vouched::kFound: return "found";
    case Vouched::kNoKey: return "no-key";
  }
  return "invalid";
}

std::string_view name(Revocation revocation) {
  switch (revocation) {
    case Revocation::kUnknown: return "unknown";
    case Revocation::kNotListed: return "not-listed";
    case Revocation::kRevoked: return "revoked";
  }
  return "unknown";
}

std::unique_ptr<Authorities> read_authorities(const std::vector<std::string>& files) { return std::make_unique<Store>(files); }

std::optional<std::int64_t> unix_time(const ASN1_TIME* time) {
  std::tm fields{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return std::nullopt;
  return static_cast<std::int64_t>(timegm(&fields));
}

Certificate read_certificate(X509* certificate, STACK_OF(X509)* others, STACK_OF(X509_CRL)* lists,
                             const Authorities* authorities, std::optional<std::int64_t> at) {
  Certificate out;
  out.addresses = addresses_of(certificate);
  out.subject = one_line(X509_get_subject_name(certificate));
  out.issuer = one_line(X509_get_issuer_name(certificate));
  out.fingerprint = fingerprint_of(certificate);
  out.valid_from = unix_time(X509_get0_notBefore(certificate)).value_or(0);
  out.valid_to = unix_time(X509_get0_notAfter(certificate)).value_or(0);
  out.self_signed = X509_self_signed(certificate, 1) == 1;
  if (authorities == nullptr) {
    out.vouched = out.self_signed ? Vouched::kSelfSigned : Vouched::kNoStore;
    return out;
  }
  const Chain chain(certificate, others, lists, static_cast<const Store&>(*authorities), at);
  out.vouched = vouched_by_error(chain.verify(0));
  if (out.vouched == Vouched::kUnknownIssuer && out.self_signed) out.vouched = Vouched::kSelfSigned;
  if (out.vouched != Vouched::kTrusted) return out;
  out.revocation = chain.revocation();
  if (out.revocation == Revocation::kRevoked) out.vouched = Vouched::kRevoked;
  return out;
}

}  // namespace winnow::proof
