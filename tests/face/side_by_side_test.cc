#include "face/side_by_side.h"

#include <gmock/gmock.h>

#include "face/sentences.h"

namespace winnow::face {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Side side(const std::string& text, const std::string& subject = "Budget") { return {"leak/a.mbox#1", {{"Subject", subject}, {"", text}}}; }

std::vector<std::string> matter(const Side& first, const Side& second) { return changes_that_matter(compare(first, second), Sentences("en"), 20); }

TEST(SideBySide, ListsTheFigureThatWasChanged) {
  EXPECT_THAT(matter(side("we pay 1,000 euros in May"), side("we pay 7,000 euros in May")),
              ElementsAre(testing::AllOf(HasSubstr("1,000"), HasSubstr("7,000"), Not(HasSubstr("euros")))));
}

TEST(SideBySide, ListsNothingWhereNoWordChanged) { EXPECT_THAT(matter(side("all as it was, 12 times"), side("all as it was, 12 times")), IsEmpty()); }

// One long place of change, with many figures that stayed in front of the one that did not.
TEST(SideBySide, ListsAFigureBehindManyThatStayed) {
  std::string first, second;
  for (int i = 10; i < 60; ++i) {
    first += "so " + std::to_string(i) + " ";
    second += std::to_string(i) + " sow ";
  }
  Side one = side(first + "900"), other = side(second + "400");
  std::vector<ComparedText> texts = compare(one, other);
  ComparedText& text = texts.back();
  // As a comparison that was given up tells it.
  text.difference = {{{false, 0, static_cast<std::uint32_t>(text.first.size()), 0, static_cast<std::uint32_t>(text.second.size())}}, false};
  EXPECT_THAT(changes_that_matter(texts, Sentences("en"), 20), testing::Contains(testing::AllOf(HasSubstr("900"), HasSubstr("400"))));
}

TEST(SideBySide, ThePageShowsHostileWordsAsWords) {
  const Side first = side("hello"), second = side("<script>alert(1)</script> \u202Eevil");
  const std::string page = side_by_side_page(Sentences("en"), first, second, compare(first, second));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("\u202E")));
}

}  // namespace
}  // namespace winnow::face
