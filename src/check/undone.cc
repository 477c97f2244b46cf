// docs/checks/undo.steps.md, docs/checks/undo.added.md, docs/checks/undo.differs.md
#include "check/undone.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "check/emit.h"
#include "check/list_footer.h"
#include "check/two_readings.h"

namespace winnow::check {
namespace {

constexpr std::size_t kEditsShown = 20;
constexpr std::string_view kSignatureCopied = "signature.copied";

// A text line by line as it is compared: without blanks around it, runs of blanks as one, and no empty lines. Line ends and
// blanks carry no words, and relaxed signatures do not fix them.
class Lines {
 public:
  explicit Lines(std::string text) {
    for (std::string_view line : split(text, '\n')) {
      std::string out;
      for (const char c : line) {
        if (c == ' ' || c == '\t' || c == '\r') {
          if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
          out += c;
        }
      }
      if (out.ends_with(' ')) out.pop_back();
      if (!out.empty()) lines_.push_back(std::move(out));
    }
  }
  // How many of these lines stand at the start of `shown`; a shown line may carry the mark that mailboxes put before "From ".
  bool begins(const Lines& shown) const {
    if (lines_.size() > shown.lines_.size()) return false;
    return std::equal(lines_.begin(), lines_.end(), shown.lines_.begin(), [](std::string_view signed_line, std::string_view line) {
      if (signed_line == line) return true;
      return line.starts_with('>') && line.substr(1) == signed_line && line.substr(line.find_first_not_of('>')).starts_with("From ");
    });
  }
  std::size_t size() const { return lines_.size(); }
  std::vector<std::string_view> from(std::size_t first) const { return {lines_.begin() + static_cast<std::ptrdiff_t>(first), lines_.end()}; }

 private:
  std::vector<std::string> lines_;
};

std::string text_of(const mail::Message& message, int part) {
  return mail::decode_text(message, message.parts[static_cast<std::size_t>(part)], limits::kTextBytes);
}
bool is_too_long(const mail::Message& message, const std::vector<int>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](int part) { return message.parts[static_cast<std::size_t>(part)].body.size() > limits::kTextBytes; });
}

enum class Shown { kSame, kFooter, kOther };
Shown worse(Shown a, Shown b) { return std::max(a, b); }

// Signed texts and shown ones in order; what is shown beyond may be a footer of list software.
Shown compare_plain(const mail::Message& at_hand, const std::vector<int>& shown, const mail::Message& restored, const std::vector<int>& was) {
  if (shown.size() < was.size() || is_too_long(at_hand, shown) || is_too_long(restored, was)) return Shown::kOther;
  Shown answer = Shown::kSame;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Lines now(text_of(at_hand, shown[i])), before(i < was.size() ? text_of(restored, was[i]) : std::string());
    if (!before.begins(now)) return Shown::kOther;
    const std::vector<std::string_view> rest = now.from(before.size());
    if (rest.empty()) continue;
    if (!is_list_footer(rest)) return Shown::kOther;
    answer = Shown::kFooter;
  }
  return answer;
}

// HTML shows more than its words: it must be the same, line ends and blanks at them apart.
Shown compare_html(const mail::Message& at_hand, const std::vector<int>& shown, const mail::Message& restored, const std::vector<int>& was) {
  if (shown.size() != was.size() || is_too_long(at_hand, shown) || is_too_long(restored, was)) return Shown::kOther;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Lines now(text_of(at_hand, shown[i])), before(text_of(restored, was[i]));
    if (now.size() != before.size() || !before.begins(now)) return Shown::kOther;
  }
  return Shown::kSame;
}

std::string fingerprint(const mail::Message& message, const mail::Part& part) {
  struct Hashing : mail::Sink {
    bool write(Bytes bytes) override { return hasher.update(bytes), true; }
    Hasher hasher;
  } hashing;
  if (part.is_message()) hashing.hasher.update(message.bytes.subspan(part.body.begin, part.body.size()));
  else mail::decode_body(message, part, hashing);
  return part.type + "/" + part.subtype + " " + part.name + " " + hashing.hasher.finish();
}

Shown compare_attachments(const mail::Message& at_hand, const std::vector<int>& shown, const mail::Message& restored, const std::vector<int>& was) {
  if (shown.size() != was.size()) return Shown::kOther;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const mail::Part& now = at_hand.parts[static_cast<std::size_t>(shown[i])];
    const mail::Part& before = restored.parts[static_cast<std::size_t>(was[i])];
    if (now.body.size() == before.body.size() && now.encoding == before.encoding && now.name == before.name && now.type == before.type &&
        now.subtype == before.subtype &&
        as_text(at_hand.bytes).substr(now.body.begin, now.body.size()) == as_text(restored.bytes).substr(before.body.begin, before.body.size()))
      continue;
    if (fingerprint(at_hand, now) != fingerprint(restored, before)) return Shown::kOther;
  }
  return Shown::kSame;
}

