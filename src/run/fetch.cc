#include "run/fetch.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "base/limits.h"
#include "box/emlx.h"
#include "mail/message.h"
#include "proof/opaque.h"
#include "run/apart.h"
#include "run/archive_walk.h"
#include "run/coded_text.h"
#include "run/descriptor_io.h"
#include "run/mailbox_runs.h"
#include "run/shown.h"
#include "run/unpack.h"

namespace winnow::run {
namespace {

constexpr std::size_t kChunkBytes = limits::kMiB;

// Collects what streams by, or passes it on.
class Passing : public mail::Sink {
 public:
  explicit Passing(const OnBytes& out) : out_(out) {}
  bool write(Bytes decoded) override { return out_(decoded), true; }

 private:
  const OnBytes& out_;
};

// The message in the bytes of an .emlx.
Bytes unwrapped(Bytes file) {
  const Range message = box::split_emlx(file).message;
  return file.subspan(message.begin, message.size());
}

// Finds one member of an archive and hands its bytes on; of an .emlx its message.
class Seeker : public MemberVisitor {
 public:
  Seeker(std::string_view step, const OnBytes& out) : step_(step), out_(out) {}
  bool found() const { return found_; }
  void begin(const Member& member) override {
    found_ |= member.step == step_;
    wraps_ = member.what.format == box::Format::kEmlx;
    held_.clear();
  }
  void data(const Member& member, Bytes bytes) override {
    if (member.step != step_) return;
    if (!wraps_) return out_(bytes);
    held_.append(as_text(bytes));
    if (held_.size() <= limits::kMessageBytes) return;
    out_(as_bytes(held_));               // too large to have been looked into
    wraps_ = false;
  }
  void end(const Member& member) override {
    if (member.step == step_ && wraps_) out_(unwrapped(as_bytes(held_)));
  }
  void lost(std::string_view, std::string_view, std::uint64_t) override {}

 private:
  std::string_view step_;
  const OnBytes& out_;
  std::string held_;
  bool found_ = false, wraps_ = false;
};

bool fetch_member(const box::ArchiveInput& input, std::uint64_t size, std::string_view name, std::string_view step,
                  const OnBytes& out) {
  box::ArchiveBudget budget(size);
  Seeker seeker(step, out);
  walk_archive(input, name, budget, seeker);
  return seeker.found();
}

std::string decoded_part(const mail::Message& message, const mail::Part& part) {
  return mail::decode_body(message, part, limits::kMessageBytes);
}

// The N-th message of a mailbox that streams by, or what its suffix names in it.
class NthMessage {
 public:
  NthMessage(std::uint64_t number, std::string_view suffix, const OnBytes& out)
      : messages_([this, number, suffix, &out](const MailboxMessage& message) {
          if (message.number == number) found_ = fetch_from_message(message.bytes(), suffix, out);
          return message.number < number;
        }) {}
  void push(Bytes bytes) { messages_.push(bytes); }
  bool finish() { return messages_.finish(), found_; }

