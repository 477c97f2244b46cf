// The forms of one name's fields, from the likeliest on.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mend/edit.h"
#include "mend/header_form.h"

namespace winnow::mend {

// How far a round of the search looks: at the few likeliest forms, at every form one step away, at every form two steps away.
enum class Round { kLikely, kOneStep, kTwoSteps };

// Forms in order of cost. Orders of a short address list are many and alike: they are counted, and made when asked for.
class FormList {
 public:
  std::size_t size() const { return forms_.size() + orders_; }
  unsigned cost(std::size_t index) const { return index < forms_.size() ? forms_[index].cost : order_cost_; }
  Form at(std::size_t index) const;

 private:
  friend FormList forms_of(const Scene& scene, std::string_view field, Round round);
  friend FormList own_forms(const Scene& scene);
  void add_orders(Form at_hand, unsigned bits);

  std::vector<Form> forms_;
  Form at_hand_;                       // of the orders
  std::vector<std::string> ordered_;   // mailboxes of the only field
  std::size_t orders_ = 0;
  unsigned order_cost_ = 0;
};

// The forms of the fields of this name (lower case).
FormList forms_of(const Scene& scene, std::string_view field, Round round);

// The forms of one field alone, which is folded, spaced or named otherwise: the signature's own.
FormList own_forms(const Scene& scene);

// Appends the edits that turn the fields at hand into the form.
void append_edits(const Scene& scene, std::string_view field, const Form& form, std::vector<Edit>& out);

}  // namespace winnow::mend
