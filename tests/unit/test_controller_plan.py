# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for a controller: what is made, once; what stands in the way, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ansible_collections.sdelements.integrations.plugins.plugin_utils._controller import failures, plan

from tests.collection import ROOT
from tests.controller_api import APPLY, DRIFT, Controller, planned, set_up, settings

WORKFLOW = "SD Elements drift, approval, apply"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        "<html>",
        None,
        {"results": None},
        {"results": "abc"},
        {"results": [None]},
        {"results": [{}]},
        {"results": [{"id": "7"}]},
        {"results": [{"id": 7}]},
        {"results": [{"id": 7, "summary_fields": None}]},
        {"results": [{"id": 7, "summary_fields": dict.fromkeys(("organization", "credential_type", "unified_job_template"), "x")}]},
    ],
)
def test_an_answer_of_another_server_is_a_problem_and_no_bug(answer: Any) -> None:
    """In the place of each answer, one after another. A row with an id counts as an object, whatever else it lacks."""
    controller = Controller()
    set_up(controller)
    wanted, whole = settings(), {}
    for _round in range(2):
        whole.update({path: controller.request("GET", path)[1] for path in plan(wanted, whole)["reads"]})
    row = (
        isinstance(answer, dict)
        and answer.get("results")
        and isinstance(answer["results"][0], dict)
        and answer["results"][0].get("id") == 7
    )
    for path in whole:
        problems = plan(wanted, {**whole, path: answer})["problems"]
        if not row and not path.endswith(("/playbooks/", "/survey_spec/")):
            assert [problem for problem in problems if problem.startswith("CONTROLLER_HOST: an answer is not a list of objects")], path


NOTIFIED = {"notification_url": "https://hooks.example.com/sde"}


@pytest.mark.parametrize("changes", [{}, NOTIFIED])
def test_all_is_made_once(changes: dict[str, str]) -> None:
    controller = Controller()
    assert len(set_up(controller, **changes)) == (18 if changes else 14)
    assert set_up(controller, **changes) == []
    drift, apply = (controller.one("job_templates", name) for name in (DRIFT, APPLY))
    assert controller.one("schedules", "SD Elements drift, every night")["unified_job_template"] == drift["id"]
    nodes = controller.nodes(WORKFLOW)
    assert nodes["drift"]["unified_job_template"] == drift["id"]
    assert nodes["apply"]["unified_job_template"] == apply["id"]
    links = {name: {kind: ids for kind, ids in node.items() if kind.endswith("_nodes") and ids} for name, node in nodes.items()}
    assert links == {
        "drift": {"failure_nodes": [nodes["approval"]["id"]]},
        "approval": {"success_nodes": [nodes["apply"]["id"]]},
        "apply": {},
    }
    hook = [row["id"] for row in controller.lists["notification_templates"]]
    assert len(hook) == len(changes)
    assert controller.attached("workflow_job_templates", WORKFLOW, "notification_templates_approvals") == hook
    assert controller.attached("job_templates", DRIFT, "notification_templates_error") == hook


def test_what_was_changed_by_hand_is_brought_in_line() -> None:
    controller = Controller()
    set_up(controller)
    nodes = controller.nodes(WORKFLOW)
    controller.one("job_templates", DRIFT)["ask_limit_on_launch"] = False
    controller.one("workflow_approval_templates", "Apply what differs?")["timeout"] = 5
    nodes["approval"].update(success_nodes=[], always_nodes=[nodes["apply"]["id"]])
    nodes["drift"]["success_nodes"] = [nodes["apply"]["id"]]
    nodes["apply"]["unified_job_template"] = controller.one("job_templates", DRIFT)["id"]
    assert set_up(controller) == [
        f"Update the job template {DRIFT}: ask_limit_on_launch",
        f"Update the approval of the node approval of {WORKFLOW}",
        f"Update the node apply of {WORKFLOW}",
        f"Disconnect drift and apply of {WORKFLOW}: success",
        f"Disconnect approval and apply of {WORKFLOW}: always",
        f"Connect approval and apply of {WORKFLOW}: success",
    ]
    assert set_up(controller) == []


