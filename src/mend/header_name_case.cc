// docs/mend/header.name-case.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

// As their standards or common programs write them, where that is not every first letter large.
constexpr std::array<std::string_view, 10> kNames = {"MIME-Version", "Message-ID", "CC", "DKIM-Signature", "List-ID", "MIME-version",
                                                     "Content-type", "Content-transfer-encoding", "Content-ID", "Reply-to"};

std::string first_letters_large(std::string_view name) {
  std::string out = lower(name);
  bool first = true;
  for (char& c : out) {
    if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    first = c == '-';
  }
  return out;
}

}  // namespace

bool takes_name_case(const Scene& scene, std::string_view) { return scene.is_simple; }

void propose_name_case(const Scene&, std::string_view, const Form& from, Forms& out) {
  if (from.fields.size() != 1) return;
  const std::string& text = from.fields[0].text;
  const std::string_view name = name_of(text), rest = std::string_view(text).substr(name.size());
  const auto propose = [&](std::string other, unsigned bits) {
    if (other == name) return;
    Form form = from;
    form.fields[0].text = std::move(other) + std::string(rest);
    form.cost += bits;
    out.push_back(std::move(form));
  };
  propose(first_letters_large(name), 5);
  for (const std::string_view known : kNames)
    if (iequals(known, name)) propose(std::string(known), 5);
  propose(lower(name), 7);
  std::string large(name);
  std::transform(large.begin(), large.end(), large.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  propose(large, 8);
}

}  // namespace winnow::mend
