// "What is read must be what was signed" (DESIGN section 3): do the signed bytes alone fix what a reader sees?
#pragma once

#include <cstdint>
#include <string_view>

#include "proof/signature.h"

namespace winnow::check {

class Facts;

// Why a body that is signed does not fix its reading; kNone: it does. The names are variants of mime.unpinned's sentence.
enum class Loose : std::uint8_t {
  kNone,
  kDuplicate,      // a second, unsigned field that decides how the body is read
  kHeaderEnd,      // programs differ in where the header ends and the body begins
  kStructure,      // a strict and a lenient program find different parts
  kPreamble,       // unsigned Content-Type, and text before the first or behind the last delimiter
  kSubtype,        // unsigned Content-Type, and another kind of multipart would show other words
  kType,           // unsigned Content-Type of a single part that is neither plain text nor HTML
  kHiddenParts,    // unsigned Content-Type, and the text looks like the source of a multipart message
  kCharset,        // unsigned charset, and the bytes read differently under another
  kEncoding,       // unsigned Content-Transfer-Encoding that the body does not betray by itself
  kDisposition,    // an unsigned Content-Disposition that turns the text into an attachment
  kBlanks,         // blanks, which are not signed, push words out of sight or break an encoded line
  kFlowed,         // format=flowed with delsp=yes: blanks at line ends, which are not signed, glue words together
  kTooLong,        // a text beyond limits::kTextBytes: the question was not settled
};
std::string_view name(Loose loose);

// Precondition: the body half of `signature` holds and nothing but white space lies outside what it covers.
Loose looseness(const Facts& facts, const proof::Signature& signature);

}  // namespace winnow::check
