// As much of JSON Schema (draft 2020-12) as docs/schema/winnow.schema.json uses.
#pragma once

#include <simdjson.h>

#include <string>
#include <vector>

namespace winnow::face {

// What of `value` breaks `schema`; `root` resolves "#/$defs/…". Empty: it is valid.
std::vector<std::string> schema_violations(simdjson::dom::element value, simdjson::dom::element schema, simdjson::dom::element root,
                                           const std::string& where = "$");

}  // namespace winnow::face
