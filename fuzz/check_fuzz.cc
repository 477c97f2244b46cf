// Any bytes as a message through parser, proofs, checks and judge: no key is known, so that nothing may ever be lifted.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "check/check.h"
#include "judge/judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow;
  const Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  static const auto keys = proof::make_key_set({}, false, std::nullopt);
  const mail::Message message = mail::parse(bytes);
  const mail::Roles roles = mail::roles(message);
  const auto signatures = proof::verify_signatures(message, *keys);
  const check::Claims claims;
  record::Item item;
  check::run_all({message, roles, signatures, claims, item});
  std::vector<const record::Finding*> findings;
  for (const record::Finding& finding : item.findings()) {
    findings.push_back(&finding);
    for (const record::Evidence& evidence : finding.evidence())
      if (evidence.range().begin() > evidence.range().end() || evidence.range().end() > size) std::abort();
    if (check::page(finding.check()) == nullptr) std::abort();
  }
  for (const mail::Part& part : message.parts) {
    record::Item attachment;
    check::inherit({message, roles, signatures, claims, item}, part, attachment);
    if (attachment.findings_size() != 0) std::abort();
  }
  if (judge::judge(findings).verdict != record::UNPROVEN) std::abort();
  return 0;
}
