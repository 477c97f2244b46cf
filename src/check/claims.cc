#include "check/claims.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "check/facts.h"
#include "check/two_readings.h"

namespace winnow::check {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

// Relaxed canonicalization fixes neither how many blanks stand in a field nor where it is folded (RFC 6376 section 3.4.2).
bool all_in_sight(const Facts& facts, const proof::Signature& signature, const Coverage& coverage) {
  return signature.header_simple || std::none_of(coverage.fields.begin(), coverage.fields.end(), [&](int field) {
           return has_wide_gap(facts.context.message.fields[static_cast<std::size_t>(field)].value);
         });
}

bool each_shown_is_signed(const Facts& facts, const proof::Signature& signature, std::string_view name) {
  const Coverage coverage = facts.coverage(signature, name);
  return coverage.all_signed() && !facts.seen_twice_by_others(name) && all_in_sight(facts, signature, coverage);
}

// A signature without t= fixes the Date field and not the day: a mail server signs whatever date the holder of an account
// writes.
bool date_holds(const Facts& facts, const proof::Signature& signature) {
  if (!signature.signed_at) return false;
  const Coverage coverage = facts.coverage(signature, "date");
  if (coverage.fields.size() != 1 || !coverage.all_signed() || facts.seen_twice_by_others("date")) return false;
  if (!all_in_sight(facts, signature, coverage)) return false;
  const auto date = mail::parse_date(facts.context.message.fields[static_cast<std::size_t>(coverage.fields.front())].value);
  if (!date) return false;
  return std::llabs(*signature.signed_at - date->unix_seconds) <= kDaySeconds;
}

// Every To and Cc that is shown is signed, and there is one.
bool recipients_hold(const Facts& facts, const proof::Signature& signature) {
  bool any = false;
  for (const std::string_view name : {"to", "cc"}) {
    if (facts.seen_twice_by_others(name)) return false;
    const Coverage coverage = facts.coverage(signature, name);
    if (coverage.unsigned_count > 0 || !all_in_sight(facts, signature, coverage)) return false;
    any |= !coverage.fields.empty();
  }
  return any;
}

}  // namespace

bool has_unsigned_tail(const mail::Message& message, const proof::Signature& signature) {
  if (!signature.body_length) return false;
  const std::string_view bytes = as_text(message.bytes);
  const std::uint64_t from = std::max(signature.body_covered.end, message.body.begin);
  if (signature.body_uncovered == 0 || from >= message.body.end) return signature.body_uncovered > 0 && from < message.body.begin;
  return !trim(bytes.substr(from, message.body.end - from)).empty();
}

Proved proved_by(const Facts& facts, const Assessment& assessment) {
  Proved proved;
  const FromReading* from = facts.shown_from();
  if (!assessment.speaks_for_author() || from == nullptr || from->field != assessment.signed_from) return proved;
  const proof::Signature& signature = *assessment.signature;
  if (!each_shown_is_signed(facts, signature, "from")) return proved;
  proved.aspects = record::AUTHOR;
  // Where programs differ in which lines are fields, they differ in what these say.
  if (facts.scan.body_may_begin_elsewhere) {
    proved.loose = signature.body == proof::Half::kPass ? Loose::kHeaderEnd : Loose::kNone;
    return proved;
  }
  if (each_shown_is_signed(facts, signature, "subject")) proved.aspects |= record::SUBJECT;
  if (date_holds(facts, signature)) proved.aspects |= record::DATE;
  if (recipients_hold(facts, signature)) proved.aspects |= record::RECIPIENTS;
  if (signature.body != proof::Half::kPass) return proved;
  proved.tail = has_unsigned_tail(facts.context.message, signature);
  if (proved.tail) return proved;
  proved.loose = looseness(facts, signature);
  if (proved.loose == Loose::kNone) proved.aspects |= record::CONTENT;
  return proved;
}

}  // namespace winnow::check
