#include "mailmaker/sign.h"

#include <algorithm>
#include <map>

#include "mailmaker/encode.h"

namespace mailmaker {
namespace {

bool is_wsp(char c) { return c == ' ' || c == '\t'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// RFC 6376 section 3.4.4 (a): runs of white space to one space, none at the end of a line.
void append_relaxed_line(std::string &out, std::string_view line) {
  while (!line.empty() && is_wsp(line.back()))
    line.remove_suffix(1);
  if (line.find("  ") == std::string_view::npos && line.find('\t') == std::string_view::npos) {
    out += line;
    return;
  }
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!is_wsp(line[i]))
      out += line[i];
    else if (i == 0 || !is_wsp(line[i - 1]))
      out += ' ';
  }
}

const char *name_of(Canonical how) { return how == Canonical::kSimple ? "simple" : "relaxed"; }

// The fields of h= in order, each name from the bottom of the header up (section 5.4.2).
std::string signed_header(const Message &message, const SignOptions &options) {
  std::string out;
  std::map<std::string, std::size_t> used;
  for (const std::string &name : options.fields) {
    std::size_t skip = used[lower(name)]++;
    for (auto at = message.fields.rbegin(); at != message.fields.rend(); ++at) {
      if (!same_name(at->name, name) || skip-- > 0)
        continue;
      out += canonical_field(*at, options.header) + "\r\n";
      break;
    }
  }
  return out;
}

std::string joined(const std::vector<std::string> &names, std::string_view fold) {
  std::string out;
  std::size_t line = 2;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0)
      out += ':';
    if (!fold.empty() && line + names[i].size() > 66) {
      out += fold;
      line = 0;
    }
    out += names[i];
    line += names[i].size() + 1;
  }
  return out;
}

std::string folded_base64(const std::string &text, std::string_view fold) {
  if (fold.empty())
    return text;
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    if (at > 0)
      out += fold;
    out += text.substr(at, 64);
  }
  return out;
}

} // namespace

std::string canonical_body(std::string_view body, Canonical how) {
  std::string out;
  out.reserve(body.size() + body.size() / 40 + 2);
  for (std::size_t at = 0; at < body.size();) {
    const auto end = std::min(body.find('\n', at), body.size());
    const auto line = body.substr(at, end - at);
    if (how == Canonical::kRelaxed)
      append_relaxed_line(out, line);
    else
      out += line;
    out += "\r\n";
    at = end + 1;
  }
  while (out.ends_with("\r\n\r\n"))
    out.resize(out.size() - 2);
  if (out == "\r\n" || out.empty())
    out = how == Canonical::kSimple ? "\r\n" : "";
  return out;
}

std::string canonical_field(const Field &field, Canonical how) {
  if (how == Canonical::kSimple)
    return field.name + ":" + with_crlf(field.value);
  std::string flat;
  for (const char c : field.value)
    if (c != '\n')
      flat += c;
  std::string value;
  append_relaxed_line(value, flat);
  if (value.starts_with(' '))
    value.erase(0, 1);
  return lower(field.name) + ":" + value;
}

void sign(Message &message, const SigningKey &key, const SignOptions &options) {
  const std::string fold = options.one_line ? "" : "\n\t";
  const std::string gap = options.one_line ? " " : fold;
  Field field{"DKIM-Signature", " v=1; a="};
  field.value += key.algorithm == Algorithm::kEd25519Sha256 ? "ed25519-sha256" : "rsa-sha256";
  field.value += std::string("; c=") + name_of(options.header) + "/" + name_of(options.body) + ";" + gap;
  field.value += "d=" + key.domain + "; s=" + key.selector + ";";
  if (!options.identity.empty())
    field.value += " i=" + options.identity + ";";
  if (options.time)
    field.value += " t=" + std::to_string(*options.time) + ";";
  if (options.expiry)
    field.value += " x=" + std::to_string(*options.expiry) + ";";
  field.value += gap + "h=" + joined(options.fields, fold) + ";";
  field.value += gap + "bh=" + base64(sha256(canonical_body(message.body, options.body))) + ";" + gap + "b=";
  const std::string header = signed_header(message, options) + canonical_field(field, options.header);
  field.value += folded_base64(base64(signature_bytes(key, header)), fold);
  message.fields.insert(message.fields.begin(), std::move(field));
}

} // namespace mailmaker
