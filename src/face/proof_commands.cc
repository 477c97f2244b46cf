#include "face/proof_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "face/cut_commands.h"
#include "face/entity_commands.h"
#include "face/layout.h"
#include "face/openpgp_commands.h"
#include "face/restored.h"

namespace winnow::face {
namespace {

constexpr std::string_view kHead = R"sh(#!/bin/sh
# Repeats, without winnow, what it says about one message or a part of it.
# Needs openssl, awk, sed and coreutils, for OpenPGP also gpgv. Use: sh proof.sh message.eml [FILE FOR THE PART]
set -eu
export LC_ALL=C
message=${1:-message.eml}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CR=$(printf '\r') TAB=$(printf '\t') SOH=$(printf '\001')

# A piece of the message: first byte (from 0) and number of bytes.
bytes() { tail -c "+$(($1 + 1))" "$message" | head -c "$2"; }
# Stops where a file is not the one that was examined.
same() {
  if [ "$(sha256sum < "$1" | cut -c 1-64)" = "$2" ]; then echo "$3: the bytes that were examined"
  else echo "$3: FAILED, other bytes than those that were examined"; exit 1; fi
}
)sh";

constexpr std::string_view kRelaxedHeader = R"sh(
# One header field as RFC 6376 section 3.4.2 wants it: unfolded, name in small letters, runs of blanks as one.
relaxed_field() {
  sed "s/$CR\$//" | tr -d '\n' | sed -e "s/[ $TAB][ $TAB]*/ /g" -e 's/ *: */:/' -e 's/ $//' |
    awk '{ i = index($0, ":"); printf "%s%s", tolower(substr($0, 1, i - 1)), substr($0, i) }'
}
# The signature field itself, with the value of b= taken out (section 3.5).
relaxed_signature() { relaxed_field | sed -e 's/\([:;] *b *=\)[^;]*/\1/' | tr -d '\n'; }
)sh";

constexpr std::string_view kSimpleHeader = R"sh(
# One header field as RFC 6376 section 3.4.1 wants it: as it is, lines ending in CR LF.
simple_field() { sed -e "s/$CR\$//" -e "s/\$/$CR/"; }
# The signature field itself, with the value of b= taken out (section 3.5), without its last line end.
simple_signature() {
  sed "s/$CR\$//" | tr '\n' '\001' |
    sed -e "s/\([:;][ $TAB$SOH]*b[ $TAB$SOH]*=\)[^;]*/\1/" -e "s/$SOH\$//" -e "s/$SOH/$CR$SOH/g" |
    tr '\001' '\n'
}
)sh";

constexpr std::string_view kRelaxedBody = R"sh(
# The body as RFC 6376 section 3.4.4 wants it: runs of blanks as one, none at line ends, no empty lines at the end.
relaxed_body() {
  sed -e "s/$CR\$//" -e "s/[ $TAB][ $TAB]*/ /g" -e 's/ $//' |
    awk '/^$/ { empty++; next } { for (; empty > 0; empty--) printf "\r\n"; printf "%s\r\n", $0 }'
}
)sh";

constexpr std::string_view kSimpleBody = R"sh(
# The body as RFC 6376 section 3.4.3 wants it: as it is, but exactly one line end at its end.
simple_body() {
  sed "s/$CR\$//" |
    awk '/^$/ { empty++; next } { for (; empty > 0; empty--) printf "\r\n"; printf "%s\r\n", $0; text = 1 }
         END { if (!text) printf "\r\n" }'
}
)sh";

constexpr std::string_view kTag = R"sh(
# The value of one tag of a signature field.
tag() { sed "s/$CR\$//" | tr -d "\n $TAB" | sed "s/^[^:]*:/;/; s/^.*;$1=\([^;]*\).*\$/\1/"; }
)sh";

