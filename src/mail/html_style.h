// What inline styles say about whether a text can be seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace winnow::mail {

// 0xRRGGBB.
using Color = std::optional<std::uint32_t>;

// How the text of an element is painted, as far as its own and its ancestors' attributes say.
struct Paint {
  Color ink = 0x000000, ground = 0xFFFFFF;
  bool removed = false;       // display:none, opacity 0, or an element that shows no text: holds for all children
  bool invisible = false;     // visibility:hidden or collapse; a child may be visible again, as with the next and colours
  bool tiny = false;          // font size near zero
  bool boxed_away = false;    // no width or height with overflow hidden, moved off the page, or clipped: holds for all children

  bool unseen() const { return removed || invisible || tiny || boxed_away || (ink && ground && same(*ink, *ground)); }
  // So close that nobody can tell them apart.
  static bool same(std::uint32_t a, std::uint32_t b);
};

// "#fff", "#ffffff", "rgb(…)", a common name; nullopt for anything else.
Color parse_color(std::string_view text);
// Applies the declarations of a style attribute on top of what the element inherited.
void apply_style(std::string_view style, Paint& paint);

}  // namespace winnow::mail
