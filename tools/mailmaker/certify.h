// Certificates and S/MIME signatures (RFC 5280, RFC 8551). The same keys and times give the same bytes with RSA.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mailmaker/message.h"

namespace mailmaker {

struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;
  std::string pem() const;
};

struct CertificatePlan {
  std::string name, address;             // address empty: none is in it
  std::int64_t from = 0, to = 0;
  long serial = 1;
  bool authority = false;
  std::string usage = "emailProtection"; // extended key usage; empty: none
  const EVP_MD *hash = EVP_sha256();
  std::string subject_address = {};      // emailAddress in the subject, as before RFC 3280
  std::string constraints = {};          // of an authority: name constraints, "permitted;email:example.org"
};
// issuer nullptr: the certificate vouches for itself.
Identity certify(std::shared_ptr<EVP_PKEY> key, const CertificatePlan &plan, const Identity *issuer);

struct CmsPlan {
  std::int64_t time = 0;                 // signingTime; 0: no signed attributes at all
  bool content_inside = false;           // opaque
  bool with_certificate = true;
  const EVP_MD *hash = EVP_sha256();
  std::vector<const Identity *> also;    // further signers
  std::vector<const Identity *> chain;   // certificates that come along
};
// CMS signed data in DER over the octets as they are.
std::string cms_signature(const Identity &signer, std::string_view octets, const CmsPlan &plan);
// CMS enveloped data in DER.
std::string cms_encrypted(const Identity &recipient, std::string_view octets);

// An entity (header, empty line, body) with CRLF line ends.
std::string with_crlf_lines(std::string_view text);
// Body and Content-Type of a multipart/signed mail with LF line ends, around `entity`.
struct SignedBody {
  std::string content_type, body;
};
SignedBody smime_detached(std::string_view entity, const Identity &signer, const CmsPlan &plan, std::string_view boundary = "signed-1");
// Makes of a message with a body of its own the same mail, signed; with `protected_header` a copy of its header is in it.
void sign_smime(Message &message, const Identity &signer, std::int64_t time, bool protected_header);
// The same as an opaque signature, always with a copy of the header.
void sign_smime_opaque(Message &message, const Identity &signer, std::int64_t time);

} // namespace mailmaker
