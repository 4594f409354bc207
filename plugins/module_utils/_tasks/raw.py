# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to any address of the API, for what no module of the collection covers.

This file is private to the collection. What such an address stands for is not known here: its answer is shown as it is, without secrets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .._api.answers import NOT_FOUND, NOT_SDE
from .._api.client import API
from .._api.errors import InputError, NotFoundError, OtherTypeError, RequestError
from .._api.paging import Page
from .._engine.settle import in_doubt
from .._model.objects import ReadOnlyObject, ServerData
from .._model.raw_request import body_of, path_of, query_of, shown_body_of
from .._model.secrets import Secrets
from .task import Context

_DOUBT = "; it is not known whether it was applied: read what it changes before you send it again"


def read(context: Context) -> dict[str, Any]:
    """GET: one answer or, with C(all_pages), a list as one object."""
    options = context.options
    path, query = path_of(options["path"]), query_of(options["query"])
    server = context.server()
    if not options["all_pages"]:
        with _path_of_the_task():
            answer = server.client.get(path, query)
        return {"changed": False, "status": answer.status, "json": _shown(context, answer.data)}
    if "page" in query:
        raise InputError("query: page asks for one page and all_pages for all of them; leave one of them out")
    server.incomplete = context.warn
    statuses = []

    def pages() -> Iterator[Page]:
        for page in server.client.pages(path, query):
            statuses.append(page.answer.status)
            yield page

    with _path_of_the_task():
        results = server.rows(pages, path)
    return {"changed": False, "status": statuses[-1], "json": _shown(context, {"results": results})}


def write(context: Context) -> dict[str, Any]:
    """POST, PATCH, PUT or DELETE. What it changes is not known, so that a lost answer is not settled and a POST is sent once."""
    options = context.options
    method, path = options["method"], path_of(options["path"])
    body, shown_body = (make(options["body"], options["secret_body"]) for make in (body_of, shown_body_of))
    client = context.server().client
    own = _own(context)
    command = {"method": method, "path": own.scrub(API + path), **({} if body is None else {"body": ServerData(own.quoted(shown_body))})}
    result: dict[str, Any] = {"changed": True, "commands": [ReadOnlyObject(command)]}
    if context.check_mode:
        return result
    try:
        with _path_of_the_task():
            answer = client.send(method, path, body)
    except RequestError as error:
        if error.applied is None:
            in_doubt(error, _DOUBT)
        error.details.update(commands=result["commands"])
        raise
    return {**result, "status": answer.status, "json": _shown(context, answer.data)}


@contextmanager
def _path_of_the_task() -> Iterator[None]:
    """Name the path where there is nothing, or nothing in JSON: the task gave it."""
    try:
        yield
    except NotFoundError as error:
        error.message = error.message.replace(f"({NOT_FOUND})", "(check path and sde_url)")
        raise
    except OtherTypeError as error:
        error.message = error.message.replace(NOT_SDE, "give a path that answers in JSON; other data cannot be read with this module")
        raise


def _own(context: Context) -> Secrets:
    """The secrets that the task itself gives, which stand nowhere: not in a name either."""
    return Secrets([context.options["sde_token"], context.options.get("secret_body")])


def _shown(context: Context, data: Any) -> ServerData:
    """The data of an answer as results show it."""
    context.secrets.learn_within(data)
    return ServerData(_own(context).quoted(data))
