#!/usr/bin/env python3
"""Makes a dump of signed mail, honest, damaged and manipulated, its keys, and apart from both the truth.
Use: bench/accuracy/generate.py FOLDER [--seed N] [--quick]

FOLDER/dump is what is examined, FOLDER/keys.jsonl what its user vouches for, FOLDER/truth.jsonl one line a file (or a part of one):
what it is, what was done to it, what a reader would be deceived about. Nothing in the dump says which file is which."""
import argparse
import itertools
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import damage                                    # noqa: E402
import forge                                     # noqa: E402
import forge_whole                               # noqa: E402  (adds its rows to the table of forge)
import mail                                      # noqa: E402
import programs                                  # noqa: E402
import sign                                      # noqa: E402
from world import DOMAINS, HABITS, chance_of, people    # noqa: E402

CRLF = b"\r\n"
EVIL = "cloud-accounts.example"
SIZES = {"full": dict(singles=12, pairs=1000, triples=200, each_forgery=8, plain=400, bits=None),
         "quick": dict(singles=2, pairs=60, triples=10, each_forgery=2, plain=40, bits=1024)}
SHOWS = ("nothing", "footer", "tag", "other", "lost")


class World:
    def __init__(self, seed, size):
        self.seed, self.people, self.count = seed, people(), 0
        bits_of = lambda habit: size["bits"] or HABITS[habit]["bits"]
        self.keys = {domain: sign.Key(bits_of(habit), chance_of(seed, "key", domain)) for domain, (habit, _) in DOMAINS.items()}
        self.evil_key = sign.Key(1024, chance_of(seed, "key", EVIL))
        self.weak_key = sign.Key(512, chance_of(seed, "key", "weak"))

    def letter(self, label, **wanted):
        self.count += 1
        return mail.Letter(self.seed, f"{label}:{self.count}", self.people, **wanted)

    def key_lines(self):
        rows = [(domain, HABITS[habit]["selector"], self.keys[domain]) for domain, (habit, _) in DOMAINS.items()]
        rows += [(domain, HABITS["suite"]["selector"], self.evil_key) for domain in [EVIL, *map(forge_whole.like, DOMAINS)]]
        rows += [(domain, "old", self.weak_key) for domain in DOMAINS]
        return [json.dumps({"domain": domain, "selector": selector, "record": key.record()}) for domain, selector, key in rows]


class Entry:
    """One file to be, and its row of truth."""

    def __init__(self, data, truth, suffix=".eml"):
        self.data, self.truth, self.suffix, self.parts, self.sent = data, truth, suffix, [], None


# ---- damage ----

class Damaged:
    """A message on its way through its steps."""

    def __init__(self, letter, data, steps):
        self.letter, self.data, self.steps, self.done, self.shows = letter, data, steps, [], "nothing"
        self.sent, self.inner = data, False


def crlf(data):
    data = data.replace(CRLF, b"\n").replace(b"\n", CRLF)
    if data.startswith(b"From "):                  # the separator of a mailbox is no part of the message that goes on
        data = data[data.find(CRLF) + 2:]
    return data


def steps_of(with_programs):
    out = {name: ("damage", each) for name, each in damage.KINDS.items()}
    if with_programs:
        out.update({name: ("program", each) for name, each in programs.PROGRAMS.items() if programs.is_there(each.needs)})
    return out


def run_steps(seed, waiting, table):
    """All messages through their steps, those that go through one program together."""
    finished, round_number = [], 0
    while waiting:
        by_step, following = {}, []
        for each in waiting:
            by_step.setdefault(each.steps[len(each.done)], []).append(each)
        for name in sorted(by_step):
            kind, step = table[name]
            group = by_step[name]
            if kind == "program":
                results = step.apply([crlf(each.data) if each.done else each.data for each in group])
            else:
                results = [step.apply(crlf(each.data) if each.done else each.data, chance_of(seed, name, each.letter.message_id, round_number)) for each in group]
            for each, result in zip(group, results):
                if result is None:
                    continue
                each.data = result
                each.done.append(name)
                # What only a multipart can lose, and what is gone where nothing of it is left.
                lost = step.lost and b"multipart/" in each.sent
                each.shows = max(each.shows, "lost" if lost else step.shows, key=SHOWS.index)
                each.inner |= step.inner
                (finished if len(each.done) == len(each.steps) else following).append(each)
        waiting, round_number = following, round_number + 1
    return finished


