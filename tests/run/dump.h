// A dump made for a test, a watcher that remembers, and a case's content as text.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/hash.h"
#include "case/case.h"
#include "run/coordinator.h"
#include "run/settings.h"
#include "run/fake_worker.h"

namespace winnow::run {

namespace fs = std::filesystem;

class DumpTest : public ::testing::Test {
 protected:
  DumpTest() {
    std::string pattern = (fs::temp_directory_path() / "winnow-run-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    dump_ = folder_ / "leak";
    fs::create_directory(dump_);
    settings_.start_worker = fake::start;
    options_.dumps = {dump_.string()};
    options_.case_path = (folder_ / "leak.winnow").string();
    options_.jobs = 2;
  }
  ~DumpTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((dump_ / name).parent_path());
    std::ofstream(dump_ / name, std::ios::binary) << content;
  }

  static std::string message(const std::string& subject, const std::string& order = {}, std::size_t size = 200) {
    return "From: ana@example.org\nSubject: " + subject + "\n" + (order.empty() ? "" : "X-Order: " + order + "\n") + "\n" +
           std::string(size, 'x') + "\n";
  }
  static std::string in_mailbox(const std::string& message) {
    return "From ana@example.org Tue Apr 11 09:12:44 2017\n" + message + "\n";
  }
  static std::string mailbox(int count, std::size_t size = 200) {
    std::string box;
    for (int i = 1; i <= count; ++i) box += in_mailbox(message(std::to_string(i), {}, size));
    return box;
  }

  fs::path folder_, dump_;
  Options options_;
  Settings settings_;
};

struct Remembered : Watcher {
  std::vector<std::string> items, warnings;
  void item(const store::StoredItem& item) override { items.push_back(item.locator); }
  void progress(const Progress&) override {}
  void warning(std::string_view id, const google::protobuf::RepeatedPtrField<record::Param>&) override { warnings.emplace_back(id); }
};

// Everything that a case says, notes about the run left out.
inline std::string content_of(const std::string& path) {
  auto opened = store::Case::open_for_reading(path);
  if (!opened) return "cannot be opened: " + opened.error().place;
  std::string text = (*opened)->finished() ? "finished\n" : "unfinished\n";
  EXPECT_TRUE((*opened)->for_each([&](const store::StoredItem& stored) {
    store::StoredItem item = stored;
    item.item.clear_print();   // by a number that each case draws for itself, so that no forger knows it (words-key)
    text += std::to_string(item.id) + " " + std::to_string(item.source) + " " + item.locator + " " + item.parent.value_or("-") + " " +
            to_hex(sha256(as_bytes(item.item.SerializeAsString()))) + " " + std::to_string(item.verdict) + " " +
            std::to_string(item.standings.packed()) + "\n";
  }));
  for (const store::Source& source : (*opened)->sources())
    text += "source " + std::to_string(source.id) + " " + source.locator + " " + source.format + " " + std::to_string(source.size) + "\n";
  for (const store::Box& box : (*opened)->boxes())
    text += "box " + box.locator + " " + box.format + " " + std::to_string(box.expected) + " " + std::to_string(box.read) + "\n";
  for (const store::LossRow& loss : (*opened)->losses())
    text += "loss " + loss.box + " " + loss.locator + " " + loss.reason + " " + std::to_string(loss.bytes) + (loss.counts ? " counts\n" : "\n");
  return text;
}

// expected == read + losses that count, for every box.
inline void expect_ledger_adds_up(const store::Case& opened) {
  std::map<std::string, std::uint64_t> lost;
  for (const store::LossRow& loss : opened.losses())
    if (loss.counts) ++lost[loss.box];
  for (const store::Box& box : opened.boxes()) {
    EXPECT_EQ(box.expected, box.read + lost[box.locator]) << box.locator;
    lost.erase(box.locator);
  }
  EXPECT_TRUE(lost.empty()) << lost.begin()->first;
}

}  // namespace winnow::run
