#include "face/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/time.h"
#include "clocks/clocks.h"
#include "face/carriage_lines.h"

namespace winnow::face {
namespace {

constexpr std::int64_t kSecond = 1'000'000, kMinute = 60 * kSecond, kDay = 86'400 * kSecond;
constexpr std::size_t kLettered = 26;

bool covers(const record::Signature& signature, const record::ByteRange& range) {
  const auto holds = [&](const record::ByteRange& field) { return field.begin() <= range.begin() && range.end() <= field.end(); };
  return signature.header() == record::PASS && std::any_of(signature.signed_fields().begin(), signature.signed_fields().end(), holds);
}

bool is_covered(const record::Item& item, const record::ByteRange& range) {
  return std::any_of(item.signatures().begin(), item.signatures().end(), [&](const record::Signature& s) { return covers(s, range); });
}

bool signs_date(const record::Signature& signature) {
  const auto& fields = signature.header_fields();
  return signature.header() == record::PASS && std::find(fields.begin(), fields.end(), "date") != fields.end();
}

class Collector {
 public:
  explicit Collector(const record::Item& item) : item_(item) {}

  std::vector<Instant> all() {
    date();
    hops();
    for (const record::Signature& signature : item_.signatures()) of_signature(signature);
    hidden();
    for (Instant& instant : found_)
      instant.order = instant.micros - (instant.is_local ? item_.date_offset_minutes() * kMinute : 0);
    // Within one second, a Received line further down is older.
    const auto key = [](const Instant& one) { return std::tuple(is_expiry(one), one.order, one.hop == 0 ? std::int64_t{-1'000'000} : -static_cast<std::int64_t>(one.hop)); };
    std::stable_sort(found_.begin(), found_.end(), [&](const Instant& a, const Instant& b) { return key(a) < key(b); });
    return std::move(found_);
  }

  static bool is_expiry(const Instant& instant) { return instant.source.ends_with(".x"); }

 private:
  Instant& add(std::string source, std::int64_t seconds, std::string_view set_by) {
    Instant& instant = found_.emplace_back();
    instant.source = std::move(source);
    instant.micros = seconds * kSecond;
    instant.precision = kSecond;
    instant.set_by = set_by;
    return instant;
  }
  void date() {
    if (!item_.has_date()) return;
    const auto& signatures = item_.signatures();
    add("date", item_.date(), "author").is_signed = std::any_of(signatures.begin(), signatures.end(), signs_date);
  }
  void hops() {
    const record::Carriage carriage = carriage_of(item_);
    for (int i = 0; i < carriage.hops_size(); ++i)
      if (carriage.hops(i).has_time()) add("received", carriage.hops(i).time(), "hop").hop = static_cast<std::uint32_t>(i) + 1;
  }
  void of_signature(const record::Signature& signature) {
    const auto of_field = [&](std::string_view tag, std::int64_t seconds) {
      Instant& instant = add(fmt::format("{}.{}", signature.mechanism(), tag), seconds, "signer");
      instant.is_signed = signature.header() == record::PASS;
      if (signature.has_header_field()) instant.range = signature.header_field();
    };
    if (signature.has_signed_at()) of_field(signature.form().empty() ? "t" : "signing-time", signature.signed_at());
    if (signature.has_expires_at()) of_field("x", signature.expires_at());
  }
  void hidden() {
    record::Clocks clocks;
    if (!clocks.ParseFromString(item_.clocks())) return;
    for (const record::Clock& clock : clocks.clocks()) {
      const auto decoders = clocks::decoders();
      const auto decoder = std::find_if(decoders.begin(), decoders.end(), [&](const clocks::Decoder& d) { return d.name == clock.decoder(); });
      if (decoder == decoders.end()) continue;
      Instant& instant = add(clock.decoder(), 0, name(decoder->setter));
      instant.micros = clock.micros();
      instant.precision = static_cast<std::int64_t>(clock.precision());
      instant.is_local = clock.local();
      instant.hop = clock.hop();
      instant.range = clock.range();
      instant.is_signed = is_covered(item_, clock.range());
    }
  }

  const record::Item& item_;
  std::vector<Instant> found_;
};

// "+3 min", "-2 d 4 h": how far from the Date.
std::string distance(std::int64_t micros) {
  const std::int64_t seconds = std::llabs(micros) / kSecond;
  const char* const sign = micros < 0 ? "-" : "+";
  if (seconds < 120) return fmt::format("{}{} s", sign, seconds);
  if (seconds < 120 * 60) return fmt::format("{}{} min", sign, seconds / 60);
  if (seconds < 48 * 3'600) return fmt::format("{}{} h {} min", sign, seconds / 3'600, seconds / 60 % 60);
  return fmt::format("{}{} d {} h", sign, seconds / 86'400, seconds / 3'600 % 24);
}

}  // namespace

std::vector<Instant> timeline(const record::Item& item) { return Collector(item).all(); }

std::string instant_time(const Instant& instant) {
  const std::int64_t seconds = instant.micros / kSecond;
  std::string text = iso_time(seconds);
  text.pop_back();   // the zone
  const std::int64_t fraction = instant.micros % kSecond;
  if (instant.precision < 1'000) text += fmt::format(".{:06}", fraction);
  else if (instant.precision < kSecond) text += fmt::format(".{:03}", fraction / 1'000);
  return instant.is_local ? text : text + "Z";
}

Drawing draw(const std::vector<Instant>& instants, const Sentences& say, std::size_t width) {
  Drawing drawing;
  const auto end = std::find_if(instants.begin(), instants.end(), Collector::is_expiry);
  const auto count = static_cast<std::size_t>(end - instants.begin());
  if (count < 2 || width < 3) return drawing;
  const std::int64_t first = instants.front().order, last = instants[count - 1].order;
  const auto date = std::find_if(instants.begin(), end, [](const Instant& instant) { return instant.source == "date"; });
  drawing.axis.assign(width, '-');
  for (std::size_t i = 0; i < count; ++i) {
    const double share = last == first ? 0 : static_cast<double>(instants[i].order - first) / static_cast<double>(last - first);
    char& mark = drawing.axis[static_cast<std::size_t>(std::lround(share * static_cast<double>(width - 1)))];
    mark = mark != '-' || i >= kLettered ? '*' : static_cast<char>('a' + i);
  }
  for (std::size_t i = 0; i < instants.size() && i < kLettered; ++i) {
    const Instant& instant = instants[i];
    const std::string letter(1, i < count ? static_cast<char>('a' + i) : ' ');
    std::string line = letter + " " + instant_time(instant);
    if (date != end && instants.begin() + static_cast<std::ptrdiff_t>(i) != date && i < count) line += " " + distance(instant.order - date->order);
    line += "  " + say.say("clock." + instant.source);
    if (instant.hop != 0) line += ", " + say.say("show.clocks.hop", params({{"hop", static_cast<std::int64_t>(instant.hop)}}));
    if (instant.is_local) line += ", " + say.say("show.clocks.local");
    if (instant.is_signed) line += ", " + say.say("show.clocks.signed");
    drawing.lines.push_back(std::move(line));
  }
  if (instants.size() > kLettered)
    drawing.lines.push_back(say.say("show.clocks.more", params({{"count", static_cast<std::int64_t>(instants.size() - kLettered)}})));
  return drawing;
}

}  // namespace winnow::face
