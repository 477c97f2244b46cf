// Bodies of parts: transfer encoding removed, then, for texts, the charset.
#include <algorithm>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/message.h"
#include "mail/notes.h"
#include "mail/output.h"
#include "mail/transfer.h"

namespace winnow::mail {
namespace {

std::string_view encoded_body(const Message& message, const Part& part) {
  const std::string_view text = as_text(message.bytes);
  const std::size_t begin = std::min<std::size_t>(part.body.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(part.body.end, begin, text.size());
  return text.substr(begin, end - begin);
}

// RFC 2045 section 6.4: a multipart has no transfer encoding of its own, whatever it says.
Encoding encoding_of(const Part& part) { return part.is_multipart() ? Encoding::kIdentity : part.encoding; }

class LimitedString final : public Sink {
 public:
  explicit LimitedString(std::size_t limit) : limit_(limit) {}
  bool write(Bytes decoded) override {
    text.append(as_text(decoded).substr(0, limit_ - text.size()));
    return text.size() < limit_;
  }
  std::string text;

 private:
  std::size_t limit_;
};

}  // namespace

void decode_body(const Message& message, const Part& part, Sink& sink, std::vector<std::string>* notes) {
  const std::string_view body = encoded_body(message, part);
  Output out(sink);
  Notes found;
  switch (encoding_of(part)) {
    case Encoding::kBase64: decode_base64(body, out, found); break;
    case Encoding::kQuotedPrintable: decode_quoted_printable(body, out, found); break;
    case Encoding::kUuencode: decode_uuencode(body, out, found); break;
    case Encoding::kIdentity:
    case Encoding::kUnknown: out.pass(body); break;
  }
  out.flush();
  if (notes != nullptr) found.merge_into(*notes);
}

std::string decode_body(const Message& message, const Part& part, std::size_t limit) {
  if (encoding_of(part) == Encoding::kIdentity || encoding_of(part) == Encoding::kUnknown)
    return std::string(encoded_body(message, part).substr(0, limit));
  LimitedString out(limit);
  if (limit > 0) {
    out.text.reserve(std::min(limit, encoded_body(message, part).size()));
    decode_body(message, part, out);
  }
  return std::move(out.text);
}

std::string decode_text(const Message& message, const Part& part, std::size_t limit) {
  const std::string bytes = decode_body(message, part, limit);
  std::string_view text = bytes, charset = charset_by_mark(bytes);
  if (charset == "utf-8") text.remove_prefix(3);
  else if (!charset.empty()) text.remove_prefix(2);
  else charset = part.charset;
  if (charset.empty() && part.subtype == "html" && !is_utf8(text)) charset = charset_by_meta(text);
  return to_utf8(text, charset);
}

}  // namespace winnow::mail
