"""A small dump of the accuracy benchmark (bench/accuracy/), through the binary: no manipulated item is believed, no honest one called
altered or forged. How many honest ones are proved is measured (docs/accuracy.md) and not tested here."""
import subprocess
import sys
from pathlib import Path

import winnow
from winnow import Examined, expect, scratch

BENCH = Path(__file__).resolve().parents[2] / "bench/accuracy"

for seed in ("1", "2"):
    made = scratch / seed
    subprocess.run([sys.executable, "-B", str(BENCH / "generate.py"), str(made), "--quick", "--seed", seed], check=True)
    examined = Examined(made / "dump", options=["--no-archive", "--vouch-keys", made / "keys.jsonl", "--quiet"])
    expect(examined.status in (0, 1), f"seed {seed}: status {examined.status}: {examined.voice[-300:]}")
    scored = subprocess.run([sys.executable, "-B", str(BENCH / "score.py"), str(examined.jsonl), str(made / "truth.jsonl")], capture_output=True, text=True)
    expect(scored.returncode == 0, f"seed {seed}: {scored.stderr}")
    print(scored.stdout.partition("### One kind")[0])
winnow.done()
