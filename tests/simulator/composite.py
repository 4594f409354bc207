# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""composite/: many requests in one, each through the view that would answer it by itself."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any
from urllib.parse import unquote

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .behaviour import BEHAVIOUR
from .errors import UnknownAddress, unknown_address
from .faults import FAULTS
from .gate import instead
from .journal import ENTRY
from .references import Unresolved, fill
from .rules import SUB_REQUEST
from .store import exclusive

NOT_APPLIED = {"detail": "Not applied: another request of the transaction failed."}


class RolledBack(Exception):
    """Ends the transaction of a composite request without its writes."""


class AnyJson(serializers.Field):
    """A value that only the view of the sub-request can judge."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class SubRequest(serializers.Serializer):
    """One request within another."""

    method = serializers.ChoiceField(("GET", "POST", "PATCH", "DELETE"))
    path = serializers.RegexField("^/api/v2/(?!composite/)")
    reference_id = serializers.CharField(max_length=255)
    body = AnyJson(required=False, allow_null=True, default=None)


class CompositeRequest(serializers.Serializer):
    """The body of a composite request."""

    all_or_none = serializers.BooleanField(default=True)
    strict_ref_checking = serializers.BooleanField(default=False)
    composite_request = SubRequest(many=True, allow_empty=False)

    def validate_composite_request(self, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
        most = BEHAVIOUR.number("composite_max")
        if most and len(wanted) > most:
            raise ValidationError(f"Ensure this field has no more than {most} elements.")
        if len({one["reference_id"] for one in wanted}) < len(wanted):
            raise ValidationError("Each reference_id must be unique.")
        return wanted


class Composite(APIView):
    """POST only. The switch ``composite`` says who may, and whether ``all_or_none`` holds."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.http_method_names = ["options"] if BEHAVIOUR.composite == "refused" else ["post", "options"]
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if BEHAVIOUR.composite == "absent":
            raise UnknownAddress
        if BEHAVIOUR.composite == "forbidden" or (BEHAVIOUR.composite == "forbidden_post" and request.method == "POST"):
            raise PermissionDenied

    def post(self, request: Request) -> Response:
        body = CompositeRequest(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        atomic = wanted["all_or_none"] and BEHAVIOUR.composite != "partial"
        notes: list[dict[str, Any]] = []
        request.META[ENTRY].update(sub=notes, committed=False)
        rows: list[dict[str, Any]] = []
        with contextlib.suppress(RolledBack), exclusive() if atomic else contextlib.nullcontext():
            self.run(request, wanted, rows, notes, stop=atomic and BEHAVIOUR.composite_rollback == "halted")
            if atomic and _failed(rows):
                raise RolledBack
        lost = atomic and _failed(rows)
        request.META[ENTRY]["committed"] = not lost
        if lost and BEHAVIOUR.composite_rollback == "halted":
            failed = rows[-1]
            references = [one["reference_id"] for one in wanted["composite_request"]]
            rows = [failed if one == failed["reference_id"] else _row(one, 424, NOT_APPLIED) for one in references]
        status = int(BEHAVIOUR.composite_status) if _failed(rows) else 200
        return Response({"composite_response": rows}, status=status)

    def run(self, request: Request, wanted: dict[str, Any], rows: list[Any], notes: list[Any], *, stop: bool) -> None:
        """Answer the sub-requests one after another; ``stop``: only up to the first that fails."""
        answers: dict[str, Any] = {}
        for one in wanted["composite_request"]:
            try:
                filled = fill({"path": one["path"], "body": one["body"]}, answers, strict=wanted["strict_ref_checking"])
            except Unresolved as error:
                status, body = 400, {"detail": str(error)}
                filled = one
            else:
                status, body = answer(request.META, one["method"], filled["path"], filled["body"])
            path, _mark, query = filled["path"].partition("?")
            note = {"method": one["method"], "path": path, "query": query, "body": filled["body"], "status": status}
            notes.append({**note, "reference_id": one["reference_id"]})
            rows.append(_row(one["reference_id"], status, body))
            answers[one["reference_id"]] = body
            if stop and status >= 400:
                return


def _row(reference: str, status: int, body: Any) -> dict[str, Any]:
    return {"reference_id": reference, "http_status_code": status, "body": body}


def _failed(rows: list[dict[str, Any]]) -> bool:
    return any(row["http_status_code"] >= 400 for row in rows)


def answer(environ: dict[str, Any], method: str, path: str, body: Any) -> tuple[int, Any]:
    """Return status and body of what a request would be answered by itself, faults of sub-requests included."""
    fault = FAULTS.take(method, *path.partition("?")[::2], sub=True)
    if fault and fault.kind == "status":
        return _told(*instead(fault))
    status, text = _handle(environ, method, path, body)
    return _told(*instead(fault)) if fault else _told(status, {}, text)


def _told(status: int, headers: dict[str, str], text: bytes) -> tuple[int, Any]:
    try:
        return status, json.loads(text) if text else None
    except ValueError:
        return status, text.decode()


def _handle(environ: dict[str, Any], method: str, path: str, body: Any) -> tuple[int, bytes]:
    data = b"" if body is None else json.dumps(body).encode()
    path, _mark, query = path.partition("?")
    request = WSGIRequest(
        {
            **environ,
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_ACCEPT": "application/json",
            "wsgi.input": io.BytesIO(data),
            SUB_REQUEST: True,
        }
    )
    try:
        found = resolve(request.path_info)
    except Resolver404:
        response: Any = unknown_address(request)
    else:
        response = found.func(request, *found.args, **found.kwargs)
    if not isinstance(response, HttpResponse):
        raise TypeError(f"{path}: a stream has no place in a composite answer")
    if isinstance(response, Response):
        response.render()
    return response.status_code, response.content
