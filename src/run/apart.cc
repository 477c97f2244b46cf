#include "run/apart.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "base/limits.h"
#include "base/locator.h"
#include "base/text.h"
#include "run/descriptor_io.h"

namespace winnow::run {
namespace {

constexpr std::size_t kBlockBytes = limits::kMiB;
constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kFileFlags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;

bool is_part_number(std::string_view text) {
  return !text.empty() && text.size() <= 64 && is_digit(text.front()) && is_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

// The names in a folder that begin with `prefix`, in natural order; of very many only some.
std::vector<std::string> names_in(int folder, std::string_view prefix = {}) {
  constexpr std::size_t kMost = 4 * limits::kApartFiles;
  std::vector<std::string> names;
  const int copy = ::fcntl(folder, F_DUPFD_CLOEXEC, 0);
  DIR* const handle = copy < 0 ? nullptr : ::fdopendir(copy);
  if (handle == nullptr) {
    if (copy >= 0) ::close(copy);
    return names;
  }
  for (const dirent* entry = ::readdir(handle); entry != nullptr && names.size() < kMost; entry = ::readdir(handle))
    if (entry->d_name[0] != '.' && std::string_view(entry->d_name).starts_with(prefix)) names.emplace_back(entry->d_name);
  ::closedir(handle);
  std::sort(names.begin(), names.end(), natural_less);
  return names;
}

std::optional<OpenApart> open_file(int folder, const std::string& name, std::string_view part, bool encoded) {
  OpenApart out{Descriptor(::openat(folder, name.c_str(), kFileFlags)), 0, std::string(part), locator_name(name), encoded};
  struct stat status {};
  if (!out.file || ::fstat(out.file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  out.length = static_cast<std::uint64_t>(status.st_size);
  if (out.length > limits::kApartBytes) return std::nullopt;
  return out;
}

// "Attachments/12345/2/report.pdf": decoded, under the name it was sent with. A part's folder holds one file.
void find_in_attachments(std::string_view number, int around, std::vector<OpenApart>& out) {
  const Descriptor attachments(::openat(around, "Attachments", kFolderFlags));
  if (!attachments) return;
  const Descriptor mine(::openat(attachments.get(), std::string(number).c_str(), kFolderFlags));
  if (!mine) return;
  for (const std::string& part : names_in(mine.get())) {
    if (!is_part_number(part)) continue;
    const Descriptor folder(::openat(mine.get(), part.c_str(), kFolderFlags));
    if (!folder) continue;
    for (const std::string& name : names_in(folder.get())) {
      if (out.size() == limits::kApartFiles) return;
      auto file = open_file(folder.get(), name, part, false);
      if (!file) continue;
      out.push_back(std::move(*file));
      break;
    }
  }
}

}  // namespace

std::optional<std::uint64_t> is_apart(const mail::Message& message, const mail::Part& part) {
  if (!trim(as_text(message.bytes.subspan(part.body.begin, part.body.size()))).empty()) return std::nullopt;
  const auto& fields = part.parent < 0 ? message.fields : part.fields;
  const auto field = std::find_if(fields.begin(), fields.end(), [](const mail::Field& f) { return iequals(f.name, "X-Apple-Content-Length"); });
  if (field == fields.end()) return std::nullopt;
  std::uint64_t bytes = 0;
  const std::string_view digits = trim(field->value);
  std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  return bytes;
}

bool read_apart(const ApartFile& file, const mail::Part& part, mail::Sink& out, std::vector<std::string>& notes) {
  if (!file.encoded) return file.read(out);
  struct Kept : mail::Sink {
    bool write(Bytes bytes) override { return text.append(as_text(bytes)), true; }
    std::string text;
  } kept;
  kept.text = "Content-Transfer-Encoding: " + part.encoding_label + "\n\n";
  const bool whole = file.read(kept);
  const mail::Message message = mail::parse(as_bytes(kept.text));
  mail::decode_body(message, message.parts.front(), out, &notes);
  return whole;
}

std::vector<OpenApart> find_apart(std::string_view name, const std::vector<std::string>& siblings, int folder, int around) {
  const std::string_view number = name.substr(0, name.find('.'));
  std::vector<OpenApart> out;
  if (number.empty() || !std::all_of(number.begin(), number.end(), is_digit)) return out;
  constexpr std::string_view kPartSuffix = ".emlxpart";
  for (const std::string& sibling : siblings) {
    if (out.size() == limits::kApartFiles) break;
    if (!sibling.ends_with(kPartSuffix) || sibling.size() <= number.size() + 1 + kPartSuffix.size()) continue;
    const std::string_view part = std::string_view(sibling).substr(number.size() + 1, sibling.size() - number.size() - 1 - kPartSuffix.size());
    if (!is_part_number(part)) continue;
    if (auto file = open_file(folder, sibling, part, true)) out.push_back(std::move(*file));
  }
  if (around >= 0) find_in_attachments(number, around, out);
  return out;
}

std::vector<OpenApart> find_apart(const std::string& root, const std::string& rest) {
  const std::size_t slash = rest.rfind('/');
  if (slash == std::string::npos) return {};
  const std::string name = rest.substr(slash + 1);
  const Descriptor folder(::open((root + rest.substr(0, slash)).c_str(), kFolderFlags));
  if (!folder) return {};
  // A folder that is not in the dump is not looked into.
  const Descriptor around(slash == 0 ? -1 : ::openat(folder.get(), "..", kFolderFlags));
  return find_apart(name, names_in(folder.get(), name.substr(0, name.find('.') + 1)), folder.get(), around.get());
}

void add_apart(const std::vector<OpenApart>& apart, Extent& extent, std::vector<int>& descriptors) {
  for (const OpenApart& file : apart) {
    descriptors.push_back(file.file.get());
    Apart& out = *extent.add_apart();
    out.set_fd(static_cast<std::uint32_t>(descriptors.size() - 1));
    out.set_length(file.length);
    out.set_part(file.part);
    out.set_name(file.name);
    out.set_encoded(file.encoded);
  }
}

std::vector<ApartFile> apart_files(const Extent& extent, std::span<const Descriptor> descriptors) {
  std::vector<ApartFile> out;
  for (const Apart& apart : extent.apart()) {
    if (apart.fd() >= descriptors.size()) continue;
    const int fd = descriptors[apart.fd()].get();
    const std::uint64_t length = apart.length();
    const auto read = [fd, length](mail::Sink& sink) {
      std::vector<std::byte> block(std::min<std::uint64_t>(length, kBlockBytes));
      for (std::uint64_t at = 0; at < length;) {
        const auto got = read_at(fd, at, std::span(block).first(std::min<std::uint64_t>(block.size(), length - at)));
        if (!got || *got == 0) return false;
        sink.write(Bytes(block).first(*got));
        at += *got;
      }
      return true;
    };
    out.push_back({apart.part(), apart.name(), length, apart.encoded(), read});
  }
  return out;
}

}  // namespace winnow::run
