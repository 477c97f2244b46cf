// Whom a message answers (run/thread.h).
#include <gtest/gtest.h>

#include "base/limits.h"
#include "record/witness.pb.h"
#include "run/thread.h"

namespace winnow::run {
namespace {

record::Thread thread_of(const std::string& header) {
  const std::string bytes = header + "\n\ntext\n";
  record::Item item;
  fill_thread(mail::parse(as_bytes(bytes)), item);
  record::Thread thread;
  EXPECT_TRUE(thread.ParseFromString(item.thread()));
  return thread;
}

TEST(Thread, NearestAncestorsComeFirstAndFoldsAreTakenOut) {
  const record::Thread thread = thread_of("In-Reply-To: <c@x>\nReferences: <a@x>\n <b@\n x> <c@x>");
  EXPECT_EQ(thread.in_reply_to(), "c@x");
  ASSERT_EQ(thread.references_size(), 2);
  EXPECT_EQ(thread.references(0), "b@x");
  EXPECT_EQ(thread.references(1), "a@x");
}

TEST(Thread, PhrasesOfOldProgramsAreNoIds) {
  EXPECT_EQ(thread_of("In-Reply-To: Your message of \"Mon, 3 Apr\" <old@x>").in_reply_to(), "old@x");
  EXPECT_EQ(thread_of("In-Reply-To: Your message of Monday").in_reply_to(), "");
}

TEST(Thread, AMessageThatAnswersNothingKeepsNothing) {
  record::Item item;
  fill_thread(mail::parse(as_bytes(std::string_view("Subject: x\n\ntext\n"))), item);
  EXPECT_TRUE(item.thread().empty());
}

TEST(Thread, ThreadIndexIsDecodedAndATopicKeptThatIsNotTheSubject) {
  const record::Thread thread = thread_of("Thread-Index: AdHTo1Aq\nThread-Topic: Budget\nSubject: Re: Budget");
  EXPECT_EQ(thread.thread_index(), std::string("\x01\xd1\xd3\xa3\x50\x2a", 6));
  EXPECT_EQ(thread.topic(), "Budget");
}

TEST(Thread, AMillionReferencesCostAsMuchAsTheLastOnes) {
  std::string header = "References:";
  for (int i = 0; i < 1'000'000; ++i) header += " <" + std::to_string(i) + "@x>";
  const record::Thread thread = thread_of(header);
  ASSERT_EQ(static_cast<std::size_t>(thread.references_size()), limits::kReferences);
  EXPECT_EQ(thread.references(0), "999999@x");
  EXPECT_GT(thread.left_out(), 0U);
  EXPECT_LT(thread.SerializeAsString().size(), 1'000U);
}

}  // namespace
}  // namespace winnow::run
