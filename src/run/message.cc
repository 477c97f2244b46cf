#include "run/message.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "box/box.h"
#include "run/attached.h"
#include "run/item.h"

namespace winnow::run {
namespace {

// Hashes what streams by and keeps its first bytes for sniffing.
class HashingSink : public mail::Sink {
 public:
  bool write(Bytes decoded) override {
    hasher_.update(decoded);
    size_ += decoded.size();
    if (head_.size() < limits::kSniffBytes)
      head_.append(as_text(decoded.first(std::min(decoded.size(), limits::kSniffBytes - head_.size()))));
    return true;
  }
  std::string finish() { return hasher_.finish(); }
  void reset() {
    head_.clear();
    size_ = 0;
  }
  std::uint64_t size() const { return size_; }
  Bytes head() const { return as_bytes(head_); }

 private:
  Hasher hasher_;
  std::string head_;
  std::uint64_t size_ = 0;
};

// Where a message stands within the outermost one.
struct Place {
  std::string prefix;          // of its parts' suffixes: ":" at the top, ":2." within the embedded message ":2"
  std::uint32_t item = 0;      // 1 + index of its own item in the group
  std::size_t depth = 0;       // messages above it
};

class Examination {
 public:
  Examination(const ExamineOptions& options, ItemGroup& group, std::uint64_t size)
      : options_(options), group_(group), embedded_budget_(size * limits::kEmbeddedWork + limits::kMiB) {}

  // `item` is the message's own record, already in the group.
  void message(Bytes bytes, record::Item& item, const Place& place);

 private:
  record::Item* add(record::Kind kind, std::string suffix, std::uint32_t parent);
  void lose(std::string suffix, std::string_view reason, std::uint64_t bytes);
  std::uint32_t last() const { return static_cast<std::uint32_t>(group_.items_size()); }
  bool may_open(const std::string& suffix, std::uint64_t bytes, std::size_t depth);

  void attachment(const check::Context& context, const mail::Part& part, const Place& place);
  void embedded(const mail::Message& outer, const mail::Part& part, const Place& place);
  void archive(const check::Context& context, const mail::Part& part, const std::string& suffix, const Place& place);

  class Members;

  const ExamineOptions& options_;
  ItemGroup& group_;
  std::uint64_t embedded_budget_;
  HashingSink sink_;
};

record::Item* Examination::add(record::Kind kind, std::string suffix, std::uint32_t parent) {
  if (static_cast<std::size_t>(group_.items_size()) >= limits::kItemsPerMessage) {
    if (group_.losses_size() == 0 || group_.losses(group_.losses_size() - 1).reason() != "too-many-items")
      lose(std::move(suffix), "too-many-items", 0);
    return nullptr;
  }
  record::Item* const item = group_.add_items();
  item->set_kind(kind);
  item->set_suffix(std::move(suffix));
  item->set_parent(parent);
  return item;
}

void Examination::lose(std::string suffix, std::string_view reason, std::uint64_t bytes) {
  record::Loss& loss = *group_.add_losses();
  loss.set_suffix(std::move(suffix));
  loss.set_reason(std::string(reason));
  loss.set_bytes(bytes);
}

void Examination::message(Bytes bytes, record::Item& item, const Place& place) {
  item.set_sha256(sha256(bytes));
  item.set_size(bytes.size());
  item.set_media_type("message/rfc822");
  const mail::Message message = mail::parse(bytes, static_cast<int>(place.depth));
  fill_header(message, item);

  std::vector<proof::Signature> signatures;
  if (options_.keys != nullptr) signatures = proof::verify_dkim(message, *options_.keys);
  for (const proof::Signature& signature : signatures)
    fill_signature(message, signature, options_.now, *item.add_signatures());

  const mail::Roles roles = mail::roles(message);
  const check::Context context{message, roles, signatures, options_.claims, item};
  check::run_all(context);

  for (const int index : roles.attachments) {
    const mail::Part& part = message.parts[static_cast<std::size_t>(index)];
    if (part.is_message()) embedded(message, part, place);
    else attachment(context, part, place);
  }
}

void Examination::attachment(const check::Context& context, const mail::Part& part, const Place& place) {
  record::Item* const item = add(record::KIND_ATTACHMENT, place.prefix + part.path, place.item);
  if (item == nullptr) return;
  std::vector<std::string> notes;
  sink_.reset();
  mail::decode_body(context.message, part, sink_, &notes);
  item->set_sha256(sink_.finish());
  item->set_size(sink_.size());
  item->set_name(to_text(part.name));
  item->mutable_range()->set_begin(part.body.begin);
  item->mutable_range()->set_end(part.body.end);
  item->set_encoding(to_text(part.encoding_label));
  for (const std::string& note : notes) add_note(*item, note);
  box::Sniffed what = box::sniff(sink_.head());
  item->set_media_type(std::move(what.media_type));
  check::inherit(context, part, *item);

  if (what.format == box::Format::kMbox) lose(item->suffix(), "mailbox-in-attachment", item->size());
  if (what.format == box::Format::kArchive) archive(context, part, item->suffix(), place);
}

bool Examination::may_open(const std::string& suffix, std::uint64_t bytes, std::size_t depth) {
  if (options_.shallow) return lose(suffix, "not-opened", bytes), false;
  if (depth > limits::kMimeDepth) return lose(suffix, "message-depth", bytes), false;
  if (bytes > embedded_budget_) return lose(suffix, "message-depth", bytes), false;
  embedded_budget_ -= bytes;
  return true;
}

// A message in a message is examined for itself: its own signatures over its own bytes; it inherits nothing.
void Examination::embedded(const mail::Message& outer, const mail::Part& part, const Place& place) {
  record::Item* const item = add(record::KIND_MESSAGE, place.prefix + part.path, place.item);
  if (item == nullptr) return;
  item->mutable_range()->set_begin(part.body.begin);
  item->mutable_range()->set_end(part.body.end);
  item->set_encoding(to_text(part.encoding_label));
  item->set_name(to_text(part.name));

  std::string decoded;
  Bytes bytes = outer.bytes.subspan(part.body.begin, part.body.size());
  if (part.encoding != mail::Encoding::kIdentity && part.encoding != mail::Encoding::kUnknown) {
    decoded = mail::decode_body(outer, part, limits::kMessageBytes);
    bytes = as_bytes(decoded);
  }
  if (!may_open(item->suffix(), bytes.size(), place.depth + 1)) {
    item->set_sha256(sha256(bytes));
    item->set_size(bytes.size());
    item->set_media_type("message/rfc822");
    return;
  }
  message(bytes, *item, {item->suffix() + ".", last(), place.depth + 1});
}

// Members of an attached archive become items behind it.
class Examination::Members : public AttachedMembers {
 public:
  Members(Examination& owner, const check::Context& context, const mail::Part& part, std::string suffix, std::size_t depth)
      : owner_(owner), context_(context), part_(part), suffix_(std::move(suffix)), depth_(depth) {
    archives_.emplace_back("", owner.last());
  }

