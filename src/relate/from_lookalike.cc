// docs/checks/from.lookalike.md
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "relate/authors.h"
#include "relate/item.h"
#include "relate/likeness.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

constexpr std::uint32_t kTimesAsFrequent = 3;     // a domain that outweighs its double so in every way is the known one
constexpr std::uint32_t kRare = 3;                // messages of a domain that nobody knows yet
constexpr std::size_t kWitnesses = 3;             // organizations whose proved mail is addressed to a domain
constexpr std::size_t kLargestFamily = 4'000;     // domains that share one name before it; more is no person's name

// Addresses that are nobody's own.
constexpr std::array<std::string_view, 24> kRoles = {
    "abuse", "admin", "alerts", "billing", "contact", "do-not-reply", "donotreply", "hello", "help", "info", "mail", "mailer-daemon",
    "marketing", "news", "newsletter", "no-reply", "noreply", "notification", "notifications", "office", "postmaster", "sales",
    "service", "support"};

struct Domain {
  DomainShape shape;
  std::uint32_t messages = 0, proved = 0;
  std::vector<std::uint32_t> witnesses;   // the first few other domains that wrote to it, author and recipients proved
};

// One person's name before one domain: a local part or a display name.
struct Person {
  std::size_t name = 0;       // hash
  std::uint32_t domain = 0;
  bool by_display = false;
  friend auto operator<=>(const Person&, const Person&) = default;
};

bool is_own_name(std::string_view local_part) {
  return local_part.size() >= 3 && std::find(kRoles.begin(), kRoles.end(), local_part) == kRoles.end();
}

