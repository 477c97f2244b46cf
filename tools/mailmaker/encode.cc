#include "mailmaker/encode.h"

#include <algorithm>
#include <array>

namespace mailmaker {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::size_t kLineBytes = 57; // 76 characters

// Two characters for each 12 bits: half the steps of the obvious way.
const auto kPairs = [] {
  std::array<char, 8192> pairs{};
  for (std::size_t i = 0; i < 4096; ++i) {
    pairs[2 * i] = kBase64[i >> 6];
    pairs[2 * i + 1] = kBase64[i & 63];
  }
  return pairs;
}();

void append_base64(std::string &out, std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
  std::size_t i = 0;
  std::size_t end = out.size();
  out.resize(end + (bytes.size() + 2) / 3 * 4);
  for (; i + 3 <= bytes.size(); i += 3) {
    const unsigned word = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    const std::size_t high = 2 * std::size_t{word >> 12};
    const std::size_t low = 2 * std::size_t{word & 4095};
    out[end] = kPairs[high];
    out[end + 1] = kPairs[high + 1];
    out[end + 2] = kPairs[low];
    out[end + 3] = kPairs[low + 1];
    end += 4;
  }
  if (i == bytes.size())
    return;
  const bool two = i + 2 == bytes.size();
  const unsigned word = at(i) << 16 | (two ? at(i + 1) << 8 : 0U);
  out[end] = kBase64[word >> 18];
  out[end + 1] = kBase64[word >> 12 & 63];
  out[end + 2] = two ? kBase64[word >> 6 & 63] : '=';
  out[end + 3] = '=';
}

std::size_t code_point_length(char lead) {
  const auto c = static_cast<unsigned char>(lead);
  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

std::string quoted_word(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') {
      out += '_';
    } else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
      out += c;
    } else {
      out += {'=', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

} // namespace

void append_base64_lines(std::string &out, std::string_view bytes) {
  out.reserve(out.size() + bytes.size() / 3 * 4 + bytes.size() / kLineBytes + 80);
  for (std::size_t at = 0; at < bytes.size(); at += kLineBytes) {
    append_base64(out, bytes.substr(at, kLineBytes));
    out += '\n';
  }
}

std::string base64(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  std::size_t line = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += c;
      line = 0;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool last = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = (byte > 32 && byte < 127 && c != '=') || (c == ' ' && !last);
    const std::size_t width = plain ? 1 : 3;
    if (line + width > 75) {
      out += "=\n";
      line = 0;
    }
    if (plain) {
      out += c;
    } else {
      out += {'=', kHex[byte >> 4], kHex[byte & 15]};
    }
    line += width;
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

std::string header_words(std::string_view text, WordEncoding encoding, std::string_view fold) {
  if (is_ascii(text))
    return std::string(text);
  std::string out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = begin;
    while (end < text.size() && end - begin + code_point_length(text[end]) <= 36)
      end += code_point_length(text[end]);
    const auto piece = text.substr(begin, end - begin);
    if (!out.empty())
      out += fold;
    out += encoding == WordEncoding::kBase64 ? "=?UTF-8?B?" + base64(piece) : "=?utf-8?Q?" + quoted_word(piece);
    out += "?=";
    begin = end;
  }
  return out;
}

std::string folded(std::string_view value, std::size_t width, std::string_view fold) {
  std::string out;
  std::size_t line = 0;
  for (std::size_t at = 0; at < value.size();) {
    const auto space = value.find(' ', at);
    const auto word = value.substr(at, space == std::string_view::npos ? space : space - at);
    if (at > 0 && line + word.size() + 1 > width) {
      out += fold;
      line = 0;
    } else if (at > 0) {
      out += ' ';
      ++line;
    }
    out += word;
    line += word.size();
    if (space == std::string_view::npos)
      break;
    at = space + 1;
  }
  return out;
}

} // namespace mailmaker
