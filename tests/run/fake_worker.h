// A worker without parsers: splits mailboxes, hashes, and does on command what hostile bytes do to a real one.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <csignal>
#include <string>
#include <vector>

#include "base/hash.h"
#include "box/box.h"
#include "run/descriptor_io.h"
#include "run/pool.h"
#include "run/slices.h"

namespace winnow::run::fake {

inline std::string field(std::string_view message, std::string_view name) {
  const auto at = message.find(name);
  if (at == std::string_view::npos) return {};
  const auto end = message.find('\n', at);
  return std::string(message.substr(at + name.size(), end == std::string_view::npos ? end : end - at - name.size()));
}

// Orders in a message's text.
inline void obey(std::string_view message, bool shallow) {
  const std::string order = field(message, "X-Order: ");
  if (order == "crash") std::abort();
  if (order == "exit") ::_exit(3);
  if (order == "crash-unless-shallow" && !shallow) std::abort();
  if (order == "loop")
    for (;;) {
      asm volatile("");
    }
  if (order == "sleep") ::sleep(3600);
  if (order == "eat") {
    // What the sandbox's limit does to whoever asks for too much.
    std::vector<std::string> eaten;
    for (int i = 0; i < 64; ++i) eaten.emplace_back(std::size_t{1} << 20, 'x');
    std::abort();
  }
}

inline void add_message(std::string_view message, bool shallow, ExtentResult& result) {
  obey(message, shallow);
  ItemGroup& group = *result.add_groups();
  record::Item& item = *group.add_items();
  item.set_kind(record::KIND_MESSAGE);
  item.set_sha256(sha256(as_bytes(message)));
  item.set_size(message.size());
  item.set_subject(field(message, "Subject: "));
  if (field(message, "X-Order: ") == "lie") item.set_parent(7);
  record::Item& part = *group.add_items();
  part.set_kind(record::KIND_ATTACHMENT);
  part.set_suffix(":1");
  part.set_parent(1);
  part.set_name(shallow ? "shallow" : "deep");
}

inline ExamineResult examine(const ExamineJob& job, const std::vector<Descriptor>& descriptors) {
  ExamineResult result;
  result.set_id(job.id());
  for (const Extent& extent : job.extents()) {
    ExtentResult& answer = *result.add_extents();
    std::vector<std::byte> bytes(extent.length());
    const auto have = read_at(descriptors[extent.fd()].get(), extent.offset(), bytes);
    bytes.resize(have.value_or(0));
    answer.set_bytes_read(bytes.size());
    if (bytes.size() < extent.length()) answer.set_failure("shrunk");
    if (extent.format() != FORMAT_MBOX) {
      add_message(as_text(bytes), job.shallow(), answer);
      continue;
    }
    const auto dialect = extent.content_length() ? box::MboxDialect::kContentLength : box::MboxDialect::kFromLines;
    for (const box::MboxMessage& message : box::split_mbox(bytes, dialect))
      add_message(as_text(bytes).substr(message.range.begin, message.range.size()), job.shallow(), answer);
  }
  return result;
}

// Hands two messages over, as if the archive held them, and dies at the third.
inline void unpack_until_it_crashes(const UnpackJob& job, const std::vector<Descriptor>& descriptors, Channel& channel) {
  FromWorker answer;
  UnpackEvent& event = *answer.mutable_unpacked();
  event.set_id(job.id());
  std::uint64_t offset = 0;
  for (const std::string name : {"a", "b"}) {
    const std::string message = "From: ana@example.org\nSubject: " + name + "\n\ntext\n";
    Piece& piece = *event.add_pieces();
    piece.set_step("!" + name + ".eml");
    piece.set_format(FORMAT_MESSAGE);
    piece.set_last(true);
    piece.set_offset(offset);
    piece.set_length(message.size());
    if (!write_at(descriptors[1].get(), offset, as_bytes(message))) ::_exit(1);
    offset += message.size();
  }
  if (!channel.send(answer)) ::_exit(1);
  std::abort();
}

inline void serve(Channel channel) {
  for (;;) {
    auto frame = channel.receive();
    if (!frame || !*frame) ::_exit(0);
    ToWorker message;
    if (!message.ParseFromString((*frame)->bytes)) ::_exit(1);
    FromWorker answer;
    if (message.has_configure()) answer.mutable_ready();
    else if (message.has_examine()) *answer.mutable_examined() = examine(message.examine(), (*frame)->descriptors);
    else if (message.has_unpack()) unpack_until_it_crashes(message.unpack(), (*frame)->descriptors, channel);
    else continue;
    if (!channel.send(answer)) ::_exit(1);
  }
}

inline Result<WorkerProcess> start(bool = false) {
  WINNOW_TRY(auto ends, Channel::make_pair());
  const pid_t pid = ::fork();
  if (pid < 0) return fail(ErrorCode::kIo, "fork");
  if (pid == 0) {
    // A worker that outlives its coordinator would keep its siblings' channels open.
    const int fd = ends.second.fd();
    for (int each = 3; each < 1024; ++each)
      if (each != fd) ::close(each);
    std::signal(SIGINT, SIG_DFL);
    serve(std::move(ends.second));
  }
  return WorkerProcess(pid, std::move(ends.first));
}

}  // namespace winnow::run::fake
