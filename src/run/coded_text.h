// A text part and the files that are coded in it (mail/coded_files.h), each with its step of a locator.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/coded_files.h"
#include "mail/message.h"

namespace winnow::run {

class CodedText {
 public:
  // The message must outlive this.
  CodedText(const mail::Message& message, const mail::Part& part);

  struct File {
    mail::CodedFile coded;
    std::string step;                    // "!NAME", "~2" behind a name that was there before
  };
  const std::vector<File>& files() const { return files_; }
  void decode(const File& file, mail::Sink& sink, std::vector<std::string>& notes) const;

  // The file as a part of its own for what a proof says of it: its coded lines, in the message where the text stands there as it
  // is, else the whole text part.
  mail::Part as_part(const File& file) const;
  // Where the file stands in the message, with its first and last line; empty where the text part has a transfer encoding.
  Range range(const File& file) const;

 private:
  bool is_literal() const { return decoded_.empty(); }
  const mail::Part& part_;
  std::string decoded_;
  std::string_view text_;
  std::vector<File> files_;
};

}  // namespace winnow::run
