// What the text parts of one message say to a reader, decoded once for all checks.
#pragma once

#include <memory>
#include <vector>

#include "check/words.h"
#include "mail/message.h"

namespace winnow::check {

// Reads a part when it is first asked for. Answers stay valid as long as they are held; the message must outlive this.
class Texts {
 public:
  explicit Texts(const mail::Message& message) : message_(message) {}

  // The part, by its index in Message::parts, read as HTML; nullptr for a text beyond limits::kTextBytes.
  std::shared_ptr<const mail::HtmlReading> html(int part) const;
  // The words that a person sees of it; nullptr for a text beyond limits::kTextBytes.
  std::shared_ptr<const std::vector<Word>> words_of(int part) const;
  // Of a text whose words were asked for and are held: before which of its words a line of dashes stands near its end, up to three
  // times.
  std::vector<std::uint32_t> dividers_of(int part) const { return entry(part).dividers; }

 private:
  struct Entry {
    int part = -1;
    std::shared_ptr<const mail::HtmlReading> html;
    std::shared_ptr<const std::vector<Word>> words;
    std::vector<std::uint32_t> dividers;
  };
  Entry& entry(int part) const;
  const mail::Part& at(int part) const { return message_.parts[static_cast<std::size_t>(part)]; }

  const mail::Message& message_;
  mutable std::vector<Entry> entries_;
  mutable std::size_t kept_bytes_ = 0;    // of encoded text whose reading is kept
};

}  // namespace winnow::check
