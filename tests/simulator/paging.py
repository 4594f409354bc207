# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages and filters of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from .answers import USER
from .behaviour import BEHAVIOUR
from .models import Application, BusinessUnit, Project
from .systems import SYSTEMS

COMMON = frozenset(("page", "page_size", "include", "expand", "ordering", "search", "format"))

PARENTS: dict[str, Any] = {"project_id": Project, "application_id": Application, "business_unit_id": BusinessUnit}
#: Lookups that take a number.
NUMBERS = frozenset(("connection_id", *PARENTS))
#: Suffixes of filters of texts.
LOOKUPS = ("exact", "iexact", "contains", "icontains", "startswith", "istartswith", "in")


class Pages(PageNumberPagination):
    """``page`` and ``page_size``; without pages a list is {"results": [..]}, as on every page of the API."""

    page_size_query_param = "page_size"
    page = None

    def get_page_size(self, request: Request) -> int | None:
        if BEHAVIOUR.paging == "none" or BEHAVIOUR.flag("bare_list"):
            return None
        cap = BEHAVIOUR.number("page_size_max")
        self.max_page_size = cap or None
        self.page_size = None
        size: int | None = super().get_page_size(request)
        if size is None and BEHAVIOUR.paging == "forced":
            size = BEHAVIOUR.number("page_size_default")
            size = min(size, cap) if cap else size
        return size

    def get_next_link(self) -> str | None:
        return self._moved(super().get_next_link())

    def get_previous_link(self) -> str | None:
        return self._moved(super().get_previous_link())

    @staticmethod
    def _moved(link: str | None) -> str | None:
        kind, colon, origin = BEHAVIOUR.next_host.partition(":")
        if link is None or kind == "same":
            return link
        there = urlsplit(origin)
        return urlunsplit(urlsplit(link)._replace(scheme=there.scheme, netloc=there.netloc))


def answer_list(view: Any, queryset: QuerySet) -> Response:
    """Answer with one page of the queryset, or all of it."""
    rows = view.paginate_queryset(queryset)
    if rows is not None:
        return view.get_paginated_response(view.get_serializer(rows, many=True).data)
    data = view.get_serializer(queryset, many=True).data
    return Response(data if BEHAVIOUR.flag("bare_list") else {"results": data})


def narrow(request: Request, queryset: QuerySet, filters: Mapping[str, str], known: frozenset[str] = frozenset()) -> QuerySet:
    """Apply filters: query parameter -> lookup. ``known`` are parameters that the caller looks at itself."""
    unknown = sorted(set(request.query_params) - COMMON - set(filters) - known)
    if unknown and BEHAVIOUR.unknown_filters == "refused":
        raise ValidationError({name: ["Unknown filter."] for name in unknown})
    if BEHAVIOUR.filters == "ignored":
        return queryset
    for name, lookup in filters.items():
        value = request.query_params.get(name, "")
        if value:
            queryset = queryset.filter(**{lookup: _operand(name, lookup, value)})
    return queryset


def _operand(name: str, lookup: str, value: str) -> Any:
    if lookup.endswith("system__in"):
        return [system.id for system in SYSTEMS if system.is_called(value)]
    if lookup.endswith("__in"):
        values = value.split(",")
        if name == "id__in" and not all(one.isdecimal() for one in values):
            raise ValidationError({name: ["Enter a number."]})
        return values
    if name == "user":
        return USER["id"] if value in (USER["email"], str(USER["id"])) else 0
    if lookup in ("automatic", "ready", "succeeded"):
        return value.lower() == "true"
    if lookup in NUMBERS:
        if not value.isdecimal():
            raise ValidationError({name: ["Enter a number."]})
        if BEHAVIOUR.filter_invalid == "400" and lookup in PARENTS and not PARENTS[lookup].objects.filter(pk=value).exists():
            raise ValidationError({name: ["Select a valid choice. That choice is not one of the available choices."]})
        return int(value)
    return value


def search_and_order(request: Request, queryset: QuerySet, orders: tuple[str, ...]) -> QuerySet:
    """Apply ``search`` and ``ordering`` of projects, applications and business units."""
    if BEHAVIOUR.filters != "ignored" and request.query_params.get("search"):
        queryset = queryset.filter(name__icontains=request.query_params["search"])
    order = request.query_params.get("ordering", "")
    return queryset.order_by(order, "id") if order.removeprefix("-") in orders else queryset.order_by("id")
