"""Feeds winnow hostile things at full size and holds what it does against what is documented (bench/README.md).
usage: bench/hostile.py [--build build] [--data DIR] [--only NAME,...] [--out HOSTILE.md]"""
import argparse
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import hostile_inputs as inputs
from run import memory_of

MOST_MEMORY = 300_000_000
NOBODY = 65534
LOCATOR = re.compile(rb'"locator":"((?:[^"\\]|\\.)*)"')


@dataclass
class Row:
    name: str
    what: str                                  # of the table: what was fed
    make: Callable[[Path], object]
    holds: tuple = ()                          # locators of items that must be there
    loses: dict = field(default_factory=dict)  # what the ledger must name, and the reason: {locator: reason}
    status: int = 0
    seconds: int = 3600                        # no hang: a bound for a machine that does much else
    during: Callable[[Path], object] = None    # called in a thread when the run begins
    before_exec: Callable[[], object] = None   # called in the child
    check: Callable[["Run"], object] = None    # further facts, by Run.expect
    options: tuple = ()
    memory: int = MOST_MEMORY


def processes_of(root):
    """The program and its workers."""
    try:
        return [root, *map(int, Path(f"/proc/{root}/task/{root}/children").read_text().split())]
    except OSError:
        return [root]


def memory_files(pids):
    """Bytes of the memory files (memfd) that the processes hold; no process's own memory counts them."""
    sizes = {}
    for pid in pids:
        try:
            for entry in os.scandir(f"/proc/{pid}/fd"):
                if os.readlink(entry.path).startswith("/memfd:"):
                    status = os.stat(entry.path)
                    sizes[status.st_ino] = status.st_blocks * 512
        except OSError:
            continue
    return sum(sizes.values())


class Run:
    """One examination of a row's dump: status, seconds, peak memory of all processes, what was said."""

    def __init__(self, row, program, data):
        self.row, self.failures = row, []
        self.folder = data / row.name
        self.dump, self.out = self.folder / "dump", self.folder / "out"
        self.dump.mkdir(parents=True)
        self.out.mkdir()
        (self.dump / "good.eml").write_bytes(inputs.mail())
        row.make(self.dump)
        if row.before_exec:
            for path in (self.folder, self.out):
                path.chmod(0o777)
        self.case, self.jsonl = self.out / "test.case", self.out / "items.jsonl"
        self.command = [program, "examine", str(self.dump), "-o", str(self.case), "--jsonl", str(self.jsonl),
                        "--no-archive", "--quiet", "--jobs", "2", *row.options]
        self.run()
        self.read()
        self.judge()

    def run(self):
        start = time.monotonic()
        with open(self.out / "voice", "wb") as voice:
            process = subprocess.Popen(self.command, stdout=voice, stderr=voice, stdin=subprocess.DEVNULL,
                                       preexec_fn=self.row.before_exec)
        if self.row.during:
            threading.Thread(target=self.row.during, args=(self,)).start()
        self.peak, self.hung = 0, False
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            pids = processes_of(process.pid)
            self.peak = max(self.peak, sum(memory_of(pid) for pid in pids) + memory_files(pids))
            if time.monotonic() - start > self.row.seconds:
                self.hung = True
                process.kill()
            time.sleep(0.05)
        self.cpu, self.seconds = ended[2].ru_utime + ended[2].ru_stime, time.monotonic() - start
        self.status = process.returncode = os.waitstatus_to_exitcode(ended[1])
        self.voice = (self.out / "voice").read_text("utf-8", "replace")

    def read(self):
        """The JSONL front to back: a million items are not held."""
        wanted = {f"dump/{name}".encode() for name in (*self.row.holds, "good.eml")}
        self.found, self.items, self.ledger = set(), 0, []
        if not self.jsonl.exists():
            return
        with open(self.jsonl, "rb") as file:
            for line in file:
                if line.startswith(b'{"schema":1,"ledger"'):
                    self.ledger = json.loads(line)["ledger"]
                    continue
                self.items += 1
                locator = LOCATOR.search(line).group(1)
                if locator in wanted:
                    self.found.add(locator)
        self.missing = wanted - self.found

    def expect(self, holds, fact):
        if not holds:
            self.failures.append(fact)

    def losses(self):
        return [loss for row in self.ledger for loss in [*row["lost"], *row.get("remarks", ())]]

    def judge(self):
        row = self.row
        self.expect(not self.hung, f"did not end within {row.seconds} s")
        self.expect(self.status == row.status, f"exit status {self.status}, not {row.status}: {self.voice[-300:]}")
        self.expect(self.peak < row.memory, f"{self.peak / 1e6:.0f} MB of memory")
        left = {path.name for path in self.out.iterdir()} - {"voice", "test.case", "items.jsonl"}
        if row.status != 4:
            self.expect(self.ledger, "no ledger")
            self.expect(not self.missing, f"items are missing: {self.missing}")
            for box in self.ledger:
                lost = sum(loss.get("counts", True) for loss in box["lost"])
                self.expect(box["expected"] in (None, box["read"] + lost), f"the ledger does not add up: {box['locator']}")
            reasons = {}
            for loss in self.losses():
                reasons.setdefault(loss["locator"].removeprefix("dump/"), set()).add(loss["reason"])
            for locator, reason in row.loses.items():
                self.expect(reason in (set().union(*reasons.values()) if locator == "*" else reasons.get(locator, ())), f"the ledger does not say {reason} of {locator}")
            for locator, found in reasons.items():
                self.expect(locator in row.loses or row.loses.get("*") in found, f"lost for no reason: {locator}: {found}")
            self.expect(not left, f"files are left: {left}")
        else:
            self.expect("winnow: " in self.voice, "no sentence says why")
        if row.check:
            row.check(self)


