"""Every id that the code can say has its sentence, every sentence is said by some code, and finds its values there.

tests/layout_test.py compares the languages with each other; here the code is compared with the English catalogue."""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
failures = []


def expect(holds, fact):
    if not holds:
        failures.append(fact)


def code_of(*folders):
    """Source by path, comments and includes left out."""
    code = {}
    for folder in folders:
        for path in sorted((ROOT / "src" / folder).rglob("*")):
            if path.suffix in (".cc", ".h", ".js", ".proto"):
                text = re.sub(r"^\s*#include.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
                code[path] = re.sub(r"(?<![:\"'])//[^\n]*", "", text)
    return code


def literals_of(texts):
    return {found for text in texts for found in LITERAL.findall(text)}


def catalogue():
    sentences = {}
    for path in sorted((ROOT / "i18n/en").glob("*.json")):
        sentences.update(json.loads(path.read_text(encoding="utf-8")))
    return sentences


sentences = catalogue()
ids = set(sentences)
everything = code_of(".")
all_literals = literals_of(everything.values())
all_literals |= {literal.replace(" ", "-") for literal in all_literals}  # "keys find" is usage.keys-find


def family(name):
    return {key.removeprefix(name + ".") for key in ids if key.startswith(name + ".")}


def same(name, said):
    """What the code says under `name` and what the catalogue has are the same."""
    for word in sorted(said - family(name)):
        expect(False, f"{name}.{word} is said by the code and has no sentence")
    for word in sorted(family(name) - said):
        expect(False, f"{name}.{word} has a sentence that no code says")


WORD = r'"([a-z0-9]+(?:-[a-z0-9]+)*)"'


def words_in(texts, *statements):
    """Words in quotation marks within statements that match one of the patterns."""
    words = set()
    for text in texts:
        for statement in re.split(r"[;{}]\s*\n", text):
            if any(re.search(pattern, statement) for pattern in statements):
                words |= set(re.findall(WORD, statement))
    return words


# ---- losses: whoever loses something names the reason ----
run, archives = code_of("run"), {path: text for path, text in code_of("box").items() if path.name.startswith("archive")}
losing = [*run.values(), *archives.values()]
reasons = words_in(losing, r"\b(?:lose|lost|set_failure|failed|bury|stop|rest_lost)\(", r"\breason = ")
for text in losing:
    reasons |= set(re.findall(r'losses\.push_back\(\{[^}]*?,\s*' + WORD + r',', text))
    for body in re.findall(r"\w*(?:reason|refusal)\w*\([^)]*\)(?: const)? \{(.*?)\n? *\}\n", text, re.S):
        reasons |= set(re.findall(WORD, body))
reasons -= {word for text in losing for word in re.findall(r"\.find\(" + WORD, text)}  # libarchive's own words
again = set(re.findall(r"(?:kNotFound, |found \? \"\" : )" + WORD, "".join(run.values())))  # said when an item is read again
same("loss", reasons | again)

# ---- signatures, burned keys, evidence, notes, warnings ----
proof = code_of("proof")
verifiers = [proof[ROOT / f"src/proof/{name}.cc"] for name in ("key_trial", "dkim_verifier", "domainkeys", "arc", "smime", "openpgp", "openpgp_text")]
said = words_in(verifiers, r"\breturn (?:set\(.*)?\"", r"\bset\(ResultWord", r"\.reason = ", r"\brefuse\(", r"\bconclude\(", r"\bfaulty\(", r"\bsay\(")
said |= {word for text in proof.values() for word in re.findall(r"\bblame\(" + WORD, text)}
said -= {"none", "pass", "fail"}  # values of cv= that are compared
same("signature", said)

burned = {row["reason"] for row in map(json.loads, (ROOT / "data/burned-keys.jsonl").read_text().splitlines()) if "reason" in row}
same("burned", burned | words_in([proof[ROOT / "src/proof/key_class.cc"]], r"Burn\{"))

finders = code_of("check", "relate")
pointed = {word for text in finders.values() for word in re.findall(r'\b(?:evidence|field|add_evidence)\([^;"]*' + WORD + r'\)', text)}
same("evidence", pointed | {word for word in family("evidence") if word.removesuffix(".several") in pointed})

noted = {word for text in {**code_of("mail", "box"), **run}.values()
         for word in re.findall(r'"((?:mime|header|mbox|limit|tnef|coded|emlx|dbox)\.[a-z0-9-]+)"', text)}
same("note", noted)

warned = {word for text in run.values() for word in re.findall(r"\bwarning\(" + WORD, text)}
same("warning", warned)

missing = {word for text in run.values() for word in re.findall(r'missing\.(?:push_back|emplace_back)\(' + WORD, text)}
same("sandbox", missing)

# ---- checks: names, variants and values ----
said_checks = set()
for path, text in finders.items():
    names = [name for name in re.findall(r'(?:note\(\w+, |Emit(?: \w+)?\([^"]*?|make_finding\(|kName(?:\[\])? = )"([a-z]+\.[a-z.-]+)"', text)]
    for name in sorted(set(names)):
        known = {word for word in family(f"check.{name}")} | ({""} if f"check.{name}" in ids else set())
        variants = set()
        for found in re.finditer(f'"{name}"([^;]*);', text):
            second = found.group(1).split(",")[1].strip() if "," in found.group(1) else "variant"
            if second.startswith('"') or "?" in second:
                variants |= set(LITERAL.findall(second))
                continue
            # A variable: what this file, or the one that names such things, gives it.
            variants |= known & literals_of(finders.values() if "(" in second or "." in second else [text])
            for assigned in re.findall(r"\bvariant = ([^;]*);", text):
                variants |= set(LITERAL.findall(assigned))
        values = set(re.findall(r'\b(?:text|number|add_text|add_number)\((?:\w+, )?"(\w+)"', text))
        for variant in variants:
            identity = f"check.{name}" + (f".{variant}" if variant else "")
            expect(identity in ids, f"{identity} is said by {path.name} and has no sentence")
            said_checks.add(identity)
            wanted = set(re.findall(r"\{\s*(\w+)\s*[,}]", sentences.get(identity, "")))
            if not name.startswith("attachment."):  # which inherits its values from another finding
                expect(wanted <= values, f"{identity} wants {sorted(wanted - values)}, which {path.name} does not give")
for identity in sorted(key for key in ids if key.startswith("check.")):
    expect(identity in said_checks, f"{identity} has a sentence that no check says")

# ---- everything else: the id, or a topic and the word that is filled in at run time ----
TOPICS = {"loss", "signature", "burned", "evidence", "note", "warning", "sandbox", "check"}
enums = {word.lower() for text in everything.values() for word in re.findall(r"\b([A-Z][A-Z0-9_]+) = \d+;", text)}
for key in sorted(ids):
    if key.split(".")[0] in TOPICS or key in all_literals:
        continue
    if key.startswith("brief."):  # a finding said in a word, where its check was explained before
        expect(key.replace("brief", "check", 1) in said_checks, f"{key} has a sentence that no check says")
        continue
    parts = key.split(".")
    said = False
    for at in range(1, len(parts)):
        topic, rest = ".".join(parts[:at]), parts[at:]
        composed = topic in all_literals or topic + "." in all_literals or topic + ".{}" in all_literals
        words = [word for word in (".".join(rest), *rest)]
        filled = ".".join(rest) in all_literals or all(
            word in all_literals or "." + word in all_literals or word in enums or word.isdigit() for word in words[1:])
        said = said or (composed and filled)
    expect(said, f"{key} has a sentence that no code says")

for failure in failures:
    print("FAILED:", failure)
print(f"{len(ids)} sentences, {len(said_checks)} of checks, {len(reasons)} reasons of losses")
sys.exit(1 if failures else 0)
