"""Verifies the ARC chains of a folder with python3-dkim.

usage: verify_arc_dkimpy.py FOLDER    (FOLDER/keys.tsv: name, tab, record; FOLDER/*.eml)
Prints a line a message: file, arc, pass, fail or none. Exit status 77: no module.
"""
import pathlib
import sys

try:
    import dkim
except ImportError:
    sys.exit(77)


def main(folder):
    keys = dict(line.rstrip("\n").split("\t", 1) for line in open(folder / "keys.tsv", encoding="latin-1"))

    def look_up(name, timeout=5):
        record = keys.get(name.decode("latin-1").rstrip(".").lower())
        return record.encode("latin-1") if record else None

    for path in sorted(folder.glob("*.eml")):
        try:
            result, _, _ = dkim.ARC(path.read_bytes(), minkey=256).verify(look_up)
        except Exception:
            result = b"fail"
        print(path.name, "arc", result.decode("ascii") if result else "fail")


main(pathlib.Path(sys.argv[1]))
