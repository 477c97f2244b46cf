// The signature fields of a message by mechanism, found in one pass.
#pragma once

#include <vector>

#include "mail/message.h"

namespace winnow::proof {

// Indexes into Message::fields from the top, at most limits::kSignatures of each name.
struct MechanismFields {
  explicit MechanismFields(const mail::Message& message);
  bool has_arc() const { return !arc_seals.empty() || !arc_messages.empty() || !arc_results.empty(); }
  bool none() const { return dkim.empty() && xgoogle.empty() && domainkeys.empty() && !has_arc(); }

  std::vector<int> dkim, xgoogle, domainkeys;
  std::vector<int> arc_seals, arc_messages, arc_results;
};

}  // namespace winnow::proof
