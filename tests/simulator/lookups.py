# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything around connectors and connections: jobs, integrations, plugins, the organisation, the own user."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from . import answers, serializers
from .behaviour import BEHAVIOUR
from .errors import UnknownAddress
from .models import FAMILIES, Application, BusinessUnit, Family, Job, Project
from .paging import LOOKUPS, NUMBERS, answer_list, search_and_order
from .store import exclusive
from .systems import SYSTEMS, System
from .views import Resource, connections_of


class Root(APIView):
    """The top of the API: links for a person with a browser."""

    def get(self, request: Request) -> Response:
        names = [(name, "alm" if BEHAVIOUR.knows(name, "alm") else "issue-tracker") for name in ("connectors", "connections")]
        names += [("connectors", "analysis"), ("connections", "analysis")]
        links = {f"{name}/{kind}": reverse(name, request=request, kwargs={"word": kind}) for name, kind in names}
        for name in ("projects", "applications", "business-units", "me"):
            links[name] = reverse(name, request=request)
        return Response(links)


class Me(APIView):
    """users/me/: the check of a token."""

    def get(self, request: Request) -> Response:
        return Response({**answers.USER, "id": answers.ident(answers.USER["id"])})


class ReadOnly(Resource):
    """A resource that is only read. Its ``answer`` returns one object as the API shows it."""

    serializer_class: Any = serializers.Shown
    orders: tuple[str, ...] = ("name",)
    known = frozenset(("exclude",))

    def all_filters(self) -> dict[str, str]:
        texts = [name for name, lookup in super().all_filters().items() if lookup not in NUMBERS]
        more = [f"{name}__{lookup}" for name in texts for lookup in LOOKUPS] + ["id__in"]
        return {**super().all_filters(), **({name: name for name in more} if BEHAVIOUR.lookups == "honoured" else {})}

    def narrowed(self, queryset: QuerySet) -> QuerySet:
        return search_and_order(self.request, super().narrowed(queryset), self.orders)

    def shown(self, instance: Any) -> dict[str, Any]:
        """Return the answer without the fields that the request excludes."""
        excluded = self.request.query_params.get("exclude", "").split(",") if BEHAVIOUR.exclude == "honoured" else ()
        return {name: value for name, value in self.answer(instance).items() if name not in excluded}


class BusinessUnits(ReadOnly):
    """business-units/"""

    filters = {"name": "name"}
    queryset = BusinessUnit.objects.all()

    def answer(self, instance: BusinessUnit) -> dict[str, Any]:
        return answers.business_unit_answer(instance)


class Applications(ReadOnly):
    """applications/"""

    filters = {"business_unit": "business_unit_id", "name": "name", "slug": "slug", "priority": "priority"}
    queryset = Application.objects.select_related("business_unit")

    def answer(self, instance: Application) -> dict[str, Any]:
        return answers.application_answer(instance)


class Projects(ReadOnly):
    """projects/: archived ones are shown only where asked for, in current releases."""

    serializer_class = serializers.ProjectSerializer
    filters = {"application": "application_id", "name": "name", "slug": "slug", "external_id": "external_id"}
    orders = ("name", "created", "updated")
    known = frozenset(("active", "exclude"))
    queryset = Project.objects.select_related("application__business_unit")

    def all_filters(self) -> dict[str, str]:
        found = super().all_filters()
        return found if BEHAVIOUR.project_fields == "today" else {name: found[name] for name in found if "external_id" not in name}

    def writes(self) -> list[str]:
        if BEHAVIOUR.projects_write == "refused":
            return []
        return ["post"] if self.listed else ["patch", "delete"]

    def get_queryset(self) -> QuerySet:
        if BEHAVIOUR.archived == "listed" and not self.listed:
            return self.queryset.filter(archived=False)
        return self._shown(self.queryset) if BEHAVIOUR.archived == "unread" else self.queryset.all()

    def narrowed(self, queryset: QuerySet) -> QuerySet:
        return super().narrowed(self._shown(queryset) if BEHAVIOUR.archived in ("hidden", "listed") else queryset)

    def _shown(self, queryset: QuerySet) -> QuerySet:
        active = self.request.query_params.get("active", "true").lower()
        return queryset.all() if active == "all" else queryset.filter(archived=active == "false")

    @exclusive()
    def delete(self, request: Request, **kwargs: Any) -> Response:
        self.get_object().delete()
        return Response(status=204)

    def answer(self, instance: Project) -> dict[str, Any]:
        return answers.project_answer(instance)


