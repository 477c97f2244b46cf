#include "face/cli/passwords.h"

#include <string_view>

#include "base/limits.h"
#include "base/text.h"
#include "face/key_store.h"

namespace winnow::face {

std::optional<std::vector<std::string>> read_passwords(const Invocation& invocation) {
  std::vector<std::string> passwords;
  const auto path = invocation.value("password-file");
  if (!path) return passwords;
  const auto refuse = [&](std::string_view id, const std::string& word) -> std::optional<std::vector<std::string>> {
    complain(invocation.console(), invocation.sentences(), id, params({{"word", word}}));
    return std::nullopt;
  };
  const auto text = read_file(*path);
  if (!text) return refuse("error.password-file", text.error().place);
  for (std::string_view line : split(*text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (line.size() > limits::kPasswordBytes || passwords.size() == limits::kPasswords || line.find('\0') != line.npos)
      return refuse("error.passwords", *path);
    passwords.emplace_back(line);
  }
  return passwords;
}

}  // namespace winnow::face
