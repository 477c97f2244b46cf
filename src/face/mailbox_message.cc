#include "face/mailbox_message.h"

#include <algorithm>
#include <span>

#include "base/embedded.h"
#include "base/limits.h"
#include "base/text.h"
#include "clocks/clocks.h"

namespace winnow {
std::span<const EmbeddedFile> embedded_mail_providers();
}

namespace winnow::face {
namespace {

constexpr std::int64_t kEarliest = 315'532'800;   // 1980-01-01, as docs/clocks.md has it
constexpr std::string_view kDeliveryFields[] = {"Delivered-To", "X-Delivered-To", "Envelope-To", "X-Envelope-To", "X-Original-To"};
constexpr std::size_t kAddressBytes = 254;        // RFC 5321 section 4.5.3.1.3, without the angle brackets
constexpr int kPeopleLooked = 64;

// The names under which mail programs and providers keep sent mail, in lower case where ASCII has cases.
constexpr std::string_view kSentFolders[] = {
    "sent", "sent mail", "sent-mail", "sent items", "sent messages", "sentmail", "sentitems", "outbox sent",
    "envoyés", "Éléments envoyés", "éléments envoyés", "messages envoyés", "objets envoyés", "courrier envoyé", "mails envoyés",
    "gesendet", "gesendete", "gesendete objekte", "gesendete elemente", "enviados", "elementos enviados", "mensajes enviados",
    "itens enviados", "posta inviata", "inviata", "inviati", "verzonden", "verzonden items", "skickat", "wysłane",
    "отправленные", "Отправленные", "البريد المرسل", "الرسائل المرسلة", "العناصر المرسلة", "已发送", "已发送邮件"};

std::string address_of(std::string_view text) {
  text = trim(text);
  if (text.starts_with('<')) text.remove_prefix(1);
  text = text.substr(0, text.find('>'));
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size() || text.size() > kAddressBytes) return {};
  if (text.find_first_of(" \t,;") != std::string_view::npos) return {};
  std::string address = lower(text);
  if (const std::size_t plus = address.find('+'); plus != std::string::npos && plus > 0 && plus < at) address.erase(plus, at - plus);
  return address;
}

void add(std::string address, std::vector<std::string>& to) {
  if (!address.empty() && std::find(to.begin(), to.end(), address) == to.end()) to.push_back(std::move(address));
}

class Reader {
 public:
  Reader(const record::Item& item, std::int64_t latest, std::uint64_t& future) : item_(item), latest_(latest), future_(future) {
    if (!carriage_.ParseFromString(item.carriage())) carriage_.Clear();
  }

  MailboxMessage read(std::string_view mailbox) {
    people();
    deliveries();
    box(mailbox);
    out_.travelled = carriage_.hops_size() > 0 || !out_.delivered_to.empty();
    times();
    return std::move(out_);
  }

 private:
  void people() {
    for (int i = 0; i < std::min(item_.people_size(), kPeopleLooked) && out_.people.size() < limits::kAccountPeople; ++i)
      add(address_of(item_.people(i).address()), out_.people);
    if (item_.people_size() > 0 && !item_.from_domain().empty()) out_.from = address_of(item_.people(0).address());
  }

  // The topmost field of each name, if the provider of the mailbox wrote it or is not known.
  void deliveries() {
    for (const std::string_view name : kDeliveryFields) {
      for (const record::TraceField& field : carriage_.fields()) {
        if (!iequals(field.name(), name)) continue;
        if (field.own() || carriage_.provider().empty()) add(address_of(field.value()), out_.delivered_to);
        break;
      }
    }
    for (const record::Hop& hop : carriage_.hops()) {
      if (!hop.own()) break;
      if (std::string address = address_of(hop.recipient()); !address.empty()) return add(std::move(address), out_.delivered_to);
    }
  }

