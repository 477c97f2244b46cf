"""The conformance sets of damaged mail, through the binary: what is re-established another verifier accepts, and a stranger
repeats the proof of; and what a forger adds to signed mail is never called authentic."""
import collections
import json
import subprocess
from pathlib import Path

import winnow
from winnow import Examined, expect, scratch

try:
    import dkim
except ImportError:
    winnow.skip("no python3-dkim")


# Signatures that hold again, header and body, of both sets: never fewer.
LEAST = {"altermime-footer": 10, "b64-wrap-60": 3, "banner-text": 3, "base64-rewrapped:64": 12,
         "base64-rewrapped:72": 12, "charset-utf8-to-latin1": 5, "cte-8bit-to-qp": 6, "cte-changed": 3,
         "footer-appended": 24, "footer-appended+subject-tag+list-headers-added": 12, "footer-part-wrapper": 10,
         "footer-text": 3, "formail-concat": 5, "from-munging": 10, "from-munging+subject-tag": 10,
         "from-quote-mboxo": 10, "from-quoting": 6, "header-refolded": 5, "header-space-doubled": 2, "mime-tools": 7,
         "multipart-wrapper+footer-part-added": 12, "name-case": 5, "one-blank-line-lost": 6, "qp-rebroken": 4,
         "reformime-r7": 3, "reformime-r8": 3, "reserialised:MIME-tools": 12,
         "sig-dash-space-lost+leading-space-lost": 10, "subject-re-tag": 5, "subject-tag": 22,
         "subject-tag+header-order-changed+header-added": 12, "tab-to-space": 4, "to-refold": 5, "trailing-space": 5}


def keys_of(cases):
    keys = {}
    for case in cases:
        for name, records in case["keys"].items():
            selector, _, domain = name.partition("._domainkey.")
            for record in records:
                keys[f"{selector}._domainkey.{domain}."] = {"domain": domain, "selector": selector, "record": record}
    return keys


def is_accepted(message, keys):
    message = message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    look_up = lambda name, timeout=5: keys[(name if isinstance(name, str) else name.decode())]["record"].encode()
    return dkim.verify(message, dnsfunc=look_up)


def repeat(examined, item, number):
    folder = scratch / f"repeat{number}"
    folder.mkdir()
    (folder / "message.eml").write_bytes(winnow.run("show", "--raw", examined.case, item["locator"]).stdout)
    (folder / "proof.sh").write_bytes(winnow.run("show", "--commands", examined.case, item["locator"]).stdout)
    process = subprocess.run(["sh", "proof.sh", "message.eml"], cwd=folder, capture_output=True, text=True)
    halves = sum((s["header"] == "pass") + (s["body"] == "pass") for s in item["signatures"])
    expect(process.stdout.count("Verified OK") == halves and "FAILED" not in process.stdout,
           f"{item['locator']}: {halves} halves are repeated: {process.stdout[-300:]}{process.stderr[-300:]}")


def one_set(folder, files, name):
    cases = [json.loads(line) for line in open(folder / "cases.jsonl", encoding="utf-8")]
    cases = [case for case in cases if case["area"] == "repair" and case["damage"]]
    keys = keys_of(cases)
    keys_file = scratch / f"{name}.jsonl"
    keys_file.write_text("".join(json.dumps(key) + "\n" for key in keys.values()))
    (scratch / name).mkdir()
    examined = Examined(folder / files, folder=scratch / name, options=["--no-archive", "--vouch-keys", keys_file, "--quiet"])
    reached, shown = collections.Counter(), collections.Counter()
    for number, case in enumerate(cases):
        locator = f"{files}/{Path(case['file']).name}"
        # Where a mailbox's separator stands in front of it, the file is a mailbox.
        item = examined.report.by_locator.get(locator) or examined.report.by_locator.get(locator + "#1")
        if not expect(item is not None, f"{case['file']} is read"):
            continue
        kind = "+".join(damage for damage in case["damage"] if damage != "crlf-to-lf")
        row = item["signatures"][0]
        expect(item["verdict"] not in ("forged", "altered", "doubtful"), f"{case['file']}: honest damage is {item['verdict']}")
        if row["result"] != "pass":
            continue
        reached[kind] += 1
        if row["restoration"] is None or shown[kind] >= 2:
            continue
        shown[kind] += 1
        restored = winnow.run("show", "--restored", examined.case, item["locator"]).stdout
        expect(is_accepted(restored, keys), f"{case['file']}: python3-dkim accepts what winnow restored")
        if shown[kind] == 1:
            repeat(examined, item, f"{name}{number}")
    return reached


mail = one_set(winnow.need_shared("conformance", "mail"), "repair", "mail")
repair = one_set(winnow.need_shared("conformance", "repair"), "files", "repair")
for kind, least in LEAST.items():
    expect(mail[kind] + repair[kind] >= least, f"{kind}: at least {least} are re-established, not {mail[kind] + repair[kind]}")
print({kind: mail[kind] + repair[kind] for kind in sorted(mail | repair)})
winnow.done()
