#include "proof/signature_field.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "base/text.h"
#include "proof/base64.h"
#include "proof/tag_list.h"

namespace winnow::proof {
namespace {

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// DKIM-Quoted-Printable (section 2.11): white space means nothing, "=" and two digits is an octet.
std::string decode_quoted(std::string_view value) {
  std::string text = without_white_space(value), out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    out.push_back(escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i]);
    if (escape) i += 2;
  }
  return out;
}

constexpr std::size_t kTimeDigits = 12, kLengthDigits = 76;   // RFC 6376 section 3.5

class FieldReader {
 public:
  explicit FieldReader(std::string_view value) : tags_(TagList::read(value)) {}

  SignatureField read() {
    check_tags();
    read_version();
    read_algorithm();
    read_value();
    read_body_hash();
    read_names();
    read_identity();
    read_header_list();
    read_canonicalization();
    read_query();
    read_numbers();
    return std::move(field_);
  }

  // RFC 8617 section 4.1.2: as DKIM, but i= is the instance, and there is no version.
  SignatureField read_arc_message() {
    check_tags();
    read_instance();
    read_algorithm();
    read_value();
    read_body_hash();
    read_names();
    read_header_list();
    if (signs("arc-seal")) blame("arc-seal-signed");
    read_canonicalization();
    read_query();
    read_numbers();
    return std::move(field_);
  }

  // Section 4.1.3: signs the sets alone, always relaxed; h= would say otherwise and is forbidden.
  SignatureField read_seal() {
    check_tags();
    read_instance();
    if (const auto validation = required("cv")) field_.chain_validation = lower(*validation);
    if (tags_.find("h")) blame("arc-seal-header-list");
    field_.header = Canonicalization::kRelaxed;
    read_algorithm();
    read_value();
    read_names();
    field_.signed_at = read_time("t");
    return std::move(field_);
  }

  // RFC 4870 section 3.3. Some signers left out a= and q=, whose only values are rsa-sha1 and dns.
  SignatureField read_domainkey() {
    check_tags();
    field_.algorithm = lower(tags_.value("a").value_or("rsa-sha1"));
    field_.hash = HashKind::kSha1;
    if (field_.algorithm == "rsa-sha1") field_.key_kind = KeyKind::kRsa;
    else blame("algorithm");
    read_value();
    read_names();
    if (const auto how = required("c")) {
      field_.header = field_.body = lower(*how) == "nofws" ? Canonicalization::kRelaxed : Canonicalization::kSimple;
      field_.canonicalization_known = iequals(*how, "nofws") || iequals(*how, "simple");
      if (!field_.canonicalization_known) blame("canonicalization");
    }
    if (const auto methods = tags_.value("q"); methods && !iequals(*methods, "dns")) blame("query");
    if (const auto list = tags_.value("h"); list && !list->empty())
      for (const std::string_view name : split_colons(*list)) field_.header_fields.push_back(lower(name));
    return std::move(field_);
  }

 private:
  void check_tags() {
    if (tags_.fault() == TagListFault::kSyntax) blame("syntax");
    if (tags_.fault() == TagListFault::kDuplicate) blame("duplicate-tag");
  }
  void blame(std::string_view fault) {
    if (field_.fault.empty()) field_.fault = fault;
  }
  std::optional<std::string_view> required(std::string_view name) {
    const auto value = tags_.value(name);
    if (!value || value->empty()) blame("missing-tag");
    return value;
  }

  void read_version() {
    const auto version = tags_.value("v");
    if (version && *version == "1") return;
    // Signers of 2005 to 2007 followed the drafts, which had no v= at first and then v=0.x; the tags that count here
    // meant the same. RFC 6376 section 6.1.1 would have a verifier of today ignore what they signed.
    field_.draft = !version || version->starts_with("0.");
    if (!field_.draft) blame("version");
  }

  void read_algorithm() {
    const auto algorithm = required("a");
    if (!algorithm) return;
    field_.algorithm = lower(*algorithm);
    if (field_.algorithm == "rsa-sha256" || field_.algorithm == "rsa-sha1") field_.key_kind = KeyKind::kRsa;
    if (field_.algorithm == "ed25519-sha256") field_.key_kind = KeyKind::kEd25519;
    if (field_.algorithm.ends_with("-sha1")) field_.hash = HashKind::kSha1;
    if (!field_.key_kind) blame("algorithm");
  }

  void read_value() {
    if (const auto value = required("b")) {
      const auto octets = decode_base64(*value);
      if (!octets) blame("syntax");
      field_.value = octets.value_or("");
    }
  }

  void read_body_hash() {
    if (const auto hash = required("bh")) {
      const auto octets = decode_base64(*hash);
      if (!octets) blame("syntax");
      field_.body_hash = octets.value_or("");
    }
  }

  void read_names() {
    if (const auto domain = required("d")) field_.domain = domain_for_comparing(*domain);
    if (const auto selector = required("s")) field_.selector = domain_for_comparing(*selector);
    field_.identity_domain = field_.domain;
  }

