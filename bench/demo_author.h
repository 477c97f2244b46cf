// Who writes the letters of the demo: honest mail in many forms, and what forgers make of it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mailmaker/attack.h"
#include "mailmaker/carriers.h"
#include "mailmaker/certify.h"
#include "mailmaker/openpgp.h"
#include "mailmaker/damage.h"
#include "mailmaker/coded.h"
#include "mailmaker/sign.h"
#include "mailmaker/tnef.h"

namespace demo {

using namespace mailmaker;

inline constexpr std::uint64_t kSeed = 2019;
inline constexpr std::size_t kMessages = 340;
inline constexpr std::int64_t kFirstDate = 1546848000; // 2019-01-07
inline constexpr std::array kForgeries{"second-subject", "changed-amounts", "swapped-attachment", "added-recipient",
                                "added-cc",       "changed-date",    "flattened-type",     "look-alike-domain",
                                "display-name",   "invented",        "copied-signature"};

struct Letter {
  Composed mail;
  std::string sender;
  std::int64_t date = 0;
  std::string state, how;  // genuine, damaged, unsigned, manipulated; and what was done
  std::string attacked;    // JSON list of the aspects that are false now
  std::vector<std::pair<std::string, File>> members;   // files inside its parts, by the end of their locators
};

class Author {
public:
  Author() : world_(make_world(kSeed)), random_(kSeed), composer_((prepare(world_), world_), kSeed) {}

