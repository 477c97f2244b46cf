// The table of relations. Those that limit come before the one that lets proved items testify.
#include <array>

#include "relate/authors.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

constexpr auto kRelations = std::to_array<RelationRow>({
    {"from.lookalike", from_lookalike},
    {"account.breach", account_breach},
    {"account.exposed", account_exposed},
    {"signature.reused", signature_reused},
    {"key.computed", key_computed},
    {"witness.attachment", witness_attachment},
    {"habit.unsigned", habit_unsigned},
    {"habit.grammar", habit_grammar},
    {"clock.zone", clock_zone},
    {"edition.compared", edition_compared},
    {"copy.compared", copy_compared},
    {"thread.ghost", thread_ghost},
});

}  // namespace

std::span<const RelationRow> all() { return kRelations; }

Relations::Relations(const Options& options) : authors_(std::make_unique<Authors>()) {
  for (const RelationRow& row : all()) relations_.push_back(row.make(options, *authors_));
}

Relations::~Relations() = default;

void Relations::learn(const Entry& entry) {
  authors_->learn(entry);
  for (const auto& relation : relations_) relation->learn(entry);
}

void Relations::conclude(Store& store) {
  for (const auto& relation : relations_) relation->conclude(store);
}

}  // namespace winnow::relate
