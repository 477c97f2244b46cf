// One message through parser, proofs, checks and judge, as the tests of checks want it.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"
#include "mail/message.h"
#include "proof/signature.h"
#include "record/aspects.h"
#include "support/fixed_keys.h"

namespace winnow::support {

struct Examined {
  record::Item item;                            // with its findings
  std::vector<record::Item> attachments;        // with what they inherit
  std::vector<const record::Finding*> of(std::string_view check) const {
    std::vector<const record::Finding*> found;
    for (const record::Finding& finding : item.findings())
      if (finding.check() == check) found.push_back(&finding);
    return found;
  }
  bool has(std::string_view check, std::string_view variant) const {
    const auto found = of(check);
    return std::any_of(found.begin(), found.end(), [&](const auto* f) { return f->variant() == variant; });
  }
  // The strongest finding for the aspect.
  std::string strength_for(record::Aspect aspect) const {
    std::string best = "-";
    for (const record::Finding& finding : item.findings())
      if (finding.direction() == record::FOR && (finding.aspects() & aspect) != 0)
        if (const std::string now(record::name(finding.strength())); best == "-" || now < best) best = now;
    return best;
  }
};

inline Examined examine(std::string_view raw, std::vector<proof::Key> keys, check::Claims claims = {},
                        const proof::Authorities* authorities = nullptr, const proof::OpenPgpKeys* openpgp = nullptr) {
  const FixedKeys set(std::move(keys));
  proof::Trust trust(set);
  trust.authorities = authorities;
  trust.openpgp = openpgp;
  trust.fixed = claims.fixed;
  trust.now = claims.now;
  const mail::Message message = mail::parse(as_bytes(raw));
  const mail::Roles roles = mail::roles(message);
  std::vector<int> encrypted_texts;
  const std::vector<proof::Signature> signatures = proof::verify_signatures(message, trust, &encrypted_texts);
  const std::vector<proof::EncryptedPart> encrypted = proof::find_encrypted(message, encrypted_texts);
  Examined examined;
  examined.item.set_kind(record::KIND_MESSAGE);
  if (const mail::Field* date = message.find("Date"))
    if (const auto read = mail::parse_date(date->value)) {
      examined.item.set_date(read->unix_seconds);
      examined.item.set_date_offset_minutes(read->offset_minutes);
    }
  const check::Context context{message, roles, signatures, claims, examined.item, encrypted};
  check::run_all(context);
  for (const int index : roles.attachments) {
    record::Item attachment;
    attachment.set_kind(record::KIND_ATTACHMENT);
    check::inherit(context, message.parts[static_cast<std::size_t>(index)], attachment);
    examined.attachments.push_back(std::move(attachment));
  }
  return examined;
}

}  // namespace winnow::support
