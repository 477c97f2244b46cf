// Every check has its page, its sentences in both languages, its tests and a measured base rate; every sentence uses only
// parameters that its check gives.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "check/check.h"
#include "relate/relate.h"

namespace winnow::check {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::map<std::string, std::string> catalogue(const std::string& language) {
  std::map<std::string, std::string> out;
  simdjson::dom::parser parser;
  const simdjson::padded_string text(text_of(std::string(WINNOW_PROJECT) + "/i18n/" + language + "/check.json"));
  for (const auto field : simdjson::dom::object(parser.parse(text))) out.emplace(field.key, std::string_view(field.value));
  return out;
}

// The sources of checks and relations, and all tests of them, as one text each.
std::string all_of(const char* folder) {
  std::string out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(WINNOW_PROJECT) + folder))
    if (entry.path().extension() == ".cc") out += text_of(entry.path());
  return out;
}

// Named arguments of an ICU message: the names directly behind an opening brace that a comma or a closing brace follows.
std::set<std::string> arguments(const std::string& sentence) {
  std::set<std::string> names;
  const std::regex argument(R"(\{([a-z_]+)(?:,|\}))");
  for (auto at = std::sregex_iterator(sentence.begin(), sentence.end(), argument); at != std::sregex_iterator(); ++at)
    names.insert((*at)[1]);
  return names;
}

std::vector<std::string> names() {
  std::vector<std::string> all_names = {"attachment.inherits", "undo.steps", "undo.added", "undo.differs", "undo.copies"};
  for (const Check& check : all()) all_names.emplace_back(check.name);
  for (const relate::RelationRow& relation : relate::all()) all_names.emplace_back(relation.name);
  return all_names;
}

TEST(CheckTable, NamesAreUnique) {
  const std::vector<std::string> all_names = names();
  EXPECT_EQ(std::set<std::string>(all_names.begin(), all_names.end()).size(), all_names.size());
}

TEST(CheckTable, EveryCheckHasAPageAndEveryPageACheck) {
  const std::vector<std::string> all_names = names();
  for (const std::string& name : all_names) {
    const Page* found = page(name);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_FALSE(found->title.empty()) << name;
    EXPECT_FALSE(found->group.empty()) << name;
    for (const char* heading : {"## What it asks", "## What it means and does not mean", "## Innocent explanations", "## Source"})
      EXPECT_NE(found->text.find(heading), std::string::npos) << name << heading;
  }
  EXPECT_EQ(pages().size(), all_names.size());
}

TEST(CheckTable, WhatMovesAVerdictHasAMeasuredBaseRate) {
  for (const Page& found : pages()) {
    EXPECT_FALSE(found.base_rate.empty()) << found.name;
    EXPECT_TRUE(found.strength < record::STRENGTH_B || found.base_rate != "not measured") << found.name;
  }
}

TEST(CheckTable, EverySentenceStandsInBothLanguagesWithTheSameArguments) {
  const auto english = catalogue("en"), french = catalogue("fr");
  ASSERT_EQ(english.size(), french.size());
  for (const auto& [id, sentence] : english) {
    ASSERT_TRUE(french.contains(id)) << id;
    EXPECT_EQ(arguments(sentence), arguments(french.at(id))) << id;
    EXPECT_EQ(sentence.find('\''), std::string::npos) << id << ": the straight apostrophe quotes in ICU";
    EXPECT_EQ(french.at(id).find('\''), std::string::npos) << id;
  }
}

TEST(CheckTable, EveryCheckHasASentenceAndATest) {
  const auto english = catalogue("en");
  const std::string tests = all_of("/tests/check") + all_of("/tests/relate");
  for (const std::string& name : names()) {
    const auto first = english.lower_bound("check." + name);
    EXPECT_TRUE(first != english.end() && first->first.starts_with("check." + name)) << name << " has no sentence";
    EXPECT_NE(tests.find("\"" + name + "\""), std::string::npos) << name << " has no test";
  }
}

// Parameters are named where a check writes them: text("name", …), number("name", …), add_text(x, "name", …).
TEST(CheckTable, SentencesUseOnlyParametersThatAreGiven) {
  const std::string sources = all_of("/src/check") + all_of("/src/relate");
  for (const auto& [id, sentence] : catalogue("en"))
    for (const std::string& argument : arguments(sentence))
      EXPECT_TRUE(sources.find("(\"" + argument + "\",") != std::string::npos || sources.find(", \"" + argument + "\",") != std::string::npos)
          << id << " wants {" << argument << "}";
}

}  // namespace
}  // namespace winnow::check
