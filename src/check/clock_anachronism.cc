// docs/checks/clock.anachronism.md
#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "base/embedded.h"
#include "base/text.h"
#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow {
std::span<const EmbeddedFile> embedded_anachronisms();
}

namespace winnow::check {
namespace {

constexpr std::int64_t kDay = 86'400;
// Before a thing is public it is tried out; a name may be used before its domain is delegated.
constexpr std::int64_t kBeforeRelease = 180 * kDay, kBeforeDelegation = 30 * kDay;
constexpr std::int64_t kDeadClock = 631'152'000;   // 1990-01-01: a computer that has lost its time
constexpr std::size_t kProgramBytes = 1'000;

using Table = std::map<std::string, std::int64_t, std::less<>>;   // "tld info" -> Unix seconds

Table read_table() {
  Table table;
  for (const EmbeddedFile& file : embedded_anachronisms()) {
    for (const std::string_view line : split(file.content, '\n')) {
      const std::size_t end = line.rfind(' ');
      if (line.empty() || line.front() == '#' || end == std::string_view::npos) continue;
      if (const auto since = parse_iso(line.substr(end + 1))) table.emplace(std::string(line.substr(0, end)), *since);
    }
  }
  return table;
}

std::optional<std::int64_t> since(std::string_view kind, std::string_view name) {
  static const Table table = read_table();
  const auto found = table.find(std::string(kind) + " " + std::string(name));
  if (found == table.end()) return std::nullopt;
  return found->second;
}

// "60.2.1" behind the name of a program: that release, or the first of its number.
std::optional<std::int64_t> release(std::string_view kind, std::string_view version) {
  if (const auto exact = since(kind, version)) return exact;
  return since(kind, std::string(version.substr(0, version.find('.'))) + ".0");
}

struct Thing {
  std::string variant, name;
  std::int64_t exists_since = 0;
  Range range;
};

class Finder {
 public:
  Finder(const Context& context, std::int64_t shown) : context_(context), shown_(shown) {}

  std::optional<Thing> find() {
    for (const mail::Field& field : context_.message.fields) {
      if (iequals(field.name, "User-Agent") || iequals(field.name, "X-Mailer")) program(field);
      else if (iequals(field.name, "DKIM-Signature") || iequals(field.name, "ARC-Seal"))
        take("field", field.name, since("field", lower(field.name)), 0, field.range);
    }
    domains();
    return worst_;
  }

 private:
  void take(std::string_view variant, std::string_view name, std::optional<std::int64_t> exists_since, std::int64_t slack, Range range) {
    if (!exists_since || *exists_since - slack <= shown_) return;
    if (!worst_ || *exists_since > worst_->exists_since) worst_ = {std::string(variant), std::string(name), *exists_since, range};
  }

  void program(const mail::Field& field) {
    const std::string_view value = field.value.substr(0, kProgramBytes);
    for (const auto& [mark, kind] : {std::pair{"Thunderbird/", "thunderbird"}, std::pair{"Thunderbird ", "thunderbird"},
                                     std::pair{"Roundcube Webmail/", "roundcube"}}) {
      const std::size_t at = value.find(mark);
      if (at == std::string_view::npos) continue;
      std::string_view version = value.substr(at + std::string_view(mark).size());
      version = version.substr(0, version.find_first_not_of("0123456789."));
      while (version.ends_with('.')) version.remove_suffix(1);
      if (!version.empty()) take("program", std::string(mark) + std::string(version), release(kind, version), kBeforeRelease, field.range);
    }
  }

  // Of the people that are shown. ".xxx" is what redaction writes.
  void domains() {
    const mail::Field* const from = context_.message.find("From");
    for (const record::Address& one : context_.item.people()) {
      const std::string& address = one.address();
      const std::size_t dot = address.rfind('.'), at = address.rfind('@');
      if (dot == std::string::npos || at == std::string::npos || dot < at) continue;
      const std::string top = lower(std::string_view(address).substr(dot + 1));
      // Two letters are a country's; the others are older than mail that is kept.
      if (top.size() > 2 && top != "com" && top != "org" && top != "net" && top != "xxx")
        take("domain", "." + top, since("tld", top), kBeforeDelegation, from == nullptr ? Range{} : from->range);
    }
  }

  const Context& context_;
  const std::int64_t shown_;
  std::optional<Thing> worst_;
};

}  // namespace

// What the message holds, against the day from which it existed. One finding, of the youngest thing.
void clock_anachronism(const Facts& facts, Findings& out) {
  const auto dates = facts.context.message.find_all("Date");
  if (dates.size() != 1) return;
  const auto shown = mail::parse_date(dates.front()->value);
  if (!shown || shown->unix_seconds < kDeadClock) return;
  const auto thing = Finder(facts.context, shown->unix_seconds).find();
  if (!thing) return;
  const std::string_view variant = thing->variant == "domain" ? "domain" : thing->variant == "program" ? "program" : "field";
  Emit(out, "clock.anachronism", variant, record::AGAINST, record::STRENGTH_C, record::DATE)
      .text("thing", thing->name).text("since", iso_date(thing->exists_since)).text("shown", iso_date(shown->unix_seconds))
      .evidence(thing->range, "thing").evidence(dates.front()->range, "date-field");
}

}  // namespace winnow::check
