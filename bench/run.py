"""Measures `winnow examine` beside the yardsticks, in one run, alternating (bench/README.md).
usage: bench/run.py [--build build] [--data DIR] [--sizes 50M,...] [--runs N] [--slow-size 50M] [--out RESULTS.md]"""
import argparse
import json
import os
import pty
import re
import resource
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
UNITS = {"K": 1000, "M": 10**6, "G": 10**9}


def size_of(text):
    return int(float(text[:-1]) * UNITS[text[-1]]) if text[-1] in UNITS else int(text)


class Timed:
    """Wall and CPU seconds (user and system, of the process and all that it waited for) and standard output."""

    def __init__(self, command):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        self.process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.output = self.process.stdout.decode("utf-8", "replace").strip()
        if self.process.returncode not in (0, 1):
            sys.exit(f"{command[0]} ended with {self.process.returncode}: {self.process.stderr.decode()[-500:]}")


def tree_of(root):
    children = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                parent = int(Path(entry.path, "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        found.append(todo.pop())
        todo.extend(children.get(found[-1], ()))
    return found


def memory_of(pid):
    """Proportional set size: pages that processes share count once."""
    try:
        return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M).group(1)) * 1024
    except (OSError, AttributeError):
        return 0


def peak_memory(command):
    """The largest sum over all processes of a run, sampled every 20 ms; a run of its own, as sampling takes CPU."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(memory_of(pid) for pid in tree_of(process.pid)))
        time.sleep(0.02)
    return peak


def first_verdict(command):
    """Seconds until a verdict stands on the terminal: a pseudo terminal, as a person has it."""
    start = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    seen, found = b"", None
    while True:
        ready, _, _ = select.select([terminal], [], [], 30)
        try:
            data = os.read(terminal, 65536) if ready else b""
        except OSError:
            data = b""
        if not data:
            break
        seen += data
        if found is None and re.search(rb"authentic|corroborated|unproven|doubtful|forged|altered", seen):
            found = time.monotonic() - start
    os.waitpid(pid, 0)
    return found


class Bench:
    def __init__(self, options):
        self.options = options
        self.build = Path(options.build).resolve()
        self.data = Path(options.data or tempfile.mkdtemp(prefix="winnow-bench-"))
        self.data.mkdir(parents=True, exist_ok=True)
        self.winnow = str(self.build / "winnow")
        self.case = self.data / "bench.case"
        self.rows = []

    def box(self, size):
        """The mailbox of that size, made once, and its keys in both forms; read once, so that it is in the page cache."""
        box = self.data / f"{size}.mbox"
        keys, flat = box.with_suffix(".keys"), box.with_suffix(".flat")
        if not flat.exists():
            subprocess.run([str(self.build / "bench/generate"), "--seed", "1", "--bytes", size, "--out", str(box), "--keys",
                            str(keys), "--truth", str(box.with_suffix(".truth"))], check=True)
            rows = [json.loads(line) for line in open(keys, encoding="utf-8")]
            flat.write_text("".join(f"{k['selector']}._domainkey.{k['domain']} {k['record']}\n" for k in rows))
        with open(box, "rb") as file:
            while file.read(1 << 22):
                pass
        return box, keys, flat

    def examine(self, box, keys, jobs, quiet=True):
        for path in self.data.glob("bench.case*"):
            path.unlink()
        return [self.winnow, "examine", str(box), "-o", str(self.case), "--no-archive", "--vouch-keys", str(keys), "--jobs",
                str(jobs)] + (["--quiet"] if quiet else [])

    def programs(self, size):
        box, keys, flat = self.box(size)
        out = {"openssl dgst -sha256": lambda: ["openssl", "dgst", "-sha256", str(box)],
               "winnow examine, 2 workers": lambda: self.examine(box, keys, 2),
               "winnow examine, 1 worker": lambda: self.examine(box, keys, 1)}
        opendkim = self.build / "bench/opendkim_verify"
        if opendkim.exists():
            out["libopendkim, verify only"] = lambda: [str(opendkim), str(box), str(flat)]
        if size_of(size) <= size_of(self.options.slow_size):
            out["Mail::DKIM, verify only"] = lambda: ["/usr/bin/perl", str(HERE / "maildkim_verify.pl"), str(box), str(flat)]
            out["python3-dkim, verify only"] = lambda: ["/usr/bin/python3", str(HERE / "dkimpy_verify.py"), str(box), str(flat)]
        return out

    def measure(self, size):
        programs = self.programs(size)
        runs = {name: [] for name in programs}
        share = 0.0
        box = self.data / f"{size}.mbox"
        for number in range(self.options.runs):
            for name, command in programs.items():
                runs[name].append(Timed(command()))
                if name.startswith("winnow"):
                    share = sum(p.stat().st_size for p in self.data.glob("bench.case*")) / box.stat().st_size
                print(f"{size} run {number + 1} {name}: wall {runs[name][-1].wall:.2f} cpu {runs[name][-1].cpu:.2f}",
                      file=sys.stderr, flush=True)
        keys = box.with_suffix(".keys")
        return {"size": size, "bytes": box.stat().st_size, "share": share,
                "wall": {n: statistics.median(r.wall for r in rs) for n, rs in runs.items()},
                "cpu": {n: statistics.median(r.cpu for r in rs) for n, rs in runs.items()},
                "says": {n: rs[-1].output.split("\n")[-1] for n, rs in runs.items() if "verify only" in n},
                "memory": peak_memory(self.examine(box, keys, 2)),
                "first": first_verdict(self.examine(box, keys, 2, quiet=False))}


def machine():
    text = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.*)", text)
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1)) // (1 << 20)
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    openssl = subprocess.run(["openssl", "version"], capture_output=True, text=True).stdout.split()[1]
    sha = "with" if " sha_ni" in text else "without"
    return (f"{os.cpu_count()} cores ({model.group(1) if model else 'unknown'}, {sha} SHA instructions), {memory} GB of memory, "
            f"{system.group(1) if system else 'unknown system'}, OpenSSL {openssl}")


def figures(result):
    """The figures to be reached: what, the value, the bound."""
    wall, cpu, two = result["wall"], result["cpu"], "winnow examine, 2 workers"
    base = "openssl dgst -sha256"
    out = [("wall, of openssl's", wall[two] / wall[base], 3.0), ("CPU, of openssl's", cpu[two] / cpu[base], 5.0)]
    for name, bound in (("libopendkim", 2 / 3), ("Mail::DKIM", 1 / 5), ("python3-dkim", 1 / 8)):
        full = f"{name}, verify only"
        if full in cpu:
            out.append((f"CPU, of {name}'s", cpu[two] / cpu[full], bound))
    out += [("peak memory, MB", result["memory"] / 1e6, 300.0), ("case, % of the mail", 100 * result["share"], 2.0)]
    if result["first"] is not None:
        out.append(("first verdict, s", result["first"], 1.0))
    return out


def report(results, options):
    lines = ["# Results", "", "Made by `" + " ".join(["bench/run.py"] + options.shown) + "` (bench/README.md says what is measured and how).",
             "", f"Machine: {machine()}. Load at the start: {options.load:.1f}. Medians of {options.runs} runs.", ""]
    for result in results:
        base = "openssl dgst -sha256"
        lines += [f"## {result['size']} ({result['bytes']:,} bytes)", "",
                  "| program | wall s | CPU s | wall, of openssl's | CPU, of openssl's | signatures |", "|---|---|---|---|---|---|"]
        for name in result["wall"]:
            wall, cpu = result["wall"][name], result["cpu"][name]
            lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {wall / result['wall'][base]:.1f} | "
                         f"{cpu / result['cpu'][base]:.1f} | {result['says'].get(name, '')} |")
        lines += ["", "| figure | measured | at most | |", "|---|---|---|---|"]
        for what, value, bound in figures(result):
            lines.append(f"| {what} | {value:.2f} | {bound:.2f} | {'reached' if value <= bound else '**missed**'} |")
        lines.append("")
    ordered = sorted(results, key=lambda r: r["bytes"])
    for small, large in zip(ordered, ordered[1:]):
        two = "winnow examine, 2 workers"
        lines.append(f"{large['size']} against {small['size']}: {large['bytes'] / small['bytes']:.2f} times the mail, "
                     f"{large['wall'][two] / small['wall'][two]:.2f} times the time, "
                     f"{large['cpu'][two] / small['cpu'][two]:.2f} times the CPU.")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--data", help="where to keep the generated mail; a temporary folder if not given")
    parser.add_argument("--sizes", default="5M,50M")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slow-size", default="50M", help="up to which size Mail::DKIM and python3-dkim run too")
    parser.add_argument("--out", help="a file for the report beside standard output")
    options = parser.parse_args()
    options.shown = [word for word in sys.argv[1:] if not word.startswith("/")]
    options.load = os.getloadavg()[0]
    bench = Bench(options)
    try:
        text = report([bench.measure(size) for size in options.sizes.split(",")], options)
    finally:
        if not options.data:
            shutil.rmtree(bench.data, ignore_errors=True)
    print(text)
    if options.out:
        Path(options.out).write_text(text)


if __name__ == "__main__":
    main()
