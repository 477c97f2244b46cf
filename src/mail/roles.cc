// What a reader takes for the text of a mail: the walk of RFC 8621 section 4.1.4, over the parts in order.
#include "mail/message.h"

namespace winnow::mail {
namespace {

class RoleFinder {
 public:
  explicit RoleFinder(const Message& message) : message_(message), children_(message.parts.size()) {
    for (std::size_t i = 1; i < message.parts.size(); ++i) children_[static_cast<std::size_t>(message.parts[i].parent)].push_back(static_cast<int>(i));
  }

  Roles find() {
    if (!message_.parts.empty()) visit(0, "mixed", true);
    return std::move(roles_);
  }

 private:
  const Part& part(int index) const { return message_.parts[static_cast<std::size_t>(index)]; }
  const std::vector<int>& children(int index) const { return children_[static_cast<std::size_t>(index)]; }

  // A multipart in which no part was found is shown as the text that it is.
  bool is_container(int index) const { return part(index).is_multipart() && !children(index).empty(); }

  void visit(int index, std::string_view within, bool first) {
    if (is_container(index)) {
      bool first_child = true;
      for (const int child : children(index)) {
        visit(child, part(index).subtype, first_child && (within == "mixed" || first));
        first_child = false;
      }
      return;
    }
    const Part& leaf = part(index);
    // In multipart/related only the first part is the text; what has a file name behind the first part is an attachment.
    // An unknown kind of text in first place is shown (RFC 2046 section 4.1.4); later ones are calendars, patches, cards.
    const bool mail_text = leaf.subtype == "plain" || leaf.subtype == "html" || leaf.subtype == "enriched" || leaf.subtype == "richtext";
    const bool is_text = leaf.is_multipart() || (leaf.type == "text" && (first || mail_text));
    const bool shown = is_text && leaf.disposition != "attachment" && (first || (within != "related" && leaf.name.empty()));
    const bool html = leaf.type == "text" && leaf.subtype == "html";
    const bool known = leaf.is_multipart() || leaf.subtype == "plain" || html || within != "alternative";
    if (!shown || !known) roles_.attachments.push_back(index);
    else if (html) roles_.text_html.push_back(index);
    else roles_.text_plain.push_back(index);
  }

  const Message& message_;
  std::vector<std::vector<int>> children_;
  Roles roles_;
};

}  // namespace

Roles roles(const Message& message) { return RoleFinder(message).find(); }

}  // namespace winnow::mail