// Those whose header half is the signed fields and then the own field, as in DKIM.
bool has_dkim_form(const record::Signature& signature) {
  const std::string& mechanism = signature.mechanism();
  return mechanism == "dkim" || mechanism == "xgoogle" || mechanism == "arc-ams" || mechanism == "arc-seal";
}

bool shows_header(const record::Signature& signature) {
  return has_dkim_form(signature) && signature.header() == record::PASS && !signature.key_p().empty();
}
bool shows_body(const record::Signature& signature) {
  return has_dkim_form(signature) && signature.body() == record::PASS && signature.has_body_covered();
}

bool header_is_simple(const record::Signature& signature) { return !signature.canonicalization().starts_with("relaxed"); }
bool body_is_simple(const record::Signature& signature) { return !signature.canonicalization().ends_with("/relaxed"); }

std::string_view hash_name(const record::Signature& signature) {
  return signature.algorithm().ends_with("sha1") ? "sha1" : "sha256";
}

std::string range(const record::ByteRange& bytes) { return fmt::format("bytes {} {}", bytes.begin(), bytes.end() - bytes.begin()); }

// Base64 only, whatever the record said, in the lines of a PEM file.
std::string pem_lines(std::string_view base64) {
  std::string out;
  std::size_t column = 0;
  for (const char c : base64) {
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '/' && c != '=') continue;
    out += c;
    if (++column % 64 == 0) out += '\n';
  }
  if (column % 64 != 0) out += '\n';
  return out;
}

std::string key_commands(const record::Signature& signature) {
  const bool ed25519 = signature.algorithm().starts_with("ed25519");
  // p= of Ed25519 is the bare key (RFC 8463 section 4); the sixteen characters in front make it a SubjectPublicKeyInfo.
  const std::string lines = pem_lines((ed25519 ? "MCowBQYDK2VwAyEA" : "") + signature.key_p());
  // "KoZIhvcNAQEB" or one of its two shifts is the object identifier rsaEncryption in base64: without it, PKCS #1.
  const bool bare_rsa = !ed25519 && lines.substr(0, 64).find("qGSIb3DQEB") == std::string::npos &&
                        lines.substr(0, 64).find("hkiG9w0BAQ") == std::string::npos &&
                        lines.substr(0, 64).find("oZIhvcNAQE") == std::string::npos;
  const std::string_view label = bare_rsa ? "RSA PUBLIC KEY" : "PUBLIC KEY";
  std::string out = fmt::format("cat > \"$work/key\" <<'END'\n-----BEGIN {0}-----\n{1}-----END {0}-----\nEND\n", label, lines);
  if (bare_rsa) out += "openssl rsa -RSAPublicKey_in -in \"$work/key\" -pubout -out \"$work/spki\" 2>/dev/null && mv \"$work/spki\" \"$work/key\"\n";
  return out;
}

std::string header_commands(const record::Signature& signature) {
  const std::string_view form = header_is_simple(signature) ? "simple" : "relaxed";
  std::string out = "\n# The signed header fields in the order of h=, then the signature field itself.\n{\n";
  for (const record::ByteRange& field : signature.signed_fields()) {
    out += fmt::format("  {} | {}_field", range(field), form);
    out += header_is_simple(signature) ? "\n" : "; printf '\\r\\n'\n";
  }
  // Google makes its own signature under the name DKIM-Signature and renames it afterwards.
  const std::string_view rename = signature.mechanism() == "xgoogle" ? " | sed '1s/^[Xx]-[Gg][Oo][Oo][Gg][Ll][Ee]-//'" : "";
  out += fmt::format("  {}{} | {}_signature\n}} > \"$work/header\"\n", range(signature.header_field()), rename, form);
  out += fmt::format("{} | tag b | openssl base64 -d -A > \"$work/signature\"\n", range(signature.header_field()));
  const std::string_view computed = signature.key_channel() == "computed" ? ", computed from signatures: winnow explain key.computed" : "";
  out += fmt::format("\n# The public key: p= of {}{}\n", printable(signature.selector() + "._domainkey." + signature.domain()), computed);
  out += key_commands(signature);
  if (signature.algorithm().starts_with("ed25519")) {
    out += "openssl dgst -sha256 -binary \"$work/header\" > \"$work/hash\"\n"
           "openssl pkeyutl -verify -pubin -inkey \"$work/key\" -rawin -in \"$work/hash\" -sigfile \"$work/signature\" >/dev/null &&\n"
           "  echo 'header: Verified OK' || echo 'header: FAILED'\n";
  } else {
    out += fmt::format("printf 'header: '\nopenssl dgst -{} -verify \"$work/key\" -signature \"$work/signature\" \"$work/header\" || true\n",
                       hash_name(signature));
  }
  return out;
}

