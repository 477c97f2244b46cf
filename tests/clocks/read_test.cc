// Where in a message clocks are looked for.
#include "clocks/clocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/time.h"

namespace winnow::clocks {
namespace {

using testing::ElementsAre;

std::vector<std::string> names(const std::vector<Reading>& readings) {
  std::vector<std::string> all;
  for (const Reading& reading : readings) all.emplace_back(reading.decoder->name);
  return all;
}

TEST(Read, FindsIdsBoundariesAndFields) {
  const std::string text =
      "Received: from a (a [192.0.2.1])\n\tby b with esmtp (Exim 4.96)\n\tid 1q50um-00B93v-2s; Fri, 02 Jun 2023 09:17:44 +0000\n"
      "Received: by c (Postfix) id 4RQyDY2bxBz14K38; Wed, 16 Aug 2023 19:02:05 +0000\n"
      "Message-ID: <20030407012053.GA20701@host.example>\n"
      "Thread-Index: AdlJgSnFeh9f+Q6lRbiuapmPNWqmbA==\n"
      "X-MS-Exchange-CrossTenant-OriginalArrivalTime: 08 Sep 2023 05:47:04.2458 (UTC)\n"
      "Content-Type: multipart/related; boundary=\"----=_NextPart_000_0479_01DA69CA.4D7A4560\"\n\n"
      "------=_NextPart_000_0479_01DA69CA.4D7A4560\nContent-Type: image/png\nContent-ID: <image001.png@01DB4BBC.E8EC59A0>\n\nx\n"
      "------=_NextPart_000_0479_01DA69CA.4D7A4560--\n";
  const mail::Message message = mail::parse(as_bytes(text));
  const std::vector<Reading> readings = read(message);
  EXPECT_THAT(names(readings), ElementsAre("queue-id.exim", "queue-id.postfix", "message-id.mutt", "thread-index", "exchange-arrival",
                                           "boundary.outlook", "content-id.outlook"));
  EXPECT_EQ(readings[0].hop, 0);
  EXPECT_EQ(readings[1].hop, 1);
  EXPECT_EQ(readings[2].hop, -1);
  for (const Reading& reading : readings) {
    ASSERT_LE(reading.range.end, text.size());
    EXPECT_FALSE(reading.range.empty());
  }
  EXPECT_EQ(text.substr(readings[2].range.begin, 11), "Message-ID:");
  EXPECT_EQ(text.substr(readings[5].range.begin, 13), "Content-Type:");
  EXPECT_EQ(text.substr(readings[6].range.begin, 11), "Content-ID:");
}

TEST(Read, IsBoundedWhateverTheMessageHolds) {
  std::string text;
  for (int i = 0; i < 5'000; ++i)
    text += "Received: by x id 1q5" + std::string(1, static_cast<char>('0' + i % 10)) + std::string(1, static_cast<char>('a' + i / 10 % 26)) +
            "m-00B93v-2s; x\n";
  text += "Message-ID: <" + std::string(100'000, '2') + ">\nThread-Index: " + std::string(1'000'000, 'A') + "\n\nbody\n";
  EXPECT_LE(read(mail::parse(as_bytes(text))).size(), 64u);
}

TEST(Read, SaysOneTimeOnceForPartsThatRepeatIt) {
  std::string text = "Content-Type: multipart/related; boundary=b\n\n";
  for (int i = 0; i < 3; ++i) text += "--b\nContent-ID: <image00" + std::to_string(i) + ".png@01DB4BBC.E8EC59A0>\n\nx\n";
  EXPECT_EQ(read(mail::parse(as_bytes(text + "--b--\n"))).size(), 1u);
}

// Every example of the shared list: value, and the time that an independent script read from it.
TEST(Read, AgreesWithThePublishedExamples) {
  std::ifstream file(std::string(WINNOW_SHARED) + "/data/clocks.jsonl");
  if (!file) GTEST_SKIP() << "shared/data/clocks.jsonl is not here";
  const auto value_of = [](const std::string& line, const std::string& key) {
    const std::string mark = "\"" + key + "\": \"";
    const std::size_t at = line.find(mark);
    return at == std::string::npos ? std::string() : line.substr(at + mark.size(), line.find('"', at + mark.size()) - at - mark.size());
  };
  int read_right = 0, all = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string kind = value_of(line, "kind"), value = value_of(line, "value");
    if (kind == "dkim-t" || kind == "arc-t") continue;   // signatures tell these
    Place place = Place::kMessageId;
    std::string field;
    if (kind.starts_with("boundary")) place = Place::kBoundary;
    if (kind.starts_with("content-id")) place = Place::kContentId;
    if (kind.starts_with("thread-index")) place = Place::kThreadIndex;
    if (kind.starts_with("queue") || kind.starts_with("x-received")) place = Place::kReceivedId;
    if (kind.starts_with("x-ms")) place = Place::kField, field = "X-MS-Exchange-CrossTenant-OriginalArrivalTime";
    const std::vector<Moment> moments = read_text(place, value, field);
    ++all;
    if (moments.empty()) {
      ADD_FAILURE() << kind << " is not read: " << value;
      continue;
    }
    const std::string local = value_of(line, "stored_local");
    std::string wanted = local.empty() ? value_of(line, "decoded_utc") : local + "Z";
    const Moment& moment = kind == "thread-index-last-child-a" ? moments.back() : moments.front();
    EXPECT_EQ(iso_time(moment.micros / 1'000'000), wanted) << kind << " " << value;
    read_right += iso_time(moment.micros / 1'000'000) == wanted;
  }
  EXPECT_GT(all, 100);
  EXPECT_EQ(read_right, all);
}

}  // namespace
}  // namespace winnow::clocks
