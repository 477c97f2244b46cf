#include "mend/edit.h"

#include <gtest/gtest.h>

#include <random>

namespace winnow::mend {
namespace {

constexpr std::string_view kText = "0123456789abcdef";

Variant variant(std::vector<Edit> edits) { return {as_bytes(kText), std::move(edits)}; }

TEST(Edit, ReplacesInsertsAndTakesOut) {
  const Variant one = variant({{"a", {0, 2}, "X"}, {"b", {4, 4}, "new"}, {"c", {10, 16}, ""}});
  EXPECT_EQ(one.bytes(), "X23new456789");
  EXPECT_EQ(one.edits().size(), 3U);
}

TEST(Edit, WhatOverlapsOrLiesOutsideIsLeftOut) {
  EXPECT_EQ(variant({{"a", {2, 5}, ""}, {"b", {4, 6}, ""}, {"c", {15, 17}, ""}, {"d", {9, 8}, ""}}).bytes(), "0156789abcdef");
}

TEST(Edit, AByteWithinAReplacedRunStandsForAllOfIt) {
  const Variant one = variant({{"a", {2, 6}, "xyz"}});
  EXPECT_EQ(one.at_hand_range({3, 4}), (Range{2, 6}));
  EXPECT_EQ(one.at_hand_range({0, 3}), (Range{0, 6}));
  EXPECT_EQ(one.at_hand_range({5, 7}), (Range{6, 8}));
  EXPECT_EQ(one.restored_range({3, 4}), (Range{2, 5}));
  EXPECT_EQ(one.restored_range({6, 8}), (Range{5, 7}));
  EXPECT_FALSE(one.is_untouched({5, 7}));
  EXPECT_TRUE(one.is_untouched({6, 16}));
}

TEST(Edit, BytesAddedAfterSigningStayOutsideTheRangesAroundThem) {
  const Variant one = variant({{"banner", {0, 4}, "", true}, {"footer", {12, 16}, "", true}});
  EXPECT_EQ(one.at_hand_range({0, one.bytes().size()}), (Range{4, 12}));
}

TEST(Edit, BytesLostLieBetweenTheirNeighbours) {
  const Variant one = variant({{"lost", {8, 8}, "--"}});
  EXPECT_EQ(one.bytes(), "01234567--89abcdef");
  EXPECT_EQ(one.at_hand_range({0, 8}), (Range{0, 8}));
  EXPECT_EQ(one.at_hand_range({10, 12}), (Range{8, 10}));
  EXPECT_EQ(one.at_hand_range({8, 10}), (Range{8, 8}));
  EXPECT_FALSE(one.is_untouched({7, 9}));
  EXPECT_TRUE(one.is_untouched({8, 9}));
}

std::vector<Edit> random_edits(std::mt19937& random, std::size_t size) {
  std::vector<Edit> edits;
  for (std::uint64_t at = random() % 6; at <= size; at += random() % 6) {
    const std::uint64_t end = std::min<std::uint64_t>(size, at + random() % 4);
    std::string restored(random() % 4, static_cast<char>('A' + random() % 26));
    if (end == at && restored.empty()) continue;
    edits.push_back({"random", {at, end}, std::move(restored)});
    at = end;
  }
  return edits;
}

TEST(Edit, TwoRoundsOfEditsAreOneRound) {
  std::mt19937 random(17);
  for (int round = 0; round < 5'000; ++round) {
    const Variant first(as_bytes(kText), random_edits(random, kText.size()));
    const std::vector<Edit> edits = random_edits(random, first.bytes().size());
    const Variant second(as_bytes(first.bytes()), edits);
    const Variant both(as_bytes(kText), compose(first, edits));
    ASSERT_EQ(both.bytes(), second.bytes()) << round;
  }
}

// A slow second way: every byte of the restored message that no edit made is found where it stands.
TEST(Edit, EveryByteIsFoundWhereItStands) {
  std::mt19937 random(18);
  for (int round = 0; round < 2'000; ++round) {
    const Variant one(as_bytes(kText), random_edits(random, kText.size()));
    for (std::uint64_t i = 0; i < kText.size(); ++i) {
      if (!one.is_untouched({i, i + 1})) continue;
      const Range there = one.restored_range({i, i + 1});
      ASSERT_EQ(one.bytes().substr(there.begin, there.size()), kText.substr(i, 1)) << round;
      const Range back = one.at_hand_range(there);
      ASSERT_EQ(back.end, i + 1);
      ASSERT_LE(back.begin, i);        // bytes taken out in front of it may belong to it
    }
  }
}

}  // namespace
}  // namespace winnow::mend
