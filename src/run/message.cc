#include "run/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "box/box.h"
#include "box/emlx.h"
#include "check/print.h"
#include "mail/tnef.h"
#include "proof/encrypted.h"
#include "proof/opaque.h"
#include "run/apart.h"
#include "run/attached.h"
#include "run/box_facts.h"
#include "run/carriage.h"
#include "run/clocks.h"
#include "run/coded_text.h"
#include "run/framing.h"
#include "run/item.h"
#include "run/mailbox_runs.h"
#include "run/restored_item.h"
#include "run/thread.h"
#include "run/tnef_members.h"
#include "run/undo.h"

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

bool has_note(const record::Item& item, std::string_view note) {
  return std::find(item.notes().begin(), item.notes().end(), note) != item.notes().end();
}

// The notes of a TNEF stream and, where it is a message of its own, what that says of itself. False where two programs may find
// different files in it: nothing then speaks for them.
bool read_tnef(const mail::Tnef& tnef, bool is_message, record::Item& item) {
  for (const std::string& note : tnef.notes) add_note(item, note);
  if (is_message) fill_tnef_header(tnef, item);
  return tnef.notes.empty();
}

std::optional<proof::Trust> trust_of(const ExamineOptions& options) {
  if (options.keys == nullptr) return std::nullopt;
  proof::Trust trust(*options.keys);
  trust.authorities = options.authorities;
  trust.openpgp = options.openpgp;
  trust.fixed = options.claims.fixed;
  trust.now = options.now;
  return trust;
}

// Whose parts are read: those of the message, or those of an entity within an opaque signature in it.
struct Body {
  const check::Context& context;                  // of the message
  const mail::Message& message;                   // whose parts they are
  const Restored* restored = nullptr;             // how the message was when it was signed
  const mail::Part* carrier = nullptr;            // of an entity: the part of the message that holds it
  std::optional<std::uint64_t> offset = 0;        // of `message` in the item around it; nothing where it lies there in pieces
  bool inherits = true;                           // what a proof says of the carrier, it says of what is in it
};

const Keeping kLoose;

// Where a message stands within the outermost one.
struct Place {
  std::string prefix;          // of its parts' suffixes: ":" at the top, ":2." within the embedded message ":2"
  std::uint32_t item = 0;      // 1 + index of its own item in the group
  std::size_t depth = 0;       // messages above it
  const Keeping& keeping = kLoose;
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
  std::string_view refusal(std::uint64_t bytes, std::size_t depth) const;
  bool may_open(const std::string& suffix, std::uint64_t bytes, std::size_t depth);

  // A file in a message, however it is written there.
  struct File {
    const check::Context& context;
    const mail::Part& part;              // its bytes in the message, for what a proof says of them
    std::string_view name;
    std::function<void(mail::Sink&, std::vector<std::string>&)> decode;
    bool inherits;
    bool only_clean = false;             // it inherits nothing where its decoding was odd
  };
  static std::string decoded(const File& file);
  void file(File file, record::Item& item, const Place& place);
  void parts(const Body& body, const std::vector<proof::EncryptedPart>& encrypted, const mail::Roles& roles, const Place& place);
  void attachment(const Body& body, const mail::Part& part, const Place& place);
  void coded(const Body& body, const mail::Part& part, const Place& place);
  void opaque(const Body& body, const mail::Part& part, const Place& place);
  void embedded(const Body& body, const mail::Part& part, const Place& place);
  void archive(const File& file, const std::string& suffix, const Place& place);
  void mailbox(const File& file, const std::string& suffix, const Place& place);
  void emlx(const File& file, const std::string& suffix, const Place& place);
  void wrapped(Bytes file, record::Item& item, std::size_t depth);
  bool apart(const Body& body, const mail::Part& part, const Place& place);

  class Mailbox;
  class Members;

  const ExamineOptions& options_;
  ItemGroup& group_;
  std::uint64_t embedded_budget_;
  HashingSink sink_;
};

