// Random mailboxes against a slow and obvious reading of docs/formats/mbox.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "box/box.h"

namespace winnow::box {
namespace {

enum class Shape { kDated, kAddress, kUsualField, kField, kEmpty, kOther };
struct Sample { std::string text; Shape shape; };

const std::vector<Sample> kSamples = {
    {"From a@b.example Tue Apr 11 09:12:44 2017", Shape::kDated},
    {"From MAILER-DAEMON Thu Jan  1 00:00:00 1970", Shape::kDated},
    {"From - ", Shape::kDated},
    {"From 123@xxx", Shape::kAddress},
    {"From here on it is prose", Shape::kOther},
    {"From", Shape::kOther},
    {"From ", Shape::kOther},
    {">From a@b.example Tue Apr 11 09:12:44 2017", Shape::kOther},
    {"FromFrom x", Shape::kOther},
    {"Subject: hello", Shape::kUsualField},
    {"Received: from x by y", Shape::kUsualField},
    {"X-Odd : 1", Shape::kField},
    {"http://www.example", Shape::kOther},
    {"", Shape::kEmpty},
    {"", Shape::kEmpty},
    {"some text", Shape::kOther},
    {"F\xC3\xA9vrier", Shape::kOther},
    {"Rm8gRnJvbSBGcm9tIEZyb20gRnJvbQFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", Shape::kOther},
};

struct SoupLine { std::size_t begin = 0, end = 0; Shape shape = Shape::kOther; bool quoted_from = false, from = false; };
struct Soup { std::string text; std::vector<SoupLine> lines; };

Soup cook(std::mt19937& random, std::size_t lines) {
  Soup soup;
  const bool dos = random() % 2 == 0;
  for (std::size_t i = 0; i < lines; ++i) {
    const auto& sample = kSamples[random() % kSamples.size()];
    const auto begin = soup.text.size();
    soup.text += sample.text;
    const bool last_is_cut = i + 1 == lines && random() % 4 == 0;
    if (!last_is_cut) soup.text += dos ? "\r\n" : "\n";
    if (soup.text.size() > begin)
      soup.lines.push_back({begin, soup.text.size(), sample.shape, sample.text.starts_with(">From "), sample.text.starts_with("From ")});
  }
  return soup;
}

// Line by line, as the page says it.
std::vector<std::size_t> reference_separators(const Soup& soup) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < soup.lines.size(); ++i) {
    const auto& line = soup.lines[i];
    const bool dated = line.shape == Shape::kDated;
    if (!dated && line.shape != Shape::kAddress) continue;
    const bool behind_empty = i == 0 || soup.lines[i - 1].shape == Shape::kEmpty;
    if (i + 1 == soup.lines.size()) {
      if (dated && behind_empty) out.push_back(line.begin);
      continue;
    }
    const auto& next = soup.lines[i + 1];
    const bool field = next.shape == Shape::kUsualField || next.shape == Shape::kField;
    const bool before_header = field || (dated && (next.shape == Shape::kEmpty || next.quoted_from || next.from));
    if (behind_empty ? before_header : dated && next.shape == Shape::kUsualField) out.push_back(line.begin);
  }
  return out;
}

std::vector<std::size_t> found_separators(std::string_view text) {
  std::vector<std::size_t> out;
  for (auto at = MboxFraming::next_separator(as_bytes(text), 0, true, true); at;
       at = MboxFraming::next_separator(as_bytes(text), *at + 1, true, true))
    out.push_back(*at);
  return out;
}

TEST(MboxProperties, ASlowReaderFindsTheSameSeparators) {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    const auto soup = cook(random, random() % 30);
    ASSERT_EQ(found_separators(soup.text), reference_separators(soup)) << soup.text;
  }
}

// Everything lies in a message, a `From ` line, or is an empty line or a byte order mark.
void expect_every_byte_accounted(std::string_view text, const std::vector<MboxMessage>& split) {
  std::uint64_t at = 0;
  const auto gap = [&](std::uint64_t end) {
    ASSERT_LE(at, end);
    for (const char c : text.substr(at, end - at)) ASSERT_TRUE(c == '\n' || c == '\r') << at;
  };
  for (const auto& message : split) {
    if (!message.from_line.empty()) {
      gap(message.from_line.begin);
      ASSERT_EQ(message.range.begin, message.from_line.end);
    } else {
      ASSERT_EQ(message.range.begin, 0u);
    }
    ASSERT_LE(message.range.begin, message.range.end);
    ASSERT_LE(message.range.end, text.size());
    at = message.range.end;
  }
  gap(text.size());
}

bool same(const MboxMessage& a, const MboxMessage& b) {
  return a.range == b.range && a.from_line == b.from_line && a.content_length_wrong == b.content_length_wrong &&
         a.holds_separators == b.holds_separators;
}

