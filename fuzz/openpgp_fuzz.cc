// OpenPGP: the first letter says what the bytes are. "k": a file of keys, "d": detached signatures, "m": an unarmored message,
// "t": a text with blocks, "s": what stands as the signature beside a part whose key is known; anything else is the message
// itself. What is read stays within its bounds and within what was given, and rows agree with themselves.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/limits.h"
#include "proof/openpgp.h"
#include "proof/openpgp_keys.h"
#include "proof/openpgp_text.h"

namespace {

using namespace winnow;
using namespace winnow::proof;

void require(bool truth) {
  if (!truth) std::abort();
}

const KeySource& no_keys() {
  static const std::unique_ptr<KeySource> set = make_key_set({}, false, std::nullopt);
  return *set;
}

constexpr std::string_view kMail =
    "From: Ana <ana@example.org>\nSubject: budget\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b\n\n--b\n"
    "Content-Type: text/plain\n\nThe budget is 4500 euros.\n--b\nContent-Type: application/pgp-signature\n"
    "Content-Transfer-Encoding: binary\n\n";

void check_text(const SignedText& text) {
  require(text.octets.size() <= limits::kOpenPgpMessageBytes + limits::kMiB || text.fault.empty());
  require(text.signatures.size() <= limits::kOpenPgpSignatures);
  for (const std::string& packet : text.signatures) {
    require(packet.size() <= limits::kOpenPgpSignatureBytes);
    PacketReader reader(packet);
    require(reader.next() && reader.tag() == kSignaturePacket);
    if (const auto fields = read_signature_fields(reader.body())) hash_begins(*fields, text.octets);
  }
}

void check_blocks(std::string_view text) {
  std::size_t before = 0;
  for (auto block = find_armor(text, 0); block; block = find_armor(text, block->end)) {
    require(block->begin >= before && block->end > block->begin && block->end <= text.size());
    before = block->end;
    check_text(block->label == "SIGNED MESSAGE" ? read_cleartext(*block) : read_message(decode_armor(*block)));
  }
}

void check_rows(std::string_view bytes, const OpenPgpKeys& keys) {
  const mail::Message message = mail::parse(as_bytes(bytes));
  Trust trust(no_keys());
  trust.openpgp = &keys;
  trust.now = 1546300800;
  std::vector<Signature> rows;
  std::vector<int> encrypted;
  verify_openpgp(message, trust, rows, &encrypted);
  require(rows.size() <= limits::kSignatures && std::is_sorted(encrypted.begin(), encrypted.end()));
  for (const Signature& row : rows) {
    require(row.entity && row.result != ResultWord::kNone && row.body_covered.end <= bytes.size());
    require(row.result == ResultWord::kPass || !row.reason.empty());
    if (row.result != ResultWord::kPass) require(row.identity.empty());
    else require(row.header == Half::kPass && row.body == Half::kPass && row.certificate);
    signed_octets(message, *row.entity);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view rest = input.substr(std::min<std::size_t>(1, size));
  OpenPgpKeys keys;
  switch (size == 0 ? '\0' : input.front()) {
    case 'k': keys.add(rest); break;
    case 'd': check_text(read_detached(rest)); break;
    case 'm': check_text(read_message(rest)); break;
    case 't': check_blocks(rest); break;
    case 's': {
      // The key is in the bytes as well: whatever certificate can be read there.
      keys.add(rest);
      check_rows(std::string(kMail) + std::string(rest) + "\n--b--\n", keys);
      break;
    }
    default: check_rows(input, keys);
  }
  return 0;
}