std::string body_commands(const record::Signature& signature) {
  std::string out = "\n# The body: its hash must be the one that the signature field holds as bh=.\n";
  out += fmt::format("tail -c +{} \"$message\"{} | {}_body", signature.body_covered().begin() + 1, undo_command(signature), body_is_simple(signature) ? "simple" : "relaxed");
  if (signature.has_body_length()) out += fmt::format(" | head -c {}", signature.body_length());
  out += fmt::format(" > \"$work/body\"\ncomputed=$(openssl dgst -{} -binary \"$work/body\" | openssl base64 -A)\n", hash_name(signature));
  out += fmt::format("signed=$({} | tag bh)\n", range(signature.header_field()));
  out += "if [ \"$computed\" = \"$signed\" ]; then echo \"body: Verified OK ($signed)\"\n"
         "else echo \"body: FAILED (computed $computed, signed $signed)\"; fi\n";
  return out;
}

using Shows = bool (*)(const record::Signature&);

bool any(const ProofPath& path, Shows holds) {
  return std::ranges::any_of(path.items, [&](const record::Item& item) { return std::ranges::any_of(item.signatures(), holds); });
}

std::string functions(const ProofPath& path) {
  std::string out;
  if (any(path, [](const auto& one) { return shows_header(one) && !header_is_simple(one); })) out += kRelaxedHeader;
  if (any(path, [](const auto& one) { return shows_header(one) && header_is_simple(one); })) out += kSimpleHeader;
  if (any(path, [](const auto& one) { return shows_body(one) && !body_is_simple(one); })) out += kRelaxedBody;
  if (any(path, [](const auto& one) { return shows_body(one) && body_is_simple(one); })) out += kSimpleBody;
  if (any(path, [](const auto& one) { return shows_header(one) || shows_body(one); })) out += kTag;
  for (const record::Item& item : path.items) {
    if (const std::string more = entity_functions(item); out.find(more) == std::string::npos) out += more;
    if (const std::string more = openpgp_functions(item); out.find(more) == std::string::npos) out += more;
  }
  for (std::size_t i = 1; i < path.items.size(); ++i)
    if (const std::string undo = decoder_function(path.items[i]); out.find(undo) == std::string::npos) out += undo;
  return out;
}

std::string one_signature(const record::Signature& signature) {
  const std::string title = fmt::format("{} {}: d={} s={} {} {}", signature.mechanism() == "dkim" ? "signature" : signature.mechanism(), signature.index() + 1, signature.domain(), signature.selector(),
                                        signature.algorithm(), signature.canonicalization());
  std::string out = "\necho " + shell_word(printable(title)) + "\n";
  if (shows_header(signature)) out += header_commands(signature);
  if (shows_body(signature)) out += body_commands(signature);
  return out;
}

