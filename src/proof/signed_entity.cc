#include "proof/signed_entity.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "mail/parameter.h"
#include "proof/opaque.h"

namespace winnow::proof {
namespace {

// The header fields that may stand for those of the mail.
constexpr std::array<std::string_view, 6> kShown = {"from", "to", "cc", "subject", "date", "message-id"};

const std::vector<mail::Field>& fields_of(const mail::Message& message, std::size_t part) {
  return part == 0 ? message.fields : message.parts[part].fields;
}

mail::ParameterizedValue content_type(const std::vector<mail::Field>& fields) {
  mail::Notes ignored;
  for (const mail::Field& field : fields)
    if (iequals(field.name, "Content-Type")) return mail::parse_parameterized(field.value, ignored);
  return {};
}

bool is_pkcs7_signature(const mail::Part& part) {
  return part.type == "application" && (part.subtype == "pkcs7-signature" || part.subtype == "x-pkcs7-signature");
}

bool is_pgp_signature(const mail::Part& part) { return part.type == "application" && part.subtype == "pgp-signature"; }

// RFC 1847 section 2.1: two parts, what is signed and the signature.
std::optional<EntityFound> read_signed(const mail::Message& message, std::size_t container) {
  EntityFound found;
  found.container = static_cast<int>(container);
  int children = 0;
  for (std::size_t i = container + 1; i < message.parts.size(); ++i) {
    if (message.parts[i].parent != static_cast<int>(container)) continue;
    if (++children == 1) found.part = static_cast<int>(i);
    if (children == 2) found.signature_part = static_cast<int>(i);
  }
  if (children != 2) return std::nullopt;
  const mail::Part& signature = message.parts[static_cast<std::size_t>(found.signature_part)];
  if (is_pgp_signature(signature)) found.kind = EntityKind::kOpenPgpDetached;
  else if (!is_pkcs7_signature(signature)) return std::nullopt;
  return found;
}

bool has_bare_line_feed(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    if (at == 0 || text[at - 1] != '\r') return true;
  return false;
}

void add_shown(const std::vector<mail::Field>& fields, SignedEntity& entity) {
  for (const mail::Field& field : fields)
    for (const std::string_view name : kShown)
      if (iequals(field.name, name)) entity.protected_fields.emplace_back(std::string(name), std::string(field.value));
}

// What the signed entity's own header says of itself: RFC 9788 section 2.1.1 (hp=), and its widely used draft.
bool calls_itself_protected(const mail::ParameterizedValue& type) {
  const std::string* const draft = type.find("protected-headers");
  return type.find("hp") != nullptr || (draft != nullptr && *draft == "v1");
}

// `root`: the signed entity in `message`; `children` begin behind it.
void read_fields(const mail::Message& message, std::size_t root, SignedEntity& entity) {
  const std::vector<mail::Field>& own = fields_of(message, root);
  if (calls_itself_protected(content_type(own))) return add_shown(own, entity);
  // RFC 8551 section 3.1: the whole message, header and all, wrapped into message/rfc822 and signed.
  const mail::Part& part = message.parts[root];
  if (!part.is_message() || part.encoding != mail::Encoding::kIdentity) return;
  entity.is_message = true;
  const Bytes inner = message.bytes.subspan(part.body.begin, part.body.size());
  add_shown(mail::parse(inner, part.depth + 1).fields, entity);
}

}  // namespace

std::string with_crlf(std::string_view text) {
  if (!has_bare_line_feed(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) {
      out.append(text.substr(begin));
      break;
    }
    out.append(text.substr(begin, end - begin));
    if (end == 0 || text[end - 1] != '\r') out += '\r';
    out += '\n';
    begin = end + 1;
  }
  return out;
}

// Parts come in preorder, so that an embedded message is known before what lies in it.
std::vector<bool> inside_messages(const mail::Message& message) {
  std::vector<bool> inside(message.parts.size(), false);
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const int parent = message.parts[i].parent;
    if (parent < 0) continue;
    inside[i] = inside[static_cast<std::size_t>(parent)] || message.parts[static_cast<std::size_t>(parent)].is_message();
  }
  return inside;
}

std::vector<EntityFound> find_entities(const mail::Message& message) {
  std::vector<EntityFound> out;
  const auto is_candidate = [](const mail::Part& part) { return (part.is_multipart() && part.subtype == "signed") || is_pkcs7_mime(part); };
  if (std::none_of(message.parts.begin(), message.parts.end(), is_candidate)) return out;
  const std::vector<bool> inside = inside_messages(message);
  for (std::size_t i = 0; i < message.parts.size() && out.size() < limits::kSignatures; ++i) {
    const mail::Part& part = message.parts[i];
    if (inside[i] || !is_candidate(part)) continue;
    const int index = static_cast<int>(i);
    if (!part.is_multipart()) out.push_back({EntityKind::kSmimeOpaque, index, index, index});
    else if (const auto found = read_signed(message, i)) out.push_back(*found);
  }
  return out;
}

std::string signed_octets(const mail::Message& message, const SignedEntity& entity) {
  if (entity.content) return *entity.content;
  if (entity.part < 0) return {};
  const mail::Part& part = message.parts[static_cast<std::size_t>(entity.part)];
  return with_crlf(as_text(message.bytes).substr(part.header.begin, part.body.end - part.header.begin));
}

void read_protected_fields(const mail::Message& message, SignedEntity& entity) {
  if (entity.part < 0) return;
  if (!entity.content) return read_fields(message, static_cast<std::size_t>(entity.part), entity);
  const mail::Message inner = mail::parse(as_bytes(*entity.content), message.parts[static_cast<std::size_t>(entity.part)].depth + 1);
  if (!inner.parts.empty()) read_fields(inner, 0, entity);
}

}  // namespace winnow::proof
