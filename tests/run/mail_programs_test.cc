// A folder as mail programs leave it, from end to end with the real worker: Apple Mail, Thunderbird, Gmail's export, Dovecot,
// Evolution, Pine. What their boxes say is kept; nothing is lost without a name.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "run/archive_helpers.h"
#include "run/dump.h"
#include "run/raw.h"

namespace winnow::run {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::literals;

std::string mail(const std::string& subject, const std::string& fields = {}) {
  return fields + "From: Ana <ana@en-avant.example>\nTo: bea@en-avant.example\nSubject: " + subject + "\nMessage-ID: <" + subject +
         "@en-avant.example>\nDate: Fri, 5 May 2017 10:00:00 +0200\n\nText of " + subject + "\n";
}
std::string plist(const std::string& entries) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n<dict>\n" + entries + "</dict>\n</plist>\n";
}
std::string emlx(const std::string& message, const std::string& trailer = plist("<key>flags</key><integer>19</integer>")) {
  return fmt::format("{:<10}\n", message.size()) + message + trailer;
}
std::string dbox(const std::vector<std::string>& messages) {
  std::string file = "2 M1e C590b2a40\n";
  for (const std::string& message : messages)
    file += "\x01\x02N         "s + fmt::format(" {:016x}\n", message.size()) + message + "\n\x01\x03\n"s + "Gabc\nR590b2a40\nBEnvoy&AOk-s\n\n";
  return file;
}
// A message whose second part was taken out.
std::string partial(const std::string& encoded_size) {
  return "From: ana@en-avant.example\nTo: bea@en-avant.example\nSubject: contract\nMIME-Version: 1.0\n"
         "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the contract.\n"
         "--b\nContent-Type: application/pdf; name=contract.pdf\nContent-Transfer-Encoding: base64\n"
         "Content-Disposition: attachment; filename=contract.pdf\nX-Apple-Content-Length: " + encoded_size + "\n\n\n--b--\n";
}

class MailPrograms : public DumpTest {
 protected:
  MailPrograms() {
    settings_.start_worker = [](bool openpgp) { return start_worker(openpgp); };
    options_.no_archive = true;
  }
  void run() {
    Remembered watcher;
    const auto outcome = examine(options_, watcher, settings_);
    ASSERT_TRUE(outcome) << (outcome ? "" : outcome.error().place);
    auto opened = store::Case::open_for_reading(options_.case_path);
    case_ = std::move(*opened);
    expect_ledger_adds_up(*case_);
    items_ = watcher.items;
    for (const store::LossRow& loss : case_->losses()) lost_.push_back(loss.locator + " " + loss.reason + " " + std::to_string(loss.bytes));
  }
  record::Item item(const std::string& locator) const {
    const auto found = case_->find(locator);
    EXPECT_TRUE(found) << locator;
    return found ? found->item : record::Item();
  }
  record::BoxFacts facts(const std::string& locator) const {
    record::Carriage carriage;
    EXPECT_TRUE(carriage.ParseFromString(item(locator).carriage()));
    return carriage.box();
  }
  std::string raw(const std::string& locator) const {
    const auto found = case_->find(locator);
    if (!found) return "no such item";
    const auto bytes = raw_bytes(*case_, *found, settings_.start_worker);
    return bytes ? *bytes : "refused: " + bytes.error().place;
  }
  std::string box(const std::string& locator) const {
    for (const store::Box& box : case_->boxes())
      if (box.locator == locator) return box.format + fmt::format(" {} {}", box.expected, box.read);
    return "none";
  }
  std::unique_ptr<store::Case> case_;
  std::vector<std::string> items_, lost_;
};