  void member(const Member& member, const Content& content) override {
    const bool is_message = member.what.format == box::Format::kMessage;
    record::Item* const item =
        owner_.add(is_message ? record::KIND_MESSAGE : record::KIND_ATTACHMENT, suffix_ + member.step, parent_of(member));
    if (item == nullptr) return;
    item->set_sha256(content.sha256);
    item->set_size(content.size);
    item->set_media_type(member.what.media_type);
    if (member.what.format == box::Format::kArchive) archives_.emplace_back(member.step, owner_.last());
    if (!is_message) return check::inherit(context_, part_, *item);
    if (content.bytes.empty() || !owner_.may_open(item->suffix(), content.bytes.size(), depth_ + 1)) return;
    owner_.message(content.bytes, *item, {item->suffix() + ":", owner_.last(), depth_ + 1});
  }

  void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) override {
    owner_.lose(suffix_ + std::string(step), reason, bytes);
  }

 private:
  std::uint32_t parent_of(const Member& member) {
    while (archives_.size() > 1 && archives_.back().first != member.archive) archives_.pop_back();
    return archives_.back().second;
  }

  Examination& owner_;
  const check::Context& context_;
  const mail::Part& part_;
  std::string suffix_;
  std::size_t depth_;
  std::vector<std::pair<std::string, std::uint32_t>> archives_;   // the open ones: step and 1 + index of the item
};

void Examination::archive(const check::Context& context, const mail::Part& part, const std::string& suffix,
                          const Place& place) {
  if (options_.shallow) return lose(suffix, "not-opened", sink_.size());
  if (sink_.size() > limits::kAttachedArchiveBytes) return lose(suffix, "too-large", sink_.size());
  const std::string bytes = mail::decode_body(context.message, part, limits::kAttachedArchiveBytes);
  Members members(*this, context, part, suffix, place.depth);
  read_attached(as_bytes(bytes), part.name, members);
}

}  // namespace

void append_message(Bytes message, const ExamineOptions& options, ItemGroup& group) {
  record::Item& item = *group.add_items();
  item.set_kind(record::KIND_MESSAGE);
  Examination(options, group, message.size()).message(message, item, {":", 1, 0});
}

}  // namespace winnow::run
