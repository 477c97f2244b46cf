#include "face/sentences.h"

#include <gmock/gmock.h>
#include <simdjson.h>
#include <unicode/msgfmt.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "tests_face.h"

namespace winnow::face {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

std::map<std::string, std::string> catalogue(const std::string& language) {
  std::map<std::string, std::string> all;
  for (const auto& file : fs::directory_iterator(fs::path(WINNOW_PROJECT) / "i18n" / language)) {
    simdjson::dom::parser parser;
    for (const auto [id, text] : simdjson::dom::object(parser.load(file.path().string())))
      EXPECT_TRUE(all.emplace(std::string(id), std::string(std::string_view(text))).second) << id << " stands twice";
  }
  return all;
}

std::set<std::string> argument_names(const std::string& pattern) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where{};
  icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), icu::Locale("en"), where, status);
  EXPECT_TRUE(U_SUCCESS(status)) << pattern;
  std::set<std::string> names;
  std::unique_ptr<icu::StringEnumeration> list(format.getFormatNames(status));
  while (U_SUCCESS(status) && list != nullptr) {
    const char* name = list->next(nullptr, status);
    if (name == nullptr) break;
    names.insert(name);
  }
  return names;
}

TEST(Sentences, EveryLanguageSaysTheSameThings) {
  const auto english = catalogue("en");
  const auto french = catalogue("fr");
  for (const auto& [id, text] : english) {
    const auto other = french.find(id);
    if (other == french.end()) {
      ADD_FAILURE() << id << " is missing in French";
      continue;
    }
    EXPECT_EQ(argument_names(text), argument_names(other->second)) << id;
  }
  for (const auto& [id, text] : french) EXPECT_TRUE(english.contains(id)) << id << " is missing in English";
}

// ICU reads the straight apostrophe as a quotation mark: half a sentence would lose its values.
TEST(Sentences, NoneHasAStraightApostrophe) {
  for (const char* language : {"en", "fr"})
    for (const auto& [id, text] : catalogue(language)) EXPECT_EQ(text.find('\''), std::string::npos) << id;
}

TEST(Sentences, EveryIdOfTheCodeIsInTheCatalogue) {
  const Sentences sentences("en");
  const auto ids = sentences.ids();
  const std::regex literal("\"((usage|terminal|report|show|verdict|aspect|standing|strength|error)(\\.[A-Za-z0-9_-]+)+)\"");
  for (const auto& file : fs::recursive_directory_iterator(fs::path(WINNOW_PROJECT) / "src/face")) {
    if (file.path().extension() != ".cc") continue;
    const std::string code = text_of_file(file.path());
    for (std::sregex_iterator match(code.begin(), code.end(), literal), end; match != end; ++match) {
      const std::string id = (*match)[1];
      // A topic whose last word is filled in at run time stands for all that begin with it.
      const bool known = sentences.has(id) || std::ranges::any_of(ids, [&](const auto& each) { return each.starts_with(id + "."); });
      EXPECT_TRUE(known) << id << " in " << file.path();
    }
  }
}

TEST(Sentences, FillsNamedValues) {
  const Sentences english("en");
  EXPECT_EQ(english.say("terminal.written", params({{"path", std::string("a b")}})), "wrote a b");
  EXPECT_EQ(english.say("terminal.progress.items", params({{"items", 1}})), "1 item");
  EXPECT_EQ(english.say("terminal.progress.items", params({{"items", 12345}})), "12,345 items");
  EXPECT_EQ(Sentences("fr").say("terminal.progress.items", params({{"items", 2}})), "2 pièces");
}

TEST(Sentences, NamesWhatItLacks) {
  EXPECT_EQ(Sentences("en").say("no.such"), "[no.such]");
  EXPECT_EQ(Sentences("tlh").say("verdict.forged"), "forged");
}

TEST(Sentences, ValuesOfTheDumpCannotStyleOrFillTheSentence) {
  const Sentences sentences("en");
  const std::string said = sentences.say("error.output", params({{"place", "\x1b[31m{count, plural, other {#}}\u202E'"}}));
  EXPECT_THAT(said, Not(HasSubstr("\x1b")));
  EXPECT_THAT(said, Not(HasSubstr("\u202E")));
  EXPECT_THAT(said, HasSubstr("{count, plural, other {#}}"));
  EXPECT_LT(sentences.say("error.output", params({{"place", std::string(100'000, 'x')}})).size(), 300U);
}

TEST(Sentences, AValueThatChoosesAWordingChoosesItWhereValuesAreMarkedToo) {
  Sentences sentences("en");
  const auto values = params({{"address", std::string("a@b.example")}, {"domain", std::string("b.example")}, {"selector", std::string("s")},
                              {"bits", 2048}, {"key", std::string("vouched")}, {"cap", std::string("none")}});
  EXPECT_THAT(sentences.say("check.dkim.aligned.whole", values), HasSubstr("vouches for"));
  sentences.isolate_values();
  EXPECT_THAT(sentences.say("check.dkim.aligned.whole", values), HasSubstr("vouches for"));
}

TEST(Sentences, MarksWhereValuesBeginAndEnd) {
  Sentences sentences("en");
  sentences.isolate_values();
  EXPECT_EQ(sentences.say("terminal.written", params({{"path", std::string("x")}})), "wrote \x02x\x03");
}

}  // namespace
}  // namespace winnow::face
