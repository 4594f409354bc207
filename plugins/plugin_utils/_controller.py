# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare an automation controller with the settings: reads, then problems, then writes. Pure functions.

This file is private to the collection. Paths and field names are those of the API of AWX and Automation Platform; a path is below
C(/api/v2/) or C(/api/controller/v2/). An object that a write has yet to create is referred to by its key, C({"ref": "job_templates/NAME"}).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Union
from urllib.parse import quote

from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible

#: What an object is called, by the list that it is in.
_NOUNS = {
    "projects": "project",
    "inventories": "inventory",
    "execution_environments": "execution environment",
    "credential_types": "credential type",
    "notification_templates": "notification template",
    "job_templates": "job template",
    "workflow_job_templates": "workflow",
    "schedules": "schedule",
}
#: What templates refer to: the field, the list, the setting that has its name.
_REFERRED = (
    ("project", "projects", "controller_project"),
    ("inventory", "inventories", "controller_inventory"),
    ("execution_environment", "execution_environments", "controller_execution_environment"),
)
#: Lists without organizations: their names hold everywhere.
_GLOBAL = ("credential_types",)
_EVENTS = ("started", "success", "error", "approvals")
_LINKS = ("success_nodes", "failure_nodes", "always_nodes")
#: What a controller shows in place of a secret.
_HIDDEN = "$encrypted$"

#: What is wrong where a list of the controller is none.
_STRANGE = (
    "CONTROLLER_HOST: an answer is not a list of objects, as a controller has them; check CONTROLLER_HOST and controller_api, "
    "which is /api/v2 with AWX"
)

Id = Union[int, dict[str, str]]
Row = Mapping[str, Any]


