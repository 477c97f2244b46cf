#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/message.h"

namespace winnow::mail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Roles of(const std::string& text) { return roles(parse(as_bytes(text))); }

TEST(Roles, AlternativeGivesBothTexts) {
  const Roles r = of("Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nt\n--a\n"
                     "Content-Type: text/html\n\nh\n--a--\n--m\nContent-Type: application/pdf\n\np\n--m--\n");
  EXPECT_THAT(r.text_plain, ElementsAre(2));
  EXPECT_THAT(r.text_html, ElementsAre(3));
  EXPECT_THAT(r.attachments, ElementsAre(4));
}
TEST(Roles, RelatedPartsAreAttachments) {
  const Roles r = of("Content-Type: multipart/related; boundary=m\n\n--m\nContent-Type: text/html\n\nh\n--m\nContent-Type: text/plain\n\nt\n--m\n"
                     "Content-Type: image/png\n\np\n--m--\n");
  EXPECT_THAT(r.text_html, ElementsAre(1));
  EXPECT_THAT(r.attachments, ElementsAre(2, 3));
}
TEST(Roles, NamedOrAttachedTextIsAnAttachment) {
  const Roles r = of("Content-Type: multipart/mixed; boundary=m\n\n--m\n\nt\n--m\nContent-Type: text/plain; name=a.txt\n\nx\n--m\n"
                     "Content-Disposition: attachment\n\ny\n--m\n\nfooter\n--m--\n");
  EXPECT_THAT(r.text_plain, ElementsAre(1, 4));
  EXPECT_THAT(r.attachments, ElementsAre(2, 3));
}
TEST(Roles, EmbeddedMessagesAreNotEntered) {
  const Roles r = of("Content-Type: multipart/mixed; boundary=m\n\n--m\n\nt\n--m\nContent-Type: message/rfc822\n\nSubject: x\n\ninner\n--m--\n");
  EXPECT_THAT(r.text_plain, ElementsAre(1));
  EXPECT_THAT(r.text_html, IsEmpty());
  EXPECT_THAT(r.attachments, ElementsAre(2));
}

}  // namespace
}  // namespace winnow::mail