  Letter letter(std::size_t number) {
    date_ += random_.between(3000, 90000);
    if (number % 6 == 5)
      return forged(kForgeries[number / 6 % kForgeries.size()]);
    Letter out = honest(any_sender(), number % 5 == 1, random_.percent(70) ? 1 : 2);
    if (out.state == "genuine" && number % 12 == 2) {
      out.how = name_of(apply_damage(out.mail.message, random_.pick(kDamages), random_));
      out.state = "damaged";
    } else if (out.state == "genuine" && originals_.size() < 40) {
      originals_.push_back(out.mail.message);
      if (!out.mail.attachments.empty())
        files_.push_back(out.mail.attachments[0]->file);
    }
    return out;
  }
  std::string keys() const { return world_.keys_jsonl(); }
  // Unsigned mail that systems on its way vouch for in other ways than DKIM (docs/checks/arc.chain.md and its neighbours).
  std::vector<Letter> carried() {
    std::vector<Letter> out;
    const SigningKey &receiver = world_.keys[receiver_], &own = world_.keys[world_.domains[0].keys[0]];
    for (const char *how : {"arc", "xgoogle", "domainkeys"}) {
      date_ += 86400;
      Letter letter = honest(0, false, 0);
      letter.state = "carried";
      letter.how = how;
      const std::string results = receiver.domain + ";\n\tdkim=pass header.d=" + own.domain + "; dmarc=pass header.from=" + own.domain;
      if (letter.how == "arc")
        seal(letter.mail.message, receiver, results, date_);
      else if (letter.how == "xgoogle")
        sign_xgoogle(letter.mail.message, receiver, date_);
      else
        sign_domainkeys(letter.mail.message, own);
      out.push_back(std::move(letter));
    }
    out.push_back(reported());
    return out;
  }
  // Mail without DKIM that a certificate speaks for: with a copy of the header in what is signed, without, and with a file in an
  // opaque signature; and what forgers make of such mail.
  std::vector<Letter> certified() {
    std::vector<Letter> out;
    for (const char *how : {"smime-header", "smime-words", "smime-opaque", "smime-other-subject", "smime-wrapped"}) {
      date_ += 86400;
      Letter letter = how == std::string_view("smime-opaque") ? with_opaque(make_file(random_, Language::kFrench, 3000)) : honest(0, false, 0);
      letter.state = "certified";
      letter.how = how;
      Message &message = letter.mail.message;
      if (letter.how != "smime-opaque")
        sign_smime(message, person_, date_, letter.how != "smime-words");
      if (letter.how == "smime-other-subject") {
        message.find("Subject")->value = " Virement vers le compte secret";
        letter.state = "manipulated";
        letter.attacked = "[\"subject\"]";
      } else if (letter.how == "smime-wrapped") {
        wrap_in_lies(message);
        letter.state = "manipulated";
        letter.attacked = "[\"content\"]";
      }
      out.push_back(std::move(letter));
    }
    return out;
  }
  std::string authorities() const { return authority_.pem(); }
  // Mail that an OpenPGP key speaks for: with a copy of the header in what is signed, without, as a text; and what forgers make of it.
  std::vector<Letter> keyed() {
    std::vector<Letter> out;
    for (const std::string how : {"pgp-header", "pgp-words", "pgp-clear", "pgp-other-subject", "pgp-half-signed"}) {
      const auto signed_at = static_cast<std::uint32_t>(date_ += 86400);
      Letter &letter = out.emplace_back(honest(0, false, 0));
      Message &message = letter.mail.message;
      const bool half = how == "pgp-half-signed", other = how == "pgp-other-subject";
      letter.how = how, letter.state = half || other ? "manipulated" : "certified";
      letter.attacked = half ? "[\"content\"]" : other ? "[\"subject\"]" : letter.attacked;
      if (how == "pgp-clear" || half) {
        message.remove("Content-Transfer-Encoding");
        message.find("Content-Type")->value = " text/plain; charset=us-ascii";
        const std::string lie = half ? "Le virement part vers le compte secret.\n\n" : "";
        message.body = lie + pgp_clear("Le budget est de 4500 euros.\n- rien de plus\n", pgp_key_, signed_at);
        continue;
      }
      sign_pgp(message, pgp_key_, signed_at, how != "pgp-words");
      if (other)
        message.find("Subject")->value = " Virement vers le compte secret";
    }
    return out;
  }
  std::string pgp_keys() const {
    return pgp_armor("PUBLIC KEY BLOCK", pgp_certificate(pgp_key_, world_.people[0].name + " <" + world_.people[0].address + ">"));
  }
  // Files in containers of old: signed mail with winmail.dat, once with another subject inside, and with a file coded in its text.
  std::vector<Letter> contained() {
    std::vector<Letter> out;
    for (const char *how : {"tnef", "tnef-other-subject", "uuencode", "yenc"}) {
      date_ += 86400;
      const File file = make_file(random_, Language::kFrench, 3000);
      const bool tnef = how[0] == 't';
      Letter letter = tnef ? with_winmail(file, how == std::string_view("tnef")) : with_coded(file, how);
      letter.how = how;
      letter.members = {{(tnef ? ":2!" : ":1!") + file.name, file}};
      out.push_back(std::move(letter));
    }
    return out;
  }
  // Signed mail for the boxes of mail programs; every second one with a file.
  std::vector<Letter> kept(int count) {
    std::vector<Letter> out;
    for (int i = 0; i < count; ++i) {
      date_ += 86400;
      out.push_back(honest(0, i % 2 == 1, 1));
    }
    return out;
  }
  // Mail that lies here twice: as it was sent, without a signature, and as it came back, once from a list that put Cc in another
  // order and left somebody out. In the last one an amount was changed in the Sent copy afterwards.
  std::vector<std::pair<Letter, Letter>> sent_and_received() {
    std::vector<std::pair<Letter, Letter>> out;
    for (const std::string how : {"sent", "list", "sent-changed"}) {
      date_ += 86400;
      Letter sent = about_money(0, 0);
      const auto person = [&](std::size_t at) { return world_.people[at].address; };
      sent.mail.message.add("Cc", " " + person(1) + ", " + person(2) + ",\n\t" + person(3));
      Letter received = sent;
      SignOptions options;
      options.fields = {"from", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"};
      options.time = date_;
      sign(received.mail.message, world_.keys[world_.domains[0].keys[0]], options);
      sent.state = "sent", received.state = "genuine", sent.how = received.how = how;
      if (how == "list") {
        received.mail.message.find("Cc")->value = " " + person(3) + ", " + person(1);
        received.state = "damaged";
      } else if (how == "sent-changed") {
        change_amounts(sent.mail.message);
        sent.state = "manipulated", sent.attacked = "[\"content\"]";
      }
      out.emplace_back(std::move(sent), std::move(received));
    }
    return out;
  }
  // A mailbox and its sent mail: five messages a workday, nine days without any, one correspondent who always signs, and two
  // mails forged whole in his name.
  struct Account {
    std::string owner;
    std::vector<Letter> in, out;
    std::int64_t newest = 0, gap_first = 0, gap_last = 0;   // the newest delivered; the first and the last empty day
  };
  Account account() {
    constexpr std::size_t kFriend = 16;   // of a domain that signs, in one program
    constexpr int kDays = 45, kGapFirst = 19, kGapLast = 27, kForged = 12;
    Account made;
    made.owner = world_.people[kOwner].address;
    made.gap_first = kFirstDate + kGapFirst * 86400;
    made.gap_last = kFirstDate + kGapLast * 86400;
    for (int day = 0; day < kDays; ++day) {
      if (day >= kGapFirst && day <= kGapLast)
        continue;
      const int letters = day % 7 >= 5 ? 1 : 5;
      for (int turn = 0; turn < letters; ++turn) {
        date_ = kFirstDate + day * 86400 + 28800 + turn * 3600;
        constexpr std::array<std::size_t, 4> kSenders{kFriend, 17, 8, kFriend};
        turn == 4 ? made.out.push_back(kept_as_sent()) : made.in.push_back(delivered(kSenders[static_cast<std::size_t>(turn)], 1, day < 40));
        if (turn < 4)
          made.newest = date_ + 5;   // its last hop
      }
      for (int i = 0; day == kForged && i < 2; ++i) {
        Letter letter = delivered(kFriend, 0, true);
        letter.state = "manipulated";
        letter.how = i == 0 ? "unsigned-among-signed" : "other-program";
        letter.attacked = "[\"author\",\"content\"]";
        if (i == 1) {
          letter.mail.message.find("Message-ID")->value = " <1.2@poste-inconnue.example>";
          letter.mail.message_id = "<1.2@poste-inconnue.example>";
          letter.mail.message.add("User-Agent", " Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Thunderbird/102.4.0");
          letter.mail.message.find("Date")->value = " " + rfc5322_date(date_, 300);
        }
        made.in.push_back(std::move(letter));
      }
    }
    return made;
  }
  // Files that hang on mail whose signature is intact.
  const std::vector<File> &proved_files() const { return files_; }
  Random &random() { return random_; }

private:
  // The provider of the mailbox says what it found; below its lines stands what anyone could write.
  Letter reported() {
    date_ += 86400;
    Letter letter = honest(0, false, 0);
    letter.state = "carried";
    letter.how = "reported";
    letter.mail.message.add("Authentication-Results", " banque-rivage.example;\n\tdkim=pass header.d=banque-rivage.example");
    return letter;
  }
  Letter delivered(std::size_t sender, unsigned signatures, bool read) {
    Plan plan;
    plan.sender = sender;
    plan.date = date_;
    plan.to = {kOwner};
    plan.text_bytes = 200;
    plan.signatures = signatures;
    Letter out{composer_.compose(plan), world_.people[sender].address, date_, "genuine", "", "[]", {}};
    out.mail.message.add("Status", read ? " RO" : " O");
    return out;
  }
  // As a mail program keeps it: before any system took it in.
  Letter kept_as_sent() {
    Letter out = honest(kOwner, false, 0);
    for (const char *name : {"Received", "Delivered-To", "Return-Path", "Authentication-Results", "X-Spam-Status", "X-Virus-Scanned"})
      out.mail.message.remove(name);
    return out;
  }
  // RSA keys, so that the same bytes come out each time.
  static Identity certificate(std::string_view place, CertificatePlan plan, const Identity *issuer) {
    Random random(kSeed + (issuer == nullptr ? 2 : 3));
    plan.from = 1527811200; // 2018-06-01
    plan.to = 1717200000;   // 2024-06-01
    return certify(make_rsa(random, place, "certificat", 2048).key, plan, issuer);
  }
  Letter with_opaque(const File &file) {
    Letter letter = honest(0, false, 0);
    Message &message = letter.mail.message;
    const AttachmentPtr attachment = as_attachment(file);
    message.remove("Content-Type");
    message.remove("Content-Transfer-Encoding");
    message.add("Content-Type", " multipart/mixed; boundary=\"dedans\"");
    message.body = "--dedans\nContent-Type: text/plain; charset=\"us-ascii\"\n\nBonjour,\n\nvoici le budget.\n\n--dedans\nContent-Type: " + file.media_type +
                   "; name=\"" + file.name + "\"\nContent-Disposition: attachment; filename=\"" + file.name +
                   "\"\nContent-Transfer-Encoding: base64\n\n" + attachment->base64_lines + "--dedans--\n";
    sign_smime_opaque(message, person_, date_);
    letter.members = {{":1.2", file}};
    return letter;
  }
  static void wrap_in_lies(Message &message) {
    const std::string signed_part = "Content-Type:" + message.find("Content-Type")->value + "\n\n" + message.body;
    message.remove("Content-Type");
    message.add("Content-Type", " multipart/mixed; boundary=\"cadre\"");
    message.body = "--cadre\nContent-Type: text/plain; charset=\"us-ascii\"\n\nLe virement part vers le compte secret.\n\n--cadre\n" + signed_part + "--cadre--\n";
  }

  // The forger's own domain, one letter away from the campaign's, with a key of its own.
  static void prepare(World &world) {
    Random random(kSeed + 1);
    receiver_ = world.keys.size();
    world.keys.push_back(make_rsa(random, "messagerie-relais.example", "arc2019", 2048));
    world.keys.back().seen_from = "2019-01-02";
    world.keys.push_back(make_rsa(random, "elan-cornmun.example", "mail2019", 2048));
    world.keys.back().seen_from = "2019-01-03";
    Domain domain = world.domains[0];
    domain.name = "elan-cornmun.example";
    domain.keys = {world.keys.size() - 1};
    world.domains.push_back(domain);
    Person person = world.people[0];
    person.address.replace(person.address.find('@'), std::string::npos, "@elan-cornmun.example");
    person.domain = world.domains.size() - 1;
    world.people.push_back(person);
  }

  Letter with_winmail(const File &file, bool faithful) {
    const Person &sender = world_.people[0];
    TnefContent content;
    content.subject = faithful ? "Budget" : "Compte secret";
    content.sender_address = sender.address;
    content.submitted = date_;
    content.rtf = "{\\rtf1\\ansi Bonjour, voici le budget. Cordialement}";
    content.files = {{file.name, file.bytes, false}};
    Plan plan;
    plan.to = {1};
    plan.date = date_;
    plan.text = "Bonjour,\n\nvoici le budget.\n\nCordialement\n";
    plan.subject = "Budget";
    plan.html_percent = 0;
    plan.attachments = {as_attachment({"winmail.dat", "application/ms-tnef", write_tnef(content)})};
    return {composer_.compose(plan), sender.address, date_, "genuine", "", "[]", {}};
  }
  // Signed by the campaign's key as one plain text.
  Letter with_coded(const File &file, std::string_view how) {
    Letter letter = honest(0, false, 0);
    Message &message = letter.mail.message;
    message.remove("Content-Type");
    message.remove("Content-Transfer-Encoding");
    message.add("Content-Type", "text/plain; charset=\"us-ascii\"");
    message.add("Content-Transfer-Encoding", how == "yenc" ? "8bit" : "7bit");
    message.body = "Bonjour,\n\n" + (how == "yenc" ? yencoded(file.name, file.bytes) : uuencoded(file.name, file.bytes)) + "\nCordialement\n";
    SignOptions options; // blanks are bytes in such codings: relaxed hashes do not count them
    options.header = options.body = Canonical::kSimple;
    options.fields = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"};
    options.time = date_;
    sign(message, world_.keys[world_.domains[0].keys[0]], options);
    letter.state = "genuine";
    return letter;
  }

  std::size_t any_sender() { return static_cast<std::size_t>(random_.below(world_.people.size() - 1)); }

  std::size_t sender_with(std::initializer_list<Style> styles) {
    for (;;) {
      const std::size_t at = any_sender();
      const Person &person = world_.people[at];
      for (const Style style : styles)
        if (person.style == style && !world_.domains[person.domain].keys.empty())
          return at;
    }
  }

  Letter honest(std::size_t sender, bool with_file, unsigned signatures, std::optional<std::string> text = {},
                std::optional<std::string> subject = {}) {
    Plan plan;
    plan.sender = sender;
    plan.to = {static_cast<std::size_t>(random_.below(8))};
    if (random_.percent(30))
      plan.to.push_back(any_sender());
    plan.date = date_;
    plan.text_bytes = random_.spread(200, 1500);
    plan.signatures = signatures;
    plan.text = std::move(text);
    plan.subject = std::move(subject);
    const Language language = world_.domains[world_.people[sender].domain].language;
    if (with_file)
      plan.attachments.push_back(make_attachment(random_, language, random_.spread(2000, 20000)));
    Letter out{composer_.compose(plan), world_.people[sender].address, date_, "genuine", "", "[]", {}};
    if (out.mail.signatures.empty())
      out.state = "unsigned";
    return out;
  }

  Letter about_money(std::size_t sender, unsigned signatures) {
    return honest(sender, false, signatures,
                  "Bonjour,\n\nLa facture du prestataire est de 4500 euros.\nLe virement de 12000 euros part vendredi.\n\n"
                  "Cordialement\n",
                  "Facture du prestataire " + random_.digits(4));
  }

  Letter forged(const std::string &how) {
    using enum Style;
    Letter out = forged_mail(how);
    out.state = "manipulated";
    out.how = how;
    return out;
  }

  Letter forged_mail(const std::string &how) {
    using enum Style;
    const auto with = [](Letter letter, const char *attacked) {
      letter.attacked = attacked;
      return letter;
    };
    Letter out;
    if (how == "second-subject") {
      out = honest(sender_with({kDesktop, kPhone, kWebmail}), false, 1);
      add_second_subject(out.mail.message, "Compte à l’étranger : à détruire");
      return with(out, "[\"subject\"]");
    }
    if (how == "changed-amounts") {
      out = about_money(sender_with({kDesktop, kPhone, kWebmail}), 1);
      change_amounts(out.mail.message);
      return with(out, "[\"content\"]");
    }
    if (how == "swapped-attachment") {
      out = honest(sender_with({kDesktop, kPhone, kExchange}), true, 1);
      swap_attachment(out.mail, random_);
      return with(out, "[\"content\"]");
    }
    if (how == "added-recipient") {
      out = honest(sender_with({kDesktop, kPhone, kWebmail}), false, 1);
      add_recipient(out.mail.message, "contact@banque-rivage.example");
      return with(out, "[\"recipients\"]");
    }
    if (how == "added-cc") {
      out = honest(sender_with({kExchange}), false, 1);
      add_unsigned_cc(out.mail.message, "contact@banque-rivage.example");
      return with(out, "[\"recipients\"]");
    }
    if (how == "changed-date") {
      out = honest(sender_with({kDesktop, kPhone, kWebmail}), false, 1);
      change_date(out.mail.message, out.date - 40 * 86400);
      return with(out, "[\"date\"]");
    }
    if (how == "flattened-type") {
      out = honest(sender_with({kWebmail}), false, 1);
      flatten_type(out.mail.message);
      return with(out, "[\"content\"]");
    }
    if (how == "look-alike-domain")
      return with(about_money(world_.people.size() - 1, 1), "[\"author\"]");
    if (how == "display-name") {
      const std::size_t sender = sender_with({kBulk});
      const Person &person = world_.people[sender];
      out = honest(sender, false, 0);
      set_from(out.mail.message, world_.people[0].address, person.address);
      const Domain &domain = world_.domains[person.domain];
      sign_in_style(out.mail.message, world_.keys[domain.keys[0]], person.style, domain, out.date, false);
      return with(out, "[\"author\"]");
    }
    out = about_money(0, 0);
    if (how == "copied-signature" && !originals_.empty())
      copy_signatures(random_.pick(originals_), out.mail.message);
    return with(out, "[\"author\",\"content\"]");
  }

  static constexpr std::size_t kOwner = 3; // of the account
  static inline std::size_t receiver_ = 0; // the key of a mail provider that takes in and passes on
  World world_;
  Random random_;
  Composer composer_;
  std::int64_t date_ = kFirstDate;
  std::vector<Message> originals_;
  std::vector<File> files_;
  PgpKey pgp_key_{"the key of the demo, seen by all", static_cast<std::uint32_t>(kFirstDate - 86400)};
  Identity authority_ = certificate("autorite.example", {"Autorité de la démonstration", "", 0, 0, 1, true}, nullptr);
  Identity person_ = certificate("personne.example", {world_.people[0].name, world_.people[0].address, 0, 0, 2}, &authority_);
};

}  // namespace demo