TEST_F(MailPrograms, AppleMail) {
  const std::string folder = "Mail/V5/8F2C/[Gmail].mbox/All Mail.mbox/5F1C/Data/";
  write(folder + "Messages/1.emlx", emlx(mail("one"), plist("<key>date-received</key><integer>1493971200</integer><key>flags</key><integer>19</integer>"
                                                            "<key>original-mailbox</key><string>imap://ana@mail.example/INBOX</string>"
                                                            "<key>remote-id</key><string>77</string>")));
  write(folder + "Messages/2.partial.emlx", emlx(partial("20")));
  write(folder + "Attachments/2/2/contract.pdf", "%PDF-1.4 text");
  write(folder + "Messages/3.partial.emlx", emlx(partial("1234")));
  write(folder + "Messages/4.partial.emlx", emlx(partial("20")));
  write(folder + "Messages/4.2.emlxpart", "JVBERi0xLjQgdGV4dA==\n");
  write("Mail/V5/MailData/Envelope Index", "SQLite format 3\0 and so on"s);
  run();
  const std::string at = "leak/" + folder;
  EXPECT_EQ(raw(at + "Messages/1.emlx"), mail("one"));
  const auto one = facts(at + "Messages/1.emlx");
  EXPECT_EQ(one.program(), "apple-mail");
  EXPECT_EQ(one.place(), "[Gmail]/All Mail");
  EXPECT_EQ(one.folder(), "imap://ana@mail.example/INBOX");
  EXPECT_EQ(one.received_at(), 1493971200);
  EXPECT_THAT(one.flags(), ElementsAre("read", "deleted", "flagged"));
  EXPECT_EQ(one.facts(0).name() + "=" + one.facts(0).text(), "uid=77");

  for (const char* name : {"Messages/2.partial.emlx:2", "Messages/4.partial.emlx:2"}) {
    EXPECT_EQ(raw(at + name), "%PDF-1.4 text") << name;
    EXPECT_EQ(item(at + name).name(), "contract.pdf");
    EXPECT_EQ(item(at + name).media_type(), "application/pdf");
    EXPECT_THAT(item(at + name).notes(), Contains("emlx.part-apart"));
  }
  EXPECT_THAT(lost_, ElementsAre(at + "Messages/3.partial.emlx:2 part-apart 1234"));
  EXPECT_EQ(item(at + "Attachments/2/2/contract.pdf").kind(), record::KIND_DOCUMENT) << "the file itself stays an item";
  EXPECT_EQ(item("leak/Mail/V5/MailData/Envelope Index").media_type(), "application/vnd.sqlite3");
  EXPECT_EQ(box("leak/" + folder + "Messages"), "folder 5 5");
}

// What lies outside of the dump is not read, whatever it is called.
TEST_F(MailPrograms, AttachmentsOutsideOfTheDumpAreNotTaken) {
  write("Messages/2.partial.emlx", emlx(partial("20")));
  write("Attachments/2/2/contract.pdf", "%PDF-1.4 text");
  options_.dumps = {(dump_ / "Messages").string()};
  run();
  EXPECT_THAT(items_, ElementsAre("Messages/2.partial.emlx"));
  EXPECT_THAT(lost_, ElementsAre("Messages/2.partial.emlx:2 part-apart 20"));
}

TEST_F(MailPrograms, LinksAmongAttachmentsAreNotFollowed) {
  write("secret", "text");
  write("a/Messages/2.partial.emlx", emlx(partial("20")));
  fs::create_directories(dump_ / "a/Attachments/2/2");
  fs::create_symlink(dump_ / "secret", dump_ / "a/Attachments/2/2/contract.pdf");
  run();
  EXPECT_THAT(lost_, Contains("leak/a/Messages/2.partial.emlx:2 part-apart 20"));
}

TEST_F(MailPrograms, LyingEmlxAreReadAndSaidToBe) {
  write("beyond.emlx", "999999    \n" + mail("beyond"));
  write("wrong.emlx", "7         \n" + mail("wrong") + plist(""));
  write("bare.emlx", fmt::format("{:<10}\n", mail("bare").size()) + mail("bare"));
  run();
  EXPECT_EQ(raw("leak/beyond.emlx"), mail("beyond"));
  EXPECT_THAT(item("leak/beyond.emlx").notes(), Contains("emlx.count-beyond"));
  EXPECT_EQ(raw("leak/wrong.emlx"), mail("wrong"));
  EXPECT_THAT(item("leak/wrong.emlx").notes(), Contains("emlx.count-wrong"));
  EXPECT_EQ(raw("leak/bare.emlx"), mail("bare"));
  EXPECT_THAT(item("leak/bare.emlx").notes(), Contains("emlx.no-trailer"));
  EXPECT_THAT(lost_, IsEmpty());
}

