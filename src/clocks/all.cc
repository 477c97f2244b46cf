// The table of clocks. A new one: a row here, a file beside, docs/clocks/<name>.md, rows in tests/clocks/decoders_test.cc.
#include <array>

#include "clocks/decoders.h"

namespace winnow::clocks {
namespace {

using enum Place;
using enum Setter;

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"message-id.mutt", kMessageId, kAuthor, {}, decode_message_id_mutt},
    {"message-id.qmail", kMessageId, kAuthor, {}, decode_message_id_qmail},
    {"message-id.git-send-email", kMessageId, kAuthor, {}, decode_message_id_git_send_email},
    {"message-id.git-send-email-old", kMessageId, kAuthor, {}, decode_message_id_git_send_email_old},
    {"message-id.git-thread", kMessageId, kAuthor, {}, decode_message_id_git_thread},
    {"message-id.postfix", kMessageId, kAuthor, {}, decode_message_id_postfix},
    {"message-id.sylpheed", kMessageId, kAuthor, {}, decode_message_id_sylpheed},
    {"message-id.digits", kMessageId, kAuthor, {}, decode_message_id_digits},
    {"message-id.sendmail", kMessageId, kAuthor, {}, decode_message_id_sendmail},
    {"message-id.exim", kMessageId, kAuthor, {}, decode_message_id_exim},
    {"message-id.javamail", kMessageId, kAuthor, {}, decode_message_id_javamail},
    {"message-id.pine", kMessageId, kAuthor, {}, decode_message_id_pine},
    {"message-id.outlook", kMessageId, kAuthor, {}, decode_message_id_outlook},
    {"message-id.notes", kMessageId, kAuthor, {}, decode_message_id_notes},
    {"message-id.seconds", kMessageId, kAuthor, {}, decode_message_id_seconds},
    {"uuid", kMessageId, kAuthor, {}, decode_uuid},
    {"boundary.outlook", kBoundary, kAuthor, {}, decode_boundary_outlook},
    {"boundary.gmail", kBoundary, kAuthor, {}, decode_boundary_gmail},
    {"boundary.javamail", kBoundary, kAuthor, {}, decode_boundary_javamail},
    {"boundary.swiftmailer", kBoundary, kAuthor, {}, decode_boundary_swiftmailer},
    {"boundary.mime-tools", kBoundary, kAuthor, {}, decode_boundary_mime_tools},
    {"boundary.notes", kBoundary, kAuthor, {}, decode_boundary_notes},
    {"content-id.outlook", kContentId, kAuthor, {}, decode_content_id_outlook},
    {"thread-index", kThreadIndex, kThread, {}, decode_thread_index},
    {"queue-id.exim", kReceivedId, kHop, {}, decode_queue_id_exim},
    {"queue-id.postfix", kReceivedId, kHop, {}, decode_queue_id_postfix},
    {"queue-id.sendmail", kReceivedId, kHop, {}, decode_queue_id_sendmail},
    {"queue-id.google", kReceivedId, kHop, {}, decode_queue_id_google},
    {"x-originalarrivaltime", kField, kHop, "X-OriginalArrivalTime", decode_x_originalarrivaltime},
    {"exchange-arrival", kField, kHop, "X-MS-Exchange-CrossTenant-OriginalArrivalTime", decode_exchange_arrival},
});

}  // namespace

std::span<const Decoder> decoders() { return kDecoders; }

std::string_view name(Setter setter) {
  switch (setter) {
    case kAuthor: return "author";
    case kHop: return "hop";
    case kThread: return "thread";
  }
  return "author";
}

}  // namespace winnow::clocks
