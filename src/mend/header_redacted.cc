// docs/mend/header.redacted.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::array<std::string_view, 6> kFields = {"from", "to", "cc", "reply-to", "sender", "message-id"};
constexpr std::array<std::string_view, 7> kMarks = {"xxx", "***", "...", "redacted", "hidden", "masked", "\xe2\x80\xa6"};

struct Address {
  std::string_view local, domain;
};

Address split_address(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {address, {}};
  return {address.substr(0, at), address.substr(at + 1)};
}

// How many letters of a name stand in front of a mark; all of it where there is none.
std::size_t mark_in(std::string_view text) {
  const std::string low = lower(text);
  std::size_t first = std::string::npos;
  for (const std::string_view mark : kMarks) first = std::min(first, low.find(mark));
  return first;
}

// Whether the masked half may be the whole one: the letters in front of the mark are its own.
bool may_be(std::string_view masked, std::string_view whole) {
  const std::size_t mark = mark_in(masked);
  if (mark == std::string::npos) return iequals(masked, whole);
  return istarts_with(whole, masked.substr(0, mark));
}

std::string_view address_in(std::string_view mailbox) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos) return mailbox;
  return mailbox.substr(open + 1, mailbox.find('>', open) - open - 1);
}

bool is_masked(std::string_view address) { return address.find('@') != std::string_view::npos && mark_in(address) != std::string_view::npos; }

// "a at b.example" where an address was written for people.
std::string with_signs(std::string_view value) {
  std::string out(value);
  for (std::size_t at = 0; (at = out.find(" at ", at)) != std::string::npos; ++at) out.replace(at, 4, "@");
  return out;
}

// The value with this masked address replaced.
std::string replaced(std::string_view value, std::string_view masked, std::string_view whole) {
  std::string out(value);
  const auto at = static_cast<std::size_t>(masked.data() - value.data());
  return out.replace(at, masked.size(), whole);
}

}  // namespace

bool takes_redacted(const Scene&, std::string_view field) { return std::find(kFields.begin(), kFields.end(), field) != kFields.end(); }

void propose_redacted(const Scene& scene, std::string_view, const Form& from, Forms& out) {
  if (from.fields.size() != 1) return;
  const std::string_view value = value_of(from.fields[0].text);
  if (value.find(" at ") != std::string_view::npos && value.find('@') == std::string_view::npos)
    out.push_back(with_field_value(from, 0, with_signs(value), 5));
  for (const std::string_view mailbox : split_mailboxes(value)) {
    const std::string_view masked = address_in(mailbox);
    if (!is_masked(masked)) continue;
    unsigned bits = 2;
    for (const WrittenMailbox& one : scene.mailboxes()) {
      const std::string_view whole = address_in(one.text);
      if (is_masked(whole)) continue;
      const Address hidden = split_address(masked), known = split_address(whole);
      if (!may_be(hidden.local, known.local) || !may_be(hidden.domain, known.domain)) continue;
      out.push_back(with_field_value(from, 0, replaced(value, masked, whole), bits++));
    }
  }
}

}  // namespace winnow::mend