class Integrations(Resource):
    """integrations/ and projects/{id}/integrations/ (page on integrations): a draft that no release carries."""

    serializer_class = serializers.Shown
    filters = {"alias": "alias", "frequency": "frequency", "system": "connector__system__in"}
    known = frozenset(("type",))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if BEHAVIOUR.integrations == "absent":
            raise UnknownAddress

    def get(self, request: Request, **kwargs: Any) -> Response:
        type_ = request.query_params.get("type") if BEHAVIOUR.filters != "ignored" else None
        project = self.kwargs.get("pk")
        if project is not None and not Project.objects.filter(pk=project).exists():
            raise Http404
        rows: list[Any] = []
        for family in FAMILIES.values():
            if type_ in (None, "", family.label):
                found = self.narrowed(connections_of(family))
                found = found if project is None else found.filter(project_id=project)
                rows += [(family, connection) for connection in found]
        return answer_list(self, rows)

    def answer(self, instance: tuple[Family, Any]) -> dict[str, Any]:
        """Return one integration."""
        with_params = "params" in self.request.query_params.get("include", "").split(",")
        of_project = "pk" in self.kwargs
        return answers.integration_answer(*instance, of_project=of_project, with_params=with_params)


class Plugins(Resource):
    """plugins/alm/: the systems and their params."""

    serializer_class = serializers.Shown
    endpoint = "plugins"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if BEHAVIOUR.plugins == "absent":
            raise UnknownAddress(self.endpoint)

    def get_queryset(self) -> list[System]:
        return [system for system in SYSTEMS if system.kind == self.family.kind]

    def narrowed(self, queryset: Any) -> Any:
        return queryset

    def answer(self, instance: System) -> dict[str, Any]:
        """Return the description of one system."""
        return answers.plugin_answer(instance)


class OnePlugin(Plugins):
    """The description of one system."""

    listed = False

    def get_object(self) -> System:
        for system in self.get_queryset():
            if system.id == self.kwargs["system"]:
                return system
        raise Http404


class Jobs(Resource):
    """jobs/alm/ and jobs/analysis/: POST starts a job."""

    serializer_class = serializers.JobSerializer
    endpoint = "jobs"
    filters = {
        "automatic": "automatic",
        "connection": "connection_id",
        "ready": "ready",
        "succeeded": "succeeded",
        "user": "user",
    }

    @property
    def expand(self) -> frozenset[str]:
        """The users that the request wants as objects."""
        return frozenset(self.request.query_params.get("expand", "").split(","))

    def writes(self) -> list[str]:
        return ["post"] if self.listed else []

    def get_queryset(self) -> QuerySet:
        return jobs_of(self.family)


class OneJob(Jobs):
    """One job. Reading it is what lets a started job come to its end."""

    listed = False

    @exclusive()
    def get_object(self) -> Job:
        job: Job = super().get_object()
        if not job.ready:
            advance(job)
            job.save()
        return job


class AllJobs(Jobs):
    """jobs/: the jobs of all kinds."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if BEHAVIOUR.all_jobs == "absent":
            raise UnknownAddress

    def writes(self) -> list[str]:
        return []

    def get(self, request: Request, **kwargs: Any) -> Response:
        if not self.listed:
            return super().get(request, **kwargs)
        rows: list[Any] = [job for family in FAMILIES.values() for job in self.narrowed(jobs_of(family))]
        rows.sort(key=lambda job: job.pk)
        asked_for = set(self.filters) & set(request.query_params)
        if BEHAVIOUR.all_jobs == "with_ldap" and (BEHAVIOUR.filters == "ignored" or not asked_for):
            rows.append(None)  # not a job of a connection of a project
        return answer_list(self, rows)


class OneOfAllJobs(AllJobs, OneJob):
    """jobs/{id}/: one job, whatever its kind."""

    listed = False

    def get_queryset(self) -> QuerySet:
        for family in FAMILIES.values():
            found = jobs_of(family).filter(pk=self.kwargs["pk"])
            if found.exists():
                return found
        raise Http404


def jobs_of(family: Family) -> QuerySet:
    """Return the jobs of a family with what their answers need."""
    related = ("connection__connector", "connection__project__application__business_unit")
    return family.job.objects.select_related(*related).order_by("id")


def advance(job: Job) -> None:
    """Let a started job take one step; the switch ``sync_result`` says how it ends."""
    if job.polls_left:
        job.polls_left -= 1
        return
    result, colon, message = BEHAVIOUR.sync_result.partition(":")
    job.ready = True
    job.succeeded = result == "success"
    job.result_message = message
    job.last_run = datetime.now(timezone.utc)
