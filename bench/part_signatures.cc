// What verifying a signature over a part costs, beside the library that others use alone: the same messages, the same keys,
// one process, CPU time. The libraries get what is signed and the signature ready made; winnow gets the mail.
// usage: part_signatures [MESSAGES]
#include <openssl/cms.h>
#include <rnp/rnp.h>
#include <rnp/rnp_err.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "mailmaker/certify.h"
#include "mailmaker/openpgp.h"
#include "proof/openpgp_keys.h"
#include "proof/signature.h"

namespace {

using namespace winnow;

constexpr std::uint32_t kSigned = 1491901964;

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void check(bool holds) {
  if (!holds) std::fputs("part_signatures: a signature does not hold\n", stderr), std::abort();
}

// Microseconds for each of `count` calls.
template <typename Call>
double cost(std::size_t count, Call call) {
  call(0);   // what is made once
  const double begin = cpu_seconds();
  for (std::size_t i = 0; i < count; ++i) call(i);
  return (cpu_seconds() - begin) / static_cast<double>(count) * 1e6;
}

std::string entity(std::size_t number) {
  std::string text = "Content-Type: text/plain\n\n";
  for (std::size_t i = 0; i < 40; ++i) text += "The budget of line " + std::to_string(number * 40 + i) + " is 4500 euros, as agreed.\n";
  text.pop_back();
  return text;
}

std::string mail(const std::string& type, const std::string& body) {
  return "From: Ana <ana@example.org>\nTo: bob@example.net\nSubject: budget\nMIME-Version: 1.0\nContent-Type: " + type + "\n\n" + body;
}

struct NoKeys : proof::KeySource {
  std::vector<const proof::Key*> find(std::string_view, std::string_view) const override { return {}; }
  std::vector<const proof::Key*> find_family(std::string_view, std::string_view) const override { return {}; }
};

double by_winnow(const std::vector<std::string>& mails, const proof::Trust& trust) {
  return cost(mails.size(), [&](std::size_t i) {
    const mail::Message message = mail::parse(as_bytes(mails[i]));
    check(proof::verify_signatures(message, trust).at(0).result == proof::ResultWord::kPass);
  });
}

void print(const char* what, double winnow, double other, const char* name) {
  std::printf("%-28s winnow %7.1f us   %s %7.1f us   ratio %.2f\n", what, winnow, name, other, winnow / other);
}

void openpgp(std::size_t count) {
  const mailmaker::PgpKey key(std::string(32, 'a'), kSigned - 1000);
  const std::string certificate = mailmaker::pgp_certificate(key, "Ana <ana@example.org>");
  std::vector<std::string> mails, octets, signatures;
  for (std::size_t i = 0; i < count; ++i) {
    const auto made = mailmaker::pgp_detached(entity(i), key, {.type = 0, .time = kSigned});
    mails.push_back(mail(made.content_type, made.body));
    octets.push_back(mailmaker::with_crlf(entity(i)));
    signatures.push_back(mailmaker::pgp_armor("SIGNATURE", mailmaker::pgp_signature(key, octets.back(), {.type = 0, .time = kSigned})));
  }
  const NoKeys none;
  proof::OpenPgpKeys keys;
  keys.add(certificate);
  proof::Trust trust(none);
  trust.openpgp = &keys;
  const double own = by_winnow(mails, trust);

  const auto input = [](const std::string& text) {
    rnp_input_t in = nullptr;
    check(rnp_input_from_memory(&in, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), false) == RNP_SUCCESS);
    return in;
  };
  rnp_ffi_t ffi = nullptr;
  check(rnp_ffi_create(&ffi, "GPG", "GPG") == RNP_SUCCESS);
  rnp_input_t ring = input(certificate);
  check(rnp_import_keys(ffi, ring, RNP_LOAD_SAVE_PUBLIC_KEYS, nullptr) == RNP_SUCCESS);
  rnp_input_destroy(ring);
  const double theirs = cost(count, [&](std::size_t i) {
    rnp_input_t data = input(octets[i]), value = input(signatures[i]);
    rnp_op_verify_t verify = nullptr;
    check(rnp_op_verify_detached_create(&verify, ffi, data, value) == RNP_SUCCESS && rnp_op_verify_execute(verify) == RNP_SUCCESS);
    rnp_op_verify_destroy(verify);
    rnp_input_destroy(data);
    rnp_input_destroy(value);
  });
  rnp_ffi_destroy(ffi);
  print("OpenPGP (Ed25519, SHA-256)", own, theirs, "rnp --verify");
  proof::Trust keyless(none);
  const double without = cost(count, [&](std::size_t i) {
    const mail::Message message = mail::parse(as_bytes(mails[i]));
    check(proof::verify_signatures(message, keyless).at(0).result == proof::ResultWord::kNoKey);
  });
  print("OpenPGP, no key known", without, theirs, "rnp --verify");
}

void smime(std::size_t count) {
  const std::shared_ptr<EVP_PKEY> office_key(EVP_RSA_gen(2048), EVP_PKEY_free), key(EVP_RSA_gen(2048), EVP_PKEY_free);
  const auto authority = mailmaker::certify(office_key, {"Office", "", kSigned - 1000, kSigned + 1000, 1, true}, nullptr);
  const auto ana = mailmaker::certify(key, {"Ana", "ana@example.org", kSigned - 1000, kSigned + 1000, 2}, &authority);
  mailmaker::CmsPlan plan;
  plan.time = kSigned;
  std::vector<std::string> mails, octets, signatures;
  for (std::size_t i = 0; i < count; ++i) {
    const auto made = mailmaker::smime_detached(entity(i), ana, plan);
    mails.push_back(mail(made.content_type, made.body));
    octets.push_back(mailmaker::with_crlf_lines(entity(i)));
    signatures.push_back(mailmaker::cms_signature(ana, octets.back(), plan));
  }
  const NoKeys none;
  const auto store = proof::read_authorities({authority.pem()});
  proof::Trust trust(none);
  trust.authorities = store.get();
  const double own = by_winnow(mails, trust);

  X509_STORE* const theirs_store = X509_STORE_new();
  X509_STORE_add_cert(theirs_store, authority.certificate.get());
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(theirs_store), kSigned);
  const double theirs = cost(count, [&](std::size_t i) {
    const auto* at = reinterpret_cast<const unsigned char*>(signatures[i].data());
    CMS_ContentInfo* const cms = d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(signatures[i].size()));
    BIO* const content = BIO_new_mem_buf(octets[i].data(), static_cast<int>(octets[i].size()));
    check(CMS_verify(cms, nullptr, theirs_store, content, nullptr, CMS_BINARY) == 1);
    BIO_free(content);
    CMS_ContentInfo_free(cms);
  });
  X509_STORE_free(theirs_store);
  print("S/MIME (RSA 2048, SHA-256)", own, theirs, "openssl cms -verify");
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000;
  openpgp(count);
  smime(count);
  return 0;
}
