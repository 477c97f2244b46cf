// docs/mend/header.sender.md
#include <algorithm>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kTried = 12;   // mailboxes tried for one field

// The display name in front of " via ", without the quotes around it; empty where there is none.
std::string_view name_before_via(std::string_view value) {
  const std::size_t via = value.find(" via ");
  if (via == std::string_view::npos) return {};
  std::string_view name = trim(value.substr(0, via));
  while (!name.empty() && (name.front() == '"' || name.front() == '\'')) name.remove_prefix(1);
  while (!name.empty() && (name.back() == '"' || name.back() == '\'')) name.remove_suffix(1);
  return name;
}

std::string_view address_text(std::string_view mailbox) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos) return mailbox;
  const std::string_view rest = mailbox.substr(open + 1);
  return rest.substr(0, rest.find('>'));
}

bool is_rewritten(const Scene& scene, std::string_view value) {
  if (value.find(" via ") != std::string_view::npos) return true;
  const std::vector<mail::Mailbox> read = mail::parse_addresses(value);
  return !read.empty() && scene.is_list_address(read[0].address());
}

// The senders that stand elsewhere in the header, as they stand and under the name that was left.
void propose_author(const Scene& scene, const Form& from, Forms& out) {
  const std::string_view value = value_of(from.fields[0].text);
  const bool rewritten = is_rewritten(scene, value);
  const std::string name(name_before_via(value));
  unsigned bits = rewritten ? 1 : 9;
  if (name.find('@') != std::string::npos) out.push_back(with_field_value(from, 0, " " + name, bits + 1));
  std::size_t tried = 0;
  for (const WrittenMailbox& one : scene.mailboxes()) {
    if (scene.is_list_address(one.address) || trim(value) == one.text) continue;
    if (++tried > kTried) return;
    const std::string address(address_text(one.text));
    out.push_back(with_field_value(from, 0, " " + std::string(one.text), bits));
    if (!name.empty()) {
      out.push_back(with_field_value(from, 0, " " + name + " <" + address + ">", bits + 1));
      out.push_back(with_field_value(from, 0, " \"" + name + "\" <" + address + ">", bits + 1));
    }
    if (rewritten || one.text != address) out.push_back(with_field_value(from, 0, " " + address, bits + 3));
    ++bits;
  }
}

void propose_other(const Scene& scene, std::string_view field, const Form& from, Forms& out) {
  unsigned bits = 7;
  std::size_t tried = 0;
  for (const WrittenMailbox& one : scene.mailboxes()) {
    if (++tried > kTried) return;
    const std::string value = " " + std::string(one.text);
    if (!from.fields.empty()) {
      out.push_back(with_field_value(from, 0, value, bits));
    } else if (field == "reply-to" || scene.list) {
      Form form = from;
      form.fields.push_back({-1, std::string(field == "sender" ? "Sender:" : "Reply-To:") + value});
      form.cost += bits + 2;
      out.push_back(std::move(form));
    }
    ++bits;
  }
}

}  // namespace

bool takes_from(const Scene&, std::string_view field) { return field == "from" || field == "reply-to" || field == "sender"; }

void propose_sender(const Scene& scene, std::string_view field, const Form& from, Forms& out) {
  if (from.fields.size() > 1) return;
  if (field != "from") propose_other(scene, field, from, out);
  else if (!from.fields.empty()) propose_author(scene, from, out);
}

}  // namespace winnow::mend
