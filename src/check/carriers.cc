#include "check/carriers.h"

namespace winnow::check {

const Assessment* row_of(const Facts& facts, std::string_view mechanism, std::uint32_t instance) {
  for (const Assessment& a : facts.others)
    if (a.signature->mechanism == mechanism && a.signature->instance == instance) return &a;
  return nullptr;
}

bool holds(const Assessment& assessment) {
  return assessment.counts && assessment.signature->result == proof::ResultWord::kPass;
}

}  // namespace winnow::check
