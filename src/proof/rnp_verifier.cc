#include "proof/rnp_verifier.h"

#include <dlfcn.h>
#include <rnp/rnp.h>
#include <rnp/rnp_err.h>

#include <algorithm>
#include <list>
#include <memory>
#include <type_traits>

#include "base/hash.h"
#include "base/limits.h"

namespace winnow::proof {
namespace {

struct Library {
  decltype(&::rnp_ffi_create) create;
  decltype(&::rnp_ffi_destroy) destroy;
  decltype(&::rnp_set_timestamp) set_timestamp;
  decltype(&::rnp_add_security_rule) add_rule;
  decltype(&::rnp_import_keys) import_keys;
  decltype(&::rnp_input_from_memory) input;
  decltype(&::rnp_input_destroy) input_destroy;
  decltype(&::rnp_op_verify_detached_create) verify_create;
  decltype(&::rnp_op_verify_execute) verify_execute;
  decltype(&::rnp_op_verify_destroy) verify_destroy;
  decltype(&::rnp_op_verify_get_signature_count) signature_count;
  decltype(&::rnp_op_verify_get_signature_at) signature_at;
  decltype(&::rnp_op_verify_signature_get_status) signature_status;
  decltype(&::rnp_op_verify_signature_get_key) signature_key;
  decltype(&::rnp_locate_key) locate_key;
  decltype(&::rnp_key_handle_destroy) key_destroy;
  decltype(&::rnp_key_get_primary_fprint) primary_fingerprint;
  decltype(&::rnp_key_get_fprint) fingerprint;
  decltype(&::rnp_key_get_bits) bits;
  decltype(&::rnp_key_get_creation) creation;
  decltype(&::rnp_key_get_expiration) expiration;
  decltype(&::rnp_key_is_revoked) is_revoked;
  decltype(&::rnp_key_allows_usage) allows_usage;
  decltype(&::rnp_key_get_primary_uid) primary_user_id;
  decltype(&::rnp_key_get_uid_count) user_id_count;
  decltype(&::rnp_key_get_uid_at) user_id_at;
  decltype(&::rnp_key_get_uid_handle_at) user_id_handle;
  decltype(&::rnp_uid_get_type) user_id_type;
  decltype(&::rnp_uid_is_valid) user_id_is_valid;
  decltype(&::rnp_uid_is_revoked) user_id_is_revoked;
  decltype(&::rnp_uid_handle_destroy) user_id_destroy;
  decltype(&::rnp_buffer_destroy) buffer_destroy;

  bool load(void* handle) {
    const auto find = [&](const char* symbol, auto& function) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(::dlsym(handle, symbol));
      return function != nullptr;
    };
    return find("rnp_ffi_create", create) && find("rnp_ffi_destroy", destroy) && find("rnp_set_timestamp", set_timestamp) &&
           find("rnp_add_security_rule", add_rule) && find("rnp_import_keys", import_keys) && find("rnp_input_from_memory", input) &&
           find("rnp_input_destroy", input_destroy) && find("rnp_op_verify_detached_create", verify_create) &&
           find("rnp_op_verify_execute", verify_execute) && find("rnp_op_verify_destroy", verify_destroy) &&
           find("rnp_op_verify_get_signature_count", signature_count) && find("rnp_op_verify_get_signature_at", signature_at) &&
           find("rnp_op_verify_signature_get_status", signature_status) && find("rnp_op_verify_signature_get_key", signature_key) &&
           find("rnp_locate_key", locate_key) && find("rnp_key_handle_destroy", key_destroy) &&
           find("rnp_key_get_primary_fprint", primary_fingerprint) && find("rnp_key_get_fprint", fingerprint) &&
           find("rnp_key_get_bits", bits) && find("rnp_key_get_creation", creation) && find("rnp_key_get_expiration", expiration) &&
           find("rnp_key_is_revoked", is_revoked) && find("rnp_key_allows_usage", allows_usage) &&
           find("rnp_key_get_primary_uid", primary_user_id) && find("rnp_key_get_uid_count", user_id_count) &&
           find("rnp_key_get_uid_at", user_id_at) && find("rnp_key_get_uid_handle_at", user_id_handle) &&
           find("rnp_uid_get_type", user_id_type) && find("rnp_uid_is_valid", user_id_is_valid) &&
           find("rnp_uid_is_revoked", user_id_is_revoked) && find("rnp_uid_handle_destroy", user_id_destroy) &&
           find("rnp_buffer_destroy", buffer_destroy);
  }
};

enum class Loaded { kNotYet, kYes, kNo };

struct State {
  Library library{};
  Loaded loaded = Loaded::kNotYet;
  void (*instead)() = nullptr;
};
State& state() {
  static State kept;
  return kept;
}
const Library& rnp() { return state().library; }

// What the library hands out, given back with its scope.
template <typename Handle, typename Give>
class Owned {
 public:
  explicit Owned(Give give) : give_(give) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (handle_ != Handle{}) give_(handle_);
  }
  Handle get() const { return handle_; }
  Handle* out() { return &handle_; }
  explicit operator bool() const { return handle_ != Handle{}; }

