#include "mailmaker/style.h"

#include <array>

namespace mailmaker {
namespace {

using View = std::string_view;

constexpr std::array<View, 10> kWebmailOrder{"MIME-Version", "References", "In-Reply-To", "From", "Date",
                                             "Message-ID",   "Subject",    "To",          "Cc",   "Content-Type"};
constexpr std::array<View, 9> kWebmailSigned{"mime-version", "references", "in-reply-to", "from", "date",
                                             "message-id",   "subject",    "to",          "cc"};

constexpr std::array<View, 14> kDesktopOrder{"To",          "Cc",         "References",   "From",
                                             "Subject",     "Message-ID", "Date",         "User-Agent",
                                             "MIME-Version", "In-Reply-To", "Content-Type", "Content-Transfer-Encoding",
                                             "Content-Language", "X-Priority"};
constexpr std::array<View, 10> kDesktopSigned{"To",   "Cc",           "References",   "From",       "Subject",
                                              "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
                                              "Message-ID"};

constexpr std::array<View, 15> kExchangeOrder{
    "From",       "To",          "CC",          "Subject",         "Thread-Topic",     "Thread-Index", "Date", "Message-ID",
    "References", "In-Reply-To", "Accept-Language", "Content-Language", "X-MS-Has-Attach", "Content-Type", "MIME-Version"};
constexpr std::array<View, 6> kExchangeSigned{"From", "Date", "Subject", "Message-ID", "Content-Type", "MIME-Version"};

constexpr std::array<View, 12> kPhoneOrder{"From", "Content-Type", "Content-Transfer-Encoding", "Mime-Version",
                                           "Date", "Subject",      "Message-Id",                "References",
                                           "In-Reply-To", "To",    "Cc",                        "X-Mailer"};
constexpr std::array<View, 9> kPhoneSigned{"from", "subject", "mime-version", "date", "to", "cc", "content-type",
                                           "content-transfer-encoding", "message-id"};

constexpr std::array<View, 12> kBulkOrder{"Date",       "To",       "From",     "Reply-To",         "Subject", "References",
                                          "Message-ID", "X-Mailer", "List-Unsubscribe", "Feedback-ID", "MIME-Version",
                                          "Content-Type"};
constexpr std::array<View, 9> kBulkSigned{"date",         "from",         "reply-to",   "to",              "subject",
                                          "mime-version", "content-type", "message-id", "list-unsubscribe"};

constexpr std::array<View, 11> kScriptOrder{"Content-Type", "MIME-Version", "Content-Transfer-Encoding",
                                            "Subject",      "From",         "To",
                                            "Cc",           "Date",         "Message-ID",
                                            "References",   "In-Reply-To"};
constexpr std::array<View, 9> kScriptSigned{"content-type", "mime-version", "content-transfer-encoding", "subject", "from",
                                            "to",           "date",         "message-id", "cc"};

const std::array<StyleTraits, 6> kTraits{{
    {kWebmailOrder, kWebmailSigned, "", "", true, true, false, true, "quoted-printable", "\n "},
    {kDesktopOrder, kDesktopSigned, "User-Agent",
     "Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Thunderbird/52.1.0", false, false, true, false, "8bit",
     "\n "},
    {kExchangeOrder, kExchangeSigned, "", "", true, true, false, true, "base64", "\n\t"},
    {kPhoneOrder, kPhoneSigned, "X-Mailer", "Apple Mail (2.3445.104.11)", false, true, false, false,
     "quoted-printable", "\n "},
    {kBulkOrder, kBulkSigned, "X-Mailer", "PHPMailer 6.0.7 (https://github.com/PHPMailer/PHPMailer)", true, true, false,
     false, "quoted-printable", "\n "},
    {kScriptOrder, kScriptSigned, "", "", false, false, false, false, "base64", "\n "},
}};

} // namespace

const StyleTraits &traits(Style style) { return kTraits[static_cast<std::size_t>(style)]; }

std::string make_message_id(Random &random, Style style, View domain, std::int64_t date) {
  const std::string host(domain);
  switch (style) {
  case Style::kWebmail: return "<CA" + random.token(50) + "@mail." + host + ">";
  case Style::kExchange: {
    const std::string site = random.digits(2);
    return "<" + random.token(38) + "@AM" + random.digits(1) + "PR" + site + "MB" + random.digits(4) + ".eurprd" + site +
           ".prod." + host + ">";
  }
  case Style::kBulk: return "<" + random.hex(16) + "-" + random.uuid() + "-000000@" + host + ">";
  case Style::kScript:
    return "<" + std::to_string(date) + "." + random.digits(5) + "." + random.digits(19) + "@srv" + random.digits(1) + "." +
           host + ">";
  default: return "<" + random.uuid() + "@" + host + ">";
  }
}

std::string make_boundary(Random &random, Style style, int depth) {
  switch (style) {
  case Style::kWebmail: return "000000000000" + random.hex(16);
  case Style::kDesktop: return "------------" + random.of("0123456789ABCDEF", 24);
  case Style::kExchange: return "_00" + std::to_string(depth) + "_" + random.token(38) + "_";
  case Style::kPhone: return "Apple-Mail-" + random.uuid();
  case Style::kBulk: return "b" + std::to_string(depth + 1) + "_" + random.hex(32);
  default: return "===============" + random.digits(19) + "==";
  }
}

} // namespace mailmaker
