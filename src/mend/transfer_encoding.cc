// docs/mend/transfer.encoding.md
#include <algorithm>

#include "base/text.h"
#include "base/undo_limits.h"
#include "mend/encode.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "transfer.encoding";
constexpr std::size_t kStylesTried = 8;     // of quoted-printable, for a text that was written otherwise

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

// Texts with one encoding, read once.
class Texts {
 public:
  Texts(const mail::Message& message, mail::Encoding encoding) : message_(message), ends_in_part_(message.parts.front().is_multipart()) {
    for (const mail::Part* part : leaf_parts(message))
      if (is_text(*part) && part->encoding == encoding && part->body.size() <= limits::kRewrittenBytes)
        texts_.push_back({part, mail::decode_body(message, *part, limits::kRewrittenBytes)});
  }
  bool empty() const { return texts_.empty(); }
  bool have_ends() const { return ends_in_part_; }

  // All of them as `write` gives them, under the field that says so.
  template <typename Write>
  void propose(std::string_view label, Write write, Proposals& out) const {
    std::vector<Edit> edits;
    for (const Text& text : texts_) {
      if (auto edit = set_body(message_, *text.part, kStep, write(text.decoded))) edits.push_back(std::move(*edit));
      const std::string value(!label.empty() ? label : is_ascii(text.decoded) ? "7bit" : "8bit");
      if (auto edit = set_field(message_, *text.part, kStep, "Content-Transfer-Encoding", value)) edits.push_back(std::move(*edit));
      // What says in the header of a part that it was converted came with the conversion.
      if (text.part->parent >= 0)
        if (auto edit = set_field(message_, *text.part, kStep, "X-MIME-Autoconverted", std::nullopt)) edits.push_back(std::move(*edit));
    }
    add_proposal(std::move(edits), out);
  }

 private:
  struct Text {
    const mail::Part* part;
    std::string decoded;
  };
  const mail::Message& message_;
  bool ends_in_part_;
  std::vector<Text> texts_;
};

void propose_quoted_printable(const Texts& texts, std::string_view line_end, Proposals& out) {
  for (const bool from : {false, true})
    for (QuotedPrintableStyle style : quoted_printable_styles().first(kStylesTried)) {
      style.from = style.dots = from;
      texts.propose("quoted-printable", [&](std::string_view text) {
        std::string lines = line_end == "\n" ? std::string(text) : with_crlf(text);
        if (line_end == "\n") std::erase(lines, '\r');
        return encode_quoted_printable(lines, style);
      }, out);
    }
}

void propose_base64(const Texts& texts, std::string_view line_end, Proposals& out) {
  for (const std::size_t width : {76, 60, 72, 64}) {
    texts.propose("base64", [&](std::string_view text) { return encode_base64(with_crlf(text), width, line_end); }, out);
    // The line end of a part's last line belongs to the delimiter behind it; in the encoded text it may have stood, too.
    if (texts.have_ends())
      texts.propose("base64", [&](std::string_view text) { return encode_base64(with_crlf(text) + "\r\n", width, line_end); }, out);
  }
}

}  // namespace

// Texts that a system on the way wrote in another transfer encoding (RFC 6376 section 5.3 warns of it).
void propose_other_encoding(const Draft& draft, Proposals& out) {
  const mail::Message& message = draft.message();
  const std::string_view line_end = line_end_of(message);
  const auto plain = [](std::string_view text) { return std::string(text); };
  const auto without_end = [](std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    return std::string(text);
  };
  if (const Texts quoted(message, mail::Encoding::kQuotedPrintable); !quoted.empty()) {
    quoted.propose("", plain, out);
    if (quoted.have_ends()) quoted.propose("", without_end, out);
    propose_base64(quoted, line_end, out);
  }
  if (const Texts base64(message, mail::Encoding::kBase64); !base64.empty()) {
    base64.propose("", plain, out);
    if (base64.have_ends()) base64.propose("", without_end, out);
    propose_quoted_printable(base64, line_end, out);
  }
  if (const Texts plain_texts(message, mail::Encoding::kIdentity); !plain_texts.empty()) {
    propose_quoted_printable(plain_texts, line_end, out);
    propose_base64(plain_texts, line_end, out);
  }
}

}  // namespace winnow::mend
