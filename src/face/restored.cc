#include "face/restored.h"

#include <fmt/format.h>

#include "proof/base64.h"

namespace winnow::face {

std::string restored_bytes(std::string_view bytes, const record::Restoration& restoration) {
  std::string out;
  std::uint64_t copied = 0;
  for (const record::Edit& edit : restoration.edits()) {
    if (edit.range().begin() < copied || edit.range().begin() > edit.range().end() || edit.range().end() > bytes.size()) continue;
    out.append(bytes.substr(copied, edit.range().begin() - copied)).append(edit.restored());
    copied = edit.range().end();
  }
  return out.append(bytes.substr(copied));
}

std::string restore_commands(const record::Restoration& restoration, int number) {
  std::string out = fmt::format("\n# The message as it was when it was signed: {} of the bytes that were examined put back.\n{{\n",
                                restoration.edits_size() == 1 ? "one run" : fmt::format("{} runs", restoration.edits_size()));
  std::uint64_t copied = 0;
  for (const record::Edit& edit : restoration.edits()) {
    if (edit.range().begin() < copied || edit.range().begin() > edit.range().end()) continue;
    if (edit.range().begin() > copied) out += fmt::format("  bytes {} {}\n", copied, edit.range().begin() - copied);
    if (!edit.restored().empty()) {
      out += "  openssl base64 -d <<'END'\n";
      const std::string lines = proof::encode_base64(edit.restored());
      for (std::size_t at = 0; at < lines.size(); at += 64) out += lines.substr(at, 64) + "\n";
      out += "END\n";
    }
    copied = edit.range().end();
  }
  out += fmt::format("  tail -c +{} \"$message\"\n}} > \"$work/restored{}\"\n", copied + 1, number);
  return out;
}

namespace {

// Where bytes at hand stand in the restored message. An empty run is one that was put back there.
record::ByteRange moved(const record::ByteRange& range, const record::Restoration& restoration) {
  record::ByteRange out = range;
  std::int64_t grown = 0;
  for (const record::Edit& edit : restoration.edits()) {
    const auto begin = static_cast<std::int64_t>(edit.range().begin()), end = static_cast<std::int64_t>(edit.range().end());
    const auto size = static_cast<std::int64_t>(edit.restored().size());
    const auto place = static_cast<std::uint64_t>(begin + grown);
    const bool empty = begin == end;
    if (range.begin() == range.end()) {
      if (empty && edit.range().begin() == range.begin()) {
        out.set_begin(place);
        out.set_end(place + edit.restored().size());
        return out;
      }
    } else {
      if (edit.range().begin() <= range.begin())
        out.set_begin(range.begin() < edit.range().end() ? place : range.begin() + static_cast<std::uint64_t>(grown + size - (end - begin)));
      if (edit.range().begin() < range.end())
        out.set_end(range.end() < edit.range().end() ? place + edit.restored().size() : range.end() + static_cast<std::uint64_t>(grown + size - (end - begin)));
    }
    grown += size - (end - begin);
  }
  return out;
}

}  // namespace

record::Signature in_restored(const record::Signature& signature, const record::Restoration& restoration) {
  record::Signature there = signature;
  there.clear_undone();
  *there.mutable_header_field() = moved(signature.header_field(), restoration);
  for (record::ByteRange& field : *there.mutable_signed_fields()) field = moved(field, restoration);
  // Lines put back at the very start belong to the body.
  record::ByteRange body = moved(signature.body_covered(), restoration);
  for (const record::Edit& edit : restoration.edits())
    if (edit.range().begin() == edit.range().end() && edit.range().begin() == signature.body_covered().begin())
      body.set_begin(body.begin() - edit.restored().size());
  *there.mutable_body_covered() = body;
  return there;
}

}  // namespace winnow::face
