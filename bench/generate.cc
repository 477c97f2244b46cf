// Writes a mailbox of a wanted size from a seed (bench/README.md): the same seed and size give the same bytes.
// usage: generate --seed S --bytes N --out BOX --keys KEYS [--truth TRUTH] [--format mbox|maildir|eml|zip]
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mailmaker/archive.h"
#include "mailmaker/compose.h"
#include "mailmaker/damage.h"
#include "mailmaker/mbox.h"

namespace {

using namespace mailmaker;
namespace fs = std::filesystem;

constexpr std::int64_t kFirstDate = 1538380800; // 2018-10-01
constexpr std::size_t kWriteBytes = 4U << 20;
constexpr std::size_t kRememberedFiles = 128;
constexpr unsigned kSignedPercent = 70, kTwicePercent = 33, kDamagedPercent = 10, kRepeatedPercent = 30;
constexpr unsigned kFileBytesPercent = 60;

struct Options {
  std::uint64_t seed = 1, bytes = 50'000'000;
  std::string out, keys, truth, format = "mbox";
};

// Where the messages go, one file or many.
class Sink {
public:
  virtual ~Sink() = default;
  virtual void message(const std::string &text, const std::string &sender, std::int64_t date) = 0;
  virtual void end() {}
};

class MboxSink : public Sink {
public:
  explicit MboxSink(const std::string &path) : file_(path, std::ios::binary) {}
  void message(const std::string &text, const std::string &sender, std::int64_t date) override {
    append_mbox(buffer_, text, sender, date, Dialect::kMboxrd);
    if (buffer_.size() >= kWriteBytes)
      flush();
  }
  void end() override {
    flush();
    if (!file_.flush())
      std::cerr << "generate: the mailbox could not be written\n", std::exit(1);
  }

private:
  void flush() {
    file_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
  }
  std::ofstream file_;
  std::string buffer_;
};

// A Maildir, or a folder of .eml files with CRLF.
class FolderSink : public Sink {
public:
  FolderSink(const std::string &path, bool maildir) : folder_(path), maildir_(maildir) {
    for (const char *name : {"cur", "new", "tmp"})
      fs::create_directories(maildir ? folder_ / name : folder_);
  }
  void message(const std::string &text, const std::string &, std::int64_t date) override {
    const std::string number = std::to_string(++count_);
    const fs::path path = maildir_ ? folder_ / "cur" / (std::to_string(date) + "." + number + ".host:2,S")
                                   : folder_ / ("message-" + number + ".eml");
    const std::string bytes = maildir_ ? text : with_crlf(text);
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

private:
  fs::path folder_;
  bool maildir_;
  std::size_t count_ = 0;
};

class ZipSink : public Sink {
public:
  explicit ZipSink(std::string path) : path_(std::move(path)) {}
  void message(const std::string &text, const std::string &, std::int64_t) override {
    members_.emplace_back("mail/message-" + std::to_string(members_.size() + 1) + ".eml", with_crlf(text));
  }
  void end() override {
    const std::string bytes = zip(members_);
    std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

private:
  std::string path_;
  Members members_;
};

std::unique_ptr<Sink> make_sink(const Options &options) {
  if (options.format == "maildir" || options.format == "eml")
    return std::make_unique<FolderSink>(options.out, options.format == "maildir");
  if (options.format == "zip")
    return std::make_unique<ZipSink>(options.out);
  return std::make_unique<MboxSink>(options.out);
}

// Chooses senders, sizes and files so that the shares above come out.
class Planner {
public:
  Planner(const World &world, std::uint64_t seed) : world_(world), random_(seed ^ 0x706C616EU) {
    for (std::size_t i = 0; i < world.people.size(); ++i)
      (world.domains[world.people[i].domain].keys.empty() ? unsigned_ : signing_).push_back(i);
  }

