// Makes the small fictional leak of `make demo`: mailboxes of many formats with genuine, honestly damaged, unsigned,
// altered and forged mail, loose documents, the keys, and the truth apart from them (docs/demo.md).
// usage: make_demo FOLDER    (writes FOLDER/leak, keys.jsonl, authorities.pem, openpgp-keys.asc, truth.jsonl; seconde-edition, edition-truth.jsonl)
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "demo_forms.h"
#include "mailmaker/archive.h"
#include "mailmaker/attack.h"
#include "mailmaker/carriers.h"
#include "mailmaker/certify.h"
#include "mailmaker/openpgp.h"
#include "mailmaker/damage.h"
#include "mailmaker/coded.h"
#include "mailmaker/mbox.h"
#include "mailmaker/sign.h"
#include "mailmaker/tnef.h"

namespace {

using namespace mailmaker;
using namespace demo;
namespace fs = std::filesystem;

constexpr std::uint64_t kSeed = 2019;
constexpr std::size_t kMessages = 340;
constexpr std::int64_t kFirstDate = 1546848000; // 2019-01-07
constexpr std::array kForgeries{"second-subject", "changed-amounts", "swapped-attachment", "added-recipient",
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

// Writes boxes and, beside them, what is true of each item in them.
class Leak {
public:
  explicit Leak(const fs::path &folder) : root_(folder / "leak"), truth_(folder / "truth.jsonl") {
    fs::remove_all(root_);
  }

  void file(const std::string &path, std::string_view bytes) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void truth(const Letter &letter, const std::string &locator) {
    const std::string common = ",\"state\":\"" + letter.state + "\",\"how\":\"" + letter.how + "\",\"attacked\":";
    truth_ << "{\"locator\":" << json_text("leak/" + locator) << ",\"kind\":\"message\"" << common << letter.attacked
           << ",\"message_id\":" << json_text(letter.mail.message_id) << "}\n";
    for (std::size_t i = 0; i < letter.mail.attachments.size(); ++i)
      truth_ << "{\"locator\":" << json_text("leak/" + locator + ":" + std::to_string(i + 2)) << ",\"kind\":\"attachment\""
             << common << letter.attacked << ",\"sha256\":\"" << sha256_hex(letter.mail.attachments[i]->file.bytes)
             << "\"}\n";
    for (const auto &[suffix, file] : letter.members)
      truth_ << "{\"locator\":" << json_text("leak/" + locator + suffix) << ",\"kind\":\"attachment\"" << common
             << letter.attacked << ",\"sha256\":\"" << sha256_hex(file.bytes) << "\"}\n";
  }
  void document(const std::string &path, std::string_view bytes, const char *state) {
    file("pieces/" + path, bytes);
    truth_ << "{\"locator\":" << json_text("leak/pieces/" + path) << ",\"kind\":\"document\",\"state\":\"" << state
           << "\",\"how\":\"\",\"attacked\":[],\"sha256\":\"" << sha256_hex(bytes) << "\"}\n";
  }
  // The letters as one mailbox, at `locator` (its place in the leak).
  std::string mbox(const std::vector<Letter> &letters, const std::string &locator, Dialect dialect) {
    std::string out;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      append_mbox(out, letters[i].mail.message.text(), letters[i].sender, letters[i].date, dialect);
      truth(letters[i], locator + "#" + std::to_string(i + 1));
    }
    return out;
  }

private:
  fs::path root_;
  std::ofstream truth_;
};

void write_folders(Leak &leak, const std::vector<std::vector<Letter>> &shares) {
  std::size_t number = 0;
  for (const Letter &letter : shares[0]) {
    const std::string name = std::to_string(letter.date) + ".M" + std::to_string(++number) + ".poste";
    const std::string info = number % 3 == 0 ? "" : number % 3 == 1 ? ":2,S" : ":2,RS";
    const std::string folder = info.empty() ? "benevoles/new/" : "benevoles/cur/";
    leak.file(folder + name + info, letter.mail.message.text());
    leak.truth(letter, folder + name + (info.empty() ? "" : "%3A" + info.substr(1)));
  }
  leak.file("benevoles/tmp/.garde", "");
  number = 0;
  for (const Letter &letter : shares[1]) {
    const std::string path = "archives-mh/" + std::to_string(++number);
    leak.file(path, letter.mail.message.text());
    leak.truth(letter, path);
  }
  number = 0;
  for (const Letter &letter : shares[2]) {
    const std::string path = "exports/message " + std::to_string(++number) + ".eml";
    leak.file(path, with_crlf(letter.mail.message.text()));
    leak.truth(letter, path);
  }
}

// A folder of Apple Mail; the last message has its file beside it, so its body is no longer the one that was signed.
void write_apple_mail(Leak &leak, std::vector<Letter> letters) {
  const std::string data = "portable/Mail/V6/A1B2/INBOX.mbox/C3D4/Data/";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    Letter &letter = letters[i];
    const std::string number = std::to_string(i + 1);
    const bool partial = i + 1 == letters.size();
    const std::string text = letter.mail.message.text();
    const std::string path = data + "Messages/" + number + (partial ? ".partial.emlx" : ".emlx");
    const int read = 1, deleted = 2;
    leak.file(path, emlx(partial ? without_file(text) : text, letter.date, i % 2 == 0 ? read : read | deleted));
    if (partial) {
      const File &file = letter.mail.attachments[0]->file;
      leak.file(data + "Attachments/" + number + "/2/" + file.name, file.bytes);
      letter.state = "damaged";
      letter.how = "file-beside-it";
    }
    leak.truth(letter, path);
  }
}

