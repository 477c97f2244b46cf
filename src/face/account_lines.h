// Accounts in words and as JSON, for the terminal and the report.
#pragma once

#include <string>
#include <vector>

#include "face/accounts.h"
#include "face/sentences.h"

namespace winnow::face {

struct AccountLine {
  std::string words;
  std::string locator = {};      // of the message it rests on
  bool lists_boxes = false;      // its mailboxes stand below
};

// What is known of one account beside its first address.
std::vector<AccountLine> account_lines(const Account& account, const Accounts& all, const Sentences& say);
// What is to be said of all of them together.
std::vector<std::string> dump_lines(const Accounts& all, const Sentences& say);

// docs/json.md, "Accounts".
std::string accounts_json(const Accounts& all);

}  // namespace winnow::face
