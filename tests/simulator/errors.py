# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an error looks like: the framework's JSON or, where a switch says so, a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from rest_framework.views import exception_handler

from .behaviour import BEHAVIOUR

PAGE = "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n"


def html_page(status: int, title: str) -> HttpResponse:
    """Return a page as a proxy or the product itself would show it to a browser."""
    return HttpResponse(PAGE.format(title), status=status)


def answer_error(error: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """Answer an error as the framework does, or as a page where a switch says so."""
    response = exception_handler(error, context)
    if response is not None and (BEHAVIOUR.flag("html_errors") or (response.status_code == 404 and BEHAVIOUR.not_found == "html")):
        return html_page(response.status_code, f"{response.status_code} {response.status_text}")
    return response


def unknown_path(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Answer for a path that does not exist."""
    if BEHAVIOUR.flag("html_errors") or BEHAVIOUR.not_found == "html":
        return html_page(404, "404 Not Found")
    return JsonResponse({"detail": "Not found."}, status=404)
