# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the API of a controller: what the setup sends is answered as AWX answers it, refusals word for word.

Lists are filtered by the query, ``credential_type__name`` included. What a controller derives is derived: the organization of a
job template is that of its project, a link of a workflow has one kind, a secret is hidden. A launch takes what the job template asks
for and ignores the rest.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Optional
from urllib.parse import parse_qsl, urlsplit

import yaml
from ansible_collections.sdelements.integrations.plugins.plugin_utils._controller import plan, request

from tests.collection import ROOT
from tests.credential import Loader

Row = dict[str, Any]
Answer = tuple[int, Any]

PLATFORM = ROOT / "playbooks" / "automation_platform"
DRIFT, APPLY = "SD Elements drift", "SD Elements integrations"
TOKEN = "an-invented-controller-token"
PLAYBOOKS = ["playbooks/fleet/site.yml", "playbooks/automation_platform/drift.yml"]
NOUNS = {
    "job_templates": "Job template",
    "workflow_job_templates": "Workflow job template",
    "notification_templates": "Notification template",
}
LINKS = ("success_nodes", "failure_nodes", "always_nodes")
REFERENCES = {
    "project": "projects",
    "inventory": "inventories",
    "execution_environment": "execution_environments",
    "organization": "organizations",
}
KINDS = {"integer": int, "float": float}


class Refused(Exception):
    """The answer to a request that a controller refuses."""


