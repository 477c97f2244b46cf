"""Real public mail: every message is read, every signature has a result, the ledger equals the independent counts."""
import json
import re
from collections import Counter

import winnow

corpora = winnow.need_shared("corpora")
manifest = [json.loads(line) for line in open(corpora / "manifest.jsonl", encoding="utf-8")]
# Baselines of the corpora's README, by set: signatures, verifies (x= ignored), python3-dkim.
BASELINE = {"lists-vger": (632, 327, 273), "lists-groups": (227, 173, 120), "lists-footer": (1250, 167, 155),
            "pairs": (459, 182, 157), "phish": (844, 2, 2), "zk": (41, 31, 5), "dkimtools": (182, 25, 10),
            "notmuch": (25, 3, 3), "parsers": (26, 8, 8), "bounces": (79, 0, 0)}
CONFLICTS = 2   # of one pair: its author sent the mail again an hour later, from another address and under the same id
KEYS = ["--keys", corpora / "recovered-keys.jsonl"]

print(f"{'set':20} {'messages':>8} {'signatures':>10} {'pass':>6} {'verifies':>9} {'python3-dkim':>13}  verdicts")
for row in manifest:
    if row["kind"] != "one file a message":
        continue
    name = row["set"]
    folder = winnow.unpack_corpus(name, winnow.scratch / name)
    examined = winnow.Examined(folder, options=[*KEYS, "--quiet"])
    report = examined.report
    winnow.expect(examined.status in (0, 1), f"{name}: exit status {examined.status}: {examined.voice[-300:]}")
    winnow.expect(report.adds_up(), f"{name}: the ledger adds up")
    top = [item for item in report.items if item["parent"] is None]
    # Some files of parsers and bounces are mailboxes and hold several items; none may be without.
    files = {re.split("[#!]", item["locator"])[0] for item in top}
    winnow.expect(len(files) == row["messages"], f"{name}: of {row['messages']} files {len(files)} have an item")
    messages = [item for item in top if item["kind"] == "message"]
    # A file of a parser's tests may be no message in anybody's eyes; it is an item all the same.
    winnow.expect(len(messages) >= 0.9 * row["messages"], f"{name}: only {len(messages)} items are messages")
    signatures = [s for item in messages for s in item["signatures"] if s["mechanism"] == "dkim"]
    winnow.expect(len(signatures) >= row["dkim_signatures"],
                  f"{name}: {row['dkim_signatures']} signatures, {len(signatures)} results")
    winnow.expect(all(s["result"] for s in signatures), f"{name}: every signature has a result")
    passed = sum(s["result"] == "pass" for s in signatures)
    verdicts = Counter(item["verdict"] for item in messages)
    base = BASELINE.get(name, (0, 0, 0))
    print(f"{name:20} {len(messages):8} {len(signatures):10} {passed:6} {base[1]:9} {base[2]:13}  {dict(verdicts)}", flush=True)
    winnow.expect(passed >= base[2], f"{name}: {passed} signatures pass, python3-dkim has {base[2]}")
    if name == "pairs":
        # Messages seen by two or three routes: every copy is recognised, and what lists did to it is no conflict.
        told = {}
        for item in messages:
            told[item["locator"].rsplit("/", 1)[-1]] = [f for f in item["findings"] if f["check"] == "copy.compared"]
        pairs = [json.loads(line) for line in open(corpora / "pairs/pairs.jsonl", encoding="utf-8")]
        files = [copy["file"] for pair in pairs for copy in pair["copies"]]
        lost = [file for file in files if not told.get(file)]
        winnow.expect(not lost, f"pairs: copies that are not recognised: {lost[:5]}")
        conflicts = [(file, f["sentence"]) for file in files for f in told.get(file, []) if f["strength"] == "C"]
        print(f"{'':20} {len(files)} copies of {len(pairs)} messages, {len(conflicts)} named as a conflict")
        winnow.expect(len(conflicts) <= CONFLICTS, f"pairs: {len(conflicts)} conflicts between honest copies: {conflicts[:3]}")
    if name not in ("phish", "dkimtools", "parsers"):  # those hold forgeries and hand-made edge cases
        winnow.expect(verdicts["forged"] == 0 and verdicts["altered"] == 0, f"{name}: honest mail is not called forged")

folder = winnow.scratch / "mailboxes"
for archive in ("mbox", "pipermail"):
    winnow.unpack_corpus(archive, folder / archive)
examined = winnow.Examined(folder, options=["--quiet"])
winnow.expect(examined.report.adds_up(), "mailboxes: the ledger adds up")
ledger = {row["locator"].rsplit("/", 1)[-1]: row for row in examined.report.ledger}
for row in manifest:
    if row["kind"] != "mailbox file":
        continue
    read = ledger.get(row["file"].rsplit("/", 1)[-1])
    if winnow.expect(read is not None, f"{row['file']} is in the ledger"):
        # Where programs disagree, Content-Length and the careful rule are two honest answers.
        honest = {row["messages"], row["tools"].get("formail -s") if "mboxcl" in row["file"] else row["messages"]}
        winnow.expect(read["read"] in honest, f"{row['file']}: {read['read']} messages, counted {row['messages']}")
winnow.done()
