// Small tools for writing HTML. Text of the dump is never markup: everything passes through escaped().
#pragma once

#include <string>
#include <string_view>

namespace winnow::face {

// For element content and attribute values in quotation marks.
std::string escaped(std::string_view text);
// Text of the dump: made printable, escaped, isolated from the direction of what stands around it.
std::string foreign(std::string_view text);
// A sentence whose values are marked (Sentences::isolate_values): escaped, each value in an isolate of its own.
std::string sentence_html(std::string_view sentence);
// JSON that may stand in a <script> element.
std::string script_safe(std::string json);
// "sha256-…" of an inline script or style, for the content security policy (CSP Level 2 section 4.2.5).
std::string policy_hash(std::string_view content);

}  // namespace winnow::face