std::string Examination::decoded(const File& file) {
  struct Kept : mail::Sink {
    bool write(Bytes decoded) override { return bytes.append(as_text(decoded)), true; }
    std::string bytes;
  } kept;
  std::vector<std::string> notes;
  file.decode(kept, notes);
  return std::move(kept.bytes);
}

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
  fill_carriage(message, place.keeping.facts, item);
  const std::vector<clocks::Reading> clocks = clocks::read(message);
  fill_clocks(clocks, item);
  fill_thread(message, item);

  if (has_note(item, "mime.too-many-parts")) lose(item.suffix(), "too-many-items", 0);

  std::vector<proof::Signature> found;
  const std::optional<proof::Trust> trust = trust_of(options_);
  std::vector<int> encrypted_texts;
  if (trust) found = proof::verify_signatures(message, *trust, &encrypted_texts);
  const std::vector<proof::EncryptedPart> encrypted = proof::find_encrypted(message, encrypted_texts);
  // Damage is taken back before anything is asked, so that the message is checked as it was signed, and once.
  Undone undone;
  if (trust) {
    const Loans loans = place.depth == 0 ? loans_for(message, options_.loans) : Loans();
    undone = undo(message, found, *trust, options_.undo_times, loans);
  }
  const Restored* const restored = undone.leads ? &undone.restored.front() : nullptr;
  const mail::Roles roles = mail::roles(message);
  const check::Context context{message, roles, found, options_.claims, item, encrypted, clocks};
  fill_signatures(message, found, undone, options_.now, item);
  if (restored) {
    check::fill_print(message, roles, check::Texts(message), item);   // of what is read here, not of what was signed
    check_restored(context, undone, options_.claims);
  } else {
    check::run_all(context);
  }
  note_undone(undone, item);

  parts({context, message, restored}, encrypted, roles, place);
}

void Examination::parts(const Body& body, const std::vector<proof::EncryptedPart>& encrypted, const mail::Roles& roles, const Place& place) {
  const mail::Message& message = body.message;
  const auto part = [&](int index) -> const mail::Part& { return message.parts[static_cast<std::size_t>(index)]; };
  for (const proof::EncryptedPart& found : encrypted)
    lose(place.prefix + part(found.part).path, "encrypted-mail", part(found.part).body.size());
  for (const int index : roles.attachments) {
    if (apart(body, part(index), place)) continue;
    part(index).is_message() ? embedded(body, part(index), place) : attachment(body, part(index), place);
  }
  for (const int index : roles.text_plain) coded(body, part(index), place);
}

// Fills in what its bytes say, and opens it.
void Examination::file(File file, record::Item& item, const Place& place) {
  std::vector<std::string> notes;
  sink_.reset();
  file.decode(sink_, notes);
  item.set_sha256(sink_.finish());
  item.set_size(sink_.size());
  item.set_name(to_text(file.name));
  for (const std::string& note : notes) add_note(item, note);
  box::Sniffed what = box::sniff(sink_.head());
  item.set_media_type(std::move(what.media_type));
  file.inherits &= !file.only_clean || notes.empty();
  if (file.inherits) check::inherit(file.context, file.part, item);

  const std::string suffix = item.suffix();
  if (is_mailbox(what.format)) mailbox(file, suffix, place);
  if (what.format == box::Format::kEmlx) emlx(file, suffix, place);
  if (what.format == box::Format::kArchive) archive(file, suffix, place);
}

// Where bytes of `body` lie in the item around it, as far as they do.
void set_range(const Body& body, const Range& range, record::Item& item) {
  if (!body.offset) return;
  item.mutable_range()->set_begin(*body.offset + range.begin);
  item.mutable_range()->set_end(*body.offset + range.end);
}

// What a proof says of the restored message, it says of the bytes that were not damaged.
bool inherits(const Body& body, const Range& range, mail::Encoding encoding) {
  return body.inherits && (body.restored == nullptr || stands_in(*body.restored, range, encoding));
}

void Examination::attachment(const Body& body, const mail::Part& part, const Place& place) {
  record::Item* const item = add(record::KIND_ATTACHMENT, place.prefix + part.path, place.item);
  if (item == nullptr) return;
  const std::uint32_t own = last();
  set_range(body, part.body, *item);
  item->set_encoding(to_text(part.encoding_label));
  const auto decode = [&](mail::Sink& sink, std::vector<std::string>& notes) { mail::decode_body(body.message, part, sink, &notes); };
  const mail::Part& proved = body.carrier != nullptr ? *body.carrier : part;
  file({body.context, proved, part.name, decode, inherits(body, part.body, part.encoding), body.carrier != nullptr}, *item, place);
  if (proof::is_pkcs7_mime(part)) opaque(body, part, {item->suffix() + ".", own, place.depth + 1});
}

