#include "face/sentences.h"

#include <simdjson.h>
#include <unicode/msgfmt.h>
#include <unicode/unistr.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/embedded.h"
#include "base/text.h"

namespace winnow {
std::span<const EmbeddedFile> embedded_catalogue();
}

namespace winnow::face {
namespace {

constexpr std::string_view kLanguages[] = {"en", "fr"};
constexpr std::size_t kValueLength = 200;  // characters of one value; more would drown the sentence

using Catalogue = std::map<std::string, std::string, std::less<>>;

Catalogue load(std::string_view language) {
  Catalogue catalogue;
  const std::string folder = "i18n/" + std::string(language) + "/";
  simdjson::dom::parser parser;
  for (const EmbeddedFile& file : embedded_catalogue()) {
    if (!file.name.starts_with(folder)) continue;
    simdjson::dom::object topic;
    if (parser.parse(file.content.data(), file.content.size()).get(topic) != simdjson::SUCCESS) continue;
    for (const auto [id, text] : topic) {
      std::string_view sentence;
      if (text.get(sentence) == simdjson::SUCCESS) catalogue.emplace(id, sentence);
    }
  }
  return catalogue;
}

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

// The whole of an argument that needs no formatting, "{name}"; its name, or nothing.
std::optional<std::string_view> plain_argument(std::string_view pattern, std::size_t at) {
  const auto end = pattern.find_first_of("{},' ", at + 1);
  if (end == std::string_view::npos || pattern[end] != '}' || end == at + 1) return std::nullopt;
  return pattern.substr(at + 1, end - at - 1);
}

// True where a value chooses between wordings, "{key, select, …}": it is a word of winnow's own and is not shown.
bool chooses(std::string_view pattern, std::string_view name) {
  return pattern.find("{" + std::string(name) + ", select,") != std::string_view::npos;
}

}  // namespace

Params params(std::initializer_list<std::pair<std::string_view, std::variant<std::string, std::int64_t>>> values) {
  Params out;
  for (const auto& [name, value] : values) {
    record::Param& param = *out.Add();
    param.set_name(std::string(name));
    if (const auto* text = std::get_if<std::string>(&value))
      param.set_text(*text);
    else
      param.set_number(std::get<std::int64_t>(value));
  }
  return out;
}

struct Sentences::Impl {
  std::string_view language = kLanguages[0];
  Catalogue catalogue, english;
  bool isolate = false;
  std::unordered_map<std::string_view, std::unique_ptr<icu::MessageFormat>> formats;  // keys view into the catalogues

  const Catalogue::value_type* find(std::string_view id) const {
    if (const auto own = catalogue.find(id); own != catalogue.end()) return &*own;
    if (const auto other = english.find(id); other != english.end()) return &*other;
    return nullptr;
  }

  std::string shown(std::string_view text, std::size_t length = kValueLength) const {
    const std::string safe = printable(shorten(text, length));
    return isolate ? kValueBegins + safe + kValueEnds : safe;
  }

  // Most sentences hold text values only: joining them costs a hundredth of a MessageFormat.
  std::optional<std::string> join(std::string_view pattern, const Params& values) const {
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
      const auto brace = pattern.find_first_of("{'", at);
      out += pattern.substr(at, brace - at);
      if (brace == std::string_view::npos) return out;
      if (pattern[brace] == '\'') return std::nullopt;
      const auto name = plain_argument(pattern, brace);
      if (!name) return std::nullopt;
      const record::Param* value = nullptr;
      for (const record::Param& candidate : values)
        if (candidate.name() == *name) value = &candidate;
      if (value != nullptr && value->value_case() == record::Param::kNumber) return std::nullopt;
      out += value != nullptr ? shown(value->text()) : "{" + std::string(*name) + "}";
      at = brace + name->size() + 2;
    }
    return out;
  }

  icu::MessageFormat* format_of(const Catalogue::value_type& entry) {
    const auto known = formats.find(entry.first);
    if (known != formats.end()) return known->second.get();
    UErrorCode status = U_ZERO_ERROR;
    UParseError where{};
    auto format = std::make_unique<icu::MessageFormat>(
        wide(entry.second), icu::Locale(std::string(language).c_str()), where, status);
    if (U_FAILURE(status)) format.reset();
    return (formats[entry.first] = std::move(format)).get();
  }
};

Sentences::Sentences(std::string_view language) : impl_(std::make_unique<Impl>()) {
  for (const std::string_view known : kLanguages)
    if (known == language) impl_->language = known;
  impl_->catalogue = load(impl_->language);
  if (impl_->language != kLanguages[0]) impl_->english = load(kLanguages[0]);
}

Sentences::~Sentences() = default;

std::string Sentences::say(std::string_view id, const Params& values) const {
  const auto* entry = impl_->find(id);
  if (entry == nullptr) return "[" + std::string(id) + "]";
  if (auto joined = impl_->join(entry->second, values)) return *joined;
  icu::MessageFormat* format = impl_->format_of(*entry);
  if (format == nullptr) return "[" + std::string(id) + "]";
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> arguments;
  for (const record::Param& value : values) {
    names.push_back(wide(value.name()));
    if (value.value_case() == record::Param::kNumber)
      arguments.emplace_back(static_cast<std::int64_t>(value.number()));
    else
      arguments.emplace_back(wide(chooses(entry->second, value.name()) ? value.text() : impl_->shown(value.text())));
  }
  icu::UnicodeString filled;
  UErrorCode status = U_ZERO_ERROR;
  format->format(names.data(), arguments.data(), static_cast<std::int32_t>(names.size()), filled, status);
  if (U_FAILURE(status)) return "[" + std::string(id) + "]";
  std::string out;
  filled.toUTF8String(out);
  return out;
}

std::string Sentences::say(const record::Finding& finding) const {
  std::string id = "check." + finding.check();
  if (!finding.variant().empty()) id += "." + finding.variant();
  return say(id, finding.params());
}

std::string Sentences::value(std::string_view text, std::size_t length) const { return impl_->shown(text, length); }

bool Sentences::has(std::string_view id) const { return impl_->find(id) != nullptr; }

std::vector<std::string> Sentences::ids() const {
  std::vector<std::string> all;
  for (const auto& [id, text] : impl_->catalogue) all.push_back(id);
  return all;
}

std::string_view Sentences::language() const { return impl_->language; }

void Sentences::isolate_values() { impl_->isolate = true; }

std::string_view user_language() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    for (const std::string_view known : kLanguages)
      if (std::string_view(value).starts_with(known)) return known;
    return kLanguages[0];
  }
  return kLanguages[0];
}

}  // namespace winnow::face
