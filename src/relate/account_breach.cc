// docs/checks/account.breach.md
#include <algorithm>
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "relate/authors.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

// The last moment at which the item can have been signed, as far as anything but the mail itself bounds it. Several
// signatures: the one that leaves most room, since any of them may be what lifts the item.
std::optional<std::int64_t> latest_signing(const record::Item& item) {
  std::optional<std::int64_t> latest;
  for (const record::Finding& finding : item.findings()) {
    if (finding.direction() != record::FOR || (finding.aspects() & record::AUTHOR) == 0) continue;
    const auto bound = number_param(finding, "not_after");
    if (!bound) return std::nullopt;
    latest = latest ? std::max(*latest, *bound) : *bound;
  }
  return latest;
}

// Addresses that are one account: what stands behind a "+" is a label of its owner's, and to Gmail dots and its second name say
// nothing either.
std::string account_of(std::string_view address) {
  std::string local(local_part_of(address)), domain(domain_of(address));
  if (const std::size_t plus = local.find('+'); plus != std::string::npos && plus > 0) local.erase(plus);
  if (domain == "googlemail.com") domain = "gmail.com";
  if (domain == "gmail.com") std::erase(local, '.');
  return local + "@" + domain;
}

class AccountBreach final : public Relation {
 public:
  AccountBreach(const Options& options, const Authors& authors) : authors_(authors) {
    // Several dates for one address: the earliest.
    for (const Breach& breach : options.breaches) {
      const auto [known, added] = since_.emplace(account_of(lower(breach.address)), breach.since);
      if (!added) known->second = std::min(known->second, breach.since);
    }
  }

  void learn(const Entry& entry) override {
    if (since_.empty()) return;
    const auto breach = since_.find(account_of(authors_.of(entry.id)));
    if (breach == since_.end()) return;
    const auto latest = latest_signing(*entry.item);
    if (!latest || *latest >= breach->second) found_.push_back({entry.id, breach->second});
  }

  void conclude(Store& store) override {
    constexpr unsigned kAll = record::AUTHOR | record::CONTENT | record::SUBJECT | record::DATE | record::RECIPIENTS;
    for (const auto& [id, since] : found_) {
      record::Finding limit = make_finding("account.breach", "", record::LIMIT, record::STRENGTH_A, kAll, "account");
      limit.set_at_most(record::SUPPORTED);
      add_text(limit, "address", authors_.of(id));
      add_text(limit, "since", iso_date(since));
      store.add(id, std::move(limit));
    }
  }

 private:
  struct Found { ItemId id; std::int64_t since; };
  const Authors& authors_;
  std::map<std::string, std::int64_t, std::less<>> since_;
  std::vector<Found> found_;
};

}  // namespace

std::unique_ptr<Relation> account_breach(const Options& options, const Authors& authors) {
  return std::make_unique<AccountBreach>(options, authors);
}

}  // namespace winnow::relate
