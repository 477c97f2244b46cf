// docs/mend/header.mime.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::array<std::string_view, 8> kEncodings = {"8bit", "7bit", "quoted-printable", "base64", "8BIT", "7BIT", "8Bit", "7Bit"};
constexpr std::array<std::string_view, 8> kCharsets = {"utf-8", "UTF-8", "us-ascii", "US-ASCII", "iso-8859-1", "ISO-8859-1", "windows-1252", "iso-8859-15"};

// A field of this name where there is none.
Form added_field(const Form& from, std::string_view name, std::string_view value, unsigned bits) {
  Form form = from;
  form.fields.push_back({-1, std::string(name) + ": " + std::string(value)});
  form.cost += bits;
  return form;
}

void propose_value(const Form& from, std::string_view name, std::string_view value, unsigned bits, Forms& out) {
  out.push_back(from.fields.empty() ? added_field(from, name, value, bits) : with_field_value(from, 0, " " + std::string(value), bits));
}

void propose_hints(const Scene& scene, std::string_view field, std::string_view name, const Form& from, Forms& out) {
  for (const FieldHint& hint : scene.hints) {
    if (!iequals(hint.name, field)) continue;
    unsigned bits = 1;
    for (const auto& value : hint.values) {
      if (value && from.fields.empty()) out.push_back(added_field(from, name, trim(*value), bits));
      else if (value) out.push_back(with_field_value(from, 0, *value, bits));
      else if (!from.fields.empty()) out.push_back(without_field(from, 0, bits));
      ++bits;
    }
  }
}

void propose_encodings(const Scene& scene, const Form& from, Forms& out) {
  for (std::size_t i = 0; i < kEncodings.size(); ++i) {
    const unsigned bits = (scene.list ? 3 : 6) + (i < 2 ? 0 : i < 4 ? 3 : 5);
    propose_value(from, "Content-Transfer-Encoding", kEncodings[i], bits, out);
  }
}

// A Content-Type taken apart at its semicolons.
struct TypeValue {
  std::string type;
  std::vector<std::pair<std::string, std::string>> parameters;   // values without quotes
};

std::vector<std::string_view> split_parameters(std::string_view value) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') ++i;
    else if (value[i] == '"') quoted = !quoted;
    else if (value[i] == ';' && !quoted) {
      out.push_back(trim(value.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (const std::string_view last = trim(value.substr(begin)); !last.empty()) out.push_back(last);
  return out;
}

TypeValue read_type(std::string_view value) {
  TypeValue out;
  for (const std::string_view part : split_parameters(value)) {
    if (out.type.empty()) {
      out.type = part;
      continue;
    }
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view text = trim(part.substr(equals + 1));
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    out.parameters.emplace_back(trim(part.substr(0, equals)), text);
  }
  return out;
}

bool is_token(std::string_view text) {
  return !text.empty() && text.find_first_of("()<>@,;:\\\"/[]?= \t\r\n") == std::string_view::npos;
}

enum class Quoting { kNeeded, kAll, kCharsetOnly };

std::string write_type(const TypeValue& type, Quoting quoting) {
  std::string out = type.type;
  for (const auto& [name, value] : type.parameters) {
    const bool quoted = !is_token(value) || quoting == Quoting::kAll || (quoting == Quoting::kCharsetOnly && iequals(name, "charset"));
    out += "; " + name + "=" + (quoted ? "\"" + value + "\"" : value);
  }
  return out;
}

void propose_spellings(const TypeValue& type, const Form& from, unsigned bits, Forms& out) {
  for (const Quoting quoting : {Quoting::kNeeded, Quoting::kAll, Quoting::kCharsetOnly})
    propose_value(from, "Content-Type", write_type(type, quoting), bits, out);
}

TypeValue with_small_names(TypeValue type) {
  for (auto& parameter : type.parameters) parameter.first = lower(parameter.first);
  return type;
}

// `type` with another value of a parameter, "" for without it.
TypeValue with_parameter(TypeValue type, std::string_view name, std::string_view value) {
  const auto found = std::find_if(type.parameters.begin(), type.parameters.end(), [&](const auto& one) { return iequals(one.first, name); });
  if (found == type.parameters.end()) {
    if (!value.empty()) type.parameters.emplace_back(name, value);
  } else if (value.empty()) {
    type.parameters.erase(found);
  } else {
    found->second = value;
  }
  return type;
}

void propose_types(const Scene& scene, const Form& from, Forms& out) {
  if (from.fields.empty()) {
    for (const std::string_view charset : kCharsets)
      propose_value(from, "Content-Type", "text/plain; charset=" + std::string(charset), 9, out);
    return propose_value(from, "Content-Type", "text/plain", 9, out);
  }
  if (from.fields.size() != 1) return;
  const TypeValue written = read_type(value_of(from.fields[0].text));
  const TypeValue type = with_small_names(written);
  const unsigned bits = scene.list ? 4 : 6;
  if (lower(type.type) == "text/plain") out.push_back(without_field(from, 0, bits));
  propose_spellings(type, from, bits, out);
  propose_spellings(written, from, bits + 1, out);
  if (!istarts_with(type.type, "text/")) return;
  const bool flowed = type.parameters.size() > 1;
  for (const std::string_view charset : kCharsets) {
    const TypeValue other = with_parameter(type, "charset", charset);
    propose_spellings(other, from, bits + 3, out);
    propose_spellings(with_parameter(other, "format", flowed ? "" : "flowed"), from, bits + 5, out);
  }
  for (const std::string_view parameter : {"charset", "format", "delsp"}) propose_spellings(with_parameter(type, parameter, ""), from, bits + 4, out);
  propose_spellings(with_parameter(type, "format", "flowed"), from, bits + 3, out);
  TypeValue bare = type;
  bare.parameters.clear();
  propose_value(from, "Content-Type", write_type(bare, Quoting::kNeeded), bits + 4, out);
  std::transform(bare.type.begin(), bare.type.end(), bare.type.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  bare.parameters = type.parameters;
  propose_spellings(bare, from, bits + 5, out);
}

void propose_version(const Scene& scene, const Form& from, Forms& out) {
  if (from.fields.empty()) return propose_value(from, "MIME-Version", "1.0", scene.list ? 5 : 7, out);
  const std::string_view value = value_of(from.fields[0].text);
  const std::size_t comment = value.find('(');
  if (comment != std::string_view::npos) out.push_back(with_field_value(from, 0, " " + std::string(trim(value.substr(0, comment))), 5));
}

}  // namespace

bool takes_mime(const Scene&, std::string_view field) {
  return field == "mime-version" || field == "content-type" || field == "content-transfer-encoding";
}

void propose_mime(const Scene& scene, std::string_view field, const Form& from, Forms& out) {
  if (from.fields.size() > 1) return;
  if (field == "mime-version") {
    propose_hints(scene, field, "MIME-Version", from, out);
    propose_version(scene, from, out);
  } else if (field == "content-type") {
    propose_hints(scene, field, "Content-Type", from, out);
    propose_types(scene, from, out);
  } else {
    propose_hints(scene, field, "Content-Transfer-Encoding", from, out);
    propose_encodings(scene, from, out);
  }
}

}  // namespace winnow::mend
