#include "run/unpack.h"

#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

#include <map>
#include <thread>
#include <utility>

#include "base/hash.h"
#include "base/limits.h"
#include "run/archive_helpers.h"
#include "run/descriptor_io.h"
#include "run/mailbox_runs.h"

namespace winnow::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Descriptor memory_file(std::string_view bytes = {}) {
  Descriptor file(::memfd_create("winnow-test", MFD_CLOEXEC));
  EXPECT_TRUE(write_at(file.get(), 0, as_bytes(bytes)));
  return file;
}

std::string tar_of(const std::vector<std::pair<std::string, std::string>>& files) { return packed(Packing::kTar, files); }

std::string message_text(int number, std::size_t size) {
  std::string text = "From: a@b.example\nSubject: " + std::to_string(number) + "\n\n";
  while (text.size() < size) text += "a line of text that is as long as lines in mail often are, and no longer\n";
  return text;
}

std::string mailbox(int messages, std::size_t size) {
  std::string box;
  for (int i = 0; i < messages; ++i)
    box += "From a@b.example Mon May  1 10:00:00 2017\n" + message_text(i, size) + "\n";
  return box;
}

struct Unpacked {
  std::vector<Piece> pieces;
  std::map<std::string, std::string> bytes;      // by step, pieces joined
  std::vector<std::string> runs;                 // the bytes of each piece
  std::vector<std::string> losses;
  std::uint64_t members = 0;
  int events = 0;
};

// Plays the coordinator: takes each event's bytes out and hands the buffer back.
Unpacked unpacked(const std::string& archive, std::uint32_t buffers = 2, std::uint64_t buffer_bytes = 2 * limits::kSliceBytes) {
  auto ends = Channel::make_pair();
  EXPECT_TRUE(ends);
  Channel& coordinator = ends->first;
  UnpackJob job;
  job.set_id(3);
  job.set_size(archive.size());
  job.set_name("leak.tar");
  job.set_buffers(buffers);
  job.set_buffer_bytes(buffer_bytes);
  std::vector<Descriptor> files;
  files.push_back(memory_file(archive));
  for (std::uint32_t i = 0; i < buffers; ++i) files.push_back(memory_file());
  std::thread worker([&] { EXPECT_TRUE(unpack(job, files, {}, ends->second)); });

  Unpacked all;
  for (bool done = false; !done;) {
    const auto frame = coordinator.receive();
    FromWorker message;
    if (!frame || !*frame || !message.ParseFromString((*frame)->bytes)) break;
    const UnpackEvent& event = message.unpacked();
    EXPECT_EQ(event.id(), 3U);
    ++all.events;
    bool holds_buffer = false;
    for (const Piece& piece : event.pieces()) {
      std::vector<std::byte> bytes(piece.length());
      EXPECT_LE(piece.offset() + piece.length(), buffer_bytes);
      EXPECT_TRUE(read_at(files[1 + event.buffer()].get(), piece.offset(), bytes));
      all.bytes[piece.step()] += as_text(bytes);
      all.runs.emplace_back(as_text(bytes));
      all.pieces.push_back(piece);
      holds_buffer |= piece.length() > 0;
    }
    for (const auto& loss : event.losses()) all.losses.push_back(loss.suffix() + " " + loss.reason());
    done = event.done();
    all.members = event.members();
    ToWorker refill;
    refill.mutable_refill()->set_buffer(event.buffer());
    if (holds_buffer && !done) {
      EXPECT_TRUE(coordinator.send(refill).has_value());
    }
  }
  worker.join();
  return all;
}

std::vector<std::string> steps(const Unpacked& all) {
  std::vector<std::string> names;
  for (const Piece& piece : all.pieces) names.push_back(piece.step());
  return names;
}

TEST(Unpack, HandsSmallMembersOverTogetherInOrder) {
  const Unpacked all = unpacked(tar_of({{"b.txt", "hello\n"}, {"a/m.eml", message_text(1, 100)}, {"empty", ""}}));
  EXPECT_THAT(steps(all), ElementsAre("!b.txt", "!a/m.eml", "!empty"));
  EXPECT_EQ(all.bytes.at("!b.txt"), "hello\n");
  EXPECT_EQ(all.pieces[0].format(), FORMAT_DOCUMENT);
  EXPECT_EQ(all.pieces[1].format(), FORMAT_MESSAGE);
  EXPECT_EQ(all.bytes.at("!a/m.eml"), message_text(1, 100));
  EXPECT_EQ(all.pieces[2].item().sha256(), sha256({})) << "a member without bytes comes as an item";
  EXPECT_EQ(all.events, 1);
  EXPECT_EQ(all.members, 3U);
  EXPECT_THAT(all.losses, IsEmpty());
}

TEST(Unpack, CutsAMailboxAtSeparatorsAndLosesNoByte) {
  const std::string box = mailbox(260, 50'000);
  const Unpacked all = unpacked(tar_of({{"ana.mbox", box}, {"z.txt", "end"}}));
  ASSERT_GT(all.pieces.size(), 3U);
  EXPECT_EQ(all.bytes.at("!ana.mbox"), box);
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i + 1 < all.pieces.size(); ++i) {
    EXPECT_EQ(all.pieces[i].format(), FORMAT_MBOX);
    EXPECT_EQ(all.pieces[i].member_offset(), offset);
    EXPECT_EQ(all.pieces[i].last(), i + 2 == all.pieces.size());
    EXPECT_TRUE(all.runs[i].starts_with("From a@b.example Mon May")) << i;
    offset += all.pieces[i].length();
  }
}

