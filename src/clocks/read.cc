#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "clocks/moment.h"

namespace winnow::clocks {
namespace {

// The decoder that the text fits, and what it says.
const Decoder* decode(Place place, std::string_view text, std::string_view field, std::vector<Moment>& out) {
  for (const Decoder& decoder : decoders()) {
    if (decoder.place != place || (place == Place::kField && !iequals(decoder.field, field))) continue;
    decoder.decode(text, out);
    if (!out.empty()) return &decoder;
  }
  return nullptr;
}

std::string_view without_brackets(std::string_view text) {
  text = trim(text);
  if (text.starts_with('<')) text.remove_prefix(1);
  return text.substr(0, text.find('>'));
}

// The word behind "id" in a Received field (RFC 5321 section 4.4): what a person would read first, as comments hold none.
std::string_view received_id(std::string_view value) {
  for (std::size_t at = value.find("id"); at != std::string_view::npos; at = value.find("id", at + 1)) {
    const auto is_space = [](char c) { return is_blank(c) || c == '\r' || c == '\n'; };
    if (at == 0 || !is_space(value[at - 1]) || at + 3 >= value.size() || !is_space(value[at + 2])) continue;
    std::string_view word = trim(value.substr(at + 2));
    word = word.substr(0, word.find_first_of(" \t\r\n;()"));
    return without_brackets(word);
  }
  return {};
}

class Reader {
 public:
  explicit Reader(const mail::Message& message) : message_(message) {}

  std::vector<Reading> read() {
    for (std::size_t i = 0; i < message_.fields.size(); ++i) field(static_cast<int>(i));
    for (const mail::Part& part : message_.parts) {
      if (!part.boundary.empty()) text(Place::kBoundary, part.boundary, part_field(part, "Content-Type"));
      if (!part.content_id.empty()) text(Place::kContentId, without_brackets(part.content_id), part_field(part, "Content-ID"));
    }
    return std::move(readings_);
  }

 private:
  struct Where { Range range; int field = -1, hop = -1; };

  void field(int index) {
    const mail::Field& field = message_.fields[static_cast<std::size_t>(index)];
    Where where{field.range, index, -1};
    switch (field.name.size()) {   // few names have a length that matters
      case 8:
        if (!iequals(field.name, "Received")) break;
        where.hop = hops_++;
        return text(Place::kReceivedId, received_id(field.value), where);
      case 10:
        if (iequals(field.name, "Message-ID")) return text(Place::kMessageId, without_brackets(field.value), where);
        if (iequals(field.name, "X-Received")) return text(Place::kReceivedId, received_id(field.value), where);
        break;
      case 12:
        if (iequals(field.name, "Thread-Index")) return text(Place::kThreadIndex, trim(field.value), where);
        break;
      default: break;
    }
    if (field.name.size() >= 2 && to_lower(field.name.front()) == 'x') text(Place::kField, trim(field.value), where, field.name);
  }

  Where part_field(const mail::Part& part, std::string_view name) const {
    const std::vector<mail::Field>& fields = part.fields.empty() && part.header.begin == message_.header.begin ? message_.fields : part.fields;
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (iequals(fields[i].name, name)) return {fields[i].range, &fields == &message_.fields ? static_cast<int>(i) : -1, -1};
    return {part.header};
  }

  void text(Place place, std::string_view text, const Where& where, std::string_view field = {}) {
    if (text.empty() || text.size() > limits::kClockTextBytes) return;
    moments_.clear();
    const Decoder* const decoder = decode(place, text, field, moments_);
    for (const Moment& moment : moments_) {
      if (readings_.size() == limits::kClocks) return;
      // Parts of one message repeat each other's time.
      const auto same = [&](const Reading& reading) { return reading.decoder == decoder && reading.moment.micros == moment.micros; };
      if (std::none_of(readings_.begin(), readings_.end(), same)) readings_.push_back({decoder, moment, where.range, where.field, where.hop});
    }
  }

  const mail::Message& message_;
  std::vector<Reading> readings_;
  std::vector<Moment> moments_;
  int hops_ = 0;
};

}  // namespace

std::vector<Reading> read(const mail::Message& message) { return Reader(message).read(); }

std::vector<Moment> read_text(Place place, std::string_view text, std::string_view field) {
  std::vector<Moment> moments;
  decode(place, text, field, moments);
  return moments;
}

}  // namespace winnow::clocks
