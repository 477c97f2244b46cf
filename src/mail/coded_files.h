// Files written into the text of a mail: uuencode (POSIX, both forms) and yEnc. docs/formats/coded.md says what is taken for one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "mail/message.h"

namespace winnow::mail {

enum class Coding : std::uint8_t { kUuencode, kBase64, kYenc };
// "x-uuencode", "x-uuencode-base64", "x-yenc".
std::string_view name(Coding coding);

struct CodedFile {
  Coding coding = Coding::kUuencode;
  std::string name;                      // as its first line says, UTF-8
  Range range;                           // in the text: from the first line to the end of the last one
  Range data;                            // the lines between
  std::vector<std::string_view> notes;   // ids of docs/notes.md about the frame
  std::vector<CodedFile> parts;          // of a file that was put together: its parts in order; `range` reaches over all of them
};

// A word that every coded file has in its first line: a text without it holds none.
inline constexpr std::string_view kCodedMark = "begin";

// The coded files of a text in order, at most `limit`; they never overlap.
std::vector<CodedFile> find_coded_files(std::string_view text, std::size_t limit);

// Puts the parts of yEnc files together where all of them are at hand: one name, one size, and each part once, the next where the
// last one ends. The file then stands at the place of its first part; all others stay as they are.
std::vector<CodedFile> join_parts(std::string_view text, std::vector<CodedFile> files);

// Decodes one that was found in `text`; ids of what was odd, those of the frame among them, are added to `notes`.
void decode_coded_file(std::string_view text, const CodedFile& file, Sink& sink, std::vector<std::string>& notes);

}  // namespace winnow::mail
