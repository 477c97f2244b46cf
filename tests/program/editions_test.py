"""Two editions of one dump: what is in one only, what differs, said first; two parts of one dump are not taken for editions."""
import json
import re

import winnow
from winnow import Examined, expect, scratch


def mail(number, subject=None, body="Bonjour.\n", identity=None):
    return (f"From: ana@example.org\nTo: bob@example.org\nSubject: {subject or f'Number {number}'}\n"
            f"Date: Mon, 3 Jun 2019 10:00:{number % 60:02} +0200\nMessage-ID: <{identity or f'm{number}@example.org'}>\n\n{body}").encode()


def mbox(messages):
    return b"".join(b"From ana@example.org Mon Jun  3 10:00:00 2019\n" + message + b"\n" for message in messages)


def edition(name, messages, files):
    folder = scratch / name
    folder.mkdir()
    (folder / "ana.mbox").write_bytes(mbox(messages))
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return folder


common = [mail(i) for i in range(40)]
first = edition("first", common + [mail(100), mail(101, subject="The budget"), mail(102)],
                {"plan.txt": b"plan\n", "same.txt": b"same\n", "left.txt": b"left out later\n", "moved.txt": b"the same elsewhere\n"})
second = edition("second", [mail(200)] + common[::-1] + [mail(101, subject="The other budget"), mail(102, body="Other words.\n")],
                 {"plan.txt": b"another plan\n", "same.txt": b"same\n", "new.txt": b"added\n", "elsewhere.txt": b"the same elsewhere\n"})
examined = Examined(first, second, options=["--no-archive", "--html", scratch / "report.html"])
last = json.loads(examined.report.lines[-1])["editions"]
expect(last == {"first": "first", "second": "second", "are_editions": True, "same": 42, "differs": 3, "only_first": 2, "only_second": 2}, f"{last}")


def noted(report):
    return {item["locator"]: finding for item in report.items for finding in item["findings"] if finding["check"] == "edition.compared"}


found = noted(examined.report)
by_subject = {(item["locator"].split("/")[0], item["subject"]): item["locator"] for item in examined.report.of_kind("message")}
budget, other = by_subject["first", "The budget"], by_subject["second", "The other budget"]
expect(found[budget]["params"] == {"other": "second", "counterpart": other, "fields": "Subject"}, f"{found[budget]}")
expect(found[other]["params"]["counterpart"] == budget, "and the other way round")
expect("fields" not in found[by_subject["first", "Number 102"]]["params"], "only the text differs")
expect(found["first/plan.txt"]["params"]["counterpart"] == "second/plan.txt", "a file at the same place")
only = sorted(locator for locator, finding in found.items() if "counterpart" not in finding["params"])
expect(only == sorted([by_subject["first", "Number 100"], "first/left.txt", by_subject["second", "Number 200"], "second/new.txt"]), f"{only}")
expect(len(found) == 10, f"nothing is noted on what is the same: {len(found)}")
expect({item["verdict"] for item in examined.report.items} == {"unproven"}, "it moves no verdict")
words = " ".join(examined.process.stdout.decode().split())
expect(words.find("Two editions of one dump") < words.find("What winnow can say") and "are in both, and not the same" in words, "it is said first")
page = (scratch / "report.html").read_text(encoding="utf-8")
expect(0 < page.find("Two editions of one dump") < page.find("<main>"), "in the report too")
left_out = scratch / "left-out.html"
winnow.run("report", examined.case, "-o", left_out, "--no-content")
head = re.search(r'class="editions".*?</section>', left_out.read_text(encoding="utf-8"), re.S)
expect(head and "first dump" in head[0] and "only" in head[0], "and without names where content is left out")

# The same with one worker, and in the other order.
expect(Examined(first, second, options=["--no-archive", "--jobs", "1"]).report.lines == examined.report.lines, "workers change nothing")
turned = json.loads(Examined(second, first, options=["--no-archive"]).report.lines[-1])["editions"]
expect((turned["same"], turned["differs"], turned["only_first"], turned["only_second"]) == (42, 3, 2, 2), f"{turned}")

# Parts of one dump, one edition, three dumps: nothing is noted on items.
part = edition("part", [mail(i) for i in range(300, 330)] + common[:3], {})
parts = Examined(first, part, options=["--no-archive"])
expect(not json.loads(parts.report.lines[-1])["editions"]["are_editions"] and not noted(parts.report), "parts of one dump are no editions")
expect("two parts of one dump" in " ".join(parts.process.stdout.decode().split()), "which is said")
for dumps in ((first,), (first, second, part)):
    report = Examined(*dumps, options=["--no-archive"]).report
    expect(json.loads(report.lines[-1])["editions"] is None and not noted(report), f"{len(dumps)} dumps are not compared")

# Hostile: one Message-ID over thousands of messages, and names that look like each other's.
many = [mail(i, identity="same@example.org") for i in range(3000)]
a, b = edition("a", many, {}), edition("ab", many[:2000] + [mail(5000, identity="same@example.org")], {})
hostile = Examined(a, b, options=["--no-archive"])
counts = json.loads(hostile.report.lines[-1])["editions"]
expect((counts["same"], counts["differs"], counts["only_first"], counts["only_second"]) == (2000, 1000, 0, 0), f"{counts}")
expect(hostile.report.adds_up(), "the ledger adds up")
winnow.done()
