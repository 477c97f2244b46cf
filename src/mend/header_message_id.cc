// docs/mend/header.message-id.md
#include <algorithm>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {

bool takes_message_id(const Scene&, std::string_view field) { return field == "message-id" || field == "in-reply-to" || field == "references"; }

void propose_message_id(const Scene&, std::string_view, const Form& from, Forms& out) {
  if (from.fields.size() != 1) return;
  const std::string_view value = trim(value_of(from.fields[0].text));
  if (value.empty()) return;
  std::string close(value);
  std::erase_if(close, [](char c) { return is_blank(c) || c == '\r' || c == '\n'; });
  if (close != value) out.push_back(with_field_value(from, 0, " " + close, 6));
  if (close.find('<') == std::string::npos) {
    out.push_back(with_field_value(from, 0, " <" + close + ">", 5));
  } else if (close.front() == '<' && close.back() == '>' && close.find('<', 1) == std::string::npos) {
    out.push_back(with_field_value(from, 0, " " + close.substr(1, close.size() - 2), 7));
  }
}

}  // namespace winnow::mend
