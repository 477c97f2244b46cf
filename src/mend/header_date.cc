// docs/mend/header.date.md
#include <fmt/format.h>

#include <array>
#include <chrono>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

struct ZoneName {
  std::string_view offset, name;
};
// Names that mail programs write as a comment behind an offset (RFC 5322 section 4.3 and common practice).
constexpr std::array<ZoneName, 16> kZoneNames = {{{"+0000", "UTC"}, {"+0000", "GMT"}, {"+0100", "CET"}, {"+0100", "BST"}, {"+0200", "CEST"},
                                                  {"+0200", "EET"}, {"+0300", "EEST"}, {"+0300", "MSK"}, {"-0400", "EDT"}, {"-0500", "EST"},
                                                  {"-0500", "CDT"}, {"-0600", "CST"}, {"-0600", "MDT"}, {"-0700", "MST"}, {"-0700", "PDT"}, {"-0800", "PST"}}};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string written(std::int64_t unix_seconds, std::string_view zone, int offset_minutes, bool two_digits) {
  using namespace std::chrono;
  const sys_seconds local(seconds(unix_seconds + offset_minutes * 60));
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss time(local - day);
  const auto day_number = static_cast<unsigned>(date.day());
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}", kDays[weekday(day).c_encoding()],
                     two_digits ? fmt::format("{:02}", day_number) : fmt::format("{}", day_number),
                     kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), zone);
}

int minutes_of(std::string_view zone) {
  const int hours = (zone[1] - '0') * 10 + (zone[2] - '0'), minutes = (zone[3] - '0') * 10 + (zone[4] - '0');
  return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// The comment behind the zone, taken off or put back; the words for universal time one for another.
void propose_names(std::string_view value, const Form& from, Forms& out) {
  const std::size_t comment = value.find('(');
  const std::string_view bare = trim(value.substr(0, comment));
  if (comment != std::string_view::npos) out.push_back(with_field_value(from, 0, " " + std::string(bare), 5));
  for (const ZoneName& zone : kZoneNames)
    if (comment == std::string_view::npos && bare.ends_with(zone.offset))
      out.push_back(with_field_value(from, 0, fmt::format(" {} ({})", bare, zone.name), 6));
  const std::size_t blank = bare.rfind(' ');
  if (blank == std::string_view::npos) return;
  const std::string_view zone = bare.substr(blank + 1);
  if (zone != "GMT" && zone != "UTC" && zone != "UT" && zone != "Z" && zone != "+0000" && zone != "-0000") return;
  for (const std::string_view other : {"+0000", "GMT", "UTC", "-0000", "UT", "Z", "+0000 (GMT)", "+0000 (UTC)"})
    out.push_back(with_field_value(from, 0, fmt::format(" {} {}", bare.substr(0, blank), other), 6));
}

}  // namespace

bool takes_date(const Scene&, std::string_view field) { return field == "date"; }

void propose_date(const Scene& scene, std::string_view, const Form& from, Forms& out) {
  if (from.fields.size() != 1) return;
  const std::string_view value = value_of(from.fields[0].text);
  propose_names(value, from, out);
  const auto date = mail::parse_date(value);
  if (!date || date->unix_seconds < 0) return;
  const std::size_t digit = std::min(value.find_first_of("0123456789"), value.size());
  const bool two_digits = digit + 1 < value.size() && is_digit(value[digit + 1]);
  for (const std::string& zone : scene.zones())
    for (const bool two : {two_digits, !two_digits})
      out.push_back(with_field_value(from, 0, " " + written(date->unix_seconds, zone, minutes_of(zone), two), two == two_digits ? 7 : 8));
  if (value.find(',') == std::string_view::npos || !scene.list) return;
  out.push_back(with_field_value(from, 0, std::string(value.substr(value.find(',') + 1)), 9));
}

}  // namespace winnow::mend
