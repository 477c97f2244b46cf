// Which fields of a message are signatures, and what each of them hashes.
#include "proof/signature.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "proof/arc.h"
#include "proof/canonical.h"
#include "proof/dkim_verifier.h"
#include "proof/domainkeys.h"
#include "proof/mechanism_fields.h"
#include "proof/openpgp.h"
#include "proof/smime.h"

namespace winnow::proof {
namespace {

// X-Google-DKIM-Signature is made under the name DKIM-Signature and renamed afterwards (docs/checks/xgoogle.signed.md).
constexpr std::string_view kRenaming = "X-Google-";

mail::Field own_field(const mail::Message& message, const Signature& signature) {
  mail::Field own = message.fields[static_cast<std::size_t>(signature.field)];
  if (signature.mechanism == kXGoogle) {
    own.name.remove_prefix(kRenaming.size());
    own.raw.remove_prefix(kRenaming.size());
  }
  return own;
}

}  // namespace

MechanismFields::MechanismFields(const mail::Message& message) {
  const auto take = [](std::vector<int>& list, std::size_t field) {
    if (list.size() < limits::kSignatures) list.push_back(static_cast<int>(field));
  };
  for (std::size_t i = 0; i < message.fields.size(); ++i) {
    const std::string_view name = message.fields[i].name;
    // The sizes of the six names differ, so that one comparison settles nearly every field.
    switch (name.size()) {
      case 14: if (iequals(name, "DKIM-Signature")) take(dkim, i); break;
      case 23: if (iequals(name, "X-Google-DKIM-Signature")) take(xgoogle, i); break;
      case 19: if (iequals(name, "DomainKey-Signature")) take(domainkeys, i); break;
      case 8: if (iequals(name, "ARC-Seal")) take(arc_seals, i); break;
      case 21: if (iequals(name, "ARC-Message-Signature")) take(arc_messages, i); break;
      case 26: if (iequals(name, "ARC-Authentication-Results")) take(arc_results, i); break;
      default: break;
    }
  }
}

namespace {

void verify_fields(const mail::Message& message, const KeySource& keys, std::vector<Signature>& out) {
  const MechanismFields fields(message);
  if (fields.none()) return;
  const FieldIndex index(message);
  BodyHashes bodies(message);
  DkimVerifier verifier(message, index, bodies, keys);
  const auto verify_all = [&](std::string_view mechanism, const std::vector<int>& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
      out.push_back(verifier.verify(mechanism, list[i], static_cast<std::uint32_t>(i)));
  };
  verify_all(kDkim, fields.dkim);
  verify_all(kXGoogle, fields.xgoogle);
  verify_domainkeys(message, fields, keys, out);
  if (!fields.has_arc()) return;
  const std::size_t first_message_signature = out.size();
  verify_all(kArcMessageSignature, fields.arc_messages);
  verify_arc(message, fields, keys, first_message_signature, out);
}

}  // namespace

std::vector<Signature> verify_signatures(const mail::Message& message, const Trust& trust, std::vector<int>* encrypted_texts) {
  std::vector<Signature> out;
  verify_fields(message, trust.keys, out);
  verify_smime(message, trust, out);
  verify_openpgp(message, trust, out, encrypted_texts);
  return out;
}

std::vector<Signature> verify_dkim(const mail::Message& message, const KeySource& keys) {
  std::vector<Signature> all = verify_signatures(message, keys);
  std::erase_if(all, [](const Signature& signature) { return signature.mechanism != kDkim; });
  return all;
}

std::string canonical_header(const mail::Message& message, const Signature& signature) {
  if (signature.field < 0) return {};   // a chain, or an entity of the body
  if (signature.mechanism == kDomainKeys) return domainkeys_header(message, signature.signed_fields, !signature.header_simple);
  const auto how = signature.header_simple ? Canonicalization::kSimple : Canonicalization::kRelaxed;
  std::string out;
  for (const int field : signature.signed_fields)
    if (field >= 0) append_canonical_field(message.fields[static_cast<std::size_t>(field)], how, out);
  const mail::Field own = own_field(message, signature);
  const Range value = signature_value_range(own.value);
  append_signature_field(own, how, value.begin, value.end, out);
  return out;
}

std::string canonical_body(const mail::Message& message, const Signature& signature) {
  if (signature.mechanism == kArc || signature.mechanism == kArcSeal) return {};
  if (signature.entity) return signed_octets(message, *signature.entity);
  if (signature.mechanism == kDomainKeys) return domainkeys_body(body_text(message), !signature.body_simple);
  const auto how = signature.body_simple ? Canonicalization::kSimple : Canonicalization::kRelaxed;
  const auto bare = signature.line_feeds_kept ? BareLineFeed::kKeep : BareLineFeed::kRestore;
  return canonical_body_text(body_text(message), how, bare, signature.body_length);
}

std::string canonicalization_name(const Signature& signature) {
  if (signature.mechanism == kArc || signature.entity) return {};
  if (signature.mechanism == kArcSeal) return "relaxed";
  if (signature.mechanism == kDomainKeys) return signature.header_simple ? "simple" : "nofws";
  return std::string(signature.header_simple ? "simple" : "relaxed") + (signature.body_simple ? "/simple" : "/relaxed");
}

}  // namespace winnow::proof
