// docs/checks/tnef.differs.md
#include "mail/tnef.h"

#include <algorithm>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"
#include "check/words.h"
#include "mail/charset.h"
#include "mail/rtf.h"

namespace winnow::check {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kFewWords = 12, kShareDenominator = 4;     // as alternatives.differ

// Whether the part holds TNEF: its first bytes decide, not its name.
bool holds_tnef(const mail::Message& message, const mail::Part& part) {
  constexpr std::uint64_t kHeadBytes = 128;
  if (part.is_message() || part.is_multipart()) return false;
  mail::Part head;
  head.body = {part.body.begin, std::min(part.body.end, part.body.begin + kHeadBytes)};
  head.encoding = part.encoding;
  const std::string bytes = mail::decode_body(message, head, 4);
  return mail::is_tnef(as_bytes(bytes));
}

bool same_words(std::string_view a, std::string_view b) {
  const Difference d = difference(words(a), words(b));
  return d.only_first == 0 && d.only_second == 0;
}

std::string without_brackets(std::string_view id) {
  id = trim(id);
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return std::string(id);
}

class Comparison {
 public:
  Comparison(const Facts& facts, const mail::Part& part, const mail::Tnef& tnef, Findings& out)
      : facts_(facts), message_(facts.context.message), part_(part), tnef_(tnef), out_(out) {}

  void run() {
    subject();
    sender();
    date();
    message_id();
    correlation();
    message_class();
    body();
  }

 private:
  Emit differs(std::string_view variant, record::Aspect aspect) {
    return note(out_, "tnef.differs", variant, aspect).evidence(part_.body, "tnef-part");
  }

  void subject() {
    const mail::Field* const field = message_.find("Subject");
    if (field == nullptr || tnef_.subject.empty()) return;
    const std::string shown = mail::decode_unstructured(field->value);
    if (!same_words(shown, tnef_.subject))
      differs("subject", record::SUBJECT).text("inside", tnef_.subject).text("shown", shown).evidence(field->range, "subject-field");
  }

  void sender() {
    const FromReading* const from = facts_.shown_from();
    if (from == nullptr || tnef_.sender_address.empty()) return;
    const std::string shown = from->mailbox.address();
    if (!iequals(shown, tnef_.sender_address) && !iequals(shown, tnef_.other_sender))
      differs("sender", record::AUTHOR).text("inside", tnef_.sender_address).text("shown", shown)
          .field(facts_.context, from->field, "from-field");
  }

  void date() {
    const mail::Field* const field = message_.find("Date");
    const auto shown = field == nullptr ? std::nullopt : mail::parse_date(field->value);
    if (!shown || !tnef_.submitted) return;
    if (std::abs(shown->unix_seconds - *tnef_.submitted) > kDay)
      differs("date", record::DATE).text("inside", iso_date(*tnef_.submitted)).text("shown", iso_date(shown->unix_seconds))
          .evidence(field->range, "date-field");
  }

  void message_id() {
    const mail::Field* const field = message_.find("Message-ID");
    if (field == nullptr || tnef_.message_id.empty()) return;
    const std::string shown = mail::parse_message_id(field->value), inside = without_brackets(tnef_.message_id);
    if (shown != inside) differs("message-id", record::CARRIAGE).text("inside", inside).text("shown", shown);
  }

  // MS-OXCMAIL section 2.1.3.5.6: a stream whose key is not that of the header belongs to another message.
  void correlation() {
    const mail::Field* const field = message_.find("X-MS-TNEF-Correlator");
    if (field == nullptr || tnef_.correlation_key.empty()) return;
    if (without_brackets(field->value) != without_brackets(tnef_.correlation_key)) differs("correlator", record::CONTENT);
  }

  void message_class() {
    if (tnef_.message_class.empty()) return;
    for (const std::string_view usual : {"IPM.Note", "IPM.Microsoft Mail.Note"})
      if (istarts_with(tnef_.message_class, usual)) return;
    differs("class", record::CONTENT).text("class", tnef_.message_class);
  }

  std::string text_inside() const {
    if (!tnef_.html.empty() && tnef_.html.size() <= limits::kTextBytes)
      return mail::read_html(mail::to_utf8(tnef_.html, tnef_.html_charset.empty() ? mail::charset_by_meta(tnef_.html)
                                                                                  : std::string_view(tnef_.html_charset))).visible;
    if (!tnef_.text.empty()) return tnef_.text.size() <= limits::kTextBytes ? tnef_.text : std::string();
    return tnef_.rtf.size() <= limits::kTextBytes ? mail::read_rtf(tnef_.rtf) : std::string();
  }

  void body() {
    const mail::Roles& roles = facts_.context.roles;
    const std::vector<int>& texts = roles.text_plain.empty() ? roles.text_html : roles.text_plain;
    std::vector<Word> shown;
    for (const int index : texts) {
      const auto of_part = facts_.texts.words_of(index);
      if (!of_part) return;
      shown.insert(shown.end(), of_part->begin(), of_part->end());
    }
    const std::vector<Word> inside = words(text_inside());
    if (texts.empty() || inside.empty()) return;
    const auto [only_inside, only_shown] = difference(inside, shown);
    const auto much = [](std::size_t lost, std::size_t of) { return lost > kFewWords && lost > of / kShareDenominator; };
    if (much(only_inside, inside.size()) || much(only_shown, shown.size()))
      differs("body", record::CONTENT).number("only_inside", static_cast<std::int64_t>(only_inside))
          .number("only_shown", static_cast<std::int64_t>(only_shown));
  }

  const Facts& facts_;
  const mail::Message& message_;
  const mail::Part& part_;
  const mail::Tnef& tnef_;
  Findings& out_;
};

}  // namespace

// What Outlook's container says of the message, against what the message shows: Outlook shows the one, other programs the other.
void tnef_differs(const Facts& facts, Findings& out) {
  const mail::Message& message = facts.context.message;
  for (const int index : facts.context.roles.attachments) {
    const mail::Part& part = message.parts[static_cast<std::size_t>(index)];
    if (!holds_tnef(message, part)) continue;
    const std::string stream = mail::decode_body(message, part, limits::kAttachedArchiveBytes);
    Comparison(facts, part, mail::read_tnef(as_bytes(stream)), out).run();
    return;  // programs read the first one
  }
}

}  // namespace winnow::check