class Lookalikes {
 public:
  void learn(const Entry& entry) {
    const record::Item& item = *entry.item;
    if (item.kind() != record::KIND_MESSAGE) return;
    const bool addressed = entry.standings.of(record::AUTHOR) == record::PROVED && entry.standings.of(record::RECIPIENTS) == record::PROVED;
    std::optional<std::uint32_t> author;
    for (int i = 0; i < item.people_size() && i < 64; ++i) {
      const std::string address = lower(item.people(i).address());
      if (domain_of(address).empty()) continue;
      const std::uint32_t domain = index_of(domain_of(address));
      if (i > 0 && addressed && author) add_witness(domain, *author);
      if (i == 0) {
        author = domain;
        ++domains_[domain].messages;
        if (entry.standings.of(record::AUTHOR) == record::PROVED) ++domains_[domain].proved;
      }
      add_person(local_part_of(address), item.people(i).display(), domain);
    }
    if (persons_.size() > 2 * settled_ + 100'000) settle();
  }

  // For each suspicious domain the one that it looks like.
  std::map<std::string, std::string, std::less<>> suspicious() {
    settle();
    for (const bool by_display : {false, true}) compare_families(by_display);
    compare_pictures();
    compare_one_letter();
    return found_;
  }

 private:
  // Of the organizational domain that a name lies in.
  std::uint32_t index_of(std::string_view name) {
    if (const auto known = index_of_name_.find(std::string(name)); known != index_of_name_.end()) return known->second;
    const std::string domain = organizational_domain(name);
    const auto [at, added] = index_.emplace(domain, static_cast<std::uint32_t>(domains_.size()));
    if (added) domains_.push_back({shape_of(domain), 0, 0, {}});
    index_of_name_.emplace(name, at->second);
    return at->second;
  }
  void add_witness(std::uint32_t domain, std::uint32_t author) {
    std::vector<std::uint32_t>& witnesses = domains_[domain].witnesses;
    if (domain == author || witnesses.size() > kWitnesses) return;   // one more than needed: the double does not count
    if (std::find(witnesses.begin(), witnesses.end(), author) == witnesses.end()) witnesses.push_back(author);
  }
  void add_person(std::string_view local_part, std::string_view display, std::uint32_t domain) {
    if (is_own_name(local_part)) persons_.push_back({std::hash<std::string_view>{}(local_part), domain, false});
    const std::string name = lower(trim(display));
    if (name.size() >= 5 && name.find(' ') != std::string::npos) persons_.push_back({std::hash<std::string>{}(name), domain, true});
  }
  void settle() {
    std::sort(persons_.begin(), persons_.end());
    persons_.erase(std::unique(persons_.begin(), persons_.end()), persons_.end());
    settled_ = persons_.size();
  }

  void compare_families(bool by_display) {
    std::vector<std::uint32_t> family;
    for (std::size_t begin = 0, end = 0; begin < persons_.size(); begin = end) {
      family.clear();
      for (; end < persons_.size() && persons_[end].name == persons_[begin].name; ++end)
        if (persons_[end].by_display == by_display) family.push_back(persons_[end].domain);
      if (family.size() < 2 || family.size() > kLargestFamily) continue;
      for (std::size_t i = 0; i < family.size(); ++i)
        for (std::size_t j = i + 1; j < family.size(); ++j) weigh_persons(family[i], family[j], by_display);
    }
  }
  // Two domains that stand behind one name.
  void weigh_persons(std::uint32_t a, std::uint32_t b, bool by_display) {
    switch (likeness(domains_[a].shape, domains_[b].shape)) {
      case Likeness::kNone: return;
      case Likeness::kOtherSuffix: {
        // Organizations have several suffixes. Only a newcomer who copies both the name and the address is worth saying.
        if (by_display) {
          if (shares_local_part_.contains({std::min(a, b), std::max(a, b)}) && has_newcomer(a, b)) suspect(a, b);
        } else {
          shares_local_part_.emplace(std::pair{std::min(a, b), std::max(a, b)}, true);
        }
        return;
      }
      default: return suspect(a, b);
    }
  }
  bool has_newcomer(std::uint32_t a, std::uint32_t b) const {
    const std::uint32_t few = std::min(domains_[a].messages, domains_[b].messages), many = std::max(domains_[a].messages, domains_[b].messages);
    return few <= kRare && many >= 10 * std::max(few, 1U);
  }

  void compare_pictures() {
    std::unordered_map<std::string, std::uint32_t> by_skeleton;
    for (std::uint32_t i = 0; i < domains_.size(); ++i) {
      const auto [at, added] = by_skeleton.emplace(domains_[i].shape.skeleton, i);
      if (!added) suspect(at->second, i);
    }
  }
  // Long labels one letter apart, whoever writes: found by leaving out one character on both sides.
  void compare_one_letter() {
    std::unordered_map<std::string, std::uint32_t> by_shortened;
    for (std::uint32_t i = 0; i < domains_.size(); ++i) {
      const DomainShape& shape = domains_[i].shape;
      if (shape.label.size() < 8) continue;
      for (std::size_t cut = 0; cut <= shape.label.size(); ++cut) {
        std::string key = shape.label;
        if (cut < key.size()) key.erase(cut, 1);
        const auto [at, added] = by_shortened.emplace(key + "." + shape.suffix, i);
        if (added || at->second == i) continue;
        if (likeness(domains_[at->second].shape, shape) == Likeness::kOneLetter && has_newcomer(at->second, i)) suspect(at->second, i);
      }
    }
  }

  // Which of the two is the double? Neither is trusted unless it outweighs the other both in proved and in all mail: a
  // forger can send much, and the key of the true domain may be lost. Proved mail of three other organizations that is
  // addressed to a domain shows that it is in use by itself, as no mail of its owner could.
  void suspect(std::uint32_t a, std::uint32_t b) {
    if (!is_established(a, b)) found_.emplace(domains_[a].shape.domain, domains_[b].shape.domain);
    if (!is_established(b, a)) found_.emplace(domains_[b].shape.domain, domains_[a].shape.domain);
  }
  bool is_established(std::uint32_t a, std::uint32_t other) const {
    const Domain& x = domains_[a];
    const Domain& y = domains_[other];
    const auto others = x.witnesses.size() - static_cast<std::size_t>(std::count(x.witnesses.begin(), x.witnesses.end(), other));
    if (x.proved > 0 && others >= kWitnesses) return true;
    return x.messages > 0 && x.messages >= kTimesAsFrequent * y.messages && x.proved >= kTimesAsFrequent * y.proved;
  }

  std::vector<Domain> domains_;
  std::unordered_map<std::string, std::uint32_t> index_, index_of_name_;
  std::vector<Person> persons_;
  std::size_t settled_ = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> shares_local_part_;
  std::map<std::string, std::string, std::less<>> found_;
};

class FromLookalike final : public Relation {
 public:
  explicit FromLookalike(const Authors& authors) : authors_(authors) {}

  void learn(const Entry& entry) override { lookalikes_.learn(entry); }

  void conclude(Store& store) override {
    const auto suspicious = lookalikes_.suspicious();
    if (suspicious.empty()) return;
    const auto find = [&](std::string_view address) {
      return domain_of(address).empty() ? suspicious.end() : suspicious.find(organizational_domain(domain_of(address)));
    };
    const auto is_suspicious = [&](std::string_view address) { return find(address) != suspicious.end(); };
    authors_.for_each(is_suspicious, [&](std::string_view address, std::span<const ItemId> items) {
      const auto found = find(address);
      record::Finding limit = make_finding("from.lookalike", "", record::LIMIT, record::STRENGTH_B, record::AUTHOR, "author-domain");
      limit.set_at_most(record::OPEN);
      add_text(limit, "domain", found->first);
      add_text(limit, "known", found->second);
      store.add(items, std::move(limit));
    });
  }

 private:
  const Authors& authors_;
  Lookalikes lookalikes_;
};

}  // namespace

std::unique_ptr<Relation> from_lookalike(const Options&, const Authors& authors) { return std::make_unique<FromLookalike>(authors); }

}  // namespace winnow::relate
