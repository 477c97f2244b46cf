#include "run/signals.h"

namespace winnow::run {
namespace {

volatile sig_atomic_t came = 0;
constexpr std::array<int, 4> kSignals = {SIGINT, SIGTERM, SIGXFSZ, SIGPIPE};

void note_signal(int) { came = 1; }

}  // namespace

Signals::Signals() {
  came = 0;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction action {};
    sigemptyset(&action.sa_mask);
    // No SA_RESTART: poll(2) must return.
    action.sa_handler = kSignals[i] == SIGINT || kSignals[i] == SIGTERM ? note_signal : SIG_IGN;
    ::sigaction(kSignals[i], &action, &before_[i]);
  }
}

Signals::~Signals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
}

bool Signals::interrupted() const { return came != 0; }

}  // namespace winnow::run