# ---- rows that need more than an input ----
def disk_of(size):
    """A full disk: SIGXFSZ is ignored, so that writing fails."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def goes_on_with_room(run):
    """After a failed run the same command ends as if nothing had been."""
    run.row.before_exec = None
    process = subprocess.run(run.command, capture_output=True)
    run.expect(process.returncode == 0, f"with room the same command ends with {process.returncode}")
    run.read()
    run.expect(run.items == 20_001, f"with room {run.items} items of 20001 are read")


def case_prepared(prepare):
    """A row's input, and a case that lies there already."""
    def make(dump):
        inputs.mailbox(dump, 10)
        connection = sqlite3.connect(dump.parent / "out" / "test.case", isolation_level=None)
        prepare(connection)
        return connection
    return make


def lock(connection):
    connection.execute("pragma application_id = 0x776E6F77")
    connection.execute("create table t(x)")
    connection.execute("begin exclusive")
    holders.append(connection)  # as long as this program runs


def other_version(connection):
    connection.execute("pragma application_id = 0x776E6F77")
    connection.execute("pragma user_version = 4711")
    connection.execute("create table t(x)")
    connection.close()


holders = []


def shrink(run):
    time.sleep(0.25)
    os.truncate(run.dump / "box.mbox", 50_000_000)


def grow(run):
    for _ in range(200):
        time.sleep(0.01)
        with open(run.dump / "box.mbox", "ab") as out:
            out.write(inputs.SEPARATOR + inputs.mail("late") + b"\n")


def as_nobody():
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def says(word):
    return lambda run: run.expect(word in run.voice, f"does not say '{word}': {run.voice[-300:]}")


def items_are(count):
    return lambda run: run.expect(run.items == count, f"{run.items} items, not {count}")


def shrunk_is_said(run):
    """Whatever was reached before the file shrank; a run that was faster than the shrinking has nothing to say."""
    reasons = {loss["reason"] for loss in run.losses()}
    run.expect(reasons == {"shrunk"} or run.items == 20_001, f"shrunk is not said: {reasons}, {run.items} items")


