"""Keys that lie inside the dump are never used: its maker could sign with his own."""
import subprocess

import winnow
from winnow import Examined, expect, scratch

demo = scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(demo)], check=True)
keys = (demo / "keys.jsonl").read_bytes()
for name in ("keys.jsonl", "dkim-keys.jsonl", "mail.txt", "winnow/keys.jsonl"):
    path = demo / "leak" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(keys)
examined = Examined(demo / "leak", options=["--no-archive", "--quiet"], cwd=demo / "leak")
signatures = [s for item in examined.report.of_kind("message") for s in item["signatures"] if s["mechanism"] == "dkim"]
expect(len(signatures) > 100, "there are signatures")
expect(all(s["result"] in ("nokey", "permerror") for s in signatures), "no signature finds a key")
expect(not any(item["verdict"] in ("authentic", "corroborated") for item in examined.report.items), "nothing is believed")
vouched = Examined(demo / "leak", options=["--no-archive", "--quiet", "--vouch-keys", demo / "keys.jsonl"])
expect(any(item["verdict"] == "authentic" for item in vouched.report.items), "the same keys given by the user prove mail")

# A key that nobody knows is computed from the mail that it signed. Its exponent is 3, so that this takes no time.
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
import dkim
import json

private = rsa.generate_private_key(public_exponent=3, key_size=1024)
pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
modulus = private.public_key().public_numbers().n
lost = scratch / "lost"
lost.mkdir()
for box, numbers in (("ana.mbox", range(4)), ("bo.mbox", range(4, 7))):
    mbox = b""
    for number in numbers:
        mail = (f"From: ana@lost.example\r\nTo: bo@lost.example\r\nSubject: paper {number}\r\nDate: Mon, {number + 1} Apr 2019 10:00:00 +0000\r\n"
                f"Message-ID: <{number}@lost.example>\r\n\r\nText {number}\r\n").encode()
        mail = dkim.sign(mail, b"s1", b"lost.example", pem, include_headers=[b"from", b"to", b"subject", b"date"]) + mail
        if number == 3:
            mail = mail.replace(b"paper 3", b"paper 4")
        mbox += b"From - Mon Apr  1 10:00:00 2019\n" + mail.replace(b"\r\n", b"\n") + b"\n"
    (lost / box).write_bytes(mbox)
plain = Examined(lost, options=["--no-archive", "--quiet"])
expect(all(s["result"] == "nokey" for item in plain.report.items for s in item["signatures"]), "without being asked to, nothing is computed")
expect("--compute-keys" in plain.voice, "the summary says that a key could be computed")
computed = Examined(lost, options=["--no-archive", "--quiet", "--compute-keys", "1"])
signatures = [s for item in computed.report.items for s in item["signatures"]]
expect([s["header"] for s in signatures] == ["pass", "pass", "pass", "fail", "pass", "pass", "pass"], "the key holds on all but the changed mail")
expect(all(s["key_channel"] == "computed" for s in signatures), "the channel says that the key was computed")
expect(all(item["verdict"] == "unproven" for item in computed.report.items), "a computed key proves and supports nothing")
notes = [f for item in computed.report.items for f in item["findings"] if f["check"] == "key.computed"]
expect(len(notes) == 6 and all(f["params"]["messages"] == 6 and f["params"]["mailboxes"] == 2 for f in notes), "it says what one hand signed")
shown = b" ".join(winnow.run("show", computed.case, "lost/ana.mbox#1").stdout.split())
expect(b"whoever held it signed them all" in shown, "in words")
keys_file = scratch / "computed.jsonl"
keys_file.write_bytes(winnow.run("keys", "computed", computed.case).stdout)
row = json.loads(keys_file.read_text())
public = serialization.load_der_public_key(__import__("base64").b64decode(row["record"].split("p=")[1]))
expect(public.public_numbers().n == modulus, "the modulus is the one that was made")
vouched = Examined(lost, options=["--no-archive", "--quiet", "--vouch-keys", keys_file])
expect(sum(item["verdict"] == "authentic" for item in vouched.report.items) == 6, "the user may vouch for it")
again = Examined(lost, options=["--no-archive", "--quiet", "--compute-keys", "1", "--jobs", "1"])
expect(again.report.lines == computed.report.lines, "the same with one worker")
winnow.done()
