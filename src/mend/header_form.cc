#include "mend/header_form.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/undo_limits.h"

namespace winnow::mend {
namespace {

// Fields in which programs that rewrite a sender, or a publisher that hides addresses, leave the old one.
constexpr std::array<std::string_view, 14> kAddressFields = {
    "Reply-To", "X-Original-From", "X-Original-Sender", "X-Google-Original-From", "Original-From", "Resent-From", "From", "Sender",
    "X-Sender", "X-Envelope-From", "Return-Path", "Cc", "To", "X-Original-To"};
constexpr std::size_t kBodyMailboxes = 8;
constexpr std::array<std::string_view, 5> kListFields = {"List-Id", "List-Post", "X-BeenThere", "Mailing-List", "X-Mailman-Version"};

bool is_listed(std::string_view name, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return iequals(one, name); });
}

}  // namespace

Scene::Scene(const mail::Message& at_hand, int own_field, proof::Canonicalization header, std::span<const FieldHint> known,
             std::span<const CopiedFields> copied)
    : message(at_hand), own(own_field), how(header), hints(known), copies(copied),
      is_simple(header == proof::Canonicalization::kSimple), line_end(at_hand.crlf ? "\r\n" : "\n") {
  read_list_fields();
  read_mailboxes();
  read_zones();
  if (list) read_body();
}

void Scene::read_list_fields() {
  for (const mail::Field& field : message.fields) {
    if (!is_listed(field.name, kListFields)) continue;
    list = true;
    const bool holds_address = iequals(field.name, "List-Post") || iequals(field.name, "X-BeenThere");
    if (!holds_address || list_addresses_.size() >= limits::kUndoMailboxes) continue;
    std::string_view value = trim(field.value.substr(0, limits::kUndoFieldBytes));
    if (const std::size_t scheme = value.find("mailto:"); scheme != std::string_view::npos) value.remove_prefix(scheme + 7);
    list_addresses_.push_back(lower(value.substr(0, value.find_first_of(">?, "))));
  }
}

Form Scene::fields_at_hand(std::string_view name) const {
  Form form;
  for (std::size_t i = 0; i < message.fields.size(); ++i)
    if (static_cast<int>(i) != own && iequals(message.fields[i].name, name))
      form.fields.push_back({static_cast<int>(i), std::string(message.fields[i].raw)});
  return form;
}

bool Scene::is_list_address(std::string_view address) const {
  const std::string low = lower(address);
  return std::any_of(list_addresses_.begin(), list_addresses_.end(), [&](const std::string& list_address) {
    const std::size_t at = list_address.find('@');
    if (low == list_address) return true;
    return at != std::string::npos && low.starts_with(list_address.substr(0, at) + "-") && low.ends_with(list_address.substr(at));
  });
}

// Programs that take the sender's place leave its line at the beginning of the body.
std::string_view Scene::from_line_of_body() const {
  const std::string_view text = as_text(message.bytes).substr(message.body.begin).substr(0, limits::kUndoFieldBytes);
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    if (line.starts_with("From: ")) return trim(line.substr(6));
    if (text.find('\n', at) == std::string_view::npos) break;
  }
  return {};
}

// "…: Name <address>" and "… Name <address> wrote:" of whole lines.
void Scene::read_body() {
  std::string_view text = as_text(message.bytes).substr(message.body.begin).substr(0, limits::kUndoFieldBytes);
  while (!text.empty() && body_mailboxes_.size() < kBodyMailboxes) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t close = line.rfind('>'), open = line.rfind('<');
    if (close == std::string_view::npos || open == std::string_view::npos || open > close) continue;
    line = line.substr(0, close + 1);
    const std::size_t mark = line.find_last_of(":,", open);
    if (mark == std::string_view::npos) continue;
    const std::string_view mailbox = trim(line.substr(mark + 1));
    const std::vector<mail::Mailbox> read = mail::parse_addresses(mailbox);
    if (read.size() != 1 || read[0].domain.empty()) continue;
    const std::string address = lower(read[0].address());
    const bool known = std::any_of(body_mailboxes_.begin(), body_mailboxes_.end(), [&](const WrittenMailbox& one) { return one.address == address; });
    if (!known) body_mailboxes_.push_back({mailbox, read[0].display, address});
  }
}

void Scene::add_mailboxes(std::string_view value) {
  for (const std::string_view text : split_mailboxes(value)) {
    const std::vector<mail::Mailbox> read = mail::parse_addresses(text);
    if (read.size() != 1 || read[0].domain.empty() || mailboxes_.size() >= limits::kUndoMailboxes) continue;
    std::string address = lower(read[0].address());
    const bool known = std::any_of(mailboxes_.begin(), mailboxes_.end(), [&](const WrittenMailbox& one) {
      return one.address == address && one.display == read[0].display;
    });
    if (!known) mailboxes_.push_back({text, read[0].display, std::move(address)});
  }
}

void Scene::read_mailboxes() {
  for (const std::string_view name : kAddressFields) {
    for (const mail::Field& field : message.fields) {
      if (iequals(field.name, name) && field.value.size() <= limits::kUndoFieldBytes) add_mailboxes(field.value);
    }
    if (name == "From") add_mailboxes(from_line_of_body());
  }
}

// The last "+hhmm" or "-hhmm" of each date of the header.
void Scene::read_zones() {
  for (const mail::Field& field : message.fields) {
    if (!iequals(field.name, "Received") && !iequals(field.name, "Date") && !iequals(field.name, "X-Original-Date")) continue;
    const std::string_view value = field.value;
    const std::size_t sign = value.find_last_of("+-");
    if (sign == std::string_view::npos || sign + 5 > value.size()) continue;
    const std::string zone(value.substr(sign, 5));
    if (!std::all_of(zone.begin() + 1, zone.end(), is_digit)) continue;
    if (std::find(zones_.begin(), zones_.end(), zone) == zones_.end()) zones_.push_back(zone);
    if (zones_.size() >= limits::kUndoZones) return;
  }
}

std::string_view name_of(std::string_view text) {
  std::string_view name = text.substr(0, text.find(':'));
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  return name;
}

std::string_view value_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
}

std::string with_value(std::string_view text, std::string_view value) {
  std::string out(text.substr(0, text.find(':')));
  out += ':';
  out += value;
  return out;
}

mail::Field as_field(std::string_view text) {
  mail::Field field;
  field.name = name_of(text);
  field.value = value_of(text);
  field.raw = text;
  return field;
}

std::vector<std::string_view> split_mailboxes(std::string_view value) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  int comments = 0;
  bool quoted = false, bracket = false;
  const auto take = [&](std::size_t end) {
    const std::string_view text = trim(value.substr(begin, end - begin));
    if (!text.empty()) out.push_back(text);
    begin = end + 1;
  };
  for (std::size_t i = 0; i < value.size() && out.size() < limits::kUndoMailboxes; ++i) {
    const char c = value[i];
    if (c == '\\') ++i;
    else if (c == '"' && comments == 0) quoted = !quoted;
    else if (quoted) continue;
    else if (c == '(') ++comments;
    else if (c == ')' && comments > 0) --comments;
    else if (c == '<') bracket = true;
    else if (c == '>') bracket = false;
    else if (c == ',' && comments == 0 && !bracket) take(i);
  }
  if (begin < value.size()) take(value.size());
  return out;
}

}  // namespace winnow::mend
