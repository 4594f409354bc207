# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a module that reads a list of SD Elements, with all that belongs to it: new_module.py sde_business_unit_info

Its files come from the templates in new_module/, and each list that has every module gets a line.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import NoReturn

import yaml
from configs import loaded

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).with_suffix("")
plural = loaded(ROOT / "plugins" / "module_utils" / "_api" / "counts.py").plural
LICENCE = "\n".join(Path(__file__).read_text(encoding="utf-8").splitlines()[:3])
NAME, LONGEST = re.compile(r"sde_([a-z]+(?:_[a-z]+)*)_info"), 40

#: The new files, by their template.
FILES = {
    "module": "plugins/modules/$name.py",
    "action": "plugins/action/$name.py",
    "test": "tests/modules/test_$name.py",
}
ARGSPEC, RESOURCES = "plugins/module_utils/_tasks/argspec.py", "plugins/module_utils/_model/resources.py"
FILTERS = """

def ${key}_filters() -> dict[str, Any]:
    \"\"\"Filters of $plural.\"\"\"
    return {"id": {"type": "int"}, "name": {"type": "str"}}
"""
#: What other files get: the file, the text behind which it comes, and the new text.
LINES = (
    ("README.md", r"`sde_project_info`", ", `$name`"),
    ("tests/functional/test_no_leak.py", r' +\("projects", "sde_project_info", .*\n', '    ("$plural", "$name", {}),\n'),
    ("tests/robustness/scenarios.py", r' +\("sde_project_info", "by id", .*\n', '        ("$name", "all", {}),\n'),
    (ARGSPEC, r"(?s:.+)\Z", FILTERS),
)
#: What a kind without a row gets besides.
ROW = (
    RESOURCES,
    r"RESOURCES = \{\n(?:    .*\n)+?(?=\}\n)",
    '    "$key": Resource(kind="$kind", returns="$key", path="$path", named_by="name"),\n',
)


def read(name: str) -> str:
    """Return the text of a file of the collection."""
    return (ROOT / name).read_text(encoding="utf-8")


def refuse(text: str) -> NoReturn:
    """End with what is wrong. Nothing was written."""
    sys.exit(f"NAME: {text}")


def next_version() -> str:
    """Return the version that comes next: the newest that a module names, or the minor version after the released one."""
    major, minor, _patch = map(int, yaml.safe_load(read("galaxy.yml"))["version"].split("."))
    named = [
        tuple(map(int, version))
        for path in (ROOT / "plugins" / "modules").glob("*.py")
        for version in re.findall(r"version_added: (\d+)\.(\d+)\.(\d+)", path.read_text(encoding="utf-8"))
    ]
    return ".".join(map(str, max([*named, (major, minor + 1, 0)])))


def words_of(name: str) -> dict[str, str]:
    """Return what the templates say of a module."""
    match = NAME.fullmatch(name)
    if not match or len(name) > LONGEST:
        refuse(f"{name!r} is not a name such as sde_business_unit_info; begin a module that writes as a copy of sde_alm_connector")
    key = match[1]
    if (ROOT / "plugins" / "modules" / f"{name}.py").exists() or f"def {key}_filters(" in read(ARGSPEC):
        refuse(f"{name} or its filters exist; choose another name")
    kind = key.replace("_", " ")
    return {
        "name": name,
        "key": key,
        "kind": kind,
        "plural": plural(kind),
        "many": plural(key),
        "path": f"{plural(kind).replace(' ', '-')}/",
        "version": next_version(),
        "licence": LICENCE,
        "shebang": "#!/usr/bin/python",
    }


def extended(place: tuple[str, str, str], words: dict[str, str]) -> str:
    """Return the text of a file with what it gets."""
    name, before, new = place
    text, number = re.subn(before, lambda found: found[0] + Template(new).substitute(words), read(name), count=1)
    assert number == 1, f"{name} has nothing like {before!r}; correct LINES in tests/tools/new_module.py"
    return text


def group(name: str) -> str:
    """Return the action group with the module, in the order of the alphabet."""
    lines = read("meta/runtime.yml").splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.startswith("    - sde_")]
    new = f"    - {name}\n"
    lines.insert(next((number for number in places if lines[number] > new), places[-1] + 1), new)
    return "".join(lines)


def main(name: str) -> None:
    """Write all files, or none where one cannot be written."""
    words = words_of(name)
    new = {
        Template(path).substitute(words): Template((TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")).substitute(words)
        for template, path in FILES.items()
    }
    has_row = f'\n    "{words["key"]}": Resource(' in read(RESOURCES)
    changed = {place[0]: extended(place, words) for place in (LINES if has_row else (*LINES, ROW))}
    texts = {**new, **changed, "meta/runtime.yml": group(name)}
    for path, text in texts.items():
        (ROOT / path).write_text(text, encoding="utf-8")
    python = [path for path in texts if path.endswith(".py")]
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", *python], cwd=ROOT, check=True)
    print("Written:", *new, "Extended:", *sorted(set(texts) - set(new)), sep="\n  ")
    print(f"The module reads {words['path']}, as {RESOURCES} has it. CONTRIBUTING.md says what comes next.")


main(*sys.argv[1:2] or [""])
