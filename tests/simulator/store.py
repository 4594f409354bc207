# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store as the control API shows and changes it: everything, in clear, past every rule of the API."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from .models import FAMILIES, Application, BusinessUnit, Job, Project, next_job_id

KINDS: dict[str, type[models.Model]] = {
    "business-units": BusinessUnit,
    "applications": Application,
    "projects": Project,
    **{f"connectors/{kind}": family.connector for kind, family in FAMILIES.items()},
    **{f"connections/{kind}": family.connection for kind, family in FAMILIES.items()},
    **{f"jobs/{kind}": family.job for kind, family in FAMILIES.items()},
}


_LOCK = threading.RLock()


@contextlib.contextmanager
def exclusive() -> Iterator[None]:
    """One transaction that writes at a time: SQLite would let the others sleep much longer than they must."""
    with _LOCK, transaction.atomic():
        yield


class Refused(ValueError):
    """What the control API was asked for cannot be done."""


def model_of(kind: str) -> type[models.Model]:
    """Return the table of a kind of object."""
    if kind not in KINDS:
        raise Refused(f"no objects {kind!r}; there are: {', '.join(KINDS)}")
    return KINDS[kind]


def columns(model: type[models.Model]) -> dict[str, str]:
    """Return the fields of a table: name -> attribute, which for a reference is that of the id."""
    return {field.name: field.attname for field in model._meta.concrete_fields}


def show(row: models.Model) -> dict[str, Any]:
    """Return everything that is stored of an object."""
    values = {name: getattr(row, attribute) for name, attribute in columns(type(row)).items()}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def everything(kind: str) -> list[dict[str, Any]]:
    """Return all objects of a kind."""
    return [show(row) for row in model_of(kind).objects.order_by("pk")]


def _attributes(model: type[models.Model], fields: dict[str, Any]) -> dict[str, Any]:
    known = columns(model)
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise Refused(f"no field {', '.join(unknown)}; there are: {', '.join(known)}")
    return {known[name]: value for name, value in fields.items()}


def _row(model: type[models.Model], fields: dict[str, Any]) -> models.Model:
    row = model(**_attributes(model, fields))
    if hasattr(row, "slug") and not row.slug:
        row.slug = slugify(row.name)
    if model is Project:
        row.created = row.created or timezone.now()
        row.updated = row.updated or row.created
        row.application_id = row.application_id or _first(Application, "Demo Application")
    if model is Application:
        row.business_unit_id = row.business_unit_id or _first(BusinessUnit, "General")
    return row


def _first(model: type[models.Model], name: str) -> int:
    found = model.objects.order_by("pk").first()
    if found is None:
        found = _row(model, {"name": name})
        found.save()
    return int(found.pk)


@exclusive()
def add(kind: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Store objects as they are given. A project or application without a parent gets one."""
    model = model_of(kind)
    made = [_row(model, fields) for fields in rows]
    if issubclass(model, Job):
        first = next_job_id()
        for number, row in enumerate(made):
            row.pk = row.pk or first + number
    made = model.objects.bulk_create(made)
    if len(made) > 1:
        return [show(row) for row in made]
    made[0].refresh_from_db()
    return [show(made[0])]


@exclusive()
def change(kind: str, pk: int, fields: dict[str, Any]) -> dict[str, Any]:
    """Change fields of an object."""
    model = model_of(kind)
    if not model.objects.filter(pk=pk).update(**_attributes(model, fields)):
        raise Refused(f"no {kind} {pk}")
    return show(model.objects.get(pk=pk))


def remove(kind: str, pk: int) -> None:
    """Delete an object and everything that refers to it."""
    with exclusive():
        found = model_of(kind).objects.filter(pk=pk).delete()[0]
    if not found:
        raise Refused(f"no {kind} {pk}")


def create_tables() -> None:
    """Make the tables of all applications in one go, without migrations."""
    from django.apps import apps

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)


@exclusive()
def empty() -> None:
    """Delete all objects; ids start from 1 again."""
    with connection.cursor() as cursor:
        for model in reversed(KINDS.values()):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
    cache.clear()
