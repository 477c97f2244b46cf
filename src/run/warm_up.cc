#include "run/warm_up.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <clocale>
#include <string>
#include <string_view>

#include "box/box.h"
#include "proof/key.h"
#include "run/examine.h"

namespace winnow::run {
namespace {

// A message that takes every way through the parsers which ends in a library: charsets, IDNA, look-alikes, both kinds of
// signature (with keys that are well-formed; the signatures themselves are nonsense and fail).
constexpr std::string_view kMessage =
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=warm.example; s=rsa; h=from:subject;\r\n"
    " bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n"
    "DKIM-Signature: v=1; a=rsa-sha1; c=simple/simple; d=warm.example; s=rsa; h=from:subject;\r\n"
    " bh=2jmj7l5rSw0yVb/vlWAYkK/YBwk=; b=AAAA\r\n"
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/simple; d=warm.example; s=ed; h=from:subject;\r\n"
    " bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n"
    "From: =?iso-8859-1?q?Andr=E9?= <andre@w\xC3\xA4rm.example>\r\n"
    "To: =?gb18030?b?xOO6ww==?= <x@warm.example>, =?iso-2022-jp?b?GyRCRnxLXBsoQg==?= <y@warm.example>\r\n"
    "Cc: =?windows-1252?q?=80?= <z@warm.example>, =?koi8-r?q?=C1?= <k@warm.example>\r\n"
    "Subject: =?utf-8?q?caf=C3=A9?=\r\nDate: Mon, 1 May 2017 10:00:00 +0200\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=iso-8859-15\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=A4\r\n"
    "--b\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<p>\x80</p>\r\n"
    "--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==\r\n--b--\r\n";

// The base point of Ed25519.
constexpr std::string_view kKeys =
    "{\"domain\":\"warm.example\",\"selector\":\"ed\",\"record\":\"v=DKIM1; k=ed25519; "
    "p=WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY=\"}\n";

}  // namespace

void warm_up() {
  std::setlocale(LC_ALL, "C.UTF-8");
  box::warm_up_archives();
  OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_DIGESTS, nullptr);
  // The shipped archive stays out: it is built after Configure has said whether it is wanted.
  const auto keys = proof::make_key_set(proof::read_keys(kKeys, "", false, std::nullopt).keys, false, std::nullopt);
  ExamineOptions options;
  options.keys = keys.get();
  examine_message(as_bytes(kMessage), options);
}

}  // namespace winnow::run
