#include "check/emit.h"

#include "base/text.h"

namespace winnow::check {
namespace {

constexpr std::size_t kParamCodePoints = 200;   // what a sentence can hold; the evidence points at the rest

std::string assigned(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Emit::Emit(Findings& out, std::string_view check, std::string_view variant, record::Direction direction, record::Strength strength,
           unsigned aspects)
    : finding_(out.Add()) {
  finding_->set_check(assigned(check));
  finding_->set_variant(assigned(variant));
  finding_->set_direction(direction);
  finding_->set_strength(strength);
  finding_->set_aspects(aspects);
  if (const Page* found = page(check)) finding_->set_group(found->group);
}

Emit& Emit::text(std::string_view name, std::string_view value) {
  record::Param* param = finding_->add_params();
  param->set_name(assigned(name));
  param->set_text(shorten(to_valid_utf8(value), kParamCodePoints));
  return *this;
}

Emit& Emit::number(std::string_view name, std::int64_t value) {
  record::Param* param = finding_->add_params();
  param->set_name(assigned(name));
  param->set_number(value);
  return *this;
}

Emit& Emit::evidence(Range range, std::string_view note) {
  record::Evidence* evidence = finding_->add_evidence();
  evidence->mutable_range()->set_begin(range.begin);
  evidence->mutable_range()->set_end(range.end);
  evidence->set_note(assigned(note));
  return *this;
}

Emit& Emit::field(const Context& context, int field, std::string_view note) {
  if (field >= 0 && static_cast<std::size_t>(field) < context.message.fields.size())
    evidence(context.message.fields[static_cast<std::size_t>(field)].range, note);
  return *this;
}

Emit& Emit::group(std::string_view group) {
  finding_->set_group(assigned(group));
  return *this;
}

}  // namespace winnow::check
