#include "run/shown.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "mail/message.h"
#include "run/item.h"
#include "run/raw.h"

namespace winnow::run {
namespace {

constexpr std::string_view kFields[] = {"From", "Reply-To", "To", "Cc", "Date", "Subject"};
constexpr std::size_t kFieldBytes = 64 * limits::kKiB;

void add_text(Shown& shown, std::string_view text) {
  const std::size_t room = limits::kTextBytes - std::min(limits::kTextBytes, shown.text().size());
  if (text.size() > room) shown.set_cut(true);
  shown.mutable_text()->append(cut_text(text, room)).append("\n");
}

// A file of memory that holds `bytes`.
Result<Descriptor> in_memory(std::string_view bytes) {
  Descriptor file(::memfd_create("winnow", MFD_CLOEXEC));
  if (!file) return fail(ErrorCode::kIo, "memfd_create");
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t wrote = ::pwrite(file.get(), bytes.substr(done).data(), bytes.size() - done, static_cast<off_t>(done));
    if (wrote <= 0) return fail(ErrorCode::kIo, "pwrite");
    done += static_cast<std::size_t>(wrote);
  }
  return file;
}

}  // namespace

Shown shown_message(Bytes bytes) {
  const mail::Message message = mail::parse(bytes);
  Shown shown;
  for (const std::string_view name : kFields)
    for (const mail::Field* field : message.find_all(name)) {
      ShownField& one = *shown.add_fields();
      one.set_name(std::string(name));
      one.set_value(to_valid_utf8(cut_text(mail::decode_unstructured(field->value.substr(0, kFieldBytes)), kFieldBytes)));
    }
  const mail::Roles roles = mail::roles(message);
  const auto part = [&](int index) -> const mail::Part& { return message.parts[static_cast<std::size_t>(index)]; };
  for (const int index : roles.text_plain) add_text(shown, mail::decode_text(message, part(index), limits::kTextBytes));
  if (!roles.text_plain.empty()) return shown;
  for (const int index : roles.text_html) {
    shown.set_from_html(true);
    add_text(shown, mail::read_html(mail::decode_text(message, part(index), limits::kTextBytes)).visible);
  }
  return shown;
}

Shown shown_file(Bytes bytes) {
  Shown shown;
  const std::string_view text = as_text(bytes);
  if (text.find('\0') == std::string_view::npos && is_utf8(text)) add_text(shown, text);
  return shown;
}

// The bytes are compared with what was examined before they are read.
Result<Shown> shown(const store::Case& opened, const store::StoredItem& item, const StartWorker& start_worker,
                    const std::vector<std::string>& passwords) {
  WINNOW_TRY(const std::string bytes, raw_bytes(opened, item, start_worker, passwords));
  WINNOW_TRY(const Descriptor file, in_memory(bytes));
  ToWorker message;
  FetchJob& job = *message.mutable_fetch();
  job.set_id(1);
  job.set_shown(true);
  job.mutable_extent()->set_length(bytes.size());
  job.mutable_extent()->set_format(item.item.kind() == record::KIND_MESSAGE ? FORMAT_MESSAGE : FORMAT_DOCUMENT);
  WINNOW_TRY(const std::string answer, fetched(start_worker, {}, message, {file.get()}));
  Shown shown;
  if (!shown.ParseFromString(answer)) return fail(ErrorCode::kMalformed, "not-found");
  return shown;
}

Result<Shown> shown(const store::Case& opened, const store::StoredItem& item, const std::vector<std::string>& passwords) {
  return shown(opened, item, [](bool openpgp) { return start_worker(openpgp); }, passwords);
}

}  // namespace winnow::run
