// The program. Everything it can do stands in face/cli/commands.cc.
#include <malloc.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "face/cli/invocation.h"
#include "run/worker.h"

namespace {

constexpr std::size_t kNarrow = 40, kWide = 100;  // longer lines are hard to read

// Slices come and go: their memory stays with the process, for every page that the kernel gives anew costs a fault.
void keep_freed_memory() {
  constexpr int kKept = 32 << 20;  // bytes; setting one threshold also ends glibc's own guesses at both
  ::mallopt(M_MMAP_THRESHOLD, kKept);
  ::mallopt(M_TRIM_THRESHOLD, kKept);
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::clamp<std::size_t>(size.ws_col, kNarrow, kWide);
}

}  // namespace

int main(int count, char** arguments) {
  keep_freed_memory();
  // A worker must close its doors before anything else happens.
  if (count == 2)
    if (const auto start = winnow::run::worker_start(arguments[1])) return winnow::run::worker_main(*start);
  std::ios::sync_with_stdio(false);
  const bool out_is_terminal = isatty(STDOUT_FILENO) != 0;
  const char* no_color = std::getenv("NO_COLOR");  // no-color.org: set and not empty
  const winnow::face::Console console{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = out_is_terminal,
      .err_is_terminal = isatty(STDERR_FILENO) != 0,
      .color = out_is_terminal && (no_color == nullptr || *no_color == '\0'),
      .width = terminal_width(),
  };
  const std::vector<std::string> words(arguments + 1, arguments + count);
  const int status = winnow::face::run_program(words, console);
  std::cout.flush();
  return status;
}
