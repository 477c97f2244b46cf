// The section on whose mailboxes these are (docs/accounts.md).
#include <algorithm>
#include <span>

#include "base/text.h"
#include "face/account_lines.h"
#include "face/accounts.h"
#include "face/report/html.h"
#include "face/report/page.h"

namespace winnow::face {
namespace {

constexpr std::size_t kAccountsShown = 50, kBoxesShown = 8;

std::string boxes_html(const Account& account, const Accounts& all) {
  std::string html;
  for (const std::size_t at : std::span(account.boxes).first(std::min(account.boxes.size(), kBoxesShown)))
    html += (html.empty() ? " " : ", ") + foreign(all.boxes[at].locator);
  return html + (account.boxes.size() > kBoxesShown ? ", …" : "");
}

}  // namespace

std::string ReportPage::accounts() const {
  const auto read = read_accounts(case_);
  if (!read) return "<p>" + text("error.case-malformed", params({{"path", path_}, {"place", read.error().place}})) + "</p>\n";
  const Accounts& all = *read;
  if (all.accounts.empty()) return "<p>" + text("accounts.none") + "</p>\n";
  std::string html = "<p class=\"intro\">" + text("accounts.intro") + "</p>\n";
  bool has_gaps = false;
  for (const Account& account : std::span(all.accounts).first(std::min(all.accounts.size(), kAccountsShown))) {
    html += "<h3>" + foreign(account.addresses[0].address) + "</h3>\n<ul>\n";
    for (const AccountLine& line : account_lines(account, all, say_)) {
      html += "<li>" + sentence_html(line.words);
      if (line.lists_boxes) html += boxes_html(account, all);
      if (!line.locator.empty()) html += " <code>" + foreign(line.locator) + "</code>";
      html += "</li>\n";
    }
    html += "</ul>\n";
    has_gaps |= !account.gaps.empty();
  }
  if (all.accounts.size() > kAccountsShown)
    html += "<p>" + text("accounts.more", params({{"count", static_cast<std::int64_t>(all.accounts.size() - kAccountsShown)}})) + "</p>\n";
  if (has_gaps) html += "<p>" + text("accounts.gap.means") + "</p>\n";
  for (const std::string& line : dump_lines(all, say_)) html += "<p>" + sentence_html(line) + "</p>\n";
  return html;
}

}  // namespace winnow::face
