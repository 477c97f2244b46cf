// Key records as zone files, dig, nslookup and opendkim write them (RFC 1035 section 5.1; docs/formats/keys.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace winnow::proof {

struct ZoneRecord {
  std::string domain, selector;   // as written
  std::string record;             // the strings joined without separator
  std::string_view fault;         // catalogue id "key.<fault>"; empty: a record was read
};

// Cuts a text into records: one a line, or over several lines inside parentheses.
class ZoneLines {
 public:
  explicit ZoneLines(std::string_view text) : text_(text) {}

  // Moves to the next record or faulty line; false at the end. Empty lines and comments are passed over.
  bool next();
  const ZoneRecord& record() const { return record_; }
  // The raw first line of what next() found, and its number from 1.
  std::string_view line() const { return line_; }
  std::uint64_t line_number() const { return line_number_; }
  bool is_json() const { return line_.starts_with('{'); }

 private:
  std::string_view take_line();
  std::string take_entry(std::string_view first);
  void read_entry(std::string_view entry);

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t lines_taken_ = 0, line_number_ = 0;
  std::string_view line_;
  std::string origin_;            // $ORIGIN
  ZoneRecord record_;
};

}  // namespace winnow::proof
