// Archives by libarchive, which is not trusted: this runs in a worker without a file system (DESIGN section 6).
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <memory>
#include <utility>

#include "base/limits.h"
#include "box/archive_locale.h"
#include "box/archive_passwords.h"
#include "box/box.h"
#include "box/inflated.h"
#include "box/member_names.h"

namespace winnow::box {
namespace {

struct FreeArchive { void operator()(archive* reader) const { archive_read_free(reader); } };
using Reader = std::unique_ptr<archive, FreeArchive>;

// The input as libarchive's callbacks see it.
struct Source {
  const ArchiveInput& input;
  std::vector<std::byte> buffer = std::vector<std::byte>(64 * limits::kKiB);
  std::uint64_t position = 0;
  bool failed = false;
};

// The archive as it is packed, and how far it was looked at: the rest is lost when reading stops.
class Packed {
 public:
  explicit Packed(const ArchiveInput& input) : input_(input) {
    counted_.size = input.size;
    counted_.read = [this](std::span<std::byte> into) -> Result<std::size_t> {
      const auto count = input_.read(into);
      if (count) furthest_ = std::max(furthest_, position_ += std::min(*count, into.size()));
      return count;
    };
    if (!input.seek) return;
    counted_.seek = [this](std::uint64_t to) -> Result<std::uint64_t> {
      const auto reached = input_.seek(to);
      if (reached) position_ = *reached;
      return reached;
    };
  }
  Packed(const Packed&) = delete;
  Packed& operator=(const Packed&) = delete;

  const ArchiveInput& input() const { return counted_; }
  std::uint64_t size() const { return input_.size.value_or(0); }
  std::uint64_t unread() const { return size() > furthest_ ? size() - furthest_ : 0; }

