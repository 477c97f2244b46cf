"""winnow accounts: owners, horizons and gaps of a dump of which the truth is known, in words and as JSON."""
import json
from datetime import datetime, timedelta, timezone

import winnow
from winnow import Examined, expect, scratch

START = datetime(2019, 1, 7, 8, 0, tzinfo=timezone.utc)  # a Monday
GAP = range(40, 49)   # days without mail: a Saturday to the Sunday of the next week


def stamp(when):
    return when.strftime("%a, %d %b %Y %H:%M:%S +0000")


def mail(number, sender, to, when, date=None, received=None, extra="", name=""):
    shown = f'"{name}" <{sender}>' if name else sender
    top = ""
    if received:
        provider, recipient = received
        top = (f"Delivered-To: {recipient}\nReceived: from out.{sender.split('@')[1]} ([203.0.113.9])\n\tby mx.{provider} (Postfix) with ESMTP id 4x{number}\n"
               f"\tfor <{recipient}>; {stamp(when + timedelta(seconds=20))}\n")
    return (f"{top}From: {shown}\nTo: {to}\nSubject: n {number}\nDate: {stamp(date or when)}\nMessage-ID: <{number}@{sender.split('@')[1]}>\n{extra}\nBonjour.\n").encode()


def mbox(path, messages):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(b"From x@example.org Mon Jun  3 10:00:00 2019\n" + message + b"\n" for message in messages))


work, home = "nadia.roux@elan.example", "nadia.roux1980@gmail.com"
leak = scratch / "leak"
inbox, sent, private, papers = [], [], [], []
number = 0
for day in range(90):
    weekend = (START + timedelta(days=day)).weekday() >= 5
    if day in GAP:
        continue
    for turn in range(1 if weekend else 6):
        number += 1
        when = START + timedelta(days=day, hours=turn)
        status = "Status: RO\n" if day < 85 else ""
        if turn % 3 == 2:
            sent.append(mail(number, work, f"ami{number % 7}@autre.example", when, name="Nadia Roux"))
        else:
            inbox.append(mail(number, f"ami{number % 7}@autre.example", work, when, received=("elan.example", work), extra=status))
    if day < 60 and not weekend:
        private.append(mail(number + 5000, "tante@famille.example", home, when, received=("gmail.com", home)))
        private.append(mail(number + 6000, "oncle@famille.example", home, when, received=("gmail.com", home)))
last_in = START + timedelta(days=89, hours=0, seconds=20)
# A Date in the far future, one past all clocks of others, and a lying Date under a true line of delivery.
inbox.append(mail(9001, "spam@lourd.example", work, START + timedelta(days=80), date=datetime(2037, 1, 1, tzinfo=timezone.utc), received=("elan.example", work)))
sent.append(mail(9002, work, "ami1@autre.example", START + timedelta(days=500)))
for i in range(12):
    papers.append(mail(7000 + i, f"auteur{i}@revue{i}.example", f"lecteur{i}@presse{i}.example", START + timedelta(days=i)))
mbox(leak / "nadia/Reception.mbox", inbox)
mbox(leak / "nadia/Envoyés.mbox", sent)
mbox(leak / "prive.mbox", private)
mbox(leak / "articles.mbox", papers)

examined = Examined(leak, options=["--no-archive", "--quiet"])
process = winnow.run("accounts", examined.case, "--json")
expect(process.returncode == 0 and not process.stderr, f"{process.stderr}")
found = json.loads(process.stdout)
accounts = {row["address"]: row for row in found["accounts"]}
expect(list(accounts) == [work, home], f"the owners, the fuller first: {list(accounts)}")
boxes = {row["locator"]: (row["account"], row["known_by"], row["messages"]) for row in found["mailboxes"]}
expect(boxes == {"leak/nadia/Reception.mbox": (work, "delivered", len(inbox)), "leak/nadia/Envoyés.mbox": (work, "sent", len(sent)),
                 "leak/prive.mbox": (home, "delivered", len(private)), "leak/articles.mbox": (None, None, 12)}, f"{boxes}")

one, other = accounts[work], accounts[home]
expect(one["provider"] == "organization" and other["provider"] == "anybody", "professional and private")
expect(one["names"] == ["Nadia Roux"], f"{one['names']}")
expect((one["came"], one["came_named"], one["sent"], one["sent_own"]) == (len(inbox), len(inbox), len(sent), len(sent)), f"{one}")
horizon = one["horizon"]
expect(horizon["delivered"] == {"time": last_in.strftime("%Y-%m-%dT%H:%M:%SZ"), "clock": "received", "locator": f"leak/nadia/Reception.mbox#{len(inbox) - 1}"},
       f"the newest delivery, by the provider's line, not by a Date of 2037: {horizon['delivered']}")
expect(horizon["read"]["time"].startswith("2019-04-01"), f"{horizon['read']}")
expect(horizon["sent"]["time"].startswith("2019-04-05") and horizon["sent"]["clock"] == "date", f"{horizon['sent']}")
expect(one["beyond"] == 1 and found["future"] == 1, f"{one['beyond']}, {found['future']}")
expect([(gap["first"], gap["last"], gap["days"]) for gap in one["gaps"]] == [("2019-02-16", "2019-02-24", 9)], f"{one['gaps']}")
expect(20 <= one["gaps"][0]["expected"] <= 45 and one["gaps"][0]["odds"] > 1000, f"{one['gaps']}")
expect(one["silence"] is None and other["silence"]["copied_earlier"] and other["silence"]["days"] == 30, f"{other['silence']}")
expect(other["gaps"] == [], "ten messages expected are too few, and two days at weekends none")

words = winnow.run("accounts", examined.case).stdout.decode()
expect(max(map(len, words.splitlines())) <= 80, "fits a terminal")
flat = " ".join(words.split())
for said in ("Whose mailboxes these are", "Nadia Roux", "the line of its own provider", "its own Date only", "2019-02-16", "private, most likely",
             "It was copied earlier, most likely", "holidays", "Mailboxes that do not say whose they are", "leak/articles.mbox"):
    expect(said in flat, f"'{said}' is said")
french = winnow.run("--lang", "fr", "accounts", examined.case).stdout.decode()
expect("À qui sont ces boîtes" in french and "{" not in french, "in French")

# --fixed bounds every clock; nobody is invented where nobody is named.
fixed = Examined(leak, options=["--no-archive", "--quiet", "--fixed", "2019-03-01"])
bounded = json.loads(winnow.run("accounts", fixed.case, "--json").stdout)
expect({row["address"]: row["horizon"]["delivered"]["time"][:10] for row in bounded["accounts"]}[work] <= "2019-03-02", "no time after --fixed")
nobody = json.loads(winnow.run("accounts", Examined(leak / "articles.mbox", options=["--no-archive", "--quiet"]).case, "--json").stdout)
expect(nobody["accounts"] == [] and len(nobody["mailboxes"]) == 1, f"{nobody}")
missing = winnow.run("accounts", scratch / "none.case")
expect(missing.returncode == 4 and b"winnow:" in missing.stderr, "a case that is not there")
winnow.done()
