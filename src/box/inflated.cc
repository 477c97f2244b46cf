#include "box/inflated.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"

namespace winnow::box {
namespace {

using namespace std::literals;

constexpr std::size_t kInputBytes = 64 * limits::kKiB;
constexpr std::string_view kGzip = "\x1F\x8B\x08"sv, kZstandard = "\x28\xB5\x2F\xFD"sv;

// The compressed bytes, some held back from the first look on.
class Packed {
 public:
  explicit Packed(const ArchiveInput& input) : input_(input), buffer_(kInputBytes) {}

  // At least `count` bytes in hand, unless the input ends. Errors: the input's.
  Result<void> want(std::size_t count) {
    while (size_ - at_ < count && !ended_) {
      std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(at_), buffer_.begin() + static_cast<std::ptrdiff_t>(size_), buffer_.begin());
      size_ -= std::exchange(at_, 0);
      WINNOW_TRY(const std::size_t got, input_.read(std::span(buffer_).subspan(size_)));
      ended_ = got == 0;
      size_ += std::min(got, buffer_.size() - size_);
    }
    return {};
  }
  Bytes bytes() const { return Bytes(buffer_).subspan(at_, size_ - at_); }
  void take(std::size_t count) { at_ += std::min(count, size_ - at_); }
  bool ended() const { return ended_ && at_ == size_; }

 private:
  const ArchiveInput& input_;
  std::vector<std::byte> buffer_;
  std::size_t at_ = 0, size_ = 0;
  bool ended_ = false;
};

struct Step {
  std::size_t taken = 0, given = 0;
  bool ends = false;            // of one stream
  bool bent = false;
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual Step decode(Bytes in, std::span<std::byte> out) = 0;
  virtual bool restart() = 0;   // before another stream
};

class Gzip : public Decoder {
 public:
  Gzip() { ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK; }
  ~Gzip() override { (void)inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  Step decode(Bytes in, std::span<std::byte> out) override {
    if (!ready_) return {.bent = true};
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(in.data()));   // zlib only reads there
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    return {in.size() - stream_.avail_in, out.size() - stream_.avail_out, result == Z_STREAM_END,
            result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR};
  }
  bool restart() override { return inflateReset(&stream_) == Z_OK; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

class Zstandard : public Decoder {
 public:
  Zstandard() : context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {}
  Step decode(Bytes in, std::span<std::byte> out) override {
    if (!context_) return {.bent = true};
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_.get(), &to, &from);
    return {from.pos, to.pos, result == 0, ZSTD_isError(result) != 0};
  }
  bool restart() override { return ZSTD_isError(ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only)) == 0; }

 private:
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
};

bool begins_with(Bytes bytes, std::string_view magic) { return as_text(bytes).starts_with(magic); }

class Stream {
 public:
  Stream(const ArchiveInput& input, StreamState& state) : packed_(input), state_(state) {}

  // Decides what it is by its first bytes.
  void open() {
    if (auto looked = packed_.want(4); !looked) {
      first_error_ = std::move(looked);
      return;
    }
    if (begins_with(packed_.bytes(), kGzip)) start(kGzip, std::make_unique<Gzip>());
    else if (begins_with(packed_.bytes(), kZstandard)) start(kZstandard, std::make_unique<Zstandard>());
  }

  Result<std::size_t> read(std::span<std::byte> out) {
    if (!first_error_) return tl::unexpected<Error>(first_error_.error());
    if (!decoder_) return copy(out);
    while (!done_) {
      WINNOW_TRY(const std::size_t given, step(out));
      if (given != 0) return given;
    }
    return std::size_t{0};
  }

 private:
  void start(std::string_view magic, std::unique_ptr<Decoder> decoder) {
    magic_ = magic;
    decoder_ = std::move(decoder);
    state_.compressed = true;
  }

  Result<std::size_t> copy(std::span<std::byte> out) {
    if (auto some = packed_.want(1); !some) return tl::unexpected<Error>(some.error());
    const Bytes bytes = packed_.bytes().first(std::min(out.size(), packed_.bytes().size()));
    std::copy(bytes.begin(), bytes.end(), out.begin());
    packed_.take(bytes.size());
    return bytes.size();
  }

  Result<std::size_t> step(std::span<std::byte> out) {
    if (auto some = packed_.want(1); !some) return tl::unexpected<Error>(some.error());
    const Step step = decoder_->decode(packed_.bytes(), out);
    packed_.take(step.taken);
    if (step.ends) return next_stream(step.given);
    const bool stuck = step.given == 0 && (packed_.ended() || step.taken == 0);
    if (step.bent || stuck) {
      done_ = true;
      state_.damaged = true;
    }
    return step.given;
  }

  Result<std::size_t> next_stream(std::size_t given) {
    if (auto some = packed_.want(magic_.size()); !some) return tl::unexpected<Error>(some.error());
    done_ = !begins_another(packed_.bytes()) || !decoder_->restart();
    return given;
  }

  // Zstandard frames that hold no data may stand between others (RFC 8878 section 3.1.2).
  bool begins_another(Bytes bytes) const {
    if (begins_with(bytes, magic_)) return true;
    return magic_ == kZstandard && bytes.size() >= 4 && (std::to_integer<unsigned>(bytes[0]) & 0xF0) == 0x50 &&
           begins_with(bytes.subspan(1), "\x2A\x4D\x18"sv);
  }

  Packed packed_;
  StreamState& state_;
  std::string_view magic_;
  std::unique_ptr<Decoder> decoder_;
  Result<void> first_error_;
  bool done_ = false;
};

}  // namespace

ArchiveInput inflated(const ArchiveInput& input, StreamState& state) {
  const auto stream = std::make_shared<Stream>(input, state);
  stream->open();
  if (!state.compressed && input.seek && input.seek(0)) return input;
  return {.read = [stream](std::span<std::byte> out) { return stream->read(out); }, .seek = nullptr, .size = std::nullopt};
}

}  // namespace winnow::box
