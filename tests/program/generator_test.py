"""The truth of generated mail, judged by another verifier: python3-dkim passes every intact signature and no damaged one."""
import json
import re
import subprocess
import sys

import winnow

try:
    import dkim
except ImportError:
    winnow.skip("python3-dkim is not there for " + sys.executable)

box, keys, truth = (winnow.scratch / name for name in ("box.mbox", "keys.jsonl", "truth.jsonl"))
subprocess.run([str(winnow.TOOLS / "generate"), "--seed", "3", "--bytes", "4M", "--out", str(box), "--keys", str(keys),
                "--truth", str(truth)], check=True)
records = {}
for line in open(keys, encoding="utf-8"):
    key = json.loads(line)
    records[f"{key['selector']}._domainkey.{key['domain']}.".encode()] = key["record"].encode()
rows = [json.loads(line) for line in open(truth, encoding="utf-8")]
messages = re.split(rb"(?:^|\n\n)From [^\n]*\n", box.read_bytes())[1:]
winnow.expect(len(messages) == len(rows), f"{len(rows)} messages are written, {len(messages)} found")
for number, (message, row) in enumerate(zip(messages, rows), 1):
    sent = re.sub(rb"(?m)^>(>*From )", rb"\1", message.rstrip(b"\n") + b"\n").replace(b"\n", b"\r\n")
    results = []
    for index, _ in enumerate(row["signatures"]):
        try:
            results.append(dkim.DKIM(sent).verify(index, lambda name, timeout=5: records.get(name)))
        except dkim.DKIMException:
            results.append(False)
    if row["state"] == "intact":
        winnow.expect(all(results), f"message {number} is intact: {row} {results}")
    elif row["state"] == "damaged":
        winnow.expect(not any(results), f"message {number} is damaged: {row} {results}")
print(f"{len(rows)} messages, {sum(len(row['signatures']) for row in rows)} signatures")
winnow.done()
