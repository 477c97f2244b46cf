#include "schema.h"

#include <regex>
#include <set>

namespace winnow::face {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

std::string type_name(element value) {
  switch (value.type()) {
    case element_type::OBJECT: return "object";
    case element_type::ARRAY: return "array";
    case element_type::STRING: return "string";
    case element_type::BOOL: return "boolean";
    case element_type::NULL_VALUE: return "null";
    case element_type::INT64:
    case element_type::UINT64: return "integer";
    default: return "number";
  }
}

std::string text(element value) { return simdjson::minify(value); }

class Validator {
 public:
  explicit Validator(element root) : root_(root) {}
  std::vector<std::string> problems;

  void check(element value, element schema, const std::string& where) {
    element part;
    if (schema["$ref"].get(part) == simdjson::SUCCESS) {
      const std::string pointer(std::string_view(part).substr(1));
      return check(value, root_.at_pointer(pointer), where);
    }
    if (schema["oneOf"].get(part) == simdjson::SUCCESS) one_of(value, part, where);
    if (schema["type"].get(part) == simdjson::SUCCESS) types(value, part, where);
    if (schema["const"].get(part) == simdjson::SUCCESS && text(part) != text(value)) problem(where, "is not " + text(part));
    if (schema["enum"].get(part) == simdjson::SUCCESS) {
      bool found = false;
      for (const element each : part.get_array()) found = found || text(each) == text(value);
      if (!found) problem(where, "is none of " + text(part));
    }
    if (schema["minimum"].get(part) == simdjson::SUCCESS && value.is_number() && double(value) < double(part)) problem(where, "is too small");
    if (schema["pattern"].get(part) == simdjson::SUCCESS && value.is_string() &&
        !std::regex_search(std::string(std::string_view(value)), std::regex(std::string(std::string_view(part)))))
      problem(where, "does not look like " + text(part));
    if (value.is_array()) array(value, schema, where);
    if (value.is_object()) object(value, schema, where);
  }

 private:
  void problem(const std::string& where, const std::string& what) { problems.push_back(where + " " + what); }

  void one_of(element value, element choices, const std::string& where) {
    std::size_t fitting = 0;
    std::string all;
    for (const element choice : choices.get_array()) {
      Validator inner(root_);
      inner.check(value, choice, where);
      fitting += inner.problems.empty();
      for (const auto& each : inner.problems) all += each + "; ";
    }
    if (fitting != 1) problem(where, "fits " + std::to_string(fitting) + " of the choices: " + all);
  }

  void types(element value, element wanted, const std::string& where) {
    std::set<std::string> names;
    if (wanted.is_string())
      names.insert(std::string(std::string_view(wanted)));
    else
      for (const element each : wanted.get_array()) names.insert(std::string(std::string_view(each)));
    if (!names.contains(type_name(value))) problem(where, "is a " + type_name(value) + ", not " + text(wanted));
  }

  void array(element value, element schema, const std::string& where) {
    element part;
    const std::size_t size = value.get_array().size();
    if (schema["minItems"].get(part) == simdjson::SUCCESS && size < std::uint64_t(part)) problem(where, "is too short");
    if (schema["maxItems"].get(part) == simdjson::SUCCESS && size > std::uint64_t(part)) problem(where, "is too long");
    if (schema["items"].get(part) != simdjson::SUCCESS) return;
    std::size_t index = 0;
    for (const element each : value.get_array()) check(each, part, where + "[" + std::to_string(index++) + "]");
  }

  void object(element value, element schema, const std::string& where) {
    element part;
    if (schema["required"].get(part) == simdjson::SUCCESS)
      for (const element name : part.get_array())
        if (value[std::string_view(name)].error() != simdjson::SUCCESS) problem(where, "lacks " + text(name));
    element properties;
    const bool named = schema["properties"].get(properties) == simdjson::SUCCESS;
    element others;
    const bool limited = schema["additionalProperties"].get(others) == simdjson::SUCCESS;
    for (const auto [name, each] : value.get_object()) {
      const std::string inside = where + "." + std::string(name);
      element rule;
      if (named && properties[name].get(rule) == simdjson::SUCCESS)
        check(each, rule, inside);
      else if (limited && others.is_bool())
        bool(others) ? void() : problem(inside, "is not in the schema");
      else if (limited)
        check(each, others, inside);
    }
  }

  element root_;
};

}  // namespace

std::vector<std::string> schema_violations(element value, element schema, element root, const std::string& where) {
  Validator validator(root);
  validator.check(value, schema, where);
  return validator.problems;
}

}  // namespace winnow::face
