#include "relate/likeness.h"

#include <unicode/uidna.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/text.h"

namespace winnow::relate {
namespace {

std::string to_unicode(std::string_view domain) {
  if (domain.find("xn--") == std::string_view::npos) return std::string(domain);
  struct Close { void operator()(UIDNA* idna) const { uidna_close(idna); } };
  UErrorCode status = U_ZERO_ERROR;
  static const std::unique_ptr<UIDNA, Close> idna(uidna_openUTS46(UIDNA_DEFAULT, &status));
  if (!idna) return std::string(domain);
  std::array<char, 1024> out{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  status = U_ZERO_ERROR;
  const std::int32_t length = uidna_nameToUnicodeUTF8(idna.get(), domain.data(), static_cast<std::int32_t>(domain.size()), out.data(),
                                                      static_cast<std::int32_t>(out.size()), &info, &status);
  if (U_FAILURE(status) || length <= 0 || length > static_cast<std::int32_t>(out.size())) return std::string(domain);
  return {out.data(), static_cast<std::size_t>(length)};
}

std::string skeleton_of(const std::string& text) {
  struct Close { void operator()(USpoofChecker* checker) const { uspoof_close(checker); } };
  UErrorCode status = U_ZERO_ERROR;
  static const std::unique_ptr<USpoofChecker, Close> checker(uspoof_open(&status));
  if (!checker || text.size() > 1024) return text;
  std::array<char, 4096> out{};
  status = U_ZERO_ERROR;
  const std::int32_t length = uspoof_getSkeletonUTF8(checker.get(), 0, text.data(), static_cast<std::int32_t>(text.size()), out.data(),
                                                     static_cast<std::int32_t>(out.size()), &status);
  if (U_FAILURE(status) || length <= 0 || length > static_cast<std::int32_t>(out.size())) return text;
  return {out.data(), static_cast<std::size_t>(length)};
}

bool is_added_word(std::string_view longer, std::string_view shorter) {
  if (shorter.size() < 5 || longer.size() < shorter.size() + 2) return false;
  return (longer.starts_with(shorter) && longer[shorter.size()] == '-') ||
         (longer.ends_with(shorter) && longer[longer.size() - shorter.size() - 1] == '-');
}

}  // namespace

DomainShape shape_of(std::string_view organizational_domain) {
  DomainShape shape;
  shape.domain = lower(organizational_domain);
  const std::string unicode = to_unicode(shape.domain);
  const std::size_t dot = unicode.find('.');
  shape.label = unicode.substr(0, dot);
  if (dot != std::string::npos) shape.suffix = unicode.substr(dot + 1);
  shape.skeleton = skeleton_of(unicode);
  return shape;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return limit + 1;
  // Optimal string alignment over three rows.
  std::vector<std::size_t> before(a.size() + 1), last(a.size() + 1), now(a.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) last[i] = i;
  for (std::size_t j = 1; j <= b.size(); ++j) {
    now[0] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      now[i] = std::min({last[i] + 1, now[i - 1] + 1, last[i - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[i] = std::min(now[i], before[i - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return std::min(last[a.size()], limit + 1);
}

Likeness likeness(const DomainShape& a, const DomainShape& b) {
  if (a.domain == b.domain) return Likeness::kNone;
  if (a.skeleton == b.skeleton) return Likeness::kSamePicture;
  if (a.suffix != b.suffix) return a.label == b.label && a.label.size() >= 4 ? Likeness::kOtherSuffix : Likeness::kNone;
  const std::size_t shorter = std::min(a.label.size(), b.label.size());
  if (is_added_word(a.label, b.label) || is_added_word(b.label, a.label)) return Likeness::kAddedWord;
  if (shorter < 6) return Likeness::kNone;
  const std::size_t distance = edit_distance(a.label, b.label, 2);
  if (distance == 1) return shorter >= 8 ? Likeness::kOneLetter : Likeness::kNearLabel;
  return distance == 2 && shorter >= 9 ? Likeness::kNearLabel : Likeness::kNone;
}

}  // namespace winnow::relate
