"""A stranger repeats each proof without winnow: the commands that `show --commands` prints, run in a shell."""
import hashlib
import subprocess

import winnow
from winnow import Examined, expect, scratch

demo = scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(demo)], check=True)
examined = Examined(demo / "leak", options=["--vouch-keys", demo / "keys.jsonl", "--quiet"])
repeated = 0


def repeat(item, number):
    folder = scratch / f"proof{number}"
    folder.mkdir()
    raw = winnow.run("show", "--raw", examined.case, item["locator"])
    expect(raw.returncode == 0, f"show --raw {item['locator']}: {raw.stderr[-200:]!r}")
    expect(hashlib.sha256(raw.stdout).hexdigest() == item["sha256"], f"{item['locator']}: the raw bytes have the item's hash")
    (folder / "message.eml").write_bytes(raw.stdout)
    script = winnow.run("show", "--commands", examined.case, item["locator"]).stdout
    (folder / "proof.sh").write_bytes(script)

    def shell():
        return subprocess.run(["sh", "proof.sh", "message.eml"], cwd=folder, capture_output=True, text=True)

    process = shell()
    halves = sum((s["header"] == "pass") + (s["body"] == "pass") for s in item["signatures"] if s["mechanism"] == "dkim")
    # A digest verifies with "Verified OK", an Ed25519 signature with the words of the script itself.
    good = process.stdout.count("Verified OK")
    expect(process.returncode == 0 and good == halves and "FAILED" not in process.stdout,
           f"{item['locator']}: {good} of {halves} halves repeated: {process.stdout[-300:]}{process.stderr[-300:]}")
    changed = bytearray(raw.stdout)
    at = raw.stdout.index(b"\n\n" if b"\n\n" in raw.stdout else b"\r\n\r\n") + 20
    changed[at] ^= 1
    (folder / "message.eml").write_bytes(changed)
    process = shell()
    expect("FAILED" in process.stdout or process.returncode != 0, f"{item['locator']}: a changed byte is seen")


proved = [item for item in examined.report.of_kind("message") if item["verdict"] == "authentic"]
half = [item for item in examined.report.of_kind("message")
        if any(s["header"] == "pass" and s["body"] == "fail" for s in item["signatures"])]
for number, item in enumerate(proved[::8] + half[:4]):
    repeat(item, number)
    repeated += 1
print(f"{repeated} proofs repeated: {len(proved)} messages authentic, {len(half)} with a header proof alone")
expect(repeated >= 10, "there are proofs to repeat")
winnow.done()
