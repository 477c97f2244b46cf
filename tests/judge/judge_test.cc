#include "judge/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "judge/reference_judge.h"

namespace winnow::judge {
namespace {

using namespace record;

Finding finding(Direction direction, Strength strength, unsigned aspects, std::string group = "g") {
  Finding f;
  f.set_check("test");
  f.set_direction(direction);
  f.set_strength(strength);
  f.set_aspects(aspects);
  f.set_group(std::move(group));
  return f;
}
Finding limit(unsigned aspects, Standing at_most, Strength strength = STRENGTH_A) {
  Finding f = finding(LIMIT, strength, aspects);
  f.set_at_most(at_most);
  return f;
}

Judgement judged(const std::vector<Finding>& findings) {
  std::vector<const Finding*> pointers;
  for (const Finding& f : findings) pointers.push_back(&f);
  return judge(pointers);
}

// ---- the table, row by row ----

TEST(Judge, NothingKnownIsUnproven) {
  EXPECT_EQ(judged({}), Judgement{});
  EXPECT_EQ(judged({}).verdict, UNPROVEN);
}

TEST(Judge, ProofOfAuthorAndContentIsAuthentic) {
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, AUTHOR | CONTENT)}).verdict, AUTHENTIC);
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, AUTHOR), finding(FOR, STRENGTH_A, CONTENT, "other")}).verdict, AUTHENTIC);
}

TEST(Judge, ProofOfTheHeaderAloneStaysUnproven) {
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, AUTHOR | SUBJECT | DATE | RECIPIENTS)}).verdict, UNPROVEN);
}

TEST(Judge, OneSupportedHalfMakesCorroborated) {
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, AUTHOR), finding(FOR, STRENGTH_B, CONTENT)}).verdict, CORROBORATED);
  EXPECT_EQ(judged({finding(FOR, STRENGTH_B, AUTHOR | CONTENT)}).verdict, CORROBORATED);
}

TEST(Judge, RefutedAuthorIsForgedUnlessTheOriginalIsKnown) {
  Finding against = finding(AGAINST, STRENGTH_A, AUTHOR);
  EXPECT_EQ(judged({against}).verdict, FORGED);
  against.set_original_known(true);
  EXPECT_EQ(judged({against}).verdict, ALTERED);
}

TEST(Judge, RefutedContentWithoutItsOriginalIsDoubtful) {
  EXPECT_EQ(judged({finding(AGAINST, STRENGTH_A, CONTENT)}).verdict, DOUBTFUL);
}

TEST(Judge, ProofOnBothSidesIsQuestionedAndDoubtful) {
  const Judgement j = judged({finding(FOR, STRENGTH_A, AUTHOR | CONTENT), finding(AGAINST, STRENGTH_A, SUBJECT | CONTENT, "h")});
  EXPECT_EQ(j.standings.of(CONTENT), QUESTIONED);
  EXPECT_EQ(j.standings.of(SUBJECT), REFUTED);
  EXPECT_EQ(j.standings.of(AUTHOR), PROVED);
  EXPECT_EQ(j.verdict, DOUBTFUL);
}

TEST(Judge, KnownOriginalDoesNotAlterWhereTheAspectIsInConflict) {
  Finding against = finding(AGAINST, STRENGTH_A, CONTENT, "h");
  against.set_original_known(true);
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, CONTENT), against}).verdict, DOUBTFUL);
}

TEST(Judge, ProofOutweighsStrongEvidenceAgainst) {
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, AUTHOR | CONTENT), finding(AGAINST, STRENGTH_B, AUTHOR, "h")}).verdict, AUTHENTIC);
}

TEST(Judge, StrongEvidenceAgainstQuestionsAndStrongSupportDoesNotSaveIt) {
  const Judgement j = judged({finding(FOR, STRENGTH_B, AUTHOR), finding(AGAINST, STRENGTH_B, AUTHOR, "h")});
  EXPECT_EQ(j.standings.of(AUTHOR), QUESTIONED);
  EXPECT_EQ(j.verdict, DOUBTFUL);
}

