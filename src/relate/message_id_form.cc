#include "relate/message_id_form.h"

#include <algorithm>

#include "base/text.h"

namespace winnow::relate {
namespace {

constexpr std::size_t kSigns = 12, kChance = 40, kDomainBytes = 255;

}  // namespace

std::string message_id_form(std::string_view message_id) {
  const std::size_t at = std::min(message_id.rfind('@'), message_id.size());
  const std::string_view left = message_id.substr(0, at);
  const std::string_view right = at < message_id.size() ? message_id.substr(at + 1, kDomainBytes) : std::string_view();
  std::string form;
  if (left.size() > kChance && left.find('.') == std::string_view::npos) {
    form = "~";
  } else {
    for (const char c : left)
      if (!is_alpha(c) && !is_digit(c) && form.size() < kSigns) form.push_back(c);
  }
  return form + "@" + lower(right);
}

}  // namespace winnow::relate
