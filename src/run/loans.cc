#include "run/loans.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/visit_limits.h"
#include "base/text.h"
#include "proof/signature_field.h"

namespace winnow::run {
namespace {

// Written by those who carry a mail, for each copy anew.
constexpr std::array<std::string_view, 10> kTrace = {
    "received", "return-path", "delivered-to", "x-received", "authentication-results", "arc-seal", "arc-message-signature",
    "arc-authentication-results", "x-google-dkim-signature", "domainkey-signature"};

bool is_trace(std::string_view lower_name) { return std::find(kTrace.begin(), kTrace.end(), lower_name) != kTrace.end(); }

using ByName = std::map<std::string, std::vector<const mail::Field*>>;

ByName by_name(const mail::Message& message) {
  ByName fields;
  for (const mail::Field& field : message.fields) fields[lower(field.name)].push_back(&field);
  return fields;
}

std::vector<std::string> texts_of(const std::vector<const mail::Field*>& fields) {
  std::vector<std::string> texts;
  for (const mail::Field* field : fields) texts.emplace_back(field->raw);
  return texts;
}

// As a reader sees it, runs of blanks as one.
std::string shown(const mail::Field& field) {
  std::string out;
  for (const char c : mail::decode_unstructured(field.value))
    if (!is_blank(c) || (!out.empty() && out.back() != ' ')) out += is_blank(c) ? ' ' : c;
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// The subject, or the subject with the tag of a list in it.
bool is_same_subject(std::string_view at_hand, std::string_view copy) {
  if (at_hand == copy) return true;
  const std::size_t open = at_hand.find('['), close = at_hand.find("] ", open);
  if (open == std::string_view::npos || close == std::string_view::npos) return false;
  return std::string(at_hand.substr(0, open)).append(at_hand.substr(close + 2)) == copy;
}

std::vector<std::string> addresses(const std::vector<const mail::Field*>& fields) {
  std::vector<std::string> out;
  for (const mail::Field* field : fields)
    for (const mail::Mailbox& mailbox : mail::parse_addresses(field->value)) out.push_back(lower(mailbox.address()));
  return out;
}

// Which fields of a copy may be put in the place of those of the message.
class Comparison {
 public:
  Comparison(const ByName& message, const ByName& copy) : message_(message), copy_(copy) {
    std::vector<std::string> there = addresses(of(copy_, "to"));
    for (std::string& one : addresses(of(copy_, "cc"))) there.push_back(std::move(one));
    const std::set<std::string> known(there.begin(), there.end());
    for (const char* name : {"to", "cc"})
      for (const std::string& one : addresses(of(message_, name))) keeps_recipients_ &= known.contains(one);
  }

  bool may_stand(const std::string& name) const {
    const auto& here = of(message_, name);
    const auto& there = of(copy_, name);
    if (name == "dkim-signature" || is_trace(name)) return false;
    if (name == "to" || name == "cc") return keeps_recipients_;
    if (name == "from") return here.size() == 1 && there.size() == 1 && is_same_author(*here[0], *there[0]);
    if (name == "subject") return here.size() == 1 && there.size() == 1 && is_same_subject(shown(*here[0]), shown(*there[0]));
    if (name == "date") return here.size() == 1 && there.size() == 1 && is_same_time(*here[0], *there[0]);
    return true;
  }

 private:
  static const std::vector<const mail::Field*>& of(const ByName& fields, const std::string& name) {
    static const std::vector<const mail::Field*> kNone;
    const auto found = fields.find(name);
    return found == fields.end() ? kNone : found->second;
  }
  static bool is_same_author(const mail::Field& a, const mail::Field& b) {
    const auto first = mail::parse_addresses(a.value), second = mail::parse_addresses(b.value);
    return std::equal(first.begin(), first.end(), second.begin(), second.end(), [](const mail::Mailbox& one, const mail::Mailbox& other) {
      return one.display == other.display && lower(one.address()) == lower(other.address());
    });
  }
  static bool is_same_time(const mail::Field& a, const mail::Field& b) {
    const auto first = mail::parse_date(a.value), second = mail::parse_date(b.value);
    return first && second && first->unix_seconds == second->unix_seconds;
  }

  const ByName& message_;
  const ByName& copy_;
  bool keeps_recipients_ = true;
};

void take_signatures(const ByName& message, const ByName& copy, const std::string& source, Loans& loans) {
  const auto lent = copy.find("dkim-signature");
  if (lent == copy.end()) return;
  std::set<std::array<std::byte, 8>> known;
  if (const auto own = message.find("dkim-signature"); own != message.end())
    for (const mail::Field* field : own->second) known.insert(proof::value_digest(proof::read_signature_field(field->value)));
  for (const LentSignature& one : loans.signatures) known.insert(one.value_digest);
  for (const mail::Field* field : lent->second) {
    const proof::SignatureField read = proof::read_signature_field(field->value);
    if (!read.value || read.value->empty() || loans.signatures.size() >= limits::kLentSignatures) continue;
    if (const auto digest = proof::value_digest(read); known.insert(digest).second)
      loans.signatures.push_back({std::string(field->raw), source, digest});
  }
}

void take_fields(const ByName& message, const ByName& copy, const Loan& lent, Loans& loans) {
  const Comparison comparison(message, copy);
  std::set<std::string> names;
  for (const auto& [name, fields] : copy) names.insert(name);
  if (lent.whole())
    for (const auto& [name, fields] : message) names.insert(name);
  for (const std::string& name : names) {
    const auto here = message.find(name), there = copy.find(name);
    std::vector<std::string> texts = there == copy.end() ? std::vector<std::string>() : texts_of(there->second);
    if (here != message.end() ? texts_of(here->second) == texts : texts.empty()) continue;
    if (!comparison.may_stand(name)) continue;
    const bool known = std::any_of(loans.fields.begin(), loans.fields.end(), [&](const mend::CopiedFields& one) {
      return one.name == name && one.texts == texts;
    });
    if (!known && loans.fields.size() < limits::kLentFields) loans.fields.push_back({name, std::move(texts), lent.locator()});
  }
}

}  // namespace

Loan loan_of(Bytes bytes, std::string_view locator) {
  Loan loan;
  loan.set_locator(std::string(locator));
  loan.set_whole(true);
  const mail::Message message = mail::parse(bytes);
  std::string header;
  for (const mail::Field& field : message.fields) {
    if (is_trace(lower(field.name))) continue;
    if (header.size() + field.raw.size() + 2 > limits::kLoanBytes) loan.set_whole(false);
    else header.append(field.raw).append("\r\n");
  }
  loan.set_header(std::move(header));
  return loan;
}

Loans loans_for(const mail::Message& message, std::span<const Loan> lent) {
  Loans loans;
  const ByName here = by_name(message);
  for (const Loan& one : lent) {
    const std::string block = one.header() + "\r\n";
    const mail::Message copy = mail::parse(as_bytes(block));
    const ByName there = by_name(copy);
    take_signatures(here, there, one.locator(), loans);
    take_fields(here, there, one, loans);
  }
  return loans;
}

}  // namespace winnow::run
