// The report's page around the rows of its table.
#pragma once

#include <string>
#include <string_view>

#include "case/case.h"
#include "face/report/gathered.h"
#include "face/sentences.h"

namespace winnow::face {

// The report's own style (".css") or script (".js").
std::string_view report_file(std::string_view ending);

class ReportPage {
 public:
  ReportPage(const Sentences& sentences, const store::Case& opened, const std::string& case_path, const Gathered& gathered,
             std::uint64_t rows, std::uint64_t rows_left_out)
      : say_(sentences), case_(opened), path_(case_path), gathered_(gathered), rows_(rows), rows_left_out_(rows_left_out) {}

  // From the document's first byte to where the data blocks begin.
  std::string before_rows() const;
  // Words for the script, the script, the end.
  std::string behind_rows() const;

 private:
  std::string head() const;
  std::string run_facts() const;
  std::string for_the_eye() const;
  std::string verdicts() const;
  std::string limits() const;
  std::string by_month() const;
  std::string ledger() const;
  std::string mailboxes() const;
  std::string accounts() const;       // accounts.cc; of content that is shown only
  std::string table() const;
  std::string keys() const;
  std::string method() const;

  bool content_shown() const { return gathered_.content() == Content::kShown; }
  std::string number(std::uint64_t value) const;
  std::string text(std::string_view id, const Params& values = {}) const;   // escaped
  std::string word(record::Verdict verdict) const;
  std::string chip(record::Verdict verdict) const;
  std::string section(std::string_view id, std::string_view body) const;

  const Sentences& say_;
  const store::Case& case_;
  const std::string& path_;
  const Gathered& gathered_;
  std::uint64_t rows_, rows_left_out_;   // of the table of all items
};

// One card for an item that a person should see.
std::string eye_card(const store::StoredItem& item, int place, const Gathered& gathered, const store::Case& opened,
                     const std::string& case_path, const Sentences& say);

}  // namespace winnow::face
