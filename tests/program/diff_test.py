"""Two copies of one message of which one says another figure, and an answer to a message that is not there: what winnow tells of
them, and what winnow diff and winnow ghosts show."""
import json

import winnow

TEXT = ["Dear Luc,", "", "as agreed on Monday the hall costs 1,000 euros for the whole evening, and we pay the half of it before.",
        "The rest is due when the last guest has left. Please tell me by Friday whether the committee agrees to this.", "", "Ana", ""]


def mail(text, message_id="one@en-avant.example", more=()):
    head = ["From: Ana <ana@en-avant.example>", "To: Luc <luc@press.example>", "Subject: The hall", "Date: Tue, 2 May 2017 10:00:00 +0200",
            f"Message-ID: <{message_id}>", *more, ""]
    return "\n".join(head + text)


dump = winnow.scratch / "leak"
dump.mkdir()
(dump / "a.eml").write_text(mail(TEXT))
(dump / "b.eml").write_text(mail([line.replace("1,000", "7,000") for line in TEXT]))
(dump / "c.eml").write_text(mail(["Of course.", ""], "two@press.example", ["In-Reply-To: <gone@en-avant.example>"]))
examined = winnow.Examined(dump)
winnow.expect(examined.status == 0, examined.voice[-300:])
items = {item["locator"]: item for item in examined.report.items}
for name in ("leak/a.eml", "leak/b.eml"):
    found = [f for f in items[name]["findings"] if f["check"] == "copy.compared"]
    winnow.expect(len(found) == 1 and found[0]["direction"] == "note" and found[0]["strength"] == "C", f"{name}: {found}")
    winnow.expect(items[name]["verdict"] == "unproven", f"{name} is {items[name]['verdict']}: two unproved copies move nothing")
winnow.expect(not [f for f in items["leak/c.eml"]["findings"] if f["check"] == "copy.compared"], "an answer is no copy")
winnow.expect([f for f in items["leak/c.eml"]["findings"] if f["check"] == "thread.ghost"], "the answer names what is absent")


def said(*arguments, status=0):
    done = winnow.run(*arguments)
    winnow.expect(done.returncode == status, f"{arguments}: {done.returncode}, {done.stderr}")
    return done.stdout.decode()


shown = said("diff", examined.case, "leak/a.eml")
winnow.expect("1,000" in shown and "7,000" in shown and "leak/b.eml" in shown, f"the figure is shown, and the copy found by itself: {shown}")
winnow.expect(max(len(line) for line in shown.splitlines()) <= 80, "80 columns are enough")
page = winnow.scratch / "diff.html"
said("diff", examined.case, "leak/a.eml", "leak/b.eml", "--html", page)
winnow.expect("7,000" in page.read_text(encoding="utf-8"), "the page shows it, too")
said("diff", examined.case, "leak/c.eml", status=2)
winnow.expect("gone@en-avant.example" in said("ghosts", examined.case), "the ghost is listed")
ghosts = json.loads(said("ghosts", examined.case, "--json"))
winnow.expect("gone@en-avant.example" in json.dumps(ghosts), f"and in JSON: {ghosts}")
winnow.done()
