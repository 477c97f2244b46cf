#include <gtest/gtest.h>

#include "box/folder.h"

namespace winnow::box {
namespace {

FolderKind kind(std::vector<FolderEntry> entries, std::string_view name = "x", bool inside = false) {
  return folder_kind(name, entries, inside);
}

TEST(Folder, AMaildirIsKnownByItsDirectories) {
  EXPECT_EQ(kind({{"cur", true}, {"new", true}, {"tmp", true}, {".Sent", true}, {"dovecot.index"}}), FolderKind::kMaildir);
  EXPECT_EQ(kind({{"cur", true}, {"new", true}}), FolderKind::kMaildir) << "copying tools drop the empty tmp";
  EXPECT_EQ(kind({{"cur", true}, {"old", true}}), FolderKind::kPlain);
  EXPECT_EQ(kind({{"cur"}, {"new"}, {"tmp"}}), FolderKind::kPlain) << "files, not directories";
  EXPECT_EQ(kind({{"1"}, {"2"}}, "cur", true), FolderKind::kMaildirPart);
  EXPECT_EQ(kind({{"1"}, {"2"}}, "cur", false), FolderKind::kMh);
}

TEST(Folder, AnMhFolderHoldsNumbersOrSaysSo) {
  EXPECT_EQ(kind({{"1"}, {"2"}, {"10"}}), FolderKind::kMh);
  EXPECT_EQ(kind({{".mh_sequences"}, {"1"}, {"notes.txt"}}), FolderKind::kMh);
  EXPECT_EQ(kind({{"1"}, {"2"}, {"cover.jpg"}}), FolderKind::kPlain);
  EXPECT_EQ(kind({{"001"}, {"002"}}), FolderKind::kPlain) << "MH does not pad";
  EXPECT_EQ(kind({{"1", true}}), FolderKind::kPlain);
  EXPECT_EQ(kind({}), FolderKind::kPlain);
}

TEST(Folder, SubfoldersOfAMaildirHaveReadableNames) {
  EXPECT_EQ(maildir_folder_name(".Sent.2016"), "Sent/2016");
  EXPECT_EQ(maildir_folder_name("cur"), "");
  EXPECT_EQ(maildir_folder_name(".."), "");
}

TEST(Folder, FlagsStandBehindTheInfoMark) {
  EXPECT_EQ(maildir_flags("1491894764.M1P2.host,S=5:2,FRS"), "FRS");
  EXPECT_EQ(maildir_flags("1491894764.M1P2.host!2,S"), "S");
  EXPECT_EQ(maildir_flags("1491894764.M1P2.host"), "");
  EXPECT_EQ(maildir_flags("a:2,"), "");
  EXPECT_EQ(maildir_flags("a:2,S%1B"), "");
  EXPECT_EQ(maildir_flags("2,S"), "");
}

TEST(Folder, BookkeepingHoldsNoMail) {
  EXPECT_TRUE(is_folder_bookkeeping(".mh_sequences", FolderKind::kMh));
  EXPECT_TRUE(is_folder_bookkeeping("dovecot-uidlist", FolderKind::kMaildir));
  EXPECT_FALSE(is_folder_bookkeeping("dovecot-uidlist", FolderKind::kPlain));
  EXPECT_FALSE(is_folder_bookkeeping("1", FolderKind::kMh));
}

}  // namespace
}  // namespace winnow::box
