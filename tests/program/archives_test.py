"""Every archive format from end to end, through the sandboxed worker: in the dump and attached to a message, whole,
truncated, bent and locked. What is in an archive is read as if it lay in a folder, and what is lost has a name."""
import base64
import bz2
import gzip
import hashlib
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import winnow
from winnow import Examined, expect, scratch, simple_message

MAILS = [simple_message(subject=f"Number {n}", body=f"This is text {n}.\n" * 40) for n in range(1, 4)]
BOX = b"".join(b"From ana@example.org Mon Jun  3 10:00:00 2019\n" + mail + b"\n" for mail in MAILS)
EML, NOTE = simple_message(subject="Loose"), b"a plain note\n" * 30
MEMBERS = [("loose.eml", EML), ("ana.mbox", BOX), ("note.txt", NOTE)]


def crc(data):
    return struct.pack("<I", zlib.crc32(data))


# ---- formats that Python cannot write, put together from their published descriptions; members are stored ----
def zst(data):
    """RFC 8878: one frame of raw blocks."""
    blocks = [data[at:at + 500] for at in range(0, len(data), 500)]
    head = b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data))
    return head + b"".join(((len(block) << 3) | (number + 1 == len(blocks))).to_bytes(3, "little") + block
                           for number, block in enumerate(blocks))


def rar4(members, flags=0x8000):
    def block(kind, block_flags, fields, data=b""):
        rest = struct.pack("<BHH", kind, block_flags, 7 + len(fields)) + fields
        return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest + data
    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in members:
        fields = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x4A8B6000, 20, 0x30, len(name), 0o100644)
        out += block(0x74, flags, fields + name.encode(), data)
    return out + block(0x7B, 0x4000, b"")


def rar5(members, locked=False):
    def number(value):
        out = b""
        while value >= 0x80:
            out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
        return out + bytes([value])

    def block(kind, fields, data=b""):
        header = number(kind) + number(2 if data else 0) + (number(len(data)) if data else b"") + fields
        sized = number(len(header)) + header
        return crc(sized) + sized + data
    out = b"Rar!\x1a\x07\x01\x00"
    if locked:                                              # the header that says that all others are encrypted
        return out + block(4, number(0) + number(0) + bytes([15]) + bytes(16)) + bytes(400)
    out += block(1, number(0))
    for name, data in members:
        out += block(2, number(4) + number(len(data)) + number(0o100644) + crc(data) + number(0) + number(1) +
                     number(len(name)) + name.encode(), data)
    return out + block(5, number(0))


