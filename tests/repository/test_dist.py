# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the tarball, as Galaxy and private hubs show them: each alone, without the files beside it."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.collection import ROOT
from tests.tools import dist

SHOWN = ["README.md", *(f"roles/{path.parent.name}/README.md" for path in sorted((ROOT / "roles").glob("*/README.md")))]


def addresses(text: str) -> Iterator[str]:
    """The addresses of all links and pictures that a Markdown renderer finds."""
    markdown_it = pytest.importorskip("markdown_it", reason="not installed beside the older ansible-core")
    for block in markdown_it.MarkdownIt().enable("table").parse(text):
        for token in block.children or []:
            yield from (str(token.attrs[name]) for name in ("href", "src") if name in token.attrs)
        assert not re.search(r"\b(?:href|src)=", block.content)


@pytest.fixture(scope="module", name="built")
def _built(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(tarball) as opened:
        opened.extractall(folder, filter="data")
    return folder


def test_every_link_of_a_page_in_the_tarball_is_absolute_and_leads_somewhere(built: Path) -> None:
    base = dist.at_repository("").partition("/blob/")[0]
    seen = {}
    for path in built.rglob("*.md"):
        page = path.relative_to(built).as_posix()
        seen[page] = list(addresses(path.read_text(encoding="utf-8")))
        for address in seen[page]:
            if address.startswith("#"):
                continue
            assert urlsplit(address).scheme == "https", f"{page}: {address}"
            if address.startswith((f"{base}/blob/", f"{base}/raw/")):
                kind, version, target = address.removeprefix(f"{base}/").partition("#")[0].split("/", 2)
                assert (kind == "raw") == target.endswith(dist.PICTURES), f"{page}: {address}"
                assert version == dist.GALAXY["version"]
                assert (ROOT / target).exists(), f"{page}: {address}"
    assert set(SHOWN) <= set(seen)
    assert len(seen["README.md"]) > 20
    assert f"{base}/raw/{dist.GALAXY['version']}/docs/images/report.png" in seen["README.md"]


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("README.md", "docs/install.md", "/blob/V/docs/install.md"),
        ("README.md", "docs/images/report.png", "/raw/V/docs/images/report.png"),
        ("docs/guides/rotate.md", "../security.md#secrets", "/blob/V/docs/security.md#secrets"),
        ("roles/jira/README.md", "../github/README.md", "/blob/V/roles/github/README.md"),
        ("README.md", "https://example.com/x.md", "https://example.com/x.md"),
        ("README.md", "mailto:someone", "mailto:someone"),
        ("README.md", "#playbooks", "#playbooks"),
    ],
)
def test_a_relative_link_becomes_an_address_of_the_repository(page: str, link: str, expected: str) -> None:
    if expected.startswith("/"):
        expected = dist.GALAXY["repository"] + expected.replace("/V/", f"/{dist.GALAXY['version']}/")
    assert dist.relinked(f"a [b]({link}) c", page, dist.at_repository) == f"a [b]({expected}) c"


def test_the_files_of_the_repository_keep_their_relative_links(tarball: Path) -> None:
    assert tarball.exists()
    assert "(docs/install.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
