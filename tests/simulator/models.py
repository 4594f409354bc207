# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is stored. ``params`` are the own params of an object, as written, in alm_ naming, secrets in clear."""

from __future__ import annotations

import dataclasses

from django.db import models


class BusinessUnit(models.Model):
    """A business unit: the top of the organisation."""

    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=255)


class Application(models.Model):
    """An application of a business unit."""

    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=255)
    business_unit = models.ForeignKey(BusinessUnit, models.CASCADE)
    priority = models.CharField(max_length=20, default="none")


class Project(models.Model):
    """A project of an application. Names are unique within it only where the switch ``project_names`` says so."""

    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=255)
    application = models.ForeignKey(Application, models.CASCADE)
    archived = models.BooleanField(default=False)
    external_id = models.CharField(max_length=255, default="")
    custom_attributes = models.JSONField(default=dict)
    created = models.DateTimeField()
    updated = models.DateTimeField()


class Connector(models.Model):
    """Fields of both kinds of connector."""

    name = models.CharField(max_length=255)
    system = models.CharField(max_length=40)
    inaccessible = models.BooleanField(default=False)
    params = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Connection(models.Model):
    """Fields of both kinds of connection."""

    alias = models.CharField(max_length=255)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    frequency = models.CharField(max_length=20, default="manually")
    debug_mode = models.BooleanField(default=False)
    reference_context = models.IntegerField(null=True)
    params = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Job(models.Model):
    """Fields of both kinds of sync job. ``polls_left``: reads before a started job has ended."""

    user = models.IntegerField(default=1)
    ready = models.BooleanField(default=False)
    succeeded = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    result_message = models.TextField(default="")
    last_run = models.DateTimeField(null=True)
    polls_left = models.IntegerField(default=0)

    class Meta:
        abstract = True


class AlmConnector(Connector):
    """A connector to an issue tracker."""


class AlmConnection(Connection):
    """A connection of a project to an issue tracker."""

    connector = models.ForeignKey(AlmConnector, models.CASCADE, related_name="connections")


class AlmJob(Job):
    """A run of the synchronisation of an ALM connection."""

    connection = models.ForeignKey(AlmConnection, models.CASCADE, related_name="jobs")


class AnalysisConnector(Connector):
    """A connector to an analysis tool."""


class AnalysisConnection(Connection):
    """A connection of a project to an analysis tool."""

    connector = models.ForeignKey(AnalysisConnector, models.CASCADE, related_name="connections")


class AnalysisJob(Job):
    """A run of the import of an analysis connection."""

    connection = models.ForeignKey(AnalysisConnection, models.CASCADE, related_name="jobs")


@dataclasses.dataclass(frozen=True)
class Family:
    """ALM or analysis: the same resources on tables of their own, each with its own ids."""

    kind: str
    label: str
    connector: type[Connector]
    connection: type[Connection]
    job: type[Job]


FAMILIES = {
    "alm": Family("alm", "ALM", AlmConnector, AlmConnection, AlmJob),
    "analysis": Family("analysis", "Analysis Tool", AnalysisConnector, AnalysisConnection, AnalysisJob),
}


def next_job_id() -> int:
    """Return the next id of a job: jobs of all kinds share one sequence."""
    return 1 + max(family.job.objects.aggregate(latest=models.Max("pk"))["latest"] or 0 for family in FAMILIES.values())