 private:
  bool found_ = false;
  MailboxMessages messages_;
};

// Steps behind an attachment: "!A!B" into its archive, "#N" into a mailbox, and from there ":1" into a message.
struct Steps {
  std::string_view member;
  std::uint64_t message = 0;             // 0: no mailbox
  std::string_view suffix;
};

std::optional<Steps> parse_steps(std::string_view text) {
  Steps steps;
  steps.member = text.substr(0, std::min(text.find_first_of("#:"), text.size()));
  text.remove_prefix(steps.member.size());
  if (text.starts_with('#')) {
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), steps.message);
    if (error != std::errc() || steps.message == 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  steps.suffix = text;
  return steps;
}

// A file in a message, as it streams out of there.
using Decode = std::function<void(const OnBytes&)>;

bool fetch_attached(const Decode& decode, std::string_view name, const Steps& steps, const OnBytes& out) {
  if (steps.member.empty() && steps.message == 0) return decode(out), true;
  if (steps.member.empty() && steps.message == 1) {
    std::string file;
    decode([&](Bytes bytes) { file.append(as_text(bytes)); });
    if (box::is_emlx(as_bytes(file).first(std::min(file.size(), limits::kSniffBytes))))
      return fetch_from_message(unwrapped(as_bytes(file)), steps.suffix, out);
  }
  std::optional<NthMessage> mailbox;
  if (steps.message != 0) mailbox.emplace(steps.message, steps.suffix, out);
  const OnBytes push = [&](Bytes bytes) { mailbox->push(bytes); };
  if (steps.member.empty()) return decode(push), mailbox->finish();
  std::string archive;
  decode([&](Bytes bytes) { archive.append(as_text(bytes)); });
  const box::ArchiveInput input = box::archive_in_memory(as_bytes(archive));
  const auto member = [&](const OnBytes& to) { return fetch_member(input, archive.size(), name, steps.member, to); };
  if (mailbox) return member(push) && mailbox->finish();
  if (steps.suffix.empty()) return member(out);
  std::string bytes;
  const OnBytes keep = [&](Bytes more) { bytes.append(as_text(more)); };
  return member(keep) && fetch_from_message(as_bytes(bytes), steps.suffix, out);
}

// A file that is coded in a text: its own step comes first.
bool fetch_coded(const mail::Message& message, const mail::Part& part, Steps steps, const OnBytes& out) {
  const CodedText text(message, part);
  for (const CodedText::File& file : text.files()) {
    const bool fits = steps.member.starts_with(file.step) &&
                      (steps.member.size() == file.step.size() || steps.member[file.step.size()] == '!');
    if (!fits) continue;
    steps.member.remove_prefix(file.step.size());
    const Decode decode = [&](const OnBytes& to) {
      Passing sink(to);
      std::vector<std::string> notes;
      text.decode(file, sink, notes);
    };
    return fetch_attached(decode, file.coded.name, steps, out);
  }
  return false;
}

bool fetch_from_archive(const FetchJob& job, int fd, const OnBytes& out) {
  const std::uint64_t size = job.extent().length();
  const box::ArchiveInput input = descriptor_input(fd, size);
  if (job.message() > 0) {
    NthMessage message(job.message(), job.suffix(), out);
    const OnBytes push = [&](Bytes bytes) { message.push(bytes); };
    return fetch_member(input, size, job.extent().name(), job.member(), push) && message.finish();
  }
  if (job.suffix().empty()) return fetch_member(input, size, job.extent().name(), job.member(), out);
  std::string member;
  const OnBytes keep = [&](Bytes bytes) { member.append(as_text(bytes)); };
  return fetch_member(input, size, job.extent().name(), job.member(), keep) &&
         fetch_from_message(as_bytes(member), job.suffix(), out);
}

// A file as it is, in blocks.
bool fetch_file(const Extent& extent, int fd, const OnBytes& out) {
  std::vector<std::byte> block(kChunkBytes);
  for (std::uint64_t at = 0; at < extent.length();) {
    const auto got = read_at(fd, extent.offset() + at, block);
    if (!got || *got == 0) return false;
    const std::size_t count = std::min<std::uint64_t>(*got, extent.length() - at);
    out(Bytes(block).first(count));
    at += count;
  }
  return true;
}

bool fetch_from_file(const FetchJob& job, std::span<const Descriptor> descriptors, const OnBytes& out) {
  const Extent& extent = job.extent();
  const int fd = descriptors[extent.fd()].get();
  const bool wraps = extent.format() == FORMAT_EMLX;
  if (!wraps && extent.format() != FORMAT_MBOX && job.suffix().empty()) return fetch_file(extent, fd, out);
  if (extent.length() > limits::kWorkerMemoryBytes / 4) return false;
  std::vector<std::byte> bytes(extent.length());
  const auto got = read_at(fd, extent.offset(), bytes);
  if (!got || *got < bytes.size()) return false;
  if (wraps) return fetch_from_message(unwrapped(bytes), job.suffix(), out, apart_files(extent, descriptors));
  if (extent.format() != FORMAT_MBOX) return fetch_from_message(bytes, job.suffix(), out);
  const auto dialect = extent.content_length() ? box::MboxDialect::kContentLength : box::MboxDialect::kFromLines;
  const auto messages = box::split_mbox(bytes, dialect);
  if (messages.empty()) return false;
  return fetch_from_message(Bytes(bytes).subspan(messages[0].range.begin, messages[0].range.size()), job.suffix(), out);
}

// Cuts what streams by into chunks for the channel.
class Chunks {
 public:
  Chunks(std::uint64_t id, Channel& channel) : id_(id), channel_(channel) {}
  void push(Bytes bytes) {
    while (!bytes.empty() && sent_) {
      const std::size_t count = std::min(bytes.size(), kChunkBytes - held_.size());
      held_.append(as_text(bytes.first(count)));
      bytes = bytes.subspan(count);
      if (held_.size() == kChunkBytes) send(false, "");
    }
  }
  Result<void> finish(bool found) {
    if (sent_) send(true, found ? "" : "not-found");
    return sent_;
  }

