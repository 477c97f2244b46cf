#include "mail/base64.h"

#include <gtest/gtest.h>

#include <random>

#include "mail/message.h"

namespace winnow::mail {
namespace {

// The slow and obvious one: a bit at a time.
std::string plain_decode(std::string_view text) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits, out;
  const auto flush = [&] {
    for (std::size_t i = 0; i + 8 <= bits.size(); i += 8) out += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
    bits.clear();
  };
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (c == '=') flush();
    if (value == std::string_view::npos) continue;
    for (int bit = 5; bit >= 0; --bit) bits += (value >> bit & 1) != 0 ? '1' : '0';
    if (bits.size() == 24) flush();
  }
  flush();
  return out;
}

std::string in_pieces(std::string_view text, std::size_t piece) {
  Base64Decoder decoder;
  std::string out;
  std::vector<std::uint8_t> block(Base64Decoder::out_size(piece));
  const auto keep = [&](std::size_t size) { out.append(reinterpret_cast<const char*>(block.data()), size); };
  for (std::size_t at = 0; at < text.size(); at += piece) keep(decoder.decode(text.substr(at, piece), block.data()));
  keep(decoder.finish(block.data()));
  return out;
}

// Mostly alphabet in lines, with stray bytes, padding and odd line ends mixed in by `dirt` in 1000.
std::string random_text(std::mt19937& random, std::size_t size, unsigned dirt) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static constexpr std::string_view dirty = "=\r\n \t-_!\x80\xFF\0=", line_end = "\r\n";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    if (random() % 1000 < dirt) text += dirty[random() % dirty.size()];
    text += alphabet[random() % 64];
    if (i % 76 == 75) text += line_end;
  }
  return text;
}

TEST(Base64, FastAndPlainAgree) {
  std::mt19937 random(20170505);
  for (int round = 0; round < 400; ++round) {
    const std::string text = random_text(random, random() % 700, round % 4 == 0 ? 0u : static_cast<unsigned>(random() % 200));
    const std::string expected = plain_decode(text);
    std::string out;
    decode_base64_text(text, out);
    ASSERT_EQ(out, expected) << text;
    ASSERT_EQ(in_pieces(text, 1 + random() % 100), expected) << text;
  }
}

TEST(Base64, VectorAndScalarRunsAgree) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text = random_text(random, random() % 200, 0);
    if (!text.empty() && round % 2 == 0) text[random() % text.size()] = static_cast<char>(random());
    std::vector<std::uint8_t> fast(Base64Decoder::out_size(text.size())), slow(fast.size());
    const std::size_t run = detail::decode_base64_run(text, fast.data());
    ASSERT_EQ(run, detail::decode_base64_run_scalar(text, slow.data()));
    fast.resize(run / 4 * 3);
    slow.resize(run / 4 * 3);
    ASSERT_EQ(fast, slow);
  }
}

TEST(Base64, EveryByteValueIsClassedAlike) {
  for (int value = 0; value < 256; ++value) {
    std::string text(64, 'A');
    text[5] = static_cast<char>(value);
    std::vector<std::uint8_t> fast(Base64Decoder::out_size(64)), slow(fast.size());
    EXPECT_EQ(detail::decode_base64_run(text, fast.data()), detail::decode_base64_run_scalar(text, slow.data())) << value;
  }
}

TEST(Base64, ReportsWhatWasOdd) {
  const auto notes = [](std::string_view body) {
    const std::string text = "Content-Transfer-Encoding: base64\n\n" + std::string(body);
    const Message m = parse(as_bytes(text));
    std::vector<std::string> ids;
    struct Drop : Sink { bool write(Bytes) override { return true; } } drop;
    decode_body(m, m.parts[0], drop, &ids);
    return ids;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(notes("YWJj\n"), Ids{});
  EXPECT_EQ(notes("YWI=\n"), Ids{});
  EXPECT_EQ(notes("YW!Jj\n"), Ids{"mime.base64-stray"});
  EXPECT_EQ(notes("YWI=\nYWI=\n"), Ids{"mime.base64-after-padding"});
  EXPECT_EQ(notes("YWI=\n____\nthe list\n"), Ids{"mime.base64-text-behind"});
  EXPECT_EQ(notes("YWJjY\n"), Ids{"mime.base64-cut"});
}

// Mailing lists append their footer to encoded bodies as it is.
TEST(Base64, PlainFooterBehindPaddingIsNotDecoded) {
  const auto decoded = [](std::string_view body) {
    const std::string text = "Content-Transfer-Encoding: base64\n\n" + std::string(body);
    const Message m = parse(as_bytes(text));
    return decode_body(m, m.parts[0], 1000);
  };
  EXPECT_EQ(decoded("YWI=\n____\nthe list\n"), "ab");
  EXPECT_EQ(decoded("YWI=\nYWI=\n"), "abab");
  EXPECT_EQ(decoded("YWJj=\n!YWI=\n"), "abcab");
}

TEST(Base64, SinkCanStopEarly) {
  const std::string text = "Content-Transfer-Encoding: base64\n\n" + std::string(1 << 20, 'A');
  const Message m = parse(as_bytes(text));
  struct Once : Sink {
    std::size_t size = 0;
    bool write(Bytes decoded) override { size += decoded.size(); return false; }
  } once;
  decode_body(m, m.parts[0], once);
  EXPECT_GT(once.size, 0u);
  EXPECT_LT(once.size, 1u << 18);
  EXPECT_EQ(decode_body(m, m.parts[0], 100).size(), 100u);
}

}  // namespace
}  // namespace winnow::mail
