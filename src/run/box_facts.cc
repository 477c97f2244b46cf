#include "run/box_facts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "box/dbox.h"
#include "box/place.h"
#include "box/plist.h"
#include "run/item.h"

namespace winnow::run {
namespace {

struct Bit {
  unsigned at;                 // from 0, the lowest
  std::string_view word;
};
// nsMsgMessageFlags of Thunderbird: X-Mozilla-Status holds the lower 16 bits, X-Mozilla-Status2 the upper ones.
constexpr auto kMozilla = std::to_array<Bit>({{0, "read"}, {1, "answered"}, {2, "flagged"}, {3, "expunged"}, {8, "watched"},
                                              {10, "partial"}, {11, "queued"}, {12, "forwarded"}, {16, "new"}, {18, "ignored"},
                                              {21, "deleted"}, {24, "template"}});
// CamelMessageFlags of Evolution.
constexpr auto kEvolution = std::to_array<Bit>({{0, "answered"}, {1, "deleted"}, {2, "draft"}, {3, "flagged"}, {4, "read"},
                                                {7, "junk"}, {9, "not-junk"}, {10, "forwarded"}});
// `flags` in the trailer of an .emlx.
constexpr auto kApple = std::to_array<Bit>({{0, "read"}, {1, "deleted"}, {2, "answered"}, {3, "encrypted"}, {4, "flagged"}, {5, "recent"},
                                            {6, "draft"}, {8, "forwarded"}, {9, "redirected"}, {23, "signed"}, {24, "junk"},
                                            {25, "not-junk"}});

struct Letter { char letter; std::string_view word; };
// Status and X-Status of mbox mailboxes.
constexpr auto kStatus = std::to_array<Letter>({{'R', "read"}, {'O', "old"}, {'A', "answered"}, {'F', "flagged"}, {'D', "deleted"}, {'T', "draft"}});

void add_flag(std::string_view word, record::BoxFacts& facts) {
  const auto& flags = facts.flags();
  if (std::find(flags.begin(), flags.end(), word) == flags.end()) facts.add_flags(std::string(word));
}

template <std::size_t kSize>
void add_flags(std::uint64_t value, const std::array<Bit, kSize>& bits, record::BoxFacts& facts) {
  for (const Bit& bit : bits)
    if ((value >> bit.at & 1) != 0) add_flag(bit.word, facts);
}

std::string kept(std::string_view text) { return to_text(cut_text(trim(text), limits::kTraceTextBytes)); }

void add_label(std::string_view text, record::BoxFacts& facts) {
  text = trim(text);
  if (text.empty()) return;
  if (static_cast<std::size_t>(facts.labels_size()) == limits::kBoxLabels) return facts.set_left_out(facts.left_out() + 1);
  facts.add_labels(kept(text));
}

void add_fact(std::string_view name, std::string_view value, record::BoxFacts& facts) {
  if (trim(value).empty()) return;
  if (static_cast<std::size_t>(facts.facts_size()) == limits::kBoxFacts) return facts.set_left_out(facts.left_out() + 1);
  record::Param& fact = *facts.add_facts();
  fact.set_name(std::string(name));
  fact.set_text(kept(value));
}

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
  text = trim(text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void set_program(std::string_view program, record::BoxFacts& facts) {
  if (facts.program().empty()) facts.set_program(std::string(program));
}

// ---- fields ----

void mozilla_status(std::string_view value, record::BoxFacts& facts) {
  if (const auto bits = hexadecimal(value)) add_flags(*bits & 0xFFFF, kMozilla, facts);
}
void mozilla_status2(std::string_view value, record::BoxFacts& facts) {
  if (const auto bits = hexadecimal(value)) add_flags(*bits & ~std::uint64_t{0xFFFF}, kMozilla, facts);
}

void words(std::string_view value, record::BoxFacts& facts) {
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t begin = value.find_first_not_of(" \t\r\n", at);
    if (begin == std::string_view::npos) return;
    at = std::min(value.find_first_of(" \t\r\n", begin), value.size());
    add_label(value.substr(begin, at - begin), facts);
  }
}

// Labels are listed with commas; one that holds a comma stands in quotes. Encoded words may cut a label anywhere.
void gmail_labels(std::string_view value, record::BoxFacts& facts) {
  constexpr std::size_t kMost = 64 * limits::kKiB;
  const std::string text = mail::decode_unstructured(value.substr(0, kMost));
  std::string label;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    else if (c == ',' && !quoted) add_label(std::exchange(label, {}), facts);
    else label.push_back(c);
  }
  add_label(label, facts);
}

void status(std::string_view value, record::BoxFacts& facts) {
  for (const char c : value.substr(0, 64))
    for (const Letter& letter : kStatus)
      if (letter.letter == c) add_flag(letter.word, facts);
}

// "0000a1b2-0013": a number and flags, both hexadecimal.
void evolution(std::string_view value, record::BoxFacts& facts) {
  const std::size_t dash = value.find('-');
  if (dash == std::string_view::npos) return;
  add_fact("uid", value.substr(0, dash), facts);
  if (const auto bits = hexadecimal(value.substr(dash + 1, value.find(',') - dash - 1))) add_flags(*bits, kEvolution, facts);
}

// The message with which Pine, Alpine, Mutt and the c-client begin a mailbox: their own notes, no mail.
constexpr std::string_view kInternalSubject = "DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA";

using Read = void (*)(std::string_view, record::BoxFacts&);
void thread(std::string_view value, record::BoxFacts& facts) { add_fact("thread", value, facts); }
void id(std::string_view value, record::BoxFacts& facts) { add_fact("id", value, facts); }
void uid(std::string_view value, record::BoxFacts& facts) { add_fact("uid", value, facts); }
void account(std::string_view value, record::BoxFacts& facts) { add_fact("account", value, facts); }
void uids(std::string_view value, record::BoxFacts& facts) { add_fact("uid-validity", value, facts); }
void label(std::string_view value, record::BoxFacts& facts) { add_label(value, facts); }

struct BoxField {
  std::string_view name;       // lower case
  std::string_view program;
  Read read;
};
constexpr auto kFields = std::to_array<BoxField>({
    {"status", "", status},
    {"x-status", "", status},
    {"x-keywords", "", words},
    {"x-label", "", label},
    {"x-uid", "", uid},
    {"x-imap", "", uids},
    {"x-imapbase", "", uids},
    {"x-mozilla-status", "thunderbird", mozilla_status},
    {"x-mozilla-status2", "thunderbird", mozilla_status2},
    {"x-mozilla-keys", "thunderbird", words},
    {"x-account-key", "thunderbird", account},
    {"x-uidl", "", uid},
    {"x-gmail-labels", "gmail", gmail_labels},
    {"x-gm-thrid", "gmail", thread},
    {"x-gm-msgid", "gmail", id},
    {"x-evolution", "evolution", evolution},
    {"x-evolution-source", "evolution", account},
    {"x-evolution-account", "evolution", account},
});

}  // namespace