class Controller:
    """The objects of a controller."""

    def __init__(self, *organizations: str) -> None:
        self.lists: dict[str, list[Row]] = {
            name: []
            for name in (
                *("organizations", "projects", "inventories", "execution_environments", "credential_types", "credentials", "schedules"),
                *(
                    "notification_templates",
                    "job_templates",
                    "workflow_job_templates",
                    "workflow_approval_templates",
                    "workflow_job_template_nodes",
                ),
            )
        }
        self.sub: dict[tuple[str, int, str], Any] = {}
        self.writes: list[str] = []
        self.reads: list[str] = []
        self.ids = count(100)
        for name in organizations or ("Default",):
            organization = self.add("organizations", name=name)["id"]
            self.add("projects", name="SD Elements", organization=organization)
            self.add("inventories", name="SD Elements", organization=organization)
        self.add("execution_environments", name="SD Elements", organization=None)

    # What a test does

    def add(self, listed: str, /, **fields: Any) -> Row:
        """Store an object."""
        row = {"id": next(self.ids), **fields}
        self.lists[listed].append(row)
        return row

    def credential(self, kind: str, name: str = "Example") -> Row:
        """Store a credential of a type."""
        return self.add("credentials", name=name, organization=None, credential_type=self.one("credential_types", kind)["id"])

    def one(self, kind: str, name: str) -> Row:
        """Return the object of a name."""
        (found,) = [row for row in self.lists[kind] if row["name"] == name]
        return found

    def nodes(self, workflow: str) -> dict[str, Row]:
        """Return the nodes of a workflow, by identifier."""
        wanted = self.one("workflow_job_templates", workflow)["id"]
        return {row["identifier"]: row for row in self.lists["workflow_job_template_nodes"] if row["workflow_job_template"] == wanted}

    def attached(self, kind: str, name: str, what: str) -> list[int]:
        """Return the ids of what an object has."""
        return list(self.sub.get((kind, self.one(kind, name)["id"], what), []))

    # Requests

    def request(self, method: str, path: str, body: Any = None) -> Answer:
        """Answer a request to a path below the root of the API."""
        (self.reads if method == "GET" else self.writes).append(f"{method} {path}")
        parts = urlsplit(path)
        names = parts.path.strip("/").split("/")
        try:
            if names[0] not in self.lists:
                return 404, {"detail": "The requested resource could not be found."}
            if len(names) == 1:
                return self._list(names[0], dict(parse_qsl(parts.query))) if method == "GET" else (201, self._create(names[0], body))
            row = next((each for each in self.lists[names[0]] if each["id"] == int(names[1])), None)
            if row is None:
                return 404, {"detail": "Not found."}
            if len(names) == 2:
                return (200, self._shown(names[0], row)) if method == "GET" else (200, self._change(names[0], row, body))
            return self._part(method, names[0], row, names[2], body)
        except Refused as refusal:
            status, content = refusal.args
            return status, content

    def _list(self, kind: str, query: dict[str, str]) -> Answer:
        query.pop("page_size", None)
        shown = [self._shown(kind, row) for row in self.lists[kind]]
        if "credential_type__name" in query:
            wanted = query.pop("credential_type__name")
            shown = [row for row in shown if row["summary_fields"]["credential_type"]["name"] == wanted]
        found = [row for row in shown if all(row.get(key) == value for key, value in query.items())]
        return 200, {"count": len(found), "next": None, "previous": None, "results": found}

    def _shown(self, kind: str, row: Row) -> Row:
        summary: Row = {}
        for option, target in (*REFERENCES.items(), ("credential_type", "credential_types")):
            found = [each for each in self.lists[target] if each["id"] == row.get(option)]
            if found:
                summary[option] = {"id": found[0]["id"], "name": found[0]["name"], "description": ""}
        if kind == "workflow_job_template_nodes":
            summary["unified_job_template"] = self._template(row.get("unified_job_template"))
        shown = {**row, "summary_fields": summary}
        if kind == "notification_templates":
            settings = row["notification_configuration"]
            shown["notification_configuration"] = {**settings, "password": "$encrypted$" if settings["password"] else ""}
        return shown

    def _template(self, ident: Optional[int]) -> Row:
        kinds = {"job_templates": "job", "workflow_job_templates": "workflow_job", "workflow_approval_templates": "workflow_approval"}
        for kind, shown in kinds.items():
            for row in self.lists[kind]:
                if row["id"] == ident:
                    return {"description": "", **row, "unified_job_type": shown}
        return {}

    def _create(self, kind: str, body: Row) -> Row:
        row = {"description": "", **body}
        self._check(kind, row, None)
        return self._shown(kind, self.add(kind, **row))

    def _change(self, kind: str, row: Row, body: Row) -> Row:
        in_use = [each for each in self.lists["credentials"] if kind == "credential_types" and each["credential_type"] == row["id"]]
        if in_use and body.get("inputs", row["inputs"]) != row["inputs"]:
            raise Refused(403, {"detail": "Modifications to inputs are not allowed for credential types that are in use"})
        changed = {**row, **body}
        self._check(kind, changed, row)
        row.update(changed)
        return self._shown(kind, row)

    def _check(self, kind: str, row: Row, old: Optional[Row]) -> None:
        for option, target in REFERENCES.items():
            if row.get(option) is not None and row[option] not in [each["id"] for each in self.lists[target]]:
                raise Refused(400, {option: [f'Invalid pk "{row[option]}" - object does not exist.']})
        if kind == "job_templates":
            (project,) = [each for each in self.lists["projects"] if each["id"] == row["project"]]
            if row["playbook"] not in project.get("playbooks", PLAYBOOKS):
                raise Refused(400, {"playbook": ["Playbook not found for project."]})
            row["organization"] = project["organization"]
        others = [each for each in self.lists[kind] if each is not old and each.get("name") == row.get("name")]
        if kind == "credential_types" and others:
            raise Refused(400, {"__all__": ["Credential type with this Name and Kind already exists."]})
        if kind in NOUNS and row.get("organization") in [each.get("organization") for each in others]:
            raise Refused(400, {"__all__": [f"{NOUNS[kind]} with this Organization and Name already exists."]})
        if kind == "schedules" and not row["rrule"].startswith("DTSTART"):
            raise Refused(400, {"rrule": ["Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ"]})

    def _part(self, method: str, kind: str, row: Row, what: str, body: Any) -> Answer:
        key = (kind, row["id"], what)
        if what == "playbooks":
            return 200, row.get("playbooks", PLAYBOOKS)
        if what == "survey_spec":
            if method == "POST":
                self._check_survey(body)
                self.sub[key] = body
            return 200, self.sub.get(key, {})
        if what == "launch":
            return self._launch(row, body)
        if what == "workflow_nodes":
            return self._workflow_nodes(method, row, body)
        if what == "create_approval_template":
            row["unified_job_template"] = self.add("workflow_approval_templates", **body)["id"]
            return 201, self._template(row["unified_job_template"])
        if what in LINKS:
            return self._link(row, what, body)
        target = "credentials" if what == "credentials" else "notification_templates"
        if method == "GET":
            found = [self._shown(target, each) for each in self.lists[target] if each["id"] in self.sub.get(key, [])]
            return 200, {"count": len(found), "results": found}
        self.sub.setdefault(key, []).append(body["id"])
        return 204, None

    def _workflow_nodes(self, method: str, row: Row, body: Row) -> Answer:
        nodes = [each for each in self.lists["workflow_job_template_nodes"] if each["workflow_job_template"] == row["id"]]
        if method == "GET":
            shown = [self._shown("workflow_job_template_nodes", each) for each in nodes]
            return 200, {"count": len(shown), "results": shown}
        if "unified_job_template" in body and not self._template(body["unified_job_template"]):
            return 400, {"unified_job_template": [f'Invalid pk "{body["unified_job_template"]}" - object does not exist.']}
        empty: Row = {"unified_job_template": None, **{link: [] for link in LINKS}}
        return 201, self.add("workflow_job_template_nodes", **{**empty, **body, "workflow_job_template": row["id"]})

    def _link(self, row: Row, what: str, body: Row) -> Answer:
        if body.get("disassociate"):
            row[what].remove(body["id"])
        elif any(body["id"] in row[link] for link in LINKS):
            return 400, {"Error": "Relationship not allowed."}
        else:
            row[what].append(body["id"])
        return 204, None

    def _check_survey(self, survey: Row) -> None:
        if not survey["name"] or not isinstance(survey["description"], str) or not survey["spec"]:
            raise Refused(400, {"error": "'spec' doesn't contain any items."})
        for place, question in enumerate(survey["spec"]):
            missing = [key for key in ("type", "question_name", "variable", "required") if key not in question]
            if missing:
                raise Refused(400, {"error": f"'{missing[0]}' missing from survey question {place}"})
            if not isinstance(question.get("default", ""), KINDS.get(question["type"], str)):
                raise Refused(400, {"error": f"Default value {question['default']} in survey question {place} expected to be string."})
            if question["type"] == "multiplechoice" and question["default"] not in question["choices"]:
                raise Refused(400, {"error": "Default choice must be answered from the choices listed."})

    def _launch(self, row: Row, body: Row) -> Answer:
        answers, errors = body.get("extra_vars", {}), []
        for question in self.sub.get(("job_templates", row["id"], "survey_spec"), {}).get("spec", []):
            name = question["variable"]
            if name not in answers:
                errors.append(f"'{name}' value missing")
            elif question["type"] == "multiplechoice" and answers[name] not in question["choices"]:
                errors.append(f"Value {answers[name]} for '{name}' expected to be one of {question['choices']}.")
            elif question["type"] == "integer" and not question["min"] <= answers[name] <= question["max"]:
                errors.append(f"'{name}' value {answers[name]} is out of range.")
        if errors:
            return 400, {"variables_needed_to_start": errors}
        taken = {key: body.get(key, row.get(key)) if row.get(f"ask_{key}_on_launch") else row.get(key) for key in ("job_type", "limit")}
        return 201, {"id": next(self.ids), "extra_vars": json.dumps(answers), **taken}


