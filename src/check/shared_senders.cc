#include "check/shared_senders.h"

#include <algorithm>
#include <span>
#include <vector>

#include "base/embedded.h"
#include "base/text.h"

namespace winnow {
std::span<const EmbeddedFile> embedded_shared_senders();
std::span<const EmbeddedFile> embedded_tenant_domains();
}

namespace winnow::check {
namespace {

// The domains of a table, sorted: one a line, "#" begins a comment.
std::vector<std::string_view> read_table(std::span<const EmbeddedFile> files) {
  std::vector<std::string_view> domains;
  for (const EmbeddedFile& file : files)
    for (const std::string_view line : split(file.content, '\n'))
      if (const std::string_view domain = trim(line); !domain.empty() && domain.front() != '#') domains.push_back(domain);
  std::sort(domains.begin(), domains.end());
  return domains;
}

}  // namespace

bool is_shared_sender(std::string_view signing_domain) {
  static const std::vector<std::string_view> table = read_table(embedded_shared_senders());
  for (std::string_view domain = signing_domain; !domain.empty();) {
    if (std::binary_search(table.begin(), table.end(), domain)) return true;
    const std::size_t dot = domain.find('.');
    if (dot == std::string_view::npos) return false;
    domain.remove_prefix(dot + 1);
  }
  return false;
}

bool names_its_customers(std::string_view organizational_domain) {
  static const std::vector<std::string_view> table = read_table(embedded_tenant_domains());
  return std::binary_search(table.begin(), table.end(), organizational_domain);
}

}  // namespace winnow::check
