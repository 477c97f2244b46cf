#!/usr/bin/env python3
"""How long the HTML report of a case of 100,000 items takes to open in a browser (docs/report.md: two seconds, 20 MB).

Makes such a case from copies of the demo's leak, writes its report, opens it in headless Chromium and prints, as medians
over the runs, milliseconds from the start of the navigation to:
  painted      the first text is on the screen
  interactive  the document is whole and its script has run
  usable       two frames later, with no task of the page left: it answers to the first key
and how long a search through all items takes from the key to the rows. With --report FILE another report is opened.
Needs only the standard library: the browser is driven through --remote-debugging-pipe.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ITEMS_WANTED, BYTES_ALLOWED, MILLISECONDS_ALLOWED = 100_000, 20_000_000, 2_000

# Resolves in the page once it is usable.
OPENED = """new Promise(done => {
  const frames = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    const [entry] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    done({painted: paint ? paint.startTime : NaN, interactive: entry.domContentLoadedEventEnd, usable: performance.now(),
          elements: document.getElementsByTagName("*").length});
  })));
  document.readyState === "complete" ? frames() : addEventListener("load", frames);
})"""
SEARCH = """new Promise(done => {
  const words = document.getElementById("words"), found = document.getElementById("found");
  if (!words) return done(null);
  const begun = performance.now();
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)))).observe(
      found, {childList: true, characterData: true, subtree: true});
  words.value = "zz";
  words.dispatchEvent(new Event("input"));
})"""


class Browser:
    """Chromium over its debugging pipe: messages of JSON, each ended by a zero byte."""

    def __init__(self, program, width):
        self.folder = tempfile.mkdtemp(prefix="winnow-browser-")
        to_read, self.to = os.pipe()
        self.answers, from_write = os.pipe()

        def pipes():  # the browser reads descriptor 3 and writes 4; high numbers first, as the two may overlap
            reading, writing = os.dup(to_read), os.dup(from_write)
            for want, have in ((3, os.dup(reading)), (4, os.dup(writing))):
                os.dup2(have, want)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
             f"--user-data-dir={self.folder}", f"--window-size={width},900", "about:blank"],
            close_fds=False, preexec_fn=pipes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.waiting, self.number, self.session = b"", 0, None
        pages = [one for one in self.ask("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        self.session = self.ask("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        self.ask("Page.enable")

    def ask(self, method, **values):
        self.number += 1
        message = {"id": self.number, "method": method, "params": values}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.waiting:
                more = os.read(self.answers, 1 << 20)
                if not more:
                    sys.exit("report_open: the browser has ended")
                self.waiting += more
            answer, _, self.waiting = self.waiting.partition(b"\0")
            answer = json.loads(answer)
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"report_open: {method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, script):
        # A navigation may still be under way: the old document's answer is thrown away with it.
        for _ in range(50):
            result = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
            if "exceptionDetails" not in result:
                return result["result"].get("value")
            time.sleep(0.02)
        sys.exit(f"report_open: {result['exceptionDetails']}")

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def make_report(build, folder):
    """The report of a case of at least ITEMS_WANTED items, from copies of the demo's leak."""
    demo, dump, report = (os.path.join(folder, name) for name in ("demo", "dump", "report.html"))
    subprocess.run([os.path.join(build, "bench", "make_demo"), demo], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(demo, "truth.jsonl"), encoding="utf-8") as truth:
        copies = -(-ITEMS_WANTED // sum(1 for _ in truth))
    for number in range(copies):
        shutil.copytree(os.path.join(demo, "leak"), os.path.join(dump, f"part-{number:03}"))
    done = subprocess.run(
        [os.path.join(build, "winnow"), "examine", dump, "--quiet", "--vouch-keys", os.path.join(demo, "keys.jsonl"),
         "-o", os.path.join(folder, "a.case"), "--html", report], stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 1):
        sys.exit("report_open: winnow examine failed")
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build", help="where winnow was built")
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("--report", help="open this one instead of making one")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--width", type=int, default=1200, help="of the window, in pixels")
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="winnow-report-")
    try:
        report = os.path.abspath(given.report or make_report(given.build, folder))
        runs = []
        for _ in range(given.runs):
            browser = Browser(given.browser, given.width)
            try:
                browser.ask("Page.navigate", url="file://" + report)
                runs.append(browser.evaluate(OPENED))
                runs[-1]["search"] = browser.evaluate(SEARCH)
            finally:
                browser.close()
        size = os.path.getsize(report)
        median = {name: statistics.median(one[name] for one in runs) for name in runs[0] if runs[0][name] is not None}
        print(f"report: {size / 1e6:.1f} MB, {median['elements']:.0f} elements, {given.runs} runs")
        for name in ("painted", "interactive", "usable", "search"):
            if name in median:
                print(f"  {name:<12}{median[name]:6.0f} ms   (slowest {max(one[name] for one in runs):.0f})")
        return 0 if size < BYTES_ALLOWED and median["usable"] < MILLISECONDS_ALLOWED else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
