#!/usr/bin/env python3
"""Makes the key archive that ships with winnow (data/keys.jsonl, data/burned-keys.jsonl) from the collected lists.

usage: tools/make-key-archive.py DKIM-KEYS.jsonl BURNED-KEYS.jsonl [DATA-FOLDER]

docs/keys.md says what the fields mean and how `origins` is counted. The output depends on the input only.
"""
import base64
import json
import pathlib
import re
import sys

# Signatures in public mail of unrelated senders that a key must verify before that mail counts as an origin of its own:
# a handful could be planted in a list archive, a sample of ten over many senders hardly.
PUBLIC_MAIL_MINIMUM = 10


def rows_of(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text("utf-8").splitlines() if line.strip()]


def same_key(row):
    """The octets of the key without its wrapping: the modulus stands in both encodings, so its last octets tell keys apart."""
    return base64.b64decode(row["p"])[-70:-8]


def origins_of(source):
    """Whose copy a source is: (owner, file name). Copies of one file in two repositories are one origin."""
    first = source.split(" ")[0]
    owner = first.split("/")[0] if re.fullmatch(r"[\w.-]+/[\w.-]+", first) else source
    path = source.split(" ", 1)[1] if " " in source else source
    return owner.lower(), path.split("@")[0].rsplit("/", 1)[-1].lower()


def count_origins(rows):
    """Independent origins of each key: sources of different owners with different files, over every name it stands under."""
    sources, verified = {}, {}
    for row in rows:
        if row["channel"] == "computed":
            continue
        key = same_key(row)
        sources.setdefault(key, set()).update(origins_of(s) for s in row["source"])
        checked = row.get("verified_on_public_mail") or {}
        if "mails" in checked:
            count = checked["mails"]
        else:
            count = sum(int(text.split(" of ")[0]) for text in checked.values())
        verified[key] = max(verified.get(key, 0), count)
    result = {}
    for key, found in sources.items():
        # The smaller of the two counts is the number of sources that differ in both respects.
        count = min(len({owner for owner, _ in found}), len({name for _, name in found}))
        result[key] = count + (1 if verified[key] >= PUBLIC_MAIL_MINIMUM else 0)
    return result


def short_source(row):
    text = row["source"][0].split(" ")[0] if re.match(r"[\w.-]+/[\w.-]+ ", row["source"][0]) else row["source"][0]
    more = len(row["source"]) - 1
    checked = row.get("verified_on_public_mail")
    parts = [text + (f" and {more} more" if more else "")]
    if checked:
        mails = checked["mails"] if "mails" in checked else sum(int(t.split(" of ")[0]) for t in checked.values())
        parts.append(f"verifies {mails} sampled signatures of public list mail")
    return "; ".join(parts)


def burned_reason(row):
    note = row["note"].lower()
    if "factored" in note:
        return "factored"
    return "private-published" if row["channel"] == "published-private" else "test-domain"


def key_row(row, origins):
    out = {"domain": row["domain"], "selector": row["selector"]}
    if row.get("record"):
        out["record"] = row["record"]
    else:
        out["p"] = row["p"]
    out["channel"] = {"dns-observed": "dns"}.get(row["channel"], row["channel"])
    seen = re.search(r"\bseen (\d{4}-\d{2}-\d{2})\b", row.get("note") or "")
    for name in ("seen_from", "seen_to"):
        if row.get(name) or seen:
            out[name] = row.get(name) or seen.group(1)
    out["origins"] = origins.get(same_key(row), 1)
    out["source"] = short_source(row)
    return out


def burned_row(row):
    out = {name: row[name] for name in ("domain", "selector", "p") if row.get(name)}
    if "p" not in out:
        out["modulus"] = row["modulus_hex"].lower()
    out["reason"] = burned_reason(row)
    out["source"] = row["source"][0]
    return out


def write(path, rows):
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    path.write_text(text, "utf-8")
    print(f"{path}: {len(rows)} rows, {len(text.encode())} bytes")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[3] if len(sys.argv) == 4 else pathlib.Path(__file__).parent.parent / "data")
    keys = rows_of(sys.argv[1])
    origins = count_origins(keys)
    write(data / "keys.jsonl", [key_row(row, origins) for row in keys])
    write(data / "burned-keys.jsonl", [burned_row(row) for row in rows_of(sys.argv[2])])


main()