ROWS = [
    Row("header-2g", "a message with a header of 2 GB (one field)", inputs.header_2g, ("header.eml",),
        {"header.eml": "too-large"}, 1),
    Row("fields-2g", "a message with 100 million header fields, in a mailbox", inputs.header_2g_of_fields,
        ("fields.mbox#1", "fields.mbox#2", "fields.mbox#3"), {"fields.mbox#2": "too-large"}, 1),
    Row("line-body", "a line of 1 GB in a body, in a mailbox", inputs.line_in_body,
        ("body.mbox#1", "body.mbox#2", "body.mbox#3"), {"body.mbox#2": "too-large"}, 1),
    Row("line-header", "a Subject of 1 GB, in a mailbox", inputs.line_in_header,
        ("subject.mbox#1", "subject.mbox#2", "subject.mbox#3"), {"subject.mbox#2": "too-large"}, 1),
    Row("large-messages", "four messages of 125 MB", inputs.large_messages,
        ("large.mbox#1:4", "large.mbox#4:4")),
    Row("tiny-messages", "a million messages without a byte", inputs.tiny_messages, ("tiny.mbox#1000000",)),
    Row("nested-messages", "a message in a message, 100,000 deep", inputs.nested_messages,
        ("nested.mbox#1", "nested.mbox#2", "nested.mbox#3"), {"*": "embedded-work"}, 1),
    Row("nested-multiparts", "multiparts nested 100,000 deep", inputs.nested_multiparts,
        ("multiparts.mbox#1", "multiparts.mbox#2", "multiparts.mbox#3")),
    Row("parts", "a message of a million parts", inputs.million_parts,
        ("parts.mbox#1", "parts.mbox#2", "parts.mbox#3"), {"parts.mbox#2": "too-many-items"}, 1),
    Row("signatures", "a message with 400,000 signature fields", inputs.million_signatures,
        ("signatures.mbox#1", "signatures.mbox#2", "signatures.mbox#3")),
    Row("42-zip", "the structure of 42.zip: 5 layers of 16 zips, 4 GB of zeros in each of the innermost", inputs.forty_two,
        (), {"*": "archive-bomb"}, 1),
    Row("entries", "a zip of a million messages and 100 more", inputs.million_entries, ("entries.zip!0999999.eml",),
        {"entries.zip": "archive-entries"}, 1),
    Row("nothings", "a zip of a million empty members and 100 more", inputs.million_nothings, ("nothings.zip!0000000",),
        {"nothings.zip": "archive-entries"}, 1),
    Row("nested-archive", "an honest archive of 240 MB in an archive", inputs.large_nested,
        ("outer.zip!inner.zip!small.eml", "outer.zip!behind.eml")),
    Row("files", "300,000 small files, half of them in one folder", inputs.many_files, ("0999/299999.eml",), check=items_are(300_001)),
    Row("sparse", "a sparse file of 100 GB", inputs.sparse_100g, ("sparse.bin",)),
    Row("sparse-mailbox", "a mailbox with a hole of 20 GB between two messages", inputs.sparse_mailbox,
        ("sparse.mbox#1", "sparse.mbox#2"), {"sparse.mbox#1": "too-large"}, 1),
    Row("specials", "a FIFO, a socket, a device, links; a file and a folder without permission", inputs.specials, (),
        {"pipe": "not-a-file", "socket": "not-a-file", "link": "not-a-file", "loop": "not-a-file", "device": "not-a-file",
         "closed.eml": "permission", "closed": "permission"}, 1, before_exec=as_nobody),
    Row("shrinks", "a mailbox that shrinks while it is read", lambda dump: inputs.mailbox(dump, 20_000), ("box.mbox#1",),
        {"*": "shrunk"}, 1, during=shrink, check=shrunk_is_said),
    Row("grows", "a mailbox that grows while it is read", lambda dump: inputs.mailbox(dump, 20_000), ("box.mbox#20000",),
        during=grow),
    Row("disk-full", "no room for the case", lambda dump: inputs.mailbox(dump, 20_000), status=4, before_exec=disk_of(400_000),
        check=goes_on_with_room),
    Row("disk-full-jsonl", "no room for the JSONL", lambda dump: inputs.mailbox(dump, 20_000), status=4,
        before_exec=disk_of(6_000_000), check=goes_on_with_room),
    Row("locked", "a case that another program holds", case_prepared(lock), status=4, check=says("lock")),
    Row("version", "a case of another version", case_prepared(other_version), status=4, check=says("version")),
]


