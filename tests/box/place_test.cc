// Folders and flags that stand in paths.
#include "box/place.h"

#include <gmock/gmock.h>

namespace winnow::box {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string folder(std::string_view locator) { return place_of(locator).folder; }

TEST(Place, FoldersOfMailPrograms) {
  EXPECT_EQ(folder("leak/Mail/V5/8F2C/[Gmail].mbox/All Mail.mbox/5F1C/Data/3/Messages/3012.emlx"), "[Gmail]/All Mail");
  EXPECT_EQ(folder("leak.zip!Mail/IMAP-ana/INBOX.imapmbox/Messages/12.emlx"), "INBOX");
  EXPECT_EQ(folder("leak/Archive.mbox/mbox"), "Archive");
  EXPECT_EQ(folder("leak/Profiles/x.default/ImapMail/imap.example.org/INBOX.sbd/2016"), "INBOX/2016");
  EXPECT_EQ(folder("leak/x.default/Mail/Local Folders/Trash"), "Trash");
  EXPECT_EQ(folder("leak/Takeout/Mail/Sent.mbox"), "Sent");
  EXPECT_EQ(folder("leak/mdbox/mailboxes/Sent/2016/dbox-Mails/u.3"), "Sent/2016");
  EXPECT_EQ(folder("leak/.Sent.2016/cur/1491894764.M1P2.host%3A2,FRS"), "Sent/2016");
  EXPECT_EQ(folder("leak/Maildir/new/1"), "Maildir");
}

TEST(Place, PathsThatTellNothing) {
  for (const char* locator : {"ana.mbox", "leak/1.eml", "leak/Messages/1.eml", "cur/1", "leak.zip!a/b.eml", "", "!", "//"})
    EXPECT_EQ(folder(locator), "") << locator;
}

TEST(Place, FlagsOfAMaildir) {
  EXPECT_THAT(place_of("leak/Maildir/cur/1491894764.M1P2.host%3A2,FRST").flags, ElementsAre("answered", "read", "deleted", "flagged"));
  EXPECT_THAT(place_of("leak/Maildir/cur/1491894764.M1P2.host").flags, IsEmpty());
}

TEST(Place, ModifiedUtf7) {
  EXPECT_EQ(decoded_mailbox_name("Envoy&AOk-s"), "Envoyés");
  EXPECT_EQ(decoded_mailbox_name("A &- B"), "A & B");
  EXPECT_EQ(decoded_mailbox_name("&2D3cAA-"), "\xF0\x9F\x90\x80");
  for (const char* plain : {"&AOk", "&A!k-", "&2D0-", "&3AA-", "&"}) EXPECT_EQ(decoded_mailbox_name(plain), plain);
  EXPECT_EQ(folder("leak/.Courrier.Envoy&AOk-s/cur/1"), "Courrier/Envoyés");
}

}  // namespace
}  // namespace winnow::box
