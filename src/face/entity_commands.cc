#include "face/entity_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "face/cut_commands.h"
#include "face/layout.h"

namespace winnow::face {
namespace {

// A byte is put behind the last line and taken away again: so that line keeps the end that it has or has not.
constexpr std::string_view kEntity = R"sh(
# What is signed has CR LF at the end of each line (RFC 8551 section 3.1.1).
crlf_lines() { { cat; echo x; } | sed -e "s/$CR\$//" -e "s/\$/$CR/" | head -c -3; }
# Verifies CMS signed data; further arguments go to openssl.
verify_cms() { openssl cms -verify -binary -inform DER -in "$work/cms" "$@" > /dev/null 2>&1; }
# Names the certificates of the signers.
certificates() {
  rm -f "$work"/signer.*
  awk -v to="$work/signer." '/-BEGIN/ { n++ } n { print > (to n) }' "$work/signers"
  for one in "$work"/signer.*; do openssl x509 -in "$one" -noout -subject -issuer -email -fingerprint -sha256; done
}
)sh";

bool is_entity(const record::Signature& signature) {
  return signature.mechanism() == "smime" && signature.has_signature_bytes();
}

bool is_same_entity(const record::Signature& a, const record::Signature& b) {
  return is_entity(a) && is_entity(b) && a.signature_bytes().begin() == b.signature_bytes().begin();
}

// The signature's own part, in the words of cut_commands.
record::Item as_part(const record::Signature& signature) {
  record::Item part;
  *part.mutable_range() = signature.signature_bytes();
  part.set_encoding(signature.signature_encoding());
  return part;
}

bool is_first_of_its_entity(const record::Item& message, const record::Signature& signature) {
  const auto& all = message.signatures();
  return &*std::ranges::find_if(all, [&](const auto& other) { return is_same_entity(signature, other); }) ==
         &signature;
}

// The chain must hold when it was signed, so that is the time to ask for (docs/checks/smime.signed.md).
std::string chain_commands(const record::Signature& signature, std::string_view content) {
  const std::string time =
      signature.has_signed_at() ? fmt::format("-attime {}", signature.signed_at()) : "-no_check_time";
  return fmt::format(
      "\n# Who vouches for the certificate: an authority that you trust, in PEM form, or nobody.\n"
      "if [ -z \"${{TRUST_STORE:-}}\" ]; then echo 'certificate: not asked who vouches; repeat with "
      "TRUST_STORE=authorities.pem sh proof.sh ...'\n"
      "elif verify_cms{} -CAfile \"$TRUST_STORE\" -no-CApath -no-CAstore -purpose smimesign -partial_chain "
      "-auth_level 1 {}\n"
      "then echo 'certificate: Verified OK'; else echo 'certificate: FAILED'; fi\n",
      content, time);
}

std::string one_entity(const record::Item& message, const record::Signature& signature) {
  const record::Item part = as_part(signature);
  const bool detached = signature.form() == "detached";
  std::string out = "\necho " +
                    shell_word(printable(fmt::format("S/MIME signature over part :{}, {}", signature.part(),
                                                     signature.algorithm()))) +
                    "\n";
  out += fmt::format("{} > \"$work/cms\"\n", cut_pipeline(part));
  std::string content;
  if (detached) {
    const record::ByteRange& covered = signature.body_covered();
    out += fmt::format("bytes {} {}{} | crlf_lines > \"$work/content\"\n", covered.begin(),
                       covered.end() - covered.begin(), undo_command(signature));
    content = " -content \"$work/content\"";
  }
  out += fmt::format(
      "if verify_cms{} -noverify -signer \"$work/signers\"\nthen echo 'part: Verified OK'; certificates; "
      "else echo 'part: FAILED'; fi\n",
      content);
  const bool trusted = std::ranges::all_of(message.signatures(), [&](const auto& other) {
    return !is_same_entity(signature, other) || other.certificate().vouched() == "trusted";
  });
  return trusted ? out + chain_commands(signature, content) : out;
}

}  // namespace

// Takes back what a mailbox did to the body (docs/mend/), before it is hashed.
std::string_view undo_command(const record::Signature& signature) {
  for (const std::string& step : signature.undone()) {
    if (step == "mbox.from-quoting") return " | sed 's/^>\\(>*From \\)/\\1/'";
    if (step == "mbox.from-quoting-once") return " | sed 's/^>From /From /'";
  }
  return "";
}

bool shows_entity(const record::Item& message, const record::Signature& signature) {
  if (!is_entity(signature) || !can_cut(as_part(signature))) return false;
  return std::ranges::all_of(message.signatures(), [&](const auto& other) {
    return !is_same_entity(signature, other) || other.result() == record::RESULT_PASS;
  });
}

std::string entity_commands(const record::Item& message) {
  std::string out;
  for (const record::Signature& signature : message.signatures())
    if (shows_entity(message, signature) && is_first_of_its_entity(message, signature))
      out += one_entity(message, signature);
  return out;
}

std::string entity_functions(const record::Item& message) {
  std::string out;
  for (const record::Signature& signature : message.signatures()) {
    if (!shows_entity(message, signature)) continue;
    if (out.empty()) out = kEntity;
    if (const std::string undo = decoder_function(as_part(signature)); out.find(undo) == std::string::npos)
      out += undo;
  }
  return out;
}

}  // namespace winnow::face