// What stands around the parts: some programs show it.
std::string around_parts(const mail::Message& message) {
  std::string text;
  for (const mail::Part& part : message.parts)
    for (const Range& range : {part.preamble, part.epilogue})
      text.append(as_text(message.bytes).substr(range.begin, range.empty() ? 0 : range.size())).append("\n");
  return text;
}
Shown compare_around(const mail::Message& at_hand, const mail::Message& restored) {
  const Lines now(around_parts(at_hand)), before(around_parts(restored));
  if (!before.begins(now)) return Shown::kOther;
  const auto rest = now.from(before.size());
  return rest.empty() ? Shown::kSame : is_list_footer(rest) ? Shown::kFooter : Shown::kOther;
}

bool is_read_one_way(const mail::Message& message) {
  for (const char* name : {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"})
    if (message.find_all(name).size() > 1) return false;
  return !has_two_structures(message, false) && !blanks_change_the_reading(message);
}

// The texts that come in `roles` as plain and as HTML keep their order within each kind; a part that changed its kind differs.
Shown compare_content(const mail::Message& at_hand, const mail::Message& restored) {
  const mail::Roles now = mail::roles(at_hand), before = mail::roles(restored);
  Shown answer = compare_plain(at_hand, now.text_plain, restored, before.text_plain);
  answer = worse(answer, compare_html(at_hand, now.text_html, restored, before.text_html));
  if (answer != Shown::kOther) answer = worse(answer, compare_attachments(at_hand, now.attachments, restored, before.attachments));
  if (answer != Shown::kOther) answer = worse(answer, compare_around(at_hand, restored));
  return answer != Shown::kOther && !is_read_one_way(at_hand) ? Shown::kOther : answer;
}

// ---- the header ----

std::string decoded(const mail::Field& field) {
  std::string out;
  for (const char c : mail::decode_unstructured(field.value))
    if (!is_blank(c) || (!out.empty() && out.back() != ' ')) out += is_blank(c) ? ' ' : c;
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<std::string> shown_values(const mail::Message& message, std::string_view name) {
  std::vector<std::string> values;
  for (const mail::Field* field : message.find_all(name)) values.push_back(decoded(*field));
  return values;
}

// Addresses with their display names, as a reader sees them.
std::vector<std::string> people(const mail::Message& message, std::initializer_list<std::string_view> names) {
  std::vector<std::string> out;
  for (const std::string_view name : names)
    for (const mail::Field* field : message.find_all(name))
      for (const mail::Mailbox& mailbox : mail::parse_addresses(field->value)) out.push_back(mailbox.display + " <" + lower(mailbox.address()) + ">");
  return out;
}

// "[list] " in a subject, in front of it or behind "Re: ": of one word, as list software writes it.
bool is_tagged(std::string_view shown, std::string_view was) {
  const std::size_t open = shown.find('['), close = shown.find("] ", open);
  if (open == std::string_view::npos || close == std::string_view::npos || open > 12) return false;
  const std::string_view tag = shown.substr(open + 1, close - open - 1);
  const bool one_word = !tag.empty() && tag.size() <= 32 && std::all_of(tag.begin(), tag.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':' || c == '#';
  });
  return one_word && std::string(shown.substr(0, open)) + std::string(shown.substr(close + 2)) == was;
}

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : ", ") + value;
  return out;
}

class HeaderComparison {
 public:
  HeaderComparison(const mail::Message& at_hand, const mail::Message& restored, Findings& out)
      : at_hand_(at_hand), restored_(restored), out_(out) {}

  void run() {
    author();
    subject();
    date();
    recipients();
  }

 private:
  void author() {
    const auto now = people(at_hand_, {"From"}), before = people(restored_, {"From"});
    if (now != before || at_hand_.find_all("From").size() != restored_.find_all("From").size()) hold("author", record::AUTHOR, "From", joined(now), joined(before));
  }
  void subject() {
    const auto now = shown_values(at_hand_, "Subject"), before = shown_values(restored_, "Subject");
    if (now == before) return;
    if (now.size() == 1 && before.size() == 1 && is_tagged(now[0], before[0]))   // anybody may have written it: "[Resigned] Hello"
      return hold("tag", record::SUBJECT, "Subject", now[0], before[0]);
    hold("subject", record::SUBJECT, "Subject", joined(now), joined(before));
  }
  void date() {
    const auto now = shown_values(at_hand_, "Date"), before = shown_values(restored_, "Date");
    if (now.size() == before.size() && std::equal(now.begin(), now.end(), before.begin(), [](const std::string& a, const std::string& b) {
          const auto first = mail::parse_date(a), second = mail::parse_date(b);
          return a == b || (first && second && first->unix_seconds == second->unix_seconds);
        }))
      return;
    hold("date", record::DATE, "Date", joined(now), joined(before));
  }
  // Fewer are shown than were signed, or in another order: every shown one was there.
  void recipients() {
    const auto before = people(restored_, {"To", "Cc"});
    for (const char* name : {"To", "Cc"})
      for (const std::string& one : people(at_hand_, {name}))
        if (std::find(before.begin(), before.end(), one) == before.end()) return hold("recipients", record::RECIPIENTS, name, one, joined(before));
  }

