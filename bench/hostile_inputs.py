"""What bench/hostile.py feeds to winnow: each function fills a folder with one hostile thing, at full size."""
import os
import socket
import struct
import zipfile
import zlib
from pathlib import Path

MIB, GIB = 1 << 20, 1 << 30
SEPARATOR = b"From a@b.example Mon Jun  3 10:00:00 2019\n"


def mail(subject="Good one", body="Bonjour.\n"):
    return (f"From: ana@example.org\nTo: bob@example.org\nSubject: {subject}\nDate: Mon, 3 Jun 2019 10:00:00 +0200\n"
            f"Message-ID: <m1@example.org>\n\n{body}").encode()


def repeat(out, piece, size):
    """`size` bytes of repetitions of `piece`."""
    block = piece * (MIB // len(piece))
    for _ in range(size // len(block)):
        out.write(block)
    out.write((block * 2)[:size % len(block)])


def between_two(path, write):
    """A mailbox of three messages; `write` writes the middle one."""
    with open(path, "wb") as out:
        out.write(SEPARATOR + mail("first") + b"\n" + SEPARATOR)
        write(out)
        out.write(b"\n\n" + SEPARATOR + mail("third"))


def header_2g(dump):
    with open(dump / "header.eml", "wb") as out:
        out.write(b"From: ana@example.org\nSubject: before it\nX-Filler: ")
        repeat(out, b"x" * 1023 + b" ", 2 * GIB)
        out.write(b"\nX-Behind: it\n\nbody\n")


def header_2g_of_fields(dump):
    def write(out):
        out.write(b"From: ana@example.org\n")
        repeat(out, b"X-Field: value of it\n", 2 * GIB)
        out.write(b"\n\nbody\n")
    between_two(dump / "fields.mbox", write)


def line_in_body(dump):
    def write(out):
        out.write(mail("long line"))
        repeat(out, b"y", GIB)
    between_two(dump / "body.mbox", write)


def line_in_header(dump):
    def write(out):
        out.write(b"From: ana@example.org\nSubject: ")
        repeat(out, b"z", GIB)
        out.write(b"\n\nbody\n")
    between_two(dump / "subject.mbox", write)


def large_messages(dump):
    """Four messages just below the size up to which a message is held in memory."""
    part = b"Content-Type: application/octet-stream\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
    with open(dump / "large.mbox", "wb") as out:
        for number in range(4):
            out.write(SEPARATOR + mail(f"large {number}").replace(
                b"\n\n", b"\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n", 1))
            for _ in range(4):
                out.write(b"--b\n" + part)
                repeat(out, b"QUJDRA" * 12 + b"QUJD\n", 31 * MIB)
                out.write(b"\n")
            out.write(b"--b--\n\n")


def tiny_messages(dump):
    with open(dump / "tiny.mbox", "wb") as out:
        for _ in range(100):
            out.write(b"From - Mon Jun  3 10:00:00 2019\n\n" * 10_000)


def nested_messages(dump):
    def write(out):
        out.write((b"From: ana@example.org\nSubject: outer\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n") * 100_000 +
                  mail("innermost"))
    between_two(dump / "nested.mbox", write)


def nested_multiparts(dump):
    def write(out):
        out.write(b"From: ana@example.org\nMIME-Version: 1.0\n")
        for level in range(100_000):
            out.write(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level))
        out.write(b"\nend\n")
    between_two(dump / "multiparts.mbox", write)


def million_parts(dump):
    def write(out):
        out.write(b"From: ana@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n")
        out.write(b"--b\nContent-Disposition: attachment\n\nx\n" * 1_000_000 + b"--b--\n")
    between_two(dump / "parts.mbox", write)


def million_signatures(dump):
    field = (b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; h=from:to; "
             b"bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\n")
    between_two(dump / "signatures.mbox", lambda out: out.write(field * 400_000 + mail("signed")))


# ---- archives ----
def deflated(member):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(member) + packer.flush()


def zeros_deflated(size):
    """`size` zeros, deflated, made from one block that is repeated, and their CRC."""
    block, out, crc = b"\0" * (16 * MIB), [], 0
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(block)
    packer.flush(zlib.Z_FULL_FLUSH)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    for left in range(size, 0, -len(block)):
        crc = zlib.crc32(block[:left], crc)
        out.append(packed if left >= len(block) else b"")
    return b"".join(out) + deflated(block[:size % len(block)]), crc


def write_zip(out, members):
    """`members`: name, packed bytes, CRC, size, method; written one by one, with zip64 ends where needed."""
    at, count, directory = 0, 0, []
    for name, packed, crc, size, method in members:
        common = struct.pack("<HHHHHIIIH", 20, 0, method, 0, 0x4EC3, crc, len(packed), size, len(name))
        out.write(b"PK\x03\x04" + common + struct.pack("<H", 0) + name + packed)
        directory.append(b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHHII", 0, 0, 0, 0, 0, at) + name)
        at += 30 + len(name) + len(packed)
        count += 1
    block = b"".join(directory)
    out.write(block)
    if count > 0xFFFF:
        out.write(b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, len(block), at))
        out.write(b"PK\x06\x07" + struct.pack("<IQI", 0, at + len(block), 1))
    few = min(count, 0xFFFF)
    out.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, few, few, len(block), at, 0))


