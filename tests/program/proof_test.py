"""A stranger repeats each proof without winnow: the commands that `show --commands` prints, run in a shell."""
import base64
import binascii
import hashlib
import subprocess
import zlib

import winnow
from winnow import Examined, expect, scratch

demo = scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(demo)], check=True)
examined = Examined(demo / "leak", options=["--vouch-keys", demo / "keys.jsonl", "--quiet"])
repeated = 0


def repeat(item, number):
    folder = scratch / f"proof{number}"
    folder.mkdir()
    raw = winnow.run("show", "--raw", examined.case, item["locator"])
    expect(raw.returncode == 0, f"show --raw {item['locator']}: {raw.stderr[-200:]!r}")
    expect(hashlib.sha256(raw.stdout).hexdigest() == item["sha256"], f"{item['locator']}: the raw bytes have the item's hash")
    (folder / "message.eml").write_bytes(raw.stdout)
    script = winnow.run("show", "--commands", examined.case, item["locator"]).stdout
    (folder / "proof.sh").write_bytes(script)

    def shell():
        return subprocess.run(["sh", "proof.sh", "message.eml"], cwd=folder, capture_output=True, text=True)

    process = shell()
    halves = sum((s["header"] == "pass") + (s["body"] == "pass") for s in item["signatures"] if s["mechanism"] in ("dkim", "xgoogle", "arc-ams", "arc-seal"))
    # A digest verifies with "Verified OK", an Ed25519 signature with the words of the script itself.
    good = process.stdout.count("Verified OK")
    expect(process.returncode == 0 and good == halves and "FAILED" not in process.stdout,
           f"{item['locator']}: {good} of {halves} halves repeated: {process.stdout[-300:]}{process.stderr[-300:]}")
    changed = bytearray(raw.stdout)
    at = raw.stdout.index(b"\n\n" if b"\n\n" in raw.stdout else b"\r\n\r\n") + 20
    changed[at] ^= 1
    (folder / "message.eml").write_bytes(changed)
    process = shell()
    expect("FAILED" in process.stdout or process.returncode != 0, f"{item['locator']}: a changed byte is seen")


proved = [item for item in examined.report.of_kind("message") if item["verdict"] == "authentic"]
half = [item for item in examined.report.of_kind("message")
        if any(s["header"] == "pass" and s["body"] == "fail" for s in item["signatures"])]
for number, item in enumerate(proved[::8] + half[:4]):
    repeat(item, number)
    repeated += 1


# Parts in every encoding, at every depth: each is cut out of the message by a stranger's tools.
INNER = b"""From: b@inner.example\r\nSubject: inner\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\nhello\r\n--in\r
Content-Type: text/csv; name=b.csv\r\nContent-Disposition: attachment; filename=b.csv\r
Content-Transfer-Encoding: quoted-printable\r\n\r\nna=C3=AFve;=3D;soft =\r\nbreak \t\r\n;last\r\n--in--\r\n"""


def part(kind, encoding, name, body):
    return (f"--out\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n").encode() + body + b"\r\n"


blob = bytes(range(256)) * 7
message = (b"From: a@outer.example\r\nSubject: outer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n"
           + part("application/octet-stream", "base64", "blob.bin", base64.encodebytes(blob).replace(b"\n", b"\r\n"))
           + part("text/csv", "quoted-printable", "it's $(id).csv", b"caf=E9;=\r\n100%s\\n;=3D\r\n\r\n")
           + part("application/octet-stream", "8bit", "raw.bin", b"\xe9\xff plain\r\nlines")
           + part("message/rfc822", "7bit", "inner.eml", INNER) + b"--out--\r\n")
parts_dump = scratch / "parts"
parts_dump.mkdir()
(parts_dump / "crlf.eml").write_bytes(message)
(parts_dump / "box.mbox").write_bytes(b"From a@outer.example Tue Apr 11 09:12:44 2017\n" + message.replace(b"\r\n", b"\n") + b"\n")


# Files coded in a text: uuencode in both forms, and yEnc with every byte and every escape.
def yenc(name, data):
    coded = b"".join(b"=" + bytes([(byte + 106) & 255]) if (byte + 42) & 255 in (0, 9, 10, 13, 61) else bytes([(byte + 42) & 255]) for byte in data)
    lines, at = [], 0
    while at < len(coded):
        end = at + 128 + (coded[at:at + 128].endswith(b"=") and not coded[at:at + 128].endswith(b"=="))
        lines.append(coded[at:end])
        at = end
    return (f"=ybegin line=128 size={len(data)} name={name}\r\n".encode() + b"\r\n".join(lines)
            + f"\r\n=yend size={len(data)} crc32={zlib.crc32(data):08x}\r\n".encode())


def uu(name, data):
    return f"begin 644 {name}\r\n".encode() + b"".join(binascii.b2a_uu(data[i:i + 45]).rstrip(b"\n") + b"\r\n" for i in range(0, len(data), 45)) + b"`\r\nend\r\n"


def uu_base64(name, data):
    return f"begin-base64 644 {name}\r\n".encode() + base64.encodebytes(data).replace(b"\n", b"\r\n") + b"====\r\n"


(parts_dump / "coded.eml").write_bytes(
    b"From: a@outer.example\r\nSubject: coded\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSee:\r\n"
    + uu("uu.bin", blob) + b"and\r\n" + uu_base64("b64.bin", blob[:1000]) + b"and\r\n" + yenc("y.bin", blob) + yenc("y.bin", blob[::-1]) + b"bye\r\n")
parts = Examined(parts_dump, options=["--no-archive", "--quiet"])
cut = 0
for number, (of, item) in enumerate([(parts, one) for one in parts.report.items]
                                    + [(examined, one) for one in examined.report.of_kind("attachment")[::6]]
                                    + [(examined, one) for one in examined.report.of_kind("attachment") if "/conteneurs." in one["locator"]]):
    by_locator = {one["locator"]: one for one in of.report.items}
    root = item
    while root["parent"]:
        root = by_locator[root["parent"]]
    if root is item:
        continue
    folder = scratch / f"part{number}"
    folder.mkdir()
    (folder / "message.eml").write_bytes(winnow.run("show", "--raw", of.case, root["locator"]).stdout)
    (folder / "proof.sh").write_bytes(winnow.run("show", "--commands", of.case, item["locator"]).stdout)
    process = subprocess.run(["sh", "proof.sh", "message.eml", "out.bin"], cwd=folder, capture_output=True, text=True)
    # What lies packed in an archive, or unpacked out of a winmail.dat: the script leads to that file, and says so.
    inside = "What was asked for lies inside" in process.stdout
    held = by_locator[item["locator"][:item["locator"].rfind("!")]] if inside else item
    expect(not inside or item["sha256"] in process.stdout, f"{item['locator']}: the script names the hash of what is inside")
    expect(inside == ("message.rtf" in item["locator"] or ".zip!" in item["locator"].rpartition(":")[2]), f"{item['locator']}: cut out as far as can be")
    bytes_cut = (folder / "out.bin").read_bytes() if (folder / "out.bin").exists() else b""
    expect(process.returncode == 0 and hashlib.sha256(bytes_cut).hexdigest() == held["sha256"],
           f"{item['locator']}: cut out: {process.stdout[-300:]}{process.stderr[-300:]}")
    cut += 1
print(f"{cut} parts cut out")
expect(cut >= 28, "there are parts to cut out")
print(f"{repeated} proofs repeated: {len(proved)} messages authentic, {len(half)} with a header proof alone")
expect(repeated >= 10, "there are proofs to repeat")
winnow.done()
