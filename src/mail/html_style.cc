#include "mail/html_style.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"

namespace winnow::mail {
namespace {

struct Named { std::string_view name; std::uint32_t color; };
constexpr Named kColors[] = {{"white", 0xFFFFFF}, {"black", 0x000000}, {"red", 0xFF0000},    {"green", 0x008000},  {"blue", 0x0000FF},
                             {"yellow", 0xFFFF00}, {"gray", 0x808080}, {"grey", 0x808080},   {"silver", 0xC0C0C0}, {"navy", 0x000080},
                             {"maroon", 0x800000}, {"purple", 0x800080}, {"teal", 0x008080}, {"lime", 0x00FF00},   {"aqua", 0x00FFFF},
                             {"fuchsia", 0xFF00FF}, {"olive", 0x808000}, {"orange", 0xFFA500}, {"ivory", 0xFFFFF0}, {"snow", 0xFFFAFA},
                             {"whitesmoke", 0xF5F5F5}, {"ghostwhite", 0xF8F8FF}};

constexpr std::size_t kDeclarationOctets = 512;  // what says something about hiding is short; fonts lists may be cut
constexpr int kSameChannel = 8;          // of 255: below what a screen shows as different
constexpr double kClear = 0.02;          // opacity below which nothing is seen
constexpr double kTinyPixels = 2.0;      // a letter of that height cannot be read
constexpr double kOffPagePixels = 900.0;  // moved further out than a page is wide

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  c = to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Color parse_hex(std::string_view digits) {
  std::uint32_t color = 0;
  if (digits.size() != 3 && digits.size() != 6) return std::nullopt;
  for (const char c : digits) {
    const int value = hex_digit(c);
    if (value < 0) return std::nullopt;
    color = color << 4 | static_cast<std::uint32_t>(value);
    if (digits.size() == 3) color = color << 4 | static_cast<std::uint32_t>(value);
  }
  return color;
}

// The number at the start of `text`; nullopt when there is none. `unit` gets the letters behind it.
std::optional<double> parse_number(std::string_view text, std::string_view& unit) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_not_of("+-.0123456789"), text.size());
  if (end == 0 || end > 32) return std::nullopt;
  const std::string digits(text.substr(0, end));
  char* stop = nullptr;
  const double value = std::strtod(digits.c_str(), &stop);
  if (stop == digits.c_str()) return std::nullopt;
  unit = trim(text.substr(end));
  return value;
}

// A length in pixels; percentages and font-relative units count only when they are near zero or far off.
std::optional<double> parse_length(std::string_view text) {
  std::string_view unit;
  const auto value = parse_number(text, unit);
  if (!value) return std::nullopt;
  const double factor = unit.starts_with("em") || unit.starts_with("rem") ? 16 : unit.starts_with("pt") ? 4.0 / 3 : unit.starts_with('%') ? 0.16 : 1;
  return *value * factor;
}

Color parse_rgb(std::string_view arguments) {
  std::uint32_t color = 0;
  const auto fields = split(arguments, ',');
  if (fields.size() < 3) return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) {
    std::string_view unit;
    const auto value = parse_number(fields[i], unit);
    if (!value) return std::nullopt;
    color = color << 8 | static_cast<std::uint32_t>(std::clamp(*value, 0.0, 255.0));
  }
  return color;
}

struct Box { std::optional<double> width, height; bool overflow_hidden = false; };

void apply_declaration(std::string_view name, std::string_view value, Paint& paint, Box& box) {
  if (name == "display") {
    paint.removed = paint.removed || value.starts_with("none");
  } else if (name == "visibility") {
    paint.invisible = value.starts_with("hidden") || value.starts_with("collapse");
  } else if (name == "mso-hide") {
    paint.removed = paint.removed || value.starts_with("all");
  } else if (name == "opacity") {
    std::string_view unit;
    const auto opacity = parse_number(value, unit);
    paint.removed = paint.removed || (opacity && *opacity < kClear);
  } else if (name == "color") {
    // Transparent letters have the colour of their ground.
    paint.ink = value.starts_with("transparent") ? paint.ground : parse_color(value);
  } else if (name == "background-color" || name == "background") {
    const Color color = parse_color(value.substr(0, value.find_first_of(name == "background" ? " " : ";")));
    // A ground that cannot be read, such as a picture, may be anything.
    if (color || value.find("url(") != std::string_view::npos) paint.ground = color;
  } else if (name == "font-size") {
    const auto size = parse_length(value);
    // A child with a readable size of its own can be seen again.
    if (size) paint.tiny = *size < kTinyPixels;
  } else if (name == "max-height" || name == "height") {
    box.height = parse_length(value);
  } else if (name == "max-width" || name == "width") {
    box.width = parse_length(value);
  } else if (name == "overflow") {
    box.overflow_hidden = value.starts_with("hidden");
  } else if (name == "text-indent" || name == "left" || name == "top" || name == "margin-left") {
    const auto moved = parse_length(value);
    paint.boxed_away = paint.boxed_away || (moved && *moved < -kOffPagePixels);
  } else if (name == "clip") {
    paint.boxed_away = paint.boxed_away || value.starts_with("rect(0") || value.starts_with("rect(1px");
  }
}

}  // namespace

bool Paint::same(std::uint32_t a, std::uint32_t b) {
  for (int shift = 0; shift < 24; shift += 8)
    if (std::abs(static_cast<int>(a >> shift & 0xFF) - static_cast<int>(b >> shift & 0xFF)) > kSameChannel) return false;
  return true;
}

Color parse_color(std::string_view text) {
  text = trim(text);
  if (text.size() > 64) return std::nullopt;
  const std::string low = lower(text);
  const std::string_view word = std::string_view(low).substr(0, low.starts_with("rgb") ? low.size() : low.find_first_of(" !"));
  if (word.starts_with('#')) return parse_hex(word.substr(1));
  if (word.starts_with("rgb(") || word.starts_with("rgba(")) return parse_rgb(word.substr(word.find('(') + 1));
  for (const Named& named : kColors)
    if (named.name == word) return named.color;
  return word.size() == 6 ? parse_hex(word) : std::nullopt;  // bgcolor=ffffff
}

void apply_style(std::string_view style, Paint& paint) {
  Box box;
  std::string low;  // reused from one declaration to the next
  while (!style.empty()) {
    const std::size_t end = std::min(style.find(';'), style.size());
    const std::string_view declaration = style.substr(0, std::min(end, kDeclarationOctets));
    style.remove_prefix(std::min(end + 1, style.size()));
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) continue;
    low.assign(declaration);
    std::transform(low.begin(), low.end(), low.begin(), to_lower);
    const std::string_view text = low;
    apply_declaration(trim(text.substr(0, colon)), trim(text.substr(colon + 1)), paint, box);
  }
  const bool no_room = (box.height && *box.height < kTinyPixels) || (box.width && *box.width < kTinyPixels);
  if (no_room && box.overflow_hidden) paint.boxed_away = true;
}

}  // namespace winnow::mail