// A mailbox file of a Dovecot server.
void write_dovecot(Leak &leak, const std::vector<Letter> &letters) {
  const std::string path = "serveur/mdbox/storage/m.1";
  std::string file = "2 M1e C" + hexadecimal(static_cast<std::uint64_t>(letters[0].date)) + "\n";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    file += dbox_message(letters[i].mail.message.text(), letters[i].date);
    leak.truth(letters[i], path + "#" + std::to_string(i + 1));
  }
  leak.file(path, file);
}

// A compressed tar with a mailbox and a zip of single messages in it.
void write_archive(Leak &leak, const std::vector<Letter> &mailbox, const std::vector<Letter> &singles) {
  const std::string place = "sauvegarde-2019.tar.gz";
  Members inner, outer;
  for (const Letter &letter : singles) {
    const std::string name = "courriers/" + std::to_string(inner.size() + 1) + ".eml";
    inner.emplace_back(name, with_crlf(letter.mail.message.text()));
    leak.truth(letter, place + "!export.zip!" + name);
  }
  outer.emplace_back("boites/ancienne.mbox", leak.mbox(mailbox, place + "!boites/ancienne.mbox", Dialect::kMboxrd));
  outer.emplace_back("export.zip", zip(inner));
  leak.file(place, gzip(tar(outer)));
}

// A second edition of what stands in exports/: one message is left out, one has another subject, one is new.
void write_edition(const fs::path &folder, const std::vector<Letter> &letters) {
  fs::remove_all(folder / "seconde-edition");
  fs::create_directories(folder / "seconde-edition/exports");
  std::ofstream truth(folder / "edition-truth.jsonl");
  const auto note = [&](const std::string &edition, std::size_t number, const char *what) {
    truth << "{\"locator\":" << json_text(edition + "/exports/message " + std::to_string(number) + ".eml") << ",\"edition\":\"" << what << "\"}\n";
  };
  const auto put = [&](std::size_t number, const Message &message) {
    const std::string text = with_crlf(message.text());
    std::ofstream(folder / "seconde-edition/exports" / ("message " + std::to_string(number) + ".eml"), std::ios::binary)
        .write(text.data(), static_cast<std::streamsize>(text.size()));
  };
  for (std::size_t i = 0; i < letters.size(); ++i) {
    Message message = letters[i].mail.message;
    if (i == 4)
      note("leak", i + 1, "only");
    if (i == 6) {
      message.find("Subject")->value = " Un autre objet";
      note("leak", i + 1, "differs");
      note("seconde-edition", i + 1, "differs");
    }
    if (i != 4)
      put(i + 1, message);
  }
  Message added = letters[0].mail.message;
  added.find("Message-ID")->value = " <ajout@seconde-edition.example>";
  put(letters.size() + 1, added);
  note("seconde-edition", letters.size() + 1, "only");
}

void write_documents(Leak &leak, const std::vector<File> &files, Random &random) {
  for (std::size_t i = 0; i < files.size() && i < 12; ++i) {
    const std::string number = std::to_string(i + 1);
    leak.document("copie-" + number + "-" + files[i].name, files[i].bytes, "copy");
    if (i % 3 != 0)
      continue;
    std::string near = files[i].bytes;
    near[near.size() / 2] ^= 1;
    leak.document("piece-" + number + "-" + files[i].name, near, "near-copy");
  }
  for (int i = 0; i < 4; ++i) {
    const File file = make_file(random, Language::kFrench, 4000);
    leak.document(file.name, file.bytes, "unrelated");
  }
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: make_demo FOLDER\n";
    return 2;
  }
  const fs::path folder = argv[1];
  fs::create_directories(folder);
  Author author;
  std::vector<std::vector<Letter>> shares(9);
  for (std::size_t i = 0; i < kMessages; ++i)
    shares[i * 7 / 5 % shares.size()].push_back(author.letter(i));
  Leak leak(folder);
  std::ofstream(folder / "keys.jsonl") << author.keys();
  leak.file("boites/claire.mbox", leak.mbox(shares[3], "boites/claire.mbox", Dialect::kMboxrd));
  leak.file("boites/mehdi", leak.mbox(shares[4], "boites/mehdi", Dialect::kMboxo));
  leak.file("boites/tresorerie.mbox", leak.mbox(shares[5], "boites/tresorerie.mbox", Dialect::kMboxcl2));
  leak.file("boites/presse.mbox", with_crlf(leak.mbox(shares[6], "boites/presse.mbox", Dialect::kMboxrd)));
  leak.file("boites/relais.mbox", leak.mbox(author.carried(), "boites/relais.mbox", Dialect::kMboxrd));
  leak.file("boites/conteneurs.mbox", leak.mbox(author.contained(), "boites/conteneurs.mbox", Dialect::kMboxrd));
  leak.file("boites/certificats.mbox", leak.mbox(author.certified(), "boites/certificats.mbox", Dialect::kMboxrd));
  leak.file("boites/openpgp.mbox", leak.mbox(author.keyed(), "boites/openpgp.mbox", Dialect::kMboxrd));
  std::ofstream(folder / "authorities.pem") << author.authorities();
  std::ofstream(folder / "openpgp-keys.asc") << author.pgp_keys();
  write_folders(leak, shares);
  write_edition(folder, shares[2]);
  write_archive(leak, shares[7], shares[8]);
  write_documents(leak, author.proved_files(), author.random());
  write_apple_mail(leak, author.kept(6));
  write_dovecot(leak, author.kept(4));
  std::vector<Letter> sent, received;
  for (auto &[one, other] : author.sent_and_received()) {
    sent.push_back(std::move(one));
    received.push_back(std::move(other));
  }
  leak.file("boites/envoyes.mbox", leak.mbox(sent, "boites/envoyes.mbox", Dialect::kMboxrd));
  leak.file("boites/recus.mbox", leak.mbox(received, "boites/recus.mbox", Dialect::kMboxrd));
}
