# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Linters: "build/venv/bin/nox -l" lists them, "make lint" runs all, antsibull-nox.toml configures those of antsibull-nox."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import antsibull_nox
import nox
from antsibull_nox.sessions.collections import CollectionSetup, prepare_collections

WORDS = "tests/tools/words.txt"


class Installed(nox.virtualenv.VirtualEnv):
    """The virtual environment that nox runs in. Its tools are pinned, so no session has an environment of its own or installs."""

    bin_paths = [str(Path(sys.prefix, "bin"))]

    def create(self) -> bool:
        Path(self.location).mkdir(parents=True, exist_ok=True)
        self._reused = True
        return False


nox.virtualenv.ALL_VENVS["installed"] = Installed
nox.Session.install = lambda *_, **__: None
nox.options.default_venv_backend = "installed"
nox.options.envdir = "build/nox"
antsibull_nox.load_antsibull_nox_toml()


def copy(session: nox.Session) -> CollectionSetup:
    """Copy the collection to a path that has its full name, as its imports have."""
    return prepare_collections(session, install_in_site_packages=False)


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types of the plugins and of the simulator: mypy"""
    place = copy(session)
    with session.chdir(place.current_place):
        folders = place.prefix_current_paths([Path("plugins"), Path("extensions/eda")])
        session.run("mypy", "--config-file", str(place.current_path / "pyproject.toml"), *map(str, folders))
    session.run("mypy", "tests/simulator")


@nox.session
def imports(session: nox.Session) -> None:
    """Check which package imports which: import-linter"""
    session.run("lint-imports", "--no-cache", "--no-logo", env={"PYTHONPATH": str(copy(session).current_place)})


@nox.session
def complexity(session: nox.Session) -> None:
    """Check that no function has a cyclomatic complexity of D or worse, 21 and more: radon"""
    # radon itself always succeeds.
    found = session.run("radon", "cc", "--min", "D", "--show-complexity", "plugins", "extensions", "tests/simulator", silent=True)
    if found:
        session.error(found)


@nox.session
def words(session: nox.Session) -> None:
    """Check the spelling and the terms of tests/tools/words.txt: codespell"""
    # By itself codespell looks words up, not phrases: its pattern gets those of the list. "There is no X", "is no longer" are correct.
    phrases = "|".join(re.findall(r"^(.* .*)->", Path(WORDS).read_text(encoding="utf-8"), re.MULTILINE))
    pattern = rf"(?i:(?<!there )\b(?:{phrases})\b(?! longer| more| later| fewer| less))|[\w'\u2019-]+"
    session.run("codespell", "--dictionary=-", f"--dictionary={WORDS}", "--regex", pattern)


@nox.session
def changelog(session: nox.Session) -> None:
    """Check the fragments of the changelog: antsibull-changelog"""
    session.run("antsibull-changelog", "lint")
