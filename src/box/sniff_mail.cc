// Is this a mail message? Many texts have lines of the form "Word: value"; few have what the mail system writes.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "box/mbox_line.h"
#include "box/sniff_parts.h"

namespace winnow::box {
namespace {

constexpr std::size_t kMostLines = 400;
constexpr std::size_t kHeaderBytes = 64 * 1024;
constexpr int kMostOddLines = 3;

// Written by mail and news systems, by hardly anything else.
constexpr auto kTransportFields = std::to_array<std::string_view>(
    {"received", "return-path", "delivered-to", "message-id", "dkim-signature", "domainkey-signature", "x-received",
     "authentication-results", "arc-seal", "arc-message-signature", "arc-authentication-results", "received-spf", "envelope-to",
     "x-original-to", "in-reply-to", "references", "x-mozilla-status", "x-gmail-labels", "x-gm-thrid", "x-uidl", "list-id",
     "list-unsubscribe", "list-post", "x-mailer", "x-originating-ip", "x-google-smtp-source", "x-gm-message-state",
     "x-ms-has-attach", "x-ms-tnef-correlator", "x-ms-exchange-organization-scl", "thread-index", "thread-topic", "x-spam-status",
     "x-spam-level", "x-apparently-to", "resent-from", "resent-message-id", "errors-to", "x-mimeole", "x-envelope-from",
     "x-rcpt-to", "delivery-date", "newsgroups", "x-account-key", "x-apple-mail-remote-attachments"});
// In every mail, and in other texts as well.
constexpr auto kCommonFields = std::to_array<std::string_view>(
    {"from", "to", "cc", "bcc", "subject", "date", "sender", "reply-to", "mime-version", "content-type",
     "content-transfer-encoding", "content-disposition", "content-language", "user-agent", "importance", "x-priority",
     "organization", "precedence", "status", "resent-date", "resent-to", "comments", "keywords"});

template <typename Table>
bool holds(const Table& table, std::string_view name) {
  return std::find(table.begin(), table.end(), name) != table.end();
}

struct Evidence {
  int transport = 0, common = 0, fields = 0, odd = 0;
  bool from_address = false;   // "From:" with an address in it
  bool origin = false;         // any field that says from whom or to whom
  bool printed = false;        // "Sent:": a mail as Outlook prints it, not a mail
  bool from = false;
  bool mail_date = false;      // RFC 5322 section 3.3, with its zone
  bool signed_here = false;    // a signature field
  bool multipart = false, mime = false, transfer_encoding = false;   // RFC 2045
  std::string_view last;       // to count runs of one field once
};

// "Mon, 22 Mar 1994 13:34:51 +0000": a time of day and a numeric zone.
bool is_mail_date(std::string_view value) {
  const auto zone = value.find_last_of("+-");
  return zone != std::string_view::npos && value.find(':') < zone && zone + 4 < value.size() && is_digit(value[zone + 1]) &&
         is_digit(value[zone + 4]);
}

void count_field(std::string_view line, Evidence& seen) {
  const auto colon = line.find(':');
  const auto raw_name = trim(line.substr(0, colon));
  const auto value = line.substr(colon + 1);
  const auto name = lower(raw_name);
  ++seen.fields;
  if (raw_name == seen.last) return;
  seen.last = raw_name;
  const bool transport = holds(kTransportFields, name);
  seen.transport += transport;
  seen.common += !transport && holds(kCommonFields, name);
  seen.origin |= name == "from" || name == "to" || name == "received" || name == "return-path" || name == "delivered-to" ||
                 name == "message-id" || name == "sender" || name == "subject";
  seen.from_address |= (raw_name == "From" || raw_name == "FROM") && value.find('@') != std::string_view::npos;
  seen.printed |= name == "sent";
  seen.from |= name == "from";
  seen.mail_date |= name == "date" && is_mail_date(value);
  seen.signed_here |= (name == "dkim-signature" || name == "domainkey-signature") && value.find("a=") != std::string_view::npos;
  seen.multipart |= name == "content-type" && istarts_with(trim(value), "multipart/");
  seen.mime |= name == "mime-version";
  seen.transfer_encoding |= name == "content-transfer-encoding";
}

// Lines that may stand before the first field: envelope lines in any quoting.
bool is_envelope_line(std::string_view line) {
  while (line.starts_with('>')) line.remove_prefix(1);
  return line.starts_with("From ");
}

bool starts_like_other_text(std::string_view line) {
  return line.starts_with("HTTP/") || line.find(" HTTP/1.") != std::string_view::npos || line.starts_with("---") ||
         istarts_with(line, "BEGIN:") || line.starts_with("#!") || line.starts_with("<");
}

enum class Verdict { kYes, kNo, kMore };

Verdict weigh(const Evidence& seen, bool header_over) {
  if (seen.odd > kMostOddLines || seen.odd > seen.fields + 1) return Verdict::kNo;
  if (seen.transport >= 2 && seen.origin && seen.fields >= 3 && seen.fields > seen.odd) return Verdict::kYes;
  if (seen.signed_here && seen.odd == 0) return Verdict::kYes;
  if (!header_over) return Verdict::kMore;
  if (seen.transport >= 1 && seen.origin && seen.transport + seen.common >= 2 && seen.fields > seen.odd) return Verdict::kYes;
  if (seen.odd > 0 || seen.printed) return Verdict::kNo;
  if (seen.from_address && seen.common >= 2) return Verdict::kYes;
  if (seen.from && seen.mail_date && seen.common >= 3) return Verdict::kYes;
  if (seen.multipart || (seen.mime && seen.transfer_encoding)) return Verdict::kYes;  // a message that lost its header
  return Verdict::kNo;
}

// Old Macintosh programs and some gateways end lines with CR alone.
std::string_view next_line(std::string_view& rest, char line_end) {
  const auto end = rest.find(line_end);
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

bool is_message(std::string_view head) {
  auto rest = head.substr(0, kHeaderBytes);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  const char line_end = rest.substr(0, 4096).find('\n') == std::string_view::npos ? '\r' : '\n';
  Evidence seen;
  for (std::size_t n = 0; n < kMostLines && !rest.empty(); ++n) {
    const auto line = next_line(rest, line_end);
    if (line.empty()) break;
    if (n == 0 && starts_like_other_text(line)) return false;
    if (is_blank(line.front())) {
      if (seen.fields == 0) ++seen.odd;
      continue;
    }
    if (looks_like_field(line))
      count_field(line, seen);
    else if (seen.fields > 0 || !is_envelope_line(line))
      ++seen.odd;
    const auto verdict = weigh(seen, false);
    if (verdict != Verdict::kMore) return verdict == Verdict::kYes;
  }
  return weigh(seen, true) == Verdict::kYes;
}

}  // namespace winnow::box