TEST_F(MailPrograms, Dovecot) {
  write("sdbox/mailboxes/Sent/dbox-Mails/u.1", dbox({mail("s1")}));
  write("sdbox/mailboxes/Sent/dbox-Mails/u.2", dbox({mail("s2")}));
  std::string damaged = dbox({mail("m1"), mail("m2"), mail("m3")});
  damaged.insert(damaged.find("\x01\x02N", 30), "rubbish");
  write("mdbox/storage/m.1", damaged);
  run();
  EXPECT_THAT(items_, ElementsAre("leak/mdbox/storage/m.1#1", "leak/mdbox/storage/m.1#3", "leak/mdbox/storage/m.1#4",
                                  "leak/sdbox/mailboxes/Sent/dbox-Mails/u.1#1", "leak/sdbox/mailboxes/Sent/dbox-Mails/u.2#1"));
  EXPECT_THAT(lost_, ElementsAre("leak/mdbox/storage/m.1#2 not-a-message 7"));
  EXPECT_EQ(raw("leak/mdbox/storage/m.1#4"), mail("m3"));
  EXPECT_EQ(raw("leak/sdbox/mailboxes/Sent/dbox-Mails/u.2#1"), mail("s2"));
  EXPECT_EQ(box("leak/sdbox/mailboxes/Sent/dbox-Mails"), "folder 2 2") << "no row for each message";
  EXPECT_EQ(box("leak/mdbox/storage/m.1"), "dbox 4 3");
  EXPECT_EQ(facts("leak/sdbox/mailboxes/Sent/dbox-Mails/u.1#1").place(), "Sent");
  EXPECT_EQ(facts("leak/mdbox/storage/m.1#1").folder(), "Envoyés");
  EXPECT_EQ(facts("leak/mdbox/storage/m.1#1").received_at(), 0x590b2a40);
}

TEST_F(MailPrograms, ThunderbirdGmailEvolutionAndPine) {
  write("ImapMail/imap.example.org/INBOX.sbd/2016",
        in_mailbox(mail("tb", "X-Account-Key: account1\nX-Mozilla-Status: 0009\nX-Mozilla-Status2: 00200000\nX-Mozilla-Keys: $label1 travail   \n")));
  write("ImapMail/imap.example.org/INBOX.sbd/2016.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n< <(a=c)> >\n");
  write("Takeout/Mail/All mail.mbox",
        in_mailbox(mail("gm", "X-GM-THRID: 1566\nX-Gmail-Labels: =?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,\"A,_B?=\n =?UTF-8?Q?\",Spam?=\n")));
  write("evolution/mail/Inbox", in_mailbox(mail("ev", "X-Evolution: 00000a1b-0012\nX-Evolution-Source: imap://ana@mail.example/\n")));
  write("pine/saved", in_mailbox("From: Mail System Internal Data <MAILER-DAEMON@host.example>\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n"
                                 "Message-ID: <1@host.example>\nX-IMAP: 1493971200 0000000012\nStatus: RO\n\nThis text is part of the internal format.\n") +
                          in_mailbox(mail("pine", "Status: RO\nX-Status: DA\nX-Keywords: travail\n")));
  write("Maildir/.Envoy&AOk-s/cur/1493971200.M1.host:2,RS", mail("md"));
  fs::create_directories(dump_ / "Maildir/.Envoy&AOk-s/new");
  run();
  const auto thunderbird = facts("leak/ImapMail/imap.example.org/INBOX.sbd/2016#1");
  EXPECT_EQ(thunderbird.program(), "thunderbird");
  EXPECT_EQ(thunderbird.place(), "INBOX/2016");
  EXPECT_THAT(thunderbird.flags(), ElementsAre("read", "expunged", "deleted"));
  EXPECT_THAT(thunderbird.labels(), ElementsAre("$label1", "travail"));
  EXPECT_EQ(item("leak/ImapMail/imap.example.org/INBOX.sbd/2016.msf").media_type(), "application/x-mork");
  const auto gmail = facts("leak/Takeout/Mail/All mail.mbox#1");
  EXPECT_THAT(gmail.labels(), ElementsAre("Boîte de réception", "A, B", "Spam"));
  EXPECT_EQ(gmail.facts(0).name() + gmail.facts(0).text(), "thread1566");
  EXPECT_THAT(facts("leak/evolution/mail/Inbox#1").flags(), ElementsAre("deleted", "read"));
  EXPECT_THAT(facts("leak/pine/saved#1").flags(), Contains("internal-data"));
  EXPECT_THAT(facts("leak/pine/saved#2").flags(), ElementsAre("read", "old", "deleted", "answered"));
  const auto maildir = facts("leak/Maildir/.Envoy&AOk-s/cur/1493971200.M1.host%3A2,RS");
  EXPECT_EQ(maildir.place(), "Envoyés");
  EXPECT_THAT(maildir.flags(), ElementsAre("answered", "read"));
  EXPECT_THAT(lost_, IsEmpty());
}