  void hold(std::string_view variant, record::Aspect aspect, std::string_view name, const std::string& shown, const std::string& was) {
    Emit finding(out_, "undo.differs", variant, record::LIMIT, record::STRENGTH_A, aspect);
    finding.text("shown", shown.substr(0, limits::kFieldTextBytes)).text("signed", was.substr(0, limits::kFieldTextBytes));
    finding.finding().set_at_most(record::OPEN);
    evidence(finding, name);
  }
  void evidence(Emit& finding, std::string_view name) {
    for (const mail::Field* field : at_hand_.find_all(name)) finding.evidence(field->range, "undone");
  }

  const mail::Message& at_hand_;
  const mail::Message& restored_;
  Findings& out_;
};

void tell_steps(std::span<const UndoneEdit> edits, Findings& out) {
  std::vector<std::string> steps;
  for (const UndoneEdit& edit : edits)
    if (std::find(steps.begin(), steps.end(), edit.step) == steps.end()) steps.emplace_back(edit.step);
  Emit finding = note(out, "undo.steps", "", record::ASPECT_NONE);
  finding.text("steps", joined(steps)).number("edits", static_cast<std::int64_t>(edits.size()));
  for (const UndoneEdit& edit : edits.first(std::min(edits.size(), kEditsShown))) finding.evidence(edit.at, edit.added ? "added" : "undone");
}

void add_evidence(record::Finding& finding, std::string_view locator, std::string_view note) {
  record::Evidence& evidence = *finding.add_evidence();
  evidence.set_locator(std::string(locator));
  evidence.set_note(std::string(note));
}

// The names of fields that an edit reaches, in the message at hand.
void add_names(const mail::Message& message, const Range& at, std::vector<std::string>& names) {
  for (const mail::Field& field : message.fields) {
    const bool touched = at.empty() ? at.begin > field.range.begin && at.begin < field.range.end
                                    : at.begin < field.range.end && field.range.begin < at.end;
    if (touched && std::find(names.begin(), names.end(), field.name) == names.end()) names.emplace_back(field.name);
  }
}

// What other copies of the message lent, a finding for each copy: signatures, and fields.
void tell_copies(std::span<const UndoneEdit> edits, const mail::Message& at_hand, Findings& out) {
  std::vector<std::pair<std::string_view, bool>> told;   // copy, whether it lent a signature
  for (const UndoneEdit& edit : edits) {
    const std::pair<std::string_view, bool> loan{edit.source, edit.step == kSignatureCopied};
    if (edit.source.empty() || std::find(told.begin(), told.end(), loan) != told.end()) continue;
    told.push_back(loan);
    Emit finding = note(out, "undo.copies", loan.second ? "signature" : "fields", record::ASPECT_NONE);
    finding.text("copy", edit.source);
    std::vector<std::string> names;
    for (const UndoneEdit& one : edits) {
      if (one.source != edit.source || (one.step == kSignatureCopied) != loan.second) continue;
      add_names(at_hand, one.at, names);
      if (!one.at.empty()) finding.evidence(one.at, "undone");
    }
    if (!loan.second) finding.text("fields", names.empty() ? "header" : joined(names)).number("count", static_cast<std::int64_t>(std::max<std::size_t>(names.size(), 1)));
    add_evidence(finding.finding(), edit.source, "lender");
  }
}

// Where the bytes lie that the message at hand has beyond the restored one.
void tell_added(Shown shown, std::span<const UndoneEdit> edits, const mail::Message& at_hand, Findings& out) {
  std::int64_t bytes = 0;
  for (const UndoneEdit& edit : edits)
    if (edit.added) bytes += static_cast<std::int64_t>(edit.at.size());
  const bool other = shown == Shown::kOther;
  Emit finding(out, "undo.added", other ? (bytes > 0 ? "" : "unclear") : "footer", other ? record::LIMIT : record::NOTE, other ? record::STRENGTH_A : record::STRENGTH_D, record::CONTENT);
  finding.number("bytes", bytes);
  if (other) finding.finding().set_at_most(record::OPEN);
  std::size_t told = 0;
  for (const UndoneEdit& edit : edits)
    if ((edit.added || bytes == 0) && edit.at.end > at_hand.header.end && told++ < kEditsShown) finding.evidence(edit.at, "added");
}

}  // namespace

void compare_restored(const mail::Message& at_hand, const mail::Message& restored, std::span<const UndoneEdit> edits, record::Item& item) {
  Findings& out = *item.mutable_findings();
  tell_copies(edits, at_hand, out);
  std::vector<UndoneEdit> here;
  for (const UndoneEdit& edit : edits)
    if (edit.step != kSignatureCopied) here.push_back(edit);
  if (!here.empty()) tell_steps(here, out);
  HeaderComparison(at_hand, restored, out).run();
  if (const Shown shown = compare_content(at_hand, restored); shown != Shown::kSame) tell_added(shown, edits, at_hand, out);
}

}  // namespace winnow::check
