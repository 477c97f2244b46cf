#!/usr/bin/env python3
"""The accuracy benchmark from end to end: makes the dump, lets winnow and other verifiers look at it, and prints the tables.
Use: bench/accuracy/run.py [--build build] [--seed N] [--quick] [--data FOLDER] [--list]"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCH = HERE.parent


def python3_dkim(mails, keys):
    """Accepts a message if any of its signatures holds."""
    import dkim
    records = {f"{k['selector']}._domainkey.{k['domain']}.".encode(): k["record"].encode() for k in keys}
    look_up = lambda name, timeout=5: records.get(name if isinstance(name, bytes) else name.encode())
    accepted = []
    for locator, data in mails:
        data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        for index in range(len(re.findall(rb"(?mi)^dkim-signature:", data.partition(b"\r\n\r\n")[0]))):
            try:
                good = dkim.DKIM(data).verify(index, look_up)
            except Exception:        # it raises for every kind of refusal
                good = False
            if good:
                accepted.append(locator)
                break
    return accepted


def over_boxes(command, mails, flat, folder):
    """A verifier that counts over an mbox: a box of one message each, so that it says which."""
    accepted = []
    for number, (locator, data) in enumerate(mails):
        data = re.sub(rb"(?m)^(>*From )", rb">\1", data.replace(b"\r\n", b"\n"))
        box = folder / f"{number}.mbox"
        box.write_bytes(b"From a@b.example Mon Jun  3 10:00:00 2019\n" + data + b"\n")
        said = subprocess.run([*command, str(box), str(flat)], stdout=subprocess.PIPE).stdout
        if (found := re.match(rb"(\d+) pass", said)) and int(found.group(1)) > 0:
            accepted.append(locator)
        box.unlink()
    return accepted


def mail_dkim(mails, flat, folder):
    """One process for all: starting it costs more than its work."""
    listing = folder / "list"
    for number, (_, data) in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(data.replace(b"\r\n", b"\n"))
    listing.write_text("".join(f"{folder / f'{number}.eml'}\n" for number in range(len(mails))))
    said = subprocess.run(["/usr/bin/perl", str(HERE / "verify_mail_dkim.pl"), str(listing), str(flat)], stdout=subprocess.PIPE, check=True).stdout.split()
    return [locator for (locator, _), word in zip(mails, said) if word == b"pass"]


def others(folder, build):
    """{verifier: locators of damaged honest mail that it accepts}."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    keys = [json.loads(line) for line in (folder / "keys.jsonl").read_text().splitlines()]
    mails = []
    for row in rows:
        if row["truth"] == "honest" and row.get("signed") and row["steps"] and row["locator"].endswith(".eml"):
            data = (folder / row["locator"]).read_bytes()
            mails.append((row["locator"], data[data.find(b"\n") + 1:] if data.startswith(b"From ") else data))
    flat, boxes = folder / "keys.flat", Path(tempfile.mkdtemp(dir=folder))
    flat.write_text("".join(f"{k['selector']}._domainkey.{k['domain']} {k['record']}\n" for k in keys))
    found = {"python3-dkim": python3_dkim(mails, keys)}
    if subprocess.run(["/usr/bin/perl", "-MMail::DKIM", "-e", "1"], stderr=subprocess.DEVNULL).returncode == 0:
        found["Mail::DKIM"] = mail_dkim(mails, flat, boxes)
    if (build / "bench/opendkim_verify").exists():
        found["opendkim"] = over_boxes([build / "bench/opendkim_verify"], mails, flat, boxes)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--seed", default="1")
    parser.add_argument("--data", type=Path, help="where to keep what is made; a temporary folder if not given")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="winnow-accuracy-") as scratch:
        folder = (options.data or Path(scratch)).resolve()
        subprocess.run([sys.executable, "-B", str(HERE / "generate.py"), str(folder), "--seed", options.seed, *(["--quick"] if options.quick else [])], check=True)
        items, case = folder / "items.jsonl", folder / "accuracy.case"
        for path in folder.glob("accuracy.case*"):
            path.unlink()
        examined = subprocess.run([str(options.build / "winnow"), "examine", str(folder / "dump"), "--no-archive", "--vouch-keys", str(folder / "keys.jsonl"),
                                   "-o", str(case), "--jsonl", str(items), "--quiet"], stdout=subprocess.DEVNULL)
        if examined.returncode not in (0, 1):
            sys.exit(f"winnow ended with {examined.returncode}")
        (folder / "others.json").write_text(json.dumps(others(folder, options.build)))
        print(f"Seed {options.seed}{', quick' if options.quick else ''}.\n", flush=True)
        done = subprocess.run([sys.executable, "-B", str(HERE / "score.py"), str(items), str(folder / "truth.jsonl"), "--others", str(folder / "others.json"),
                               *(["--list"] if options.list else [])])
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
