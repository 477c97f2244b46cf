#include <gtest/gtest.h>

#include <set>

#include "mend/mend.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kHeader = "Subject: x\n>From not a body line\n\n";

std::vector<Variant> unquoted(const std::string& message) {
  std::vector<Variant> variants;
  for (std::vector<Edit>& edits : unquote_from_lines(as_bytes(message), kHeader.size())) variants.emplace_back(as_bytes(message), std::move(edits));
  return variants;
}

TEST(MboxFromQuoting, TakesOneMarkFromEveryQuotedLineOfTheBodyOnly) {
  const std::string message = std::string(kHeader) + ">From a\nx >From b\n>>From c\n> From d\n>From\n";
  const auto variants = unquoted(message);
  ASSERT_EQ(variants.size(), 3U);
  EXPECT_EQ(variants[0].bytes(), std::string(kHeader) + "From a\nx >From b\n>From c\n> From d\n>From\n");
  EXPECT_EQ(variants[1].bytes(), std::string(kHeader) + "From a\nx >From b\n>>From c\n> From d\n>From\n");
  EXPECT_EQ(variants[2].bytes(), std::string(kHeader) + "From a\nx >From b\nFrom c\n> From d\n>From\n");
}

TEST(MboxFromQuoting, ProposesNothingWithoutAQuotedLine) {
  EXPECT_TRUE(unquoted(std::string(kHeader) + "> quoted reply\nFrom here\n").empty());
  EXPECT_TRUE(unquoted(std::string(kHeader)).empty());
  EXPECT_TRUE(unquote_from_lines(as_bytes("short"), 100).empty());
}

TEST(MboxFromQuoting, EveryByteKnowsWhereItStood) {
  const std::string message = std::string(kHeader) + ">From a\r\n>>>From b\r\n>>From c\r\nend>From ";
  for (const Variant& variant : unquoted(message))
    for (std::size_t i = 0; i < variant.bytes().size(); ++i)
      ASSERT_EQ(message[variant.at_hand_range({i, i + 1}).end - 1], variant.bytes()[i]) << i;
}

TEST(MboxFromQuoting, RangesComeBackToTheMessageAtHand) {
  const std::string message = std::string(kHeader) + ">From a\n>>From b\nend";
  const auto variants = unquoted(message);
  ASSERT_FALSE(variants.empty());
  record::Item item;
  record::Signature& signature = *item.add_signatures();
  signature.mutable_body_covered()->set_begin(kHeader.size());
  signature.mutable_body_covered()->set_end(variants[0].bytes().size());
  record::ByteRange& line = *item.add_findings()->add_evidence()->mutable_range();
  line.set_begin(kHeader.size() + 7);           // "\n>From b" of the variant: from its line on
  line.set_end(kHeader.size() + 14);
  move_ranges(variants[0], item);
  EXPECT_EQ(signature.body_covered().begin(), kHeader.size());
  EXPECT_EQ(signature.body_covered().end(), message.size());
  EXPECT_EQ(message.substr(line.begin(), line.end() - line.begin()), ">>From b");
}

TEST(MboxFromQuoting, OfFewQuotedLinesEveryChoiceIsProposedOnce) {
  const std::string message = std::string(kHeader) + ">From a\n>From b\n>From c\n";
  std::set<std::string> proposed;
  for (std::vector<Edit>& edits : unquote_some_from_lines(as_bytes(message), kHeader.size()))
    proposed.insert(Variant(as_bytes(message), std::move(edits)).bytes());
  EXPECT_EQ(proposed.size(), 6U);      // all but none and all
  EXPECT_TRUE(proposed.contains(std::string(kHeader) + "From a\n>From b\nFrom c\n"));
}

}  // namespace
}  // namespace winnow::mend
