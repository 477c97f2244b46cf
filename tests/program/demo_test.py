"""The demo's leak against its truth: nothing manipulated is believed, nothing honest is accused."""
import json
import subprocess
from collections import Counter
from datetime import datetime, timezone

import winnow

folder = winnow.scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(folder)], check=True)
truth = [json.loads(line) for line in open(folder / "truth.jsonl", encoding="utf-8")]
examined = winnow.Examined(folder / "leak", options=["--vouch-keys", folder / "keys.jsonl", "--trust-store", folder / "authorities.pem", "--pgp-keys", folder / "openpgp-keys.asc", "--html", folder / "report.html"])
winnow.expect(examined.status == 0, f"exit status {examined.status}: {examined.voice[-500:]}")
winnow.expect(examined.report.adds_up(), "the ledger adds up")
winnow.expect((folder / "report.html").exists(), "the report is written")

table = Counter()
genuine = authentic = 0
for row in truth:
    item = examined.report.by_locator.get(row["locator"])
    if not winnow.expect(item is not None, f"{row['locator']} is an item"):
        continue
    verdict, standings = item["verdict"], item["standings"]
    table[(row["kind"], row["state"], row["how"], verdict)] += 1
    name = f"{row['locator']} ({row['state']} {row['how']})"
    winnow.expect(item["kind"] == row["kind"], f"{name} is a {row['kind']}, not a {item['kind']}")
    if "sha256" in row:
        winnow.expect(item["sha256"] == row["sha256"], f"{name} has the hash of its bytes")
    if row["state"] == "manipulated":
        for aspect in row["attacked"]:
            winnow.expect(standings[aspect] not in ("proved", "supported"), f"{name}: {aspect} is {standings[aspect]}")
        if row["attacked"] != ["recipients"]:
            winnow.expect(verdict not in ("authentic", "corroborated"), f"{name} is {verdict}")
    elif row["state"] in ("near-copy", "unrelated"):
        winnow.expect(verdict == "unproven", f"{name} is {verdict}")
    else:
        winnow.expect(verdict not in ("altered", "forged", "doubtful"), f"{name} is {verdict}")
    if row["state"] == "copy":
        winnow.expect(verdict == "corroborated", f"{name} is {verdict}, supported by the mail that carried it")
    if row["state"] == "unsigned":
        winnow.expect(verdict != "authentic", f"{name} is {verdict}")
    if row["how"] in ("sent", "list") and row["kind"] == "message":
        winnow.expect(verdict == "authentic", f"{name} is {verdict}, by what its other copy lends")
        sources = [s["copy"] for s in item["signatures"]] + [e["source"] for r in item["restorations"] for e in r]
        lent = {source for source in sources if source}
        other = "leak/boites/" + ("recus" if row["state"] == "sent" else "envoyes") + ".mbox#" + row["locator"].rsplit("#", 1)[1]
        winnow.expect(lent == ({other} if row["state"] in ("sent", "damaged") else set()), f"{name}: {other} lent, not {lent}")
    if row["how"] == "reported":
        reports = item["carriage"]["reports"]
        winnow.expect([one["own"] for one in reports] == [True, False], f"{name}: the provider's report, and a stranger's")
        winnow.expect(verdict == "unproven" and standings["carriage"] == "open", f"{name}: reports move nothing")
    elif row["state"] == "carried":
        winnow.expect(verdict == ("corroborated" if row["how"] == "domainkeys" else "unproven"), f"{name} is {verdict}")
        winnow.expect(standings["carriage"] == ("open" if row["how"] == "domainkeys" else "proved"), f"{name}: carriage is {standings['carriage']}")
        winnow.expect(any(s["mechanism"] == row["how"] and s["result"] == "pass" for s in item["signatures"]), f"{name}: {row['how']} passes")
    if row["state"] == "certified":
        supported = row["kind"] == "message" and row["how"] not in ("smime-words", "pgp-words", "pgp-clear")
        winnow.expect(verdict == ("corroborated" if supported else "unproven"), f"{name} is {verdict}")
    if row["state"] == "genuine" and row["kind"] == "message":
        genuine += 1
        authentic += verdict == "authentic"
for key, count in sorted(table.items()):
    print(f"{count:4}  {' '.join(key)}")
print(f"{authentic} of {genuine} genuine signed messages are authentic")
winnow.expect(authentic >= 0.95 * genuine, "19 of 20 genuine signed messages are authentic")

# Whose mailbox it is, until when it was copied, the days that are missing; and what was forged in its correspondent's name.
account = json.loads((folder / "account-truth.json").read_text())
found = json.loads(winnow.run("accounts", examined.case, "--json").stdout)
owner = next((row for row in found["accounts"] if row["address"] == account["address"]), None)
if winnow.expect(owner is not None, "the owner is found"):
    def day(seconds):
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d")
    rows = {row["locator"].split("/")[-1]: (row["account"], row["messages"]) for row in found["mailboxes"] if "/comptes/" in row["locator"]}
    winnow.expect(rows == {"Boite.mbox": (account["address"], account["in"]), "Envoyés.mbox": (account["address"], account["out"])}, f"{rows}")
    horizon = owner["horizon"]
    winnow.expect((horizon["delivered"]["time"][:10], horizon["delivered"]["clock"]) == (day(account["newest"]), "received"), f"{horizon}")
    winnow.expect(horizon["sent"]["time"][:10] == day(account["newest_sent"]) and horizon["sent"]["clock"] == "date", f"{horizon}")
    winnow.expect([(gap["first"], gap["last"]) for gap in owner["gaps"]] == [(day(account["gap_first"]), day(account["gap_last"]))], f"{owner['gaps']}")
habits = {"habit.unsigned": ["other-program", "unsigned-among-signed"], "habit.grammar": ["other-program"], "clock.zone": ["other-program"],
          "clock.anachronism": ["other-program"]}
how_of = {row["locator"]: row["how"] for row in truth}
for check, expected in habits.items():
    named = sorted(how_of.get(item["locator"], "?") for item in examined.report.items for finding in item["findings"] if finding["check"] == check)
    winnow.expect(named == expected, f"{check} names {named}, not {expected}")

# A second edition: what is not the same is named, and nothing else.
editions = winnow.Examined(folder / "leak/exports", folder / "seconde-edition/exports", options=["--vouch-keys", folder / "keys.jsonl"])
noted = {}
for item in editions.report.items:
    for finding in item["findings"]:
        if finding["check"] == "edition.compared":
            noted[item["locator"]] = "differs" if "counterpart" in finding["params"] else "only"
expected = {}
for line in open(folder / "edition-truth.jsonl", encoding="utf-8"):
    row = json.loads(line)
    expected[row["locator"]] = row["edition"]
winnow.expect(len(noted) == len(expected) and sorted(noted.values()) == sorted(expected.values()), f"{noted} is not {expected}")
winnow.done()
