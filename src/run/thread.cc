#include "run/thread.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "mail/base64.h"
#include "record/witness.pb.h"
#include "run/item.h"

namespace winnow::run {
namespace {

// Calls `take` with each Message-ID of the value, without its brackets, from the last to the first, until it returns false.
template <typename Take>
void ids_from_the_end(std::string_view value, Take take) {
  value = value.substr(value.size() - std::min(value.size(), limits::kReferencesBytes));
  while (!value.empty()) {
    const std::size_t end = value.rfind('>');
    if (end == std::string_view::npos) return;
    const std::size_t begin = value.rfind('<', end);
    if (begin == std::string_view::npos) return;
    std::string id(value.substr(begin + 1, end - begin - 1));
    std::erase_if(id, [](char c) { return is_blank(c) || c == '\r' || c == '\n'; });   // a fold within an id
    if (!id.empty() && id.size() <= limits::kMessageIdBytes && !take(std::move(id))) return;
    value = value.substr(0, begin);
  }
}

// In-Reply-To held phrases too ("Your message of ...") before RFC 2822; the last id is the one that is meant.
std::string answered(std::string_view value) {
  std::string found;
  ids_from_the_end(value, [&](std::string id) {
    found = to_text(id);
    return false;
  });
  return found;
}

void fill_references(std::string_view value, record::Thread& thread) {
  ids_from_the_end(value, [&](std::string id) {
    id = to_text(id);
    const auto& kept = thread.references();
    if (id == thread.in_reply_to() || std::find(kept.begin(), kept.end(), id) != kept.end()) return true;
    if (static_cast<std::size_t>(kept.size()) == limits::kReferences) {
      thread.set_left_out(thread.left_out() + 1);
      return true;
    }
    thread.add_references(std::move(id));
    return true;
  });
}

}  // namespace

void fill_thread(const mail::Message& message, record::Item& item) {
  const mail::Field *in_reply_to = nullptr, *references = nullptr, *index = nullptr, *topic = nullptr;
  for (const mail::Field& field : message.fields) {
    const std::size_t size = field.name.size();
    if (size == 11 && in_reply_to == nullptr && iequals(field.name, "In-Reply-To")) in_reply_to = &field;
    else if (size == 10 && references == nullptr && iequals(field.name, "References")) references = &field;
    else if (size == 12 && index == nullptr && iequals(field.name, "Thread-Index")) index = &field;
    else if (size == 12 && topic == nullptr && iequals(field.name, "Thread-Topic")) topic = &field;
  }
  if (in_reply_to == nullptr && references == nullptr && index == nullptr && topic == nullptr) return;
  record::Thread thread;
  if (in_reply_to != nullptr) thread.set_in_reply_to(answered(in_reply_to->value));
  if (references != nullptr) fill_references(references->value, thread);
  if (index != nullptr) {
    std::string bytes;
    mail::decode_base64_text(cut_text(trim(index->value), 2 * limits::kThreadIndexBytes), bytes);
    bytes.resize(std::min(bytes.size(), limits::kThreadIndexBytes));
    thread.set_thread_index(std::move(bytes));
  }
  if (topic != nullptr) {
    const std::string text = to_text(mail::decode_unstructured(topic->value));
    if (text != item.subject()) thread.set_topic(std::string(cut_text(text, limits::kTraceTextBytes)));
  }
  thread.SerializeToString(item.mutable_thread());
}

}  // namespace winnow::run
