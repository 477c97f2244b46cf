"""Verifies the messages of a folder with python3-dkim; the clock of each signature is its own t=, or with "today" the real one.

usage: verify_dkimpy.py FOLDER [today]    (FOLDER/keys.tsv: name, tab, record; FOLDER/*.eml)
Prints a line a signature: file, first 8 octets of SHA-256 of its value in hex, pass or fail. Exit status 77: no module.
"""
import base64
import hashlib
import pathlib
import re
import sys
import types

try:
    import dkim
except ImportError:
    sys.exit(77)


def value_digest(field):
    value = re.search(rb"(?:^|;)\s*b\s*=([^;]*)", field)
    try:
        octets = base64.b64decode(re.sub(rb"\s+", b"", value.group(1)))
    except (AttributeError, ValueError):
        return None
    return hashlib.sha256(octets).hexdigest()[:16]


def clock_of(field):
    time = re.search(rb"(?:^|;)\s*t\s*=\s*(\d+)", field)
    return int(time.group(1)) if time else 0


def main(folder, today):
    keys = dict(line.rstrip("\n").split("\t", 1) for line in open(folder / "keys.tsv", encoding="latin-1"))

    def look_up(name, timeout=5):
        record = keys.get(name.decode("latin-1").rstrip(".").lower())
        return record.encode("latin-1") if record else None

    for path in sorted(folder.glob("*.eml")):
        message = path.read_bytes()
        try:
            verifier = dkim.DKIM(message, minkey=256)
            fields = [value for name, value in verifier.headers if name.lower() == b"dkim-signature"]
        except Exception:
            continue
        for index, field in enumerate(fields):
            digest = value_digest(field)
            if digest is None:
                continue
            if not today:
                dkim.time = types.SimpleNamespace(time=lambda now=clock_of(field): now)
            try:
                good = verifier.verify(index, look_up)
            except Exception:
                good = False
            print(path.name, digest, "pass" if good else "fail")


main(pathlib.Path(sys.argv[1]), "today" in sys.argv[2:])
