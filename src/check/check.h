// A check asks one question of one item. One file here, one row in all.cc, one page docs/checks/<name>.md,
// one test. Strength, group, base rate and innocent explanations stand in the page's front matter only.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "clocks/clocks.h"
#include "mail/message.h"
#include "proof/encrypted.h"
#include "proof/signature.h"
#include "record/record.pb.h"

namespace winnow::check {

// What the user said about the dump (DESIGN section 3).
struct Claims {
  std::optional<std::int64_t> fixed;     // --fixed: the day the bytes were fixed, Unix seconds
  std::optional<std::int64_t> now = {};  // the day the case was begun; only said, never weighed
};

// Everything a check may look at. A message alone: what needs other items belongs to `relate`.
struct Context {
  const mail::Message& message;
  const mail::Roles& roles;
  std::span<const proof::Signature> signatures;
  const Claims& claims;
  record::Item& item;                    // for reading what is set already (from, date, ...), never written by a check
  std::span<const proof::EncryptedPart> encrypted = {};
  std::span<const clocks::Reading> clocks = {};
};

using Findings = google::protobuf::RepeatedPtrField<record::Finding>;

class Facts;   // check/facts.h: what several checks need to know of one message, worked out once

struct Check {
  std::string_view name;
  void (*run)(const Facts&, Findings&);
};

// Every check over a single message, in the order of docs/checks.md. The order never changes a verdict.
std::span<const Check> all();
// Runs all of them and appends their findings to context.item, in table order; and sets its print, unless it has one.
void run_all(const Context& context);

// An attachment inherits what its message proved (DESIGN "From item to item"): appends the finding to `attachment`.
// `message` carries its findings already; `part` is the attachment's part.
void inherit(const Context& message, const mail::Part& part, record::Item& attachment);

// The text of an entity within an opaque signature (S/MIME) is text of the mail: asks of it what is asked of any text, and
// appends the findings to context.item with the evidence at `carrier`, the bytes of the part that holds it.
void read_entity(const Context& context, Range carrier, const mail::Message& entity, const mail::Roles& roles);
// Every program finds the same parts in the entity.
bool reads_one_way(const mail::Message& entity);

// ---- the pages ----

// The front matter of docs/checks/<name>.md, compiled in.
struct Page {
  std::string name, title, group;
  record::Strength strength = record::STRENGTH_D;   // the most this check may claim
  std::string base_rate;                            // measured on honest mail, with n; or "not measured"
  std::string text;                                 // the page without its front matter
};
const Page* page(std::string_view name);
std::span<const Page> pages();

}  // namespace winnow::check