def damaged_entries(world, size, table):
    chance = chance_of(world.seed, "damage")
    plans = []
    for name in sorted(table):
        plans += [(name,)] * size["singles"]
    late = [name for name, (kind, step) in table.items() if kind == "damage" and step.store]
    within = [name for name, (kind, step) in table.items() if step.inner]
    early = sorted(name for name in table if name not in late and name not in within)
    late += within                                # nothing reaches into a message that is wrapped whole
    pairs = [(a, b) for a, b in itertools.permutations(early, 2)] + [(a, b) for a in early for b in sorted(late)]
    plans += [pair for pair in chance.choices(pairs, k=size["pairs"])]
    plans += [tuple(chance.sample(early, 2)) + (chance.choice(sorted(late)),) for _ in range(size["triples"])]
    waiting = []
    for plan in plans:
        # Few messages have what a step would touch: a few more are tried, and those that it left alone are dropped.
        for attempt in range(6):
            letter = new_letter(world, "damaged", chance)
            data = mail.delivered(letter, world.keys)
            first_kind, first = table[plan[0]]
            if first_kind == "program" or first.apply(data, chance_of(0)) is not None:
                waiting.append(Damaged(letter, data, plan))
                break
    out = []
    for each in run_steps(world.seed, waiting, table):
        truth = {"truth": "honest", "signed": True, "steps": each.done, "shows": each.shows, "shape": each.letter.shape, "habit": each.letter.habit_name}
        if each.inner:              # what is proved is the message within
            out.append(Entry(each.data, {"truth": "honest", "signed": False, "steps": [], "kind": "a list's wrapping", "shows": "nothing"}))
            out[-1].parts.append((":1", truth))
            continue
        out.append(Entry(each.data, truth))
        out[-1].sent = each.sent
        if damage.NEEDS_COPY in each.done:
            letter = each.letter
            out.append(Entry(letter.received(letter.to[-1]) + letter.signed(world.keys),
                             {"truth": "honest", "signed": True, "steps": [], "kind": "a copy by another way", "shows": "nothing"}))
    return out


def new_letter(world, label, chance, **wanted):
    if chance.randrange(4) == 0 and "parent" not in wanted:      # an answer to a message of the dump
        wanted["parent"] = world.letter(label + " parent")
    return world.letter(label, **wanted)


def plain_entries(world, size):
    """Mail that nobody touched: signed, unsigned, copies by two ways, the sender's own copy."""
    chance, out = chance_of(world.seed, "plain"), []
    for number in range(size["plain"]):
        letter = new_letter(world, "plain", chance)
        about = {"truth": "honest", "shape": letter.shape, "habit": letter.habit_name, "shows": "nothing"}
        signed = mail.delivered(letter, world.keys)
        if number % 4 == 3:
            out.append(Entry(letter.received(letter.to[0]) + letter.unsigned(), {**about, "signed": False, "steps": [], "kind": "unsigned"}))
            continue
        out.append(Entry(signed, {**about, "signed": True, "steps": [], "kind": "untouched"}))
        if number % 4 == 1:
            out.append(Entry(letter.unsigned(), {**about, "signed": False, "steps": [], "kind": "the sender's own copy"}))
        if number % 4 == 2:
            by_list = damage.KINDS["unsigned fields added"].apply(letter.received(letter.to[-1]) + letter.signed(world.keys), chance)
            out.append(Entry(by_list, {**about, "signed": True, "steps": [], "kind": "a copy by another way"}))
    return out


def forged_entries(world, size):
    out = []
    for name in sorted(forge.KINDS):
        make, attacks, reveals = forge.KINDS[name]
        made = 0
        for number in range(size["each_forgery"] * 6):
            chance = chance_of(world.seed, name, number)
            senders = {}

            def letter(same_sender=False, same_language=False, **wanted):
                if same_sender or same_language:
                    wanted.setdefault("domain", senders["domain"])
                found = world.letter(name, **wanted)
                while same_sender and found.sender.address != senders["sender"]:
                    found = world.letter(name, **wanted)
                senders.setdefault("domain", found.domain)
                senders.setdefault("sender", found.sender.address)
                return found
            pieces = make(forge.Forger(world.people, world.keys, letter, chance, EVIL, world.evil_key, world.weak_key))
            if pieces is None:
                continue
            for piece in pieces:
                truth = {"truth": "honest", "signed": True, "steps": [], "kind": "beside a manipulation", "shows": "nothing"} if piece.honest else \
                    {"truth": "manipulated", "kind": name, "attacks": list(piece.attacks or attacks), "reveals": piece.reveals if piece.reveals != "nothing" else reveals}
                if piece.part is not None:
                    out[-1].parts.append((piece.part, truth))
                else:
                    out.append(Entry(piece.data, truth, piece.suffix))
            made += 1
            if made == size["each_forgery"]:
                break
    return out


def write(folder, seed, entries, originals):
    chance = chance_of(seed, "order")
    chance.shuffle(entries)
    truth = []
    owners = ["delorme", "castagne", "cole", "weber", "robles", "volkova"]
    for number, entry in enumerate(entries, 1):
        name = f"{owners[number % len(owners)]}/{number:05d}{entry.suffix}"
        path = folder / "dump" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(entry.data)
        if originals and entry.sent is not None:
            (folder / "originals").mkdir(exist_ok=True)
            (folder / "originals" / path.name).write_bytes(entry.sent)
        truth.append({"locator": f"dump/{name}", **entry.truth})
        truth += [{"locator": f"dump/{name}{part}", **row} for part, row in entry.parts]
    (folder / "truth.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in truth), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="a small dump, without other programs")
    parser.add_argument("--originals", action="store_true", help="each damaged message as it was sent, in FOLDER/originals")
    options = parser.parse_args()
    size = SIZES["quick" if options.quick else "full"]
    world = World(options.seed, size)
    entries = plain_entries(world, size) + damaged_entries(world, size, steps_of(not options.quick)) + forged_entries(world, size)
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "keys.jsonl").write_text("\n".join(world.key_lines()) + "\n")
    write(options.folder, options.seed, entries, options.originals)


if __name__ == "__main__":
    main()
