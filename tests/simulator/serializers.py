# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a write must look like. Field errors come from the framework; answers from answers.py."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError

from . import answers, params
from .behaviour import BEHAVIOUR
from .models import Application, Connection, Connector, Family, Job, Project, next_job_id
from .systems import BY_ID, SYSTEMS, System

BY_AGENT_ONLY = "The connector is inaccessible: its connections are synchronised by the remote agent only."
LDAP_JOB_ID = 900001
FREQUENCIES = ("hourly", "daily", "weekly", "monthly", "manually")


class SystemField(serializers.Field):
    """``system``: {"id": ..} is enough; a bare text is taken only where systems are shown as text."""

    def to_internal_value(self, data: Any) -> System:
        if isinstance(data, str) and BEHAVIOUR.system_form.endswith("text"):
            system = next((system for system in SYSTEMS if system.is_called(data)), None)
        elif isinstance(data, dict):
            system = BY_ID.get(str(data.get("id")))
        else:
            raise ValidationError("A dictionary with the id of the system was expected.")
        if system is None or system.kind != self.context["view"].family.kind:
            raise ValidationError("There is no such system.")
        return system

    def to_representation(self, value: Any) -> Any:
        return value


class OfFamily(serializers.PrimaryKeyRelatedField):
    """``connector`` or ``connection``: one of the family, alm or analysis, of the view that it serves."""

    def get_queryset(self) -> Any:
        return getattr(self.context["view"].family, self.field_name).objects.all()


class Written(serializers.Serializer):
    """A resource of one family, alm or analysis, of the view that it serves."""

    @property
    def view(self) -> Any:
        return self.context["view"]

    @property
    def family(self) -> Family:
        family: Family = self.view.family
        return family

    @property
    def written(self) -> bool:
        return self.context["request"].method in ("POST", "PUT", "PATCH")

    def get_fields(self) -> dict[str, serializers.Field]:
        fields: dict[str, serializers.Field] = super().get_fields()
        for name in ("name", "alias"):
            if name in fields:
                fields[name].trim_whitespace = BEHAVIOUR.flag("trim_names")
        return fields

    def value(self, attrs: dict[str, Any], name: str) -> Any:
        """Return what a field will be after the write."""
        return attrs[name] if name in attrs else getattr(self.instance, name)

    def create(self, validated_data: dict[str, Any]) -> Any:
        return self.model.objects.create(**validated_data)

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save()
        return instance

    def own_params(self, system: System, sent: dict[str, Any], *, of_connection: bool) -> dict[str, Any]:
        """Return the own params after the write."""
        return params.accept(
            system,
            self.instance.params if self.instance else {},
            sent,
            replace=not self.partial or BEHAVIOUR.patch_params == "replace",
            of_connection=of_connection,
        )


class Shown(serializers.BaseSerializer):
    """A resource that is only read: the view knows its answer."""

    def to_representation(self, instance: Any) -> Any:
        return self.context["view"].shown(instance)


class ProjectSerializer(Written):
    """Create and update of a project."""

    model = Project
    name = serializers.CharField(max_length=255)
    application = serializers.PrimaryKeyRelatedField(queryset=Application.objects.all())
    archived = serializers.BooleanField(default=False)
    external_id = serializers.CharField(max_length=255, default="", allow_blank=True)
    custom_attributes = serializers.DictField(default=dict)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        today = BEHAVIOUR.project_fields == "today"
        return {name: field for name, field in fields.items() if today or name not in ("external_id", "custom_attributes")}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        same = Project.objects.filter(name=self.value(attrs, "name"), application=self.value(attrs, "application"))
        others = same.exclude(pk=self.instance.pk if self.instance else None)
        if BEHAVIOUR.project_names == "unique" and others.exists():
            raise ValidationError("This application already has a project by that name")
        attrs["updated"] = timezone.now()
        if not self.instance:
            attrs.update(created=attrs["updated"], slug=slugify(attrs["name"]))
        return attrs

    def to_representation(self, instance: Project) -> Any:
        return self.view.shown(instance)


class ConnectorSerializer(Written):
    """Create and update of a connector (page on connectors)."""

    name = serializers.CharField(max_length=255)
    system = SystemField()
    inaccessible = serializers.BooleanField(default=False)
    params = serializers.DictField()

    @property
    def model(self) -> type[Connector]:
        return self.family.connector

    def validate_name(self, name: str) -> str:
        others = self.model.objects.filter(name=name).exclude(pk=self.instance.pk if self.instance else None)
        if BEHAVIOUR.unique_names == "enforced" and others.exists():
            raise ValidationError("connector with this name already exists.")
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance and BEHAVIOUR.flag("require_status_mapping"):
            raise ValidationError("This connector is a legacy connector: it needs status mappings before any change.")
        if "system" in attrs:
            attrs["system"] = attrs["system"].id
        system = self.value(attrs, "system")
        if self.instance and system != self.instance.system:
            raise ValidationError({"system": "The system of a connector cannot be changed."})
        if "params" in attrs:
            attrs["params"] = self.own_params(BY_ID[system], attrs["params"], of_connection=False)
        return attrs

    def to_representation(self, instance: Connector) -> dict[str, Any]:
        return answers.connector_answer(instance, written=self.written)


