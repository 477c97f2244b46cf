// The statements that need more than one item; each stands in a file of its own and has a row in all.cc.
#pragma once

#include "relate/relate.h"

namespace winnow::relate {

std::unique_ptr<Relation> from_lookalike(const Options&, const Authors&);
std::unique_ptr<Relation> account_exposed(const Options&, const Authors&);
std::unique_ptr<Relation> account_breach(const Options&, const Authors&);
std::unique_ptr<Relation> signature_reused(const Options&, const Authors&);
std::unique_ptr<Relation> key_computed(const Options&, const Authors&);
std::unique_ptr<Relation> witness_attachment(const Options&, const Authors&);
std::unique_ptr<Relation> edition_compared(const Options&, const Authors&);
std::unique_ptr<Relation> habit_unsigned(const Options&, const Authors&);
std::unique_ptr<Relation> habit_grammar(const Options&, const Authors&);
std::unique_ptr<Relation> clock_zone(const Options&, const Authors&);
std::unique_ptr<Relation> copy_compared(const Options&, const Authors&);
std::unique_ptr<Relation> thread_ghost(const Options&, const Authors&);

}  // namespace winnow::relate
