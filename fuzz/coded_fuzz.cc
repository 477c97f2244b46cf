// Files coded in texts: any text is read, frames lie inside it in order, and a file is never larger than its lines.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"
#include "mail/coded_files.h"

namespace {

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "property broken: %s\n", what);
  std::abort();
}

struct Counting : winnow::mail::Sink {
  std::uint64_t size = 0;
  bool write(winnow::Bytes bytes) override { return size += bytes.size(), true; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::uint64_t behind = 0;
  for (const mail::CodedFile& file : mail::find_coded_files(text, 100)) {
    require(file.range.begin >= behind && file.range.end <= size && !file.range.empty(), "frames follow each other");
    require(file.data.begin > file.range.begin && file.data.begin <= file.data.end && file.data.end <= file.range.end, "data lie in the frame");
    require(is_utf8(file.name) && !file.name.empty(), "files have names");
    behind = file.range.end;
    Counting sink;
    std::vector<std::string> notes;
    mail::decode_coded_file(text, file, sink, notes);
    // A uuencoded line may announce 63 bytes and hold none.
    require(sink.size <= 63 * file.data.size(), "no bytes from nothing");
  }
  // Joining loses no file and invents none.
  const auto all = mail::find_coded_files(text, 100);
  std::size_t parts = 0;
  for (const mail::CodedFile& file : mail::join_parts(text, all)) {
    parts += file.parts.empty() ? 1 : file.parts.size();
    require(file.parts.size() != 1 && file.range.end <= size, "a file of several parts");
    Counting sink;
    std::vector<std::string> notes;
    mail::decode_coded_file(text, file, sink, notes);
    require(sink.size <= 63 * size, "no bytes from nothing");
  }
  require(parts == all.size(), "each part once");
  return 0;
}
