#include "record/mailbox.h"

namespace winnow::record {
namespace {

// Up to the innermost folder with one of these endings; "" where there is none.
std::string_view apple_mailbox(std::string_view folder) {
  while (!folder.empty()) {
    if (folder.ends_with(".mbox") || folder.ends_with(".imapmbox")) return folder;
    const std::size_t end = folder.find_last_of("/!");
    folder = folder.substr(0, end == std::string_view::npos ? 0 : end);
  }
  return {};
}

}  // namespace

std::string_view mailbox_of(std::string_view source, std::uint64_t message) {
  if (message != 0) return source;
  const std::size_t end = source.find_last_of("/!");
  std::string_view folder = source.substr(0, end == std::string_view::npos ? 0 : end);
  if (source.ends_with(".emlx"))
    if (const std::string_view mailbox = apple_mailbox(folder); !mailbox.empty()) return mailbox;
  for (const std::string_view inner : {"/cur", "/new", "/tmp", "/dbox-Mails"}) {
    if (!folder.ends_with(inner)) continue;
    folder.remove_suffix(inner.size());
    break;
  }
  return folder;
}

}  // namespace winnow::record
