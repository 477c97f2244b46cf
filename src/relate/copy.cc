#include "relate/copy.h"

#include <algorithm>

#include "base/text.h"
#include "relate/item.h"

namespace winnow::relate {
namespace {

constexpr std::string_view kListFields[] = {"List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "X-Mailing-List", "X-BeenThere"};

bool is_listed(const record::Item& item) {
  record::Carriage carriage;
  if (item.carriage().empty() || !carriage.ParseFromString(item.carriage())) return false;
  return std::any_of(carriage.fields().begin(), carriage.fields().end(), [](const record::TraceField& field) {
    return std::any_of(std::begin(kListFields), std::end(kListFields), [&](std::string_view name) { return iequals(field.name(), name); });
  });
}

// White space set aside, as folding changes it.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!is_blank(c) && c != '\r' && c != '\n') out += c;
  return out;
}

constexpr std::int64_t kSentAgainSeconds = 2 * 3600;

}  // namespace

bool is_proved(const record::Standings& standings) {
  return standings.of(record::AUTHOR) == record::PROVED && standings.of(record::CONTENT) == record::PROVED;
}

bool Comparison::text_agrees() const {
  return text.kind == Agreement::Kind::kSame || text.kind == Agreement::Kind::kTail || text.kind == Agreement::Kind::kNear;
}

// What stands behind a line of dashes may be a list's; of mail that no list carried it is a change like any other.
bool Comparison::text_differs() const {
  return text.kind == Agreement::Kind::kNear || text.kind == Agreement::Kind::kFar || (text.kind == Agreement::Kind::kTail && !listed);
}

// Lists leave out whom they serve themselves: each of two lists others.
bool Comparison::recipients_differ() const {
  return (recipients == Recipients::kDiffer && !both_listed) || (recipients == Recipients::kLeftOut && !listed);
}

bool Comparison::differs() const {
  if (equal_bytes) return false;
  return from == Part::kDiffers || subject == Part::kDiffers || date == Part::kDiffers || recipients_differ() || text_differs();
}

bool Comparison::other_mail() const {
  const bool other_sending = from == Part::kDiffers || date == Part::kDiffers;
  return !equal_bytes && other_sending && !text_agrees();
}

void CopyList::add(const Entry& entry) {
  const record::Item& item = *entry.item;
  Copy copy{.id = entry.id};
  copy.message_id = digest_of(item.message_id());
  const std::string from = item.people_size() > 0 && !item.from_domain().empty() ? lower(item.people(0).address()) : std::string();
  copy.from = digest_of(from);
  copy.has_date = item.has_date();
  copy.date = item.date();
  if (!from.empty() && copy.has_date) copy.sending = digest_of(from + "\n" + std::to_string(item.date()));
  copy.bytes = digest_of(item.sha256());
  copy.subject = digest_of(squeezed(item.subject()));
  copy.untagged = digest_of(squeezed(untagged_subject(item.subject())));
  copy.is_listed = is_listed(item);
  copy.from_via = copy.is_listed && item.display_name().find(" via ") != std::string::npos;
  copy.is_proved = is_proved(entry.standings);
  copy.recipients = static_cast<std::uint32_t>(recipients_.size());
  for (int i = from.empty() ? 0 : 1; i < item.people_size(); ++i)
    recipients_.push_back(static_cast<std::uint32_t>(digest_of(lower(item.people(i).address()))));
  copy.recipient_count = static_cast<std::uint32_t>(recipients_.size()) - copy.recipients;
  copy.print = static_cast<std::uint32_t>(prints_.size());
  prints_.insert(prints_.end(), item.print().begin(), item.print().end());
  copy.print_bytes = static_cast<std::uint32_t>(item.print().size());
  copies_.push_back(copy);
}

record::Print CopyList::print_of(const Copy& copy) const {
  const auto begin = prints_.begin() + copy.print;
  record::Print print;
  if (!print.ParseFromString(std::string(begin, begin + copy.print_bytes))) print.Clear();
  return print;
}

Comparison::Recipients CopyList::compare_recipients(const Copy& a, const Copy& b) const {
  using Recipients = Comparison::Recipients;
  const auto begin = recipients_.begin();
  std::vector<std::uint32_t> of_a(begin + a.recipients, begin + a.recipients + a.recipient_count);
  std::vector<std::uint32_t> of_b(begin + b.recipients, begin + b.recipients + b.recipient_count);
  if (of_a == of_b) return Recipients::kSame;
  for (auto* list : {&of_a, &of_b}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  if (of_a == of_b) return Recipients::kOrder;
  const bool within = std::includes(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) || std::includes(of_b.begin(), of_b.end(), of_a.begin(), of_a.end());
  return within ? Recipients::kLeftOut : Recipients::kDiffer;
}

Comparison CopyList::compare(std::uint32_t first, std::uint32_t second) const {
  using Part = Comparison::Part;
  const Copy &a = copies_[first], &b = copies_[second];
  Comparison found;
  found.equal_bytes = a.bytes == b.bytes && a.bytes != 0;
  found.listed = a.is_listed || b.is_listed;
  found.both_listed = a.is_listed && b.is_listed;
  if (found.equal_bytes) {
    found.text.kind = Agreement::Kind::kSame;
    return found;
  }
  if (a.from != b.from) found.from = a.from_via || b.from_via ? Part::kExplained : Part::kDiffers;
  if (a.subject != b.subject) found.subject = a.untagged == b.untagged ? Part::kExplained : Part::kDiffers;
  if (a.has_date != b.has_date || a.date != b.date) found.date = Part::kDiffers;
  found.recipients = compare_recipients(a, b);
  const record::Print of_a = print_of(a), of_b = print_of(b);
  found.words = std::min(of_a.words(), of_b.words());
  found.text = agreement(of_a, of_b);
  // Authors send a mail to a second list under the same id.
  const bool soon = a.has_date && b.has_date && std::max(a.date, b.date) - std::min(a.date, b.date) < kSentAgainSeconds;
  if (found.date == Part::kDiffers && soon && found.both_listed && found.text.kind == Agreement::Kind::kSame) found.date = Part::kExplained;
  return found;
}

}  // namespace winnow::relate
