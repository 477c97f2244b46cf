// docs/mend/header.order.md
#include <algorithm>

#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kMostOrdered = 4;

}  // namespace

bool takes_order(const Scene&, std::string_view) { return true; }

// Fields of one name are hashed from the bottom up, so that their order counts (RFC 6376 section 5.4.2).
void propose_order(const Scene&, std::string_view, const Form& from, Forms& out) {
  const std::size_t count = from.fields.size();
  if (count < 2 || count > kMostOrdered) return;
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  while (std::next_permutation(order.begin(), order.end())) {
    Form form = from;
    for (std::size_t i = 0; i < count; ++i) form.fields[i].text = from.fields[order[i]].text;
    form.cost += 6;
    out.push_back(std::move(form));
  }
}

}  // namespace winnow::mend
