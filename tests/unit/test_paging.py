# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that are read several at a time: the same pages, errors and warnings as one after the other, for few requests more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._api.answers import Answer
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import NotFoundError, RequestError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.paging import pages
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import FakeClock

URL = "https://sde.example.com/api/v2/projects/"


@dataclass
class Server:
    """A server that answers page by page, whatever is asked for meanwhile.

    :param sizes: objects of each page; the last ones of a page may be those of the page before.
    :param counts: what pages say that the list has, in turn.
    :param links: the forms of the links to the next page, in turn.
    :param failing: pages that are refused.
    :param step: by how much the number of a page is larger than that of the one before.
    :param last: the page without a link; None: pages that lead on for ever.
    """

    sizes: list[int]
    counts: list[Any]
    links: list[str]
    failing: set[int]
    step: int
    last: Optional[int]
    repeated: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def read(self, query: Mapping[str, Any]) -> Answer:
        self.asked.append(str(dict(query)))
        number = int(query.get("page", query.get("offset", query.get("cursor", 1))))
        if number in self.failing:
            raise RequestError(f"page {number} failed", method="GET", url=URL)
        if self.last is not None and number > self.last:
            raise NotFoundError(f"page {number} was not found", method="GET", url=URL)
        place = number - 1
        shown = place - 1 if number in self.repeated else place
        size = self.sizes[place % len(self.sizes)]
        link = self.links[place % len(self.links)].format(number + self.step) if number != self.last else None
        data = {
            "results": [{"id": 100 * shown + row} for row in range(size)],
            "count": self.counts[place % len(self.counts)],
            "next": link,
        }
        return Answer("GET", URL, 200, {}, "application/json", None, data=data)


def outcome(server: Server, at_once: int, most: int = 40) -> list[Any]:
    """What comes of reading: the pages, and the error that ends them. No more than some, for those that lead on for ever."""
    found: list[Any] = []
    try:
        for page in pages(server.read, {"page_size": 100}, at_once, FakeClock()):
            found.append((page.objects, page.total, page.came))
            if len(found) == most:
                break
    except RequestError as error:
        found.append(error.message)
    return found


LINKS = (
    "?page={}",
    "?page={}&page_size=100",
    "?page={}&seen=1",
    "?cursor={}",
    "?limit=2&offset={}",
    "https://elsewhere.invalid/api/v2/projects/?page={}",
    "?page=0{}",
)

servers = st.builds(
    Server,
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=5),
    counts=st.lists(st.sampled_from([None, 0, 5, 30, 60, 10**9]), min_size=1, max_size=3),
    links=st.lists(st.sampled_from(LINKS), min_size=1, max_size=3),
    failing=st.sets(st.integers(2, 30), max_size=3),
    step=st.sampled_from([1, 1, 1, 2, 3]),
    last=st.one_of(st.none(), st.integers(1, 30)),
    repeated=st.sets(st.integers(2, 30), max_size=3),
)


@given(server=servers, at_once=st.integers(2, 9))
def test_pages_read_side_by_side_are_those_read_one_after_the_other(server: Server, at_once: int) -> None:
    expected = outcome(server, 1)
    alone, server.asked = server.asked, []
    assert outcome(server, at_once) == expected
    assert set(alone) <= set(server.asked)


@given(server=servers, at_once=st.integers(2, 9))
def test_no_more_pages_are_read_in_vain_than_have_come(server: Server, at_once: int) -> None:
    outcome(server, 1)
    alone, server.asked = len(server.asked), []
    outcome(server, at_once)
    assert len(server.asked) <= 2 * alone + at_once
