# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an error looks like: the framework's JSON or, where a switch says so, a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.views import exception_handler

from .behaviour import BEHAVIOUR
from .html import page

NOT_FOUND = {"detail": "Not found."}


class UnknownAddress(Exception):
    """An address that this server does not have. ``endpoint``: one of ENDPOINTS, of which the word is unknown; or nothing."""

    def __init__(self, endpoint: str = "") -> None:
        super().__init__(endpoint)
        self.endpoint = endpoint


def html_page(status: int, title: str) -> HttpResponse:
    """Return a page as a proxy or the product itself would show it to a browser."""
    return HttpResponse(page(title), status=status)


def answer_error(error: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """Answer an error as the framework does, or as a page where a switch says so."""
    if isinstance(error, UnknownAddress):
        context["view"].headers.pop("Allow", None)  # the methods of the view are those of another address
        return unknown_address(context["request"]._request, error.endpoint)
    response = exception_handler(error, context)
    if response is not None and (BEHAVIOUR.flag("html_errors") or (response.status_code == 404 and BEHAVIOUR.not_found == "html")):
        return html_page(response.status_code, f"{response.status_code} {response.status_text}")
    return response


def unknown_address(request: HttpRequest, endpoint: str = "") -> HttpResponse:
    """Answer for an address that does not exist, as the switches say."""
    how = BEHAVIOUR.unknown(endpoint)
    if how == "404" and endpoint == "jobs" and BEHAVIOUR.all_jobs != "absent":
        how = "405_writes"  # jobs/{id}/ takes the word for an id
    if how == "login":
        return HttpResponseRedirect(f"/login/?next={request.path}")
    if how == "page":
        return html_page(200, "SD Elements")
    if how == "405" or (how == "405_writes" and request.method not in SAFE_METHODS):
        allow = {"Allow": "OPTIONS" if how == "405" else "GET, HEAD, OPTIONS"}
        if BEHAVIOUR.flag("html_errors"):
            return HttpResponse(page("405 Method Not Allowed"), status=405, headers=allow)
        return JsonResponse({"detail": f'Method "{request.method}" not allowed.'}, status=405, headers=allow)
    if BEHAVIOUR.flag("html_errors") or BEHAVIOUR.not_found == "html":
        return html_page(404, "404 Not Found")
    return JsonResponse(NOT_FOUND, status=404)


def unknown_path(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Answer for a path that no view has."""
    return unknown_address(request) if request.path.startswith("/api/") else JsonResponse(NOT_FOUND, status=404)


def login(request: HttpRequest) -> HttpResponse:
    """The page to which a redirect of an unknown address leads."""
    return html_page(200, "SD Elements: sign in")
