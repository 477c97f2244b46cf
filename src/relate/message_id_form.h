// What the Message-IDs of one program on one machine have in common.
#pragma once

#include <string>
#include <string_view>

namespace winnow::relate {

// The signs between the words of the left side (none of a long word that is all chance, as base64), and the right side. Equal for
// ids that one program makes, and most often different for those of two.
std::string message_id_form(std::string_view message_id);

}  // namespace winnow::relate
