"""Every DKIM and attack case of the conformance suite, through the binary."""
import concurrent.futures
import json
import re
from pathlib import Path

import winnow

# What each attack makes false for a reader; the others claim an author whom nothing proves.
ATTACKED = {"from": "author", "subject": "subject", "date": "date", "to": "recipients"}
HALVES = {"ok": "pass", "bad": "fail"}

folder = winnow.need_shared("conformance", "mail")
cases = [json.loads(line) for line in open(folder / "cases.jsonl", encoding="utf-8")]
cases = [case for case in cases if case["area"] in ("dkim", "attack") and not case.get("disputed")]
argued = set(re.findall(r"`([^`\s]+)`", (Path(__file__).parents[2] / "docs/conformance.md").read_text()
                        if (Path(__file__).parents[2] / "docs/conformance.md").exists() else ""))


def keys_file(case, path):
    with open(path, "w", encoding="utf-8") as out:
        for name, records in case["keys"].items():
            if isinstance(records, str) or "._domainkey." not in name:
                continue
            selector, domain = name.split("._domainkey.", 1)
            for record in records:
                out.write(json.dumps({"domain": domain, "selector": selector, "record": record}) + "\n")


def examine(case):
    where = winnow.scratch / case["id"].replace("/", "_")
    where.mkdir()
    keys_file(case, where / "keys.jsonl")
    # What a plain verifier is asked for is compared with plain verification; attacks are met with everything.
    plain = ["--undo-budget", "0"] if case["area"] == "dkim" else []
    return case, winnow.Examined(folder / case["file"], folder=where,
                                 options=["--no-archive", "--vouch-keys", where / "keys.jsonl", "--jobs", "1", "--quiet", *plain])


def compare(case, item):
    rows = {(s["mechanism"], s["index"]): s for s in item["signatures"]}
    words = 0
    for wanted in case["expect"]:
        if wanted.get("mechanism") != "dkim" or wanted.get("disputed") or wanted["result"] == "temperror":
            continue
        name = f"{case['id']} signature {wanted['index']}"
        got = rows.get(("dkim", wanted["index"]))
        if not winnow.expect(got is not None, f"{name} has a result") or case["id"] in argued:
            continue
        winnow.expect((got["result"] == "pass") == (wanted["result"] == "pass"),
                      f"{name} is {wanted['result']}, not {got['result']} ({got['reason']})")
        words += got["result"] == wanted["result"]
        for key, half in (("body_hash", "body"), ("header_sig", "header")):
            if wanted[key] in HALVES and got[half] != "unknown":
                winnow.expect(got[half] == HALVES[wanted[key]],
                              f"{name} {half} is {HALVES[wanted[key]]}, not {got[half]}")
    return words


words = compared = 0
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for case, examined in pool.map(examine, cases):
        item = winnow.only_message(examined.report)
        if not winnow.expect(examined.status == 0 and item is not None,
                             f"{case['id']} is read as one message (exit {examined.status})"):
            continue
        compared += sum(1 for wanted in case["expect"] if wanted.get("mechanism") == "dkim")
        words += compare(case, item)
        if case["area"] == "attack":
            added = re.search(r"added_header-(\w+)", case["id"])
            aspect = ATTACKED[added.group(1)] if added else "author"
            winnow.expect(item["standings"][aspect] not in ("proved", "supported"),
                          f"{case['id']}: {aspect} is not believed")
            if aspect != "recipients":
                winnow.expect(item["verdict"] not in ("authentic", "corroborated"), f"{case['id']} is not authentic")
print(f"{len(cases)} cases, {compared} DKIM rows, the same word in {words}; argued in docs/conformance.md: {len(argued)}")
winnow.done()
