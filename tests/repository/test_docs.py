# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages in docs/: what they list is what there is, and they become the pages of a site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.collection import MODULES, ROOT, task_of
from tests.tools import dist, pages

DOCS = ROOT / "docs"


def test_environment_variables() -> None:
    """docs/environment.md lists the variables of all options of all modules, with what holds where none is set."""
    options = {name: option for module in MODULES for name, option in task_of(module).argument_spec.items() if "fallback" in option}
    wanted = []
    for name, option in options.items():
        default = "required" if option.get("required") else str(option.get("default")).lower()
        wanted.append((option["fallback"][1], name, default))
    listed = []
    for variables, name, default in re.findall(
        r"^\| (.+?) \| `(\w+)` \| (\S+) \|", (DOCS / "environment.md").read_text(encoding="utf-8"), re.MULTILINE
    ):
        listed.append((re.findall(r"`(\w+)`", variables), name, default.strip("`")))
    assert listed == wanted


@pytest.mark.parametrize(
    ("page", "link", "fitted"),
    [
        ("docs/README.md", "guides/rotate.md", "guides/rotate.md"),
        ("docs/README.md", "../roles/jira/README.md", "roles/jira.md"),
        ("docs/guides/rotate.md", "take-over.md#from-here-on", "take-over.md#from-here-on"),
        ("docs/guides/rotate.md", "../../roles/export/README.md", "../roles/export.md"),
        (
            "docs/guides/rotate.md",
            "../../roles/report/files/report.css",
            f"{dist.GALAXY['repository']}/blob/main/roles/report/files/report.css",
        ),
        ("docs/README.md", "../CHANGELOG.rst", "changelog.rst"),
        ("roles/report/README.md", "../../docs/images/report.png", "../images/report.png"),
        ("docs/README.md", "https://example.com/x.md", "https://example.com/x.md"),
    ],
)
def test_links_are_made_to_fit_the_site(page: str, link: str, fitted: str) -> None:
    assert pages.fitted(f"a [b]({link}) c", page) == f"a [b]({fitted}) c"


def test_a_link_that_leads_nowhere_is_an_error() -> None:
    with pytest.raises(SystemExit, match=r"docs/README.md: gone.md leads nowhere"):
        pages.fitted("[a](gone.md)", "docs/README.md")


def test_the_start_page_has_all_pages_in_the_order_of_the_index(tmp_path: Path) -> None:
    pages.write(tmp_path)
    start = (tmp_path / "index.md").read_text(encoding="utf-8")
    captions = re.findall(r"^:caption: (.+)$", start, re.MULTILINE)
    assert captions == ["First steps", "Guides", "Playbooks, roles, modules", "Help", "Background"]
    assert set(pages.ADDED) <= set(captions)
    trees = re.findall(r"^```\{toctree\}\n(?::[^\n]*\n)*\n(.*?)^```$", start, re.MULTILINE | re.DOTALL)
    named = [line.rpartition("<")[2].rstrip(">") for line in "".join(trees).splitlines()]
    assert named[:4] == ["install", "quick-start", "concepts", "guides/take-over"]
    assert sorted(named) == sorted(
        {name.removesuffix(".md") for name in pages.PAGES.values()} - {"index"} | {"reference/index", "changelog"}
    )
