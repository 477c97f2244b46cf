#include "box/place.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/locator.h"
#include "base/text.h"
#include "box/folder.h"

namespace winnow::box {
namespace {

using Names = std::vector<std::string>;

// Folders and archives on the way to a file, and its own name.
Names names_of(std::string_view locator) {
  Names names;
  for (std::size_t at = 0; at <= locator.size();) {
    const std::size_t end = std::min(locator.find_first_of("/!", at), locator.size());
    const std::string_view name = locator.substr(at, end - at);
    names.push_back(locator_name_decoded(name).value_or(std::string(name)));
    at = end + 1;
  }
  return names;
}

std::string_view without(std::string_view name, std::string_view suffix) {
  if (name.size() > suffix.size() && iequals(name.substr(name.size() - suffix.size()), suffix)) name.remove_suffix(suffix.size());
  return name;
}

bool ends_as(std::string_view name, std::string_view suffix) { return without(name, suffix).size() != name.size(); }

std::string joined(const Names& names, std::size_t begin, std::size_t end, std::string_view suffix = {}) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    if (!out.empty()) out += '/';
    out += decoded_mailbox_name(suffix.empty() ? names[i] : without(names[i], suffix));
  }
  return out;
}

struct Flag { char letter; std::string_view word; };
constexpr auto kMaildirFlags = std::to_array<Flag>({{'P', "forwarded"}, {'R', "answered"}, {'S', "read"}, {'T', "deleted"}, {'D', "draft"}, {'F', "flagged"}});

// ".../.Sent.2016/cur/1491894764.M1P2.host:2,FRS"
std::optional<Place> maildir(const Names& names) {
  const std::size_t last = names.size() - 1;
  if (last < 2) return std::nullopt;
  const std::string& part = names[last - 1];
  if (part != "cur" && part != "new" && part != "tmp") return std::nullopt;
  const std::string& folder = names[last - 2];
  const std::string subfolder = maildir_folder_name(folder);
  Place place{decoded_mailbox_name(subfolder.empty() ? folder : subfolder), {}};
  const std::string_view letters = maildir_flags(names[last]);
  for (const Flag& flag : kMaildirFlags)
    if (letters.find(flag.letter) != std::string_view::npos) place.flags.push_back(flag.word);
  return place;
}

// ".../[Gmail].mbox/All Mail.mbox/5F1C.../Data/3/Messages/3012.emlx", and the older "INBOX.imapmbox/Messages/12.emlx", "INBOX.mbox/mbox".
std::optional<Place> apple_mail(const Names& names) {
  const std::size_t last = names.size() - 1;
  if (last < 1 || (names[last - 1] != "Messages" && names[last] != "mbox")) return std::nullopt;
  const auto is_mailbox = [&](std::size_t i) { return ends_as(names[i], ".mbox") || ends_as(names[i], ".imapmbox"); };
  std::size_t end = last;
  while (end > 0 && !is_mailbox(end - 1)) --end;
  std::size_t begin = end;
  while (begin > 0 && is_mailbox(begin - 1)) --begin;
  if (begin == end) return std::nullopt;
  std::string folder;
  for (std::size_t i = begin; i < end; ++i) folder += (folder.empty() ? "" : "/") + std::string(without(without(names[i], ".mbox"), ".imapmbox"));
  return Place{std::move(folder), {}};
}

// ".../mailboxes/Sent/2016/dbox-Mails/u.3"
std::optional<Place> dovecot(const Names& names) {
  const std::size_t last = names.size() - 1;
  if (last < 2 || names[last - 1] != "dbox-Mails") return std::nullopt;
  std::size_t begin = last - 2;
  for (std::size_t i = 0; i + 2 < last; ++i)
    if (names[i] == "mailboxes") begin = i + 1;
  return Place{joined(names, begin, last - 1), {}};
}

// Mailbox files: subfolders lie in a folder named after the mailbox above them ("Archive.sbd/2016"). Without one, only programs'
// own folders say that the name of the file is that of a mailbox.
std::optional<Place> mailbox_file(const Names& names) {
  const std::size_t last = names.size() - 1;
  std::size_t begin = last;
  while (begin > 0 && ends_as(names[begin - 1], ".sbd")) --begin;
  constexpr auto kHomes = std::to_array<std::string_view>({"ImapMail", "Local Folders", "Takeout", "evolution"});
  const bool known = std::any_of(names.begin(), names.end() - 1, [&](const std::string& name) {
    return std::find(kHomes.begin(), kHomes.end(), name) != kHomes.end();
  });
  if (begin == last && !known) return std::nullopt;
  std::string folder = joined(names, begin, last, ".sbd");
  if (!folder.empty()) folder += '/';
  return Place{folder + decoded_mailbox_name(without(names[last], ".mbox")), {}};
}

}  // namespace

Place place_of(std::string_view locator) {
  const Names names = names_of(locator);
  for (const auto read : {maildir, apple_mail, dovecot, mailbox_file})
    if (auto place = read(names)) return std::move(*place);
  return {};
}

std::string decoded_mailbox_name(std::string_view name) {
  const std::string plain = to_valid_utf8(name);
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    if (name[at] != '&') {
      out.push_back(name[at++]);
      continue;
    }
    const std::size_t end = name.find('-', at);
    if (end == std::string_view::npos) return plain;
    const std::string_view coded = name.substr(at + 1, end - at - 1);
    at = end + 1;
    if (coded.empty()) out.push_back('&');
    std::uint32_t bits = 0, unit_bits = 0;
    char32_t high = 0;
    for (const char c : coded) {
      constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
      const std::size_t value = kAlphabet.find(c);
      if (value == std::string_view::npos) return plain;
      bits = bits << 6 | static_cast<std::uint32_t>(value);
      unit_bits += 6;
      if (unit_bits < 16) continue;
      unit_bits -= 16;
      const char32_t unit = bits >> unit_bits & 0xFFFF;
      const bool is_low = unit >= 0xDC00 && unit < 0xE000;
      if (is_low != (high != 0)) return plain;
      if (is_low) append_utf8(out, 0x10000 + ((std::exchange(high, 0) - 0xD800) << 10) + (unit - 0xDC00));
      else if (unit >= 0xD800 && unit < 0xDC00) high = unit;
      else append_utf8(out, unit);
    }
    if (high != 0) return plain;
  }
  return is_utf8(out) ? out : plain;
}

}  // namespace winnow::box
