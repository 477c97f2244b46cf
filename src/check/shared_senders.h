// Domains under which a sending service signs for any of its customers without holding their From address to the account.
#pragma once

#include <string_view>

namespace winnow::check {

// True for a domain of data/shared-senders.txt and everything below it.
bool is_shared_sender(std::string_view signing_domain);

// Each name below this domain belongs to another customer of a provider (data/tenant-domains.txt).
bool names_its_customers(std::string_view organizational_domain);

}  // namespace winnow::check