  void box(std::string_view mailbox) {
    const record::BoxFacts& facts = carriage_.box();
    for (const std::string& flag : facts.flags()) {
      out_.is_read |= flag == "read";
      out_.is_draft |= flag == "draft" || flag == "template" || flag == "queued" || flag == "internal-data";
    }
    std::string_view name = mailbox.substr(mailbox.find_last_of("/!") + 1);
    if (name.ends_with(".mbox")) name.remove_suffix(5);
    out_.in_sent_folder = is_sent_folder(facts.folder()) || is_sent_folder(facts.place()) || is_sent_folder(name) ||
                          std::any_of(facts.labels().begin(), facts.labels().end(), [](const std::string& label) { return is_sent_folder(label); });
  }

  bool is_time(std::int64_t seconds) {
    if (seconds > latest_) is_future_ = true;
    return seconds >= kEarliest && seconds <= latest_;
  }

  void times() {
    if (item_.has_date() && is_time(item_.date())) out_.date = {item_.date(), "date"};
    by_others();
    if (is_future_) ++future_;
  }

  void by_others() {
    for (const record::Hop& hop : carriage_.hops())
      if (hop.own() && hop.has_time() && is_time(hop.time())) return set(hop.time(), "received");
    if (carriage_.box().has_received_at() && is_time(carriage_.box().received_at())) return set(carriage_.box().received_at(), "box");
    for (const record::Signature& signature : item_.signatures())
      if (signature.result() == record::RESULT_PASS && signature.has_signed_at() && is_time(signature.signed_at()))
        return set(signature.signed_at(), "signature");
    if (server()) return;
    for (const record::Hop& hop : carriage_.hops())
      if (hop.has_time() && is_time(hop.time())) return set(hop.time(), "hop");
  }

  bool server() {
    record::Clocks clocks;
    if (item_.clocks().empty() || !clocks.ParseFromString(item_.clocks())) return false;
    for (const record::Clock& clock : clocks.clocks()) {
      if (clock.local() || !(clock.decoder() == "x-originalarrivaltime" || clock.decoder() == "exchange-arrival")) continue;
      if (!is_time(clock.micros() / 1'000'000)) continue;
      set(clock.micros() / 1'000'000, "server");
      return true;
    }
    return false;
  }

  void set(std::int64_t seconds, std::string_view clock) { out_.by_others = {seconds, clock}; }

  const record::Item& item_;
  const std::int64_t latest_;
  std::uint64_t& future_;
  record::Carriage carriage_;
  MailboxMessage out_;
  bool is_future_ = false;
};

// "*" in a pattern stands for any characters but a dot.
bool fits(std::string_view pattern, std::string_view domain) {
  std::size_t p = 0, d = 0, star = std::string_view::npos, resume = 0;
  while (d < domain.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = d;
    } else if (p < pattern.size() && pattern[p] == domain[d]) {
      ++p, ++d;
    } else if (star != std::string_view::npos && domain[resume] != '.') {
      p = star + 1;
      d = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

struct Providers {
  std::vector<std::string_view> domains, patterns;   // domains sorted

  Providers() {
    for (const EmbeddedFile& file : embedded_mail_providers()) {
      for (const std::string_view line : split(file.content, '\n')) {
        const std::string_view domain = trim(line);
        if (domain.empty() || domain.front() == '#') continue;
        (domain.find('*') == std::string_view::npos ? domains : patterns).push_back(domain);
      }
    }
    std::sort(domains.begin(), domains.end());
  }
};

}  // namespace

MailboxMessage read_mailbox_message(const record::Item& item, std::string_view mailbox, std::int64_t latest, std::uint64_t& future) {
  return Reader(item, latest, future).read(mailbox);
}

bool is_sent_folder(std::string_view folder) {
  const std::string name = lower(folder.substr(folder.find_last_of("/.") + 1));
  return !name.empty() && std::find(std::begin(kSentFolders), std::end(kSentFolders), name) != std::end(kSentFolders);
}

bool is_mail_provider(std::string_view domain) {
  static const Providers providers;
  if (std::binary_search(providers.domains.begin(), providers.domains.end(), domain)) return true;
  return std::any_of(providers.patterns.begin(), providers.patterns.end(), [&](std::string_view pattern) { return fits(pattern, domain); });
}

}  // namespace winnow::face