// The entity within an opaque signature: its parts are read as those of the mail. An entity that programs read differently is
// one in which another may see other files, and nothing then speaks for them.
void Examination::opaque(const Body& body, const mail::Part& part, const Place& place) {
  const auto entity = proof::open_opaque(body.message, part, static_cast<int>(place.depth));
  if (!entity) return;
  if (!may_open(group_.items(static_cast<int>(place.item) - 1).suffix(), entity->content->size(), place.depth)) return;
  const mail::Roles roles = mail::roles(entity->message);
  const mail::Part& carrier = body.carrier != nullptr ? *body.carrier : part;
  check::read_entity(body.context, carrier.body, entity->message, roles);
  const bool fixed = inherits(body, part.body, part.encoding) && check::reads_one_way(entity->message);
  parts({body.context, entity->message, nullptr, &carrier, entity->offset, fixed}, proof::find_encrypted(entity->message, {}), roles, place);
}

// Files that are coded in a text. What a proof says of the text it says of such a file only where the coding leaves no doubt.
void Examination::coded(const Body& body, const mail::Part& part, const Place& place) {
  const CodedText text(body.message, part);
  for (const CodedText::File& each : text.files()) {
    record::Item* const item = add(record::KIND_ATTACHMENT, place.prefix + part.path + each.step, place.item);
    if (item == nullptr) return;
    if (const Range range = text.range(each); !range.empty()) {
      set_range(body, range, *item);
      item->set_encoding(std::string(mail::name(each.coded.coding)));
    }
    const mail::Part bytes = text.as_part(each);
    const mail::Part& proved = body.carrier != nullptr ? *body.carrier : bytes;
    const auto decode = [&](mail::Sink& sink, std::vector<std::string>& notes) { text.decode(each, sink, notes); };
    file({body.context, proved, bytes.name, decode, inherits(body, bytes.body, part.encoding), true}, *item, place);
  }
}

// Why a message so deep within the outermost one is not examined; empty: it is.
std::string_view Examination::refusal(std::uint64_t bytes, std::size_t depth) const {
  if (options_.shallow) return "not-opened";
  if (depth > limits::kMimeDepth) return "message-depth";
  return bytes > embedded_budget_ ? "embedded-work" : "";
}

bool Examination::may_open(const std::string& suffix, std::uint64_t bytes, std::size_t depth) {
  if (const std::string_view reason = refusal(bytes, depth); !reason.empty()) return lose(suffix, reason, bytes), false;
  embedded_budget_ -= bytes;
  return true;
}

// A message in a message is examined for itself: its own signatures over its own bytes; it inherits nothing.
void Examination::embedded(const Body& body, const mail::Part& part, const Place& place) {
  const mail::Message& outer = body.message;
  record::Item* const item = add(record::KIND_MESSAGE, place.prefix + part.path, place.item);
  if (item == nullptr) return;
  set_range(body, part.body, *item);
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

// The messages of an attached mailbox become items behind it. As those of any embedded message, their own signatures
// speak for them: that the mailbox was attached proves the file, not what is in it.
class Examination::Mailbox {
 public:
  // `item`: 1 + index of the mailbox's own item.
  Mailbox(Examination& owner, std::string suffix, std::uint32_t item, std::size_t depth)
      : owner_(owner), suffix_(std::move(suffix)), item_(item), depth_(depth),
        messages_([this](const MailboxMessage& message) { return take(message); }) {}

  // In pieces, so that a run of the mailbox is held and not all of it.
  void push(Bytes bytes) {
    for (size_ += bytes.size(); !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), kPieceBytes)))
      messages_.push(bytes.first(std::min(bytes.size(), kPieceBytes)));
  }
  void finish() {
    messages_.finish();
    if (messages_.cut_inside()) owner_.lose(suffix_, "message-cut", 0);
    if (!refused_.empty()) owner_.lose(std::move(refused_), reason_, size_ - read_);
  }

 private:
  static constexpr std::size_t kPieceBytes = limits::kMiB;

  bool take(const MailboxMessage& message) {
    std::string suffix = fmt::format("{}#{}", suffix_, message.number);
    const Bytes bytes = message.bytes();
    if (message.framing.unreadable) return owner_.lose(std::move(suffix), "not-a-message", bytes.size()), true;
    reason_ = owner_.refusal(bytes.size(), depth_ + 1);
    if (!reason_.empty()) return refused_ = std::move(suffix), false;
    record::Item* const item = owner_.add(record::KIND_MESSAGE, std::move(suffix), item_);
    if (item == nullptr) return false;
    owner_.embedded_budget_ -= bytes.size();
    read_ += bytes.size();
    const Keeping keeping = keeping_of(message);
    owner_.message(bytes, *item, {item->suffix() + ":", owner_.last(), depth_ + 1, keeping});
    note_framing(message, *item);
    return true;
  }

  Examination& owner_;
  std::string suffix_;
  std::uint32_t item_;
  std::size_t depth_;
  std::uint64_t size_ = 0, read_ = 0;
  std::string refused_;                  // suffix of the first message that was not examined, and why
  std::string_view reason_;
  MailboxMessages messages_;
};

