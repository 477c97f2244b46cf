// MIME entities of a body that are signed or encrypted as such: multipart/signed (RFC 1847) and application/pkcs7-mime
// (RFC 8551 section 3.4). A signature of this kind covers its entity and nothing beside it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mail/message.h"

namespace winnow::proof {

// How signature and signed bytes stand to each other; the names are those of the outputs.
inline constexpr std::string_view kDetached = "detached";   // multipart/signed: two parts side by side
inline constexpr std::string_view kOpaque = "opaque";       // the signed bytes lie within the signature's own data
inline constexpr std::string_view kClear = "clear";         // a readable text between two lines of a signature

struct SignedEntity {
  std::string_view form;             // one of the names above
  int part = -1;                     // index in Message::parts of what is signed; opaque: of the part that holds it
  int signature_part = -1;           // of the part with the signature; opaque: the same part
  bool is_text = false;              // what is signed is a text within `part`, and no MIME entity
  bool is_whole_body = false;        // its multipart/signed, or it itself, is the message's whole body
  bool is_message = false;           // what is signed is a message with a header of its own (RFC 8551 section 3.1)
  std::shared_ptr<const std::string> content;   // opaque: the signed octets as they were taken out
  // Header fields that the signature covers and that its maker meant as those of the mail (RFC 7508, RFC 8551 section
  // 3.1, RFC 9788): name in lower case, and value as it stands there.
  std::vector<std::pair<std::string, std::string>> protected_fields;
};

enum class EntityKind : std::uint8_t { kSmimeDetached, kSmimeOpaque, kOpenPgpDetached };

// A part that calls itself signed or encrypted. Nothing is decoded yet.
struct EntityFound {
  EntityKind kind = EntityKind::kSmimeDetached;
  int container = -1;                // the multipart/signed; else the part itself
  int part = -1, signature_part = -1;
};
// In the order of the parts. What lies in an embedded message is that message's own and left out. At most
// limits::kSignatures.
std::vector<EntityFound> find_entities(const mail::Message& message);

// For each part, whether it lies in an embedded message.
std::vector<bool> inside_messages(const mail::Message& message);

// The octets that are hashed: the entity's header and body with CRLF line ends (RFC 8551 section 3.1.1); opaque: as
// taken out.
std::string signed_octets(const mail::Message& message, const SignedEntity& entity);

// CRLF for every line feed that has no carriage return before it.
std::string with_crlf(std::string_view text);

// Adds the fields that stand for the mail's own to `entity.protected_fields`, as far as the entity says so itself.
void read_protected_fields(const mail::Message& message, SignedEntity& entity);

}  // namespace winnow::proof
