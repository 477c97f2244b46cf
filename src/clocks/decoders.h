// The decoders that all.cc lists; each appends what the text says, or nothing where it has not its form.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "clocks/clocks.h"

namespace winnow::clocks {

void decode_boundary_gmail(std::string_view text, std::vector<Moment>& out);
void decode_boundary_javamail(std::string_view text, std::vector<Moment>& out);
void decode_boundary_mime_tools(std::string_view text, std::vector<Moment>& out);
void decode_boundary_notes(std::string_view text, std::vector<Moment>& out);
void decode_boundary_outlook(std::string_view text, std::vector<Moment>& out);
void decode_boundary_swiftmailer(std::string_view text, std::vector<Moment>& out);
void decode_content_id_outlook(std::string_view text, std::vector<Moment>& out);
void decode_exchange_arrival(std::string_view text, std::vector<Moment>& out);
void decode_message_id_digits(std::string_view text, std::vector<Moment>& out);
void decode_message_id_exim(std::string_view text, std::vector<Moment>& out);
void decode_message_id_git_send_email(std::string_view text, std::vector<Moment>& out);
void decode_message_id_git_send_email_old(std::string_view text, std::vector<Moment>& out);
void decode_message_id_git_thread(std::string_view text, std::vector<Moment>& out);
void decode_message_id_javamail(std::string_view text, std::vector<Moment>& out);
void decode_message_id_mutt(std::string_view text, std::vector<Moment>& out);
void decode_message_id_notes(std::string_view text, std::vector<Moment>& out);
void decode_message_id_outlook(std::string_view text, std::vector<Moment>& out);
void decode_message_id_pine(std::string_view text, std::vector<Moment>& out);
void decode_message_id_postfix(std::string_view text, std::vector<Moment>& out);
void decode_message_id_qmail(std::string_view text, std::vector<Moment>& out);
void decode_message_id_seconds(std::string_view text, std::vector<Moment>& out);
void decode_message_id_sendmail(std::string_view text, std::vector<Moment>& out);
void decode_message_id_sylpheed(std::string_view text, std::vector<Moment>& out);
void decode_queue_id_exim(std::string_view text, std::vector<Moment>& out);
void decode_queue_id_google(std::string_view text, std::vector<Moment>& out);
void decode_queue_id_postfix(std::string_view text, std::vector<Moment>& out);
void decode_queue_id_sendmail(std::string_view text, std::vector<Moment>& out);
void decode_thread_index(std::string_view text, std::vector<Moment>& out);
void decode_uuid(std::string_view text, std::vector<Moment>& out);
void decode_x_originalarrivaltime(std::string_view text, std::vector<Moment>& out);

// The two halves of a Lotus Notes TIMEDATE, in hexadecimal; nullopt where they are no time of day.
std::optional<std::int64_t> micros_of_timedate(std::string_view date, std::string_view time);

}  // namespace winnow::clocks
