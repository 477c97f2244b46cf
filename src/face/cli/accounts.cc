// winnow accounts: whose mailboxes a dump holds (docs/accounts.md).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "face/account_lines.h"
#include "face/accounts.h"
#include "face/cli/invocation.h"
#include "face/layout.h"

namespace winnow::face {
namespace {

constexpr std::size_t kAccountsShown = 40, kBoxesShown = 8, kUnknownShown = 20;

class Printer {
 public:
  Printer(const Invocation& in, const Accounts& accounts) : console_(in.console()), say_(in.sentences()), all_(accounts) {}

  void print() {
    console_.out << console_.painted(Paint::kBold, say_.say("accounts.title")) << "\n";
    if (all_.accounts.empty()) console_.out << wrapped(say_.say("accounts.none"), console_.width, "  ", "  ");
    else console_.out << wrapped(say_.say("accounts.intro"), console_.width, "  ", "  ");
    bool has_gaps = false;
    for (std::size_t i = 0; i < std::min(all_.accounts.size(), kAccountsShown); ++i) {
      one(all_.accounts[i]);
      has_gaps |= !all_.accounts[i].gaps.empty();
    }
    more(all_.accounts.size(), kAccountsShown);
    if (has_gaps) console_.out << "\n" << wrapped(say_.say("accounts.gap.means"), console_.width, "  ", "  ");
    for (const std::string& line : dump_lines(all_, say_)) console_.out << "\n" << wrapped(line, console_.width, "  ", "  ");
    unknown();
  }

 private:
  void more(std::size_t all, std::size_t shown) {
    if (all > shown)
      console_.out << wrapped(say_.say("accounts.more", params({{"count", static_cast<std::int64_t>(all - shown)}})), console_.width, "  ", "  ");
  }

  void one(const Account& account) {
    console_.out << "\n  " << console_.painted(Paint::kBold, printable(account.addresses[0].address)) << "\n";
    for (const AccountLine& line : account_lines(account, all_, say_)) {
      console_.out << wrapped(line.words, console_.width, "    ", "      ");
      if (!line.locator.empty()) console_.out << "      " << printable(line.locator) << "\n";
      if (line.lists_boxes) boxes(account);
    }
  }

  void boxes(const Account& account) {
    for (const std::size_t at : std::span(account.boxes).first(std::min(account.boxes.size(), kBoxesShown))) box(all_.boxes[at], "      ");
    more(account.boxes.size(), kBoxesShown);
  }

  void box(const AccountBox& box, std::string_view indent) {
    const std::string name = box.locator.empty() ? say_.say("accounts.outside") : printable(box.locator);
    console_.out << indent << name << "  " << grouped(box.messages, say_.language()) << "\n";
  }

  void unknown() {
    std::size_t count = 0;
    for (const AccountBox& one : all_.boxes) {
      if (one.account) continue;
      if (++count == 1)
        console_.out << "\n" << console_.painted(Paint::kBold, say_.say("accounts.unknown")) << "\n"
                     << wrapped(say_.say("accounts.unknown.intro"), console_.width, "  ", "  ");
      if (count <= kUnknownShown) box(one, "    ");
    }
    more(count, kUnknownShown);
  }

  const Console& console_;
  const Sentences& say_;
  const Accounts& all_;
};

}  // namespace

int run_accounts(const Invocation& in) {
  const std::string& path = in.operands()[0];
  auto opened = store::Case::open_for_reading(path);
  if (!opened) return complain(in.console(), in.sentences(), opened.error(), path);
  const auto accounts = read_accounts(**opened);
  if (!accounts) return complain(in.console(), in.sentences(), accounts.error(), path);
  if (in.has("json")) in.console().out << accounts_json(*accounts) << "\n";
  else Printer(in, *accounts).print();
  return kExitDone;
}

}  // namespace winnow::face