TEST(Unpack, WaitsForBuffersAndGivesTheSamePiecesWithOneAsWithMany) {
  const std::string archive = tar_of({{"ana.mbox", mailbox(260, 50'000)}, {"z.txt", "end"}});
  const Unpacked one = unpacked(archive, 1), many = unpacked(archive, 8);
  ASSERT_EQ(one.pieces.size(), many.pieces.size());
  for (std::size_t i = 0; i < one.pieces.size(); ++i)
    EXPECT_EQ(one.pieces[i].SerializeAsString(), many.pieces[i].SerializeAsString());
}

TEST(Unpack, HashesALargeDocumentItself) {
  const std::string large(limits::kSliceBytes + 1000, 'x');
  const Unpacked all = unpacked(tar_of({{"large.bin", large}}));
  ASSERT_EQ(all.pieces.size(), 1U);
  EXPECT_EQ(all.pieces[0].length(), 0U);
  EXPECT_EQ(all.pieces[0].item().sha256(), sha256(as_bytes(large)));
  EXPECT_EQ(all.pieces[0].item().size(), large.size());
}

TEST(Unpack, ExaminesAMessageThatFitsNoBuffer) {
  const std::string message = message_text(5, 9 << 20);
  const Unpacked all = unpacked(tar_of({{"large.eml", message}, {"box", mailbox(2, 9 << 20)}}));
  ASSERT_GE(all.pieces.size(), 2U);
  ASSERT_EQ(all.pieces[0].groups_size(), 1);
  EXPECT_EQ(all.pieces[0].groups(0).items(0).sha256(), sha256(as_bytes(message)));
  int messages = 0;
  for (std::size_t i = 1; i < all.pieces.size(); ++i) messages += all.pieces[i].groups_size();
  EXPECT_EQ(messages, 2);
  EXPECT_TRUE(all.pieces.back().last());
}

TEST(Unpack, OpensArchivesInArchives) {
  const std::string inner = tar_of({{"x.txt", "inside"}});
  const Unpacked all = unpacked(tar_of({{"a.txt", "before"}, {"in.tar", inner}, {"z.txt", "behind"}}));
  EXPECT_THAT(steps(all), ElementsAre("!a.txt", "!in.tar", "!in.tar!x.txt", "!z.txt"));
  EXPECT_EQ(all.pieces[1].format(), FORMAT_ARCHIVE);
  EXPECT_EQ(all.bytes.at("!in.tar!x.txt"), "inside");
}

TEST(Unpack, DepthHasAnEndThatIsNamed) {
  std::string archive = tar_of({{"x.txt", "inside"}});
  for (int i = 0; i < 20; ++i) archive = tar_of({{"in.tar", archive}});
  const Unpacked all = unpacked(archive);
  ASSERT_EQ(all.losses.size(), 1U);
  EXPECT_TRUE(all.losses[0].ends_with(" archive-depth"));
}

TEST(Unpack, ACutArchiveGivesWhatItHoldsAndALoss) {
  std::string archive = tar_of({{"a.txt", "hello\n"}, {"b.txt", std::string(100'000, 'b')}});
  archive.resize(20'000);
  const Unpacked all = unpacked(archive);
  EXPECT_EQ(all.bytes.at("!a.txt"), "hello\n");
  EXPECT_FALSE(all.losses.empty());
}

TEST(Unpack, ACoordinatorThatSendsOtherThanARefillIsAnError) {
  auto ends = Channel::make_pair();
  ASSERT_TRUE(ends);
  const std::string archive = tar_of({{"ana.mbox", mailbox(260, 50'000)}});
  UnpackJob job;
  job.set_size(archive.size());
  job.set_buffers(1);
  job.set_buffer_bytes(2 * limits::kSliceBytes);
  std::vector<Descriptor> files;
  files.push_back(memory_file(archive));
  EXPECT_FALSE(unpack(job, files, {}, ends->second)) << "a buffer is missing";
  files.push_back(memory_file());
  ToWorker wrong;
  wrong.mutable_refill()->set_buffer(7);
  ASSERT_TRUE(ends->first.send(wrong));
  EXPECT_FALSE(unpack(job, files, {}, ends->second));
}

// ---- cutting a mailbox that streams by ----

std::vector<std::string> runs_of(const std::string& box, std::size_t step, std::uint64_t aimed) {
  std::vector<std::string> runs;
  MailboxRuns cutter(aimed, [&](Bytes run, std::uint64_t, bool) { runs.emplace_back(as_text(run)); });
  for (std::size_t at = 0; at < box.size(); at += step) cutter.push(as_bytes(std::string_view(box).substr(at, step)));
  cutter.finish();
  return runs;
}

TEST(MailboxRuns, AContentLengthIsBelievedOverSeparatorsInsideItsMessage) {
  std::string box;
  for (int i = 0; i < 60; ++i) {
    std::string body;
    for (int line = 0; line < 40; ++line) body += "\nFrom x@y.example Mon May  1 10:00:00 2017\nSubject: quoted\n\n" + std::string(60, 'q') + "\n";
    box += "From a@b.example Mon May  1 10:00:00 2017\nSubject: real\nContent-Length: " + std::to_string(body.size()) + "\n\n" + body + "\n";
  }
  const auto runs = runs_of(box, 70'000, 100'000);
  EXPECT_GT(runs.size(), 2U);
  std::string joined;
  for (const std::string& run : runs) {
    EXPECT_TRUE(run.starts_with("From a@b.example")) << run.substr(0, 60);
    joined += run;
  }
  EXPECT_EQ(joined, box);
}


}  // namespace
}  // namespace winnow::run
