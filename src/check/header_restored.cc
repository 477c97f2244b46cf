// docs/checks/header.restored.md
#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "check/check.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

// A mailbox as a reader sees it.
using Shown = std::pair<std::string, std::string>;   // display name, address

std::vector<Shown> mailboxes(const mail::Message& message, std::string_view name) {
  std::vector<Shown> out;
  for (const mail::Field* field : message.find_all(name))
    for (const mail::Mailbox& mailbox : mail::parse_addresses(field->value)) out.emplace_back(mailbox.display, lower(mailbox.address()));
  return out;
}

// Blanks do not count: folding makes them.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!is_blank(c) && c != '\r' && c != '\n') out.push_back(c);
  return out;
}

std::vector<std::string> subjects(const mail::Message& message) {
  std::vector<std::string> out;
  for (const mail::Field* field : message.find_all("Subject")) out.push_back(squeezed(mail::decode_unstructured(field->value)));
  return out;
}

// Moments; a date that cannot be read as its text.
std::vector<std::string> dates(const mail::Message& message) {
  std::vector<std::string> out;
  for (const mail::Field* field : message.find_all("Date")) {
    const auto date = mail::parse_date(field->value);
    out.push_back(date ? std::to_string(date->unix_seconds) : squeezed(field->value));
  }
  return out;
}

// Whether everybody who is shown was there, under the same name or under none.
bool were_there(const std::vector<Shown>& shown, const std::vector<Shown>& before) {
  return std::all_of(shown.begin(), shown.end(), [&](const Shown& one) {
    return std::any_of(before.begin(), before.end(), [&](const Shown& other) {
      return one.second == other.second && (one.first.empty() || one.first == other.first);
    });
  });
}

std::string text_of(const mail::Message& message, std::string_view name) {
  std::string out;
  for (const mail::Field* field : message.find_all(name)) {
    if (!out.empty()) out += " / ";
    out += trim(mail::decode_unstructured(field->value));
  }
  return out;
}

class Comparison {
 public:
  Comparison(const Context& at_hand, const mail::Message& before, Findings& out) : at_hand_(at_hand), before_(before), out_(out) {}

  void say(std::string_view variant, std::string_view name, unsigned aspect) const {
    Emit finding(out_, "header.restored", variant, record::LIMIT, record::STRENGTH_A, aspect);
    finding.finding().set_at_most(record::OPEN);
    finding.text("field", name).text("shown", text_of(at_hand_.message, name)).text("signed", text_of(before_, name));
    for (std::size_t i = 0; i < at_hand_.message.fields.size(); ++i)
      if (iequals(at_hand_.message.fields[i].name, name)) finding.field(at_hand_, static_cast<int>(i), "shown-field");
  }

 private:
  const Context& at_hand_;
  const mail::Message& before_;
  Findings& out_;
};

}  // namespace

void compare_shown_header(const Context& at_hand, const mail::Message& before, Findings& out) {
  const mail::Message& now = at_hand.message;
  const Comparison comparison(at_hand, before, out);
  if (mailboxes(now, "From") != mailboxes(before, "From")) comparison.say("author", "From", record::AUTHOR);
  if (subjects(now) != subjects(before)) comparison.say("subject", "Subject", record::SUBJECT);
  if (dates(now) != dates(before)) comparison.say("date", "Date", record::DATE);
  for (const std::string_view name : {"To", "Cc"})
    if (!were_there(mailboxes(now, name), mailboxes(before, name))) comparison.say("recipients", name, record::RECIPIENTS);
}

}  // namespace winnow::check