TEST(Judge, SignersOwnClockAloneNeverMakesDoubtful) {
  const Finding own = finding(AGAINST, STRENGTH_A, DATE, std::string(kSignerClockGroup));
  const Judgement alone = judged({finding(FOR, STRENGTH_A, AUTHOR | CONTENT), own});
  EXPECT_EQ(alone.standings.of(DATE), REFUTED);
  EXPECT_EQ(alone.verdict, AUTHENTIC);
  EXPECT_EQ(judged({own, finding(AGAINST, STRENGTH_B, DATE, "server-clock")}).verdict, DOUBTFUL);
}

TEST(Judge, TheExceptionForTheOwnClockCoversTheDateOnly) {
  EXPECT_EQ(judged({finding(AGAINST, STRENGTH_A, AUTHOR, std::string(kSignerClockGroup))}).verdict, FORGED);
}

TEST(Judge, OwnClockNeverAlters) {
  Finding own = finding(AGAINST, STRENGTH_A, DATE, std::string(kSignerClockGroup));
  own.set_original_known(true);
  EXPECT_EQ(judged({own}).verdict, UNPROVEN);
}

TEST(Judge, CarriageMovesNoVerdict) {
  EXPECT_EQ(judged({finding(AGAINST, STRENGTH_A, CARRIAGE)}).verdict, UNPROVEN);
  EXPECT_EQ(judged({finding(AGAINST, STRENGTH_A, CARRIAGE)}).standings.of(CARRIAGE), REFUTED);
}

// ---- limits ----

TEST(Judge, LimitLowersProofToSupport) {
  const Judgement j = judged({finding(FOR, STRENGTH_A, AUTHOR | CONTENT), limit(AUTHOR | CONTENT, SUPPORTED)});
  EXPECT_EQ(j.standings.of(AUTHOR), SUPPORTED);
  EXPECT_EQ(j.verdict, CORROBORATED);
}

TEST(Judge, LimitToOpenKeepsUnproven) {
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, AUTHOR | CONTENT), limit(CONTENT, OPEN)}).verdict, UNPROVEN);
}

TEST(Judge, LimitNeitherAccusesNorSettlesAConflict) {
  EXPECT_EQ(judged({limit(AUTHOR | CONTENT | DATE, OPEN)}).verdict, UNPROVEN);
  EXPECT_EQ(judged({finding(FOR, STRENGTH_A, CONTENT), finding(AGAINST, STRENGTH_A, CONTENT, "h"), limit(CONTENT, OPEN)})
                .standings.of(CONTENT), QUESTIONED);
}

// ---- properties ----

// Every finding that can matter, for one to two aspects.
std::vector<Finding> universe() {
  std::vector<Finding> all;
  constexpr std::array<unsigned, 6> kAspectSets = {AUTHOR, CONTENT, DATE, AUTHOR | CONTENT, SUBJECT | DATE, CARRIAGE};
  for (const unsigned aspects : kAspectSets)
    for (const char* group : {"g", "h", "signer-clock"})
      for (const Strength strength : {STRENGTH_A, STRENGTH_B, STRENGTH_C}) {
        all.push_back(finding(FOR, strength, aspects, group));
        all.push_back(finding(AGAINST, strength, aspects, group));
        all.push_back(all.back());
        all.back().set_original_known(true);
        if (group[0] != 'g') continue;
        all.push_back(limit(aspects, SUPPORTED, strength));
        all.push_back(limit(aspects, OPEN, strength));
        all.push_back(finding(NOTE, strength, aspects, group));
      }
  return all;
}

TEST(JudgeProperty, AgreesWithTheTableOnEveryPairAndOnRandomHandfuls) {
  const std::vector<Finding> all = universe();
  for (const Finding& a : all)
    for (const Finding& b : all) ASSERT_EQ(judged({a, b}), reference_judge({a, b})) << a.SerializeAsString() << b.SerializeAsString();
  std::mt19937 random(20170505);
  for (int round = 0; round < 30'000; ++round) {
    std::vector<Finding> some;
    for (auto n = random() % 8; n > 0; --n) some.push_back(all[random() % all.size()]);
    ASSERT_EQ(judged(some), reference_judge(some)) << "round " << round;
  }
}

