#include "mend/header_forms.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "base/undo_limits.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr unsigned kAsIsBits = 2;             // of a field that nobody touched; steps with better evidence go in front
constexpr std::size_t kFormsOfStep = 128;     // of one step, those proposed first
constexpr std::size_t kLikelyForms = 12;      // of one name, in the first round
constexpr std::size_t kOrderedMailboxes = 8;  // every order of so many is counted
constexpr std::string_view kOwnField;          // no step takes it for what it says
constexpr std::string_view kOrderStep = "header.recipients";

std::string key_of(const Form& form) {
  std::string key;
  for (const FormField& field : form.fields) {
    key += field.text;
    key += '\0';
  }
  return key;
}

// Appends what all steps but the last of `from` propose.
void propose_all(const Scene& scene, std::string_view field, const Form& from, Round round, Forms& out) {
  for (const HeaderStep& step : header_steps()) {
    const bool done = !from.steps.empty() && from.steps.back() == step.name;
    if (done || (round == Round::kLikely && !step.likely) || !step.applies(scene, field)) continue;
    const std::size_t before = out.size();
    step.propose(scene, field, from, out);
    if (out.size() - before > kFormsOfStep) out.resize(before + kFormsOfStep);
    for (std::size_t i = before; i < out.size(); ++i) out[i].steps.push_back(step.name);
  }
}

// The cheapest of those that read the same; cheapest first.
void sort_and_unite(Forms& forms, std::size_t most = limits::kUndoForms) {
  std::stable_sort(forms.begin(), forms.end(), [](const Form& a, const Form& b) { return a.cost < b.cost; });
  std::unordered_set<std::string> seen;
  std::erase_if(forms, [&](const Form& form) { return !seen.insert(key_of(form)).second; });
  if (forms.size() > most) forms.resize(most);
}

std::size_t factorial(std::size_t n) { return n < 2 ? 1 : n * factorial(n - 1); }

unsigned bits_of(std::size_t choices) {
  unsigned bits = 0;
  while (choices > 1) {
    choices /= 2;
    ++bits;
  }
  return bits;
}

bool is_too_large(const Form& form) {
  return std::any_of(form.fields.begin(), form.fields.end(), [](const FormField& field) {
    return field.text.size() > limits::kUndoFieldBytes;
  });
}

}  // namespace

FormList forms_of(const Scene& scene, std::string_view field, Round round) {
  FormList list;
  Form at_hand = scene.fields_at_hand(field);
  Forms& forms = list.forms_;
  if (at_hand.fields.size() > limits::kUndoFieldsOfOneName || is_too_large(at_hand)) {
    forms.push_back(std::move(at_hand));
    return list;
  }
  propose_all(scene, field, at_hand, round, forms);
  if (round == Round::kTwoSteps) {
    sort_and_unite(forms);
    const std::size_t first = std::min(forms.size(), limits::kUndoFormsTwice);
    for (std::size_t i = 0; i < first && forms.size() < limits::kUndoForms; ++i) {
      const Form from = forms[i];
      propose_all(scene, field, from, round, forms);
    }
  }
  at_hand.cost = kAsIsBits;
  forms.insert(forms.begin(), std::move(at_hand));
  sort_and_unite(forms, round == Round::kLikely ? kLikelyForms : limits::kUndoForms);
  const bool recipients = field == "to" || field == "cc";
  if (recipients && round != Round::kLikely) list.add_orders(scene.fields_at_hand(field), scene.list ? 4 : 6);
  return list;
}

FormList own_forms(const Scene& scene) {
  FormList list;
  const mail::Field& own = scene.message.fields[static_cast<std::size_t>(scene.own)];
  Form at_hand{{{scene.own, std::string(own.raw)}}, 0, {}};
  const bool spelled = scene.is_simple && own.raw.size() <= limits::kUndoFieldBytes;   // the relaxed form has one reading
  if (spelled) propose_all(scene, kOwnField, at_hand, Round::kOneStep, list.forms_);
  at_hand.cost = kAsIsBits;
  list.forms_.insert(list.forms_.begin(), std::move(at_hand));
  sort_and_unite(list.forms_);
  return list;
}

void FormList::add_orders(Form at_hand, unsigned bits) {
  if (at_hand.fields.size() != 1) return;
  at_hand_ = std::move(at_hand);
  for (const std::string_view text : split_mailboxes(value_of(at_hand_.fields[0].text))) ordered_.emplace_back(text);
  if (ordered_.size() < 2 || ordered_.size() > kOrderedMailboxes) return;
  orders_ = factorial(ordered_.size()) - 1;
  order_cost_ = bits + bits_of(orders_ + 1);
  // Forms less likely than an order would have to stand behind all of them.
  std::erase_if(forms_, [&](const Form& form) { return form.cost > order_cost_; });
}

// The orders are numbered by their places, the first of which is as it stands (Lehmer code).
Form FormList::at(std::size_t index) const {
  if (index < forms_.size()) return forms_[index];
  std::size_t number = index - forms_.size() + 1;
  std::vector<std::string_view> left(ordered_.begin(), ordered_.end());
  std::string value;
  while (!left.empty()) {
    const std::size_t rest = factorial(left.size() - 1);
    const std::size_t pick = number / rest;
    number %= rest;
    value += value.empty() ? " " : ", ";
    value += left[pick];
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(pick));
  }
  Form form = with_field_value(at_hand_, 0, value, order_cost_);
  form.steps = {kOrderStep};
  return form;
}

namespace {

Edit changed(std::string_view step, const mail::Field& field, std::string_view text, std::string_view source) {
  const std::string_view raw = field.raw;
  const std::size_t least = std::min(raw.size(), text.size());
  std::size_t front = 0, back = 0;
  while (front < least && raw[front] == text[front]) ++front;
  while (back < least - front && raw[raw.size() - 1 - back] == text[text.size() - 1 - back]) ++back;
  const std::uint64_t begin = field.range.begin;
  Edit edit;
  edit.step = step;
  edit.at = {begin + front, begin + raw.size() - back};
  edit.restored = text.substr(front, text.size() - back - front);
  edit.added = edit.restored.empty();
  edit.source = source;
  return edit;
}

}  // namespace

void append_edits(const Scene& scene, std::string_view name, const Form& form, std::vector<Edit>& out) {
  if (form.steps.empty()) return;
  const std::string_view step = form.steps.front();
  std::vector<int> kept;
  for (const FormField& one : form.fields) {
    kept.push_back(one.field);
    if (one.field < 0) {
      const std::uint64_t end = scene.message.fields.back().range.end;
      out.push_back({step, {end, end}, one.text + std::string(scene.line_end), false, std::string(one.source)});
      continue;
    }
    const mail::Field& field = scene.message.fields[static_cast<std::size_t>(one.field)];
    if (field.raw != one.text) out.push_back(changed(step, field, one.text, one.source));
  }
  for (const FormField& one : scene.fields_at_hand(name).fields)
    if (std::find(kept.begin(), kept.end(), one.field) == kept.end())
      out.push_back({step, scene.message.fields[static_cast<std::size_t>(one.field)].range, {}, true});
}

}  // namespace winnow::mend
