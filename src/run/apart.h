// Parts of a message that Apple Mail keeps in files beside it (docs/formats/emlx.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.h"
#include "run/channel.h"
#include "run/examine.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// The bytes that a part without a body says were taken out of it, by its field X-Apple-Content-Length (0: it does not say how
// many); nullopt: it has its body, or no such field.
std::optional<std::uint64_t> is_apart(const mail::Message& message, const mail::Part& part);

// Hands on the decoded bytes of the part that lies in `file`. False: not all of the file could be read.
bool read_apart(const ApartFile& file, const mail::Part& part, mail::Sink& out, std::vector<std::string>& notes);

// Such a file, opened.
struct OpenApart {
  Descriptor file;
  std::uint64_t length = 0;
  std::string part, name;                // name: as it stands in a locator
  bool encoded = false;
};
// Those of the message in the file `name` ("12345.emlx", "12345.partial.emlx"), at most limits::kApartFiles, in the order of their
// parts. `siblings`: names in the message's folder that begin as it does up to the first dot; `folder`, `around`: descriptors of
// this folder and of the one around it, -1 where it is not in the dump. Follows no link, opens nothing but regular files.
std::vector<OpenApart> find_apart(std::string_view name, const std::vector<std::string>& siblings, int folder, int around);

// The same for a file of the dump whose path is `root` and, within it, `rest` ("/V5/Messages/12345.emlx").
std::vector<OpenApart> find_apart(const std::string& root, const std::string& rest);

// Adds such files to a job about `extent`.
void add_apart(const std::vector<OpenApart>& apart, Extent& extent, std::vector<int>& descriptors);
// As examine_extent() wants them; they borrow from `extent`. `descriptors`: those of the frame.
std::vector<ApartFile> apart_files(const Extent& extent, std::span<const Descriptor> descriptors);

}  // namespace winnow::run