void Examination::mailbox(const File& file, const std::string& suffix, const Place& place) {
  if (options_.shallow) return lose(suffix, "not-opened", sink_.size());
  struct Decoded : mail::Sink {
    explicit Decoded(Mailbox& into) : mailbox(into) {}
    bool write(Bytes bytes) override { return mailbox.push(bytes), true; }
    Mailbox& mailbox;
  };
  Mailbox messages(*this, suffix, last(), place.depth);
  Decoded decoded(messages);
  std::vector<std::string> notes;
  file.decode(decoded, notes);
  messages.finish();
}

// The message of an attached .emlx is its only one.
void Examination::emlx(const File& file, const std::string& suffix, const Place& place) {
  if (options_.shallow) return lose(suffix, "not-opened", sink_.size());
  if (sink_.size() > limits::kAttachedArchiveBytes) return lose(suffix, "too-large", sink_.size());
  const std::string bytes = decoded(file);
  const std::uint32_t parent = last();
  if (!may_open(suffix, bytes.size(), place.depth + 1)) return;
  record::Item* const item = add(record::KIND_MESSAGE, suffix + "#1", parent);
  if (item != nullptr) wrapped(as_bytes(bytes), *item, place.depth + 1);
}

// The message in the bytes of an .emlx, as `item`.
void Examination::wrapped(Bytes file, record::Item& item, std::size_t depth) {
  const box::Emlx emlx = box::split_emlx(file);
  Keeping keeping;
  keeping.facts = emlx_facts(file.subspan(emlx.trailer.begin, emlx.trailer.size()));
  keeping.parts_apart = true;
  message(file.subspan(emlx.message.begin, emlx.message.size()), item, {item.suffix() + ":", last(), depth, keeping});
  for (const std::string_view note : emlx.notes) add_note(item, note);
}

// Whether a part is not in the message because the program that kept it put it into a file of its own. That file becomes
// the item, where there is one. Nothing that is proved of the message is proved of it: the bytes were never in there.
bool Examination::apart(const Body& body, const mail::Part& part, const Place& place) {
  if (!place.keeping.parts_apart) return false;
  const auto missing = is_apart(body.message, part);
  if (!missing) return false;
  const std::string suffix = place.prefix + part.path;
  const auto& files = place.keeping.apart;
  const auto found = std::find_if(files.begin(), files.end(), [&](const ApartFile& each) { return each.part == part.path; });
  if (found == files.end()) return lose(suffix, "part-apart", *missing), true;
  record::Item* const item = add(record::KIND_ATTACHMENT, suffix, place.item);
  if (item == nullptr) return true;
  bool whole = true;
  const auto decode = [&](mail::Sink& sink, std::vector<std::string>& notes) { whole &= read_apart(*found, part, sink, notes); };
  file({body.context, part, part.name.empty() ? found->name : std::string_view(part.name), decode, false}, *item, place);
  add_note(*item, "emlx.part-apart");
  if (!whole) lose(suffix, "unreadable", found->size);
  return true;
}

// Members of an attached archive become items behind it.
class Examination::Members : public AttachedMembers {
 public:
  // `inherits`: what a proof says of the attachment, it says of the members. `is_tnef`: the attachment is no archive but a message
  // with its files.
  Members(Examination& owner, const check::Context& context, const mail::Part& part, bool inherits, bool is_tnef,
          MemberPlaces places, std::string suffix, std::size_t depth)
      : owner_(owner), context_(context), part_(part), suffix_(std::move(suffix)), depth_(depth) {
    archives_.push_back({"", owner.last(), inherits, is_tnef, std::move(places)});
  }

  void mailbox(const Member& member) override {
    mailbox_item_ = add(member, record::KIND_ATTACHMENT);
    if (mailbox_item_ != nullptr) mailbox_.emplace(owner_, mailbox_item_->suffix(), owner_.last(), depth_);
  }
  void mailbox_data(Bytes bytes) override {
    if (mailbox_) mailbox_->push(bytes);
  }

