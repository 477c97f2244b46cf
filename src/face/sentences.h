// Sentences for people: one catalogue (i18n/<language>/*.json; ICU MessageFormat), shared by every output.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "record/record.pb.h"

namespace winnow::face {

using Params = google::protobuf::RepeatedPtrField<record::Param>;

// Named values of a sentence, in the form in which findings keep theirs.
Params params(std::initializer_list<std::pair<std::string_view, std::variant<std::string, std::int64_t>>> values);

class Sentences {
 public:
  // "en", "fr". An unknown language is English.
  explicit Sentences(std::string_view language);
  ~Sentences();
  Sentences(const Sentences&) = delete;
  Sentences& operator=(const Sentences&) = delete;

  // The sentence `id` filled with `values`; the id itself in brackets where the catalogue lacks it (a test fails then).
  // Values come from the dump: they pass through printable() and are cut at 200 characters, so the sentence is safe to show.
  std::string say(std::string_view id, const Params& values = {}) const;
  std::string say(const record::Finding& finding) const;
  // A value as it would stand in a sentence, for what is no sentence: printable, cut at `length` characters.
  std::string value(std::string_view text, std::size_t length) const;
  bool has(std::string_view id) const;
  // Every id, in order; for the tests.
  std::vector<std::string> ids() const;
  std::string_view language() const;

  // From now on text values stand between kValueBegins and kValueEnds, for an output that can isolate their direction
  // (report/html.h makes <bdi> of them). No value holds these characters itself.
  static constexpr char kValueBegins = '\x02', kValueEnds = '\x03';
  void isolate_values();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The language of the user's environment (LC_ALL, LC_MESSAGES, LANG), "en" otherwise.
std::string_view user_language();

}  // namespace winnow::face
