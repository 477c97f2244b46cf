// One row for each form of each clock, and near misses that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/time.h"
#include "clocks/clocks.h"

namespace winnow::clocks {
namespace {

struct Row {
  const char* decoder;
  Place place;
  const char* text;
  const char* time;          // as iso_time() writes it, of the last moment that the text holds
  bool is_local = false;
  const char* field = "";
};

const Decoder& decoder_of(std::string_view name) {
  for (const Decoder& decoder : decoders())
    if (decoder.name == name) return decoder;
  ADD_FAILURE() << "no decoder " << name;
  return decoders().front();
}

// The first decoder of the place that takes the text.
std::string_view taker(Place place, std::string_view text, std::string_view field) {
  for (const Decoder& decoder : decoders()) {
    if (decoder.place != place || (place == Place::kField && decoder.field != field)) continue;
    std::vector<Moment> moments;
    decoder.decode(text, moments);
    if (!moments.empty()) return decoder.name;
  }
  return "";
}

const Row kRows[] = {
    {"message-id.mutt", Place::kMessageId, "20030407012053.GA20701@green.example", "2003-04-07T01:20:53Z"},
    {"message-id.qmail", Place::kMessageId, "20250126175554.4148.qmail@cloud.example", "2025-01-26T17:55:54Z"},
    {"message-id.git-send-email", Place::kMessageId, "20260709203037.1884436-20-someone@host.example", "2026-07-09T20:30:37Z"},
    {"message-id.git-send-email-old", Place::kMessageId, "1258471718-6781-2-git-send-email-someone@host.example", "2009-11-17T15:28:38Z"},
    {"message-id.git-thread", Place::kMessageId, "cover.1289789604.git.someone@host.example", "2010-11-15T02:53:24Z"},
    {"message-id.git-thread", Place::kMessageId, "0123456789abcdef0123456789abcdef01234567.1289789604.git.someone@host.example", "2010-11-15T02:53:24Z"},
    {"message-id.postfix", Place::kMessageId, "20230829200552.2C101207AB@host.example", "2023-08-29T20:05:52Z"},
    {"message-id.postfix", Place::kMessageId, "20230816190205.4RQyDY2bxBz14K38@host.example", "2023-08-16T19:02:05Z"},
    {"message-id.sylpheed", Place::kMessageId, "20191030210836.a17c0649354b59961903d1a8@host.example", "2019-10-30T21:08:36Z", true},
    {"message-id.digits", Place::kMessageId, "20190727044431.BJUW0.1044371.root@host", "2019-07-27T04:44:31Z"},
    {"message-id.sendmail", Place::kMessageId, "202408051251.475BgXru017453@pop.example", "2024-08-05T12:51:00Z"},
    {"message-id.exim", Place::kMessageId, "E1rGktc-0001YR-0N@host.example", "2023-12-22T19:09:20Z"},
    {"message-id.javamail", Place::kMessageId, "97684353.1142.1669253291024.JavaMail.zimbra@host.example", "2022-11-24T01:28:11Z"},
    {"message-id.javamail", Place::kMessageId, "2054955749.3104645.1696534336251@mail.example", "2023-10-05T19:32:16Z"},
    {"message-id.pine", Place::kMessageId, "alpine.DEB.2.22.394.2101281326360.10563@www.example", "2021-01-28T13:26:00Z", true},
    {"message-id.pine", Place::kMessageId, "Pine.LNX.4.64.0604241532440.12345@host.example", "2006-04-24T15:32:00Z", true},
    {"message-id.outlook", Place::kMessageId, "001b01c2f3b5$0a5b5cf0$6401a8c0@host", "2003-03-26T16:30:40Z"},
    {"message-id.notes", Place::kMessageId, "OF1B2C3D4E.5F607182-ONC1257DEF.004F1234-C1257DEF.004F5678@host.example", "2015-02-17T14:26:34Z"},
    {"message-id.seconds", Place::kMessageId, "39236497.12FA2A89@host.example", "2000-05-18T03:33:43Z"},
    {"uuid", Place::kMessageId, "9e11366e-c3ee-11ef-a18b-005056bdfda7.1735261511.212026@host.example", "2024-12-27T01:05:09Z"},
    {"uuid", Place::kMessageId, "1efc3ee9-e113-666e-a18b-005056bdfda7@host.example", "2024-12-27T01:05:09Z"},
    {"uuid", Place::kMessageId, "0194011f-a5c8-7abc-8def-0123456789ab@host.example", "2024-12-26T04:00:38Z"},
    {"boundary.outlook", Place::kBoundary, "----=_NextPart_000_0479_01DA69CA.4D7A4560", "2024-02-27T22:14:16Z", true},
    {"boundary.gmail", Place::kBoundary, "0000000000001ca763064b2ace52", "2026-02-19T10:31:22Z"},
    {"boundary.gmail", Place::kBoundary, "001a114fd7c482fcea054e608655", "2017-04-30T11:22:41Z"},
    {"boundary.javamail", Place::kBoundary, "----=_Part_272347_191842753.1689692488609", "2023-07-18T15:01:28Z"},
    {"boundary.swiftmailer", Place::kBoundary, "_=_swift_1696021365_8dc57275ccb231c97be62850328053e5_=_", "2023-09-29T21:02:45Z"},
    {"boundary.swiftmailer", Place::kBoundary, "_=_swift_v4_1696021365_8dc57275ccb231c97be62850328053e5_=_", "2023-09-29T21:02:45Z"},
    {"boundary.mime-tools", Place::kBoundary, "----------=_1048613476-1234-0", "2003-03-25T17:31:16Z"},
    {"boundary.notes", Place::kBoundary, "=_alternative 004F5678C1257DEF_=", "2015-02-17T14:26:34Z"},
    {"content-id.outlook", Place::kContentId, "image001.png@01DB4BBC.E8EC59A0", "2024-12-11T11:07:47Z", true},
    {"thread-index", Place::kThreadIndex, "AdlJgSnFeh9f+Q6lRbiuapmPNWqmbA==", "2023-02-26T01:25:08Z"},
    {"thread-index", Place::kThreadIndex, "AQHdCtg09S7AncsVmkuizcthxRFMzQ==", "2026-07-03T10:39:19Z"},
    {"thread-index", Place::kThreadIndex, "AdzW/IbukQ14JROXRXuMEmxRA866pAAyEPhAAWRE8OAA9BsYUAGS5+sw", "2026-05-19T09:28:56Z"},
    {"queue-id.exim", Place::kReceivedId, "1q50um-00B93v-2s", "2023-06-02T09:17:44Z"},
    {"queue-id.exim", Place::kReceivedId, "1sJn37-000000013aV-3UDQ", "2024-06-19T04:35:57Z"},
    {"queue-id.postfix", Place::kReceivedId, "4RQyDY2bxBz14K38", "2023-08-16T19:02:05Z"},
    {"queue-id.sendmail", Place::kReceivedId, "37B52g7E014839", "2023-08-11T05:02:42Z"},
    {"queue-id.google", Place::kReceivedId, "5614622812f47-45e8a91cee1mr3111308b6e.15.1769034528", "2026-01-21T22:28:48Z"},
    {"x-originalarrivaltime", Place::kField, "13 Nov 2003 06:31:05.0123 (UTC) FILETIME=[B6F0FAF8:01C3A9AF]", "2003-11-13T06:31:05Z", false, "X-OriginalArrivalTime"},
    {"exchange-arrival", Place::kField, "08 Sep 2023 05:47:04.2458 (UTC)", "2023-09-08T05:47:04Z", false, "X-MS-Exchange-CrossTenant-OriginalArrivalTime"},
};

TEST(Decoders, ReadTheirForm) {
  for (const Row& row : kRows) {
    std::vector<Moment> moments;
    decoder_of(row.decoder).decode(row.text, moments);
    ASSERT_FALSE(moments.empty()) << row.decoder << " " << row.text;
    const std::string time = iso_time(moments.back().micros / 1'000'000);
    EXPECT_EQ(time, row.time) << row.text;
    EXPECT_EQ(moments.back().is_local, row.is_local) << row.text;
    EXPECT_GT(moments.back().precision, 0) << row.text;
    EXPECT_EQ(taker(row.place, row.text, row.field), row.decoder) << "another form of the place takes " << row.text;
  }
}

TEST(Decoders, EachHasARow) {
  std::set<std::string_view> with_row;
  for (const Row& row : kRows) with_row.insert(row.decoder);
  for (const Decoder& decoder : decoders()) EXPECT_TRUE(with_row.contains(decoder.name)) << decoder.name;
}

TEST(Decoders, TakeNothingCutLengthenedOrImpossible) {
  const std::pair<Place, const char*> kNone[] = {
      {Place::kMessageId, ""}, {Place::kMessageId, "@"}, {Place::kMessageId, "20031307012053.GA20701@x"},
      {Place::kMessageId, "20030230012053.GA20701@x"}, {Place::kMessageId, "20030407242053.GA20701@x"},
      {Place::kMessageId, "9e11366e-c3ee-41ef-a18b-005056bdfda7@x"},          // a random UUID
      {Place::kMessageId, "9e11366e-c3ee-11ef-218b-005056bdfda7@x"},          // another variant
      {Place::kMessageId, "E1rGktc-0001YR-0@x"}, {Place::kMessageId, "FFFFFFFF.12FA2A89@x"},
      {Place::kMessageId, "001b01c2f3b5$0a5b5cf$6401a8c0@host"}, {Place::kMessageId, "alpine.DEB.2.22@x"},
      {Place::kBoundary, "----=_NextPart_000_0479_01DA69CA.4D7A45600"}, {Place::kBoundary, "----=_NextPart_000_0479_01DA69CA"},
      {Place::kBoundary, "e0e4be472930676bafa3be0291f8"}, {Place::kBoundary, "0000000000001ca763064b2ace5"},
      {Place::kContentId, "@01DB4BBC.E8EC59A0"}, {Place::kContentId, "image001.png@01DB4BBC"},
      {Place::kThreadIndex, "AdlJ"}, {Place::kThreadIndex, "not base64 at all, but long enough to be one"},
      {Place::kReceivedId, "1q50um-00B93v"}, {Place::kReceivedId, "4RQyDY2bxBA14K38"}, {Place::kReceivedId, "3zB52g7E014839"},
      {Place::kReceivedId, "x.15.1769034528a"}, {Place::kReceivedId, "...1769034528"},
  };
  for (const auto& [place, text] : kNone) EXPECT_EQ(taker(place, text, ""), "") << text;
}

TEST(Decoders, NeverReadBeyondTheirText) {
  for (const Row& row : kRows) {
    const std::string whole = row.text;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const std::string cut = whole.substr(0, size);   // a buffer of its own: the sanitizer sees its end
      for (const Decoder& decoder : decoders()) {
        std::vector<Moment> moments;
        decoder.decode(cut, moments);
        for (const Moment& moment : moments) EXPECT_GE(moment.micros, 0);
      }
    }
  }
}

}  // namespace
}  // namespace winnow::clocks
