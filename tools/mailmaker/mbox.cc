#include "mailmaker/mbox.h"

#include <array>
#include <ctime>

namespace mailmaker {
namespace {

// "Tue May 14 09:12:44 2019" (RFC 4155 appendix A).
std::string asctime_utc(std::int64_t date) {
  const std::time_t time = date;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%a %b %e %H:%M:%S %Y", &parts);
  return text.data();
}

// `line`: from its start to the end of the "From " that was found in it.
bool needs_quote(std::string_view line, Dialect dialect) {
  if (dialect == Dialect::kMboxrd)
    while (line.starts_with('>'))
      line.remove_prefix(1);
  return line == "From ";
}

} // namespace

void append_mbox(std::string &out, std::string_view message, std::string_view sender, std::int64_t date, Dialect dialect) {
  out += "From ";
  out += sender;
  out += ' ';
  out += asctime_utc(date);
  out += '\n';
  if (dialect == Dialect::kMboxcl2) {
    const auto end = message.find("\n\n");
    out += message.substr(0, end + 1);
    out += "Content-Length: " + std::to_string(message.size() - end - 2) + "\n";
    out += message.substr(end + 1);
  } else {
    std::size_t done = 0;
    // Only lines that hold "From " can need a quote; everything between is copied in one run.
    for (auto at = message.find("From "); at != std::string_view::npos; at = message.find("From ", at + 5)) {
      const auto line = message.rfind('\n', at) + 1; // npos + 1 is 0: the first line
      if (line < done || !needs_quote(message.substr(line, at + 5 - line), dialect))
        continue;
      out += message.substr(done, line - done);
      out += '>';
      done = line;
    }
    out += message.substr(done);
  }
  if (!message.ends_with('\n'))
    out += '\n';
  out += '\n';
}

} // namespace mailmaker
