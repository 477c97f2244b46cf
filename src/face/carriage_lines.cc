#include "face/carriage_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"

namespace winnow::face {
namespace {

constexpr int kHopsShown = 12, kFieldsShown = 16;
constexpr std::size_t kTextShown = 600;

std::string hop_words(const record::Hop& hop, const Sentences& say) {
  const std::string someone = say.say("show.carriage.someone");
  const std::string from = hop.from().empty() ? someone : hop.from();
  const std::string by = hop.by().empty() ? someone : hop.by();
  std::string words = hop.has_time() ? iso_time(hop.time()) + " " : std::string();
  if (hop.from().empty() && hop.address().empty()) words += say.say("show.carriage.hop", params({{"by", by}}));
  else if (hop.address().empty() || hop.from().find(hop.address()) != std::string::npos)
    words += say.say("show.carriage.hop-from", params({{"from", from}, {"by", by}}));
  else
    words += say.say("show.carriage.hop-address", params({{"from", from}, {"address", hop.address()}, {"by", by}}));
  if (!hop.protocol().empty()) words += ", " + say.value(hop.protocol(), kTextShown);
  if (!hop.recipient().empty()) words += ", " + say.say("show.carriage.recipient", params({{"recipient", hop.recipient()}}));
  return words;
}

void add_more(int all, int shown, const Sentences& say, std::vector<CarriageLine>& lines) {
  if (all > shown) lines.push_back({false, say.say("show.carriage.more", params({{"count", all - shown}}))});
}

// As a key of the catalogue's choices, which hold no hyphens.
std::string choice(std::string_view word) {
  std::string key(word);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

}  // namespace

record::Carriage carriage_of(const record::Item& item) {
  record::Carriage carriage;
  if (!carriage.ParseFromString(item.carriage())) carriage.Clear();
  return carriage;
}

bool has_lines(const record::Carriage& carriage) {
  return carriage.hops_size() + carriage.reports_size() + carriage.fields_size() > 0;
}

std::string carriage_provider(const record::Carriage& carriage, const Sentences& say) {
  if (carriage.provider().empty()) return say.say("show.carriage.no-provider");
  return say.say("show.carriage.own", params({{"provider", carriage.provider()}}));
}

std::vector<CarriageLine> carriage_lines(const record::Carriage& carriage, const Sentences& say) {
  std::vector<CarriageLine> lines;
  for (int i = 0; i < std::min(carriage.hops_size(), kHopsShown); ++i)
    lines.push_back({carriage.hops(i).own(), hop_words(carriage.hops(i), say)});
  add_more(carriage.hops_size(), kHopsShown, say, lines);
  for (const record::Report& report : carriage.reports())
    lines.push_back({report.own(), "Authentication-Results: " + say.value(results_words(report.authserv_id(), report.results()), kTextShown)});
  for (int i = 0; i < std::min(carriage.fields_size(), kFieldsShown); ++i) {
    const record::TraceField& field = carriage.fields(i);
    lines.push_back({field.own(), say.value(field.name(), kTextShown) + ": " + say.value(field.value(), kTextShown)});
  }
  add_more(carriage.fields_size(), kFieldsShown, say, lines);
  if (carriage.left_out() != 0)
    lines.push_back({false, say.say("show.carriage.left-out", params({{"count", static_cast<std::int64_t>(carriage.left_out())}}))});
  return lines;
}

std::vector<std::string_view> box_flags(const record::BoxFacts& box) {
  std::vector<std::string_view> flags;
  for (const std::string& flag : box.flags())
    if (std::find(flags.begin(), flags.end(), flag) == flags.end()) flags.push_back(flag);
  return flags;
}

std::vector<std::string> box_lines(const record::BoxFacts& box, const Sentences& say) {
  std::vector<std::string> lines;
  const auto add = [&](const char* id, const std::string& value) {
    if (!value.empty()) lines.push_back(say.say(id, params({{"value", shorten(value, kTextShown)}})));
  };
  const auto list = [](std::string& out, const std::string& word) { out += (out.empty() ? "" : ", ") + word; };
  if (!box.program().empty()) lines.push_back(say.say("show.box.program", params({{"program", choice(box.program())}})));
  add("show.box.folder", box.folder());
  add("show.box.place", box.place());
  std::string labels, flags;
  for (const std::string& label : box.labels()) list(labels, label);
  for (const std::string_view flag : box_flags(box)) list(flags, say.say("show.box.flag", params({{"flag", choice(flag)}})));
  add("show.box.labels", labels);
  add("show.box.flags", flags);
  if (box.has_received_at()) add("show.box.received", iso_time(box.received_at()));
  for (const record::Param& fact : box.facts())
    lines.push_back(say.value(fact.name(), kTextShown) + ": " + say.value(fact.text(), kTextShown));
  if (box.left_out() != 0)
    lines.push_back(say.say("show.box.left-out", params({{"count", static_cast<std::int64_t>(box.left_out())}})));
  return lines;
}

std::string results_words(std::string_view authserv_id,
                          const google::protobuf::RepeatedPtrField<record::AuthenticationResult>& results) {
  std::string words(authserv_id);
  if (!words.empty()) words += ": ";
  bool first = true;
  for (const record::AuthenticationResult& result : results) {
    words += std::string(first ? "" : "; ") + result.method() + "=" + result.result();
    first = false;
    for (const record::Param& property : result.properties())
      if (property.name().starts_with("header.") || property.name().starts_with("smtp."))
        words += " " + property.name() + "=" + property.text();
  }
  return shorten(words, kTextShown);
}

}  // namespace winnow::face
