# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a list, in order: read page after page, or several at a time where the server numbers and counts them.

This file is private to the collection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Optional, Union
from urllib.parse import parse_qsl, urljoin, urlsplit

from .address import shown
from .answers import Answer, identity, page_of
from .clock import Clock
from .counts import counted
from .errors import RequestError
from .parallel import each

#: Objects; a list that does not say how many it has, and whose pages never end, ends here.
MOST_OBJECTS = 1_000_000

#: The parameter that numbers pages, and the form of its numbers.
_PAGE = "page"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")

Read = Callable[[Mapping[str, Any]], Answer]
_Query = frozenset[tuple[str, Any]]


class Page(NamedTuple):
    """One page of a list.

    :param total: how many objects the whole list has, as this page says; None where it does not.
    :param came: how many different ones have come, with this page.
    """

    objects: list[dict[str, Any]]
    total: Optional[int]
    came: int
    answer: Answer


class _Came(NamedTuple):
    """An answer with what it has of a list."""

    answer: Answer
    objects: list[dict[str, Any]]
    total: Optional[int]
    following: Optional[str]


def pages(read: Read, query: Mapping[str, Any], at_once: int, clock: Clock) -> Iterator[Page]:
    """The pages of a list, for every kind of pagination: on request, forced, capped or none.

    Of a C(next) link only the query is followed, at our own address: it may name a host behind a proxy,
    and the token goes nowhere else. The server's own C(next) decides, never our page size. Pages that lead on for
    ever end: one that adds nothing is the last, and no list has more objects than it counts.

    :param read: requests the list with a query.
    :param at_once: how many pages may be read at a time.
    """
    ahead = _Ahead(read, at_once, clock)
    wanted, left = dict(query), 1
    seen: set[str] = set()
    while True:
        answer, objects, total, following = ahead.page(wanted, left)
        before, most = len(seen), MOST_OBJECTS if total is None else total
        seen.update(map(identity, objects))
        yield Page(objects, total, len(seen), answer)
        if not following:
            return
        try:
            target = urlsplit(urljoin(answer.url, following))
        except ValueError:
            raise answer.error("names a next page that has no address") from None
        if target.path.rstrip("/") != urlsplit(answer.url).path.rstrip("/"):
            raise answer.error(f"names a next page at another address ({shown(target.geturl())}), where the token is not sent")
        if len(seen) == before:
            raise answer.error("names a next page, but brought no new object; its pages may never end")
        if len(seen) > most:
            raise answer.error(f"names a next page after {counted(len(seen), 'object')} of {most:,}; its pages may never end")
        wanted = dict(parse_qsl(target.query, keep_blank_values=True))
        left = 1 if total is None else -(-(total - len(seen)) // len(objects))


class _Ahead:
    """Reads pages before their turn, side by side: those that follow by their number, as many as the count foretells.

    An answer is taken only where the server's own C(next) asks for exactly that page; once it asks for another one, nothing is read
    ahead any more. What is read in vain is at most as much as has come, since a server may count more objects than it has.
    """

    def __init__(self, read: Read, at_once: int, clock: Clock) -> None:
        self._read = read
        self._at_once = at_once
        self._clock = clock
        self._regular = at_once > 1
        self._taken = 0
        self._came: dict[_Query, Union[_Came, RequestError]] = {}
        self._last = 0

    def page(self, query: Mapping[str, Any], left: int) -> _Came:
        """Return the page that a query asks for.

        :param left: how many pages there are from this one on, as far as is known.
        """
        key = frozenset(query.items())
        if key not in self._came:
            self._regular = self._regular and not self._came  # what was read ahead is not what the server names
            self._came = {}
            some = min(left, max(self._at_once, self._taken // self._at_once * self._at_once))
            if some < 2 or not self._regular or not _NUMBER.fullmatch(query.get(_PAGE, "")):
                return self._page(query)
            number = int(query[_PAGE])
            self._last = number + some - 1
            each(lambda ahead: self._read_ahead(query, ahead), range(number, number + some), self._at_once, self._clock)
        found = self._came.pop(key)
        self._taken += 1
        if isinstance(found, RequestError):
            raise found
        return found

    def _read_ahead(self, query: Mapping[str, Any], number: int) -> None:
        """Read a page, unless one before it was the last; what failed is raised when its turn comes."""
        if number > self._last:
            return
        query = {**query, _PAGE: str(number)}
        try:
            found: Union[_Came, RequestError] = self._page(query)
        except RequestError as error:
            found = error
        self._came[frozenset(query.items())] = found
        if isinstance(found, RequestError) or not found.following:
            self._last = min(self._last, number)

    def _page(self, query: Mapping[str, Any]) -> _Came:
        answer = self._read(query)
        return _Came(answer, *page_of(answer))
