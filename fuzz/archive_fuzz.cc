// Archives: calls come in order, the budget bounds what comes out, and seeking or not changes no memory.
#include <cstdint>
#include <cstdlib>

#include "base/limits.h"
#include "box/box.h"

namespace {

using namespace winnow;
using namespace winnow::box;

struct Strict : MemberSink {
  bool open = false;
  std::uint64_t bytes = 0, most = 0;
  bool begin(std::string_view step, std::optional<std::uint64_t>) override {
    if (open || step.size() < 2 || step[0] != '!') std::abort();
    return open = true;
  }
  bool data(Bytes run) override {
    if (!open) std::abort();
    bytes += run.size();
    if (bytes > most) std::abort();
    return bytes < limits::kMiB;  // keeps the fuzzer fast
  }
  void end() override {
    if (!open) std::abort();
    open = false;
  }
  void lost(std::string_view, std::string_view reason, std::uint64_t) override {
    if (reason.empty()) std::abort();
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto archive = std::as_bytes(std::span(data, size));
  for (const bool seeks : {true, false}) {
    auto input = archive_in_memory(archive);
    if (!seeks) input.seek = nullptr;
    Strict sink;
    sink.most = limits::kArchiveFreeBytes + limits::kArchiveRatio * size;
    ArchiveBudget budget(size);
    (void)read_archive(input, "x.gz", budget, sink);
    if (sink.open) std::abort();
  }
  return 0;
}
