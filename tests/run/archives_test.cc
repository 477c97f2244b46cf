// Archives of a dump from end to end, with the real worker: what is in them is read as if it lay in a folder, in one order,
// whatever interrupts it.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <random>

#include "run/archive_helpers.h"
#include "run/dump.h"
#include "run/raw.h"

namespace winnow::run {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Archives : public DumpTest {
 protected:
  Archives() {
    settings_.start_worker = [](bool openpgp) { return start_worker(openpgp); };
    options_.no_archive = true;
  }
  std::unique_ptr<store::Case> run() {
    Remembered watcher;
    const auto outcome = examine(options_, watcher, settings_);
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().place);
    items_ = watcher.items;
    auto opened = store::Case::open_for_reading(options_.case_path);
    expect_ledger_adds_up(**opened);
    return std::move(*opened);
  }
  static std::vector<std::string> lost(const store::Case& opened) {
    std::vector<std::string> rows;
    for (const store::LossRow& loss : opened.losses()) rows.push_back(loss.locator + " " + loss.reason);
    return rows;
  }
  // Text that packs badly, so that no archive of the tests looks like a bomb.
  static std::string noise(std::size_t size) {
    static std::mt19937 random(7);
    std::string text;
    while (text.size() < size) text += (text.size() % 64 == 63) ? '\n' : static_cast<char>('A' + random() % 58);
    return text;
  }
  static std::string large_mailbox(int count, std::size_t size) {
    std::string box;
    for (int i = 1; i <= count; ++i)
      box += in_mailbox("From: ana@example.org\nSubject: " + std::to_string(i) + "\n\n" + noise(size) + "\n");
    return box;
  }
  // A mailbox of several buffers, small files, a nested archive with a mailbox, a document of its own buffer.
  static std::vector<std::pair<std::string, std::string>> members() {
    return {{"a.eml", message("a")},
            {"ana.mbox", large_mailbox(240, 40'000)},
            {"in.zip", packed(Packing::kZip, {{"b.eml", message("b")}, {"zoe.mbox", large_mailbox(160, 30'000)}, {"c.txt", "text\n"}})},
            {"large.bin", std::string(3, '\0') + noise(5 << 20)},
            {"z.eml", message("z")}};
  }
  std::vector<std::string> items_;
};

TEST_F(Archives, EveryPackingGivesTheSameItems) {
  const auto inside = members();
  std::vector<std::string> first;
  for (const Packing packing : {Packing::kTar, Packing::kZip, Packing::kTarGz, Packing::kSevenZip}) {
    write("leak.arc", packed(packing, inside));
    options_.case_path = (folder_ / ("case" + std::to_string(static_cast<int>(packing)))).string();
    const auto opened = run();
    EXPECT_THAT(lost(*opened), IsEmpty());
    EXPECT_EQ(opened->items(), 1U + 240 + 1 + 160 + 1 + 1 + 1);
    const auto found = opened->find("leak/leak.arc!in.zip!zoe.mbox#159");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->item.subject(), "159");
    if (first.empty()) first = items_;
    EXPECT_EQ(items_, first);
  }
}

TEST_F(Archives, SeveralAtOnceGiveTheSameCaseWithOneWorkerAsWithMany) {
  write("1.tar", packed(Packing::kTar, members()));
  for (int i = 2; i < 9; ++i) write(std::to_string(i) + ".zip", packed(Packing::kZip, {{"m.eml", message(std::to_string(i))}, {"empty", ""}}));
  write("9.eml", message("nine"));
  write("9.tar", packed(Packing::kTar, members()));
  std::string one;
  for (const unsigned jobs : {1U, 2U, 4U}) {
    options_.jobs = jobs;
    options_.case_path = (folder_ / ("case" + std::to_string(jobs))).string();
    EXPECT_THAT(lost(*run()), IsEmpty());
    const std::string content = content_of(options_.case_path);
    if (jobs == 1) one = content;
    EXPECT_TRUE(content == one) << jobs;
  }
}

TEST_F(Archives, KilledInTheMiddleOfAnArchiveTheSameCommandEndsWithTheSameCase) {
  write("0.eml", message("before"));
  write("1.tar", packed(Packing::kTar, members()));
  write("2.zip", packed(Packing::kZip, members()));
  write("3.eml", message("behind"));
  const auto before = std::chrono::steady_clock::now();
  run();
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - before);
  const std::string expected = content_of(options_.case_path);
  std::mt19937 random(42);
  for (int round = 0; round < 8; ++round) {
    options_.case_path = (folder_ / ("killed" + std::to_string(round))).string();
    for (int kill = 0; kill < 3; ++kill) {
      const pid_t child = ::fork();
      if (child == 0) {
        Remembered watcher;
        (void)examine(options_, watcher, settings_);
        ::_exit(0);
      }
      ::usleep(static_cast<useconds_t>(random() % static_cast<unsigned>(whole.count())));
      ::kill(child, SIGKILL);
      int status = 0;
      ::waitpid(child, &status, 0);
    }
    run();
    EXPECT_TRUE(content_of(options_.case_path) == expected) << round;
  }
}

// Stopped behind every single slice in turn: no place in an archive is special.
TEST_F(Archives, StoppedBehindAnySliceTheSameCommandEndsWithTheSameCase) {
  write("1.tar", packed(Packing::kTar, members()));
  const auto slices = run()->slices();
  ASSERT_GE(slices, 3U);
  const std::string expected = content_of(options_.case_path);
  options_.case_path = (folder_ / "stopped").string();
  for (std::uint64_t i = 0; i < slices; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      struct Stopper : Remembered {
        void item(const store::StoredItem&) override { ::kill(::getpid(), SIGKILL); }
      } watcher;
      (void)examine(options_, watcher, settings_);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
  }
  run();
  EXPECT_TRUE(content_of(options_.case_path) == expected);
}

TEST_F(Archives, AnUnpackerKilledFromOutsideLosesNothing) {
  write("1.tar", packed(Packing::kTar, members()));
  const std::string expected = (run(), content_of(options_.case_path));
  options_.case_path = (folder_ / "killed").string();
  // The worker that takes up the archive is the first that is ready; the first two that start are killed.
  int started = 0;
  settings_.start_worker = [&started](bool openpgp) {
    auto worker = start_worker(openpgp);
    if (worker && ++started <= 2) {
      const pid_t victim = worker->pid();
      if (::fork() == 0) {
        ::usleep(static_cast<useconds_t>(120'000 * started));
        ::kill(victim, SIGKILL);
        ::_exit(0);
      }
    }
    return worker;
  };
  EXPECT_THAT(lost(*run()), IsEmpty());
  EXPECT_TRUE(content_of(options_.case_path) == expected);
}

TEST_F(Archives, AMessageThatCrashesInAnArchiveIsLostAlone) {
  write("1.zip", packed(Packing::kZip, {{"a.eml", message("a")}, {"bad.eml", "X-Test-Fault: crash\n" + message("bad")}, {"c.eml", message("c")},
                                        {"ana.mbox", in_mailbox(message("1")) + in_mailbox("X-Test-Fault: exit\n" + message("2")) + in_mailbox(message("3"))}}));
  const auto opened = run();
  EXPECT_THAT(lost(*opened), ElementsAre("leak/1.zip!ana.mbox#2 crashed", "leak/1.zip!bad.eml crashed"));
  EXPECT_EQ(opened->find("leak/1.zip!ana.mbox#3")->item.subject(), "3");
}

// ---- show --raw ----

TEST_F(Archives, RawBytesComeBackFromEveryDepth) {
  const auto inside = members();
  write("box/leak.tar.gz", packed(Packing::kTarGz, inside));
  write("ana.mbox.gz", [] {
    // One compressed stream names no member: the name comes from the file's own.
    std::string bytes(1 << 20, '\0');
    std::size_t used = 0;
    archive* const writer = archive_write_new();
    archive_write_set_format_raw(writer);
    archive_write_add_filter_gzip(writer);
    archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(writer, entry);
    const std::string box = mailbox(3);
    archive_write_data(writer, box.data(), box.size());
    archive_entry_free(entry);
    archive_write_close(writer);
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
  }());
  write("zoe.mbox", large_mailbox(200, 60'000));
  const auto opened = run();
  EXPECT_THAT(lost(*opened), IsEmpty());
  int seen = 0;
  EXPECT_TRUE(opened->for_each([&](const store::StoredItem& item) {
    if (item.message % 37 != 0 && item.message != 3) return;
    const auto bytes = raw_bytes(*opened, item, settings_.start_worker);
    ASSERT_TRUE(bytes) << item.locator << " " << bytes.error().place;
    EXPECT_EQ(sha256(as_bytes(*bytes)), item.item.sha256()) << item.locator;
    ++seen;
  }));
  EXPECT_GT(seen, 15);
}

// The case knows where each slice begins: however large the mailbox, only the slice of the message is read.
TEST_F(Archives, ALateMessageIsFoundWithoutReadingWhatStandsBeforeIt) {
  std::string box = large_mailbox(200, 60'000);
  write("zoe.mbox", box);
  const auto opened = run();
  const auto item = opened->find("leak/zoe.mbox#180");
  ASSERT_TRUE(item);
  const store::Run known = opened->run_of(item->source, item->message);
  EXPECT_GT(known.offset, box.size() / 2);
  EXPECT_GT(known.first_message, 100U);
  EXPECT_EQ(opened->run_of(item->source, 1).offset, 0U);
  // Other messages in the first half: whoever counts from the start no longer finds the 180th.
  const std::size_t from = box.find("Subject: 30\n"), to = box.find("Subject: 60\n");
  std::fill(box.begin() + static_cast<std::ptrdiff_t>(from), box.begin() + static_cast<std::ptrdiff_t>(to), 'x');
  write("zoe.mbox", box);
  const auto bytes = raw_bytes(*opened, *item, settings_.start_worker);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(sha256(as_bytes(*bytes)), item->item.sha256());
}

TEST_F(Archives, RawBytesOfADumpThatChangedAreRefused) {
  write("a.eml", message("one"));
  write("ana.mbox", mailbox(3));
  const auto opened = run();
  write("a.eml", message("two"));
  write("ana.mbox", in_mailbox(message("new")) + mailbox(3));
  for (const char* locator : {"leak/a.eml", "leak/ana.mbox#2"})
    EXPECT_FALSE(raw_bytes(*opened, *opened->find(locator), settings_.start_worker)) << locator;
}

}  // namespace
}  // namespace winnow::run
