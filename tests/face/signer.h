// A slow and obvious DKIM signer, apart from winnow's own code, for the tests of the printed commands.
#pragma once

#include <string>
#include <vector>

#include "record/record.pb.h"

namespace winnow::face {

struct SignerOptions {
  std::string algorithm = "rsa-sha256";       // rsa-sha256, rsa-sha1, ed25519-sha256
  bool header_relaxed = true, body_relaxed = true;
  bool pkcs1_key = false;                     // p= holds a bare RSAPublicKey
  std::string length = {};                         // l=
};

struct SignedMail {
  std::string bytes;
  record::Item item;                          // as a worker would report it
};

// `fields` and `body` with CR LF; `line_end` is how the file then keeps its lines. Every field is signed, the last first.
SignedMail sign(const std::vector<std::string>& fields, const std::string& body, const std::string& line_end, const SignerOptions& options);

}  // namespace winnow::face
