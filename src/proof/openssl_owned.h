// Owners of OpenSSL's objects.
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>

namespace winnow::proof {

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* object) const { kFree(object); }
};
inline void free_certificates(STACK_OF(X509)* stack) { sk_X509_pop_free(stack, X509_free); }
inline void free_lists(STACK_OF(X509_CRL)* stack) { sk_X509_CRL_pop_free(stack, X509_CRL_free); }
inline void free_text(char* text) { OPENSSL_free(text); }

using OwnedBio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using OwnedCms = std::unique_ptr<CMS_ContentInfo, Freer<CMS_ContentInfo_free>>;
using OwnedCertificates = std::unique_ptr<STACK_OF(X509), Freer<free_certificates>>;
using OwnedLists = std::unique_ptr<STACK_OF(X509_CRL), Freer<free_lists>>;
using OwnedStore = std::unique_ptr<X509_STORE, Freer<X509_STORE_free>>;
using OwnedStoreContext = std::unique_ptr<X509_STORE_CTX, Freer<X509_STORE_CTX_free>>;
using OwnedText = std::unique_ptr<char, Freer<free_text>>;

// What OpenSSL says of failed calls is told by their results; the queue must not grow.
struct ErrorsCleared {
  ErrorsCleared() { ERR_clear_error(); }
  ErrorsCleared(const ErrorsCleared&) = delete;
  ErrorsCleared& operator=(const ErrorsCleared&) = delete;
  ~ErrorsCleared() { ERR_clear_error(); }
};

}  // namespace winnow::proof
