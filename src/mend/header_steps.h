// The steps that undo damage to fields of the header: one file each, one row in header_steps.cc, one page in docs/mend/.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "mend/header_form.h"

namespace winnow::mend {

using Forms = std::vector<Form>;

struct HeaderStep {
  std::string_view name;                                           // docs/mend/<name>.md
  bool (*applies)(const Scene& scene, std::string_view field);     // to fields of this name, lower case
  // Appends forms that may have led to `from`, which holds the fields of one name as they are or as another step left them.
  bool likely;                                                     // asked in the first round
  void (*propose)(const Scene& scene, std::string_view field, const Form& from, Forms& out);
};

// In order of likelihood.
std::span<const HeaderStep> header_steps();

// ---- for steps ----

// `from` with the value of its `index`-th field replaced, `bits` less likely. The step's name is added by the caller.
Form with_field_value(const Form& from, std::size_t index, std::string_view value, unsigned bits);
// `from` without its `index`-th field.
Form without_field(const Form& from, std::size_t index, unsigned bits);

}  // namespace winnow::mend
