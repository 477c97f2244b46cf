#include "run/reopen.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/limits.h"
#include "base/locator.h"
#include "run/descriptor_io.h"

namespace winnow::run {

Result<Reopened> reopen(const store::Case& opened, const std::string& source) {
  const auto inside = source.find('!');
  const std::string outer = source.substr(0, inside);
  for (std::size_t i = 0;; ++i) {
    const std::string root = opened.note(fmt::format("dump.{}.path", i));
    if (root.empty()) return fail(ErrorCode::kNotFound, source);
    const std::string locator = opened.note(fmt::format("dump.{}.locator", i));
    if (outer != locator && !outer.starts_with(locator + '/')) continue;
    const auto rest = locator_name_decoded(std::string_view(outer).substr(locator.size()));
    if (!rest) return fail(ErrorCode::kNotFound, source);
    Descriptor descriptor(::open((root + *rest).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    struct stat status {};
    if (!descriptor || ::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode))
      return fail(ErrorCode::kNotFound, root + *rest);
    Reopened reopened;
    reopened.file = std::make_shared<const Descriptor>(std::move(descriptor));
    reopened.size = static_cast<std::uint64_t>(status.st_size);
    reopened.name = outer.substr(outer.rfind('/') + 1);
    reopened.root = root;
    reopened.rest = *rest;
    if (inside != std::string::npos) reopened.member = source.substr(inside);
    return reopened;
  }
}

Result<std::vector<std::byte>> head_of(const Reopened& reopened) {
  std::vector<std::byte> head(std::min<std::uint64_t>(reopened.size, limits::kSniffBytes));
  WINNOW_TRY(const std::size_t have, read_at(reopened.file->get(), 0, head));
  head.resize(have);
  return head;
}

}  // namespace winnow::run
