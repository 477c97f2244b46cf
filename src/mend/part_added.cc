// docs/mend/part.added.md, docs/mend/part.wrapped.md
#include <array>

#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kAdded = "part.added", kWrapped = "part.wrapped";

std::vector<const mail::Part*> children_of(const mail::Message& message, std::size_t parent) {
  std::vector<const mail::Part*> children;
  for (const mail::Part& part : message.parts)
    if (part.parent == static_cast<int>(parent)) children.push_back(&part);
  return children;
}

// Whether its delimiter lines are those around its children, closing one included.
bool is_regular(const mail::Part& part, std::size_t children) { return part.closed && part.delimiters.size() == children + 1; }

}  // namespace

// Lists put a part of their own behind the others, or in front of them.
void propose_without_added_part(const Draft& draft, Proposals& out) {
  const mail::Message& message = draft.message();
  for (std::size_t i = 0; i < message.parts.size() && i < 2; ++i) {
    const mail::Part& part = message.parts[i];
    if (!part.is_multipart()) continue;
    const std::size_t count = children_of(message, i).size();
    if (count < 2 || !is_regular(part, count)) continue;
    const auto without = [&](std::size_t from, std::size_t to) {
      add_proposal({{kAdded, {part.delimiters[from].begin, part.delimiters[to].begin}, {}, true}}, out);
    };
    without(count - 1, count);
    if (count > 2) without(count - 2, count);
    without(0, 1);
  }
}

// Lists wrap a message that is no multipart/mixed, to add a part: its own content fields went down into its part.
void propose_unwrapped(const Draft& draft, Proposals& out) {
  const mail::Message& message = draft.message();
  const mail::Part& root = message.parts.front();
  if (!root.is_multipart()) return;
  const auto children = children_of(message, 0);
  for (std::size_t i = 0; i < children.size() && i < 2; ++i) {
    const mail::Part& inner = *children[i];
    std::vector<Edit> edits;
    constexpr std::array<std::string_view, 6> kContentFields = {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
                                                                "Content-Description", "Content-ID", "Content-Language"};
    for (const std::string_view name : kContentFields) {
      const mail::Field* const field = content_field(message, inner, name);
      std::optional<std::string> value;
      if (field != nullptr) {
        value = std::string(field->value);
        value->erase(0, std::min(value->find_first_not_of(" \t"), value->size()));
      } else if (content_field(message, root, name) == nullptr) {
        continue;
      }
      if (auto edit = set_field(message, root, kWrapped, name, value)) edits.push_back(std::move(*edit));
    }
    edits.push_back({kWrapped, {message.body.begin, inner.header.end}, {}, true});
    if (inner.body.end < message.body.end) edits.push_back({kWrapped, {inner.body.end, message.body.end}, {}, true});
    add_proposal(std::move(edits), out);
  }
}

}  // namespace winnow::mend
