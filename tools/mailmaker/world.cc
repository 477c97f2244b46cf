#include "mailmaker/world.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <string_view>

namespace mailmaker {
namespace {

constexpr std::array kFirst{"Claire",  "Mehdi",  "Solène", "Étienne", "Inès",   "Hugo",  "Zoé",    "Tariq",
                            "Aurélie", "Benoît", "Judith", "Owen",    "Nathan", "Priya", "Samira", "Karim"};
constexpr std::array kLast{"Montreuil", "Belhadj", "Kervran", "Faubert", "Dacosta", "Lindqvist", "Rivoire", "Haddad",
                           "Okafor",    "Vasseur", "Amrani",  "Thorne",  "Gagneux", "Salloum",   "Péron",   "Whitlock"};
constexpr std::array kArabicNames{"ليلى حداد", "كريم منصور", "سميرة عمراني", "يوسف الخطيب"};
constexpr std::array kArabicLocal{"layla.haddad", "karim.mansour", "samira.amrani", "youssef.khatib"};

// Letters for an address: accents off, lower case.
std::string plain(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '\xC3' && i + 1 < name.size()) {
      out += name[++i] == '\xAE' ? 'i' : 'e'; // î; é, è, É
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return out;
}

std::string name_bytes(const char *name) { return name; }

void add_people(World &world, Random &random, std::size_t domain, std::size_t count) {
  const Domain &home = world.domains[domain];
  for (std::size_t i = 0; i < count; ++i) {
    Person person;
    if (home.language == Language::kArabic) {
      const std::size_t at = i % kArabicNames.size();
      person.name = kArabicNames[at];
      person.address = std::string(kArabicLocal[at]) + "@" + home.name;
    } else {
      const std::string first = name_bytes(random.pick(kFirst));
      const std::string last = name_bytes(kLast[(i * 5 + domain * 3) % kLast.size()]);
      person.name = first + " " + last;
      person.address = plain(first) + "." + plain(last) + "@" + home.name;
    }
    person.domain = domain;
    person.style = home.styles[i % home.styles.size()];
    world.people.push_back(person);
  }
}

} // namespace

World make_world(std::uint64_t seed) {
  Random random(seed ^ 0x776F726C64U);
  World world;
  const auto rsa = [&](std::string_view domain, std::string_view selector, int bits, const char *since) {
    world.keys.push_back(make_rsa(random, domain, selector, bits));
    world.keys.back().seen_from = since;
    return world.keys.size() - 1;
  };
  const auto ed25519 = [&](std::string_view domain, std::string_view selector) {
    world.keys.push_back(make_ed25519(random, domain, selector));
    world.keys.back().seen_from = "2018-10-01";
    return world.keys.size() - 1;
  };
  using enum Style;
  using enum Language;
  const auto relaxed = Canonical::kRelaxed, simple = Canonical::kSimple;
  world.domains = {
      {"elan-commun.example", kFrench, {kDesktop, kPhone, kExchange}, {}, relaxed, relaxed, false},
      {"courrier-libre.example", kFrench, {kWebmail}, {}, relaxed, relaxed, false},
      {"mairie-valmont.example", kFrench, {kExchange, kDesktop}, {}, relaxed, relaxed, false},
      {"atelier-dacosta.example", kFrench, {kDesktop, kPhone}, {}, simple, simple, false},
      {"northgate-press.example", kEnglish, {kWebmail, kPhone}, {}, relaxed, relaxed, false},
      {"banque-rivage.example", kFrench, {kBulk, kExchange}, {}, relaxed, simple, true},
      {"al-manara.example", kArabic, {kDesktop, kWebmail}, {}, relaxed, relaxed, false},
      {"harbor-events.example", kEnglish, {kBulk, kScript}, {}, relaxed, relaxed, true},
      {"petite-poste.example", kFrench, {kDesktop, kScript}, {}, relaxed, relaxed, false},
      {"oldmill.example", kEnglish, {kDesktop, kPhone}, {}, relaxed, relaxed, false}};
  world.domains[0].keys = {rsa("elan-commun.example", "mail2017", 2048, "2017-01-10"), ed25519("elan-commun.example", "ed1")};
  world.domains[1].keys = {rsa("courrier-libre.example", "20161025", 2048, "2016-10-25")};
  world.domains[2].keys = {rsa("mairie-valmont.example", "default", 1024, "2015-03-02")};
  world.domains[3].keys = {rsa("atelier-dacosta.example", "k1", 2048, "2016-06-01")};
  world.domains[4].keys = {rsa("northgate-press.example", "google", 2048, "2016-02-11"),
                           rsa("northgate-press.example", "s2019", 2048, "2018-08-01")};
  world.domains[5].keys = {rsa("banque-rivage.example", "dkim1024", 1024, "2014-09-30")};
  world.domains[6].keys = {rsa("al-manara.example", "mx", 2048, "2017-05-05"), ed25519("al-manara.example", "mx-ed")};
  world.domains[7].keys = {rsa("harbor-events.example", "mandate", 1024, "2016-01-15")};
  world.relay_key = rsa("envoi-groupe.example", "s1", 2048, "2015-11-20");
  for (std::size_t domain = 0; domain < world.domains.size(); ++domain)
    add_people(world, random, domain, domain == 0 ? 8 : 4);
  return world;
}

std::string World::keys_jsonl() const {
  std::string out;
  for (const SigningKey &key : keys)
    out += key.json_line();
  return out;
}

std::string rfc5322_date(std::int64_t unix_seconds, int offset_minutes) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t local = unix_seconds + offset_minutes * 60;
  std::tm parts{};
  gmtime_r(&local, &parts);
  const int offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %d %s %d %02d:%02d:%02d %c%02d%02d",
                kDays[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                kMonths[static_cast<std::size_t>(parts.tm_mon)], 1900 + parts.tm_year, parts.tm_hour, parts.tm_min,
                parts.tm_sec, offset_minutes < 0 ? '-' : '+', offset / 60 % 100, offset % 60);
  return text.data();
}

} // namespace mailmaker