  Plan next() {
    Plan plan;
    plan.sender = random_.pick(random_.percent(kSignedPercent) ? signing_ : unsigned_);
    const std::size_t receivers = 1 + random_.below(3);
    for (std::size_t i = 0; i < receivers; ++i)
      (i < 2 ? plan.to : plan.cc).push_back(static_cast<std::size_t>(random_.below(world_.people.size())));
    plan.date = date_ += random_.between(60, 4000);
    plan.signatures = random_.percent(kTwicePercent) ? 2 : 1;
    plan.text_bytes = random_.spread(1300, 31000);
    if (file_bytes_ * 100 < all_bytes_ * kFileBytesPercent) {
      plan.attachments.push_back(file(world_.domains[world_.people[plan.sender].domain].language));
      file_bytes_ += plan.attachments[0]->base64_lines.size();
    }
    return plan;
  }
  void written(std::size_t bytes) { all_bytes_ += bytes; }
  bool damages() { return random_.percent(kDamagedPercent); }
  Random &random() { return random_; }

private:
  AttachmentPtr file(Language language) {
    if (!files_.empty() && random_.percent(kRepeatedPercent))
      return random_.pick(files_);
    auto made = make_attachment(random_, language, random_.spread(7000, 330000));
    if (files_.size() < kRememberedFiles)
      files_.push_back(made);
    else
      files_[static_cast<std::size_t>(random_.below(kRememberedFiles))] = made;
    return made;
  }

  const World &world_;
  Random random_;
  std::vector<std::size_t> signing_, unsigned_;
  std::vector<AttachmentPtr> files_;
  std::int64_t date_ = kFirstDate;
  std::uint64_t file_bytes_ = 0, all_bytes_ = 0;
};

std::string truth_line(std::size_t number, const Composed &mail, std::string_view state, std::string_view damage) {
  std::string out = "{\"number\":" + std::to_string(number) + ",\"message_id\":\"" + mail.message_id + "\",\"state\":\"" +
                    std::string(state) + "\",\"damage\":\"" + std::string(damage) + "\",\"signatures\":[";
  for (std::size_t i = 0; i < mail.signatures.size(); ++i) {
    const SignatureTruth &s = mail.signatures[i];
    out += std::string(i > 0 ? "," : "") + "{\"domain\":\"" + s.domain + "\",\"selector\":\"" + s.selector +
           "\",\"algorithm\":\"" + s.algorithm + "\",\"canonicalization\":\"" + s.canonical + "\"}";
  }
  return out + "]}\n";
}

void generate(const Options &options) {
  const World world = make_world(options.seed);
  std::ofstream(options.keys) << world.keys_jsonl();
  std::ofstream truth;
  if (!options.truth.empty())
    truth.open(options.truth);
  Planner planner(world, options.seed);
  Composer composer(world, options.seed);
  const auto sink = make_sink(options);
  std::uint64_t bytes = 0;
  std::string text;
  for (std::size_t number = 1; bytes < options.bytes; ++number) {
    const Plan plan = planner.next();
    Composed mail = composer.compose(plan);
    std::string_view state = mail.signatures.empty() ? "unsigned" : "intact", damage;
    if (!mail.signatures.empty() && planner.damages()) {
      damage = name_of(apply_damage(mail.message, planner.random().pick(kDamages), planner.random()));
      state = "damaged";
    }
    text.clear();
    mail.message.append_text(text);
    sink->message(text, world.people[plan.sender].address, plan.date);
    bytes += text.size();
    planner.written(text.size());
    if (truth.is_open())
      truth << truth_line(number, mail, state, damage);
  }
  sink->end();
}

int usage() {
  std::cerr << "usage: generate --seed S --bytes N[K|M|G] --out BOX --keys KEYS [--truth TRUTH] "
               "[--format mbox|maildir|eml|zip]\n";
  return 2;
}

bool parse_number(std::string_view text, std::uint64_t &out) {
  std::uint64_t unit = 1;
  if (text.ends_with('K') || text.ends_with('M') || text.ends_with('G')) {
    unit = text.back() == 'K' ? 1000 : text.back() == 'M' ? 1'000'000 : 1'000'000'000;
    text.remove_suffix(1);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  out *= unit;
  return error == std::errc() && end == text.data() + text.size();
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() % 2 != 0)
    return usage();
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string &name = words[i], &value = words[i + 1];
    if (name == "--seed" || name == "--bytes") {
      if (!parse_number(value, name == "--seed" ? options.seed : options.bytes))
        return usage();
    } else if (name == "--out" || name == "--keys" || name == "--truth" || name == "--format") {
      (name == "--out" ? options.out : name == "--keys" ? options.keys : name == "--truth" ? options.truth : options.format) =
          value;
    } else {
      return usage();
    }
  }
  if (options.out.empty() || options.keys.empty())
    return usage();
  generate(options);
}
