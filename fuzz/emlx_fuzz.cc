// .emlx and property lists: any bytes are parted without loss, what is read of a list is bounded UTF-8, and what a box says of a
// message is kept within its limits.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"
#include "box/box.h"
#include "box/emlx.h"
#include "box/place.h"
#include "box/plist.h"
#include "run/box_facts.h"

namespace {

using namespace winnow;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "property broken: %s\n", what);
  std::abort();
}

void check_facts(const record::BoxFacts& facts) {
  require(static_cast<std::size_t>(facts.labels_size()) <= limits::kBoxLabels, "labels are bounded");
  require(static_cast<std::size_t>(facts.facts_size()) <= limits::kBoxFacts, "facts are bounded");
  for (const std::string& label : facts.labels()) require(is_utf8(label) && label.size() <= limits::kTraceTextBytes, "labels are short UTF-8");
  for (const record::Param& fact : facts.facts()) require(is_utf8(fact.text()) && fact.text().size() <= limits::kTraceTextBytes, "facts are short UTF-8");
  require(is_utf8(facts.folder()), "folders are UTF-8");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  const box::Plist plist = box::read_plist(bytes);
  require(plist.entries.size() <= limits::kPlistEntries, "entries are bounded");
  for (const box::PlistEntry& entry : plist.entries) {
    require(is_utf8(entry.key), "keys are UTF-8");
    if (const auto* text = std::get_if<std::string>(&entry.value)) require(is_utf8(*text), "texts are UTF-8");
  }
  check_facts(run::emlx_facts(bytes));

  const std::string_view text = as_text(bytes);
  require(is_utf8(box::decoded_mailbox_name(text.substr(0, 300))), "mailbox names are UTF-8");
  require(is_utf8(box::place_of(text.substr(0, 300)).folder), "folders of a path are UTF-8");
  record::BoxFacts facts;
  const mail::Message message = mail::parse(bytes);
  run::add_header_facts(message, facts);
  check_facts(facts);

  const bool wraps = box::is_emlx(bytes.first(std::min<std::size_t>(size, limits::kSniffBytes)));
  require(wraps || box::sniff(bytes.first(std::min<std::size_t>(size, limits::kSniffBytes))).format != box::Format::kEmlx, "sniffing agrees");
  const box::Emlx emlx = box::split_emlx(bytes);
  require(emlx.message.begin <= emlx.message.end && emlx.message.end == emlx.trailer.begin && emlx.trailer.end == size, "no byte is lost");
  require(emlx.message.begin <= 24, "the first line is short");
  return 0;
}
