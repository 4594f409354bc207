# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source: reads the health of the integrations again and again, and makes an event of each change.

This file is private to the collection. The role report decides what a problem is; the words of the events are those of its JSON.
"""

from __future__ import annotations

import asyncio
import math
import re
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from logging import Logger
from typing import Any, Optional

from ansible.module_utils.basic import missing_required_lib
from ansible.module_utils.errors import UnsupportedError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import Clock, Stopped
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError, SdeError, check_range
from ansible_collections.sdelements.integrations.plugins.module_utils._api.libraries import IMPORT_ERROR
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.argspec import sde
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.health import read_health
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context, Task
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report import PROBLEMS, report
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_changes import OF_JOBS, undecided
from ansible_collections.sdelements.integrations.plugins.plugin_utils._times import written

Row = Mapping[str, Any]
Event = dict[str, Any]

#: The integrations that have a problem, by type and id, each with the problems that are watched.
Wrong = Mapping[tuple[str, int], Row]

#: Seconds; after failures the pause doubles up to the longest, or stays the interval where that is longer.
LONGEST_PAUSE = 900
LONGEST_INTERVAL = 86_400

#: Characters of a text in an event; one of the server may be a whole page.
LONGEST_TEXT = 2000

#: What ansible-rulebook hands to every source besides its options.
_FEEDBACK = "eda_feedback_queue"

#: What the report says of an integration that reading alone does not show.
_NOT_READ = ("differences", "unreachable")

#: Integers that fit in a number of Java.
_LARGEST = 2**63

#: A blank after it breaks what Ansible or ansible-rulebook would obey: templates, their headers, vaulted text. ansible-rulebook evaluates
#: what a rulebook's template yields as a Python literal, so pieces between quotes and escapes count too.
_OBEYED = re.compile(r"""[{\\]|#(?=j|['"]|\Z)|\$(?=A|['"]|\Z)""")

SOURCE = Task(
    read_health,
    {
        **sde(),
        "interval": {"type": "int", "default": 300},
        "problems": {"type": "list", "elements": "str", "choices": list(OF_JOBS), "default": ["failed", "overdue"]},
        "initial": {"type": "bool", "default": True},
    },
)


class Unreadable(Exception):
    """The integrations could not be read: one message without secrets."""


@dataclass(frozen=True, eq=False, repr=False)
class Seen:
    """What one look at a server showed.

    :param rows: the integrations as the report has them.
    :param whole: whether an integration that is not among them does not exist.
    """

    server: str
    at: str
    rows: Sequence[Row]
    whole: bool
    warnings: Sequence[str] = ()


def checked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the source with defaults and the environment.

    :raises ValueError: one of them is wrong; nothing was sent.
    """
    if IMPORT_ERROR:
        raise ValueError(missing_required_lib("requests"))
    options, errors = SOURCE.checked({name: value for name, value in arguments.items() if name != _FEEDBACK and value is not None})
    if errors:
        words = visible(errors.msg)
        raise ValueError(f"Unsupported options: {words}" if isinstance(errors[0], UnsupportedError) else words)
    context = Context(options)
    try:
        check_range("interval", options["interval"], 1, LONGEST_INTERVAL)
        if not options["problems"]:
            raise InputError(f"problems: it is empty; give one or more of {', '.join(OF_JOBS)}, or leave it out")
        context.server().client.close()
    except SdeError as error:
        raise ValueError(context.readable_message(error.message)) from None
    return options


def look(options: Mapping[str, Any], clock: Clock, now: Callable[[], datetime]) -> Seen:
    """Read the server once. Blocks until it is read.

    :raises Unreadable: the server failed, or this collection did.
    """
    context = Context(dict(options), clock=clock)
    try:
        found = SOURCE.perform(context)
        at = written(now()) or ""
        if found.get("failed"):
            raise Unreadable(found["msg"])
        return Seen(found["server"], at, report(found, at, unmanaged="none")["integrations"], found["whole"], context.told())
    except (Stopped, Unreadable):
        raise
    except Exception:  # a bug, which an answer of the server may set off again and again: the watch goes on
        raise Unreadable(context.readable(traceback.format_exc())) from None


def events(before: Optional[Wrong], seen: Seen, problems: Iterable[str], initial: bool) -> tuple[Wrong, list[Event]]:
    """Return what is wrong now, and an event for each integration whose problems changed. Pure.

    :param before: what was wrong at the last look; None at the first one.
    :param problems: those that are watched.
    :param initial: whether the first look makes events.
    """
    known, watched = before or {}, set(problems)
    rows = {(row["type"], row["id"]): row for row in seen.rows}
    now = {key: {**row, "problems": _watched(row, known.get(key), watched)} for key, row in rows.items()}
    if not seen.whole:
        now.update({key: dict(row) for key, row in known.items() if key not in rows})
    wrong = {key: row for key, row in now.items() if row["problems"]}
    found = []
    for key in (*now, *(key for key in known if key not in now)):
        was, row = _problems(known.get(key)), now.get(key)
        if was != _problems(row) and (before is not None or initial):
            found.append(_event(seen, row or {**known[key], "problems": []}, was, initial=before is None, removed=row is None))
    return wrong, found


def _watched(row: Row, known: Optional[Row], watched: Iterable[str]) -> list[str]:
    """Return the watched problems of an integration; those that it had hold until it is known how its sync ends."""
    still = set(undecided(row)).intersection(_problems(known))
    return [problem for problem in PROBLEMS if problem in watched and (problem in row["problems"] or problem in still)]


def _problems(row: Optional[Row]) -> list[str]:
    return list(row["problems"]) if row else []


def _event(seen: Seen, row: Row, was: Sequence[str], *, initial: bool, removed: bool) -> Event:
    problems = row["problems"]
    return {
        "change": "problem" if problems else "recovered",
        "new": [problem for problem in problems if problem not in was],
        "solved": [problem for problem in was if problem not in problems],
        "initial": initial,
        "removed": removed,
        "server": seen.server,
        "at": seen.at,
        "integration": {
            **{key: _data(value) for key, value in row.items() if key not in _NOT_READ},
            "problems": list(problems),
        },
    }


def _data(value: Any) -> Any:
    """Return a value of the server as data for ever, which every reader of JSON takes: no template, no endless text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < _LARGEST:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    text = visible(str(value))
    return _OBEYED.sub(r"\g<0> ", text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} ...")


def pause_after(failures: int, interval: int) -> int:
    """Return the seconds until the next look, after so many failures in a row."""
    doubled: int = interval * 2 ** min(failures, 16)
    return min(doubled, max(interval, LONGEST_PAUSE))


async def follow(
    read: Callable[[], Seen],
    put: Callable[[Event], Awaitable[None]],
    options: Mapping[str, Any],
    log: Logger,
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
) -> None:
    """Look for ever, and put an event for each change. Ends when it is cancelled.

    A failure is logged when it begins, and when it has ended; changes meanwhile are found by the first look that works.
    """
    known: Optional[Wrong] = None
    warned: Sequence[str] = ()
    failures = 0
    while True:
        try:
            seen = await asyncio.to_thread(read)
        except Unreadable as error:
            failures += 1
            if failures == 1:
                log.error("%s; trying again until it works, next in %s", error, counted(pause_after(1, options["interval"]), "second"))
        else:
            if failures:
                log.warning("%s answers again, after %s", seen.server, counted(failures, "failed attempt"))
            failures = 0
            for text in seen.warnings:
                if text not in warned:
                    log.warning("%s", text)
            warned = seen.warnings
            known, found = events(known, seen, options["problems"], options["initial"])
            for event in found:
                await put(event)
            log.debug("%s has %s with problems that are watched", seen.server, counted(len(known), "integration"))
        await sleep(pause_after(failures, options["interval"]))


async def watch(put: Callable[[Event], Awaitable[None]], arguments: Mapping[str, Any], log: Logger) -> None:
    """Run the event source with the arguments of a rulebook, until it is cancelled.

    :raises ValueError: an option is wrong.
    """
    options, clock = checked(arguments), Clock()
    try:
        await follow(lambda: look(options, clock, lambda: datetime.now(timezone.utc)), put, options, log)
    finally:
        clock.stop()  # a look that is under way ends with its request, and closes its connections