TEST(JudgeProperty, AgreesWithTheTableOnEveryTripleOverOneAspect) {
  std::vector<Finding> few;
  for (const Finding& f : universe())
    if (f.aspects() == DATE) few.push_back(f);
  for (const Finding& a : few)
    for (const Finding& b : few)
      for (const Finding& c : few) ASSERT_EQ(judged({a, b, c}), reference_judge({a, b, c}));
}

// How much an aspect stands up for: a support never moves it down this list.
int rank(Standing s) {
  switch (s) {
    case REFUTED: return 0;
    case QUESTIONED: return 1;
    case OPEN: return 2;
    case SUPPORTED: return 3;
    default: return 4;
  }
}
int rank(Verdict v) {
  switch (v) {
    case UNPROVEN: return 1;
    case CORROBORATED: return 2;
    case AUTHENTIC: return 3;
    default: return 0;
  }
}

class Random {
 public:
  std::vector<Finding> handful() {
    std::vector<Finding> some;
    for (auto n = random_() % 7; n > 0; --n) some.push_back(one());
    return some;
  }
  Finding one() { return all_[random_() % all_.size()]; }
  std::mt19937& engine() { return random_; }

 private:
  std::vector<Finding> all_ = universe();
  std::mt19937 random_{9};
};

TEST(JudgeProperty, MoreEvidenceForNeverLowersAnything) {
  Random random;
  for (int round = 0; round < 30'000; ++round) {
    std::vector<Finding> some = random.handful();
    const Judgement before = judged(some);
    Finding more = random.one();
    more.set_direction(FOR);
    more.clear_original_known();
    some.push_back(more);
    const Judgement after = judged(some);
    for (const Aspect aspect : kAspects) ASSERT_GE(rank(after.standings.of(aspect)), rank(before.standings.of(aspect)));
    ASSERT_GE(rank(after.verdict), rank(before.verdict));
  }
}

TEST(JudgeProperty, OrderNeverMatters) {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Finding> some = random.handful();
    const Judgement before = judged(some);
    std::shuffle(some.begin(), some.end(), random.engine());
    ASSERT_EQ(judged(some), before);
  }
}

TEST(JudgeProperty, ModerateEvidenceAndHintsMoveNothing) {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Finding> some = random.handful();
    const Judgement before = judged(some);
    for (int n = 0; n < 5; ++n) {
      some.push_back(random.one());
      some.back().set_strength(n % 2 == 0 ? STRENGTH_C : STRENGTH_D);
    }
    ASSERT_EQ(judged(some), before);
  }
}

TEST(JudgeProperty, DuplicatesOfOneGroupCountOnce) {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Finding> some = random.handful();
    const Judgement before = judged(some);
    const std::vector<Finding> again = some;
    for (int n = 0; n < 3; ++n) some.insert(some.end(), again.begin(), again.end());
    ASSERT_EQ(judged(some), before);
  }
}

TEST(JudgeProperty, NothingIsAuthenticWithoutAProofOfAuthorAndOfContent) {
  Random random;
  for (int round = 0; round < 40'000; ++round) {
    std::vector<Finding> some = random.handful();
    const auto drop = round % 2 == 0 ? AUTHOR : CONTENT;
    std::erase_if(some, [&](const Finding& f) {
      return f.direction() == FOR && f.strength() == STRENGTH_A && (f.aspects() & drop) != 0;
    });
    ASSERT_NE(judged(some).verdict, AUTHENTIC);
  }
}

TEST(JudgeProperty, AnythingAgainstTheItemKeepsItFromBeingBelieved) {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Finding> some = random.handful();
    Finding against = finding(AGAINST, STRENGTH_A, round % 2 == 0 ? SUBJECT : CONTENT, "h");
    some.push_back(against);
    ASSERT_EQ(rank(judged(some).verdict), 0);
  }
}

}  // namespace
}  // namespace winnow::judge
