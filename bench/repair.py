#!/usr/bin/env python3
"""Which damaged signatures are re-established: one row a kind of damage, counted on the conformance sets and on the failing
signatures of the corpora. Use: bench/repair.py WINNOW SHARED [--list] [--corpora FOLDER]

SHARED holds conformance/ and corpora/; --corpora names a folder in which the tars of corpora/ are unpacked, one folder a
set; --list prints the files that were not reached."""
import argparse
import collections
import json
import pathlib
import subprocess
import tempfile


def examine(winnow, dump, keys, work, name, extra=()):
    """{locator: item} of a folder."""
    keys_file = work / (name + ".keys")
    keys_file.write_text("".join(json.dumps(key) + "\n" for key in keys))
    out = work / (name + ".jsonl")
    command = [winnow, "examine", str(dump), "--no-archive", "--vouch-keys", str(keys_file), "-o", str(work / (name + ".case")),
               "--jsonl", str(out), "--quiet", *extra]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command}: {done.stderr}")
    items = {}
    for line in out.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item.get("kind") == "message":
            items[item["locator"]] = item
    return items


def find(items, locator):
    """A file that begins with a mailbox's separator holds its message as the first one."""
    return items.get(locator) or items.get(locator + "#1")


def keys_of(cases):
    found = {}
    for case in cases:
        for name, records in case.get("keys", {}).items():
            selector, _, domain = name.partition("._domainkey.")
            for record in records:
                found[domain, selector, record] = {"domain": domain, "selector": selector, "record": record}
    return list(found.values())


class Table:
    def __init__(self, title):
        self.title, self.rows, self.missed = title, collections.defaultdict(collections.Counter), []

    def add(self, kind, label, item, signature):
        row = self.rows[kind]
        row["n"] += 1
        for half in ("header", "body"):
            row[half] += signature is not None and signature[half] == "pass"
        passed = signature is not None and signature["result"] == "pass"
        row["pass"] += passed
        row["authentic"] += item is not None and item["verdict"] == "authentic"
        row["bad"] += item is not None and item["verdict"] in ("forged", "altered", "doubtful")
        if not passed:
            missing = "absent" if signature is None else ", ".join(h for h in ("header", "body") if signature[h] != "pass")
            self.missed.append(f"{kind}: {label}: {missing or signature['result']}")

    def show(self, listed):
        columns = ("n", "body", "header", "pass", "authentic", "bad")
        print(f"\n## {self.title}\n\n| damage | " + " | ".join(columns) + " |\n|" + "---|" * (len(columns) + 1))
        total = collections.Counter()
        for kind in sorted(self.rows):
            total.update(self.rows[kind])
            print(f"| {kind} | " + " | ".join(str(self.rows[kind][c]) for c in columns) + " |")
        print("| all | " + " | ".join(str(total[c]) for c in columns) + " |")
        if listed:
            print("\n".join(["", *self.missed]))


def conformance(winnow, folder, title, wanted, work, name):
    cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    cases = [case for case in cases if case["area"] == "repair" and case.get("damage")]
    items = examine(winnow, folder / wanted, keys_of(cases), work, name)
    table = Table(title)
    for case in cases:
        item = find(items, f"{wanted}/{pathlib.Path(case['file']).name}")
        row = next((s for s in (item or {}).get("signatures", []) if s["mechanism"] == "dkim"), None)
        table.add("+".join(d for d in case["damage"] if d != "crlf-to-lf"), case["file"], item, row)
    return table


def corpora(winnow, shared, unpacked, work):
    keys = []
    for path in (shared / "data/dkim-keys.jsonl", shared / "corpora/recovered-keys.jsonl"):
        keys += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    failures = [json.loads(line) for line in (shared / "corpora/failures.jsonl").read_text(encoding="utf-8").splitlines()]
    tables = []
    for name in sorted({failure["set"] for failure in failures}):
        folder = unpacked / name
        if not folder.exists():
            continue
        items = examine(winnow, folder, keys, work, name)
        table = Table(f"corpora: {name} (by what undid the body)")
        for failure in failures:
            if failure["set"] != name:
                continue
            item = find(items, f"{name}/{failure['file']}")
            row = next((s for s in (item or {}).get("signatures", [])
                        if s["mechanism"] == "dkim" and s["domain"] == failure["domain"] and s["selector"] == failure["selector"]), None)
            table.add(failure["body"], failure["file"], item, row)
        tables.append(table)
    return tables


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("winnow")
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("--corpora", type=pathlib.Path)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = pathlib.Path(scratch)
        tables = [conformance(options.winnow, options.shared / "conformance/repair", "conformance/repair", "files", work, "repair"),
                  conformance(options.winnow, options.shared / "conformance/mail", "conformance/mail, area repair", "repair", work, "mail")]
        if options.corpora:
            tables += corpora(options.winnow, options.shared, options.corpora, work)
    for table in tables:
        table.show(options.list)


if __name__ == "__main__":
    main()
