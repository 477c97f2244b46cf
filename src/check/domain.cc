#include "check/domain.h"

#include <libpsl.h>

#include <algorithm>

#include "base/text.h"
#include "check/shared_senders.h"

namespace winnow::check {

std::string organizational_domain(std::string_view domain) {
  while (!domain.empty() && domain.back() == '.') domain.remove_suffix(1);
  if (domain.empty() || domain.size() > 253 || domain.find('.') == std::string_view::npos) return {};
  if (domain.find('\0') != std::string_view::npos || domain.front() == '[' || domain.front() == '.') return {};
  // An IP address has no organization: no top-level domain is a number (RFC 3696 section 2).
  const std::string_view top = domain.substr(domain.rfind('.') + 1);
  if (std::all_of(top.begin(), top.end(), is_digit)) return {};
  const std::string name(domain);
  const char* registrable = psl_registrable_domain(psl_builtin(), name.c_str());
  return registrable == nullptr ? std::string{} : std::string(registrable);
}

namespace {

// `domain` is `parent` or lies below it.
bool within(std::string_view domain, std::string_view parent) {
  if (!domain.ends_with(parent)) return false;
  return domain.size() == parent.size() || domain[domain.size() - parent.size() - 1] == '.';
}

}  // namespace

Alignment alignment(std::string_view signing_domain, std::string_view from_domain) {
  const std::string organization = organizational_domain(from_domain);
  if (organization.empty() || !within(signing_domain, organization)) return Alignment::kNone;
  if (within(from_domain, signing_domain)) return Alignment::kCovers;
  const bool is_customer_s_own = within(signing_domain, from_domain) && from_domain != organization;
  return names_its_customers(organization) && !is_customer_s_own ? Alignment::kNone : Alignment::kRelated;
}

}  // namespace winnow::check
