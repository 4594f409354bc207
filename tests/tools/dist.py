# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the tarball of the collection.

    python -m tests.tools.dist FOLDER

Galaxy and private hubs show a page without the files beside it. So the relative links and pictures of all Markdown files become addresses
in the repository that galaxy.yml names, at the tag of the version. The files of the repository keep their relative links.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath
from tempfile import TemporaryDirectory

import yaml

ROOT = Path(__file__).resolve().parents[2]
GALAXY = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))

LINK = re.compile(r"(?<=\]\()[^)\s]+(?=\))")
PICTURES = (".png", ".svg")


def at_repository(target: str, version: str = GALAXY["version"]) -> str:
    """Return the address of a file of the repository; of a picture, the address of its bytes."""
    return f"{GALAXY['repository']}/{'raw' if target.endswith(PICTURES) else 'blob'}/{version}/{target}"


def relinked(text: str, page: str, place: Callable[[str], str]) -> str:
    """Return the text of a page, each relative link replaced by the place of the file that it leads to."""

    def replace(match: re.Match[str]) -> str:
        path, mark, anchor = match.group().partition("#")
        if ":" in path or not path:
            return match.group()
        target = normpath(join(dirname(page), path))
        if not (ROOT / target).exists():
            raise SystemExit(f"{page}: {match.group()} leads nowhere")
        return place(target) + mark + anchor

    return LINK.sub(replace, text)


def copied(folder: Path) -> None:
    """Copy the collection to a folder, without what tests and ansible-test write and remove beside it meanwhile."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("build", ".git", "__pycache__", ".ansible", "output"))


def build(folder: Path) -> None:
    """Build the tarball into a folder."""
    with TemporaryDirectory() as temporary:
        copy = Path(temporary, "collection")
        copied(copy)
        for path in copy.rglob("*.md"):
            text = relinked(path.read_text(encoding="utf-8"), path.relative_to(copy).as_posix(), at_repository)
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "ansible", "galaxy", "collection", "build", str(copy), "--force", "--output-path", str(folder)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
