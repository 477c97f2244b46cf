#include "relate/item.h"

#include <libpsl.h>

#include <cstring>

#include "base/hash.h"
#include "base/text.h"

namespace winnow::relate {
namespace {

std::string copied(std::string_view text) { return {text.data(), text.size()}; }

// Replies and forwards in several languages; lists put their tag before or behind it.
constexpr std::string_view kPrefixes[] = {"re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "ref:", "sv:", "vs:", "rv:", "res:"};

}  // namespace

std::uint64_t first_bytes(std::string_view digest) {
  std::uint64_t out = 0;
  std::memcpy(&out, digest.data(), std::min(digest.size(), sizeof out));
  return out;
}

std::uint64_t digest_of(std::string_view text) { return text.empty() ? 0 : first_bytes(sha256(as_bytes(text))); }

std::string_view untagged_subject(std::string_view subject) {
  for (bool cut = true; cut;) {
    cut = false;
    subject = trim(subject);
    if (subject.starts_with('[')) {
      const std::size_t end = subject.find(']');
      if (end != std::string_view::npos && end + 1 < subject.size()) subject.remove_prefix(end + 1), cut = true;
    }
    for (const std::string_view prefix : kPrefixes)
      if (istarts_with(subject, prefix)) subject.remove_prefix(prefix.size()), cut = true;
  }
  return subject;
}

std::string_view text_param(const record::Finding& finding, std::string_view name) {
  for (const record::Param& param : finding.params())
    if (param.name() == name && param.has_text()) return param.text();
  return {};
}

std::optional<std::int64_t> number_param(const record::Finding& finding, std::string_view name) {
  for (const record::Param& param : finding.params())
    if (param.name() == name && param.has_number()) return param.number();
  return std::nullopt;
}

std::string author_address(const record::Item& item) {
  for (const record::Finding& finding : item.findings())
    if (finding.check() == "attachment.inherits" || finding.check() == "dkim.aligned") return lower(text_param(finding, "address"));
  const bool has_sender = item.kind() == record::KIND_MESSAGE && !item.from_domain().empty() && item.people_size() > 0;
  return has_sender ? lower(item.people(0).address()) : std::string{};
}

std::string_view domain_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

std::string_view local_part_of(std::string_view address) { return address.substr(0, std::min(address.rfind('@'), address.size())); }

std::string organizational_domain(std::string_view domain) {
  const std::string name = copied(domain.substr(0, domain.find('\0')));
  const char* registrable = name.empty() ? nullptr : psl_registrable_domain(psl_builtin(), name.c_str());
  return registrable == nullptr ? name : std::string(registrable);
}

record::Finding make_finding(std::string_view check, std::string_view variant, record::Direction direction, record::Strength strength,
                             unsigned aspects, std::string_view group) {
  record::Finding finding;
  finding.set_check(copied(check));
  finding.set_variant(copied(variant));
  finding.set_direction(direction);
  finding.set_strength(strength);
  finding.set_aspects(aspects);
  finding.set_group(copied(group));
  return finding;
}

void add_text(record::Finding& finding, std::string_view name, std::string_view value) {
  record::Param* param = finding.add_params();
  param->set_name(copied(name));
  param->set_text(to_valid_utf8(value));
}

void add_number(record::Finding& finding, std::string_view name, std::int64_t value) {
  record::Param* param = finding.add_params();
  param->set_name(copied(name));
  param->set_number(value);
}

void add_evidence(record::Finding& finding, std::string_view locator, std::string_view note) {
  record::Evidence* evidence = finding.add_evidence();
  evidence->set_locator(copied(locator));
  evidence->set_note(copied(note));
}

}  // namespace winnow::relate
