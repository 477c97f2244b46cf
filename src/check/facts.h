// What several checks need to know about one message, worked out once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"
#include "check/claims.h"
#include "check/domain.h"
#include "check/from.h"
#include "check/header_scan.h"
#include "check/texts.h"

namespace winnow::check {

// Why a signature that holds counts for less than its key class would give; ordered by how much it takes.
enum class Cap : std::uint8_t { kNone, kRelatedDomain, kFamilyKey, kSharedSender, kSha1, kSingleSource, kComputed, kBurned };
std::string_view name(Cap cap);

// What one signature is worth (DESIGN section 3 "Keys").
struct Assessment {
  const proof::Signature* signature = nullptr;
  bool counts = false;                                // its header half holds, and the key was not burned
  Alignment aligned = Alignment::kNone;               // to the From field that it signs
  record::Strength strength = record::STRENGTH_D;     // for what it signs; valid where `counts`
  Cap cap = Cap::kNone;                               // the strongest reason for less than A
  int signed_from = -1;                               // index of the From field that it signs
  bool speaks_for_author() const { return counts && aligned != Alignment::kNone; }
};

// How the shown fields of one name are signed by one signature.
struct Coverage {
  std::vector<int> fields;       // indexes of all fields of that name
  int unsigned_count = 0;        // of these, how many the signature leaves out
  bool signed_absent = false;    // the signature also signs that there is no further one
  bool all_signed() const { return !fields.empty() && unsigned_count == 0; }
};

// An HTML text of the message as a person reads it.
struct HtmlPart {
  int index = -1;                                     // in Message::parts
  const mail::Part* part = nullptr;
  std::shared_ptr<const mail::HtmlReading> reading;
};

class Facts {
 public:
  explicit Facts(const Context& context);

  const Context& context;
  const HeaderScan scan;                       // the lenient reading of the header
  Texts texts;                                 // what its text parts say
  std::vector<FromReading> from;               // one for each From field, top to bottom
  std::vector<Assessment> assessments;         // one for each DKIM signature
  std::vector<Assessment> others;              // one for each row of another mechanism
  std::vector<Proved> proved;                  // what each of them proves

  std::vector<int> fields_named(std::string_view name) const;
  Coverage coverage(const proof::Signature& signature, std::string_view name) const;
  // A lenient program sees more fields of that name than the parser does.
  bool seen_twice_by_others(std::string_view name) const;
  // The address that a reader sees as sender; nullptr when there is none or more than one.
  const FromReading* shown_from() const;
  // Read at the first call; texts beyond limits::kTextBytes are left out.
  const std::vector<HtmlPart>& html() const;
  // What relaxed canonicalization of the body (RFC 6376 section 3.4.4) leaves open in this one, whoever signed it: kEncoding,
  // kFlowed, kBlanks or kNone. Worked out at the first call.
  Loose relaxed_body() const;
  // The best signature that speaks for the author of the From field it signs; nullptr when there is none.
  const Assessment* best() const;

 private:
  Assessment assess(const proof::Signature& signature) const;
  mutable std::optional<std::vector<HtmlPart>> html_;
  mutable std::optional<Loose> relaxed_body_;
};

// True when the key proves nothing: its private half was public or could be computed before the bytes were fixed.
bool is_burned(const proof::Signature& signature, const Claims& claims);

}  // namespace winnow::check
