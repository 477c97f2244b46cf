"""A soak: a large dump examined once in peace and once in trouble, and both must say the same (bench/README.md).
In trouble: workers are killed at random, the program itself several times, and once the disk is full; the same command is
given again until it ends. Held: the JSONL of both runs is equal byte for byte, the ledger adds up, nothing is lost.
usage: bench/soak.py [--build build] [--data DIR] [--mailbox 9G] [--files 300000] [--seed N] [--out SOAK.md]"""
import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from hostile import disk_of, memory_files, processes_of
from run import machine, memory_of

SMALL = 24_000           # bytes: a message above this makes no small file


class Run:
    """The command given until it ends by itself; who kills what meanwhile is `trouble`'s business."""

    def __init__(self, command, trouble=None):
        self.peak = self.starts = self.worker_kills = self.program_kills = self.full_disks = 0
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        while True:
            self.starts += 1
            full = trouble.fills_disk(self) if trouble else None
            with tempfile.TemporaryFile() as voice:
                process = subprocess.Popen(command, stdout=voice, stderr=voice, stdin=subprocess.DEVNULL, preexec_fn=full)
                ended = threading.Event()
                watchers = [threading.Thread(target=self.watch, args=(process.pid, ended))]
                if trouble:
                    watchers.append(threading.Thread(target=trouble.make, args=(self, process, ended)))
                for watcher in watchers:
                    watcher.start()
                status = process.wait()
                ended.set()
                for watcher in watchers:
                    watcher.join()
                voice.seek(0)
                said = voice.read().decode("utf-8", "replace")
            if full and status == 4:
                self.full_disks += 1
            elif status == -signal.SIGKILL:
                self.program_kills += 1
            elif status in (0, 1):
                break
            else:
                sys.exit(f"exit status {status}: {said[-500:]}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.wall = time.monotonic() - start
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.status = status

    def watch(self, pid, ended):
        while not ended.wait(0.1):
            pids = processes_of(pid)
            self.peak = max(self.peak, sum(memory_of(p) for p in pids) + memory_files(pids))


class Trouble:
    """Strikes by how far the case has grown, as a part of what it becomes: time says little on a machine that does much else."""

    def __init__(self, seed, case, case_bytes):
        self.random, self.case, self.case_bytes = random.Random(seed), case, case_bytes
        self.kills = [self.random.uniform(*part) for part in ((0.1, 0.2), (0.3, 0.4), (0.65, 0.75), (0.85, 0.95))]

    def grown(self):
        return sum(path.stat().st_size for path in self.case.parent.glob(self.case.name + "*")) / self.case_bytes

    def fills_disk(self, run):
        """Between the second kill and the third there is room for a part of the case only."""
        return disk_of(int(self.case_bytes * 0.6)) if run.program_kills == 2 and not run.full_disks else None

    def make(self, run, process, ended):
        """Kills a worker every now and then, and the program where its time has come."""
        strike = self.grown()
        while not ended.wait(0.02):
            grown = self.grown()
            if run.program_kills < len(self.kills) and (run.program_kills != 2 or run.full_disks) and grown > self.kills[run.program_kills]:
                process.kill()
                return
            workers = processes_of(process.pid)[1:]
            if grown < strike or not workers:
                continue
            strike = grown + self.random.uniform(0.01, 0.05)
            try:
                os.kill(self.random.choice(workers), signal.SIGKILL)
                run.worker_kills += 1
            except ProcessLookupError:
                pass


def digest_and_ledger(jsonl):
    """SHA-256 of the JSONL, its items, and its ledger."""
    digest, items, ledger = hashlib.sha256(), 0, []
    with open(jsonl, "rb") as file:
        for line in file:
            digest.update(line)
            items += 1
            if line.startswith(b'{"schema":1,"ledger"'):
                ledger = json.loads(line)["ledger"]
    return digest.hexdigest(), items - 1, ledger


def make_mailbox(build, data, size):
    box, keys = data / "soak.mbox", data / "soak.keys"
    subprocess.run([build / "bench/generate", "--seed", "9", "--bytes", size, "--out", box, "--keys", keys], check=True)
    return box, keys


def make_files(build, data, count):
    """Small messages of a generated mailbox over and over, each with a field of its own that no signature covers."""
    folder, source, keys = data / "soak-files", data / "source.mbox", data / "files.keys"
    subprocess.run([build / "bench/generate", "--seed", "10", "--bytes", "100M", "--out", source, "--keys", keys], check=True)
    messages = [m.split(b"\n", 1)[1] for m in (b"\n" + source.read_bytes()).split(b"\nFrom ")[1:] if len(m) < SMALL]
    source.unlink()
    for number in range(count):
        place = folder / f"{number // 10_000:03}"
        if number % 10_000 == 0:
            place.mkdir(parents=True)
        (place / f"{number}.eml").write_bytes(b"X-Number: %d\n" % number + messages[number % len(messages)])
    return folder, keys


def openssl_seconds(dump):
    """CPU and wall of `openssl dgst -sha256` over the dump, read once before (many files: a hundred to one command)."""
    files = [dump] if dump.is_file() else sorted(p for p in dump.rglob("*") if p.is_file())
    for _ in range(2):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        for at in range(0, len(files), 1000):
            subprocess.run(["openssl", "dgst", "-sha256", *files[at:at + 1000]], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - start


def soak(name, dump, keys, options, data):
    def command(run):
        for path in data.glob(f"{run}.*"):
            path.unlink()
        return [options.winnow, "examine", dump, "-o", data / f"{run}.case", "--jsonl", data / f"{run}.jsonl", "--no-archive",
                "--vouch-keys", keys, "--quiet", "--jobs", "2"]

    failures = []
    cpu, wall = openssl_seconds(dump)
    peace = Run(command("peace"))
    first = digest_and_ledger(data / "peace.jsonl")
    case_bytes = (data / "peace.case").stat().st_size
    trouble = Run(command("trouble"), Trouble(options.seed, data / "trouble.case", case_bytes))
    second = digest_and_ledger(data / "trouble.jsonl")
    if first != second:
        failures.append("the two runs say different things")
    for row in second[2]:
        lost = sum(loss.get("counts", True) for loss in row["lost"])
        if row["expected"] != row["read"] + lost or lost:
            failures.append(f"{row['locator']}: {row['expected']} expected, {row['read']} read, {lost} lost")
    if trouble.worker_kills < 10 or trouble.program_kills < 4 or not trouble.full_disks:
        failures.append("there was too little trouble")
    return (f"| {name} | {first[1]:,} | {peace.wall / wall:.2f} | {peace.cpu / cpu:.2f} | {peace.peak / 1e6:.0f} | "
            f"{trouble.worker_kills} | {trouble.program_kills} | {trouble.full_disks} | {max(peace.peak, trouble.peak) / 1e6:.0f} | "
            f"{'; '.join(failures) or 'yes'} |"), failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--data")
    parser.add_argument("--mailbox", default="9G")
    parser.add_argument("--files", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out")
    options = parser.parse_args()
    build = Path(options.build).resolve()
    options.winnow = build / "winnow"
    data = Path(options.data or tempfile.mkdtemp(prefix="winnow-soak-"))
    data.mkdir(parents=True, exist_ok=True)
    rows, failed = [], []
    for name, make, much in ((f"one mailbox of {options.mailbox}B", make_mailbox, options.mailbox),
                             (f"{options.files:,} small files", make_files, options.files)):
        dump, keys = make(build, data, much)
        row, failures = soak(name, dump, keys, options, data)
        rows.append(row)
        failed += failures
        print(row, flush=True)
        dump.unlink() if dump.is_file() else shutil.rmtree(dump)
    text = "\n".join([
        "# Soak", "", "Made by `bench/soak.py" + f" --mailbox {options.mailbox} --files {options.files} --seed {options.seed}`"
        " (bench/README.md says what is done). Wall and CPU are those of the whole `examine` in peace, with its JSONL, over those"
        " of `openssl dgst -sha256` over the same bytes. Trouble is what the second run met; it says the same as the first, byte for"
        " byte.", "", f"Machine: {machine()}.", "",
        "| dump | items | wall, of openssl's | CPU, of openssl's | memory, MB | workers killed | program killed | disk full | "
        "memory in trouble, MB | nothing lost, both runs equal |", "|---|---|---|---|---|---|---|---|---|---|", *rows, ""])
    if options.out:
        Path(options.out).write_text(text)
    if not options.data:
        shutil.rmtree(data)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
