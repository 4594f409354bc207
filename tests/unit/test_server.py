# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lists are read, how many at a time, and how far."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._client import Page
from ansible_collections.sdelements.integrations.plugins.module_utils._dialect import Dialect
from ansible_collections.sdelements.integrations.plugins.module_utils._resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import Secrets
from ansible_collections.sdelements.integrations.plugins.module_utils._server import Server

PROJECT, CONNECTION = RESOURCES["project"], RESOURCES["alm_connection"]
PAGES = 5


class Lists:
    """A client whose every list has five pages of two objects; it notes the pages that were asked for."""

    origin = "https://sde.example.com"

    def __init__(self, together: int = 1) -> None:
        self.asked: list[tuple[str, int]] = []
        self._begun = threading.Barrier(together, timeout=10)

    def pages(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Iterator[Page]:
        self._begun.wait()
        everything = [{"id": number, "name": f"P{number}", "project": number} for number in range(1, 2 * PAGES + 1)]
        filters = {name: value for name, value in (query or {}).items() if name != "ordering"}
        fitting = [each for each in everything if filters.items() <= each.items()]
        for first in range(0, len(fitting), 2):
            self.asked.append((path.partition("/")[0], first // 2))
            yield Page(fitting[first : first + 2], len(fitting), first + 2, SimpleNamespace(allow=frozenset()))


def server(lists: Lists) -> Server:
    return Server(lists, Dialect("auto"), Secrets())


def test_lists_are_read_side_by_side() -> None:
    lists = Lists(together=2)  # neither list answers before both are asked for
    server(lists).read_ahead({PROJECT: 9, CONNECTION: 9}, 2)
    assert sorted(lists.asked) == sorted((path, page) for path in ("projects", "connections") for page in range(PAGES))


def test_one_at_a_time() -> None:
    lists = Lists()
    server(lists).read_ahead({PROJECT: 9, CONNECTION: 9}, 1)
    assert lists.asked == [(path, page) for path in ("projects", "connections") for page in range(PAGES)]


def test_what_was_read_ahead_is_not_read_again() -> None:
    lists = Lists()
    here = server(lists)
    here.read_ahead({PROJECT: 9}, 1)
    assert [found.id for found in here.where(PROJECT, "name", {"P3", "P7"})] == [3, 7]
    assert len(lists.asked) == PAGES


@pytest.mark.parametrize(("wanted", "asked"), [(1, 1), (3, 1 + 3), (4, PAGES)])
def test_a_list_is_read_whole_where_that_takes_fewer_requests(wanted: int, asked: int) -> None:
    lists = Lists()
    here = server(lists)
    here.read_ahead({PROJECT: wanted}, 1)
    found = here.where(PROJECT, "name", {f"P{number}" for number in range(1, wanted + 1)})
    assert [each.id for each in found] == [*range(1, wanted + 1)]
    assert len(lists.asked) == asked