record::BoxFacts emlx_facts(Bytes trailer) {
  record::BoxFacts facts;
  facts.set_program("apple-mail");
  const box::Plist plist = box::read_plist(trailer);
  if (const auto* flags = plist.number("flags")) add_flags(static_cast<std::uint64_t>(*flags), kApple, facts);
  if (const auto* received = plist.number("date-received")) facts.set_received_at(*received);
  if (const auto* folder = plist.text("original-mailbox")) facts.set_folder(kept(*folder));
  const auto fact = [&](std::string_view key, std::string_view name) {
    if (const auto* text = plist.text(key)) add_fact(name, *text, facts);
    else if (const auto* number = plist.number(key)) add_fact(name, std::to_string(*number), facts);
  };
  fact("remote-id", "uid");
  fact("conversation-id", "thread");
  fact("subject", "subject");
  fact("sender", "sender");
  return facts;
}

record::BoxFacts dbox_facts(Bytes metadata) {
  record::BoxFacts facts;
  facts.set_program("dovecot");
  for (const box::DboxMetadata& line : box::dbox_metadata(metadata)) {
    switch (line.key) {
      case 'R':
        if (const auto seconds = hexadecimal(line.value)) facts.set_received_at(static_cast<std::int64_t>(*seconds));
        break;
      case 'B': facts.set_folder(kept(box::decoded_mailbox_name(line.value))); break;
      case 'G': add_fact("id", line.value, facts); break;
      case 'P': add_fact("uid", line.value, facts); break;
      case 'K': words(line.value, facts); break;
      default: break;
    }
  }
  return facts;
}

void add_header_facts(const mail::Message& message, record::BoxFacts& facts) {
  bool has_uids = false;
  for (const mail::Field& field : message.fields) {
    const char first = field.name.empty() ? '\0' : to_lower(field.name.front());
    if (first != 'x' && first != 's') continue;
    for (const BoxField& known : kFields) {
      if (known.name.size() != field.name.size() || !iequals(known.name, field.name)) continue;
      if (!known.program.empty()) set_program(known.program, facts);
      known.read(field.value, facts);
      has_uids |= known.read == uids;
      break;
    }
  }
  if (!has_uids) return;
  const mail::Field* const subject = message.find("Subject");
  if (subject != nullptr && istarts_with(trim(subject->value), kInternalSubject)) add_flag("internal-data", facts);
}

}  // namespace winnow::run
