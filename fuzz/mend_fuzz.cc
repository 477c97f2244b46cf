// The search of the body: what it finds has the hash that was asked for, its edits lie in the message, and the budget holds.
#include <cstdlib>

#include "mail/message.h"
#include "mend/line_hash.h"
#include "mend/mend.h"

using namespace winnow;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string digest_of(std::string_view body, const mend::BodyQuestion& question) {
  Hasher hasher(question.hash);
  proof::hash_canonical_body(body, question.how, proof::BareLineFeed::kRestore, question.limit, hasher);
  return hasher.finish();
}

void ask(const mail::Message& message, const mend::BodyQuestion& question) {
  mend::Budget budget(64 * limits::kKiB);
  const auto edits = mend::mend_body(message, question, budget);
  require(budget.left() <= 64 * limits::kKiB);
  if (!edits) return;
  const mend::Variant variant(message.bytes, *edits);
  require(variant.edits().size() == edits->size());
  const mail::Message restored = mail::parse(as_bytes(variant.bytes()));
  require(digest_of(as_text(restored.bytes).substr(restored.body.begin), question) == question.digest);
  const Range whole = variant.at_hand_range({0, variant.bytes().size()});
  require(whole.begin <= whole.end && whole.end <= message.bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto choice = static_cast<unsigned char>(input[0]);
  const std::string_view bytes = input.substr(1);
  const mail::Message message = mail::parse(as_bytes(bytes));
  mend::BodyQuestion question;
  if ((choice & 1) != 0) question.how = proof::Canonicalization::kSimple;
  if ((choice & 2) != 0) question.limit = choice;
  const std::string_view body = bytes.substr(message.body.begin);
  // One time of four nothing can fit; else a beginning of the body does.
  const std::size_t cut = body.find('\n', body.size() * (choice >> 4) / 16);
  question.digest = (choice & 12) == 0 ? std::string(32, 'x') : digest_of(body.substr(0, cut), question);
  mend::LineHash lines(question);
  lines.add(body);
  require(lines.digest() == digest_of(body, question));
  ask(message, question);
  return 0;
}
