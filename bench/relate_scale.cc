// What relating costs: synthetic messages, a third of them copies, in threads, of many senders.
//   relate_scale N...      a line for each N: seconds, memory, findings
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/hash.h"
#include "record/print.h"
#include "record/witness.pb.h"
#include "relate/relate.h"

namespace {

using namespace winnow;

class Counting final : public relate::Store {
 public:
  std::string locator(relate::ItemId id) const override { return "box.mbox#" + std::to_string(id); }
  record::Standings standings(relate::ItemId) const override { return {}; }
  void add(std::span<const relate::ItemId> ids, record::Finding) override { findings += ids.size(); }
  void set_note(std::string_view, std::string_view) override {}
  std::uint64_t findings = 0;
};

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 31) * 0x9E3779B97F4A7C15;
  return x ^ x >> 29;
}

// Message `number`; every third one is a copy of the one before it, every ninth of these with another text.
void make(std::uint64_t number, record::Item& item) {
  const std::uint64_t own = number % 3 == 2 ? number - 1 : number;
  item.Clear();
  item.set_kind(record::KIND_MESSAGE);
  item.set_message_id(std::to_string(own) + "@mail.example");
  item.set_sha256(sha256(as_bytes(std::to_string(number))));
  const std::string from = "person" + std::to_string(mixed(own) % 5'000) + "@domain" + std::to_string(mixed(own) % 700) + ".example";
  item.set_from(from);
  item.set_from_domain(from.substr(from.find('@') + 1));
  item.add_people()->set_address(from);
  for (std::uint64_t i = 1; i <= 3; ++i) item.add_people()->set_address("person" + std::to_string(mixed(own * i) % 5'000) + "@other.example");
  item.set_subject("Re: subject " + std::to_string(own / 10));
  item.set_date(static_cast<std::int64_t>(1'400'000'000 + own * 60));
  record::Thread thread;
  thread.set_in_reply_to(std::to_string(mixed(own) % 4 == 0 ? own + 1'000'000'000 : own - own % 10) + "@mail.example");
  for (std::uint64_t i = 1; i < 5; ++i) thread.add_references(std::to_string(own - std::min(own, i * 10)) + "@mail.example");
  thread.SerializeToString(item.mutable_thread());
  record::Print print;
  const std::uint64_t text = number % 27 == 2 ? number : own;
  print.set_form(record::Print::PLAIN);
  print.set_words(300);
  print.set_words_digest(mixed(text));
  for (std::uint32_t at = record::print_step(300); at < 300; at += record::print_step(300)) {
    print.add_front(static_cast<std::uint32_t>(mixed(own + at)));
    print.add_back(static_cast<std::uint32_t>(mixed(text + at)));
  }
  print.SerializeToString(item.mutable_print());
}

void run(std::uint64_t count) {
  using clock = std::chrono::steady_clock;
  const auto seconds = [](clock::duration time) { return std::chrono::duration<double>(time).count(); };
  Counting store;
  relate::Relations relations({});
  record::Item item;
  clock::duration learning{};
  for (std::uint64_t i = 0; i < count; ++i) {
    make(i, item);
    const auto begun = clock::now();
    relations.learn({static_cast<relate::ItemId>(i + 1), &item, {}, record::UNPROVEN, "box.mbox", i + 1});
    learning += clock::now() - begun;
  }
  const auto begun = clock::now();
  relations.conclude(store);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  std::printf("%10llu messages: learn %.2f s, conclude %.2f s, %ld MB, %llu findings\n", static_cast<unsigned long long>(count), seconds(learning),
              seconds(clock::now() - begun), used.ru_maxrss / 1024, static_cast<unsigned long long>(store.findings));
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) run(std::strtoull(argv[i], nullptr, 10));
  return 0;
}
