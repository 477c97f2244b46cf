"""The JSONL depends on neither the number of workers, nor the run, nor an interruption."""
import os
import random
import signal
import subprocess
import time

import winnow

ROUNDS = int(os.environ.get("WINNOW_KILLS", "20"))

box, keys = winnow.scratch / "box.mbox", winnow.scratch / "keys.jsonl"
subprocess.run([str(winnow.TOOLS / "generate"), "--seed", "5", "--bytes", "12M", "--out", str(box), "--keys", str(keys)],
               check=True)
demo = winnow.scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(demo)], check=True)
dumps = [box, demo / "leak"]
options = ["--no-archive", "--vouch-keys", keys, "--vouch-keys", demo / "keys.jsonl", "--quiet"]

one = winnow.Examined(*dumps, options=[*options, "--jobs", "1"])
expected = one.jsonl.read_bytes()
winnow.expect(one.status == 0 and len(one.report.items) > 400, f"one worker reads all: {one.voice[-300:]}")
for jobs in ("2", "5"):
    started = time.monotonic()
    many = winnow.Examined(*dumps, options=[*options, "--jobs", jobs])
    whole_run = time.monotonic() - started
    winnow.expect(many.jsonl.read_bytes() == expected, f"{jobs} workers give the same JSONL")

# kill -9 at any moment, and the same command again ends with the same case as a run without interruption.
chance = random.Random(11)
interrupted = 0
for number in range(ROUNDS):
    folder = winnow.scratch / f"kill{number}"
    folder.mkdir()
    command = [winnow.PROGRAM, "examine", *map(str, dumps), "-o", str(folder / "test.case"), "--jsonl",
               str(folder / "items.jsonl"), *map(str, options), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(0, whole_run))
    interrupted += process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = winnow.Examined(*dumps, options=[*options, "--jobs", "2"], folder=folder)
    winnow.expect(again.status == 0, f"round {number}: the second run ends well: {again.voice[-300:]}")
    winnow.expect(again.jsonl.exists() and again.jsonl.read_bytes() == expected,
                  f"round {number}: the JSONL is that of an uninterrupted run")
    left = sorted(path.name for path in folder.iterdir())
    winnow.expect(set(left) <= {"test.case", "items.jsonl"}, f"round {number}: nothing else is left: {left}")
print(f"{interrupted} of {ROUNDS} runs were interrupted")
winnow.expect(interrupted >= ROUNDS // 3, "enough runs were interrupted while they worked")

# An orderly interruption says how to go on. Once the case is whole, only its outputs are written, and a signal just ends that.
told = 0
for number in range(5):
    folder = winnow.scratch / f"interrupt{number}"
    folder.mkdir()
    process = subprocess.Popen([winnow.PROGRAM, "examine", *map(str, dumps), "-o", str(folder / "test.case"), *map(str, options)],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    # Before it has opened its case there is nothing to go on with either.
    while process.poll() is None and not (folder / "test.case").exists():
        time.sleep(0.002)
    time.sleep(chance.uniform(0.1, 0.5) * whole_run)
    early = process.poll() is None
    process.send_signal(signal.SIGINT)
    voice = process.communicate(timeout=60)[0]
    if process.returncode == 130:
        winnow.expect("test.case" in voice, f"it says how to go on: {voice[-300:]}")
        told += 1
    else:
        winnow.expect(not early or process.returncode in (0, -signal.SIGINT), f"an interrupted run ends with 130, not {process.returncode}")
    again = winnow.Examined(*dumps, options=[*options, "--jobs", "2"], folder=folder)
    winnow.expect(again.jsonl.exists() and again.jsonl.read_bytes() == expected, "the same command goes on to the same JSONL")
    if told:
        break
winnow.expect(told > 0, "one of five runs was interrupted while it worked")
winnow.done()
