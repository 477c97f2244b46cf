"""What a forger writes cannot change what the terminal, the report or the JSONL shows."""
import base64
import os
import re
from pathlib import Path

import winnow
from winnow import Examined, expect, scratch, simple_message

ESCAPE = "\x1b]0;owned\x07\x1b[2J\x1b[31mforged\x1b[0m\x9b31m"
BIDI = "invoice‮fdp.exe⁦x"
# Escape sequences that winnow may write itself: colours, and clearing the progress line.
OWN = re.compile(rb"\x1b\[[0-9;]*[mK]")

dump = scratch / "dump"
dump.mkdir()


def word(text):
    return "=?UTF-8?B?" + base64.b64encode(text.encode()).decode() + "?="


(dump / "raw.eml").write_bytes(simple_message(subject=ESCAPE, sender=f"\"{ESCAPE}\" <a@b.example>"))
(dump / "words.eml").write_bytes(simple_message(subject=word(ESCAPE + BIDI), sender=f"{word(BIDI)} <a@b.example>"))
(dump / "markup.eml").write_bytes(simple_message(
    subject=word("</script><script>alert(1)</script><img src=x onerror=alert(1)>"), sender="\"<b>&quot;\" <a@b.example>"))
(dump / "returns.eml").write_bytes(simple_message(subject=word("fine\r\nwinnow: 0 forged\r\n\x08\x08\x7f")))
(dump / "travelled.eml").write_bytes(
    f"Delivered-To: {ESCAPE}{BIDI}\nReceived: from {BIDI} by {ESCAPE} with {BIDI} for <{ESCAPE}>; x\n"
    f"Authentication-Results: {BIDI}; dkim=pass header.d={ESCAPE}\nList-{BIDI}: {ESCAPE}</li><script>\n".encode() + simple_message())
(dump / "attached.eml").write_bytes(simple_message(
    extra="MIME-Version: 1.0\nContent-Type: application/pdf; name=\"" + word(ESCAPE + BIDI) + "\"\n"))
Path(os.fsdecode(os.fsencode(dump) + b"/\x1b[2Jname\xe2\x80\xaefdp.eml")).write_bytes(simple_message())


def safe(what, raw, may_isolate=False):
    """`may_isolate`: the page keeps foreign text apart with isolates of its own; then each that opens is closed."""
    left = OWN.sub(b"", raw)
    if may_isolate:
        opened, closed = left.count("\u2068".encode()), left.count("\u2069".encode())
        expect(opened == closed, f"{what}: {opened} isolates are opened and {closed} closed")
        left = left.replace("\u2068".encode(), b"").replace("\u2069".encode(), b"")
    text = left.decode("utf-8", "replace")
    bad = {f"U+{ord(c):04X}" for c in text
           if (ord(c) < 32 and c not in "\n\t\r") or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E or
           0x2066 <= ord(c) <= 0x2069 or 0x200E <= ord(c) <= 0x200F or ord(c) == 0x61C}
    expect(not bad, f"{what}: no control reaches the reader: {sorted(bad)}")
    expect(b"\x1b[2J" not in raw and b"\x1b]" not in raw, f"{what}: no sequence of the mail's own")


html = scratch / "report.html"
examined = Examined(dump, options=["--no-archive", "--html", html])
expect(examined.status == 0, f"exit status {examined.status}: {examined.voice[-300:]}")
safe("examine, standard output", examined.process.stdout)
safe("examine, standard error", examined.process.stderr)
safe("the summary again", winnow.run("show", examined.case).stdout)
for item in examined.report.items:
    process = winnow.run("show", examined.case, item["locator"])
    expect(process.returncode == 0, f"show accepts {item['locator']!r}: {process.stderr[-200:]!r}")
    safe(f"show {item['locator']}", process.stdout + process.stderr)
    safe("a locator", item["locator"].encode())
page = html.read_bytes() if html.exists() else b""
expect(page, "the report is written")
safe("the report", page, may_isolate=True)
expect(b"<script>alert(1)" not in page and b"<img src=x" not in page, "the report: mail is text, never markup")
expect(not re.search(rb"(?:src|href)\s*=\s*[\"']?https?:", page), "the report: nothing is fetched")
anonymous = scratch / "anonymous.html"
quiet = Examined(dump, options=["--no-archive", "--quiet", "--html", anonymous, "--no-content"])
page = anonymous.read_bytes() if anonymous.exists() else b""
expect(quiet.status == 0 and page, "the report without content is written")
expect(b"invoice" not in page and b"owned" not in page and b"@b.example" not in page,
       "the report without content holds no subject, name or address")
for line in examined.report.lines:
    safe("JSONL", line)
original = (dump / "raw.eml").read_bytes()
raw = winnow.run("show", "--raw", examined.case, "dump/raw.eml")
expect(raw.stdout == original, "show --raw gives the exact bytes")
winnow.done()