def seven_zip(members, coder=b"\x01\x00"):
    def number(value):
        return bytes([value]) if value < 0x80 else b"\xff" + struct.pack("<Q", value)
    packed = b"".join(data for _, data in members)
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name, _ in members)
    header = (b"\x01\x04\x06" + number(0) + number(1) + b"\x09" + number(len(packed)) + b"\0"
              b"\x07\x0b\x01\0\x01" + coder + b"\x0c" + number(len(packed)) + b"\0"
              b"\x08\x0d" + number(len(members)) + b"\x09" + b"".join(number(len(data)) for _, data in members[:-1]) +
              b"\x0a\x01" + b"".join(crc(data) for _, data in members) + b"\0\0"
              b"\x05" + number(len(members)) + b"\x11" + number(1 + len(names)) + b"\0" + names + b"\0\0")
    start = struct.pack("<QQ", len(packed), len(header)) + crc(header)
    return b"7z\xbc\xaf\x27\x1c\0\x04" + crc(start) + start + packed + header


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_of(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def locked_zip(members):
    """The bit that says "encrypted", set where each header has its flags."""
    data = bytearray(zip_of(members, zipfile.ZIP_STORED))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


PACKED = {"zip": zip_of(MEMBERS), "stored.zip": zip_of(MEMBERS, zipfile.ZIP_STORED), "tar": tar(MEMBERS),
          "tar.gz": gzip.compress(tar(MEMBERS)), "tar.xz": lzma.compress(tar(MEMBERS)), "tar.zst": zst(tar(MEMBERS)),
          "tar.bz2": bz2.compress(tar(MEMBERS)), "7z": seven_zip(MEMBERS), "4.rar": rar4(MEMBERS), "5.rar": rar5(MEMBERS)}
STREAMS = {"gz": gzip.compress(BOX), "xz": lzma.compress(BOX), "zst": zst(BOX), "bz2": bz2.compress(BOX)}


def folder(name):
    path = scratch / name / "dump"
    path.mkdir(parents=True)
    (path / "good.eml").write_bytes(EML)
    return path


def examine(dump, status):
    examined = Examined(dump, options=["--no-archive", "--quiet"])
    name = dump.parent.name
    expect(examined.status == status, f"{name}: exit status {examined.status}, not {status}: {examined.voice[-300:]}")
    expect(examined.report.adds_up(), f"{name}: the ledger adds up")
    expect("dump/good.eml" in examined.report.by_locator, f"{name}: the message beside it is read")
    return examined


def expect_raw(examined, items):
    for item in items:
        raw = winnow.run("show", "--raw", examined.case, item["locator"])
        expect(raw.returncode == 0 and hashlib.sha256(raw.stdout).hexdigest() == item["sha256"],
               f"show --raw {item['locator']}: {raw.returncode} {raw.stderr[-200:]!r}")


def expect_items(examined, prefix, with_members):
    """The mailbox's messages and, of an archive, the other members, below `prefix`."""
    report = examined.report
    box = prefix + ("!ana.mbox" if with_members else "")
    wanted = {f"{box}#{n}": mail for n, mail in enumerate(MAILS, 1)}
    if with_members:
        wanted |= {f"{prefix}!loose.eml": EML, f"{prefix}!note.txt": NOTE}
    for locator, data in wanted.items():
        item = report.by_locator.get(locator)
        expect(item and item["sha256"] == hashlib.sha256(data).hexdigest(), f"{locator}: {item and item['sha256']}")
    return [report.by_locator[locator] for locator in wanted if locator in report.by_locator]


def carrier(files):
    """A message with files attached, the first as part 2."""
    parts = b"".join(b"--b\nContent-Type: application/octet-stream; name=\"" + name.encode() + b"\"\n"
                     b"Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n" +
                     base64.encodebytes(data) + b"\n" for name, data in files)
    return (b"From: carla@example.org\nTo: bob@example.org\nSubject: attached\nMIME-Version: 1.0\n"
            b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n" + parts + b"--b--\n")


# ---- whole, in the dump ----
dump = folder("whole")
for suffix, data in PACKED.items():
    (dump / f"leak.{suffix}").write_bytes(data)
for suffix, data in STREAMS.items():
    (dump / f"{suffix}.mbox.{suffix}").write_bytes(data)
# An archive in an archive, of one format each in the other.
(dump / "nested.zip").write_bytes(zip_of([(f"in.{suffix}", data) for suffix, data in (PACKED | STREAMS).items()]))
examined = examine(dump, 0)
expect(not examined.report.lost(), f"whole: nothing is lost: {examined.report.lost()}")
found = []
for suffix in PACKED:
    found += expect_items(examined, f"dump/leak.{suffix}", True)
    expect_items(examined, f"dump/nested.zip!in.{suffix}", True)
for suffix in STREAMS:
    found += expect_items(examined, f"dump/{suffix}.mbox.{suffix}!{suffix}.mbox", False)
expect_raw(examined, found[::3] + [examined.report.by_locator["dump/nested.zip!in.5.rar!ana.mbox#3"]])
print(f"whole: {len(examined.report.items)} items", flush=True)

# ---- attached to a message: the same items, examined with it ----
attached = [("old.mbox", BOX)] + [(f"leak.{suffix}", data) for suffix, data in PACKED.items()] + [
    (f"{suffix}.mbox.{suffix}", data) for suffix, data in STREAMS.items()] + [("two.zip", zip_of([("in.mbox", BOX), (
        "mail.eml", carrier([("in.tar", PACKED["tar"])]))]))]
dump = folder("attached")
(dump / "all.eml").write_bytes(carrier(attached))
(dump / "box.mbox").write_bytes(b"From a@b.example Mon Jun  3 10:00:00 2019\n" + EML + b"\nFrom a@b.example Mon Jun  3 10:00:00 2019\n" +
                                carrier(attached))
examined = examine(dump, 0)
by_locator = examined.report.by_locator
for message in ("dump/all.eml", "dump/box.mbox#2"):
    found = expect_items(examined, f"{message}:2", False)
    for part, suffix in enumerate(PACKED, 3):
        found += expect_items(examined, f"{message}:{part}", True)
    for part, suffix in enumerate(STREAMS, 3 + len(PACKED)):
        found += expect_items(examined, f"{message}:{part}!{suffix}.mbox", False)
    last = f"{message}:{len(attached) + 1}"
    found += expect_items(examined, f"{last}!mail.eml:2", True)
    expect(by_locator.get(f"{last}!in.mbox#2", {}).get("parent") == f"{last}!in.mbox", f"{last}: the mailbox is the parent")
    expect_raw(examined, found[::4] + [found[-1]])
    page = winnow.run("show", examined.case, f"{message}:2#3")
    expect(page.returncode == 0 and b"Number 3" in page.stdout, f"show {message}:2#3: {page.stderr[-200:]!r}")
one, two = (Examined(dump, options=["--no-archive", "--quiet", "--jobs", jobs]).jsonl.read_bytes() for jobs in (1, 4))
expect(one == two == examined.jsonl.read_bytes(), "attached: the same JSONL whatever the number of workers")
print(f"attached: {len(examined.report.items)} items", flush=True)


# ---- damaged: a named loss, the rest is read ----
def bent(name, data):
    """Bytes changed in the middle: content where it is packed or its checksum is compared, else the framing."""
    data = bytearray(data)
    if name.endswith("gz"):
        data[10] = 7                                        # a block of a type that does not exist
        return bytes(data)
    framing = {"tar": 512 * 2 + 4, "zst": 9, "tar.zst": 9,  # the second member's header; the first block's size
               "4.rar": bytes(data).find(b"ana.mbox"), "5.rar": bytes(data).find(b"ana.mbox")}.get(name)
    at = framing if framing is not None else len(data) // 2
    for offset in range(8):
        data[at + offset] ^= 0x55
    return bytes(data)


def expect_lost(examined, locator, reasons):
    named = examined.report.lost() + [loss for row in examined.report.ledger for loss in row.get("remarks", [])]
    rows = [loss for loss in named if loss["locator"] == locator or loss["locator"].startswith((locator + "!", locator + "#"))]
    expect(rows and all(loss["reason"] in reasons for loss in rows), f"{examined.folder.name} {locator}: {rows}")


DAMAGE = ("archive-damaged", "unsupported")
for kind, change in (("truncated", lambda name, data: data[:len(data) // 3]), ("bent", bent)):
    everything = {name: change(name, data) for name, data in (PACKED | STREAMS).items()}
    dump = folder(kind)
    for name, data in everything.items():
        (dump / f"leak.{name}").write_bytes(data)
    examined = examine(dump, 1)
    for name in everything:
        expect_lost(examined, f"dump/leak.{name}", DAMAGE)
    # What stands before the damage is delivered.
    if kind == "truncated":
        for name, inner in (("tar", "!ana.mbox#2"), ("stored.zip", "!loose.eml"), ("4.rar", "!loose.eml"), ("5.rar", "!loose.eml")):
            expect(f"dump/leak.{name}{inner}" in examined.report.by_locator, f"{kind}: leak.{name}{inner} is read")
    else:
        for name in ("tar", "4.rar", "5.rar"):
            expect(f"dump/leak.{name}!loose.eml" in examined.report.by_locator, f"bent: leak.{name}: the first member is read")

    dump = folder(f"{kind}-attached")
    (dump / "all.eml").write_bytes(carrier(everything.items()))
    examined = examine(dump, 1)
    for part, name in enumerate(everything, 2):
        locator = f"dump/all.eml:{part}"
        item = examined.report.by_locator.get(locator)
        expect(item and item["sha256"] == hashlib.sha256(everything[name]).hexdigest(), f"{kind}: {locator} is an item")
        expect_lost(examined, locator, DAMAGE)
    print(f"{kind}: {len(examined.report.items)} items", flush=True)

# ---- locked by a password ----
AES = b"\x04\x06\xf1\x07\x01"                               # 7z: a coder whose id has four bytes
locked = {"zip": locked_zip(MEMBERS), "7z": seven_zip(MEMBERS, AES), "4.rar": rar4(MEMBERS, 0x8004), "5.rar": rar5(MEMBERS, True)}
dump = folder("locked")
for name, data in locked.items():
    (dump / f"leak.{name}").write_bytes(data)
(dump / "carrier.eml").write_bytes(carrier(locked.items()))
examined = examine(dump, 1)
for part, name in enumerate(locked, 2):
    expect_lost(examined, f"dump/leak.{name}", ("encrypted",))
    expect_lost(examined, f"dump/carrier.eml:{part}", ("encrypted",))
expect(not any(item["locator"].startswith("dump/leak.") for item in examined.report.items), "locked: no member is shown as read")
winnow.done()
