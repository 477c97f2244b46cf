"""Encrypted archives: opened with the passwords of a file, and nothing of these passwords is written or shown."""
import base64
import subprocess

import winnow
from winnow import Examined, expect, scratch, simple_message

SECRET, OTHER = "Sesame-ouvre-toi-9d1f", "another-one-77ab"
source = scratch / "source"
source.mkdir()
(source / "one.eml").write_bytes(simple_message(subject="one"))
(source / "note.txt").write_text("Bonjour.\n" * 2000)
dump = scratch / "dump"
dump.mkdir()


def pack(name, password, *options):
    subprocess.run(["7z", "a", f"-p{password}", *options, str(dump / name), "one.eml", "note.txt"], cwd=source, check=True, stdout=subprocess.DEVNULL)


try:
    pack("old.zip", SECRET, "-tzip", "-mem=ZipCrypto")
    pack("new.zip", SECRET, "-tzip", "-mem=AES256")
    pack("other.zip", OTHER, "-tzip", "-mem=AES256")
    pack("seven.7z", SECRET, "-t7z", "-mhe=off")
except FileNotFoundError:
    winnow.skip("no 7z")
attached = base64.encodebytes((dump / "new.zip").read_bytes()).decode()
(dump / "letter.eml").write_bytes(simple_message(
    extra="MIME-Version: 1.0\nContent-Type: application/zip; name=\"a.zip\"\nContent-Disposition: attachment; filename=\"a.zip\"\n"
          "Content-Transfer-Encoding: base64\n", body=attached))
damaged = bytearray((dump / "old.zip").read_bytes())
damaged[len(damaged) // 3] ^= 0xFF
(dump / "damaged.zip").write_bytes(damaged)

passwords = scratch / "passwords"
# Many wrong ones first: the old encryption tells a wrong one by a single byte, so that some seem right.
passwords.write_text("".join(f"wrong-{i}\n" for i in range(90)) + SECRET + "\r\n\n", encoding="utf-8")

without = Examined(dump, options=["--no-archive"])
read = {item["locator"] for item in without.report.items}
expect(not any("one.eml" in locator for locator in read), "without passwords no member is read")
expect({loss["reason"] for loss in without.report.lost()} >= {"encrypted"}, "they are lost as encrypted")
expect(without.report.adds_up(), "the ledger adds up")

opened = Examined(dump, options=["--no-archive", "--password-file", passwords])
read = {item["locator"]: item for item in opened.report.items}
for archive in ("dump/old.zip!", "dump/new.zip!", "dump/letter.eml:1!"):
    expect(f"{archive}one.eml" in read, f"{archive}one.eml is read: {sorted(read)}")
    expect(f"{archive}note.txt" in read, f"{archive}note.txt is read")
expect(read.get("dump/old.zip!one.eml", {}).get("subject") == "one", "and it is what was packed")
for archive in ("dump/other.zip", "dump/seven.7z"):
    expect(not any(locator.startswith(archive + "!") for locator in read), f"{archive} stays closed")
    expect(any(loss["locator"].startswith(archive) and loss["reason"] == "encrypted" for loss in opened.report.lost()), f"{archive} is lost as encrypted")
expect(opened.report.adds_up(), "the ledger adds up")
expect(opened.status == 1, f"something stays unreadable: {opened.status}")

# Their bytes come back with the passwords, and only with them.
for locator in ("dump/old.zip!one.eml", "dump/new.zip!note.txt", "dump/letter.eml:1!one.eml"):
    name = locator.rsplit("!", 1)[1]
    shown = winnow.run("show", "--raw", "--password-file", passwords, opened.case, locator)
    expect(shown.stdout == (source / name).read_bytes(), f"show --raw gives {locator}: {shown.stderr}")
    shut = winnow.run("show", "--raw", opened.case, locator)
    expect(shut.returncode == 3 and not shut.stdout, f"without passwords it does not: {locator}")

secret = SECRET.encode()
for path in opened.folder.iterdir():
    raw = path.read_bytes()
    expect(secret not in raw, f"{path.name} holds no password")
expect(secret not in opened.process.stdout + opened.process.stderr, "none is shown")
import hashlib  # noqa: E402
case = opened.case.read_bytes()
for digest in (hashlib.sha256(secret), hashlib.sha256(passwords.read_bytes())):
    expect(digest.digest() not in case and digest.hexdigest().encode() not in case, "nor a digest of it")

passwords.write_text("x\n" * 101)
refused = Examined(dump, options=["--no-archive", "--password-file", passwords])
expect(refused.status == 2, f"too many: {refused.status}")
refused = Examined(dump, options=["--no-archive", "--password-file", scratch / "absent"])
expect(refused.status == 2, f"no such file: {refused.status}")
winnow.done()