 private:
  void send(bool done, std::string_view failure) {
    FromWorker message;
    FetchChunk& chunk = *message.mutable_fetched();
    chunk.set_id(id_);
    chunk.mutable_bytes()->swap(held_);
    chunk.set_done(done);
    chunk.set_failure(std::string(failure));
    sent_ = channel_.send(message);
  }
  std::uint64_t id_;
  Channel& channel_;
  std::string held_;
  Result<void> sent_;
};

}  // namespace

bool fetch_from_message(Bytes bytes, std::string_view suffix, const OnBytes& out, std::span<const ApartFile> apart) {
  if (suffix.empty()) return out(bytes), true;
  if (!suffix.starts_with(':')) return false;
  const std::size_t end = std::min(suffix.find_first_of("!#"), suffix.size());
  const std::string_view path = suffix.substr(1, end - 1);
  const auto steps = parse_steps(suffix.substr(end));
  if (!steps) return false;

  const mail::Message message = mail::parse(bytes);
  const mail::Roles roles = mail::roles(message);
  const auto beside = std::find_if(apart.begin(), apart.end(), [&](const ApartFile& file) { return file.part == path; });
  for (const int index : roles.attachments) {
    const mail::Part& part = message.parts[static_cast<std::size_t>(index)];
    if (part.path == path && beside != apart.end() && is_apart(message, part)) {
      const Decode decode = [&](const OnBytes& to) {
        Passing sink(to);
        std::vector<std::string> notes;
        read_apart(*beside, part, sink, notes);
      };
      return fetch_attached(decode, part.name, *steps, out);
    }
    if (part.path == path) {
      const Decode decode = [&](const OnBytes& to) {
        Passing sink(to);
        mail::decode_body(message, part, sink);
      };
      return fetch_attached(decode, part.name, *steps, out);
    }
    if (path.size() <= part.path.size() || !path.starts_with(part.path) || path[part.path.size()] != '.') continue;
    const std::string rest = ":" + std::string(suffix.substr(part.path.size() + 2));
    if (part.is_message()) return fetch_from_message(as_bytes(decoded_part(message, part)), rest, out);
    if (!proof::is_pkcs7_mime(part)) continue;
    const auto entity = proof::open_opaque(message, part, 0);
    return entity && fetch_from_message(as_bytes(*entity->content), rest, out);
  }
  for (const int index : roles.text_plain)
    if (const mail::Part& part = message.parts[static_cast<std::size_t>(index)]; part.path == path)
      return fetch_coded(message, part, *steps, out);
  return false;
}

Result<void> fetch(const FetchJob& job, std::span<const Descriptor> descriptors, Channel& channel) {
  Chunks chunks(job.id(), channel);
  const OnBytes out = [&](Bytes bytes) { chunks.push(bytes); };
  const std::size_t index = job.extent().fd();
  if (index >= descriptors.size()) return chunks.finish(false);
  const int fd = descriptors[index].get();
  if (job.shown()) {
    std::string bytes;
    const bool found = fetch_from_file(job, descriptors, [&](Bytes more) { bytes.append(as_text(more)); });
    const Shown shown = job.extent().format() == FORMAT_MESSAGE ? shown_message(as_bytes(bytes)) : shown_file(as_bytes(bytes));
    out(as_bytes(shown.SerializeAsString()));
    return chunks.finish(found);
  }
  return chunks.finish(job.member().empty() ? fetch_from_file(job, descriptors, out) : fetch_from_archive(job, fd, out));
}

}  // namespace winnow::run
