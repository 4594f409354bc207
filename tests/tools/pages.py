# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the pages of docs/ and of the roles to the folder that Sphinx makes the documentation site of.

    python tests/tools/pages.py FOLDER

The pages in the repository stay the only source. A link between them is made to fit the site; one to another file leads to the
repository. The index becomes the start page, and its sections those of the navigation.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

import yaml

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]

#: Where a page of the repository lies in the site.
PAGES = {
    "docs/README.md": "index.md",
    **{f"docs/{path.name}": path.name for path in sorted((ROOT / "docs").glob("*.md")) if path.name != "README.md"},
    **{f"docs/guides/{path.name}": f"guides/{path.name}" for path in sorted((ROOT / "docs" / "guides").glob("*.md"))},
    **{f"roles/{path.parent.name}/README.md": f"roles/{path.parent.name}.md" for path in sorted((ROOT / "roles").glob("*/README.md"))},
}
IMAGES = {f"docs/images/{path.name}": f"images/{path.name}" for path in sorted((ROOT / "docs" / "images").iterdir())}

LINK = re.compile(r"(?<=\]\()[^)\s]+(?=\))")

#: What antsibull-docs makes of the documentation in the modules, filters and roles themselves.
GENERATED = "Modules, filters and roles <reference/index>"
START = """
All options and return values are listed in [Modules, filters and roles](reference/index.rst).
"""


def fitted(text: str, page: str) -> str:
    """The text of a page, its links made to fit the site."""
    places = {**PAGES, **IMAGES}

    def fit(match: re.Match[str]) -> str:
        link = match.group()
        path, mark, anchor = link.partition("#")
        if "://" in link or not path:
            return link
        target = normpath(join(dirname(page), path))
        if not (ROOT / target).exists():
            raise SystemExit(f"{page}: {link} leads nowhere")
        if target in places:
            return relpath(places[target], dirname(PAGES[page]) or ".") + mark + anchor
        return f"{REPOSITORY}/blob/main/{target}{mark}{anchor}"

    return LINK.sub(fit, text)


def entry(name: str) -> str:
    """A page in the navigation. What is a role is called so there."""
    return f"Role {name.removeprefix('roles/')} <{name}>" if name.startswith("roles/") else name


def navigation(index: str) -> str:
    """The pages that each section of the start page links to, as Sphinx wants to be told of them."""
    trees = []
    for section in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        caption = section.splitlines()[0]
        names = [entry(link.removesuffix(".md")) for link in LINK.findall(section) if link in PAGES.values()]
        if caption == "Reference":
            names.insert(0, GENERATED)
        trees.append("\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""]))
    return "\n".join(trees)


def write(folder: Path) -> None:
    """Write all pages and images."""
    for page, name in PAGES.items():
        text = fitted((ROOT / page).read_text(encoding="utf-8"), page)
        if name == "index.md":
            text += START + "\n" + navigation(text)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for image, name in IMAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / image, folder / name)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
