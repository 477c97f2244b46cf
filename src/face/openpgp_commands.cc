#include "face/openpgp_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "face/cut_commands.h"
#include "face/layout.h"

namespace winnow::face {
namespace {

// A byte is put behind the last line and taken away again: so that line keeps the end that it has or has not.
constexpr std::string_view kOpenPgp = R"sh(
# What is signed has CR LF at the end of each line (RFC 3156 section 5).
pgp_lines() { { cat; echo x; } | sed -e "s/$CR\$//" -e "s/\$/$CR/" | head -c -3; }
# The keys in binary form: gpgv reads no armor there (RFC 9580 section 6).
pgp_ring() {
  case $(head -c 5 "$1" | tr -d '\000') in
    -----*) rm -f "$work"/key.*
      sed "s/$CR\$//" "$1" | awk -v to="$work/key." '
        /^-----BEGIN PGP PUBLIC KEY BLOCK-----/ { n++; head = 1; next } /^-----END/ { head = 0; inside = 0 }
        head && /^[ \t]*$/ { head = 0; inside = 1; next } inside && !/^=....$/ { print > (to n) }'
      for one in "$work"/key.*; do openssl base64 -d -in "$one"; done ;;
    *) cat "$1" ;;
  esac
}
# Verifies with gpgv and compares whose key it was: the fingerprint of its primary key.
verify_pgp() {
  wanted=$1; shift
  if [ -z "${PGP_KEYS:-}" ]; then echo 'part: not checked; repeat with PGP_KEYS=keys.asc sh proof.sh ...'; return; fi
  pgp_ring "$PGP_KEYS" > "$work/ring.gpg"
  gpgv --homedir "$work" --keyring "$work/ring.gpg" --status-fd 1 "$@" 2>/dev/null > "$work/status" || true
  if grep -q "^\[GNUPG:\] VALIDSIG .*$wanted\$" "$work/status"; then echo "part: Verified OK ($wanted)"; else echo 'part: FAILED'; fi
}
)sh";

record::Item as_part(const record::Signature& signature) {
  record::Item part;
  *part.mutable_range() = signature.signature_bytes();
  part.set_encoding(signature.signature_encoding());
  return part;
}

// A proof is claimed only of keys that the user gave. gpgv computes no MD5, and a block in another encoding has no bytes of
// its own.
bool is_shown(const record::Signature& signature) {
  if (signature.mechanism() != "openpgp" || signature.result() != record::RESULT_PASS || signature.key_channel() != "given") return false;
  if (signature.algorithm().ends_with("-md5") || !signature.undone().empty()) return false;
  if (signature.form() == "detached") return can_cut(as_part(signature));
  return signature.signature_encoding() != "quoted-printable";
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string one_signature(const record::Signature& signature) {
  const record::ByteRange& covered = signature.body_covered();
  std::string out = "\necho " + shell_word(printable(fmt::format("OpenPGP signature over part :{}, {}", signature.part(), signature.algorithm()))) + "\n";
  const std::string cut = fmt::format("bytes {} {}", covered.begin(), covered.end() - covered.begin());
  // Hexadecimal by our own hand; anything else would be a record that lies.
  std::string fingerprint = upper(signature.certificate().fingerprint());
  std::erase_if(fingerprint, [](char c) { return !is_digit(c) && (c < 'A' || c > 'F'); });
  if (signature.form() != "detached")
    return out + fmt::format("{} > \"$work/block\"\nverify_pgp {} \"$work/block\"\n", cut, fingerprint);
  out += fmt::format("{} > \"$work/signature.asc\"\n{} | pgp_lines > \"$work/content\"\n", cut_pipeline(as_part(signature)), cut);
  return out + fmt::format("verify_pgp {} \"$work/signature.asc\" \"$work/content\"\n", fingerprint);
}

}  // namespace

std::string openpgp_commands(const record::Item& message) {
  std::string out;
  for (const record::Signature& signature : message.signatures()) {
    if (!is_shown(signature)) continue;
    const std::string one = one_signature(signature);
    if (out.find(one) == std::string::npos) out += one;      // several signatures of one part are one call
  }
  return out;
}

std::string openpgp_functions(const record::Item& message) {
  std::string out;
  for (const record::Signature& signature : message.signatures()) {
    if (!is_shown(signature)) continue;
    if (out.empty()) out = kOpenPgp;
    if (signature.form() != "detached") continue;
    if (const std::string undo = decoder_function(as_part(signature)); out.find(undo) == std::string::npos) out += undo;
  }
  return out;
}

}  // namespace winnow::face
