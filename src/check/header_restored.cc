// docs/checks/header.restored.md
#include <algorithm>
#include <utility>

#include "base/limits.h"
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

// Whether two messages with as many parts read the same, part by part.
bool read_alike(const mail::Message& now, const mail::Message& before) {
  for (std::size_t i = 0; i < now.parts.size(); ++i) {
    const mail::Part& a = now.parts[i];
    const mail::Part& b = before.parts[i];
    if (a.type != b.type || a.subtype != b.subtype || a.disposition != b.disposition || a.name != b.name) return false;
    if (a.is_multipart() || a.is_message() || (a.encoding == b.encoding && iequals(a.charset, b.charset))) continue;
    const bool is_text = a.type == "text";
    if (is_text ? mail::decode_text(now, a, limits::kTextBytes) != mail::decode_text(before, b, limits::kTextBytes)
                : mail::decode_body(now, a, limits::kMessageBytes) != mail::decode_body(before, b, limits::kMessageBytes))
      return false;
  }
  return true;
}

// Only the header differs, and in what says how the body is read.
bool reads_otherwise(const mail::Message& now, const mail::Message& before) {
  const auto same = [&](std::string_view name) {
    const std::vector<const mail::Field*> a = now.find_all(name), b = before.find_all(name);
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const mail::Field* x, const mail::Field* y) { return x->value == y->value; });
  };
  if (same("MIME-Version") && same("Content-Type") && same("Content-Transfer-Encoding")) return false;
  const std::string_view body = as_text(now.bytes).substr(now.body.begin), signed_body = as_text(before.bytes).substr(before.body.begin);
  return body == signed_body && (now.parts.size() != before.parts.size() || !read_alike(now, before));
}

class Comparison {
 public:
  Comparison(const Context& at_hand, const mail::Message& before, Findings& out) : at_hand_(at_hand), before_(before), out_(out) {}

  void say_reading() const {
    Emit finding(out_, "header.restored", "reading", record::LIMIT, record::STRENGTH_A, record::CONTENT);
    finding.finding().set_at_most(record::OPEN);
    for (std::size_t i = 0; i < at_hand_.message.fields.size(); ++i)
      if (istarts_with(at_hand_.message.fields[i].name, "Content-T")) finding.field(at_hand_, static_cast<int>(i), "reading-field");
  }
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
  if (reads_otherwise(now, before)) comparison.say_reading();
  for (const std::string_view name : {"To", "Cc"})
    if (!were_there(mailboxes(now, name), mailboxes(before, name))) comparison.say("recipients", name, record::RECIPIENTS);
}

}  // namespace winnow::check
