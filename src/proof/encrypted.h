// Parts of a message that only the holder of a key can read.
#pragma once

#include <string_view>
#include <vector>

#include "mail/message.h"

namespace winnow::proof {

struct EncryptedPart {
  std::string_view mechanism;    // "smime" or "openpgp"
  int part = -1;                 // index in Message::parts
};

// In the order of the parts; those of embedded messages are their own. `texts`: the parts whose text holds an encrypted
// OpenPGP message, as verify_signatures() gives them.
std::vector<EncryptedPart> find_encrypted(const mail::Message& message, const std::vector<int>& texts);

}  // namespace winnow::proof
