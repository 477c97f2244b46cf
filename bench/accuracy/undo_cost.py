#!/usr/bin/env python3
"""What undoing costs over a whole dump of which a third is damaged: CPU of `winnow examine` as it comes, against that with
--undo-budget 0, alternating. Use: bench/accuracy/undo_cost.py [--build build] [--messages 3000] [--runs 3] [--seed 1]"""
import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import damage                                            # noqa: E402
import generate                                          # noqa: E402
import mail                                              # noqa: E402
from world import chance_of                              # noqa: E402


def make(folder, seed, messages):
    """Two messages as they were sent, then one that was damaged once, by every kind in turn."""
    world = generate.World(seed, generate.SIZES["full"])
    chance, kinds = chance_of(seed, "cost"), sorted(damage.KINDS)
    (folder / "dump").mkdir()
    (folder / "keys.jsonl").write_text("\n".join(world.key_lines()) + "\n")
    for number in range(messages):
        data = mail.delivered(generate.new_letter(world, "cost", chance), world.keys)
        if number % 3 == 2:
            for attempt in range(len(kinds)):
                step = damage.KINDS[kinds[(number // 3 + attempt) % len(kinds)]]
                if (changed := step.apply(data, chance)) is not None:
                    data = changed
                    break
        (folder / "dump" / f"{number:05d}.eml").write_bytes(data)


def cpu_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode(errors="replace")[-500:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="winnow-undo-") as scratch:
        folder = Path(scratch)
        make(folder, options.seed, options.messages)
        seconds = {"": [], "0": []}
        for number in range(options.runs):
            for budget, found in seconds.items():
                found.append(cpu_of([str(options.build / "winnow"), "examine", str(folder / "dump"), "--no-archive", "--vouch-keys", str(folder / "keys.jsonl"),
                                     "-o", str(folder / f"{number}{budget}.case"), "--quiet", *(["--undo-budget", budget] if budget else [])]))
    undoing, plain = statistics.median(seconds[""]), statistics.median(seconds["0"])
    print(f"{options.messages} messages, a third damaged: {undoing:.2f} s of user CPU with undoing, {plain:.2f} s without: {undoing / plain:.2f} times (at most 2)")


if __name__ == "__main__":
    main()
