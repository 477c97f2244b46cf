// docs/mend/header.kept.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/undo_limits.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

// What programs that replace a field put in front of the name of the old one.
constexpr std::array<std::string_view, 5> kFronts = {"old-", "x-original-", "original-", "x-old-", "x-google-original-"};

}  // namespace

bool takes_kept(const Scene&, std::string_view field) { return !field.empty(); }

void propose_kept(const Scene& scene, std::string_view field, const Form& from, Forms& out) {
  if (from.fields.size() > 1) return;
  for (const mail::Field& one : scene.message.fields) {
    const bool kept = one.name.size() > field.size() && one.value.size() <= limits::kUndoFieldBytes &&
                      std::any_of(kFronts.begin(), kFronts.end(), [&](std::string_view front) {
                        return one.name.size() == front.size() + field.size() && istarts_with(one.name, front) &&
                               iequals(one.name.substr(front.size()), field);
                      });
    if (!kept) continue;
    if (!from.fields.empty()) {
      out.push_back(with_field_value(from, 0, one.value, 1));
      continue;
    }
    Form form = from;
    form.fields.push_back({-1, std::string(one.name.substr(one.name.size() - field.size())) + ":" + std::string(one.value)});
    form.cost += 2;
    out.push_back(std::move(form));
  }
}

}  // namespace winnow::mend