 private:
  Handle handle_{};
  Give give_;
};
auto owned_input() { return Owned<rnp_input_t, decltype(Library::input_destroy)>(rnp().input_destroy); }
auto owned_key() { return Owned<rnp_key_handle_t, decltype(Library::key_destroy)>(rnp().key_destroy); }
auto owned_verify() { return Owned<rnp_op_verify_t, decltype(Library::verify_destroy)>(rnp().verify_destroy); }
auto owned_user_id() { return Owned<rnp_uid_handle_t, decltype(Library::user_id_destroy)>(rnp().user_id_destroy); }

// A text that `read(char**)` gives.
template <typename Read>
std::string text_of(Read read) {
  char* text = nullptr;
  if (read(&text) != RNP_SUCCESS || text == nullptr) return {};
  std::string out(text);
  rnp().buffer_destroy(text);
  return out;
}

const std::uint8_t* octets_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

// A certificate as the library keeps it.
class ReadyCertificate {
 public:
  ReadyCertificate(const OpenPgpCertificate& certificate, std::optional<std::int64_t> now) {
    if (rnp().create(&ffi_, "GPG", "GPG") != RNP_SUCCESS) {
      ffi_ = nullptr;
      return;
    }
    if (now && *now > 0) rnp().set_timestamp(ffi_, static_cast<std::uint64_t>(*now));
    // An old hash is said (docs/checks/openpgp.key.md) and weighed by the checks; here it is only computed.
    for (const char* hash : {"MD5", "SHA1"})
      rnp().add_rule(ffi_, RNP_FEATURE_HASH_ALG, hash, RNP_SECURITY_OVERRIDE | RNP_SECURITY_VERIFY_DATA, 0, RNP_SECURITY_DEFAULT);
    auto input = owned_input();
    if (rnp().input(input.out(), octets_of(certificate.packets), certificate.packets.size(), false) == RNP_SUCCESS)
      rnp().import_keys(ffi_, input.get(), RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE, nullptr);
  }
  ReadyCertificate(const ReadyCertificate&) = delete;
  ReadyCertificate& operator=(const ReadyCertificate&) = delete;
  ~ReadyCertificate() {
    if (ffi_ != nullptr) rnp().destroy(ffi_);
  }
  rnp_ffi_t ffi() const { return ffi_; }

 private:
  rnp_ffi_t ffi_ = nullptr;
};

// Those used last, newest first.
ReadyCertificate& ready_certificate(const OpenPgpCertificate& certificate, std::optional<std::int64_t> now) {
  struct Kept {
    std::string key;
    std::unique_ptr<ReadyCertificate> certificate;
  };
  thread_local std::list<Kept> kept;
  std::string key = sha256(as_bytes(certificate.packets)) + std::to_string(now.value_or(0));
  const auto found = std::find_if(kept.begin(), kept.end(), [&](const Kept& each) { return each.key == key; });
  if (found != kept.end()) {
    kept.splice(kept.begin(), kept, found);
  } else {
    kept.push_front({std::move(key), std::make_unique<ReadyCertificate>(certificate, now)});
    if (kept.size() > limits::kOpenPgpKeysReady) kept.pop_back();
  }
  return *kept.front().certificate;
}

std::optional<std::int64_t> end_of(rnp_key_handle_t key) {
  std::uint32_t created = 0, seconds = 0;
  if (rnp().creation(key, &created) != RNP_SUCCESS || rnp().expiration(key, &seconds) != RNP_SUCCESS || seconds == 0) return std::nullopt;
  return std::int64_t{created} + seconds;
}

bool is_revoked(rnp_key_handle_t key) {
  bool revoked = true;
  return rnp().is_revoked(key, &revoked) != RNP_SUCCESS || revoked;
}

void read_user_ids(rnp_key_handle_t primary, OpenPgpSigner& out) {
  std::size_t count = 0;
  if (rnp().user_id_count(primary, &count) != RNP_SUCCESS) return;
  for (std::size_t i = 0; i < std::min(count, limits::kPeopleKept); ++i) {
    auto handle = owned_user_id();
    std::uint32_t type = 0;
    bool valid = false, revoked = true;
    if (rnp().user_id_handle(primary, i, handle.out()) != RNP_SUCCESS) continue;
    if (rnp().user_id_type(handle.get(), &type) != RNP_SUCCESS || type != RNP_USER_ID) continue;
    if (rnp().user_id_is_valid(handle.get(), &valid) != RNP_SUCCESS || !valid) continue;
    if (rnp().user_id_is_revoked(handle.get(), &revoked) != RNP_SUCCESS || revoked) continue;
    out.user_ids.push_back(text_of([&](char** text) { return rnp().user_id_at(primary, i, text); }));
  }
  out.primary_user_id = text_of([&](char** text) { return rnp().primary_user_id(primary, text); });
  if (std::find(out.user_ids.begin(), out.user_ids.end(), out.primary_user_id) == out.user_ids.end())
    out.primary_user_id = out.user_ids.empty() ? std::string() : out.user_ids.front();
}

