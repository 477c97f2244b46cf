// The conformance sets of damaged mail: which body hashes are re-established, by kind of damage. The header half, and both
// together, are measured by bench/repair.py; docs/conformance.md says why the rest stays.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "mend/mend.h"
#include "proof/signature_field.h"

namespace winnow::mend {
namespace {

struct Count { int again = 0, failing = 0; };
using Counts = std::map<std::string, Count>;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string kind_of(const nlohmann::json& damage) {
  std::string kind;
  for (const std::string name : damage)
    if (name != "crlf-to-lf") kind += (kind.empty() ? "" : "+") + name;
  return kind;
}

// Whether the body of the first signature fits as it stands, or is found.
void try_one(const std::string& bytes, const std::string& id, const std::string& kind, Counts& counts) {
  const mail::Message message = mail::parse(as_bytes(bytes));
  const mail::Field* const field = message.find("DKIM-Signature");
  if (field == nullptr) return;
  const proof::SignatureField read = proof::read_signature_field(field->value);
  if (!read.body_hash) return;
  const BodyQuestion question{read.body, read.hash, read.body_length, *read.body_hash};
  Hasher hasher(read.hash);
  proof::hash_canonical_body(as_text(message.bytes).substr(message.body.begin), read.body, proof::BareLineFeed::kRestore, read.body_length, hasher);
  if (hasher.finish() == question.digest) return;
  ++counts[kind].failing;
  Budget budget = Budget::for_message(bytes.size(), limits::kUndoTimes);
  const auto edits = mend_body(message, question, budget);
  if (std::getenv("WINNOW_REPAIR_ROWS") != nullptr) {
    std::string steps = edits ? "" : "-";
    for (const std::string_view step : edits ? Variant(message.bytes, *edits).steps() : std::vector<std::string_view>())
      steps += std::string(step) + " ";
    std::printf("%s %s: %s left %llu%s\n", kind.c_str(), id.c_str(), steps.c_str(), static_cast<unsigned long long>(budget.left()), budget.exhausted() ? " exhausted" : "");
  }
  if (!edits) return;
  ++counts[kind].again;
  // Whatever was found is what was signed.
  const Variant variant(message.bytes, *edits);
  const mail::Message restored = mail::parse(as_bytes(variant.bytes()));
  Hasher again(read.hash);
  proof::hash_canonical_body(as_text(restored.bytes).substr(restored.body.begin), read.body, proof::BareLineFeed::kRestore, read.body_length, again);
  EXPECT_EQ(again.finish(), question.digest) << id;
}

void expect_at_least(const Counts& counts, const std::map<std::string, Count>& reached) {
  for (const auto& [kind, count] : counts) {
    const auto least = reached.find(kind);
    ASSERT_NE(least, reached.end()) << kind << " " << count.again << " of " << count.failing;
    EXPECT_GE(count.again, least->second.again) << kind;
    EXPECT_EQ(count.failing, least->second.failing) << kind;
  }
}

// Found again, of so many that fail as they stand.
const std::map<std::string, Count> kMailSet = {
    {"base64-rewrapped:64", {12, 12}},
    {"base64-rewrapped:72", {12, 12}},
    {"charset-utf8-to-latin1", {5, 5}},
    {"cte-8bit-to-qp", {6, 6}},
    {"footer-appended", {24, 24}},
    {"footer-appended+subject-tag+list-headers-added", {12, 12}},
    {"from-quoting", {6, 6}},
    {"multipart-wrapper+footer-part-added", {12, 12}},
    {"one-blank-line-lost", {6, 6}},
    {"qp-rebroken", {4, 4}},
    {"reserialised:MIME-tools", {12, 12}},
    {"sig-dash-space-lost+leading-space-lost", {10, 10}},
    {"subject-tag+header-order-changed+header-added", {6, 6}},
};

TEST(RepairConformance, BodiesOfTheMailSetAreFoundAgain) {
  const std::filesystem::path folder = std::filesystem::path(WINNOW_SHARED) / "conformance/mail";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "conformance/mail is absent";
  Counts counts;
  std::istringstream lines(text_of(folder / "cases.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const auto test = nlohmann::json::parse(line);
    if (test["area"] == "repair" && !test["damage"].empty()) try_one(text_of(folder / test["file"].get<std::string>()), test["id"], kind_of(test["damage"]), counts);
  }
  expect_at_least(counts, kMailSet);
}

// Found again, of so many that fail as they stand.
const std::map<std::string, Count> kRepairSet = {
    {"altermime-footer", {10, 10}},
    {"b64-wrap-60", {3, 3}},
    {"banner-text", {3, 3}},
    {"cte-changed", {3, 3}},
    {"footer-part-wrapper", {10, 10}},
    {"footer-text", {3, 3}},
    {"from-quote-mboxo", {10, 10}},
    {"mime-tools", {7, 7}},
    {"reformime-r7", {3, 10}},
    {"reformime-r8", {3, 10}},
    {"trailing-space", {5, 5}},
};

TEST(RepairConformance, BodiesOfTheRepairSetAreFoundAgain) {
  const std::filesystem::path folder = std::filesystem::path(WINNOW_SHARED) / "conformance/repair";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "conformance/repair is absent";
  Counts counts;
  std::istringstream lines(text_of(folder / "cases.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const auto test = nlohmann::json::parse(line);
    try_one(text_of(folder / test["file"].get<std::string>()), test["file"], kind_of(test["damage"]), counts);
  }
  expect_at_least(counts, kRepairSet);
}

}  // namespace
}  // namespace winnow::mend
