// Every time of a message on one line.
#include "face/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace winnow::face {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

record::Item sample() {
  record::Item item;
  item.set_kind(record::KIND_MESSAGE);
  item.set_date(1'000'000'000);
  item.set_date_offset_minutes(120);
  record::Carriage carriage;
  carriage.add_hops()->set_time(1'000'000'060);
  carriage.add_hops();   // names no time
  item.set_carriage(carriage.SerializeAsString());
  record::Signature& signature = *item.add_signatures();
  signature.set_mechanism("dkim");
  signature.set_header(record::PASS);
  signature.add_header_fields("date");
  signature.set_signed_at(1'000'000'002);
  signature.set_expires_at(999'000'000);
  record::ByteRange& field = *signature.add_signed_fields();
  field.set_begin(100);
  field.set_end(150);
  record::Clocks clocks;
  const auto add = [&](const char* decoder, std::int64_t micros, bool local, std::uint64_t begin) {
    record::Clock& clock = *clocks.add_clocks();
    clock.set_decoder(decoder);
    clock.set_micros(micros);
    clock.set_precision(1);
    clock.set_local(local);
    clock.mutable_range()->set_begin(begin);
    clock.mutable_range()->set_end(begin + 50);
  };
  add("boundary.outlook", (1'000'000'000 + 7'200 - 5) * 1'000'000ll, true, 300);   // five seconds before the Date, on its wall
  add("message-id.outlook", 1'000'000'001'234'567, false, 100);
  add("no-such-clock", 5, false, 0);
  item.set_clocks(clocks.SerializeAsString());
  return item;
}

TEST(Timeline, PutsAllTimesInOrderAndExpiriesLast) {
  std::vector<std::string> sources;
  for (const Instant& instant : timeline(sample())) sources.push_back(instant.source);
  EXPECT_THAT(sources, ElementsAre("boundary.outlook", "date", "message-id.outlook", "dkim.t", "received", "dkim.x"));
}

TEST(Timeline, SaysWhatASignatureThatHoldsCovers) {
  for (const Instant& instant : timeline(sample())) {
    const bool is_signed = instant.source == "date" || instant.source.starts_with("dkim") || instant.source == "message-id.outlook";
    EXPECT_EQ(instant.is_signed, is_signed) << instant.source;
  }
  record::Item broken = sample();
  broken.mutable_signatures(0)->set_header(record::FAIL);
  for (const Instant& instant : timeline(broken)) EXPECT_FALSE(instant.is_signed) << instant.source;
}

TEST(Timeline, WritesTimesAsPreciselyAsTheyAreAndNamesNoZoneOfALocalOne) {
  const auto all = timeline(sample());
  EXPECT_EQ(instant_time(all[0]), "2001-09-09T03:46:35.000000");
  EXPECT_EQ(instant_time(all[1]), "2001-09-09T01:46:40Z");
  EXPECT_EQ(instant_time(all[2]), "2001-09-09T01:46:41.234567Z");
}

TEST(Timeline, IsDrawnWithALetterForEachAndItsDistanceFromTheDate) {
  const Drawing drawing = draw(timeline(sample()), Sentences("en"), 40);
  ASSERT_EQ(drawing.axis.size(), 40u);
  EXPECT_EQ(drawing.axis.front(), 'a');
  EXPECT_EQ(drawing.axis.back(), 'e');
  ASSERT_EQ(drawing.lines.size(), 6u);
  EXPECT_THAT(drawing.lines[0], HasSubstr("-5 s"));
  EXPECT_THAT(drawing.lines[4], HasSubstr("+60 s"));
  EXPECT_THAT(drawing.lines[2], HasSubstr("signed"));
}

TEST(Timeline, IsNotDrawnForOneTime) {
  record::Item item;
  item.set_date(1);
  EXPECT_TRUE(draw(timeline(item), Sentences("en"), 40).lines.empty());
}

TEST(Timeline, OfManyTimesShowsTheFirstAndSaysHowManyMore) {
  record::Item item = sample();
  record::Carriage carriage;
  for (int i = 0; i < 60; ++i) carriage.add_hops()->set_time(1'000'000'000 + i * 100);
  item.set_carriage(carriage.SerializeAsString());
  const Drawing drawing = draw(timeline(item), Sentences("en"), 40);
  EXPECT_EQ(drawing.lines.size(), 27u);
  EXPECT_THAT(drawing.lines.back(), HasSubstr("39 more times"));
}

}  // namespace
}  // namespace winnow::face
