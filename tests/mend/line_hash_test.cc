#include "mend/line_hash.h"

#include <gtest/gtest.h>

#include <random>

#include "proof/canonical.h"

namespace winnow::mend {
namespace {

std::string canonical_digest(std::string_view body, const BodyQuestion& question) {
  Hasher hasher(question.hash);
  proof::hash_canonical_body(body, question.how, proof::BareLineFeed::kRestore, question.limit, hasher);
  return hasher.finish();
}

BodyQuestion question(proof::Canonicalization how, std::optional<std::uint64_t> limit = std::nullopt) {
  return {how, HashKind::kSha256, limit, std::string(32, '\0')};
}

// Long lines and short ones, empty ones, blanks of every kind at every place.
std::string some_body(std::mt19937& random) {
  constexpr std::string_view kPieces[] = {"a", "words of a line ", "\t", " ", "  ", "\r\n", "\n", "\r", "\r\n\r\n", " \n", "=", "\n\t\n"};
  std::string body;
  for (std::size_t i = random() % 400; i > 0; --i) body += kPieces[random() % std::size(kPieces)];
  if (random() % 2 != 0) body += std::string(random() % 2'000, 'x') + "\n";
  return body;
}

TEST(LineHash, HashesWhatTheVerifierHashesHoweverTheLinesAreAdded) {
  std::mt19937 random(20170505);
  for (int round = 0; round < 500; ++round) {
    const std::string body = some_body(random);
    for (const auto how : {proof::Canonicalization::kSimple, proof::Canonicalization::kRelaxed}) {
      for (const std::optional<std::uint64_t> limit : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(random() % 900)}) {
        const BodyQuestion asked = question(how, limit);
        LineHash hash(asked);
        for (std::size_t at = 0; at < body.size();) {
          const std::size_t feed = body.find('\n', std::min(body.size(), at + random() % 1'500));
          const std::size_t end = feed == std::string::npos ? body.size() : feed + 1;
          hash.add(std::string_view(body).substr(at, end - at));
          at = end;
        }
        ASSERT_EQ(to_hex(hash.digest()), to_hex(canonical_digest(body, asked))) << round << "\n" << body;
      }
    }
  }
}

TEST(LineHash, FindsTheEndAmongTheLastLinesOnly) {
  std::string body;
  for (int line = 0; line < 50; ++line) body += "line " + std::to_string(line) + " of the body\n";
  const std::size_t signed_end = body.size();
  for (int line = 0; line < 7; ++line) body += "footer " + std::to_string(line) + "\n";
  const BodyQuestion asked = question(proof::Canonicalization::kRelaxed);
  const std::string wanted = canonical_digest(std::string_view(body).substr(0, signed_end), asked);
  EXPECT_EQ(LineHash(asked).find_end(body, wanted, 7), signed_end);
  EXPECT_EQ(LineHash(asked).find_end(body, wanted, 1'000), signed_end);
  EXPECT_EQ(LineHash(asked).find_end(body, wanted, 6), std::nullopt);
  EXPECT_LT(cost_of_end(body, 7), cost_of_end(body, 1'000));
}

}  // namespace
}  // namespace winnow::mend
