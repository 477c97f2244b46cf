#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "box/sniff_parts.h"

namespace winnow::box {
namespace {

using namespace std::literals;

constexpr std::size_t kTextSample = 8 * 1024;

struct Opening { std::string_view bytes, media_type; };
constexpr auto kOpenings = std::to_array<Opening>({
    {"<!doctype html", "text/html"},
    {"<html", "text/html"},
    {"<head", "text/html"},
    {"<body", "text/html"},
    {"<svg", "image/svg+xml"},
    {"<?xml", "application/xml"},
    {"begin:vcard", "text/vcard"},
    {"begin:vcalendar", "text/calendar"},
});

// Bytes that text does not hold: C0 controls but tab, line feed, form feed, carriage return and escape (ISO 2022 text).
bool has_binary_bytes(std::string_view sample) {
  return std::any_of(sample.begin(), sample.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\f' && byte != '\r' && byte != 0x1B && byte != '\b';
  });
}

// UTF-16 without a mark: nearly every other byte of western text is zero.
bool looks_like_utf16(std::string_view sample) {
  if (sample.starts_with("\xFF\xFE"sv) || sample.starts_with("\xFE\xFF"sv)) return true;
  constexpr std::size_t kFewest = 16;
  if (sample.size() < kFewest) return false;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0';
  const auto half = sample.size() / 2;
  const auto [fewer, more] = std::minmax(zeros[0], zeros[1]);
  return more > half - half / 10 && fewer == 0;
}

std::string_view markup_kind(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  for (const auto& opening : kOpenings)
    if (istarts_with(text, opening.bytes)) {
      if (opening.media_type != "application/xml"sv) return opening.media_type;
      const auto sample = text.substr(0, 1024);
      if (sample.find("<svg") != std::string_view::npos) return "image/svg+xml";
      return sample.find("<html") != std::string_view::npos ? "application/xhtml+xml"sv : opening.media_type;
    }
  return {};
}

}  // namespace

std::string_view text_kind(std::string_view head) {
  const auto sample = head.substr(0, kTextSample);
  if (looks_like_utf16(sample)) return "text/plain";
  if (has_binary_bytes(sample)) return "application/octet-stream";
  const auto markup = markup_kind(sample);
  return markup.empty() ? "text/plain"sv : markup;
}

}  // namespace winnow::box