// A signature that holds once damage is taken back is repeated over the restored message.
std::string signature_commands(const record::Item& message) {
  std::string out;
  std::vector<bool> written(static_cast<std::size_t>(message.restorations_size()));
  for (const record::Signature& signature : message.signatures()) {
    if (!shows_header(signature) && !shows_body(signature)) continue;
    const int number = static_cast<int>(signature.restoration());
    if (number < 1 || number > message.restorations_size()) {
      out += one_signature(signature);
      continue;
    }
    if (!written[static_cast<std::size_t>(number) - 1]) out += restore_commands(message.restorations(number - 1), number);
    written[static_cast<std::size_t>(number) - 1] = true;
    const record::Signature there = in_restored(signature, message.restorations(number - 1));
    out += fmt::format("original=$message message=$work/restored{}\n{}message=$original\n", number, one_signature(there));
  }
  return out;
}

// "message", or "part :2" by its number in the message.
std::string step_name(const record::Item& item, bool first) {
  if (first) return item.kind() == record::KIND_MESSAGE || item.kind() == record::KIND_UNSPECIFIED ? "message" : "file";
  const std::string name = printable(shorten(item.name(), 80));
  return "part " + printable(item.suffix()) + (name.empty() ? "" : ", " + name);
}

// What no range leads to: the script ends before it, and says so.
std::string rest_of_the_way(const ProofPath& path) {
  const record::Item& item = path.inside;
  const std::string& around = path.items.back().media_type();
  const std::string_view how = around == "application/ms-tnef" ? "a winmail.dat: Debian's package tnef takes it apart (tnef --save-body)"
                               : around == "message/rfc822"    ? "coded in its text: any program for uuencode and yEnc undoes that"
                                                               : "an archive: any program unpacks it";
  const std::string words = fmt::format("What was asked for lies inside this last file, {}. It is \"{}\" there, with SHA-256 {}", how,
                                        printable(shorten(item.name().empty() ? item.suffix() : item.name(), 200)), to_hex(item.sha256()));
  return "\necho " + shell_word(words) + "\n";
}

}  // namespace

ProofPath proof_path(const store::Case& opened, const store::StoredItem& item) {
  ProofPath path;
  std::vector<store::StoredItem> upwards{item};
  // A parent lies nearer to the file than its child: the way up ends.
  while (upwards.back().parent) {
    auto parent = opened.find(*upwards.back().parent);
    if (!parent || parent->locator.size() >= upwards.back().locator.size()) break;
    upwards.push_back(std::move(*parent));
  }
  path.file = upwards.back().locator;
  for (auto step = upwards.rbegin(); step != upwards.rend(); ++step) {
    path.whole = path.items.empty() || can_cut(step->item);
    if (!path.whole) {
      path.inside = item.item;
      break;
    }
    path.items.push_back(std::move(step->item));
  }
  return path;
}

bool has_proof(const ProofPath& path) {
  return path.items.size() > 1 || any(path, [](const auto& one) { return shows_header(one) || shows_body(one); }) ||
         std::ranges::any_of(path.items, [](const record::Item& item) { return !entity_functions(item).empty() || !openpgp_functions(item).empty(); });
}

std::string proof_commands(const ProofPath& path) {
  std::string out = std::string(kHead) + functions(path);
  for (std::size_t i = 0; i < path.items.size(); ++i) {
    const record::Item& item = path.items[i];
    if (i != 0)
      out += fmt::format("\n# The part, cut out by its byte range{}.\n{} > \"$work/part{}\"\nmessage=$work/part{}\n",
                         decoder_function(item).empty() ? "" : " and decoded", cut_pipeline(item), i, i);
    if (!item.sha256().empty())
      out += fmt::format("\n# It must be the one that was examined.\nsame \"$message\" {} {}\n", to_hex(item.sha256()), shell_word(step_name(item, i == 0)));
    out += signature_commands(item) + entity_commands(item) + openpgp_commands(item);
  }
  if (!path.whole) out += rest_of_the_way(path);
  if (path.items.size() > 1) out += "\n# The part as a file of its own, where a name for it was given.\n[ -z \"${2:-}\" ] || cp \"$message\" \"$2\"\n";
  return out;
}

}  // namespace winnow::face
