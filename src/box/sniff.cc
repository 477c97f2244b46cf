// What a run of bytes is. Order matters: fixed signatures and checksums, then mailboxes and messages, then text.
#include <string>

#include "box/box.h"
#include "box/dbox.h"
#include "box/emlx.h"
#include "box/mbox_line.h"
#include "box/sniff_parts.h"

namespace winnow::box {
namespace {

// A mailbox may begin with a byte order mark or empty lines that some program put there.
bool is_mbox(Bytes head) {
  const auto text = as_text(head);
  const auto first = text.find_first_not_of("\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || text.compare(first, 5, "From ") != 0) return false;
  return MboxFraming::separator_length(head.subspan(first)) != 0;
}

}  // namespace

Sniffed sniff(Bytes head) {
  const auto text = as_text(head);
  if (text.empty()) return {Format::kDocument, "application/x-empty"};
  if (const auto magic = magic_of(text))
    return {magic->archive ? Format::kArchive : Format::kDocument, std::string(magic->media_type)};
  // A tar of mail holds header fields in its first blocks, and mail never the checksum of a tar header.
  if (is_tar(text)) return {Format::kArchive, "application/x-tar"};
  if (is_mbox(head)) return {Format::kMbox, "application/mbox"};
  if (is_dbox(head)) return {Format::kDbox, "application/x-dovecot-dbox"};
  if (is_emlx(head)) return {Format::kEmlx, "message/x-emlx"};
  if (is_message(text)) return {Format::kMessage, "message/rfc822"};
  return {Format::kDocument, std::string(text_kind(text))};
}

}  // namespace winnow::box