def plan(settings: Mapping[str, Any], has: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to read next, what stands in the way, and what to write.

    :param settings: the variables of the playbook C(automation_platform.setup), without C(controller_).
    :param has: the answers of the controller so far, by path.
    """
    found = _Plan(settings, has)
    found.make()
    return {"reads": found.reads, "problems": found.problems, "writes": found.writes, "notes": found.notes}


def request(write: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    """Return a write as it is sent, with the ids of the objects that earlier writes created.

    :param ids: them, by key.
    """

    def known(value: Any) -> Any:
        if isinstance(value, Mapping):
            return ids[value["ref"]] if set(value) == {"ref"} else {key: known(each) for key, each in value.items()}
        return value

    path = "/".join(str(known(piece)) for piece in write["path"])
    return {"method": write["method"], "path": f"{path}/", "body": known(write["body"])}


def failures(answers: Iterable[Mapping[str, Any]], paths: Iterable[str]) -> list[str]:
    """Return what went wrong: each failure once, with the first request that failed like this.

    Without its playbooks a project is taken as it is.

    :param answers: what the module C(ansible.builtin.uri) returned.
    :param paths: what was asked for, in the same order.
    """
    failed: dict[str, list[str]] = {}
    for path, answer in zip(paths, answers):
        if answer.get("status") not in (200, 201, 204) and not path.endswith("/playbooks/"):
            failed.setdefault(_failure(answer), []).append(path)
    return [f"{of[0]}{f' and {len(of) - 1} more' if len(of) > 1 else ''}: {text}" for text, of in failed.items()]


def _failure(answer: Mapping[str, Any]) -> str:
    """Return why a request failed, and what may help."""
    status = answer.get("status", -1)
    content = answer.get("json")
    if isinstance(content, Mapping) and "detail" in content:
        content = content["detail"]
    text = content if isinstance(content, str) else json.dumps(content) if content else str(answer.get("msg", "no answer"))
    advice = {
        -1: "check CONTROLLER_HOST",
        401: "check CONTROLLER_OAUTH_TOKEN",
        403: "the user of the token may not do this",
        404: "check CONTROLLER_HOST and controller_api, which is /api/v2 with AWX",
    }.get(status)
    shown = f"{status} {text}" if status != -1 else text
    return visible(shown[:300]) + (f"; {advice}" if advice and "in use" not in text else "")


@dataclass
class _Plan:
    """The plan as it grows. An object that cannot be looked up yet is left for the next round of reads."""

    settings: Mapping[str, Any]
    has: Mapping[str, Any]
    reads: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    writes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ids: dict[str, Id] = field(default_factory=dict)
    owner: Optional[int] = None

    def make(self) -> None:
        """Go through the settings in the order in which objects refer to each other."""
        self._refer()
        for wanted in self.settings["credential_types"]:
            self._credential_type(wanted)
        for wanted in self._notifications():
            self._object("notification_templates", {**wanted, "organization": self.owner})
        for wanted in self.settings["templates"]:
            self._job_template(wanted)
        for wanted in self.settings["workflows"]:
            self._workflow(wanted)
        for wanted in self.settings["schedules"]:
            self._schedule(wanted)
        self._replaced()

    # What the controller has

    def _read(self, path: str) -> Any:
        """Return an answer, or None and ask for it."""
        if path not in self.has and path not in self.reads:
            self.reads.append(path)
        return self.has.get(path)

    def _rows(self, path: str) -> Optional[list[Row]]:
        """Return the objects of a list; None where they are not known. Another server than a controller may answer too, with a page."""
        if path not in self.has:
            self._read(path)
            return None
        answer = self.has[path]
        rows = answer.get("results") if isinstance(answer, Mapping) else None
        if isinstance(rows, (list, tuple)) and all(isinstance(row, Mapping) and isinstance(row.get("id"), int) for row in rows):
            return list(rows)
        if _STRANGE not in self.problems:
            self.problems.append(_STRANGE)
        return None

    def _named(self, kind: str, name: str) -> Optional[list[Row]]:
        """Return the objects of a name in the organization that is meant."""
        return self._here(kind, self._rows(f"{kind}/?name={quote(name, safe='')}"))

    def _here(self, kind: str, rows: Optional[list[Row]]) -> Optional[list[Row]]:
        wanted = self.settings["organization"]
        if rows is None or not wanted or kind in _GLOBAL:
            return rows
        return [row for row in rows if _organization(row) in (wanted, None)]

    def _only(self, kind: str, name: str, rows: list[Row]) -> Optional[Row]:
        """Return the one object of a name; several are a problem."""
        if len(rows) > 1:
            places = sorted({_organization(row) or "" for row in rows} - {""})
            where, action = "", "rename all but one"
            if len(places) > 1:
                where, action = f", in the organizations {', '.join(map(visible, places))}", "give controller_organization"
            self.problems.append(f"{name}: the controller has {counted(len(rows), _NOUNS[kind])} of this name{where}; {action}")
        return rows[0] if len(rows) == 1 else None

    def _refer(self) -> None:
        """Find what templates refer to, which is not created here."""
        for option, kind, setting in _REFERRED:
            name = self.settings[option]
            rows = self._named(kind, name)
            if rows == []:
                self.problems.append(f"{setting}: the controller has no {_NOUNS[kind]} named {name}; create it, or give another name")
            row = self._only(kind, name, rows or [])
            if row:
                self.ids[f"{kind}/{name}"] = row["id"]
                if kind == "projects":
                    self.owner = row.get("organization")
                    self._playbooks(row)

    def _playbooks(self, project: Row) -> None:
        """Look for the playbooks, without which a controller refuses a job template."""
        there = self._read(f"projects/{project['id']}/playbooks/")
        wanted = [each["playbook"] for each in self.settings["templates"]]
        missing = [each for each in wanted if each not in there] if isinstance(there, list) else []
        if missing:
            self.problems.append(
                f"controller_project: the project {self.settings['project']} has no {', '.join(missing)}; "
                "sync the project, or give the path that the playbook has there"
            )

    def _id(self, kind: str, name: str) -> Id:
        """Return the id of an object, or how to refer to it."""
        return self.ids.get(f"{kind}/{name}", {"ref": f"{kind}/{name}"})

    def _referred(self) -> dict[str, Id]:
        return {option: self._id(kind, self.settings[option]) for option, kind, _setting in _REFERRED}

    # Writes

    def _write(self, title: str, method: str, path: list[Any], body: Mapping[str, Any], saves: str = "") -> None:
        self.writes.append({"title": title, "method": method, "path": path, "body": dict(body), "saves": saves})

    def _object(self, kind: str, wanted: Mapping[str, Any], rows: Optional[list[Row]] = None) -> tuple[Optional[Row], list[str]]:
        """Create or change an object; what it is now, and which fields differ."""
        name, key = wanted["name"], f"{kind}/{wanted['name']}"
        rows = self._named(kind, name) if rows is None else rows
        row = self._only(kind, name, rows or [])
        if rows == []:
            self._write(f"Create the {_NOUNS[kind]} {name}", "POST", [kind], wanted, key)
        if not row:
            return None, []
        self.ids[key] = row["id"]
        differs = [each for each, value in wanted.items() if value is not None and not _same(value, row.get(each))]
        if differs:
            changed = {each: wanted[each] for each in differs}
            self._write(f"Update the {_NOUNS[kind]} {name}: {', '.join(differs)}", "PATCH", [kind, row["id"]], changed)
        return row, differs

    def _credential_type(self, wanted: Mapping[str, Any]) -> None:
        users = self._credentials(wanted["name"])
        row, differs = self._object("credential_types", wanted)
        if row and "inputs" in differs and users:
            self.problems.append(
                f"{wanted['name']}: the fields of this credential type differ from the settings, and the controller does not let "
                f"them change while it has {counted(len(users), 'credential')} of it; give the type another name in "
                "controller_credential_types, then move the credentials"
            )

    def _credentials(self, kind: str) -> Optional[list[Row]]:
        return self._rows(f"credentials/?credential_type__name={quote(kind, safe='')}")

    def _job_template(self, wanted: Mapping[str, Any]) -> None:
        body = {key: value for key, value in wanted.items() if key != "survey_spec" and not key.startswith("notification_templates_")}
        row, _differs = self._object("job_templates", {**body, **self._referred()})
        self._elsewhere(row)
        ident, name = self._id("job_templates", wanted["name"]), wanted["name"]
        if wanted.get("survey_enabled"):
            spec = self._read(f"job_templates/{row['id']}/survey_spec/") if row else {}
            if spec is not None and spec != wanted["survey_spec"]:
                self._write(f"Set the survey of {name}", "POST", ["job_templates", ident, "survey_spec"], wanted["survey_spec"])
        for credential in self._lacking(row):
            path = ["job_templates", ident, "credentials"]
            self._write(f"Add the credential {visible(str(credential.get('name')))} to {name}", "POST", path, {"id": credential["id"]})
        self._notify("job_templates", wanted, row)

    def _elsewhere(self, row: Optional[Row]) -> None:
        """Refuse a job template of another organization, which the project would move."""
        owner = row.get("organization") if row else None
        if row and None not in (owner, self.owner) and owner != self.owner:
            self.problems.append(
                f"{row['name']}: the job template belongs to the organization {visible(str(_organization(row)))}, the project "
                f"{self.settings['project']} to another one; give controller_organization"
            )

    def _lacking(self, row: Optional[Row]) -> Iterator[Row]:
        """Return the credentials to add: the only one of a type. Two types that set the same variables would depend on their order."""
        there = self._rows(f"job_templates/{row['id']}/credentials/") if row else []
        types = [str(_summary(each, "credential_type").get("name")) for each in there or ()]
        if there is None or {each["name"] for each in self.settings["replaced_types"]} & set(types):
            return
        for kind in self.settings["job_credentials"]:
            known = self._here("credentials", self._credentials(kind)) or []
            if kind not in types and len(known) == 1:
                yield known[0]

    def _notifications(self) -> list[Mapping[str, Any]]:
        """Return the notification templates, if there is an address to notify."""
        return list(self.settings["notification_templates"]) if self.settings["notification_url"] else []

    def _notify(self, kind: str, wanted: Mapping[str, Any], row: Optional[Row]) -> None:
        managed = {each["name"] for each in self._notifications()}
        for event in _EVENTS:
            attribute = f"notification_templates_{event}"
            names = [name for name in wanted.get(attribute, ()) if name in managed]
            there = self._rows(f"{kind}/{row['id']}/{attribute}/") if row and names else []
            known = None if there is None else {each["id"] for each in there}
            for name in names:
                target = self._id("notification_templates", name)
                if known is not None and target not in [*known]:
                    path = [kind, self._id(kind, wanted["name"]), attribute]
                    self._write(f"Notify {name} of {event} of {wanted['name']}", "POST", path, {"id": target})

    # Workflows

    def _workflow(self, wanted: Mapping[str, Any]) -> None:
        nodes = wanted["simplified_workflow_nodes"]
        body = {
            key: value
            for key, value in wanted.items()
            if key != "simplified_workflow_nodes" and not key.startswith("notification_templates_")
        }
        row, _differs = self._object("workflow_job_templates", {**body, "organization": self.owner})
        self._notify("workflow_job_templates", wanted, row)
        rows = self._rows(f"workflow_job_templates/{row['id']}/workflow_nodes/?page_size=200") if row else []
        if rows is None:
            return
        there = {str(each.get("identifier")): each for each in rows}
        for node in nodes:
            self._node(wanted["name"], node, there.get(node["identifier"]))
        for node in nodes:
            self._links(wanted["name"], node, [each["identifier"] for each in nodes], there)

    def _node(self, workflow: str, node: Mapping[str, Any], row: Optional[Row]) -> None:
        """Create or change a node: it runs a template, or waits for an approval."""
        key, title = f"{workflow}/{node['identifier']}", f"the node {node['identifier']} of {workflow}"
        body = {"identifier": node["identifier"]}
        if "unified_job_template" in node:
            body["unified_job_template"] = self._template(node["unified_job_template"], workflow)
        if row:
            self.ids[f"nodes/{key}"] = row["id"]
            if any(row.get(each) != value for each, value in body.items()):
                self._write(f"Update {title}", "PATCH", ["workflow_job_template_nodes", row["id"]], body)
        else:
            path = ["workflow_job_templates", self._id("workflow_job_templates", workflow), "workflow_nodes"]
            self._write(f"Create {title}", "POST", path, body, f"nodes/{key}")
        if "approval_node" in node:
            self._approval(self._id("nodes", key), title, node["approval_node"], row)

    def _approval(self, ident: Id, title: str, wanted: Mapping[str, Any], row: Optional[Row]) -> None:
        there = _summary(row or {}, "unified_job_template")
        if there.get("unified_job_type") != "workflow_approval":
            self._write(f"Set the approval of {title}", "POST", ["workflow_job_template_nodes", ident, "create_approval_template"], wanted)
        elif any(there.get(key) != value for key, value in wanted.items()):
            self._write(f"Update the approval of {title}", "PATCH", ["workflow_approval_templates", there.get("id")], wanted)

    def _links(self, workflow: str, node: Mapping[str, Any], names: list[str], there: Mapping[str, Row]) -> None:
        """Connect a node to those that follow. A link among these nodes that the settings lack goes: it could bypass an approval."""
        row = there.get(node["identifier"], {})
        for gone in (True, False):
            for link in _LINKS:
                for name in names:
                    present = name in there and there[name]["id"] in row.get(link, ())
                    if present is gone and (name in node.get(link, ())) is not gone:
                        verb = "Disconnect" if gone else "Connect"
                        title = f"{verb} {node['identifier']} and {name} of {workflow}: {link.partition('_')[0]}"
                        path = ["workflow_job_template_nodes", self._id("nodes", f"{workflow}/{node['identifier']}"), link]
                        body: dict[str, Any] = {"id": self._id("nodes", f"{workflow}/{name}")}
                        self._write(title, "POST", path, {**body, "disassociate": True} if gone else body)

    def _template(self, name: str, user: str) -> Id:
        """Return the job template or workflow of a name that the settings have."""
        lists = {"workflow_job_templates": self.settings["workflows"], "job_templates": self.settings["templates"]}
        kind = next((kind for kind, known in lists.items() if name in [each["name"] for each in known]), None)
        if not kind:
            self.problems.append(f"{user}: there is no {name} in controller_templates and controller_workflows; give one of their names")
        return self._id(kind or "job_templates", name)

    def _schedule(self, wanted: Mapping[str, Any]) -> None:
        target = self._template(wanted["unified_job_template"], wanted["name"])
        rows = self._rows(f"schedules/?name={quote(wanted['name'], safe='')}")
        if rows is not None:
            rows = [row for row in rows if row.get("unified_job_template") == target]
            self._object("schedules", {**wanted, "unified_job_template": target}, rows)

    def _replaced(self) -> None:
        """Note which credentials are of types that have successors."""
        for kind in self.settings["replaced_types"]:
            rows = self._credentials(kind["name"])
            if rows:
                self.notes.append(
                    f"Credentials of the type {kind['name']}: {len(rows)}. {kind['reason']} They and the job templates that use them "
                    f"were left as they are. To move, create credentials of {' and '.join(kind['successors'])} with the same values, put "
                    "them on the job templates in place of the old ones, and delete the old credentials."
                )


def _organization(row: Row) -> Optional[str]:
    """Return the name of an object's organization."""
    name = _summary(row, "organization").get("name")
    return None if name is None else str(name)


def _summary(row: Row, name: str) -> Row:
    """Return what a controller shows of an object that another one refers to; nothing where it shows none."""
    fields = row.get("summary_fields")
    shown = fields.get(name) if isinstance(fields, Mapping) else None
    return shown if isinstance(shown, Mapping) else {}


def _same(wanted: Any, there: Any) -> bool:
    """Return whether a controller has a value. It hides secrets, which count as the same."""
    if there == _HIDDEN:
        return True
    if isinstance(wanted, Mapping) and isinstance(there, Mapping):
        return set(wanted) == set(there) and all(_same(value, there[key]) for key, value in wanted.items())
    return bool(wanted == there)
