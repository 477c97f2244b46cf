// docs/mend/header.added.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

// What a reader is shown of every message: no honest program adds a second one.
constexpr std::array<std::string_view, 4> kNeverAdded = {"from", "subject", "date", "message-id"};
// What every mailing list writes.
constexpr std::array<std::string_view, 4> kOfLists = {"sender", "reply-to", "errors-to", "precedence"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool takes_added(const Scene&, std::string_view field) { return !field.empty() && !is_one_of(field, kNeverAdded); }

// A signature names fields that were absent, so that nobody adds them; who does breaks it.
void propose_added(const Scene& scene, std::string_view field, const Form& from, Forms& out) {
  const std::size_t count = from.fields.size();
  if (count == 0) return;
  const bool of_lists = field.starts_with("list-") || is_one_of(field, kOfLists);
  const bool recipients = field == "to" || field == "cc";
  const unsigned bits = of_lists ? (scene.list ? 2 : 4) : recipients ? 8 : 6;
  for (std::size_t i = 0; i < count; ++i) out.push_back(without_field(from, i, bits + (i > 0 ? 2 : 0)));
  if (count < 2) return;
  Form none = from;
  none.fields.clear();
  none.cost += bits + 2;
  out.push_back(std::move(none));
}

}  // namespace winnow::mend
