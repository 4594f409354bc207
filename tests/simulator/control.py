# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API below /simulator/: what is stored, what arrived, what goes wrong, which switches are set."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from rest_framework.authtoken.models import Token

from . import faults as fault_queue
from . import seeds, store
from .behaviour import BEHAVIOUR, SWITCHES, UnknownBehaviour
from .faults import FAULTS
from .journal import JOURNAL
from .lag import LATE, STATES
from .settings import TOKEN_COOKIE

WRONG = (
    UnknownBehaviour,
    fault_queue.UnknownFault,
    store.Refused,
    DatabaseError,
    FieldError,
    ValidationError,
    TypeError,
    ValueError,
)


def control(*methods: str) -> Callable[..., Any]:
    """Make a view of a function (request, body, ...) that returns what is answered as JSON."""

    def wrap(function: Callable[..., Any]) -> Callable[..., HttpResponse]:
        @functools.wraps(function)
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return JsonResponse({"error": f"use {', '.join(methods)}"}, status=405, headers={"Allow": methods[0]})
            try:
                body = json.loads(request.body) if request.body else {}
                return JsonResponse(function(request, body, **kwargs), safe=False)
            except WRONG as error:
                return JsonResponse({"error": str(error)}, status=400)

        return view

    return wrap


@control("GET", "PUT", "PATCH")
def behaviour(request: HttpRequest, body: Any) -> Any:
    """GET: the table of switches with their positions. PUT: all to default but those sent. PATCH: only those sent."""
    if request.method == "GET":
        return {
            switch.name: {
                "value": getattr(BEHAVIOUR, switch.name),
                "values": switch.values,
                "default": switch.default,
                "meaning": switch.meaning,
            }
            for switch in SWITCHES
        }
    (BEHAVIOUR.reset if request.method == "PUT" else BEHAVIOUR.change)(body)
    return BEHAVIOUR.as_dict()


@control("GET", "DELETE")
def journal(request: HttpRequest, body: Any) -> Any:
    """The requests that arrived; DELETE returns and forgets them."""
    return JOURNAL.entries(clear=request.method == "DELETE")


@control("GET", "POST", "DELETE")
def faults(request: HttpRequest, body: Any) -> Any:
    """GET: what is queued. POST: queue a fault. DELETE: empty the queue."""
    if request.method == "POST":
        FAULTS.add(body)
    if request.method == "DELETE":
        FAULTS.clear()
    return FAULTS.waiting()


@control("POST")
def release(request: HttpRequest, body: Any) -> Any:
    """Let the requests of hold go on, those to come too."""
    return FAULTS.release()


@control("POST")
def late(request: HttpRequest, body: Any) -> Any:
    """Apply the requests of status_late before the next request; show the current state from now on."""
    STATES.clear()
    return LATE.release()


@control("POST")
def reset(request: HttpRequest, body: Any) -> Any:
    """Empty everything, plant a seed, set the switches, store objects: {"seed": .., "behaviour": {..}, "objects": {kind: [..]}}."""
    seeds.check(body.get("seed", "empty"))
    BEHAVIOUR.reset(body.get("behaviour", {}))
    FAULTS.clear()
    LATE.clear()
    STATES.clear()
    JOURNAL.entries(clear=True)
    store.empty()
    seeds.plant(body.get("seed", "empty"))
    for kind, rows in body.get("objects", {}).items():
        store.add(kind, rows)
    return BEHAVIOUR.as_dict()


@control("GET", "POST")
def objects(request: HttpRequest, body: Any, kind: str) -> Any:
    """GET: all objects of a kind. POST: store one (an object) or many (a list)."""
    if request.method == "GET":
        return store.everything(kind)
    return store.add(kind, body) if isinstance(body, list) else store.add(kind, [body])[0]


@control("PATCH", "DELETE")
def one_object(request: HttpRequest, body: Any, kind: str, pk: str) -> Any:
    """PATCH: change fields of an object. DELETE: remove it."""
    if request.method == "PATCH":
        return store.change(kind, int(pk), body)
    store.remove(kind, int(pk))
    return {}


def browse(request: HttpRequest) -> HttpResponse:
    """Log a browser in to the browsable API, by a cookie that no other site can send."""
    response = HttpResponseRedirect("/api/v2/")
    response.set_cookie(TOKEN_COOKIE, Token.objects.get().key, httponly=True, samesite="Strict")
    return response
