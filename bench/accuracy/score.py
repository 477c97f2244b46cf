#!/usr/bin/env python3
"""Holds what winnow said of a dump against the truth, and prints the tables. It knows neither how the dump was made nor how winnow
judges. Use: bench/accuracy/score.py ITEMS.jsonl TRUTH.jsonl [--others OTHERS.json] [--list]

Ends with 1 if a manipulated item is believed, or an honest one called altered or forged."""
import argparse
import collections
import json
import sys
from pathlib import Path

BELIEVING, ACCUSING = ("authentic", "corroborated"), ("doubtful", "forged", "altered")
GROUPS = {"nothing": "what is shown is what was signed", "footer": "a footer as list software ships it", "tag": "a subject tag (the subject stays open)",
          "other": "words that nobody signed: the signature can be restored, the mail as shown is not authentic",
          "lost": "what was signed is gone: boundaries that a program threw away, parts that a filter removed"}


def read(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


class Scorer:
    def __init__(self, items, truth):
        self.items = {item["locator"]: item for item in items if "locator" in item}
        self.truth, self.lost = truth, []
        self.rows = [(row, item) for row in truth if (item := self.item_of(row)) is not None]

    def item_of(self, row):
        """A file that begins with a mailbox's separator holds its message as the first one."""
        found = self.items.get(row["locator"]) or self.items.get(row["locator"] + "#1")
        if found is None:
            self.lost.append(row["locator"])
        return found


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "–"


def holds(item):
    return any(s["mechanism"] == "dkim" and s["result"] == "pass" for s in item["signatures"])


def table(columns, lines):
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for line in lines:
        print("| " + " | ".join(map(str, line)) + " |")
    print()


def honest_counts(rows):
    out = collections.Counter(n=len(rows))
    for _, item in rows:
        out["whole"] += holds(item)
        out[item["verdict"]] += 1
        out["accused"] += item["verdict"] in ACCUSING
    return out


def damage_tables(rows, others):
    signed = [(row, item) for row, item in rows if row["truth"] == "honest" and row.get("signed") and row["steps"]]
    names = sorted(others)
    for number, title in ((1, "One kind of damage"), (2, "Two kinds"), (3, "Three kinds")):
        here = [(row, item) for row, item in signed if len(row["steps"]) == number]
        if not here:
            continue
        print(f"### {title}\n")
        for shows, words in GROUPS.items():
            group = [(row, item) for row, item in here if row["shows"] == shows]
            if not group:
                continue
            print(f"{words[0].upper()}{words[1:]}:\n")
            by_kind = collections.defaultdict(list)
            for row, item in group:
                for step in set(row["steps"]):
                    by_kind[step].append((row, item))
            lines = []
            for kind in sorted(by_kind) + [None]:
                pairs = group if kind is None else by_kind[kind]
                count = honest_counts(pairs)
                found = [sum(row["locator"] in others[name] for row, _ in pairs) for name in names]
                lines.append([kind or "all", count["n"], count["whole"], count["authentic"], count["accused"], *found])
            table(["damage", "n", "winnow: signature holds", "authentic", "doubtful or worse", *names], lines)


def honest_table(rows):
    print("### Honest items\n")
    groups = collections.defaultdict(list)
    for row, item in rows:
        if row["truth"] == "honest":
            groups[row.get("kind") or ("one kind of damage", "two kinds of damage", "three kinds of damage")[len(row["steps"]) - 1]].append((row, item))
    lines = []
    for kind in [*sorted(groups), "all"]:
        pairs = [pair for each in groups.values() for pair in each] if kind == "all" else groups[kind]
        count = honest_counts(pairs)
        lines.append([kind] + [count[column] for column in ("n", "whole", "authentic", "corroborated", "unproven", "doubtful", "altered", "forged")])
    table(["honest items", "n", "signature holds", "authentic", "corroborated", "unproven", "doubtful", "altered", "forged"], lines)


def is_believed(row, item):
    """The verdict is good, and with it what the manipulation falsified counts as proved or supported."""
    return item["verdict"] in BELIEVING and any(item["standings"][aspect] in ("proved", "supported") for aspect in row["attacks"])


def credits(row, item):
    """What was falsified counts as proved or supported, whatever the verdict."""
    return any(item["standings"][aspect] in ("proved", "supported") for aspect in row["attacks"])


def manipulated_table(rows):
    print("### Manipulations\n")
    groups = collections.defaultdict(list)
    for row, item in rows:
        if row["truth"] == "manipulated":
            groups[row["kind"]].append((row, item))
    lines, total = [], collections.Counter()
    for kind in sorted(groups):
        pairs = groups[kind]
        count = collections.Counter(n=len(pairs))
        for row, item in pairs:
            count["believed"] += is_believed(row, item)
            count["credited"] += credits(row, item)
            count["good verdict"] += item["verdict"] in BELIEVING
            count["accused"] += item["verdict"] in ACCUSING
        total.update(count)
        lines.append([kind, ", ".join(pairs[0][0]["attacks"]), pairs[0][0]["reveals"]] + [count[c] for c in ("n", "believed", "credited", "good verdict", "accused")])
    lines.append(["all", "", ""] + [total[c] for c in ("n", "believed", "credited", "good verdict", "accused")])
    table(["manipulation", "attacks", "the dump reveals it by", "n", "believed", "falsified aspect proved or supported", "authentic or corroborated", "doubtful or worse"], lines)


def figures(scorer):
    rows = scorer.rows
    honest = [(row, item) for row, item in rows if row["truth"] == "honest"]
    signed = [(row, item) for row, item in honest if row.get("signed")]
    shown = [(row, item) for row, item in signed if row["shows"] not in ("other", "lost")]
    false = [(row, item) for row, item in rows if row["truth"] == "manipulated"]
    revealed = [(row, item) for row, item in false if row["reveals"] != "nothing"]
    believed = [row for row, item in false if is_believed(row, item)]
    credited = [row for row, item in false if credits(row, item)]
    accused = [row for row, item in honest if item["verdict"] in ACCUSING]
    wronged = [row for row, item in honest if item["verdict"] in ("altered", "forged")]
    count = lambda pairs, test: sum(test(row, item) for row, item in pairs)
    authentic = count(shown, lambda row, item: item["verdict"] == "authentic")
    whole = count(signed, lambda row, item: holds(item))
    found = count(revealed, lambda row, item: item["verdict"] in ACCUSING)
    print("### Figures\n")
    table(["figure", "measured", "asked"], [
        ["honest signed messages that show only what was signed, a list's footer or tag: authentic", f"{authentic} of {len(shown)} ({share(authentic, len(shown))})", "98 %"],
        ["honest signed messages: signature holds, as it stands or restored", f"{whole} of {len(signed)} ({share(whole, len(signed))})", ""],
        ["manipulated items believed", len(believed), "0"],
        ["manipulated items whose falsified aspect counts as proved or supported", len(credited), "0"],
        ["manipulated items that the dump reveals: doubtful or worse", f"{found} of {len(revealed)} ({share(found, len(revealed))})", "95 %"],
        ["honest items doubtful or worse", f"{len(accused)} of {len(honest)}", "1 in 1,000"],
        ["honest items altered or forged", len(wronged), "0"],
        ["items that were not read", len(scorer.lost), "0"]])
    return believed + credited, wronged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items")
    parser.add_argument("truth")
    parser.add_argument("--others", help="what other verifiers accept: {program: [locator]}")
    parser.add_argument("--list", action="store_true", help="every item that is not as it should be")
    options = parser.parse_args()
    scorer = Scorer(read(options.items), read(options.truth))
    others = {name: set(found) for name, found in json.loads(Path(options.others).read_text()).items()} if options.others else {}
    believed, wronged = figures(scorer)
    damage_tables(scorer.rows, others)
    honest_table(scorer.rows)
    manipulated_table(scorer.rows)
    if options.list:
        for row, item in scorer.rows:
            wrong = ("believed" if row in believed else "" if row["truth"] == "manipulated" else "accused" if item["verdict"] in ACCUSING else
                     "signature lost" if row.get("signed") and not holds(item) else
                     "not authentic" if row.get("signed") and row["shows"] not in ("other", "lost") and item["verdict"] != "authentic" else "")
            if wrong:
                print(f"{wrong}: {row['locator']}: {row.get('kind') or ' + '.join(row['steps'])} [{row.get('habit', '')} {row.get('shape', '')}]: {item['verdict']} "
                      f"{' '.join(k + '=' + v for k, v in item['standings'].items() if v != 'open')}")
    for locator in scorer.lost:
        print(f"not read: {locator}", file=sys.stderr)
    for row in believed:
        print(f"BELIEVED: {row['locator']}: {row['kind']}", file=sys.stderr)
    for row in wronged:
        print(f"WRONGED: {row['locator']}: {row.get('kind') or row['steps']}", file=sys.stderr)
    sys.exit(1 if believed or wronged or scorer.lost else 0)


if __name__ == "__main__":
    main()