class ConnectionSerializer(Written):
    """Create and update of a connection (page on ALM connections)."""

    alias = serializers.CharField(max_length=255)
    connector = OfFamily()
    project = serializers.PrimaryKeyRelatedField(queryset=Project.objects.all())
    frequency = serializers.ChoiceField(FREQUENCIES, default="manually")
    debug_mode = serializers.BooleanField(default=False)
    params = serializers.DictField()

    @property
    def model(self) -> type[Connection]:
        return self.family.connection

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        fields["alias"].required = self.family.kind == "alm"
        return fields

    def validate_frequency(self, frequency: str) -> str:
        if frequency != "manually" and not BEHAVIOUR.flag("advanced_alm"):
            raise ValidationError(f'"{frequency}" is not a valid choice.')
        return frequency

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        connector = self.value(attrs, "connector")
        if self.instance and connector.system != self.instance.connector.system:
            raise ValidationError({"connector": "The connector must be of the same system."})
        if not self.partial:
            attrs.setdefault("alias", connector.name)
        if BEHAVIOUR.debug_mode == "absent":
            attrs.pop("debug_mode", None)
        same = self.model.objects.filter(alias=self.value(attrs, "alias"), project=self.value(attrs, "project"))
        others = same.exclude(pk=self.instance.pk if self.instance else None)
        if BEHAVIOUR.unique_names == "enforced" and others.exists():
            raise ValidationError("The fields project, alias must make a unique set.")
        if "params" in attrs:
            attrs["params"] = self.own_params(BY_ID[connector.system], attrs["params"], of_connection=True)
        return attrs

    def to_representation(self, instance: Connection) -> dict[str, Any]:
        answer = answers.connection_answer(instance, listed=self.view.listed, written=self.written)
        if self.view.with_last_job:
            answer["last_job"] = answers.last_job_answer(instance.last_jobs[0] if instance.last_jobs else None)
        return answer


class ConnectorTestSerializer(serializers.Serializer):
    """Body of the test of a connector (page on ALM connections)."""

    name = serializers.CharField(max_length=255)
    system = SystemField()
    params = serializers.DictField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        params.accept(attrs["system"], {}, attrs["params"], replace=True, of_connection=False)
        return attrs


class ConnectionTestSerializer(serializers.Serializer):
    """Body of the test of a connection: as the example of the page, not as its table, which is that of connectors."""

    alias = serializers.CharField(max_length=255, required=False)
    connector = OfFamily()
    project = serializers.PrimaryKeyRelatedField(queryset=Project.objects.all())
    system = SystemField(required=False)
    params = serializers.DictField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        connector = attrs["connector"]
        system = BY_ID[connector.system]
        if attrs.get("system", system) is not system:
            raise ValidationError({"system": "The connector is of another system."})
        whole = {**params.translate(params.inherited(connector)), **attrs["params"]}
        params.accept(system, {}, whole, replace=True, of_connection=False, test=True)
        return attrs


class JobSerializer(Written):
    """``ready: false`` starts a job; with true the result of a run elsewhere is stored."""

    connection = OfFamily()
    automatic = serializers.BooleanField(default=False)
    ready = serializers.BooleanField(default=False)
    succeeded = serializers.BooleanField(default=False)
    result_message = serializers.CharField(default="", allow_blank=True)

    @property
    def model(self) -> type[Job]:
        return self.family.job

    def create(self, validated_data: dict[str, Any]) -> Any:
        return super().create({**validated_data, "id": next_job_id()})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        manual = not (attrs["ready"] or attrs["automatic"]) and attrs["connection"].connector.inaccessible
        if manual and BEHAVIOUR.inaccessible_sync == "400":
            raise ValidationError({"connection": [BY_AGENT_ONLY]})
        if manual and BEHAVIOUR.inaccessible_sync == "403":
            raise PermissionDenied(BY_AGENT_ONLY)
        if attrs["ready"]:
            attrs["last_run"] = timezone.now()
        else:
            attrs.update(succeeded=False, result_message="", polls_left=BEHAVIOUR.number("sync_polls"))
        return attrs

    def to_representation(self, instance: Job | None) -> dict[str, Any]:
        if instance is None:
            return answers.ldap_job_answer(LDAP_JOB_ID, self.view.expand)
        return answers.job_answer(instance, self.view.expand)
