// Every note that the parser can make is explained in docs/notes.md and has its sentence in both languages, and none besides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <regex>
#include <set>

#include "mail/message.h"
#include "mail/shared_mail.h"

namespace winnow::mail {
namespace {

std::set<std::string> ids_in(const std::string& text, const std::regex& pattern) {
  std::set<std::string> ids;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern); match != std::sregex_iterator(); ++match) ids.insert((*match)[1]);
  return ids;
}

std::set<std::string> ids_of_sources() {
  std::set<std::string> ids;
  for (const auto& entry : std::filesystem::directory_iterator(WINNOW_PROJECT "/src/mail"))
    if (entry.path().extension() == ".cc") ids.merge(ids_in(read_file(entry.path()), std::regex("\"((?:mime|header)\\.[a-z0-9-]+)\"")));
  return ids;
}

TEST(MailNotes, AreExplainedInTheDocumentation) {
  EXPECT_EQ(ids_in(read_file(WINNOW_PROJECT "/docs/notes.md"), std::regex("### ((?:mime|header)\\.[a-z0-9-]+)\n")), ids_of_sources());
}

TEST(MailNotes, HaveASentenceInBothLanguages) {
  for (const std::string language : {"en", "fr"}) {
    simdjson::dom::parser parser;
    simdjson::dom::object sentences;
    const std::string json = read_file(WINNOW_PROJECT "/i18n/" + language + "/note.json");
    ASSERT_EQ(parser.parse(json).get(sentences), simdjson::SUCCESS);
    std::set<std::string> ids;
    for (const auto field : sentences) {
      const std::string key(field.key);
      if (key.starts_with("note.mime.") || key.starts_with("note.header.")) ids.insert(key.substr(5));
      EXPECT_EQ(std::string_view(field.value).find('\''), std::string_view::npos) << key;
    }
    EXPECT_EQ(ids, ids_of_sources()) << language;
  }
}

TEST(MailNotes, UnknownCharsetIsNoted) {
  EXPECT_THAT(parse(as_bytes("Content-Type: text/plain; charset=x-no-such\n\na")).notes, testing::ElementsAre("mime.unknown-charset"));
  EXPECT_THAT(parse(as_bytes("Content-Type: text/plain; charset=\"ISO-8859-15\"\n\na")).notes, testing::IsEmpty());
}

}  // namespace
}  // namespace winnow::mail
