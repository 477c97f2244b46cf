"""The repository holds its own rules: one-way includes, sizes, pages, seeds, both languages."""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 600
failures = []


def expect(holds, fact):
    if not holds:
        failures.append(fact)


def tracked():
    try:
        names = subprocess.run(["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files"], capture_output=True, text=True,
                               check=True).stdout.split("\n")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):  # an unpacked copy without git
        return [path for path in ROOT.rglob("*") if path.is_file() and not re.match(r"build|demo|\.git", str(path.relative_to(ROOT)))]


def is_code(path):
    return path.suffix in (".cc", ".h", ".py", ".proto", ".cmake", ".sh", ".js", ".css", ".c", ".pl") or path.name == "Makefile"


files = tracked()

# ---- a folder includes only what it and its DEPS may ----
direct = {}
for cmake in sorted(ROOT.glob("src/*/CMakeLists.txt")):
    declared = re.search(r"winnow_library\((\w+)\s+DEPS([^)]*)\)", cmake.read_text())
    if declared:
        direct[declared.group(1)] = set(re.findall(r"winnow_(\w+)", declared.group(2)))


def reachable(folder):
    seen, todo = set(), [folder]
    while todo:
        for step in direct.get(todo.pop(), ()):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return seen


# The judge is told everything and knows nobody.
expect(direct.get("judge") == {"base", "record"}, "src/judge depends on base and record only")
for folder in direct:
    expect(folder not in reachable(folder), f"src/{folder} depends on itself")
for path in files:
    relative = path.relative_to(ROOT)
    if relative.parts[0] != "src" or path.suffix not in (".cc", ".h") or len(relative.parts) < 3:
        continue
    folder, allowed = relative.parts[1], {relative.parts[1]} | reachable(relative.parts[1])
    for included in re.findall(r'^\s*#include "([^"/]+)/', path.read_text(), re.M):
        expect(included in allowed, f"{relative} includes {included}/, which is not among the DEPS of src/{folder}")
for path in files:
    relative = str(path.relative_to(ROOT))
    if relative.startswith("tools/mailmaker/") and path.suffix in (".cc", ".h"):
        expect(not re.search(r'#include "(?!mailmaker/)', path.read_text()), f"{relative} includes nothing of winnow")
    if relative.startswith("src/") and path.suffix in (".cc", ".h"):
        expect("mailmaker" not in path.read_text(), f"{relative} does not know the generator")

# ---- sizes and words ----
FORBIDDEN = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b|/wo" r"rk/|/tm" r"p/wt")
for path in files:
    relative = path.relative_to(ROOT)
    if not is_code(path) and path.suffix not in (".md", ".txt", ".json"):
        continue
    text = path.read_text(encoding="utf-8", errors="replace")
    if is_code(path):
        lines = text.count("\n")
        expect(lines <= MOST_LINES, f"{relative} has {lines} lines, more than {MOST_LINES}")
    if relative.parts[0] == "data" or "seeds" in relative.parts or "crashes" in relative.parts:
        continue
    for found in set(FORBIDDEN.findall(text)):
        expect(False, f"{relative} holds '{found}'")

# ---- every check has its page, every page its check ----
checks = set()
for table in ("src/check/all.cc", "src/relate/all.cc"):
    if (ROOT / table).exists():
        checks |= set(re.findall(r'^\s*\{\s*"([a-z0-9.-]+)"\s*,', (ROOT / table).read_text(), re.M))
pages = {path.stem for path in (ROOT / "docs/checks").glob("*.md")}
for name in sorted(checks):
    expect(name in pages, f"check {name} has no page docs/checks/{name}.md")

# ---- every fuzz target has seeds ----
for target in sorted((ROOT / "fuzz").glob("*_fuzz.cc")):
    name = target.stem.removesuffix("_fuzz")
    seeds = ROOT / "fuzz/seeds" / name
    expect(seeds.is_dir() and any(seeds.iterdir()), f"fuzz target {name} has no seeds in fuzz/seeds/{name}/")

# ---- both languages say the same things ----
def arguments(text):
    """The named arguments of an ICU message, those inside plural and select branches too."""
    names, at = set(), 0
    while (at := text.find("{", at)) >= 0:
        found = re.match(r"\{\s*(\w+)\s*(,?)", text[at:])
        depth, end = 1, at + 1
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        if found:
            names.add(found.group(1))
            if found.group(2):  # the branches are messages of their own: KEY {message}
                for branch in re.finditer(r"(?:=\d+|\w+)\s*\{((?:[^{}]|\{[^{}]*\})*)\}", text[at + found.end():end - 1]):
                    names |= arguments(branch.group(1))
        at = end
    return names


def catalogue(language):
    sentences = {}
    for path in sorted((ROOT / "i18n" / language).glob("*.json")):
        for key, text in json.loads(path.read_text(encoding="utf-8")).items():
            expect(key not in sentences, f"sentence {key} stands twice in i18n/{language}")
            sentences[key] = text
            expect("'" not in text, f"i18n/{language}/{path.name}: {key} has a straight apostrophe")
    return sentences


english, french = catalogue("en"), catalogue("fr")
for key in sorted(english.keys() ^ french.keys()):
    expect(False, f"sentence {key} is missing in {'fr' if key in english else 'en'}")
for key in sorted(english.keys() & french.keys()):
    expect(arguments(english[key]) == arguments(french[key]),
           f"sentence {key} names other arguments in French than in English")

for failure in failures:
    print("FAILED:", failure)
print(f"{len(files)} files, {len(checks)} checks, {len(english)} sentences")
sys.exit(1 if failures else 0)