def forty_two(dump):
    """The structure of 42.zip: five layers of sixteen zips each, and 4 GB of zeros in each of the innermost."""
    path = dump / "42.zip"
    packed, crc = zeros_deflated(0xFFFFFFFF)
    with open(path, "wb") as out:
        write_zip(out, [(b"0.dll", packed, crc, 0xFFFFFFFF, 8)])
    for layer in (b"page", b"doc", b"book", b"chapter", b"lib"):
        inner = path.read_bytes()
        packed, crc = deflated(inner), zlib.crc32(inner)
        with open(path, "wb") as out:
            write_zip(out, [(b"%s %x.zip" % (layer, number), packed, crc, len(inner), 8) for number in range(16)])


def million_entries(dump):
    data = mail("a member")
    crc = zlib.crc32(data)
    with open(dump / "entries.zip", "wb") as out:
        write_zip(out, ((b"%07d.eml" % number, data, crc, len(data), 0) for number in range(1_000_100)))


def million_nothings(dump):
    with open(dump / "nothings.zip", "wb") as out:
        write_zip(out, ((b"%07d" % number, b"", 0, 0, 0) for number in range(1_000_100)))


def large_nested(dump):
    """An honest archive in an archive, larger than may be held in memory."""
    inner = dump / "inner.zip"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("small.eml", mail("in the inner one"))
        for number in range(3):
            archive.writestr(f"{number}.bin", os.urandom(80 * MIB))
    with zipfile.ZipFile(dump / "outer.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.write(inner, "inner.zip")
        archive.writestr("behind.eml", mail("behind the inner one"))
    inner.unlink()


# ---- files and folders ----
def many_files(dump, count=300_000):
    """Half of them in one folder, half in folders of 300."""
    data, flat = mail("tiny"), dump / "flat"
    flat.mkdir()
    for number in range(count):
        folder = flat
        if number >= count // 2:
            folder = dump / f"{number // 300:04d}"
            if number % 300 == 0:
                folder.mkdir()
        with open(folder / f"{number}.eml", "wb", buffering=0) as out:
            out.write(data)


def sparse_100g(dump):
    with open(dump / "sparse.bin", "wb") as out:
        out.truncate(100 * 10**9)


def sparse_mailbox(dump):
    with open(dump / "sparse.mbox", "wb") as out:
        out.write(SEPARATOR + mail("before the hole"))
        out.truncate(20 * 10**9)
        out.seek(0, os.SEEK_END)
        out.write(b"\n\n" + SEPARATOR + mail("behind the hole"))


def specials(dump):
    os.mkfifo(dump / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(dump)  # a socket's path must be short
        server.bind("socket")
        os.chdir(here)
    os.symlink("/etc/passwd", dump / "link")
    os.symlink(".", dump / "loop")
    (dump / "closed.eml").write_bytes(mail("closed"))
    (dump / "closed.eml").chmod(0)
    (dump / "closed").mkdir()
    (dump / "closed" / "inner.eml").write_bytes(mail("closed"))
    (dump / "closed").chmod(0)
    if os.geteuid() == 0:
        os.mknod(dump / "device", 0o020666, os.makedev(1, 5))  # /dev/zero


def mailbox(dump, count, name="box.mbox", body=20_000):
    text = ("Bonjour. " * (body // 9)).strip() + "\n"
    with open(dump / name, "wb") as out:
        for number in range(count):
            out.write(SEPARATOR + mail(f"number {number}", text) + b"\n")
    return Path(dump / name)
