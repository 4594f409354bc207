# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connectors, connections and their tests. Methods, lists, errors and pages are the framework's; switches narrow."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from . import serializers
from .behaviour import BEHAVIOUR
from .errors import UnknownAddress
from .models import FAMILIES, Family
from .paging import answer_list, narrow
from .store import exclusive
from .systems import BY_ID, MAPPING_HEADER, mapping_of

UPDATES = {"patch": ["patch"], "put": ["put"], "both": ["put", "patch"], "none": []}
FAILURE = "Could not connect to the server: connection refused."


class Resource(GenericAPIView):
    """A resource of the family that the URL names. ``listed``: a collection, not a single object."""

    listed = True
    #: One of ENDPOINTS, where the path has a word.
    endpoint = ""
    filters: dict[str, str] = {}
    older_filters: dict[str, str] = {}
    known: frozenset[str] = frozenset()

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.family: Family = FAMILIES["analysis" if kwargs.get("word") == "analysis" else "alm"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.http_method_names = ["get", "head", "options", *self.writes()]
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        word = self.kwargs.get("word", "analysis")
        if word != "analysis" and not BEHAVIOUR.knows(self.endpoint, word):
            raise UnknownAddress(self.endpoint)

    def writes(self) -> list[str]:
        """Return the methods, beyond those that read, that the switches leave."""
        return []

    def narrowed(self, queryset: QuerySet) -> QuerySet:
        """Apply the filters of the request."""
        return narrow(self.request, queryset, self.all_filters(), self.known)

    def all_filters(self) -> dict[str, str]:
        """Return the filters that there are: query parameter -> lookup."""
        return {**self.filters, **(self.older_filters if BEHAVIOUR.filters == "all" else {})}

    def shown(self, instance: Any) -> Any:
        """Return an object of a resource that is only read."""
        return self.answer(instance)

    def get_object(self) -> Any:
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404  # not get_object_or_404: its text names a model
        return found

    def get(self, request: Request, **kwargs: Any) -> Response:
        if self.listed:
            return answer_list(self, self.narrowed(self.get_queryset()))
        return Response(self.get_serializer(self.get_object()).data)

    def post(self, request: Request, **kwargs: Any) -> Response:
        answer = self.save(201, data=request.data)
        return answer if BEHAVIOUR.create_answer == "object" else Response(status=202)

    def put(self, request: Request, **kwargs: Any) -> Response:
        with exclusive():
            return self.save(200, instance=self.get_object(), data=request.data)

    def patch(self, request: Request, **kwargs: Any) -> Response:
        with exclusive():
            return self.save(200, instance=self.get_object(), data=request.data, partial=True)

    @exclusive()
    def save(self, status: int, **given: Any) -> Response:
        """Check and store what was sent, under one lock, and answer with the object."""
        serializer = self.get_serializer(**given)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data, status=status)


class Editable(Resource):
    """Connectors and connections: create, update and delete as their switches say."""

    def writes(self) -> list[str]:
        analysis = getattr(BEHAVIOUR, f"analysis_{self.endpoint}_write") if self.family.kind == "analysis" else "allowed"
        if analysis == "refused" or (analysis == "create" and not self.listed):
            return []
        if self.listed:
            return ["post"] if getattr(BEHAVIOUR, f"{self.endpoint}_create") == "allowed" else []
        deletes = ["delete"] if getattr(BEHAVIOUR, f"{self.endpoint}_delete") != "refused" else []
        return UPDATES[getattr(BEHAVIOUR, f"{self.endpoint}_update")] + deletes

    @exclusive()
    def delete(self, request: Request, **kwargs: Any) -> Response:
        if getattr(BEHAVIOUR, f"{self.endpoint}_delete") == "forbidden":
            raise PermissionDenied
        found = self.get_object()
        self.check_removal(found)
        found.delete()
        return Response(status=204)

    def check_removal(self, found: Any) -> None:
        """Refuse where the object is in use."""


