"""S/MIME as openssl signs it, through a sandboxed worker: every kind of key and hash is computed with, the user's trust store
decides who is vouched for, and a stranger repeats the proof with the printed commands."""
import base64
import hashlib
import os
import subprocess

import winnow
from winnow import Examined, expect, scratch

keys = scratch / "keys"
keys.mkdir()
dump = scratch / "dump"
dump.mkdir()
HEADER = "From: Ana <ana@example.org>\nTo: bob@example.net\nSubject: budget\nDate: Tue, 11 Apr 2017 09:12:44 +0000\n"
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 3


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], cwd=keys, input=data, check=True, capture_output=True).stdout


def authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem",
            "-days", "900", "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign,cRLSign")


def person(name, algorithm, issuer="office"):
    openssl("req", "-new", "-newkey", *algorithm, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    (keys / "extensions").write_text("basicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=emailProtection\n"
                                     "subjectAltName=email:ana@example.org\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial", "-days", "800",
            "-extfile", "extensions", "-out", f"{name}.pem")


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def entity(attached=False):
    if not attached:
        return "Content-Type: text/plain; hp=\"clear\"\n" + HEADER + "\nThe budget is 4500 euros.\n"
    return ("Content-Type: multipart/mixed; boundary=in; hp=\"clear\"\n" + HEADER + "\n--in\nContent-Type: text/plain\n\nSee the budget.\n--in\n"
            "Content-Type: application/pdf; name=budget.pdf\nContent-Disposition: attachment; filename=budget.pdf\n"
            "Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(PDF).decode() + "--in--\n")


def lines(der):
    return base64.encodebytes(der).decode()


def detached(name, *options):
    der = openssl("cms", "-sign", "-binary", "-outform", "DER", "-signer", f"{name}.pem", "-inkey", f"{name}.key", *options, data=crlf(entity()))
    return (HEADER + "MIME-Version: 1.0\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"b\"\n\n--b\n"
            + entity() + "\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\n"
            + lines(der) + "--b--\n")


def opaque(name, *options):
    der = openssl("cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-signer", f"{name}.pem", "-inkey", f"{name}.key", *options,
                  data=crlf(entity(True)))
    return (HEADER + "MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
            "Content-Transfer-Encoding: base64\n\n" + lines(der))


authority("office")
authority("stranger")
EC = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
person("p256", EC)
person("p384", ("ec", "-pkeyopt", "ec_paramgen_curve:P-384"))
person("rsa", ("rsa:2048",))
person("foreign", EC, "stranger")
mails = {
    "p256": detached("p256"), "p384": detached("p384", "-md", "sha384"), "rsa": detached("rsa"), "old": detached("rsa", "-md", "sha1"),
    "oldest": detached("rsa", "-md", "md5"), "pss": detached("rsa", "-keyopt", "rsa_padding_mode:pss", "-md", "sha512"),
    "bare": detached("rsa", "-noattr"), "foreign": detached("foreign"), "opaque": opaque("p256"), "pieces": opaque("rsa", "-stream"),
    "two": detached("p256", "-signer", "rsa.pem", "-inkey", "rsa.key"),
}
for name, text in mails.items():
    (dump / f"{name}.eml").write_text(text)
(dump / "changed.eml").write_text(mails["p256"].replace("4500", "9500", 1))
(dump / "p384.eml").write_bytes(mails["p384"].replace("\n", "\r\n").encode())
box = "".join(f"From ana@example.org Tue Apr 11 09:12:44 2017\n{mails[name]}\n" for name in ("p256", "opaque"))
(dump / "box.mbox").write_text(box)

trusted = Examined(dump, options=["--no-archive", "--trust-store", keys / "office.pem"])
expect(trusted.status == 0, f"every mail is read, so no worker died: {trusted.status} {trusted.voice[-400:]}")
expect(not trusted.report.lost() and trusted.report.adds_up(), f"nothing is lost: {trusted.report.lost()}")


def item(of, name):
    return of.report.by_locator[f"dump/{name}.eml"]


def signature(of, name):
    rows = [s for s in item(of, name)["signatures"] if s["mechanism"] == "smime"]
    return rows[0] if expect(rows, f"{name}: a row for the signature") else {}


for name in mails:
    one = signature(trusted, name)
    expect(one["result"] == "pass" and one["header"] == one["body"] == "pass", f"{name}: holds: {one['result']} {one['reason']}")
    vouched = one["certificate"]["vouched"]
    expect(vouched == ("unknown-issuer" if name == "foreign" else "trusted"), f"{name}: vouched: {vouched}")
    verdict = item(trusted, name)["verdict"]
    weak = name in ("foreign", "oldest")
    expect(verdict == ("unproven" if weak else "corroborated"), f"{name}: {verdict}")
expect(signature(trusted, "changed")["result"] == "fail" and item(trusted, "changed")["verdict"] == "unproven", "a changed word is seen")
expect(all(i["verdict"] in ("corroborated", "unproven") for i in trusted.report.items), "nothing is proved, altered or forged by a certificate")

untrusted = Examined(dump, options=["--no-archive"])
expect({i["verdict"] for i in untrusted.report.items} == {"unproven"}, "without a trust store nobody vouches")
expect(signature(untrusted, "p256")["certificate"]["vouched"] == "no-store", "and this is said")

folder = scratch / "authorities"
folder.mkdir()
(folder / "office.der").write_bytes(openssl("x509", "-in", "office.pem", "-outform", "DER"))
(folder / "stranger.pem").write_bytes((keys / "stranger.pem").read_bytes())
both = Examined(dump, options=["--no-archive", "--trust-store", folder])
expect(item(both, "foreign")["verdict"] == item(both, "p256")["verdict"] == "corroborated", "a folder of PEM and DER files is a trust store")

# What lies within an opaque signature: items with locators that every command takes.
inner = ["dump/opaque.eml:1.2", "dump/pieces.eml:1.2", "dump/box.mbox#2:1.2"]
for locator in inner:
    held = trusted.report.by_locator.get(locator)
    if not expect(held is not None, f"{locator} is an item"):
        continue
    expect(held["sha256"] == hashlib.sha256(PDF).hexdigest() and held["name"] == "budget.pdf", f"{locator} is the file")
    raw = winnow.run("show", "--raw", trusted.case, locator)
    expect(raw.stdout == PDF, f"{locator}: --raw gives its bytes: {raw.stderr[-200:]!r}")
    expect(winnow.run("show", trusted.case, locator).returncode == 0, f"{locator}: show")
    expect(winnow.run("show", "--json", trusted.case, locator).stdout.rstrip(b"\n") in trusted.report.lines, f"{locator}: show --json")


def repeat(of, locator, text, *arguments, store=None):
    """What the printed commands say of these bytes."""
    place = scratch / f"proof-{len(list(scratch.glob('proof-*')))}"
    place.mkdir()
    (place / "proof.sh").write_bytes(winnow.run("show", "--commands", of.case, locator).stdout)
    (place / "message.eml").write_bytes(text)
    environment = dict(os.environ, **({"TRUST_STORE": str(store)} if store else {}))
    done = subprocess.run(["sh", "proof.sh", "message.eml", *arguments], cwd=place, capture_output=True, text=True, env=environment)
    done.folder = place
    return done


for name in mails:
    bytes_of = (dump / f"{name}.eml").read_bytes()
    alone = repeat(trusted, f"dump/{name}.eml", bytes_of)
    expect(alone.returncode == 0 and alone.stdout.count("part: Verified OK") == 1, f"{name}: repeated: {alone.stdout[-300:]}{alone.stderr[-300:]}")
    fingerprint = signature(trusted, name)["certificate"]["fingerprint"]
    expect(fingerprint in alone.stdout.replace(":", "").lower(), f"{name}: the certificate is named")
    expect("certificate: Verified OK" not in alone.stdout, f"{name}: without authorities nobody vouches")
    good = repeat(trusted, f"dump/{name}.eml", bytes_of, store=keys / "office.pem")
    bad = repeat(trusted, f"dump/{name}.eml", bytes_of, store=keys / "stranger.pem")
    expect(("certificate: Verified OK" in good.stdout) == (name != "foreign"), f"{name}: the office vouches: {good.stdout[-200:]}")
    expect("certificate: Verified OK" not in bad.stdout, f"{name}: the stranger does not")
other = repeat(trusted, "dump/p256.eml", (dump / "changed.eml").read_bytes())
expect(other.returncode != 0 and "Verified OK" not in other.stdout, "other bytes are not verified")
# The script of the genuine mail over the changed one, without its comparison of hashes: openssl itself must say no.
script = scratch / "blind"
script.mkdir()
commands = winnow.run("show", "--commands", trusted.case, "dump/p256.eml").stdout.decode().replace("; exit 1; fi", "; fi")
(script / "proof.sh").write_text(commands)
blind = subprocess.run(["sh", "proof.sh", str(dump / "changed.eml")], cwd=script, capture_output=True, text=True)
expect("part: FAILED" in blind.stdout and "Verified OK" not in blind.stdout, f"openssl refuses the changed word: {blind.stdout}{blind.stderr}")

for name in ("opaque", "pieces"):
    cut = repeat(trusted, f"dump/{name}.eml:1.2", (dump / f"{name}.eml").read_bytes(), "part.bin")
    expect(cut.returncode == 0 and (cut.folder / "part.bin").read_bytes() == PDF, f"{name}: the file within is cut out: {cut.stdout}{cut.stderr}")
winnow.done()
