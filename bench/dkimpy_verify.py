"""Verifies the DKIM signatures of an mbox (mboxrd, LF) with python3-dkim and nothing else: a yardstick of bench/run.py.
usage: dkimpy_verify.py BOX KEYS    (KEYS: lines "SELECTOR._domainkey.DOMAIN RECORD")"""
import re
import sys

import dkim

keys = {}
for line in open(sys.argv[2], "rb"):
    name, record = line.rstrip(b"\n").split(b" ", 1)
    keys[name + b"."] = record


def look_up(name, timeout=5):
    return keys.get(name if isinstance(name, bytes) else name.encode())


def messages(path):
    lines = []
    with open(path, "rb") as box:
        empty = True
        for line in box:
            if empty and line.startswith(b"From "):
                if lines:
                    yield b"".join(lines[:-1])
                lines = []
            else:
                lines.append(line)
            empty = line == b"\n"
    yield b"".join(lines[:-1])


passed = failed = 0
for message in messages(sys.argv[1]):
    message = re.sub(rb"(?m)^>(>*From )", rb"\1", message).replace(b"\n", b"\r\n")
    verifier = dkim.DKIM(message)
    for index in range(sum(name.lower() == b"dkim-signature" for name, _ in verifier.headers)):
        try:
            good = dkim.DKIM(message).verify(index, look_up)
        except Exception:  # dkimpy raises for every kind of refusal
            good = False
        passed += good
        failed += not good
print(f"{passed} pass, {failed} do not")