def cpu_of(command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def hashing_a_gigabyte(data):
    """CPU seconds that openssl takes for a SHA-256 of 1 GB: the yardstick of bench/RESULTS.md."""
    path = data / "yardstick"
    with open(path, "wb") as out:
        out.truncate(250_000_000)
    used = min(cpu_of(["openssl", "dgst", "-sha256", str(path)]) for _ in range(3))
    path.unlink()
    return 4 * used


def starting(program, data):
    """Seconds and CPU seconds of an examination of one small file, the least of ten: program, worker, sandbox, case."""
    path, walls, cpus = data / "one.eml", [], []
    path.write_bytes(inputs.mail())
    for number in range(10):
        start = time.monotonic()
        cpus.append(cpu_of([program, "examine", str(path), "-o", str(data / f"{number}.case"), "--no-archive", "--quiet",
                            "--jobs", "1"]))
        walls.append(time.monotonic() - start)
        (data / f"{number}.case").unlink()
    path.unlink()
    return min(walls), min(cpus)


def said(run):
    if run.row.status == 4:  # the sentence, which may be folded
        sentence = re.search(r"^winnow: (.*?)(?=^winnow: |^hint: |\Z)", run.voice, re.M | re.S)
        return re.sub(r"/\S*/", "", " ".join(sentence.group(1).split())) if sentence else ""
    counts = {}
    for loss in run.losses():
        counts[loss["reason"]] = counts.get(loss["reason"], 0) + 1
    losses = ", ".join(f"{count:,} × {reason}" for reason, count in sorted(counts.items()))
    return f"{run.items:,} items; " + (losses or "nothing lost")


def result_of(run, unit):
    return {"status": run.status, "said": said(run), "memory": run.peak, "cpu": run.cpu / unit, "failures": run.failures}


def table(results, started):
    lines = ["# Hostile input at full size", "",
             "Made by `make hostile` (`bench/hostile.py`, inputs in `bench/hostile_inputs.py`). Beside each hostile thing lies an honest",
             "message that must be read. Checked for every row: the exit status; that the ledger adds up and names what it should and",
             "nothing else; that the items around the hostile one are there; that nothing else is written; that the run ends; and the",
             f"memory of all processes together: at most {MOST_MEMORY // 10**6} MB where the row says nothing else (two workers; memory",
             "files included, shared pages once).", "",
             "CPU is that of all processes, in units of what `openssl dgst -sha256` takes for 1 GB on the same machine.", "",
             "| fed | exit status | items, and what the ledger names | memory, MB | CPU | as documented |", "|---|---|---|---|---|---|"]
    for row in ROWS:
        one = results.get(row.name)
        if not one:
            continue
        bound = "" if row.memory == MOST_MEMORY else f" (at most {row.memory // 10**6})"
        lines.append(f"| {row.what} | {one['status']} | {one['said']} | {one['memory'] / 1e6:.0f}{bound} | {one['cpu']:.1f} | "
                     f"{'**no**: ' + '; '.join(one['failures']) if one['failures'] else 'yes'} |")
    lines += ["", f"Starting the program and a worker, closing the sandbox, and examining one small message into a case: {started[0]:.2f} s, "
              f"{started[1]:.2f} s of CPU."]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--data", help="where to make the inputs (10 GB); a temporary folder if not given")
    parser.add_argument("--only", help="names of rows")
    parser.add_argument("--results", help="a JSON file in which results are kept, so that rows may be run one by one")
    parser.add_argument("--keep", action="store_true", help="leave the inputs and cases there")
    parser.add_argument("--out", help="a file for the table beside standard output")
    options = parser.parse_args()
    os.environ["LANG"] = os.environ["LC_ALL"] = "C.UTF-8"
    os.environ["XDG_DATA_HOME"] = "/nonexistent"
    program = str(Path(options.build).resolve() / "winnow")
    data = Path(options.data or tempfile.mkdtemp(prefix="winnow-hostile-"))
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o755)
    only = options.only.split(",") if options.only else None
    unit, started = hashing_a_gigabyte(data), starting(program, data)
    kept = Path(options.results or data / "results.json")
    results = json.loads(kept.read_text()) if kept.exists() else {}
    try:
        for row in ROWS:
            if only and row.name not in only:
                continue
            run = Run(row, program, data)
            results[row.name] = result_of(run, unit)
            kept.write_text(json.dumps(results))
            print(f"{row.name}: status {run.status}, {run.seconds:.1f} s, {run.cpu:.1f} CPU, {run.peak / 1e6:.0f} MB, {said(run)}",
                  *(f"\n  FAILED: {fact}" for fact in run.failures), file=sys.stderr, flush=True)
            if not options.keep:
                shutil.rmtree(run.folder)
    finally:
        if not options.data:
            shutil.rmtree(data, ignore_errors=True)
    text = table(results, started)
    print(text)
    if options.out:
        Path(options.out).write_text(text)
    sys.exit(any(one["failures"] for one in results.values()))


if __name__ == "__main__":
    main()
