#include "face/report/html.h"

#include <openssl/evp.h>

#include "base/hash.h"
#include "base/text.h"
#include "face/sentences.h"

namespace winnow::face {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string foreign(std::string_view text) { return "<bdi>" + escaped(printable(text)) + "</bdi>"; }

std::string sentence_html(std::string_view sentence) {
  std::string out;
  for (const char c : escaped(sentence)) {
    if (c == Sentences::kValueBegins)
      out += "<bdi>";
    else if (c == Sentences::kValueEnds)
      out += "</bdi>";
    else
      out += c;
  }
  return out;
}

std::string script_safe(std::string json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

std::string policy_hash(std::string_view content) {
  const std::string digest = sha256(as_bytes(content));
  unsigned char base64[64] = {};
  const int length = EVP_EncodeBlock(base64, reinterpret_cast<const unsigned char*>(digest.data()), static_cast<int>(digest.size()));
  return "'sha256-" + std::string(reinterpret_cast<const char*>(base64), static_cast<std::size_t>(length)) + "'";
}

}  // namespace winnow::face
