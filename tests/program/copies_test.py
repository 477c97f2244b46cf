"""Signatures travel: what copies of real list mail lend to each other, and what they do not lend (../corpora/README.md, Pairs)."""
import json
from collections import Counter

import winnow

pairs = winnow.need_shared("corpora", "pairs")
shared = winnow.need_shared("data")
groups = [json.loads(line) for line in open(pairs / "pairs.jsonl", encoding="utf-8")]
folder = winnow.unpack_corpus("pairs", winnow.scratch / "pairs")

# The keys are the question of another test: here they are vouched for.
keys = winnow.scratch / "keys.jsonl"
with open(keys, "w", encoding="utf-8") as out:
    for path in (shared / "dkim-keys.jsonl", pairs.parent / "recovered-keys.jsonl"):
        for line in open(path, encoding="utf-8"):
            row = json.loads(line)
            out.write(json.dumps({name: row[name] for name in ("domain", "selector", "record", "p") if row.get(name)}) + "\n")


def messages(path):
    examined = winnow.Examined(path, options=["--vouch-keys", keys, "--quiet"])
    winnow.expect(examined.status == 0 and examined.report.adds_up(), f"{path}: {examined.voice[-300:]}")
    return {item["locator"].rsplit("/", 1)[-1]: item for item in examined.report.items if item["parent"] is None}


def own(item, domain, selector):
    return any(s["result"] == "pass" and not s["copy"] for s in item["signatures"] if (s["domain"], s["selector"]) == (domain, selector))


def lent(item):
    return bool([s for s in item["signatures"] if s["copy"]] + [e for r in item["restorations"] for e in r if e["source"]])


together = messages(folder)
# Each copy alone: the same mail, and nobody to lend.
alone = {}
for number in range(max(len(group["copies"]) for group in groups)):
    some = winnow.scratch / f"alone{number}"
    some.mkdir()
    for group in groups:
        for copy in group["copies"][number:number + 1]:
            (some / copy["file"]).write_bytes(next(folder.rglob(copy["file"])).read_bytes())
    alone.update(messages(some))

table = Counter()
for group in groups:
    statuses = {}
    for copy in group["copies"]:
        for row in copy["dkim"]:
            statuses.setdefault((row["d"], row["s"]), []).append((copy["file"], row["status"]))
    torn = {name: rows for name, rows in statuses.items() if {status for _, status in rows} >= {"pass", "fail"}}
    if torn:
        table["groups: passes in one copy, fails in another"] += 1
        failing = [(name, file) for name, rows in torn.items() for file, status in rows if status == "fail"]
        table["  re-established from each copy alone"] += all(own(alone[file], *name) for name, file in failing)
        table["  re-established with what copies lend"] += all(own(together[file], *name) for name, file in failing)
for name, item in sorted(together.items()):
    table["copies"] += 1
    before = alone[name]["verdict"]
    table[f"copies {before}, alone"] += 1
    table[f"copies {item['verdict']}, together"] += 1
    table["copies with a loan"] += lent(item)
    gained = any(s["result"] == "pass" for s in item["signatures"]) and not any(s["result"] == "pass" for s in alone[name]["signatures"])
    table["copies that gained a proof"] += gained
    winnow.expect(item["verdict"] not in ("altered", "forged", "doubtful"), f"{name} is {item['verdict']}")
    for row in item["signatures"]:
        if row["copy"]:
            winnow.expect(row["result"] == "pass" and row["header"] == "pass" and row["body"] == "pass", f"{name}: what travels holds")
for fact, count in sorted(table.items()):
    print(f"{count:5}  {fact}")
winnow.expect(table["  re-established with what copies lend"] >= 43, "as many torn signatures are re-established as were")
winnow.done()
