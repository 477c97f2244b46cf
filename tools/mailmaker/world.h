// The fictional people, domains and mail programs. Everything ends in .example.
#pragma once

#include <string>
#include <vector>

#include "mailmaker/keys.h"
#include "mailmaker/sign.h"
#include "mailmaker/text.h"

namespace mailmaker {

// What a family of mail programs is recognised by. The shapes are those counted in public mail; the names are not.
enum class Style { kWebmail, kDesktop, kExchange, kPhone, kBulk, kScript };

struct Domain {
  std::string name;
  Language language = Language::kEnglish;
  std::vector<Style> styles;
  std::vector<std::size_t> keys;        // into World::keys; empty: this domain signs nothing
  Canonical header = Canonical::kRelaxed, body = Canonical::kRelaxed;
  bool uses_relay = false;              // a sending service signs too, with its own domain
};

struct Person {
  std::string name, address;
  std::size_t domain = 0;
  Style style = Style::kDesktop;
};

struct World {
  std::vector<Domain> domains;
  std::vector<Person> people;
  std::vector<SigningKey> keys;
  std::size_t relay_key = 0;            // the sending service's

  // All public keys, a line each.
  std::string keys_jsonl() const;
};

// Takes a second or two: RSA keys are searched for from the seed.
World make_world(std::uint64_t seed);
// "Tue, 14 May 2019 09:12:44 +0200"
std::string rfc5322_date(std::int64_t unix_seconds, int offset_minutes);

} // namespace mailmaker
