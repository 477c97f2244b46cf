"""Bad input: a clear sentence that names the place, nothing lost beside it, nothing written outside, the documented status."""
import gzip
import io
import os
import random
import resource
import signal
import socket
import sqlite3
import subprocess
import tarfile
import threading
import time
import zipfile
from pathlib import Path

import winnow
from winnow import Examined, expect, scratch, simple_message

HUGE = int(os.environ.get("WINNOW_HUGE_BYTES", str(64 << 20)))
GOOD = simple_message(subject="Good one")


def folder(name):
    """A dump with one honest message in it, which must be read whatever lies beside it."""
    path = scratch / name / "dump"
    path.mkdir(parents=True)
    (path / "good.eml").write_bytes(GOOD)
    return path


def examine(dump, statuses=(0, 1), options=(), **run_options):
    before = {p: p.stat().st_size for p in scratch.rglob("*") if p.is_file() and not p.is_symlink()}
    started = time.monotonic()
    examined = Examined(dump, options=[*options, "--no-archive", "--quiet"], **run_options)
    name = dump.parent.name
    expect(examined.status in statuses, f"{name}: exit status {examined.status}: {examined.voice[-400:]}")
    expect(examined.report.adds_up(), f"{name}: the ledger adds up")
    good = f"{dump.name}/good.eml"
    if (dump / "good.eml").exists():
        expect(good in examined.report.by_locator, f"{name}: the message beside it is read")
    made = {p for p in scratch.rglob("*") if p.is_file() and not p.is_symlink()} - set(before)
    outside = [p for p in made if p.parent != examined.folder or not p.name.startswith(("test.case", "items.jsonl"))]
    expect(not outside, f"{name}: nothing is written outside: {outside}")
    print(f"{name}: status {examined.status}, {len(examined.report.items)} items, {time.monotonic() - started:.1f} s",
          flush=True)
    return examined


def loses(examined, locator, name):
    """The ledger names the place, with a reason."""
    found = [loss for loss in examined.report.lost() if locator in loss["locator"]]
    expect(found and all(loss["reason"] for loss in found), f"{name}: the ledger names {locator}: {examined.report.lost()}")
    expect(examined.status == 1, f"{name}: status 1, not {examined.status}")


def generated(size="400K"):
    box, keys = scratch / "source.mbox", scratch / "source.keys"
    subprocess.run([str(winnow.TOOLS / "generate"), "--seed", "9", "--bytes", size, "--out", str(box), "--keys", str(keys)],
                   check=True)
    data = box.read_bytes()
    box.unlink(), keys.unlink()
    return data


