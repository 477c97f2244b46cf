// A message with everything in it, whole: parse, verify, check, embedded messages, attached archives; then every item is
// fetched again and must have the bytes it was hashed from.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/hash.h"
#include "run/examine.h"
#include "run/fetch.h"

namespace {

using namespace winnow;

void require(bool condition) {
  if (!condition) std::abort();
}

const proof::KeySource& keys() {
  static const auto source = proof::make_key_set(
      proof::read_keys("{\"domain\":\"a.example\",\"selector\":\"s\",\"record\":\"v=DKIM1; k=ed25519; "
                       "p=WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY=\"}\n", "", false, std::nullopt).keys,
      false, std::nullopt);
  return *source;
}

void check_tree(const run::ItemGroup& group, Bytes message) {
  require(group.items_size() >= 1 && group.items(0).suffix().empty() && group.items(0).parent() == 0);
  require(group.items(0).sha256() == sha256(message));
  for (int i = 1; i < group.items_size(); ++i) {
    const record::Item& item = group.items(i);
    require(item.parent() >= 1 && item.parent() <= static_cast<unsigned>(i));
    const record::Item& parent = group.items(static_cast<int>(item.parent()) - 1);
    require(item.suffix().starts_with(parent.suffix()) && item.sha256().size() == 32);
    // A part lies within its parent's bytes, in whatever form these are.
    require(item.range().begin() <= item.range().end() && item.range().end() <= parent.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes message(reinterpret_cast<const std::byte*>(data), size);
  run::ExamineOptions options;
  options.keys = &keys();
  const run::ItemGroup group = run::examine_message(message, options);
  check_tree(group, message);
  for (int i = 0; i < std::min(group.items_size(), 8); ++i) {
    Hasher hasher;
    const auto hash = [&](Bytes bytes) { hasher.update(bytes); };
    require(run::fetch_from_message(message, group.items(i).suffix(), hash));
    require(hasher.finish() == group.items(i).sha256());
  }
  options.shallow = true;
  check_tree(run::examine_message(message, options), message);

  run::Extent extent;
  extent.set_format(run::FORMAT_MBOX);
  extent.set_content_length(size % 2 == 1);
  run::ExtentResult result;
  run::examine_extent(message, extent, options, result);
  for (const run::ItemGroup& each : result.groups()) require(each.items_size() >= 1);
  return 0;
}
