// The fast canonicalizer against a slow obvious one, and what the standard says of both (RFC 6376 section 3.4).
#include <gtest/gtest.h>

#include <random>

#include "proof/canonical.h"
#include "split_message.h"

namespace winnow::proof {
namespace {

constexpr auto kSimple = Canonicalization::kSimple, kRelaxed = Canonicalization::kRelaxed;
constexpr auto kRestore = BareLineFeed::kRestore, kKeep = BareLineFeed::kKeep;

std::string body_of(std::string_view body, Canonicalization how, BareLineFeed bare = kRestore) {
  return canonical_body_text(body, how, bare, std::nullopt);
}

// One octet at a time, a step of the standard at a time.
std::string slow_body(std::string body, Canonicalization how, BareLineFeed bare) {
  std::string restored;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (bare == kRestore && body[i] == '\n' && (i == 0 || body[i - 1] != '\r')) restored += '\r';
    restored += body[i];
  }
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t at; (at = restored.find("\r\n", start)) != std::string::npos; start = at + 2)
    lines.push_back(restored.substr(start, at - start));
  lines.push_back(restored.substr(start));
  if (how == kRelaxed) {
    for (std::string& line : lines) {
      std::string reduced;
      for (const char c : line) {
        const bool blank = c == ' ' || c == '\t';
        if (blank && !reduced.empty() && reduced.back() == ' ') continue;
        reduced += blank ? ' ' : c;
      }
      if (!reduced.empty() && reduced.back() == ' ') reduced.pop_back();
      line = reduced;
    }
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  std::string out;
  for (const std::string& line : lines) out += line + "\r\n";
  if (out.empty() && how == kSimple) out = "\r\n";
  return out;
}

std::string slow_relaxed_value(std::string_view value) {
  std::string unfolded, out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\n' || (value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n')) continue;
    unfolded += value[i] == '\t' ? ' ' : value[i];
  }
  for (const char c : unfolded)
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// Mixtures in which every neighbourhood of CR, LF, blank and tab occurs, with long plain runs between them.
std::string random_text(std::mt19937& random) {
  static constexpr std::string_view kPieces[] = {"\r", "\n", "\r\n", " ", "\t", "  ", "a", "bc", ".", "=20",
                                                 "0123456789012345678901234567890123456789012345678901234567890123456789"};
  std::string text;
  const auto pieces = random() % 40;
  const auto favour = random() % 4;
  for (unsigned i = 0; i < pieces; ++i) {
    const auto pick = random() % (std::size(kPieces) + favour);
    text += kPieces[std::min<std::size_t>(pick, std::size(kPieces) - 1)];
  }
  return text;
}

TEST(CanonicalBody, EqualsTheSlowOneOnAllMixturesOfLineEndsAndWhiteSpace) {
  std::mt19937 random(6376);
  for (int i = 0; i < 60'000; ++i) {
    const std::string text = random_text(random);
    for (const auto how : {kSimple, kRelaxed})
      for (const auto bare : {kRestore, kKeep})
        ASSERT_EQ(body_of(text, how, bare), slow_body(text, how, bare)) << testing::PrintToString(text) << int(how) << int(bare);
  }
}

TEST(CanonicalBody, IsIdempotent) {
  std::mt19937 random(3641);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random_text(random);
    for (const auto how : {kSimple, kRelaxed}) {
      const std::string once = body_of(text, how);
      ASSERT_EQ(body_of(once, how), once) << testing::PrintToString(text);
    }
  }
}

TEST(CanonicalBody, HashesWhatItWrites) {
  std::mt19937 random(3642);
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (auto n = random() % 60; n > 0; --n) text += random_text(random);
    for (const auto how : {kSimple, kRelaxed}) {
      const std::string whole = body_of(text, how);
      const std::uint64_t limit = random() % (whole.size() + 2);
      Hasher hasher;
      const BodyExtent extent = hash_canonical_body(text, how, kRestore, limit, hasher);
      ASSERT_EQ(hasher.finish(), sha256(as_bytes(whole.substr(0, limit))));
      ASSERT_EQ(extent.canonical_size, whole.size());
      ASSERT_EQ(extent.hashed_size, std::min<std::uint64_t>(limit, whole.size()));
      ASSERT_LE(extent.raw_end, text.size());
    }
  }
}

