"""OpenPGP from end to end: keys given and found, workers with and without librnp, wanted keys, and a stranger's commands."""
import json
import subprocess

import winnow
from winnow import Examined, expect, scratch

demo = scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(demo)], check=True)
box = demo / "leak/boites/openpgp.mbox"
keys = demo / "openpgp-keys.asc"


def rows(examined):
    return [(item, s) for item in examined.report.of_kind("message") for s in item["signatures"] if s["mechanism"] == "openpgp"]


# Sandboxed workers load librnp when a key is at hand, and results do not depend on how many there are.
one = Examined(box, options=["--pgp-keys", keys, "--jobs", "1", "--quiet"])
many = Examined(demo / "leak/boites", options=["--pgp-keys", keys, "--jobs", "3", "--quiet"])
given = rows(one)
expect(len(given) == 5 and all(s["result"] == "pass" and s["key_class"] == "K2" for _, s in given), f"five hold: {[(s['result'], s['reason']) for _, s in given]}")
expect([s for _, s in rows(many)] == [s for _, s in given], "the same rows whatever the number of workers")
expect([item["verdict"] for item, _ in given].count("corroborated") == 1, "one is bound to its header")

# Without the key nothing is claimed, and it is named among the wanted ones.
without = Examined(box, options=["--quiet"])
expect(all(s["result"] == "nokey" for _, s in rows(without)), "no key, no word")
wanted = [json.loads(line) for line in winnow.run("keys", "find", without.case, "--json").stdout.splitlines()]
expect([(key["fingerprint"], key["messages"]) for key in wanted] == [(given[0][1]["certificate"]["fingerprint"], 5)], f"wanted: {wanted}")
expect(b"OpenPGP " in winnow.run("keys", "find", without.case).stdout, "the list names it")

# A file without keys is refused.
(scratch / "empty.asc").write_text("no key here\n")
expect(winnow.run("examine", box, "--pgp-keys", scratch / "empty.asc", "-o", scratch / "e.case").returncode == 2, "a file without a key")

# A stranger repeats it with gpgv.
for number, (item, s) in enumerate(given):
    folder = scratch / f"proof{number}"
    folder.mkdir()
    (folder / "message.eml").write_bytes(winnow.run("show", "--raw", one.case, item["locator"]).stdout)
    (folder / "proof.sh").write_bytes(winnow.run("show", "--commands", one.case, item["locator"]).stdout)

    def shell(**environment):
        return subprocess.run(["sh", "proof.sh", "message.eml"], cwd=folder, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **environment})
    good = shell(PGP_KEYS=str(keys))
    expect(good.returncode == 0 and good.stdout.count("Verified OK") == 1 and "FAILED" not in good.stdout, f"{item['locator']}: {good.stdout}{good.stderr}")
    expect("not checked" in shell().stdout, "without keys it says so")
    raw = bytearray((folder / "message.eml").read_bytes())
    begin, end = s["body_range"]
    raw[(begin + end) // 2 if s["form"] == "detached" else begin + raw[begin:].index(b"budget")] ^= 1
    (folder / "message.eml").write_bytes(raw)
    script = (folder / "proof.sh").read_text()
    (folder / "proof.sh").write_text("\n".join(line for line in script.splitlines() if not line.startswith("same ")) + "\n")
    expect("FAILED" in shell(PGP_KEYS=str(keys)).stdout, f"{item['locator']}: a changed byte is seen")
winnow.done()