@contextmanager
def served(controller: Controller) -> Iterator[str]:
    """Serve the API on a loopback address, for a token; the address."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, content = (
                    401,
                    {"detail": "Authentication credentials were not provided. To establish a login session, visit /api/login/."},
                )
            elif not self.path.startswith("/api/controller/v2/"):
                status, content = 404, {"detail": "The requested resource could not be found."}
            else:
                status, content = controller.request(self.command, self.path.partition("/v2/")[2], body)
            text = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = _do

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def settings(**changes: Any) -> dict[str, Any]:
    """The settings of the collection, as setup.yml hands them on."""
    known: dict[str, Any] = {}
    for name in ("credential_types", "job_templates"):
        known.update(yaml.load((PLATFORM / "settings" / f"{name}.yml").read_text(encoding="utf-8"), Loader))
    known["controller_notification_templates"][0]["notification_configuration"]["url"] = "https://hooks.example.com/sde"
    return {**{key.partition("_")[2]: value for key, value in known.items()}, **changes}


def planned(controller: Controller, **changes: Any) -> dict[str, Any]:
    """What setup.yml plans after its two rounds of reads."""
    wanted, has = settings(**changes), {}
    for _round in range(2):
        for path in plan(wanted, has)["reads"]:
            status, content = controller.request("GET", path)
            assert status == 200, (path, content)
            has[path] = content
    found = plan(wanted, has)
    assert found["reads"] == []
    return found


def set_up(controller: Controller, **changes: Any) -> list[str]:
    """What setup.yml writes: titles of the requests."""
    found, ids = planned(controller, **changes), {}
    assert found["problems"] == []
    for write in found["writes"]:
        sent = request(write, ids)
        status, content = controller.request(sent["method"], sent["path"], sent["body"])
        assert status in (200, 201, 204), (write, content)
        if write["saves"]:
            ids[write["saves"]] = content["id"]
    return [write["title"] for write in found["writes"]]
