// Makes the small fictional leak of `make demo`: mailboxes of many formats with genuine, honestly damaged, unsigned,
// altered and forged mail, loose documents, the keys, and the truth apart from them (docs/demo.md).
// usage: make_demo FOLDER    (writes FOLDER/leak, keys.jsonl, authorities.pem, openpgp-keys.asc, truth.jsonl; seconde-edition, edition-truth.jsonl)
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "demo_author.h"
#include "demo_forms.h"
#include "mailmaker/archive.h"
#include "mailmaker/mbox.h"

namespace {

using namespace demo;
namespace fs = std::filesystem;

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

// The owner's mailbox and sent mail, and what is true of them.
void write_account(Leak &leak, const fs::path &folder, const Author::Account &account) {
  const std::string in = "comptes/campagne/Boite.mbox", out = "comptes/campagne/Envoyés.mbox";
  leak.file(in, leak.mbox(account.in, in, Dialect::kMboxrd));
  leak.file(out, leak.mbox(account.out, out, Dialect::kMboxrd));
  std::ofstream(folder / "account-truth.json")
      << "{\"address\":" << json_text(account.owner) << ",\"in\":" << account.in.size() << ",\"out\":" << account.out.size()
      << ",\"newest\":" << account.newest << ",\"newest_sent\":" << account.out.back().date << ",\"gap_first\":" << account.gap_first
      << ",\"gap_last\":" << account.gap_last << "}\n";
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
  write_account(leak, folder, author.account());
}