TEST_F(MailPrograms, TheSameInAnArchiveAndInAnAttachment) {
  const std::string inner = emlx(mail("inner"));
  write("leak.zip", packed(Packing::kZip, {{"INBOX.mbox/Messages/1.emlx", emlx(mail("one"))},
                                           {"INBOX.mbox/Messages/2.partial.emlx", emlx(partial("99"))},
                                           {"storage/m.1", dbox({mail("m1"), mail("m2")})}}));
  write("carrier.eml", "From: ana@en-avant.example\nTo: b@en-avant.example\nSubject: fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                       "--b\nContent-Type: application/octet-stream; name=1.emlx\n\n" + inner + "\n--b\nContent-Type: application/octet-stream; name=m.1\n\n" +
                       dbox({mail("d1"), mail("d2")}) + "\n--b--\n");
  run();
  EXPECT_EQ(raw("leak/leak.zip!INBOX.mbox/Messages/1.emlx"), mail("one"));
  EXPECT_EQ(facts("leak/leak.zip!INBOX.mbox/Messages/1.emlx").place(), "INBOX");
  EXPECT_EQ(raw("leak/leak.zip!storage/m.1#2"), mail("m2"));
  EXPECT_THAT(lost_, ElementsAre("leak/leak.zip!INBOX.mbox/Messages/2.partial.emlx:2 part-apart 99"));
  EXPECT_EQ(raw("leak/carrier.eml:1#1"), mail("inner"));
  EXPECT_EQ(raw("leak/carrier.eml:2#2"), mail("d2"));
  EXPECT_EQ(item("leak/carrier.eml:2#2").subject(), "d2");
}

// However many workers there are, and whoever dies of a message.
TEST_F(MailPrograms, CasesDoNotDependOnTheNumberOfWorkers) {
  for (int i = 1; i <= 40; ++i) {
    write(fmt::format("a/Messages/{}.partial.emlx", i), emlx(partial(std::to_string(i))));
    if (i % 2 == 0) write(fmt::format("a/Attachments/{}/2/x.pdf", i), "%PDF-" + std::to_string(i));
  }
  write("m.1", dbox({mail("a"), mail("b"), mail("c")}));
  std::vector<std::string> contents;
  for (const unsigned jobs : {1U, 3U}) {
    options_.jobs = jobs;
    options_.case_path = (folder_ / fmt::format("{}.winnow", jobs)).string();
    Remembered watcher;
    ASSERT_TRUE(examine(options_, watcher, settings_));
    contents.push_back(content_of(options_.case_path));
  }
  EXPECT_EQ(contents[0], contents[1]);
  EXPECT_NE(contents[0].find("a/Messages/2.partial.emlx:2 "), std::string::npos);
  EXPECT_NE(contents[0].find("leak/a/Messages/3.partial.emlx:2 part-apart 3"), std::string::npos);
}

}  // namespace
}  // namespace winnow::run
