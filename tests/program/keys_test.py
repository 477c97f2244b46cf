"""Keys that lie inside the dump are never used: its maker could sign with his own."""
import subprocess

import winnow
from winnow import Examined, expect, scratch

demo = scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(demo)], check=True)
keys = (demo / "keys.jsonl").read_bytes()
for name in ("keys.jsonl", "dkim-keys.jsonl", "mail.txt", "winnow/keys.jsonl"):
    path = demo / "leak" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(keys)
examined = Examined(demo / "leak", options=["--no-archive", "--quiet"], cwd=demo / "leak")
signatures = [s for item in examined.report.of_kind("message") for s in item["signatures"] if s["mechanism"] == "dkim"]
expect(len(signatures) > 100, "there are signatures")
expect(all(s["result"] in ("nokey", "permerror") for s in signatures), "no signature finds a key")
expect(not any(item["verdict"] in ("authentic", "corroborated") for item in examined.report.items), "nothing is believed")
vouched = Examined(demo / "leak", options=["--no-archive", "--quiet", "--vouch-keys", demo / "keys.jsonl"])
expect(any(item["verdict"] == "authentic" for item in vouched.report.items), "the same keys given by the user prove mail")
winnow.done()
