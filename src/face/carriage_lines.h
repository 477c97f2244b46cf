// An item's carriage in words, for the terminal and the report (docs/carriage.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "face/sentences.h"
#include "record/record.pb.h"

namespace winnow::face {

struct CarriageLine {
  bool own = false;             // written by the provider of the mailbox, as far as the header tells
  std::string words;            // safe to show: values passed through Sentences or printable()
};

// The item's carriage; empty where it has none.
record::Carriage carriage_of(const record::Item& item);
// False where the header says nothing of it.
bool has_lines(const record::Carriage& carriage);
// Who took it into the mailbox, and what that says of the lines.
std::string carriage_provider(const record::Carriage& carriage, const Sentences& say);
// What its box says of it: folder, flags, labels and the like; nothing where it says nothing.
std::vector<std::string> box_lines(const record::BoxFacts& box, const Sentences& say);
// Its flags, each once.
std::vector<std::string_view> box_flags(const record::BoxFacts& box);
// Hops, reports and other fields, each from the top of the header down; a long list ends with how many were left out.
std::vector<CarriageLine> carriage_lines(const record::Carriage& carriage, const Sentences& say);

// "mx.example.org: dkim=pass header.d=example.net; spf=pass": who says it, and what.
std::string results_words(std::string_view authserv_id,
                          const google::protobuf::RepeatedPtrField<record::AuthenticationResult>& results);

}  // namespace winnow::face
