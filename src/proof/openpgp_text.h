// OpenPGP that stands in the text of a mail: cleartext signatures (RFC 9580 section 7) and armored messages that are signed
// and not encrypted (section 10.3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proof/openpgp_packet.h"

namespace winnow::proof {

// A text and the signatures over it. `fault`: catalogue id "signature.<fault>" of why there are none.
struct SignedText {
  std::string octets;                        // what is hashed, for a signature of text already in canonical form
  std::vector<std::string> signatures;       // signature packets, with their headers
  bool cleartext = false;
  bool encrypted = false;                    // nobody but the holders of a key can read it
  std::string_view fault;
};

// Packets of detached signatures; nothing else may stand among them.
SignedText read_detached(std::string_view octets);
// `block`: of label SIGNED MESSAGE. The text with its dashes unescaped, blanks at line ends left out and CRLF between lines, as
// it is hashed; armor headers other than Hash stand unsigned within the block and are a fault.
SignedText read_cleartext(const ArmorBlock& block);
// The packets of a message (label MESSAGE): compressed (uncompressed, ZIP, ZLIB), signed, literal. Unpacks at most
// limits::kOpenPgpMessageBytes.
SignedText read_message(std::string_view octets);

}  // namespace winnow::proof