class Connectors(Editable):
    """connectors/alm/ and connectors/analysis/ (page on connectors)."""

    endpoint = "connectors"
    serializer_class = serializers.ConnectorSerializer
    older_filters = {"system": "system__in"}

    def get_queryset(self) -> QuerySet:
        return self.family.connector.objects.order_by("id")

    def check_removal(self, found: Any) -> None:
        if BEHAVIOUR.connector_delete_used == "refuse" and found.connections.exists():
            raise ValidationError({"detail": "The connector is used by connections."})


class Csv(JSONRenderer):
    """Lets Accept admit text/csv. Errors are JSON all the same."""

    media_type = "text/csv"
    format = "csv"


class Mapping(Connectors):
    """connectors/analysis/{id}/mapping/: what the tool calls the weaknesses of the tasks."""

    listed = False

    def writes(self) -> list[str]:
        return []

    def get_renderers(self) -> list[Any]:
        return [Csv(), *(super().get_renderers() if BEHAVIOUR.mapping != "csv_only" else ())]

    def get(self, request: Request, **kwargs: Any) -> Any:
        if BEHAVIOUR.mapping == "absent":
            raise UnknownAddress
        text = io.StringIO()
        csv.writer(text).writerows((MAPPING_HEADER, *mapping_of(BY_ID[self.get_object().system])))
        return HttpResponse(text.getvalue(), content_type="text/csv")


class Connections(Editable):
    """connections/alm/ and connections/analysis/ (page on ALM connections)."""

    endpoint = "connections"
    serializer_class = serializers.ConnectionSerializer
    filters = {"project": "project_id"}
    older_filters = {"alias": "alias", "frequency": "frequency", "system": "connector__system__in"}

    @property
    def with_last_job(self) -> bool:
        """Whether the request asks for last_job, and gets it."""
        asked = self.request.query_params.get("include", "").split(",")
        return self.request.method == "GET" and "last_job" in asked and BEHAVIOUR.last_job == "included"

    def get_queryset(self) -> QuerySet:
        return connections_of(self.family, with_last_job=self.with_last_job)


def connections_of(family: Family, *, with_last_job: bool = False) -> QuerySet:
    """Return all connections of a family with what their answers need."""
    job = family.job.objects
    found = family.connection.objects.select_related("connector", "project__application__business_unit").order_by("id")
    found = found.annotate(running=Exists(job.filter(connection=OuterRef("pk"), ready=False)))
    if BEHAVIOUR.last_successful_run == "shown":
        found = found.annotate(last_success=Max("jobs__last_run", filter=Q(jobs__succeeded=True)))
    if with_last_job:
        latest = job.filter(pk__in=job.values("connection").annotate(latest=Max("pk")).values("latest"))
        found = found.prefetch_related(Prefetch("jobs", latest, to_attr="last_jobs"))
    return found


class ConnectivityTest(Resource):
    """connectors/testalm/ and connections/testalm/ (page on ALM connections). Nothing is stored."""

    endpoint = "tests"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        name = self.kwargs["name"]
        words = {"testalm": "alm", "testissuetracker": "issue-tracker"}
        there = {"present": BEHAVIOUR.knows(self.endpoint, words[name]), "testalm_only": name == "testalm"}
        if not there.get(BEHAVIOUR.test_endpoint, False):
            raise UnknownAddress(self.endpoint)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.http_method_names = ["post", "options"]
        return GenericAPIView.dispatch(self, request, *args, **kwargs)

    def post(self, request: Request, **kwargs: Any) -> Response:
        self.get_serializer(data=request.data).is_valid(raise_exception=True)
        if BEHAVIOUR.test_result == "success":
            return Response({"success": True})
        if BEHAVIOUR.test_result == "fail_200":
            return Response({"success": False, "details": FAILURE})
        return Response({"detail": FAILURE}, status=400)


class ConnectorTest(ConnectivityTest):
    """The test of a connector."""

    serializer_class = serializers.ConnectorTestSerializer


class ConnectionTest(ConnectivityTest):
    """The test of a connection."""

    serializer_class = serializers.ConnectionTestSerializer
