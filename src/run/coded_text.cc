#include "run/coded_text.h"

#include <cstring>

#include "base/limits.h"
#include "box/member_names.h"

namespace winnow::run {
namespace {

bool holds_mark(std::string_view text) {
  return ::memmem(text.data(), text.size(), mail::kCodedMark.data(), mail::kCodedMark.size()) != nullptr;
}

}  // namespace

CodedText::CodedText(const mail::Message& message, const mail::Part& part) : part_(part) {
  if (part.is_multipart() || part.encoding == mail::Encoding::kUuencode) return;   // a part that is one file
  text_ = as_text(message.bytes).substr(part.body.begin, part.body.size());
  const bool literal = part.encoding == mail::Encoding::kIdentity || part.encoding == mail::Encoding::kUnknown;
  // Quoted-printable leaves letters as they are unless somebody wants them hidden.
  if (part.encoding != mail::Encoding::kBase64 && !holds_mark(text_)) return;
  if (!literal) {
    decoded_ = mail::decode_body(message, part, limits::kAttachedArchiveBytes);
    text_ = decoded_;
    if (!holds_mark(text_)) return;
  }
  box::MemberNames names;
  for (mail::CodedFile& file : mail::join_parts(text_, mail::find_coded_files(text_, limits::kCodedFiles))) {
    std::string step = names.step(file.name);
    files_.push_back({std::move(file), std::move(step)});
  }
}

void CodedText::decode(const File& file, mail::Sink& sink, std::vector<std::string>& notes) const {
  mail::decode_coded_file(text_, file.coded, sink, notes);
}

mail::Part CodedText::as_part(const File& file) const {
  mail::Part part;
  part.parent = part_.parent;
  part.type = "application";
  part.subtype = "octet-stream";
  part.name = file.coded.name;
  part.encoding = part_.encoding;
  part.body = part_.body;
  if (is_literal() && file.coded.parts.empty()) part.body = {part_.body.begin + file.coded.data.begin, part_.body.begin + file.coded.data.end};
  return part;
}

Range CodedText::range(const File& file) const {
  if (!is_literal() || !file.coded.parts.empty()) return {};   // what was put together stands nowhere as it is
  return {part_.body.begin + file.coded.range.begin, part_.body.begin + file.coded.range.end};
}

}  // namespace winnow::run
