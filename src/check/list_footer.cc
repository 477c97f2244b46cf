#include "check/list_footer.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace winnow::check {
namespace {

using Lines = std::span<const std::string_view>;

constexpr std::size_t kNameBytes = 40, kUrlBytes = 200;

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }

// The name of a list as it stands in front of the @ of its address, in lower case.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytes && std::all_of(name.begin(), name.end(), is_name_char);
}
bool is_domain(std::string_view domain) {
  return domain.size() >= 4 && domain.size() <= 100 && domain.find('.') != std::string_view::npos &&
         std::all_of(domain.begin(), domain.end(), [](char c) { return is_name_char(c) && c != '_'; });
}

// Reads one line piece by piece; every piece must be there.
class Matcher {
 public:
  explicit Matcher(std::string_view line) : line_(line), lowered_(lower(line)), left_(lowered_) {}

  Matcher& text(std::string_view words) {
    ok_ &= left_.starts_with(words);
    if (ok_) left_.remove_prefix(words.size());
    return *this;
  }
  Matcher& maybe(std::string_view words) {
    if (ok_ && left_.starts_with(words)) left_.remove_prefix(words.size());
    return *this;
  }
  // The list's name: the first one read, or the one that `name` holds already.
  Matcher& name(std::string& name) {
    std::size_t end = 0;
    while (end < left_.size() && is_name_char(left_[end])) ++end;
    const std::string_view found = left_.substr(0, name.empty() ? end : name.size());
    ok_ &= is_name(found) && (name.empty() || found == name);
    if (!ok_) return *this;
    name = found;
    left_.remove_prefix(found.size());
    return *this;
  }
  Matcher& domain() {
    std::size_t end = 0;
    while (end < left_.size() && is_name_char(left_[end])) ++end;
    while (end > 0 && left_[end - 1] == '.') --end;
    ok_ &= is_domain(left_.substr(0, end));
    if (ok_) left_.remove_prefix(end);
    return *this;
  }
  Matcher& digits() {
    const std::size_t end = std::min(left_.find_first_not_of("0123456789"), left_.size());
    ok_ &= end > 0 && end <= 12;
    if (ok_) left_.remove_prefix(end);
    return *this;
  }
  // An address in the web that names the list.
  Matcher& url(const std::string& name) {
    std::size_t end = 0;
    while (end < left_.size() && left_[end] > ' ' && left_[end] < 127 && left_[end] != '>') ++end;
    const std::string_view found = left_.substr(0, end);
    ok_ &= (found.starts_with("https://") || found.starts_with("http://")) && end <= kUrlBytes &&
           found.find(name) != std::string_view::npos;
    if (ok_) left_.remove_prefix(end);
    return *this;
  }
  bool end() const { return ok_ && left_.empty(); }

 private:
  std::string_view line_;
  std::string lowered_;
  std::string_view left_;
  bool ok_ = true;
};

bool is_rule(std::string_view line, char of, std::size_t least) {
  return line.size() >= least && line.size() <= 80 && std::all_of(line.begin(), line.end(), [&](char c) { return c == of; });
}

// How many lines at the start are one footer of a kind; 0: none.

// Mailman 2 and 3: msg_footer and list:member:regular:footer as they are shipped.
std::size_t mailman(Lines lines) {
  if (lines.size() < 3 || !is_rule(lines[0], '_', 40)) return 0;
  std::string name;
  const std::string title = lower(lines[1]);
  std::size_t at = 2;
  if (Matcher(title).name(name).text(" mailing list -- ").name(name).text("@").domain().end()) {
    // Mailman 3 says name and address in one line.
  } else {
    name.clear();
    if (!Matcher(title).name(name).text(" mailing list").end()) return 0;
    if (!Matcher(lines[at]).name(name).text("@").domain().end()) return 0;
    ++at;
  }
  if (at < lines.size() && Matcher(lines[at]).text("to unsubscribe send an email to ").name(name).text("-leave@").domain().end()) ++at;
  if (at < lines.size() && Matcher(lines[at]).url(name).end()) ++at;
  return at;
}

std::size_t google_groups(Lines lines) {
  if (lines.size() < 2 || lines[0] != "--") return 0;
  std::string name;
  std::size_t at = 1;
  if (!Matcher(lines[at]).text("you received this message because you are subscribed to the google groups \"").name(name).text("\" group.").end())
    return 0;
  const auto any = [&](std::string_view line) {
    return Matcher(line).text("to unsubscribe from this group and stop receiving emails from it, send an email to ").name(name).text("+unsubscribe@").domain().maybe(".").end() ||
           Matcher(line).text("to post to this group, send email to ").name(name).text("@").domain().maybe(".").end() ||
           Matcher(line).text("visit this group at ").url(name).end() ||
           Matcher(line).text("to view this discussion on the web visit ").url(name).end() ||
           Matcher(line).text("to view this discussion visit ").url(name).end() ||
           line == "For more options, visit https://groups.google.com/d/optout.";
  };
  for (++at; at < lines.size() && any(lines[at]);) ++at;
  return at;
}

std::size_t ezmlm(Lines lines) {
  if (lines.size() < 3 || !is_rule(lines[0], '-', 40)) return 0;
  std::string name;
  const auto line = [&](std::string_view text, std::string_view words, std::string_view role) {
    return Matcher(text).text(words).name(name).text(role).domain().end();
  };
  // The name may hold hyphens: it is what both lines share.
  const std::string first = lower(lines[1]);
  const std::size_t start = first.find(": "), stop = first.find("-unsubscribe@");
  if (start == std::string::npos || stop == std::string::npos || stop < start + 2) return 0;
  name = first.substr(start + 2, stop - start - 2);
  if (!is_name(name) || !line(lines[1], "to unsubscribe, e-mail: ", "-unsubscribe@") ||
      !line(lines[2], "for additional commands, e-mail: ", "-help@"))
    return 0;
  return 3;
}

std::size_t majordomo(Lines lines) {
  if (lines.size() < 4 || lines[0] != "--") return 0;
  std::string name;
  if (!Matcher(lines[1]).text("to unsubscribe from this list: send the line \"unsubscribe ").name(name).text("\" in").end()) return 0;
  if (!Matcher(lines[2]).text("the body of a message to majordomo@").domain().end()) return 0;
  if (!Matcher(lines[3]).text("more majordomo info at  http://").domain().text("/majordomo-info.html").end()) return 0;
  return 4;
}

std::size_t groups_io(Lines lines) {
  constexpr std::string_view kRule = "-=-=-=-=-=-=-=-=-=-=-=-";
  if (lines.size() < 4 || lines[0] != kRule || lines[1] != "Groups.io Links: You receive all messages sent to this group.") return 0;
  std::size_t at = 2;
  const auto any = [&](std::string_view line) {
    return Matcher(line).text("view/reply online (#").digits().text("): ").url("groups.io/").end() ||
           Matcher(line).text("mute this topic: ").url("groups.io/").end() ||
           Matcher(line).text("group owner: ").url("groups.io").end();
  };
  while (at < lines.size() && any(lines[at])) ++at;
  return at < lines.size() && lines[at] == kRule ? at + 1 : 0;
}

constexpr std::array kFooters = {mailman, google_groups, ezmlm, majordomo, groups_io};

}  // namespace

bool is_list_footer(Lines lines) {
  if (lines.empty()) return false;
  while (!lines.empty()) {
    std::size_t taken = 0;
    for (const auto footer : kFooters) taken = std::max(taken, footer(lines));
    if (taken == 0) return false;
    lines = lines.subspan(taken);
  }
  return true;
}

}  // namespace winnow::check
