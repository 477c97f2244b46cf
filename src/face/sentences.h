// Sentences for people: one catalogue (i18n/en.json, fr.json; ICU MessageFormat), shared by every output.
#pragma once

#include <string>
#include <string_view>

#include "record/record.pb.h"

namespace winnow::face {

class Sentences {
 public:
  // "en", "fr". An unknown language is English.
  explicit Sentences(std::string_view language);
  ~Sentences();
  // The sentence `id` filled with `params`; the id itself in brackets where the catalogue lacks it (a test fails then).
  std::string say(std::string_view id, const google::protobuf::RepeatedPtrField<record::Param>& params = {}) const;
  std::string say(const record::Finding& finding) const;
  bool has(std::string_view id) const;

 private:
  struct Impl;
  Impl* impl_;
};

// The language of the user's environment (LC_ALL, LC_MESSAGES, LANG), "en" otherwise.
std::string_view user_language();

}  // namespace winnow::face