def zip_of(members, path=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    if path:
        path.write_bytes(out.getvalue())
    return out.getvalue()


# ---- mailboxes cut and bent ----
MAIL = generated()
dump = folder("truncated")
for cut in (1, 7, 4096, len(MAIL) // 2, len(MAIL) - 3):
    (dump / f"cut-{cut}.mbox").write_bytes(MAIL[:cut])
examine(dump)

dump = folder("bit-flipped")
chance = random.Random(3)
for number in range(6):
    data = bytearray(MAIL)
    for _ in range(2000):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    (dump / f"bent-{number}.mbox").write_bytes(data)
ZIP = zip_of([(f"{n}.eml", GOOD) for n in range(20)])
for number in range(20):
    data = bytearray(ZIP)
    for _ in range(8):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    (dump / f"bent-{number}.zip").write_bytes(data)
    (dump / f"cut-{number}.zip").write_bytes(ZIP[:chance.randrange(len(ZIP))])
examine(dump)

dump = folder("noise")
(dump / "noise.bin").write_bytes(chance.randbytes(300_000))
(dump / "nul.mbox").write_bytes(b"From a@b.example Mon Jun  3 10:00:00 2019\n" + b"\0" * 200_000)
(dump / "empty.mbox").write_bytes(b"")
(dump / "lying.mbox").write_bytes(b"From a@b.example Mon Jun  3 10:00:00 2019\nContent-Length: 99999999999999999999\n" + GOOD)
examine(dump)

# ---- sizes ----
dump = folder("huge-header")
with open(dump / "huge.eml", "wb") as out:
    out.write(b"From: a@b.example\nX-Filler: ")
    for _ in range(HUGE >> 20):
        out.write(b"x" * (1 << 20))
    out.write(b"\nSubject: behind it\n\nbody\n")
examined = examine(dump)
expect(any("huge.eml" in place for place in [i["locator"] for i in examined.report.items] +
           [loss["locator"] for loss in examined.report.lost()]), "huge-header: the message is an item or a loss")

dump = folder("long-line")
with open(dump / "line.mbox", "wb") as out:
    out.write(b"From a@b.example Mon Jun  3 10:00:00 2019\n" + GOOD)
    for _ in range(100):
        out.write(b"y" * 1_000_000)
    out.write(b"\n\nFrom a@b.example Mon Jun  3 10:00:00 2019\n" + GOOD)
examined = examine(dump)
expect("dump/line.mbox#2" in examined.report.by_locator, "long-line: the message behind it is read")

dump = folder("many-fields")
(dump / "fields.eml").write_bytes(b"X-Field: value\n" * 300_000 + GOOD)
(dump / "parts.eml").write_bytes(b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n" + GOOD + b"--b\n\nx\n" * 100_000)
examine(dump)

# ---- nesting ----
dump = folder("nested-messages")
inner = GOOD
for _ in range(400):
    inner = b"From: a@b.example\nSubject: outer\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + inner
(dump / "deep.eml").write_bytes(inner)
inner = b"Content-Type: text/plain\n\nend\n"
for level in range(2000):
    inner = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) + inner
(dump / "multiparts.eml").write_bytes(b"From: a@b.example\nMIME-Version: 1.0\n" + inner)
examine(dump)

dump = folder("nested-zips")
inner = zip_of([("good.eml", GOOD)])
for _ in range(60):
    inner = zip_of([("next.zip", inner)])
(dump / "deep.zip").write_bytes(inner)
(dump / "three.zip").write_bytes(zip_of([("a.zip", zip_of([("b.zip", zip_of([("good.eml", GOOD)]))]))]))
examined = examine(dump)
expect("dump/three.zip!a.zip!b.zip!good.eml" in examined.report.by_locator, "nested-zips: three levels are read")
loses(examined, "dump/deep.zip", "nested-zips")

# ---- archives that lie ----
dump = folder("bombs")
(dump / "zeros.gz").write_bytes(gzip.compress(gzip.compress(b"\0" * (512 << 20), 1), 9))
layer = zip_of([("zeros", b"\0" * (256 << 20))])
zip_of([(f"layer{n}.zip", layer) for n in range(16)], dump / "bomb.zip")
zip_of([(f"{n}", b"") for n in range(200_000)], dump / "entries.zip")
examine(dump)

dump = folder("names")
outside = dump.parent / "outside.txt"
with tarfile.open(dump / "evil.tar", "w") as archive:
    def member(name, data=b"", **fields):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        for key, value in fields.items():
            setattr(info, key, value)
        archive.addfile(info, io.BytesIO(data))
    member("../outside.txt", b"escaped")
    member(str(outside), b"escaped")
    member("link", type=tarfile.SYMTYPE, linkname="/etc/passwd")
    member("hard", type=tarfile.LNKTYPE, linkname="/etc/passwd")
    member("fifo", type=tarfile.FIFOTYPE)
    member("../../good.eml", GOOD)
    member("twice.eml", GOOD)
    member("twice.eml", GOOD)
zip_of([("../outside.txt", b"escaped"), ("/abs/good.eml", GOOD), ("..\\..\\win.eml", GOOD)], dump / "evil.zip")
examined = examine(dump)
expect(not outside.exists(), "names: nothing is unpacked to disk")
expect("dump/evil.tar!twice.eml~2" in examined.report.by_locator, "names: a second member of one name gets ~2")

dump = folder("bytes-in-names")
os.mkdir(os.fsencode(dump) + b"/\xff\xfe")
Path(os.fsdecode(os.fsencode(dump) + b"/\xff\xfe/a!b#c:d%e\n.eml")).write_bytes(GOOD)
examined = examine(dump)
expect("dump/%FF%FE/a%21b%23c%3Ad%25e%0A.eml" in examined.report.by_locator, "bytes-in-names: the locator is escaped")

# ---- files that are none ----
dump = folder("specials")
os.mkfifo(dump / "pipe")
server = socket.socket(socket.AF_UNIX)
os.chdir(dump)
server.bind("socket")
os.chdir(scratch)
os.symlink("/etc/passwd", dump / "link")
os.symlink(".", dump / "loop")
os.symlink("/nowhere", dump / "dangling")
specials = ["pipe", "socket"]
if os.geteuid() == 0:
    try:
        os.mknod(dump / "device", 0o020666, os.makedev(1, 5))  # /dev/zero
        specials.append("device")
    except OSError:
        print("no device could be made: left out")
else:
    (dump / "closed.eml").write_bytes(GOOD)
    (dump / "closed.eml").chmod(0)
    specials.append("closed.eml")
examined = examine(dump)
for name in specials:
    loses(examined, f"dump/{name}", "specials")
expect(not any("root:" in str(item["subject"]) for item in examined.report.items), "specials: links are not followed")
server.close()

dump = folder("shrinking")
big = dump / "big.mbox"
with open(big, "wb") as out:
    for _ in range(60):
        out.write(MAIL)
timer = threading.Timer(0.15, lambda: os.truncate(big, 5_000_000))
timer.start()
examine(dump)
timer.join()

# ---- the case and the command ----
dump = folder("disk-full")
with open(dump / "many.mbox", "wb") as out:
    for number in range(6000):
        out.write(b"From a@b.example Mon Jun  3 10:00:00 2019\n" + simple_message(subject=chance.randbytes(30).hex()) + b"\n")


def small_disk():
    # SIGXFSZ is ignored, so that writing fails with EFBIG as it would with a full disk.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))


examined = Examined(dump, options=["--no-archive", "--quiet"], preexec_fn=small_disk)
expect(examined.status == 4, f"disk-full: exit status 4, not {examined.status}: {examined.voice[-300:]}")
expect(b"winnow: " in examined.process.stderr, "disk-full: a sentence says so")
again = Examined(dump, options=["--no-archive", "--quiet"], folder=examined.folder)
expect(again.status == 0 and len(again.report.of_kind("message")) == 6001,
       f"disk-full: with room the same command goes on: {again.status}, {len(again.report.items)} items")

locked = again.folder / "test.case"
holder = sqlite3.connect(locked, isolation_level=None)
holder.execute("begin exclusive")
examined = Examined(dump, options=["--no-archive", "--quiet"], folder=again.folder)
expect(examined.status == 4, f"locked: exit status 4, not {examined.status}: {examined.voice[-300:]}")
holder.execute("rollback")
holder.execute("pragma user_version = 4711")
holder.close()
examined = Examined(dump, options=["--no-archive", "--quiet"], folder=again.folder)
expect(examined.status == 4 and "version" in examined.voice, f"other version: {examined.status}: {examined.voice[-300:]}")
foreign = scratch / "foreign"
foreign.mkdir()
(foreign / "test.case").write_bytes(b"this is no case\n" * 100)
examined = Examined(dump, options=["--no-archive", "--quiet"], folder=foreign)
expect(examined.status == 4, f"no case: exit status 4, not {examined.status}: {examined.voice[-300:]}")
expect((foreign / "test.case").read_bytes().startswith(b"this is no case"), "no case: the file is left alone")

bad_keys = scratch / "bad.keys"
bad_keys.write_bytes(b'{"domain":"a.example"}\nnonsense\n{"domain":"b.example","selector":"s","p":"!!!"}\n\xff\xfe\n'
                     b'{"domain":"c.example","selector":"s","record":"v=DKIM1; p="}\n')
examined = Examined(folder("bad-keys"), options=["--keys", bad_keys])
expect(examined.status == 0, f"bad-keys: exit status {examined.status}: {examined.voice[-300:]}")
expect("bad.keys" in examined.voice, f"bad-keys: the file is named: {examined.voice[-400:]}")

for arguments, status in ((["examine"], 2), (["examine", "--no-such-option", dump], 2), (["no-such-command"], 2),
                          (["examine", scratch / "absent", "-o", scratch / "absent.case"], 3),
                          (["examine", dump, "--jobs", "many"], 2), (["examine", dump, "--breach", "nonsense"], 2),
                          (["show", scratch / "absent.case"], 4)):
    process = winnow.run(*arguments)
    expect(process.returncode == status, f"{' '.join(map(str, arguments))}: {status}, not {process.returncode}")
    expect(process.stderr.startswith(b"winnow: "), f"{arguments}: the voice begins with the program's name")
winnow.done()