  void member(const Member& member, const Content& content) override {
    const bool tnef = member.what.media_type == mail::kTnefType;
    const Archive& around = archive_around(member);
    const bool emlx = member.what.format == box::Format::kEmlx;
    const bool is_message = member.what.format == box::Format::kMessage || emlx || (tnef && around.is_tnef);
    record::Item* const item = is_mailbox(member.what.format) ? end_mailbox()
                               : add(member, is_message ? record::KIND_MESSAGE : record::KIND_ATTACHMENT);
    if (item == nullptr) return;
    item->set_sha256(content.sha256);
    item->set_size(content.size);
    item->set_media_type(member.what.media_type);
    const auto place = around.places.find(std::string_view(member.step).substr(around.step.size()));
    if (place != around.places.end()) {
      item->mutable_range()->set_begin(place->second.begin);
      item->mutable_range()->set_end(place->second.end);
    }
    bool inherits = around.inherits && !is_message;
    MemberPlaces places;
    if (tnef) {
      const mail::Tnef read = mail::read_tnef(content.bytes);
      inherits &= read_tnef(read, is_message, *item);
      places = tnef_places(read, content.bytes);
    }
    if (inherits) check::inherit(context_, part_, *item);
    if (member.what.format == box::Format::kArchive)
      return archives_.push_back({member.step, owner_.last(), inherits, tnef, std::move(places)});
    if (!is_message) return;
    if (content.bytes.empty() || !owner_.may_open(item->suffix(), content.bytes.size(), depth_ + 1)) return;
    if (emlx) return owner_.wrapped(content.bytes, *item, depth_ + 1);
    owner_.message(content.bytes, *item, {item->suffix() + ":", owner_.last(), depth_ + 1});
  }

  void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) override {
    owner_.lose(suffix_ + std::string(step), reason, bytes);
  }

 private:
  record::Item* add(const Member& member, record::Kind kind) {
    return owner_.add(kind, suffix_ + member.step, parent_of(member));
  }
  record::Item* end_mailbox() {
    if (mailbox_) mailbox_->finish();
    mailbox_.reset();
    return mailbox_item_;
  }

  struct Archive {
    std::string step;
    std::uint32_t item;          // 1 + its index
    bool inherits, is_tnef;
    MemberPlaces places;
  };
  const Archive& archive_around(const Member& member) {
    while (archives_.size() > 1 && archives_.back().step != member.archive) archives_.pop_back();
    return archives_.back();
  }
  std::uint32_t parent_of(const Member& member) { return archive_around(member).item; }

  Examination& owner_;
  const check::Context& context_;
  const mail::Part& part_;
  std::string suffix_;
  std::size_t depth_;
  std::vector<Archive> archives_;                                 // the open ones
  record::Item* mailbox_item_ = nullptr;                          // of the mailbox that streams by, unless there is no room
  std::optional<Mailbox> mailbox_;
};

void Examination::archive(const File& file, const std::string& suffix, const Place& place) {
  if (options_.shallow) return lose(suffix, "not-opened", sink_.size());
  if (sink_.size() > limits::kAttachedArchiveBytes) return lose(suffix, "too-large", sink_.size());
  const std::string bytes = decoded(file);
  const bool tnef = mail::is_tnef(as_bytes(bytes));
  bool inherits = file.inherits;
  MemberPlaces places;
  if (tnef) {
    const mail::Tnef read = mail::read_tnef(as_bytes(bytes));
    inherits &= read_tnef(read, false, *group_.mutable_items(static_cast<int>(last()) - 1));
    places = tnef_places(read, as_bytes(bytes));
  }
  Members members(*this, file.context, file.part, inherits, tnef, std::move(places), suffix, place.depth);
  read_attached(as_bytes(bytes), file.name, members);
}

}  // namespace

Keeping keeping_of(const MailboxMessage& message) {
  Keeping keeping;
  if (message.dialect == box::MboxDialect::kDbox) keeping.facts = dbox_facts(message.metadata());
  return keeping;
}

void note_framing(const MailboxMessage& message, record::Item& item) {
  if (!message.framing.content_length_wrong) return;
  add_note(item, message.dialect == box::MboxDialect::kDbox ? "dbox.size-wrong" : "mbox.content-length-wrong");
}

void append_message(Bytes message, const ExamineOptions& options, ItemGroup& group, const Keeping& keeping) {
  record::Item& item = *group.add_items();
  item.set_kind(record::KIND_MESSAGE);
  Examination(options, group, message.size()).message(message, item, {":", 1, 0, keeping});
}

}  // namespace winnow::run
