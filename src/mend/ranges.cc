#include <algorithm>

#include "mend/mend.h"

namespace winnow::mend {

namespace {

// The number of removed bytes in front of a byte of the variant. `at` counts one removed right in front of it, too.
std::size_t removed_before(const Variant& variant, std::uint64_t offset, bool at) {
  std::size_t low = 0, high = variant.removed.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const std::uint64_t place = variant.removed[middle] - middle;   // in the variant, of the byte that followed it
    if (at ? place <= offset : place < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A range that begins where a byte was removed takes that byte in: it is part of the line as it stands.
void move_range(const Variant& variant, record::ByteRange& range) {
  if (range.begin() >= range.end()) return;
  const std::uint64_t begin = range.begin() + removed_before(variant, range.begin(), false);
  range.set_end(variant.original_offset(range.end() - 1) + 1);
  range.set_begin(begin);
}

}  // namespace

std::uint64_t Variant::original_offset(std::uint64_t offset) const { return offset + removed_before(*this, offset, true); }

void move_ranges(const Variant& variant, record::Item& item) {
  if (item.has_range()) move_range(variant, *item.mutable_range());
  for (record::Signature& signature : *item.mutable_signatures()) {
    if (signature.has_header_field()) move_range(variant, *signature.mutable_header_field());
    if (signature.has_body_covered()) move_range(variant, *signature.mutable_body_covered());
    if (signature.has_signature_bytes()) move_range(variant, *signature.mutable_signature_bytes());
    for (record::ByteRange& field : *signature.mutable_signed_fields()) move_range(variant, field);
  }
  for (record::Finding& finding : *item.mutable_findings())
    for (record::Evidence& evidence : *finding.mutable_evidence())
      if (evidence.has_range()) move_range(variant, *evidence.mutable_range());
}

}  // namespace winnow::mend
