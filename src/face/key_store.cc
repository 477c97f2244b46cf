#include "face/key_store.h"

#include <algorithm>
#include <filesystem>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <tuple>

#include "base/json.h"
#include "base/time.h"
#include "face/output_file.h"

namespace winnow::face {

std::string key_store_path() {
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && data[0] == '/') return std::string(data) + "/winnow/keys.jsonl";
  const char* home = std::getenv("HOME");
  return home != nullptr && *home != '\0' ? std::string(home) + "/.local/share/winnow/keys.jsonl" : std::string();
}

Result<std::string> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (file) text.assign(std::istreambuf_iterator<char>(file), {});
  if (!file || file.bad()) {
    const int error = errno != 0 ? errno : EIO;
    return fail(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo, path + ": " + std::strerror(error));
  }
  return text;
}

Result<std::vector<std::string>> read_files(const std::string& path, std::size_t limit) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> names{path};
  if (fs::is_directory(path, error)) {
    names.clear();
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
      std::error_code other;
      if (fs::is_regular_file(at->path(), other)) names.push_back(at->path().string());
    }
    if (error) return fail(ErrorCode::kIo, path + ": " + error.message());
    std::ranges::sort(names);
  }
  std::vector<std::string> files;
  std::size_t size = 0;
  for (const std::string& name : names) {
    WINNOW_TRY(std::string text, read_file(name));
    size += text.size();
    if (size > limit) return fail(ErrorCode::kLimitExceeded, path);
    files.push_back(std::move(text));
  }
  return files;
}

Result<std::string> read_key_store(const std::string& path) {
  auto text = read_file(path);
  if (!text && text.error().code == ErrorCode::kNotFound) return std::string();
  return text;
}

std::string key_line(const proof::Key& key) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.key("domain").string(key.domain);
  json.key("selector").string(key.selector);
  json.key("record").string(key.record);
  json.key("channel").string(proof::name(key.channel));
  json.key("seen_from");
  key.seen_from ? json.string(iso_date(*key.seen_from)) : json.null();
  json.key("seen_to");
  key.seen_to ? json.string(iso_date(*key.seen_to)) : json.null();
  json.key("source").string(key.source);
  json.end_object();
  return line + "\n";
}

Result<Imported> add_keys(const std::string& path, const std::vector<proof::Key>& keys) {
  WINNOW_TRY(std::string text, read_key_store(path));
  std::set<std::tuple<std::string, std::string, std::string>> known;
  for (const proof::Key& key : proof::read_keys(text, path, false, std::nullopt).keys)
    known.emplace(key.domain, key.selector, key.record);
  Imported imported;
  for (const proof::Key& key : keys) {
    if (!known.emplace(key.domain, key.selector, key.record).second) {
      ++imported.known;
      continue;
    }
    ++imported.added;
    text += key_line(key);
  }
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) return fail(ErrorCode::kIo, path + ": " + error.message());
  WINNOW_TRY(OutputFile file, OutputFile::create(path));
  file.write(text);
  WINNOW_TRY([[maybe_unused]] const auto done, file.commit().map([] { return true; }));
  return imported;
}

}  // namespace winnow::face
