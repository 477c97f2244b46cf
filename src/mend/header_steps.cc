#include "mend/header_steps.h"

#include <array>

namespace winnow::mend {

// Their functions, each in the file of its name.
bool takes_subject(const Scene&, std::string_view field);
void propose_subject_tag(const Scene&, std::string_view, const Form&, Forms&);
bool takes_words(const Scene&, std::string_view field);
void propose_encoded_words(const Scene&, std::string_view, const Form&, Forms&);
bool takes_from(const Scene&, std::string_view field);
void propose_sender(const Scene&, std::string_view, const Form&, Forms&);
bool takes_added(const Scene&, std::string_view field);
void propose_added(const Scene&, std::string_view, const Form&, Forms&);
bool takes_mime(const Scene&, std::string_view field);
void propose_mime(const Scene&, std::string_view, const Form&, Forms&);
bool takes_recipients(const Scene&, std::string_view field);
void propose_recipients(const Scene&, std::string_view, const Form&, Forms&);
bool takes_date(const Scene&, std::string_view field);
void propose_date(const Scene&, std::string_view, const Form&, Forms&);
bool takes_message_id(const Scene&, std::string_view field);
void propose_message_id(const Scene&, std::string_view, const Form&, Forms&);
bool takes_redacted(const Scene&, std::string_view field);
void propose_redacted(const Scene&, std::string_view, const Form&, Forms&);
bool takes_white_space(const Scene&, std::string_view field);
void propose_white_space(const Scene&, std::string_view, const Form&, Forms&);
bool takes_name_case(const Scene&, std::string_view field);
void propose_name_case(const Scene&, std::string_view, const Form&, Forms&);
bool takes_order(const Scene&, std::string_view field);
void propose_order(const Scene&, std::string_view, const Form&, Forms&);

bool takes_copied(const Scene&, std::string_view field);
void propose_copied(const Scene&, std::string_view, const Form&, Forms&);
bool takes_kept(const Scene&, std::string_view field);
void propose_kept(const Scene&, std::string_view, const Form&, Forms&);

namespace {

constexpr std::array<HeaderStep, 14> kSteps = {{
    {"header.copied", takes_copied, true, propose_copied},
    {"header.kept", takes_kept, true, propose_kept},
    {"header.subject-tag", takes_subject, true, propose_subject_tag},
    {"header.added", takes_added, true, propose_added},
    {"header.mime", takes_mime, true, propose_mime},
    {"header.sender", takes_from, true, propose_sender},
    {"header.recipients", takes_recipients, false, propose_recipients},
    {"header.encoded-words", takes_words, false, propose_encoded_words},
    {"header.redacted", takes_redacted, false, propose_redacted},
    {"header.date", takes_date, false, propose_date},
    {"header.message-id", takes_message_id, false, propose_message_id},
    {"header.white-space", takes_white_space, false, propose_white_space},
    {"header.name-case", takes_name_case, false, propose_name_case},
    {"header.order", takes_order, false, propose_order},
}};

}  // namespace

std::span<const HeaderStep> header_steps() { return kSteps; }

Form with_field_value(const Form& from, std::size_t index, std::string_view value, unsigned bits) {
  Form form = from;
  form.fields[index].text = with_value(from.fields[index].text, value);
  form.fields[index].source = {};
  form.cost += bits;
  return form;
}

Form without_field(const Form& from, std::size_t index, unsigned bits) {
  Form form = from;
  form.fields.erase(form.fields.begin() + static_cast<std::ptrdiff_t>(index));
  form.cost += bits;
  return form;
}

}  // namespace winnow::mend
