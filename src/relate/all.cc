// The table of relations. Those that limit come before the one that lets proved items testify.
#include <array>

#include "relate/relations.h"

namespace winnow::relate {
namespace {

constexpr std::array<Relation, 5> kRelations = {{
    {"from.lookalike", from_lookalike},
    {"account.breach", account_breach},
    {"account.exposed", account_exposed},
    {"signature.reused", signature_reused},
    {"witness.attachment", witness_attachment},
}};

}  // namespace

std::span<const Relation> all() { return kRelations; }

}  // namespace winnow::relate