OpenPgpSigner read_signer(rnp_ffi_t ffi, rnp_key_handle_t key) {
  OpenPgpSigner out;
  std::uint32_t created = 0;
  rnp().bits(key, &out.bits);
  if (rnp().creation(key, &created) == RNP_SUCCESS) out.created = created;
  out.expires = end_of(key);
  out.revoked = is_revoked(key);
  rnp().allows_usage(key, "sign", &out.may_sign);
  const std::string of_primary = text_of([&](char** text) { return rnp().primary_fingerprint(key, text); });
  const std::string own = text_of([&](char** text) { return rnp().fingerprint(key, text); });
  const std::string& wanted = of_primary.empty() ? own : of_primary;
  auto primary = owned_key();
  if (rnp().locate_key(ffi, "fingerprint", wanted.c_str(), primary.out()) != RNP_SUCCESS || !primary) return out;
  out.revoked |= is_revoked(primary.get());
  if (const auto end = end_of(primary.get())) out.expires = std::min(out.expires.value_or(*end), *end);
  read_user_ids(primary.get(), out);
  return out;
}

RnpStatus status_of(rnp_result_t status, const SignatureFields& fields, const RnpAnswer& answer) {
  switch (status) {
    case RNP_SUCCESS:
    case RNP_ERROR_SIGNATURE_EXPIRED: break;               // when it ends is data
    case RNP_ERROR_KEY_NOT_FOUND: return RnpStatus::kUnusableKey;
    case RNP_ERROR_SIGNATURE_UNKNOWN: return RnpStatus::kUnreadable;
    default: {
      if (!answer.signer) return RnpStatus::kUnusableKey;
      // The library says the same word of a wrong value and of a key that was not valid: then it has computed nothing.
      const OpenPgpSigner& signer = *answer.signer;
      const bool outside = fields.created < signer.created || (signer.expires && *signer.expires < fields.created);
      if (outside || signer.revoked || signer.user_ids.empty()) return RnpStatus::kNotValidThen;
      return RnpStatus::kWrong;
    }
  }
  if (!answer.signer || !answer.signer->may_sign) return RnpStatus::kUnusableKey;
  return RnpStatus::kHolds;
}

}  // namespace

void when_rnp_is_wanted(void (*instead)()) { state().instead = instead; }

bool load_rnp() {
  State& kept = state();
  if (kept.loaded != Loaded::kNotYet) return kept.loaded == Loaded::kYes;
  kept.loaded = Loaded::kNo;
  void* const handle = ::dlopen("librnp.so.0", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr || !kept.library.load(handle)) return false;
  kept.loaded = Loaded::kYes;
  // The first object of the library finds its source of random numbers.
  ReadyCertificate({}, std::nullopt);
  return true;
}

RnpAnswer verify_by_rnp(const OpenPgpCertificate& certificate, std::string_view octets, std::string_view signature,
                        const SignatureFields& fields, std::optional<std::int64_t> now) {
  RnpAnswer answer{RnpStatus::kNoLibrary, std::nullopt};
  State& kept = state();
  if (kept.loaded == Loaded::kNotYet && kept.instead != nullptr) {
    kept.instead();
    kept.loaded = Loaded::kNo;
  }
  if (!load_rnp()) return answer;
  answer.status = RnpStatus::kUnusableKey;
  const rnp_ffi_t ffi = ready_certificate(certificate, now).ffi();
  if (ffi == nullptr || certificate.oversized) return answer;
  auto data = owned_input(), value = owned_input();
  auto verify = owned_verify();
  answer.status = RnpStatus::kUnreadable;
  if (rnp().input(data.out(), octets_of(octets), octets.size(), false) != RNP_SUCCESS) return answer;
  if (rnp().input(value.out(), octets_of(signature), signature.size(), false) != RNP_SUCCESS) return answer;
  if (rnp().verify_create(verify.out(), ffi, data.get(), value.get()) != RNP_SUCCESS) return answer;
  rnp().verify_execute(verify.get());                   // says how the whole went; what counts is the one signature
  std::size_t count = 0;
  rnp_op_verify_signature_t one = nullptr;
  if (rnp().signature_count(verify.get(), &count) != RNP_SUCCESS || count != 1) return answer;
  if (rnp().signature_at(verify.get(), 0, &one) != RNP_SUCCESS) return answer;
  auto key = owned_key();
  if (rnp().signature_key(one, key.out()) == RNP_SUCCESS && key) answer.signer = read_signer(ffi, key.get());
  answer.status = status_of(rnp().signature_status(one), fields, answer);
  return answer;
}

}  // namespace winnow::proof