def test_the_only_credential_of_a_type_is_added() -> None:
    controller = Controller()
    set_up(controller)
    server = controller.credential("SD Elements server")
    for name in ("One", "Another"):
        controller.credential("SD Elements: Jira", name)
    assert set_up(controller) == [f"Add the credential Example to {name}" for name in (APPLY, DRIFT)]
    assert controller.attached("job_templates", APPLY, "credentials") == [server["id"]]
    assert set_up(controller) == []


@pytest.mark.parametrize(
    ("kind", "successors"),
    [
        ("SD Elements", "SD Elements server"),
        ("SD Elements tracker secrets", "SD Elements: Jira and SD Elements: GitHub"),
    ],
)
def test_a_replaced_credential_type_stays_and_its_users_learn_how_to_move(kind: str, successors: str) -> None:
    controller = Controller()
    old = controller.add("credential_types", name=kind, kind="cloud", inputs={"fields": []}, injectors={})
    before = dict(old)
    set_up(controller)
    controller.credential(kind, "Old")
    controller.credential("SD Elements server")
    template = controller.one("job_templates", APPLY)
    controller.request("POST", f"job_templates/{template['id']}/credentials/", {"id": controller.one("credentials", "Old")["id"]})
    (note,) = planned(controller)["notes"]
    assert note.startswith(f"Credentials of the type {kind}: 1.")
    assert f"create credentials of {successors} with" in note
    assert set_up(controller) == [f"Add the credential Example to {DRIFT}"]
    assert old == before


def other_fields() -> list[dict[str, Any]]:
    """The credential types with a field more."""
    types = settings()["credential_types"]
    types[0]["inputs"]["fields"].append({"id": "more", "type": "string", "label": "More"})
    return list(types)


def in_use(controller: Controller) -> None:
    set_up(controller)
    controller.credential("SD Elements server")
    controller.credential("SD Elements server", "Another")


def without_a_playbook(controller: Controller) -> None:
    controller.one("projects", "SD Elements")["playbooks"] = ["playbooks/fleet/site.yml"]


def elsewhere(controller: Controller) -> None:
    set_up(controller)
    other = controller.add("organizations", name="Other")["id"]
    controller.one("job_templates", DRIFT)["organization"] = other


def nothing(controller: Controller) -> None:
    pass


@pytest.mark.parametrize(
    ("organizations", "prepare", "changes", "problems"),
    [
        (
            ("Blue", "Red"),
            nothing,
            {},
            [
                "SD Elements: the controller has 2 projects of this name, in the organizations Blue, Red; give controller_organization",
                "SD Elements: the controller has 2 inventories of this name, in the organizations Blue, Red; give controller_organization",
            ],
        ),
        (
            ("Blue",),
            nothing,
            {"organization": "Red"},
            [
                "controller_project: the controller has no project named SD Elements; create it, or give another name",
                "controller_inventory: the controller has no inventory named SD Elements; create it, or give another name",
            ],
        ),
        (
            ("Blue",),
            in_use,
            {"credential_types": other_fields()},
            [
                "SD Elements server: the fields of this credential type differ from the settings, and the controller does not let "
                "them change while it has 2 credentials of it; give the type another name in controller_credential_types, "
                "then move the credentials"
            ],
        ),
        (
            ("Blue",),
            without_a_playbook,
            {},
            [
                "controller_project: the project SD Elements has no playbooks/automation_platform/drift.yml; sync the project, "
                "or give the path that the playbook has there"
            ],
        ),
        (
            ("Blue",),
            elsewhere,
            {},
            [
                "SD Elements drift: the job template belongs to the organization Other, the project SD Elements to another one; "
                "give controller_organization"
            ],
        ),
        (
            ("Blue",),
            nothing,
            {"schedules": [{"name": "Nightly", "unified_job_template": "Drift", "rrule": "DTSTART:20260101T030000Z RRULE:FREQ=DAILY"}]},
            ["Nightly: there is no Drift in controller_templates and controller_workflows; give one of their names"],
        ),
    ],
)
def test_what_stands_in_the_way_is_found_before_anything_is_written(
    organizations: tuple[str, ...], prepare: Callable[[Controller], None], changes: dict[str, Any], problems: list[str]
) -> None:
    controller = Controller(*organizations)
    prepare(controller)
    assert planned(controller, **changes)["problems"] == problems


