"""What the program tests share: running the built binary and reading its JSONL (docs/json.md)."""
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
PROGRAM = os.environ.get("WINNOW_PROGRAM", "build/winnow")
SHARED = Path(os.environ.get("WINNOW_SHARED", "../shared"))
TOOLS = Path(os.environ.get("WINNOW_TOOLS", "build/bench"))

os.environ["LANG"] = os.environ["LC_ALL"] = "C.UTF-8"  # sentences in English
os.environ["XDG_DATA_HOME"] = "/nonexistent"  # no key archive of the person who runs the tests
scratch = Path(tempfile.mkdtemp(prefix="winnow-test-"))
atexit.register(shutil.rmtree, scratch, ignore_errors=True)

_failures = []


def skip(reason):
    print("SKIPPED:", reason)
    sys.exit(SKIPPED)


def need_shared(*parts):
    """The path of shared test data; the test is skipped by name where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        skip(f"no {'/'.join(parts)} beside the project")
    return path


def expect(holds, fact):
    """Notes a fact that does not hold; the test goes on, so that one run shows everything that is wrong."""
    if not holds:
        _failures.append(fact)
        print("FAILED:", fact, flush=True)
    return holds


def done():
    print(f"{len(_failures)} facts failed" if _failures else "all facts hold")
    sys.exit(1 if _failures else 0)


def run(*arguments, timeout=300, **options):
    """Runs winnow; stdout and stderr are bytes, so that nothing hides an escape."""
    return subprocess.run([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, timeout=timeout, **options)


class Report:
    """A JSONL file: items by locator, in order, and the ledger."""

    def __init__(self, path):
        self.lines = Path(path).read_bytes().split(b"\n")[:-1] if Path(path).exists() else []
        rows = [json.loads(line) for line in self.lines]
        self.items = [row for row in rows if "ledger" not in row]
        self.ledger = next((row["ledger"] for row in rows if "ledger" in row), [])
        self.by_locator = {item["locator"]: item for item in self.items}

    def of_kind(self, kind):
        return [item for item in self.items if item["kind"] == kind]

    def lost(self):
        return [loss for row in self.ledger for loss in row["lost"]]

    def adds_up(self):
        """Each box holds as many items as it read and lost; losses within an item that was read do not count."""
        return all(row["expected"] is None or
                   row["expected"] == row["read"] + sum(loss.get("counts", True) for loss in row["lost"])
                   for row in self.ledger)


class Examined:
    """One run of `winnow examine` with its case, outputs and report."""

    def __init__(self, *dumps, options=(), folder=None, **run_options):
        self.folder = Path(folder or tempfile.mkdtemp(dir=scratch))
        self.case = self.folder / "test.case"
        self.jsonl = self.folder / "items.jsonl"
        self.process = run("examine", *dumps, "-o", self.case, "--jsonl", self.jsonl, *options, **run_options)
        self.status = self.process.returncode
        self.voice = (self.process.stdout + self.process.stderr).decode("utf-8", "replace")
        self.report = Report(self.jsonl)


def only_message(report):
    """The message of a dump that is one file."""
    messages = [item for item in report.of_kind("message") if item["parent"] is None]
    return messages[0] if len(messages) == 1 else None


def unpack_corpus(name, into):
    """A corpus of one file a message, as a folder."""
    into.mkdir(parents=True)
    for archive in sorted(need_shared("corpora").glob(f"{name}*.tar.zst")) + sorted(
            need_shared("corpora").glob(f"*/{name}.tar.zst")):
        subprocess.run(["tar", "--zstd", "-xf", str(archive.resolve()), "-C", str(into)], check=True)
    return into


def simple_message(subject="Hello", body="Bonjour.\n", sender="ana@example.org", extra=""):
    return (f"From: {sender}\nTo: bob@example.org\nSubject: {subject}\nDate: Mon, 3 Jun 2019 10:00:00 +0200\n"
            f"Message-ID: <m1@example.org>\n{extra}\n{body}").encode()
