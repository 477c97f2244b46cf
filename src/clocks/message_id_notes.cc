// docs/clocks/message-id.notes.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// OF1B2C3D4E.5F607182-ONC1257DEF.004F1234-C1257DEF.004F5678@host (Lotus Notes): the document is new, then two TIMEDATEs with their
// halves swapped, of which the second is when the id was made.
void decode_message_id_notes(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto skip = [&](char before) { return !at.exactly(8, is_hex).empty() && at.take(before); };
  if (!at.take("OF") || !skip('.') || !skip('-') || !(at.take("ON") || at.take("OF")) || !skip('.') || !skip('-')) return;
  const std::string_view date = at.exactly(8, is_hex);
  if (date.empty() || !at.take('.')) return;
  if (const auto time = micros_of_timedate(date, at.exactly(8, is_hex)); time && at.take('@')) add(out, *time, 10 * kMilli);
}

}  // namespace winnow::clocks
