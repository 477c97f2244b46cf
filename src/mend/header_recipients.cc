// docs/mend/header.recipients.md. Orders of a short list are counted in header_forms.cc.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kPlaces = 12;   // longest list into which one mailbox is put back, or out of which one is taken
constexpr std::size_t kMembersAmong = 4;   // longest list into which a member is put back
constexpr std::array<std::string_view, 4> kUndisclosed = {"undisclosed-recipients:;", "undisclosed-recipients: ;", "Undisclosed recipients:;",
                                                          "Undisclosed-Recipient:;"};

using Mailboxes = std::vector<std::string>;

std::string join(const Mailboxes& mailboxes, std::string_view between) {
  std::string out = " ";
  for (std::size_t i = 0; i < mailboxes.size(); ++i) {
    if (i > 0) out += between;
    out += mailboxes[i];
  }
  return out;
}

bool needs_quotes(std::string_view name) {
  return name.find_first_of("()<>@,;:\\\".[]") != std::string_view::npos || name.find("=?") != std::string_view::npos;
}

// `Name <a@b>` with its name quoted or bare; anything else as it is.
std::string spelled(std::string_view mailbox, bool quoted) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos) return std::string(mailbox);
  std::string_view name = trim(mailbox.substr(0, open));
  const bool is_quoted = name.size() >= 2 && name.front() == '"' && name.back() == '"';
  if (is_quoted) name = name.substr(1, name.size() - 2);
  if (name.empty() || quoted == is_quoted || name.find_first_of("\"\\") != std::string_view::npos) return std::string(mailbox);
  if (needs_quotes(name) && !quoted) return std::string(mailbox);
  if (name.find("=?") != std::string_view::npos) return std::string(mailbox);
  return (quoted ? "\"" + std::string(name) + "\"" : std::string(name)) + " " + std::string(mailbox.substr(open));
}

// A lone address with or without brackets; a name that is only the address left out.
std::string bracketed(std::string_view mailbox, bool brackets) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos) return brackets ? "<" + std::string(mailbox) + ">" : std::string(mailbox);
  const std::string_view address = mailbox.substr(open + 1, mailbox.find('>', open) - open - 1);
  std::string_view name = trim(mailbox.substr(0, open));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  if (!name.empty() && name != address) return std::string(mailbox);
  return brackets ? "<" + std::string(address) + ">" : std::string(address);
}

template <typename Respell>
Mailboxes respelled(const Mailboxes& mailboxes, Respell respell) {
  Mailboxes out;
  for (const std::string& one : mailboxes) out.push_back(respell(one));
  return out;
}

void propose_spellings(const Mailboxes& mailboxes, const Form& from, Forms& out) {
  out.push_back(with_field_value(from, 0, join(mailboxes, ", "), 4));
  out.push_back(with_field_value(from, 0, join(mailboxes, ","), 5));
  for (const bool yes : {true, false}) {
    out.push_back(with_field_value(from, 0, join(respelled(mailboxes, [&](const std::string& one) { return spelled(one, yes); }), ", "), 6));
    out.push_back(with_field_value(from, 0, join(respelled(mailboxes, [&](const std::string& one) { return bracketed(one, yes); }), ", "), 7));
  }
}

// One that the list put there: itself, or the author whose place in From it took.
void propose_without_one(const Scene& scene, const Mailboxes& mailboxes, const Form& from, Forms& out) {
  if (mailboxes.size() < 2 || mailboxes.size() > kPlaces) return;
  for (std::size_t i = 0; i < mailboxes.size(); ++i) {
    Mailboxes left = mailboxes;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
    const bool at_end = i == 0 || i + 1 == mailboxes.size();
    out.push_back(with_field_value(from, 0, join(left, ", "), (scene.list ? 5 : 9) + (at_end ? 0 : 2)));
  }
}

// A list that took itself out.
void propose_with_list(const Scene& scene, const Mailboxes& mailboxes, const Form& from, Forms& out) {
  if (mailboxes.size() > kPlaces) return;
  for (const std::string& address : scene.list_addresses()) {
    const bool there = std::any_of(mailboxes.begin(), mailboxes.end(), [&](const std::string& one) { return lower(one).find(address) != std::string::npos; });
    if (there) continue;
    for (std::size_t i = 0; i <= mailboxes.size(); ++i) {
      Mailboxes more = mailboxes;
      more.insert(more.begin() + static_cast<std::ptrdiff_t>(i), address);
      out.push_back(with_field_value(from, 0, join(more, ", "), 7));
    }
  }
}

// Mailman 2 takes its own members out of Cc; those whom the body names are put back, alone or between the others.
void propose_with_members(const Scene& scene, const Mailboxes& mailboxes, const Form& from, Forms& out) {
  if (mailboxes.size() > kMembersAmong) return;
  for (const WrittenMailbox& one : scene.body_mailboxes()) {
    const bool there = std::any_of(mailboxes.begin(), mailboxes.end(), [&](const std::string& text) { return lower(text).find(one.address) != std::string::npos; });
    if (there) continue;
    for (std::size_t i = 0; i <= mailboxes.size(); ++i) {
      Mailboxes more = mailboxes;
      more.insert(more.begin() + static_cast<std::ptrdiff_t>(i), std::string(one.text));
      if (!from.fields.empty()) {
        out.push_back(with_field_value(from, 0, join(more, ", "), 8));
        continue;
      }
      Form form = from;
      form.fields.push_back({-1, "Cc:" + join(more, ", ")});
      form.cost += 6;
      out.push_back(std::move(form));
    }
  }
}

// Two fields that became one.
void propose_two_fields(const Mailboxes& mailboxes, const Form& from, Forms& out) {
  const std::string name(name_of(from.fields[0].text));
  for (std::size_t i = 1; i < mailboxes.size() && i < 4; ++i) {
    const auto middle = mailboxes.begin() + static_cast<std::ptrdiff_t>(i);
    Form form = with_field_value(from, 0, join(Mailboxes(mailboxes.begin(), middle), ", "), 10);
    form.fields.push_back({-1, name + ":" + join(Mailboxes(middle, mailboxes.end()), ", ")});
    out.push_back(std::move(form));
  }
}

void propose_undisclosed(const Form& from, Forms& out) {
  for (const std::string_view value : kUndisclosed) {
    Form form = from;
    form.fields.assign(1, {from.fields.empty() ? -1 : from.fields[0].field, "To: " + std::string(value)});
    form.cost += 9;
    out.push_back(std::move(form));
  }
}

}  // namespace

bool takes_recipients(const Scene&, std::string_view field) { return field == "to" || field == "cc"; }

void propose_recipients(const Scene& scene, std::string_view field, const Form& from, Forms& out) {
  if (from.fields.size() > 1) return;
  if (field == "to") propose_undisclosed(from, out);
  Mailboxes mailboxes;
  if (from.fields.empty()) {
    if (field == "cc") propose_with_members(scene, mailboxes, from, out);
    return;
  }
  for (const std::string_view text : split_mailboxes(value_of(from.fields[0].text))) mailboxes.emplace_back(text);
  if (mailboxes.empty()) return;
  propose_spellings(mailboxes, from, out);
  propose_without_one(scene, mailboxes, from, out);
  propose_with_list(scene, mailboxes, from, out);
  if (field == "cc") propose_with_members(scene, mailboxes, from, out);
  propose_two_fields(mailboxes, from, out);
}

}  // namespace winnow::mend