// What stands in front of the raw end canonicalizes to what was hashed, but for a line end.
TEST(CanonicalBody, TheRawEndOfALimitCoversWhatWasHashedAndNoMore) {
  const std::string text = "one  two\nthree\n\nfour\t five\n";
  const std::string whole = body_of(text, kRelaxed);
  for (std::uint64_t limit = 0; limit <= whole.size(); ++limit) {
    Hasher hasher;
    const BodyExtent extent = hash_canonical_body(text, kRelaxed, kRestore, limit, hasher);
    std::string covered = body_of(text.substr(0, extent.raw_end), kRelaxed);
    if (covered.ends_with("\r\n")) covered.resize(covered.size() - 2);
    EXPECT_TRUE(whole.substr(0, limit).starts_with(covered)) << limit;
  }
}

TEST(CanonicalBody, ExamplesOfTheStandard) {
  EXPECT_EQ(body_of(" C \r\nD \t E\r\n\r\n\r\n", kRelaxed), " C\r\nD E\r\n");
  EXPECT_EQ(body_of(" C \r\nD \t E\r\n\r\n\r\n", kSimple), " C \r\nD \t E\r\n");
  EXPECT_EQ(body_of("", kSimple), "\r\n");
  EXPECT_EQ(body_of("", kRelaxed), "");
  EXPECT_EQ(body_of("\r\n\r\n", kSimple), "\r\n");
  EXPECT_EQ(body_of(" \r\n\t\r\n", kRelaxed), "");
  EXPECT_EQ(body_of("no end", kSimple), "no end\r\n");
  EXPECT_EQ(body_of("no end ", kRelaxed), "no end\r\n");
}

TEST(CanonicalBody, ACarriageReturnOfItsOwnIsAnOctet) {
  EXPECT_EQ(body_of("a\rb\r", kSimple), "a\rb\r\r\n");
  EXPECT_EQ(body_of("a \r b\r\n", kRelaxed), "a \r b\r\n");
}

TEST(CanonicalHeader, EqualsTheSlowOne) {
  std::mt19937 random(342);
  for (int i = 0; i < 40'000; ++i) {
    const std::string value = random_text(random);
    const std::string raw = "SubJect \t:" + value;
    const std::string_view view(raw);
    const mail::Field field{view.substr(0, 7), view.substr(10), view, {}};
    std::string relaxed, simple;
    append_canonical_field(field, kRelaxed, relaxed);
    append_canonical_field(field, kSimple, simple);
    ASSERT_EQ(relaxed, "subject:" + slow_relaxed_value(value) + "\r\n") << testing::PrintToString(value);
    std::string restored = "SubJect \t:";
    for (std::size_t k = 0; k < value.size(); ++k) {
      if (value[k] == '\n' && (k == 0 || value[k - 1] != '\r')) restored += '\r';
      restored += value[k];
    }
    ASSERT_EQ(simple, restored + "\r\n");
  }
}

TEST(CanonicalHeader, ExamplesOfTheStandard) {
  const std::string text = "A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n";
  const mail::Message message = split_message(text);
  std::string relaxed, simple;
  for (const mail::Field& field : message.fields) {
    append_canonical_field(field, kRelaxed, relaxed);
    append_canonical_field(field, kSimple, simple);
  }
  EXPECT_EQ(relaxed, "a:X\r\nb:Y Z\r\n");
  EXPECT_EQ(simple, "A: X\r\nB : Y\t\r\n\tZ  \r\n");
}

TEST(CanonicalHeader, RawEightBitOctetsStay) {
  const std::string text = "From: J\xfcrgen\n";
  std::string out;
  append_canonical_field(split_message(text).fields[0], kRelaxed, out);
  EXPECT_EQ(out, "from:J\xfcrgen\r\n");
}

}  // namespace
}  // namespace winnow::proof