 private:
  const ArchiveInput& input_;
  ArchiveInput counted_;
  std::uint64_t position_ = 0, furthest_ = 0;
};

la_ssize_t read_source(archive* reader, void* data, const void** out) {
  auto& source = *static_cast<Source*>(data);
  const auto count = source.input.read(source.buffer);
  if (!count) {
    source.failed = true;
    archive_set_error(reader, EIO, "read");
    return -1;
  }
  *out = source.buffer.data();
  const auto size = std::min(*count, source.buffer.size());
  source.position += size;
  return static_cast<la_ssize_t>(size);
}

la_int64_t seek_source(archive* reader, void* data, la_int64_t offset, int whence) {
  auto& source = *static_cast<Source*>(data);
  const auto size = static_cast<la_int64_t>(*source.input.size);
  const auto base = whence == SEEK_SET ? 0 : whence == SEEK_END ? size : static_cast<la_int64_t>(source.position);
  la_int64_t target = 0;
  if (__builtin_add_overflow(base, offset, &target)) return ARCHIVE_FATAL;
  target = std::clamp<la_int64_t>(target, 0, size);
  const auto reached = source.input.seek(static_cast<std::uint64_t>(target));
  if (!reached) {
    source.failed = true;
    archive_set_error(reader, EIO, "seek");
    return ARCHIVE_FATAL;
  }
  source.position = *reached;
  return static_cast<la_int64_t>(*reached);
}

// Only what is decoded inside this process: libarchive runs programs for other filters. `password` may be null.
Reader open_reader(Source& source, const std::string* password = nullptr) {
  Reader reader(archive_read_new());
  if (!reader) return nullptr;
  auto* const a = reader.get();
  for (const auto filter : {archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
                            archive_read_support_filter_lzma, archive_read_support_filter_lzip, archive_read_support_filter_zstd,
                            archive_read_support_filter_lz4, archive_read_support_filter_compress})
    filter(a);
  for (const auto format : {archive_read_support_format_zip, archive_read_support_format_tar, archive_read_support_format_7zip,
                            archive_read_support_format_rar, archive_read_support_format_rar5, archive_read_support_format_cab,
                            archive_read_support_format_raw})
    format(a);
  archive_read_set_callback_data(a, &source);
  archive_read_set_read_callback(a, read_source);
  if (source.input.seek && source.input.size) archive_read_set_seek_callback(a, seek_source);
  if (password != nullptr) archive_read_add_passphrase(a, password->c_str());
  return reader;
}

enum class Trial { kOpens, kRefused, kNotEncrypted };

// Whether the password opens the first encrypted member, read to its end: the old encryption of zip tells a wrong password
// by one byte, so that one in 256 seems right until the checksum.
Trial try_password(const ArchiveInput& input, const std::string& password) {
  if (!input.seek || !input.size || !input.seek(0)) return Trial::kNotEncrypted;
  Source source{input};
  const Reader reader = open_reader(source, &password);
  archive_entry* entry = nullptr;
  if (!reader || archive_read_open1(reader.get()) != ARCHIVE_OK) return Trial::kNotEncrypted;
  for (std::uint64_t entries = 0; entries < limits::kArchiveEntries; ++entries) {
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return Trial::kNotEncrypted;
    if ((archive_format(reader.get()) & ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_ZIP) return Trial::kNotEncrypted;
    if (archive_entry_is_data_encrypted(entry)) break;
  }
  for (std::uint64_t bytes = 0; bytes < limits::kAttachedArchiveBytes;) {
    const void* data = nullptr;
    std::size_t count = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(reader.get(), &data, &count, &offset);
    if (result == ARCHIVE_EOF) return Trial::kOpens;
    if (result != ARCHIVE_OK) return Trial::kRefused;
    bytes += count;
  }
  return Trial::kOpens;
}

const std::string* password_for(const ArchiveInput& input) {
  const std::string* found = nullptr;
  for (const std::string& password : passwords()) {
    const Trial trial = try_password(input, password);
    if (trial == Trial::kOpens) found = &password;
    if (trial != Trial::kRefused) break;
  }
  if (!passwords().empty() && input.seek) (void)input.seek(0);
  return found;
}

bool is_raw(archive* reader) { return archive_format(reader) == ARCHIVE_FORMAT_RAW; }
// libarchive counts the source itself as one filter.
bool has_filter(archive* reader) { return archive_filter_count(reader) > 1; }

// One read_archive() call.
class Unpacking {
 public:
  // `has_password`: one that opens the first encrypted member was found.
  // `stream`: what `source` was before it was inflated.
  Unpacking(Source& source, const Packed& packed, const StreamState& stream, archive* reader, std::string_view archive_name,
            bool has_password, ArchiveBudget& budget, MemberSink& sink)
      : source_(source), packed_(packed), stream_(stream), reader_(reader), archive_name_(archive_name),
        has_password_(has_password), budget_(budget), sink_(sink) {}

  std::uint64_t run() {
    if (archive_read_open1(reader_) != ARCHIVE_OK) return stop_by_error("");
    opened_ = true;
    archive_entry* entry = nullptr;
    bool passed_over = false;
    for (;;) {
      const int result = archive_read_next_header(reader_, &entry);
      // A tar header whose checksum differs is passed over, block by block, until one is good again.
      if (result == ARCHIVE_RETRY && retries_++ < kMostRetries) {
        passed_over = true;
        continue;
      }
      if (result != ARCHIVE_EOF && result != ARCHIVE_OK && result != ARCHIVE_WARN) return stop_by_error("");
      if (std::exchange(passed_over, false)) sink_.lost("", "archive-damaged", 0);
      if (result == ARCHIVE_EOF) return read_rest();
      if (is_raw(reader_) && !has_filter(reader_) && !stream_.compressed) return stop("", "archive-damaged", packed_.size());
      if (!budget_.take_entry()) return stop("", too_much_reason(), packed_.unread());
      ++entries_;
      if (!read_entry(entry)) return members_;
    }
  }

 private:
  static constexpr int kMostRetries = 16;

  // False: nothing behind this entry can be read.
  bool read_entry(archive_entry* entry) {
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) return true;
    const auto step = step_of(entry);
    const auto size = archive_entry_size_is_set(entry) ? std::optional<std::uint64_t>(size_of(entry)) : std::nullopt;
    if (type != AE_IFREG && type != 0) {
      sink_.lost(step, "not-a-file", 0);
      return true;
    }
    if (archive_entry_hardlink(entry) != nullptr && size.value_or(0) == 0) {
      sink_.lost(step, "hard-link", 0);
      return true;
    }
    first_.reset();
    if (archive_entry_is_data_encrypted(entry) && !read_first_block()) {
      sink_.lost(step, "encrypted", size.value_or(0));
      return true;
    }
    if (!sink_.begin(step, size)) return true;
    ++members_;
    const bool goes_on = read_content(step, size);
    sink_.end();
    return goes_on;
  }

  struct Block {
    int result = ARCHIVE_OK;
    const void* data = nullptr;
    std::size_t count = 0;
    la_int64_t offset = 0;
  };
  Block read_block() {
    Block block;
    block.result = archive_read_data_block(reader_, &block.data, &block.count, &block.offset);
    return block;
  }

  // False where the password is that of other members only.
  bool read_first_block() {
    if (!has_password_) return false;
    first_ = read_block();
    return first_->result == ARCHIVE_OK || first_->result == ARCHIVE_EOF;
  }

  bool read_content(std::string_view step, std::optional<std::uint64_t> size) {
    std::uint64_t delivered = 0;
    bool warned = false;
    for (;;) {
      const auto [result, data, count, offset] = first_ ? *std::exchange(first_, std::nullopt) : read_block();
      if (result == ARCHIVE_EOF) {
        if (is_raw(reader_) && stream_.damaged) sink_.lost(step, "archive-damaged", 0);
        return true;
      }
      if (result == ARCHIVE_RETRY && retries_++ < kMostRetries) continue;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
        const auto missing = size && *size > delivered ? *size - delivered : 0;
        if (result == ARCHIVE_FATAL) return stop_by_error(step, missing), false;
        sink_.lost(step, error_reason(), missing);
        return true;
      }
      // A sparse file leaves out its zeros.
      const auto begin = offset > 0 ? static_cast<std::uint64_t>(offset) : 0;
      const auto gap = begin > delivered ? begin - delivered : 0;
      if (!budget_.take_bytes(gap) || !budget_.take_bytes(count))
        return stop(step, "archive-bomb", size && *size > delivered ? *size - delivered : 0), false;
      if (!deliver_zeros(gap) || !sink_.data({static_cast<const std::byte*>(data), count})) return true;
      delivered += gap + count;
      // Zip and 7z: the last bytes are there, but the checksum or the size is another.
      if (result == ARCHIVE_WARN && !std::exchange(warned, true)) sink_.lost(step, "archive-damaged", 0);
    }
  }

