#include "mail/tnef.h"

#include <algorithm>
#include <numeric>

#include "base/cursor.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"
#include "mail/charset.h"
#include "mail/mapi.h"
#include "mail/notes.h"
#include "mail/rtf.h"

namespace winnow::mail {
namespace {

constexpr std::uint32_t kSignature = 0x223E9F78;                       // MS-OXTNEF section 2.1.3.1
constexpr std::uint8_t kLevelMessage = 1, kLevelAttachment = 2;

// Section 2.1.3.3: what an attribute is, in the low half of its id; the high half is its type.
enum Attribute : std::uint16_t {
  kFrom = 0x8000, kSubjectLine = 0x8004, kDateSent = 0x8005, kClass = 0x8008, kMessageId = 0x8009, kBodyText = 0x800C,
  kAttachTitle = 0x8010, kAttachContent = 0x800F, kAttachBegins = 0x9002, kMessageProperties = 0x9003,
  kAttachProperties = 0x9005, kCodePage = 0x9007, kAttachTransportName = 0x9001,
};

// Section 2.1.3.3.15.2: an object of this class is a message, as a TNEF stream behind the class id.
constexpr std::string_view kMessageClassId("\x07\x03\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16);
constexpr std::uint32_t kMethodEmbeddedMessage = 5;

std::string without_zeros(std::string text) {
  text.erase(std::min(text.find('\0'), text.size()));
  return text;
}

// "SMTP:ana@example.org" or, by its type, "ana@example.org"; "" for an address of another system.
std::string smtp_address(std::string_view type, std::string_view address) {
  if (istarts_with(address, "smtp:")) address.remove_prefix(5);
  else if (!type.empty() && !iequals(type, "smtp")) return {};
  return address.find('@') == std::string_view::npos ? std::string() : std::string(trim(address));
}

class Reader {
 public:
  explicit Reader(Bytes stream) : in_(stream) {}
  Tnef read();

 private:
  // An attachment while its attributes come.
  struct Open {
    std::string title, transport_name;
    std::optional<Bytes> content;
    std::optional<MapiProperties> properties;
  };

  bool attribute();
  void message_attribute(std::uint16_t id, Bytes value);
  void attachment_attribute(std::uint16_t id, Bytes value);
  void sender(Bytes value);
  void date(Bytes value);
  void message_properties();
  void bodies();
  void close_attachment();
  std::string text(Bytes value) const { return without_zeros(to_utf8(as_text(value), charset_)); }
  // The stream says this twice: two programs may read two things.
  void once(bool said_before) {
    if (said_before) notes_.add("tnef.ambiguous");
  }
  std::string best_address(std::uint16_t smtp, std::uint16_t type, std::uint16_t address) const;

  Cursor in_;
  Tnef out_;
  Notes notes_;
  std::string charset_;
  std::optional<MapiProperties> properties_;
  std::optional<Open> open_;
};

Tnef Reader::read() {
  if (in_.u32le() != kSignature) notes_.add("tnef.cut");
  in_.u16le();                                                         // a key that means nothing today
  while (!in_.at_end() && !in_.failed() && attribute()) {}
  if (in_.failed()) notes_.add("tnef.cut");
  close_attachment();
  if (properties_) message_properties();
  notes_.merge_into(out_.notes);
  return std::move(out_);
}

bool Reader::attribute() {
  const std::uint8_t level = in_.u8();
  if (level != kLevelMessage && level != kLevelAttachment) return notes_.add("tnef.trailing"), false;
  const auto id = static_cast<std::uint16_t>(in_.u32le());
  const Bytes value = in_.take(in_.u32le());
  if (in_.failed()) {
    // A file that is cut is kept as far as it goes.
    if (level == kLevelAttachment && id == kAttachContent && open_ && !open_->content) open_->content = value;
    return false;
  }
  const std::uint16_t declared = in_.u16le();
  const auto sum = std::accumulate(value.begin(), value.end(), std::uint32_t{0},
                                   [](std::uint32_t total, std::byte b) { return total + std::to_integer<std::uint32_t>(b); });
  if (!in_.failed() && (sum & 0xFFFF) != declared) notes_.add("tnef.checksum");
  if (level == kLevelMessage) message_attribute(id, value);
  else attachment_attribute(id, value);
  return true;
}

void Reader::message_attribute(std::uint16_t id, Bytes value) {
  switch (id) {
    case kCodePage: charset_ = charset_of_code_page(Cursor(value).u32le()); break;
    case kClass: out_.message_class = text(value); break;
    case kSubjectLine:
      once(!out_.subject.empty());
      out_.subject = text(value);
      break;
    case kMessageId: break;                                            // of the store, not the Message-ID
    case kFrom: sender(value); break;
    case kDateSent: date(value); break;
    case kBodyText:
      once(!out_.text.empty());
      out_.text = text(value);
      break;
    case kMessageProperties:
      once(properties_.has_value());
      if (!properties_) properties_ = read_mapi_properties(value);
      break;
    default: break;
  }
}

// Section 2.1.3.3.2: a structure with the name and the address of the sender.
void Reader::sender(Bytes value) {
  Cursor in(value);
  in.u32le();
  const std::uint16_t name = in.u16le(), address = in.u16le();
  out_.sender_name = text(in.take(name));
  out_.sender_address = smtp_address("smtp", text(in.take(address)));
}

// Section 2.1.3.3.7: year, month, day, hour, minute, second, day of the week. Old writers put local time here.
void Reader::date(Bytes value) {
  Cursor in(value);
  const int year = in.u16le(), month = in.u16le(), day = in.u16le(), hour = in.u16le(), minute = in.u16le(), second = in.u16le();
  if (in.failed() || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return;
  out_.submitted = unix_seconds(year, month, day, hour, minute, second);
}

std::string Reader::best_address(std::uint16_t smtp, std::uint16_t type, std::uint16_t address) const {
  const std::string direct = properties_->text(smtp, charset_);
  return !direct.empty() ? smtp_address("smtp", direct)
                         : smtp_address(properties_->text(type, charset_), properties_->text(address, charset_));
}

// The properties say more than the old attributes, and programs prefer them.
void Reader::message_properties() {
  if (!properties_->whole) notes_.add("tnef.properties-damaged");
  const auto prefer = [&](std::string& into, std::uint16_t id) {
    if (std::string said = properties_->text(id, charset_); !said.empty()) into = std::move(said);
    once(properties_->count(id) > 1);
  };
  prefer(out_.message_class, mapi::kMessageClass);
  prefer(out_.subject, mapi::kSubject);
  prefer(out_.message_id, mapi::kInternetMessageId);
  prefer(out_.sender_name, mapi::kSenderName);
  prefer(out_.sender_name, mapi::kSentRepresentingName);
  const std::string sender = best_address(mapi::kSenderSmtpAddress, mapi::kSenderAddressType, mapi::kSenderAddress);
  const std::string author = best_address(mapi::kSentRepresentingSmtpAddress, mapi::kSentRepresentingAddressType, mapi::kSentRepresentingAddress);
  if (!author.empty()) out_.sender_address = author;
  else if (!sender.empty()) out_.sender_address = sender;
  if (!sender.empty() && !iequals(sender, out_.sender_address)) out_.other_sender = sender;
  if (const auto time = properties_->time(mapi::kClientSubmitTime)) out_.submitted = time;
  if (const MapiProperty* key = properties_->find(mapi::kTnefCorrelationKey); key != nullptr && key->type == mapi::kBinary)
    out_.correlation_key = to_valid_utf8(without_zeros(std::string(as_text(key->value))));
  bodies();
}

void Reader::bodies() {
  if (std::string said = properties_->text(mapi::kBody, charset_); !said.empty()) out_.text = std::move(said);
  const MapiProperty* const html = properties_->find(mapi::kBodyHtml);
  if (html != nullptr && html->type == mapi::kString) {
    out_.html = mapi_text(*html, charset_);
    out_.html_charset = "utf-8";
  } else if (html != nullptr && (html->type == mapi::kBinary || html->type == mapi::kString8)) {
    out_.html = as_text(html->value);
    if (html->type == mapi::kString8) out_.html = without_zeros(std::move(out_.html));
    if (const auto page = properties_->number(mapi::kInternetCodepage)) out_.html_charset = charset_of_code_page(*page);
  }
  const MapiProperty* const rtf = properties_->find(mapi::kRtfCompressed);
  if (rtf != nullptr && rtf->type == mapi::kBinary) out_.rtf = unpack_rtf(rtf->value, limits::kRtfBytes, notes_);
  for (const std::uint16_t id : {mapi::kBody, mapi::kBodyHtml, mapi::kRtfCompressed}) once(properties_->count(id) > 1);
}

void Reader::attachment_attribute(std::uint16_t id, Bytes value) {
  if (id == kAttachBegins) {
    close_attachment();
    open_.emplace();
    return;
  }
  if (!open_) open_.emplace();
  switch (id) {
    case kAttachTitle:
      once(!open_->title.empty());
      open_->title = text(value);
      break;
    case kAttachTransportName: open_->transport_name = text(value); break;
    case kAttachContent:
      once(open_->content.has_value());
      if (!open_->content) open_->content = value;
      break;
    case kAttachProperties:
      once(open_->properties.has_value());
      if (!open_->properties) open_->properties = read_mapi_properties(value);
      break;
    default: break;
  }
}

void Reader::close_attachment() {
  if (!open_) return;
  const Open open = std::move(*open_);
  open_.reset();
  TnefAttachment attachment;
  if (open.properties) {
    const MapiProperties& said = *open.properties;
    if (!said.whole) notes_.add("tnef.properties-damaged");
    once(said.count(mapi::kAttachData) > 1 || said.count(mapi::kAttachLongFilename) > 1);
    for (const std::uint16_t id : {mapi::kAttachLongFilename, mapi::kDisplayName, mapi::kAttachFilename})
      if (attachment.name.empty()) attachment.name = said.text(id, charset_);
    if (const MapiProperty* object = said.find(mapi::kAttachData)) {
      Bytes data = object->value;
      if (object->type == mapi::kObject) {
        // The class of the object comes first.
        attachment.embedded = as_text(data).starts_with(kMessageClassId) || said.number(mapi::kAttachMethod) == kMethodEmbeddedMessage;
        data = data.subspan(std::min(data.size(), kMessageClassId.size()));
      }
      once(open.content && !std::equal(data.begin(), data.end(), open.content->begin(), open.content->end()));
      attachment.data = data;
    }
  }
  if (open.content) attachment.data = *open.content;
  if (attachment.name.empty()) attachment.name = open.title.empty() ? open.transport_name : open.title;
  attachment.embedded &= is_tnef(attachment.data);
  if (out_.attachments.size() >= limits::kTnefAttachments) return notes_.add("tnef.too-many-files");
  out_.attachments.push_back(std::move(attachment));
}

}  // namespace

bool is_tnef(Bytes head) { return head.size() >= 4 && Cursor(head).u32le() == kSignature; }

Tnef read_tnef(Bytes stream) { return Reader(stream).read(); }

}  // namespace winnow::mail
