// Dates as mail programs wrote them: RFC 5322 section 3.3 with its obsolete forms, the order of asctime(), and ISO 8601.
#include <array>
#include <string>

#include "base/text.h"
#include "base/time.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

struct Zone { std::string_view name; int hours; };
constexpr Zone kZones[] = {{"ut", 0},   {"utc", 0},  {"gmt", 0},  {"z", 0},    {"est", -5}, {"edt", -4}, {"cst", -6},
                           {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"cet", 1},  {"cest", 2},
                           {"met", 1},  {"mest", 2}, {"bst", 1},  {"eet", 2},  {"eest", 3}, {"wet", 0},  {"west", 1},
                           {"msk", 3},  {"jst", 9},  {"kst", 9}};

constexpr std::size_t kDateOctets = 512;  // longer values are no date

int days_in(int month, int year) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

// Drops comments and turns folds, commas and the like into single blanks.
std::string plain(std::string_view value) {
  std::string out;
  int depth = 0;
  for (const char c : value) {
    if (c == '(') ++depth;
    else if (c == ')') depth = depth > 0 ? depth - 1 : 0;
    else if (depth == 0) out += c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '"' || c == '\0' ? ' ' : c;
  }
  return out;
}

bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

class DateReader {
 public:
  std::optional<DateTime> read(std::string_view value) {
    const std::string text = plain(value);
    for (const std::string_view word : split(text, ' '))
      if (!word.empty() && !take(word)) return std::nullopt;
    return finish();
  }

 private:
  // Words that mean nothing known are passed over, as long as nothing contradicts itself.
  bool take(std::string_view word) {
    if (word.find(':') != std::string_view::npos) return take_clock(word);
    if ((word[0] == '+' || word[0] == '-') && all_digits(word.substr(1))) return take_offset(word);
    if (all_digits(word)) return take_number(word);
    if (word.find('-') != std::string_view::npos || word.find('/') != std::string_view::npos) return take_dashed(word);
    return take_name(word);
  }

  bool take_number(std::string_view word) {
    if (word.size() > 4) return false;
    if (day_ < 0 && word.size() <= 2) return (day_ = number(word)) > 0;
    if (year_ < 0) return take_year(word);
    return true;
  }

  // RFC 5322 section 4.3: two digits up to 49 are of this century, three digits count from 1900.
  bool take_year(std::string_view word) {
    year_ = number(word);
    if (word.size() <= 2) year_ += year_ < 50 ? 2000 : 1900;
    else if (word.size() == 3) year_ += 1900;
    return true;
  }

  bool take_name(std::string_view word) {
    const std::string name = lower(word);
    const std::string_view letters = std::string_view(name).substr(0, name.find('.'));
    if (letters == "am" || letters == "pm") {
      half_ = letters == "pm" ? 12 : 0;
      return true;
    }
    if (month_ < 0 && letters.size() >= 3)
      for (std::size_t i = 0; i < kMonths.size(); ++i)
        if (letters.substr(0, 3) == kMonths[i]) {
          month_ = static_cast<int>(i) + 1;
          return true;
        }
    if (hour_ < 0 || has_offset_) return true;
    for (const Zone& zone : kZones)
      if (zone.name == name) {
        offset_ = zone.hours * 60;
        has_offset_ = true;
        return true;
      }
    // "GMT+0200"
    if ((name.starts_with("gmt") || name.starts_with("utc")) && name.size() > 4 && (name[3] == '+' || name[3] == '-') &&
        all_digits(std::string_view(name).substr(4)))
      return take_offset(std::string_view(name).substr(3));
    return true;
  }

  // "+hhmm", "+hmm", "+hh"; "-0000" says that the zone is not known (RFC 5322 section 3.3).
  bool take_offset(std::string_view word) {
    if (hour_ < 0 || word.size() > 5) return false;
    const std::string_view digits = word.substr(1);
    const int value = number(digits);
    const int minutes = digits.size() <= 2 ? value * 60 : value / 100 * 60 + value % 100;
    if (minutes >= 24 * 60) return true;
    has_offset_ = digits.size() < 4 || word != "-0000";
    offset_ = word[0] == '-' ? -minutes : minutes;
    return true;
  }

  // "09:12", "09:12:44", "09:12:44.123", with a zone glued behind it, or after an ISO date.
  bool take_clock(std::string_view word) {
    const std::size_t t = word.find_first_of("Tt");
    if (t != std::string_view::npos && t == 10 && word[4] == '-') return take_dashed(word.substr(0, t)) && take_clock(word.substr(t + 1));
    if (hour_ >= 0) return take_colon_offset(word);
    std::string_view zone;
    const std::size_t cut = word.find_first_of("+-Zz");
    if (cut != std::string_view::npos) {
      zone = word.substr(cut);
      word = word.substr(0, cut);
    }
    const auto fields = split(word.substr(0, word.find('.')), ':');
    if (fields.size() < 2 || fields.size() > 3) return false;
    for (const std::string_view field : fields)
      if (!all_digits(field) || field.size() > 2) return false;
    hour_ = number(fields[0]);
    minute_ = number(fields[1]);
    second_ = fields.size() == 3 ? number(fields[2]) : 0;
    if (zone.empty()) return true;
    return zone.find(':') != std::string_view::npos ? take_colon_offset(zone) : take(zone);
  }

  // "+02:00"
  bool take_colon_offset(std::string_view word) {
    if (word.size() != 6 || word[3] != ':' || (word[0] != '+' && word[0] != '-')) return false;
    std::string joined(word);
    joined.erase(3, 1);
    return all_digits(std::string_view(joined).substr(1)) && take_offset(joined);
  }

  // "2017-04-11", "11-Apr-2017"; slashes only with the year first, where the order is beyond doubt.
  bool take_dashed(std::string_view word) {
    const auto fields = split(word, word.find('-') != std::string_view::npos ? '-' : '/');
    if (fields.size() != 3) return true;
    if (all_digits(fields[0]) && fields[0].size() == 4 && all_digits(fields[1]) && fields[1].size() <= 2 && all_digits(fields[2]) &&
        fields[2].size() <= 2) {
      year_ = number(fields[0]);
      month_ = number(fields[1]);
      day_ = number(fields[2]);
      return true;
    }
    if (!all_digits(fields[0]) || fields[0].size() > 2 || !all_digits(fields[2]) || fields[2].size() > 4 || fields[1].size() < 3) return false;
    day_ = number(fields[0]);
    return take_name(fields[1]) && take_year(fields[2]);
  }

  std::optional<DateTime> finish() {
    if (year_ < 0 || month_ < 1 || month_ > 12 || day_ < 1 || day_ > days_in(month_, year_)) return std::nullopt;
    if (half_ >= 0 && hour_ >= 1 && hour_ <= 12) hour_ = hour_ % 12 + half_;
    if (hour_ < 0 || hour_ > 23 || minute_ > 59 || second_ > 60) return std::nullopt;
    DateTime date;
    date.unix_seconds = unix_seconds(year_, month_, day_, hour_, minute_, second_) - std::int64_t{offset_} * 60;
    date.offset_minutes = offset_;
    date.offset_known = has_offset_;
    return date;
  }

  int year_ = -1, month_ = -1, day_ = -1, hour_ = -1, minute_ = 0, second_ = 0, offset_ = 0, half_ = -1;
  bool has_offset_ = false;
};

}  // namespace

std::optional<DateTime> parse_date(std::string_view value) {
  if (value.size() > kDateOctets) return std::nullopt;
  return DateReader().read(value);
}

}  // namespace winnow::mail