  // Behind the end that the archive itself declares: the checksum of the stream around it stands at its very end.
  std::uint64_t read_rest() {
    while (stream_.compressed && !is_raw(reader_)) {
      const auto count = source_.input.read(source_.buffer);
      if (!count || *count == 0 || !budget_.take_bytes(*count)) break;
    }
    if (stream_.damaged && !is_raw(reader_)) sink_.lost("", "archive-damaged", packed_.unread());
    return members_;
  }

  bool deliver_zeros(std::uint64_t count) {
    static constexpr std::array<std::byte, 4096> kZeros{};
    for (; count > 0; count -= std::min<std::uint64_t>(count, kZeros.size()))
      if (!sink_.data(Bytes(kZeros).first(std::min<std::uint64_t>(count, kZeros.size())))) return false;
    return true;
  }

  static std::uint64_t size_of(archive_entry* entry) {
    return static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
  }

  std::string step_of(archive_entry* entry) {
    if (is_raw(reader_)) return names_.step(without_compression_suffix(archive_name_));
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) name = archive_entry_pathname_utf8(entry);
    return names_.step(name == nullptr ? std::string_view{} : std::string_view(name));
  }

  std::string_view too_much_reason() const { return entries_ >= limits::kArchiveEntries ? "archive-entries" : "archive-bomb"; }

  std::string_view error_reason() const {
    if (source_.failed) return "io";
    if (archive_errno(reader_) == ENOMEM) return "memory";
    // Where no format was recognised, libarchive 3.6 follows a dangling pointer to answer this.
    if (opened_ && archive_read_has_encrypted_entries(reader_) > 0) return "encrypted";
    const char* const words = archive_error_string(reader_);
    const auto text = words == nullptr ? std::string_view{} : std::string_view(words);
    if (text.find("ncryption") != std::string_view::npos) return "encrypted";
    const bool unsupported = text.find("nsupported") != std::string_view::npos || text.find("not supported") != std::string_view::npos;
    return unsupported ? "unsupported" : "archive-damaged";
  }

  std::uint64_t stop_by_error(std::string_view step, std::uint64_t missing = 0) {
    const auto reason = error_reason();
    if (!step.empty()) sink_.lost(step, reason, missing);
    if (!step.empty() && is_raw(reader_)) return members_;  // a compressed stream has nothing else to lose
    // Formats whose index stands at their end were read there first: all of them is lost.
    return stop("", reason, entries_ == 0 ? packed_.size() : packed_.unread());
  }
  std::uint64_t stop(std::string_view step, std::string_view reason, std::uint64_t bytes) {
    sink_.lost(step, reason, bytes);
    return members_;
  }

  Source& source_;
  const Packed& packed_;
  const StreamState& stream_;
  archive* reader_;
  std::string_view archive_name_;
  bool has_password_;
  ArchiveBudget& budget_;
  MemberSink& sink_;
  std::optional<Block> first_;   // of an encrypted member, read to see whether it can be
  MemberNames names_;
  std::uint64_t entries_ = 0;
  std::uint64_t members_ = 0;
  int retries_ = 0;
  bool opened_ = false;
};

}  // namespace

ArchiveInput archive_in_memory(Bytes bytes) {
  auto position = std::make_shared<std::size_t>(0);
  return {.read = [bytes, position](std::span<std::byte> out) -> Result<std::size_t> {
            const auto count = std::min(out.size(), bytes.size() - *position);
            std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(*position), count, out.begin());
            *position += count;
            return count;
          },
          .seek = [bytes, position](std::uint64_t offset) -> Result<std::uint64_t> {
            *position = std::min<std::uint64_t>(offset, bytes.size());
            return *position;
          },
          .size = bytes.size()};
}

Result<std::uint64_t> read_archive(const ArchiveInput& input, std::string_view archive_name, ArchiveBudget& budget,
                                   MemberSink& sink) {
  if (budget.too_deep()) {
    sink.lost("", "archive-depth", input.size.value_or(0));
    return 0;
  }
  const Utf8Locale locale;
  const std::string* const password = password_for(input);
  Packed packed(input);
  StreamState stream;
  const ArchiveInput decoded = inflated(packed.input(), stream);
  Source source{decoded};
  const auto reader = open_reader(source, password);
  if (!reader) return fail(ErrorCode::kLimitExceeded, "memory");
  return Unpacking(source, packed, stream, reader.get(), archive_name, password != nullptr, budget, sink).run();
}

}  // namespace winnow::box
