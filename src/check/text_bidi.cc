// docs/checks/text.bidi.md
#include "base/text.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

namespace {

void look_at(std::string_view variant, std::string_view text, Range where, unsigned aspect, Findings& out) {
  if (!has_deceptive_characters(text)) return;
  note(out, "text.bidi", variant, aspect).text("text", printable(text)).evidence(where, "deceptive-text");
}

}  // namespace

// Controls that turn text around and characters of no width, in names, subjects and the names of attached files.
void text_bidi(const Facts& facts, Findings& out) {
  const mail::Message& message = facts.context.message;
  for (const FromReading& reading : facts.from) {
    const mail::Field& field = message.fields[static_cast<std::size_t>(reading.field)];
    if (reading.deceptive_characters)
      look_at("from", mail::decode_unstructured(field.value), field.range, record::AUTHOR, out);
  }
  for (const int index : facts.fields_named("Subject")) {
    const mail::Field& field = message.fields[static_cast<std::size_t>(index)];
    look_at("subject", mail::decode_unstructured(field.value), field.range, record::SUBJECT, out);
  }
  for (const mail::Part& part : message.parts) look_at("name", part.name, part.header, record::CONTENT, out);
}

}  // namespace winnow::check
