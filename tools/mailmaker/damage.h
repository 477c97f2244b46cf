// What honest handling does to mail on its way or in an archive. Each breaks the signatures; none is a forgery.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "mailmaker/message.h"
#include "mailmaker/random.h"

namespace mailmaker {

enum class Damage { kListFooter, kSubjectTag, kReencoded, kFromQuoted, kRedacted };
inline constexpr std::array kDamages{Damage::kListFooter, Damage::kSubjectTag, Damage::kReencoded, Damage::kFromQuoted,
                              Damage::kRedacted};

std::string_view name_of(Damage damage);
// Does the damage, or, where the message offers it no hold, a list footer. Returns what was done.
Damage apply_damage(Message &message, Damage damage, Random &random);

} // namespace mailmaker
