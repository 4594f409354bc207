# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The setup of a controller through ansible-playbook, and what a survey sends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.collection import ROOT
from tests.controller_api import APPLY, DRIFT, TOKEN, Controller, served, set_up, settings
from tests.playbook import Playbook
from tests.simulator.client import Simulator


@pytest.fixture(name="controller")
def _controller(environment: dict[str, str]) -> Iterator[Controller]:
    """A controller without any object of ours, and the environment to reach it."""
    controller = Controller()
    with served(controller) as url:
        environment.update(CONTROLLER_HOST=f"{url}/", CONTROLLER_OAUTH_TOKEN=TOKEN)
        yield controller


@pytest.fixture(name="setup")
def _setup(playbook: Playbook) -> Callable[[], str]:
    """Run the playbook, which fails: what it printed. What is not about job templates has no settings, since each read is a process."""

    def run() -> str:
        none = ("credential_types", "job_credentials", "notification_templates", "workflows", "schedules")
        variables = json.dumps({"ansible_python_interpreter": sys.executable, **{f"controller_{name}": [] for name in none}})
        failed = playbook.start("sdelements.integrations.automation_platform.setup", "--extra-vars", variables)
        assert failed.code == 2
        assert TOKEN not in failed.everything
        assert "Traceback" not in failed.output
        return failed.output

    return run


def test_templates_of_one_name_in_two_organizations_fail_with_their_number(controller: Controller, setup: Callable[[], str]) -> None:
    for place in ("Blue", "Red"):
        organization = controller.add("organizations", name=place)["id"]
        controller.add("job_templates", name=DRIFT, organization=organization)
    message = f"{DRIFT}: the controller has 2 job templates of this name, in the organizations Blue, Red; give controller_organization"
    assert message in setup()
    assert controller.writes == []


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"CONTROLLER_HOST": ""}, "CONTROLLER_HOST: it is missing; set the environment variable"),
        ({"CONTROLLER_HOST": "http://127.0.0.1:9"}, "check CONTROLLER_HOST"),
    ],
)
def test_a_controller_that_cannot_be_reached_is_one_message(
    names: dict[str, str], message: str, controller: Controller, setup: Callable[[], str], environment: dict[str, str]
) -> None:
    environment.update(names)
    assert message in setup()
    assert controller.reads == []


def test_the_text_that_a_survey_sends_for_a_boolean_is_the_boolean(simulator: Simulator, tmp_path: Path, playbook: Playbook) -> None:
    """As text, false would be true."""
    controller = Controller()
    set_up(controller)
    template = controller.one("job_templates", APPLY)
    answers = {question["variable"]: question["default"] for question in settings()["templates"][0]["survey_spec"]["spec"]}
    status, refused = controller.request("POST", f"job_templates/{template['id']}/launch/", {"extra_vars": {**answers, "jira_sync": True}})
    assert (status, list(refused)) == (400, ["variables_needed_to_start"])
    status, job = controller.request("POST", f"job_templates/{template['id']}/launch/", {"extra_vars": {**answers, "jira_sync": "false"}})
    assert (status, json.loads(job["extra_vars"])["jira_sync"]) == (201, "false")

    project = simulator.add("projects", name="Payments")
    host = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "sde_url": simulator.url,
        "sde_token": simulator.token,
        "jira_connector": {"name": "Jira", "server": "jira.example.com", "user": "sde-sync", "password": "invented-Passw0rd-5d17"},
        "jira_connections": [{"project": project["id"], "jira_project": "PAY"}],
    }
    (tmp_path / "hosts.json").write_text(json.dumps({"sdelements": {"hosts": {"sde": host}}}), encoding="utf-8")
    arguments = [str(ROOT / template["playbook"]), "--inventory", "hosts.json", "--extra-vars", job["extra_vars"]]
    assert playbook.start(*arguments).code == 0, playbook.output
    assert len(simulator.objects("connections/alm")) == 1
    assert simulator.objects("jobs/alm") == []