std::vector<MboxMessage> split_at(std::string_view text, const std::vector<std::uint64_t>& cuts, MboxDialect dialect) {
  std::vector<MboxMessage> out;
  std::uint64_t begin = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const auto end = i < cuts.size() ? cuts[i] : text.size();
    for (auto message : split_mbox(as_bytes(text.substr(begin, end - begin)), dialect)) {
      for (auto* const range : {&message.range, &message.from_line}) {
        range->begin += begin;
        range->end += begin;
      }
      out.push_back(message);
    }
    begin = end;
  }
  return out;
}

// Replaces some fields by Content-Length fields, right and wrong ones.
std::string with_lengths(std::mt19937& random, const Soup& soup) {
  std::string out;
  for (const auto& line : soup.lines) {
    const auto text = soup.text.substr(line.begin, line.end - line.begin);
    if (line.shape == Shape::kUsualField && random() % 2 == 0)
      out += "Content-Length: " + std::to_string(random() % 300) + (text.ends_with("\r\n") ? "\r\n" : "\n");
    else
      out += text;
  }
  return out;
}

TEST(MboxProperties, AnyCutAtASeparatorGivesTheSameMessages) {
  std::mt19937 random(2);
  for (int round = 0; round < 20'000; ++round) {
    const auto dialect = round % 2 == 0 ? MboxDialect::kFromLines : MboxDialect::kContentLength;
    const auto soup = cook(random, random() % 40);
    const auto text = dialect == MboxDialect::kContentLength ? with_lengths(random, soup) : soup.text;
    const auto whole = split_mbox(as_bytes(text), dialect);
    expect_every_byte_accounted(text, whole);
    std::vector<std::uint64_t> cuts;
    for (const auto& message : whole)
      if (message.from_line.begin > 0 && random() % 2 == 0) cuts.push_back(message.from_line.begin);
    const auto pieces = split_at(text, cuts, dialect);
    ASSERT_EQ(pieces.size(), whole.size()) << text;
    for (std::size_t i = 0; i < whole.size(); ++i) ASSERT_TRUE(same(whole[i], pieces[i])) << i << "\n" << text;
  }
}

MboxCutter::ReadAt reader_of(const std::string& text) {
  return [&text](std::uint64_t offset, std::span<std::byte> out) -> Result<std::size_t> {
    const auto count = std::min<std::size_t>(out.size(), text.size() - offset);
    std::memcpy(out.data(), text.data() + offset, count);
    return count;
  };
}

TEST(MboxProperties, TheCutterCutsWhereMessagesBegin) {
  std::mt19937 random(3);
  for (int round = 0; round < 400; ++round) {
    const auto dialect = round % 2 == 0 ? MboxDialect::kFromLines : MboxDialect::kContentLength;
    const auto soup = cook(random, round % 10 == 0 ? 30'000 : random() % 300);
    const auto text = dialect == MboxDialect::kContentLength ? with_lengths(random, soup) : soup.text;
    MboxCutter cutter(reader_of(text), text.size(), dialect);
    std::vector<std::uint64_t> cuts;
    std::uint64_t position = 0;
    for (;;) {
      const auto aimed = random() % (text.size() / 4 + 1);
      const auto run = cutter.next(aimed);
      ASSERT_TRUE(run);
      if (!*run) break;
      ASSERT_EQ((*run)->begin, position);
      ASSERT_GT((*run)->end, position);
      position = (*run)->end;
      if (position < text.size()) {
        ASSERT_GE((*run)->size(), aimed);
        cuts.push_back(position);
      }
    }
    ASSERT_EQ(position, text.size());
    const auto whole = split_mbox(as_bytes(text), dialect);
    const auto pieces = split_at(text, cuts, dialect);
    ASSERT_EQ(pieces.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) ASSERT_TRUE(same(whole[i], pieces[i])) << i;
  }
}

TEST(MboxProperties, OverlappingWindowsShowEachSeparatorOnce) {
  std::mt19937 random(4);
  for (int round = 0; round < 300; ++round) {
    const auto soup = cook(random, 1500);
    const std::string_view text = soup.text;
    std::vector<std::size_t> found;
    std::size_t from = 0;
    while (from < text.size()) {
      const auto begin = from - std::min(from, MboxFraming::kContextBefore);
      const auto size = std::min<std::size_t>(text.size() - begin, 4096 + random() % 20'000);
      const bool at_end = begin + size == text.size();
      const auto at = MboxFraming::next_separator(as_bytes(text.substr(begin, size)), from - begin, begin == 0, at_end);
      if (at) found.push_back(begin + *at);
      if (!at && at_end) break;
      from = at ? begin + *at + 1 : begin + size - MboxFraming::kContextBehind + 1;
    }
    ASSERT_EQ(found, reference_separators(soup));
  }
}

}  // namespace
}  // namespace winnow::box