def test_an_organization_has_templates_of_its_own() -> None:
    controller = Controller("Blue", "Red")
    assert set_up(controller, organization="Red")
    assert len(set_up(controller, organization="Blue")) == 14 - 3  # credential types belong to no organization
    assert [row["organization"] for row in controller.lists["job_templates"] if row["name"] == DRIFT] == [
        controller.one("organizations", name)["id"] for name in ("Red", "Blue")
    ]
    for name in ("Red", "Blue"):
        assert set_up(controller, organization=name) == []


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ({"status": 401, "json": {"detail": "Invalid token"}}, "401 Invalid token; check CONTROLLER_OAUTH_TOKEN"),
        ({"status": 403, "json": {"detail": "No permission"}}, "403 No permission; the user of the token may not do this"),
        (
            {"status": 403, "json": {"detail": "Modifications to inputs are not allowed for credential types that are in use"}},
            "403 Modifications to inputs are not allowed for credential types that are in use",
        ),
        ({"status": 400, "json": {"playbook": ["Playbook not found\x1b"]}}, '400 {"playbook": ["Playbook not found\\u001b"]}'),
        ({"status": -1, "msg": "Status code was -1: Connection refused"}, "Status code was -1: Connection refused; check CONTROLLER_HOST"),
        ({"status": 502, "content": "<html>", "msg": "Bad gateway"}, "502 Bad gateway"),
        ({"skipped": True}, "no answer; check CONTROLLER_HOST"),
    ],
)
def test_a_failed_request_is_one_line(answer: dict[str, Any], line: str) -> None:
    assert failures([{"status": 200}, answer], ["projects/", "job_templates/"]) == [f"job_templates/: {line}"]


def test_requests_that_failed_alike_are_one_line() -> None:
    refused, denied = {"status": 401, "json": {"detail": "Invalid token"}}, {"status": 403}
    assert failures([refused, denied, refused, refused], ["a/", "b/", "c/", "d/"]) == [
        "a/ and 2 more: 401 Invalid token; check CONTROLLER_OAUTH_TOKEN",
        "b/: 403 no answer; the user of the token may not do this",
    ]


def test_the_pattern_has_the_job_templates_and_questions_of_the_settings() -> None:
    """Apart from the number, whose default the schema of patterns wants as text and a controller as a number."""
    folder = ROOT / "extensions" / "patterns" / "integrations"
    pattern = json.loads((folder / "meta" / "pattern.json").read_text(encoding="utf-8"))
    assert pattern["name"] == folder.name
    templates = {each["name"]: each for each in pattern["aap_resources"]["controller_job_templates"]}
    for wanted in settings()["templates"]:
        offered = templates.pop(wanted["name"])
        (play,) = yaml.safe_load((folder / "playbooks" / offered["playbook"]).read_text(encoding="utf-8"))
        imported = (folder / "playbooks" / play["ansible.builtin.import_playbook"]).resolve()
        assert imported == (ROOT / wanted["playbook"]).resolve()
        assert offered["description"] == wanted["description"]
        assert {key for key in offered if key.startswith("ask_")} > {key for key in wanted if key.startswith("ask_") and wanted[key]}
        asked = [question["variable"] for question in wanted.get("survey_spec", {"spec": []})["spec"]]
        offered_questions = offered.get("survey", {"spec": []})["spec"]
        assert [question["variable"] for question in offered_questions] == asked
        assert all(isinstance(question["default"], str) and question["default"] in question["choices"] for question in offered_questions)
    assert templates == {}
