// The test program is its own worker: start_worker() starts it again with the hidden argument. A worker of the tests
// misbehaves where an extent asks for it, so that tests can see the coordinator bear it.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <string_view>
#include <vector>

#include "run/worker.h"

namespace {

void misbehave(winnow::Bytes extent) {
  const std::string_view text = winnow::as_text(extent);
  if (text.find("X-Test-Fault: crash") != std::string_view::npos) ::raise(SIGSEGV), ::_exit(1);
  if (text.find("X-Test-Fault: exit") != std::string_view::npos) ::_exit(3);
  if (text.find("X-Test-Fault: loop") != std::string_view::npos)
    for (;;) asm volatile("");
  if (text.find("X-Test-Fault: eat") != std::string_view::npos)
    for (std::vector<std::vector<char>> eaten;;) eaten.emplace_back(64 << 20, 'x');
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1)
    if (const auto start = winnow::run::worker_start(argv[1])) return winnow::run::worker_main(*start, misbehave);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
