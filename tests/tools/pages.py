# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the pages of docs/ and of the roles to the folder that Sphinx makes the documentation site of.

    python -m tests.tools.pages FOLDER

The pages in the repository stay the only source. A link to another page leads to it in the site, a link to any other file to the
repository. The index becomes the start page, and its sections those of the navigation.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from posixpath import dirname, relpath

from tests.tools.dist import ROOT, at_repository, relinked

#: Where a page of the repository lies in the site.
PAGES = {
    "docs/README.md": "index.md",
    **{f"docs/{path.name}": path.name for path in sorted((ROOT / "docs").glob("*.md")) if path.name != "README.md"},
    **{f"docs/guides/{path.name}": f"guides/{path.name}" for path in sorted((ROOT / "docs" / "guides").glob("*.md"))},
    **{f"roles/{path.parent.name}/README.md": f"roles/{path.parent.name}.md" for path in sorted((ROOT / "roles").glob("*/README.md"))},
}
IMAGES = {f"docs/images/{path.name}": f"images/{path.name}" for path in sorted((ROOT / "docs" / "images").iterdir())}
OTHERS = {"CHANGELOG.rst": "changelog.rst"}

#: Pages that docs/ does not have, by the section of the start page at whose end they stand.
ADDED = {"Playbooks, roles, modules": "Modules, filters, lookups <reference/index>", "Background": "Changelog <changelog>"}
LINK = re.compile(r"\[([^]]+)\]\(([^)#\s]+)\.md\)")


def fitted(text: str, page: str) -> str:
    """Return the text of a page with the links of the site."""
    places = {**PAGES, **IMAGES, **OTHERS}

    def place(target: str) -> str:
        return relpath(places[target], dirname(PAGES[page]) or ".") if target in places else at_repository(target, "main")

    return relinked(text, page, place)


def navigation(index: str) -> str:
    """Return the pages that each section of the start page links to, as the tables of contents that Sphinx reads."""
    trees = []
    for section in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        caption = section.splitlines()[0]
        names = [f"{title} <{name}>" for title, name in LINK.findall(section)]
        names += [ADDED[caption]] if caption in ADDED else []
        trees.append("\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""]))
    return "\n".join(trees)


def write(folder: Path) -> None:
    """Write all pages and images."""
    for page, name in PAGES.items():
        text = fitted((ROOT / page).read_text(encoding="utf-8"), page)
        if name == "index.md":
            text += "\n" + navigation(text)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for source, name in {**IMAGES, **OTHERS}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, folder / name)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
