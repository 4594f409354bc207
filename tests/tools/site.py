# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check what Sphinx does not check about the documentation site.

python -m tests.tools.site FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.search.en import SearchEnglish

#: What readers search for, and the page that they need.
QUERIES = {
    "quick start": "quick-start",
    "troubleshooting": "troubleshooting",
    "uninstall": "install",
    "rotate password": "guides/rotate",
    "glossary": "concepts",
    "certificate was not accepted": "troubleshooting",
}


def found(index: dict[str, Any], query: str) -> set[str]:
    """Return the pages that have all words of a query, as the search of the site finds them."""
    language = SearchEnglish({})
    pages = set(range(len(index["docnames"])))
    for word in filter(language.word_filter, query.split()):
        places = [index[key].get(language.stem(word), []) for key in ("terms", "titleterms")]
        pages &= {page for place in places for page in ([place] if isinstance(place, int) else place)}
    return {index["docnames"][page] for page in pages}


def problems(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a site."""
    text = (folder / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    for query, page in QUERIES.items():
        if page not in found(index, query):
            yield f"search: {query!r} does not find {page}"
    for path in folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        if re.search(r'class="(?:topic )?contents', html):
            yield f"{path.relative_to(folder)}: it has a list of its contents, which the theme shows as an error"
        title = re.search(r"<h1>([^<]+)", html)
        if title and title.group(1).lower().startswith("sdelements.integrations."):
            yield f"{path.relative_to(folder)}: its title is too long for the navigation"


if __name__ == "__main__":
    sys.exit("\n".join(problems(Path(sys.argv[1]))) or 0)