  void read_identity() {
    const auto identity = tags_.value("i");
    field_.identity = identity && !identity->empty() ? decode_quoted(*identity) : "@" + field_.domain;
    const std::size_t at = field_.identity.rfind('@');
    if (at == std::string::npos) return blame("identity");
    field_.identity_domain = domain_for_comparing(std::string_view(field_.identity).substr(at + 1));
    if (!is_same_or_below(field_.identity_domain, field_.domain)) blame("identity");
  }

  void read_header_list() {
    const auto list = required("h");
    if (!list) return;
    for (const std::string_view name : split_colons(*list)) field_.header_fields.push_back(lower(name));
    if (!signs("from")) blame("from-unsigned");
  }
  bool signs(std::string_view name) const {
    const auto& names = field_.header_fields;
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  void read_instance() {
    if (const auto instance = required("i")) field_.instance = read_arc_instance(*instance);
    if (!field_.instance) blame("arc-instance");
  }

  void read_canonicalization() {
    const std::string how = lower(tags_.value("c").value_or("simple/simple"));
    const std::size_t slash = std::min(how.find('/'), how.size());
    const std::string_view header = std::string_view(how).substr(0, slash);
    const std::string_view body = slash < how.size() ? std::string_view(how).substr(slash + 1) : "simple";
    field_.canonicalization_known = read_one(header, field_.header) & read_one(body, field_.body);
    if (!field_.canonicalization_known) blame("canonicalization");
  }
  static bool read_one(std::string_view name, Canonicalization& how) {
    how = name == "relaxed" ? Canonicalization::kRelaxed : Canonicalization::kSimple;
    return name == "relaxed" || name == "simple";
  }

  // Unknown query methods are ignored; at least one must be known (section 3.5, "q="). The drafts said "dns" alone.
  void read_query() {
    const auto methods = tags_.value("q");
    if (!methods) return;
    const std::vector<std::string_view> list = split_colons(*methods);
    const bool known = std::any_of(list.begin(), list.end(), [&](std::string_view method) {
      return iequals(method, "dns/txt") || (field_.draft && iequals(method, "dns"));
    });
    if (!known) blame("query");
  }

  void read_numbers() {
    field_.signed_at = read_time("t");
    field_.expires_at = read_time("x");
    if (const auto length = tags_.value("l")) {
      field_.body_length = read_decimal(*length, kLengthDigits);
      if (!field_.body_length) blame("length");
    }
  }
  std::optional<std::int64_t> read_time(std::string_view name) {
    const auto value = tags_.value(name);
    if (!value) return std::nullopt;
    const auto seconds = read_decimal(*value, kTimeDigits);
    if (!seconds) {
      blame("time");
      return std::nullopt;
    }
    return static_cast<std::int64_t>(*seconds);
  }

  TagList tags_;
  SignatureField field_;
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// UTS #46 without transition; empty where the name has no A-label form.
std::string to_a_labels(std::string_view domain) {
  UErrorCode status = U_ZERO_ERROR;
  static UIDNA* const idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
  if (!idna || domain.size() > 1024) return {};
  std::array<char, 2048> out{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  status = U_ZERO_ERROR;
  const std::int32_t size = uidna_nameToASCII_UTF8(idna, domain.data(), static_cast<std::int32_t>(domain.size()), out.data(),
                                                   static_cast<std::int32_t>(out.size()), &info, &status);
  if (U_FAILURE(status) || info.errors != 0 || size <= 0) return {};
  return std::string(out.data(), static_cast<std::size_t>(size));
}

}  // namespace

SignatureField read_signature_field(std::string_view value) { return FieldReader(value).read(); }
SignatureField read_arc_message_signature(std::string_view value) { return FieldReader(value).read_arc_message(); }
SignatureField read_arc_seal(std::string_view value) { return FieldReader(value).read_seal(); }
SignatureField read_domainkey_signature(std::string_view value) { return FieldReader(value).read_domainkey(); }

std::optional<std::uint32_t> read_arc_instance(std::string_view value) {
  constexpr std::size_t kInstanceDigits = 2;
  const auto number = read_decimal(value, kInstanceDigits);
  return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

std::array<std::byte, 8> value_digest(const SignatureField& field) {
  std::array<std::byte, 8> out{};
  if (!field.value) return out;
  const std::string digest = sha256(as_bytes(*field.value));
  std::memcpy(out.data(), digest.data(), out.size());
  return out;
}

Range signature_value_range(std::string_view value) {
  const TagList tags = TagList::read(value);
  const Tag* tag = tags.find("b");
  if (!tag) return {value.size(), value.size()};
  return {tag->value_begin, tag->value_end};
}

std::string domain_for_comparing(std::string_view domain) {
  domain = trim(domain);
  while (domain.ends_with('.')) domain.remove_suffix(1);
  if (!is_ascii(domain))
    if (std::string converted = to_a_labels(domain); !converted.empty()) return lower(converted);
  return lower(domain);
}

bool is_same_or_below(std::string_view domain, std::string_view parent) {
  if (!domain.ends_with(parent)) return false;
  return domain.size() == parent.size() || domain[domain.size() - parent.size() - 1] == '.';
}

}  // namespace winnow::proof
