#include "run/key_finder.h"

#include <algorithm>

#include "base/lost_key_limits.h"
#include "check/domain.h"
#include "proof/base64.h"
#include "proof/key_record.h"
#include "proof/lost_key.h"
#include "proof/public_key.h"
#include "run/item.h"

namespace winnow::run {
namespace {

std::string organization_of(std::string_view domain) {
  std::string organization = check::organizational_domain(domain);
  return organization.empty() ? std::string(domain) : organization;
}

std::vector<proof::MadeValue> values_of(const ComputeJob& job) {
  std::vector<proof::MadeValue> out;
  for (const MadeValue& value : job.values())
    if (out.size() < limits::kLostKeyValues) out.push_back({value.value(), value.digest()});
  return out;
}

void fill(const proof::LostKey& key, ComputeResult& result) {
  const proof::PublicKeyValue value{proof::KeyKind::kRsa, key.modulus, key.exponent};
  const std::string info = proof::subject_public_key_info(value);
  if (info.empty()) return;
  result.set_record("v=DKIM1; k=rsa; p=" + proof::encode_base64(info));
  result.set_bits(value.bits());
  for (const std::size_t index : key.made) result.add_made(static_cast<std::uint32_t>(index));
}

}  // namespace

KeyFinder::KeyFinder(std::vector<proof::Key> keys) {
  for (proof::Key& key : keys) {
    const proof::KeyRecord record = proof::read_key_record(key.record);
    if (!record.key || record.key->kind != proof::KeyKind::kRsa) continue;
    by_organization_[organization_of(key.domain)].push_back(known_.size());
    by_modulus_.emplace(record.key->modulus, known_.size());
    known_.push_back({std::move(key), record.key->modulus, record.key->exponent});
  }
}

const KeyFinder::Known* KeyFinder::known_as(std::string_view modulus) const {
  const auto at = by_modulus_.find(modulus);
  return at == by_modulus_.end() ? nullptr : &known_[at->second];
}

void KeyFinder::name_known(const Known& known, const ComputeJob& job, ComputeResult& result) const {
  if (known.key.domain == job.domain() && known.key.selector == job.selector()) return;
  result.set_known_name(to_text(known.key.selector + "._domainkey." + known.key.domain));
  result.set_known_source(to_text(known.key.source));
}

ComputeResult KeyFinder::find(const ComputeJob& job) const {
  ComputeResult result;
  result.set_id(job.id());
  const std::vector<proof::MadeValue> values = values_of(job);
  const auto try_key = [&](std::string_view modulus, std::string_view exponent) {
    proof::LostKey key{std::string(modulus), std::string(exponent), proof::made_with(modulus, exponent, values)};
    if (!key.made.empty()) fill(key, result);
    return !result.record().empty();
  };
  if (const auto own = by_organization_.find(organization_of(job.domain())); own != by_organization_.end() && !job.usual())
    for (std::size_t i = 0; i < own->second.size() && i < limits::kLostKeyTried; ++i)
      if (const Known& known = known_[own->second[i]]; try_key(known.modulus, known.exponent)) return name_known(known, job, result), result;
  for (int i = 0; i < job.records_size() && static_cast<std::size_t>(i) < limits::kLostKeyTried; ++i)
    if (const proof::KeyRecord record = proof::read_key_record(job.records(i));
        record.key && record.key->kind == proof::KeyKind::kRsa && try_key(record.key->modulus, record.key->exponent))
      return result;
  const auto key = proof::compute_lost_key(values, job.usual() ? proof::Exponents::kUsual : proof::Exponents::kSmall);
  if (!key) return result;
  fill(*key, result);
  result.set_arithmetic(true);
  if (const Known* known = known_as(key->modulus)) name_known(*known, job, result);
  return result;
}

}  // namespace winnow::run
