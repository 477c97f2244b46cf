#include "run/resume.h"

#include <fmt/format.h>

#include <charconv>

namespace winnow::run {
namespace {

constexpr std::string_view kForm = "1";

// Takes what stands before the next blank.
std::string_view word(std::string_view& rest) {
  const auto blank = rest.find(' ');
  const auto found = rest.substr(0, blank);
  rest = blank == std::string_view::npos ? std::string_view{} : rest.substr(blank + 1);
  return found;
}

template <typename Number>
bool read(std::string_view& rest, Number& number) {
  const auto text = word(rest);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && fmt::to_string(number) == text;
}

}  // namespace

std::string print_resume_point(const ResumePoint& point) {
  return fmt::format("{} {} {} {} {} {} {} {} {} {}", kForm, point.dump, point.complete ? 'c' : 'p', point.offset,
                     point.messages, point.events, point.size, point.modified_ns, point.bytes, point.path);
}

std::optional<ResumePoint> parse_resume_point(std::string_view text) {
  ResumePoint point;
  if (word(text) != kForm || !read(text, point.dump)) return std::nullopt;
  const auto state = word(text);
  if (state != "c" && state != "p") return std::nullopt;
  point.complete = state == "c";
  if (!read(text, point.offset) || !read(text, point.messages) || !read(text, point.events) || !read(text, point.size) ||
      !read(text, point.modified_ns))
    return std::nullopt;
  // The last number has a blank behind it also where the path is empty.
  if (text.find(' ') == std::string_view::npos || !read(text, point.bytes)) return std::nullopt;
  point.path = text;
  return point;
}

}  // namespace winnow::run
