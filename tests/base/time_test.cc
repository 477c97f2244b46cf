#include "base/time.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

TEST(Time, RoundTripsThroughIso) {
  for (const std::int64_t t : {0LL, 1491898364LL, -1LL, 951782400LL, 4102444799LL}) {
    EXPECT_EQ(parse_iso(iso_time(t)), t);
    EXPECT_EQ(parse_iso(iso_time(t, 120)), t);
    EXPECT_EQ(parse_iso(iso_time(t, -570)), t);
  }
  EXPECT_EQ(iso_time(1491898364, 120), "2017-04-11T10:12:44+02:00");
}

TEST(Time, RefusesWhatIsNoDate) {
  for (const char* text : {"", "17", "2017-13", "2017-04-11T", "2017-04-11T25:00", "2017/04/11", "2017-04-11Tx"})
    EXPECT_FALSE(parse_iso(text).has_value()) << text;
  EXPECT_EQ(parse_iso("2017"), unix_seconds(2017, 1, 1));
}

TEST(Time, SurvivesAbsurdTimes) {
  EXPECT_EQ(iso_date(INT64_MAX / 2), "32767-12-31");
  EXPECT_FALSE(iso_time(INT64_MIN / 2, 90).empty());
}

}  // namespace
}  // namespace winnow
