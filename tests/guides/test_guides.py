# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every guide, followed to the letter."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.controller_api import TOKEN, Controller, served
from tests.guides.guide import Command, File, Reader, compare, steps
from tests.guides.workflow import Runner
from tests.rulebook import Rulebook, missing
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

GUIDES = Path(__file__).absolute().parents[2] / "docs" / "guides"
QUICK_START = (GUIDES.parent / "quick-start.md").read_text(encoding="utf-8")
OLD, NEW = "jira-api-token-7f3a91c2", "jira-api-token-b60d55e9"


def guide(name: str) -> str:
    """The text of a guide."""
    return (GUIDES / f"{name}.md").read_text(encoding="utf-8")


EDITOR = """
import json, re, sys
from pathlib import Path
edits, path = json.loads(sys.argv[1]), Path(sys.argv[2])
text = path.read_text(encoding="utf-8")
for pattern, replacement in edits.items():
    text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
path.write_text(text, encoding="utf-8")
"""


def editor(reader: Reader, edits: dict[str, str]) -> None:
    """Have the editor of the reader replace patterns."""
    path = Path(reader.environment["HOME"], "editor")
    path.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, "-c", EDITOR, json.dumps(edits)])} "$1"\n', encoding="utf-8")
    path.chmod(0o755)
    reader.environment["EDITOR"] = str(path)


def written(simulator: Simulator) -> list[str]:
    """The writes that arrived, by method and path."""
    return [f"{entry['method']} {entry['path']}" for entry in simulator.writes()]


def secrets(simulator: Simulator) -> list[str]:
    """What no file and no output may show."""
    rows = [row for kind in ("connectors/alm", "connectors/analysis") for row in simulator.objects(kind)]
    return [value for row in rows for key, value in row["params"].items() if key.endswith(("_pass", "_token"))]


def test_quick_start(reader: Reader, simulator: Simulator) -> None:
    simulator.behave(**GENERATIONS["today"])
    editor(reader, {r"\A((?s:.*?))frequency: daily": r"\1frequency: weekly"})
    first, change = QUICK_START.split("## 5. Change something")
    output = reader.follow(first)
    assert simulator.writes() == []
    output += reader.follow(change)
    assert (reader.folder / "report.html").exists()
    assert [line.split()[0] for line in written(simulator)] == ["PATCH"]
    assert not [secret for secret in secrets(simulator) if secret in output]


def test_take_over(reader: Reader, simulator: Simulator) -> None:
    editor(reader, {r"(Jira Cloud.*\n.*)VALUE.*": rf"\1{OLD}"})
    output = reader.follow(guide("take-over"))
    assert simulator.writes() == []
    held = "".join(path.read_text(encoding="utf-8") for path in (reader.folder / "integrations").rglob("*") if path.is_file())
    known = secrets(simulator)
    assert len(known) == 7
    assert not [secret for secret in known if secret in held + output]
    assert reader.run("ansible-vault view integrations/secrets.vault.yml") == 0
    assert f"alm_pass: {OLD}" in reader.output


def test_plan_and_review(reader: Reader, simulator: Simulator) -> None:
    output = reader.follow(guide("plan-and-review"))
    assert sorted(written(simulator)) == ["PATCH /api/v2/connections/alm/1/", "POST /api/v2/connections/alm/"]
    assert not [secret for secret in secrets(simulator) if secret in output + (reader.folder / "plan.json").read_text(encoding="utf-8")]


def test_rotate(reader: Reader, simulator: Simulator) -> None:
    simulator.behave(secrets="omitted", sync_polls=0)
    editor(reader, {OLD: NEW})
    output = reader.follow(guide("rotate"))
    assert simulator.objects("connectors/alm")[0]["params"]["alm_pass"] == NEW
    assert written(simulator) == ["PATCH /api/v2/connectors/alm/1/", "POST /api/v2/jobs/alm/"]
    (held,) = [path for path in (reader.folder / "integrations").iterdir() if path.name == "secrets.vault.yml"]
    assert held.read_text(encoding="utf-8").startswith("$ANSIBLE_VAULT;")
    assert OLD not in output
    assert NEW not in output


def test_automation_platform(reader: Reader, simulator: Simulator) -> None:
    controller = Controller()
    with served(controller) as url:
        reader.environment.update(CONTROLLER_HOST=url, CONTROLLER_OAUTH_TOKEN=TOKEN)
        output = reader.follow(guide("automation-platform"))
    assert len(controller.writes) == 14, "check mode, or one of the runs after the first, wrote something, or not all was made"
    assert TOKEN not in output
    assert simulator.journal() == []


def test_onboard(reader: Reader, simulator: Simulator) -> None:
    before = len(simulator.objects("connections/alm"))
    reader.follow(guide("onboard"))
    made = simulator.objects("connections/alm")[before:]
    assert {(row["project"], row["alias"], row["frequency"], row["params"]["alm_project"]) for row in made} == {
        (5, "Jira SEC05", "daily", "SEC05"),
        (17, "Jira SEC17", "weekly", "SEC17"),
        (11, "Jira SEC11", "manually", "SEC11"),
        (29, "Jira SEC46", "daily", "SEC46"),
        (35, "Jira SEC47", "daily", "SEC47"),
        (33, "Jira MBF", "manually", "MBF"),
    }
    assert written(simulator) == ["POST /api/v2/connections/alm/"] * 6


def test_find_params(reader: Reader, simulator: Simulator) -> None:
    mapping = {"DONE": {"closed": "Done"}}
    simulator.behave(**GENERATIONS["today"])
    simulator.change("connectors/alm", 1, params={**simulator.objects("connectors/alm")[0]["params"], "alm_status_mapping": mapping})
    output = reader.follow(guide("find-params"))
    stored = simulator.objects("connectors/alm")[0]["params"]
    assert stored["alm_status_mapping"] == {**mapping, "TODO": {"open": ["To Do", "Backlog"]}}
    assert stored["alm_auth_mode"] == "basic"
    assert written(simulator) == ["PATCH /api/v2/connectors/issue-tracker/1/"]
    assert not [secret for secret in secrets(simulator) if secret in output]


def test_any_request(reader: Reader, simulator: Simulator) -> None:
    simulator.behave(projects_write="allowed")
    reader.follow(guide("any-request"))
    assert written(simulator) == ["PATCH /api/v2/projects/12/"]
    assert simulator.objects("projects")[11]["name"] == "Card Ledger"


def test_doctor(reader: Reader, simulator: Simulator) -> None:
    kinds = ("connectors/alm", "connections/alm")
    before = {kind: simulator.objects(kind) for kind in kinds}
    reader.follow(guide("doctor"))
    assert {kind: simulator.objects(kind) for kind in kinds} == before
    profile = json.loads((reader.folder / "profile.json").read_text(encoding="utf-8"))
    assert profile["endpoints"]["connectors"]["word"] == "alm"
    assert simulator.url not in json.dumps(profile)


#: What the role export of 1.0.0 wrote for a server with one connector and one connection.
EXPORTED = {
    "apply.yml": """---
# Written by the role sdelements.integrations.export, which overwrites it.
# Address and token of SD Elements come from the environment, SDE_URL and SDE_TOKEN.
- name: Apply rally.yml
  hosts: localhost
  gather_facts: false
  vars_files:
    - [secrets.yml, secrets.template.yml]
    - rally.yml
  roles:
    - sdelements.integrations.integration
""",
    "rally.yml": """---
# Written by the role sdelements.integrations.export, which overwrites it.
# Variables of the role sdelements.integrations.integration.
integration_connectors:
  - name: Rally
    system: rally
    params:
      alm_server: rally.example.com
      alm_user: sde
    secret_params:
      alm_pass: "{{ sde_secrets['Rally']['alm_pass'] }}"

integration_connections:
  - project: Payments
    alias: Rally payments
    connector: Rally
    frequency: daily
    params:
      alm_project: payments
""",
    "secrets.template.yml": """---
# Written by the role sdelements.integrations.export, which overwrites it.
sde_secrets:
  Rally:
    alm_pass: VALUE_SPECIFIED_IN_NO_LOG_PARAMETER
""",
}


def test_upgrade_to_2(reader: Reader, simulator: Simulator) -> None:
    simulator.reset("empty")
    unit = simulator.add("business-units", name="Retail")
    project = simulator.add(
        "projects", name="Payments", application=simulator.add("applications", name="Shop", business_unit=unit["id"])["id"]
    )
    params = {"alm_server": "rally.example.com", "alm_user": "sde", "alm_pass": OLD}
    connector = simulator.add("connectors/alm", name="Rally", system="rally", params=params)
    own = {"project": project["id"], "connector": connector["id"], "params": {"alm_project": "payments"}}
    simulator.add("connections/alm", alias="Rally payments", frequency="daily", **own)
    assert reader.run("git init --quiet . && mkdir integrations") == 0, reader.output
    for name, text in EXPORTED.items():
        (reader.folder / "integrations" / name).write_text(text, encoding="utf-8")
    output = reader.follow(guide("upgrade-to-2"))
    assert simulator.writes() == []
    assert OLD not in output


WORKFLOW = ".github/workflows/sdelements.yml"


@pytest.fixture(name="beginner")
def _beginner(reader: Reader, tarball: Path) -> Reader:
    """A reader who has downloaded the collection and installed nothing; no server but SD Elements can be reached."""
    del reader.environment["ANSIBLE_COLLECTIONS_PATH"]
    reader.environment.update(PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1", ANSIBLE_GALAXY_SERVER="http://127.0.0.1:9")
    (Path(reader.environment["HOME"]) / "Downloads").mkdir()
    shutil.copy(tarball, Path(reader.environment["HOME"]) / "Downloads")
    return reader


@pytest.fixture(name="runner")
def _runner(beginner: Reader, simulator: Simulator, tarball: Path, tmp_path: Path) -> Runner:
    """A machine of CI on which nothing is installed but Python, for the repository of the reader."""
    home, folder = tmp_path / "runner", tmp_path / "checkout"
    (home / "temp").mkdir(parents=True)
    own = ("HOME", "PWD", "SDE_URL", "SDE_TOKEN", "ANSIBLE_HOME", "ANSIBLE_VAULT_PASSWORD_FILE")
    shared = {name: value for name, value in beginner.environment.items() if name not in own}
    return Runner(
        folder,
        {**shared, "HOME": str(home), "RUNNER_TEMP": str(home / "temp")},
        {"SDE_URL": simulator.url, "SDE_COLLECTION": str(tarball)},
        {"SDE_TOKEN": simulator.token, "VAULT_PASSWORD": "invented-password-of-the-vault"},
    )


def test_drift_in_ci(beginner: Reader, runner: Runner, simulator: Simulator) -> None:
    """The guide; then the workflow that the export wrote, as CI runs it: after a manual change, without it, and for a branch."""
    editor(beginner, {r"(Jira Cloud.*\n.*)VALUE.*": rf"\1{OLD}"})
    output = beginner.follow(guide("drift-in-ci"))
    assert written(simulator) == ["PATCH /api/v2/connections/alm/1/"] * 2
    assert simulator.objects("connections/alm")[0]["frequency"] == "daily"

    def checkout() -> None:
        shutil.rmtree(runner.folder, ignore_errors=True)
        assert beginner.run(f"git clone --quiet . {runner.folder}") == 0, beginner.output

    simulator.change("connections/alm", 1, frequency="weekly")
    checkout()
    assert runner.run(WORKFLOW, "drift") != 0
    assert "1 drifted" in runner.output
    output += runner.output

    simulator.change("connections/alm", 1, frequency="daily")
    checkout()
    assert runner.run(WORKFLOW, "drift") == 0, runner.output
    assert "0 drifted, 0 unmanaged, 0 could not be compared" in runner.output
    assert (runner.folder / "report.html").is_file()
    output += runner.output

    simulator.journal(clear=True)
    jira = beginner.folder / "jira.yml"
    jira.write_text(jira.read_text(encoding="utf-8").replace("frequency: daily", "frequency: monthly"), encoding="utf-8")
    assert beginner.run("git checkout --quiet -b change && git commit --quiet --all --message Change") == 0, beginner.output
    checkout()
    assert runner.run(WORKFLOW, "check") == 0, runner.output
    assert '+    "frequency": "monthly"' in runner.output or "+    frequency: monthly" in runner.output
    assert simulator.writes() == []
    output += runner.output
    assert not [secret for secret in (*secrets(simulator), simulator.token, "invented-password-of-the-vault") if secret in output]


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_react(reader: Reader, simulator: Simulator) -> None:
    text = guide("react")
    reader.follow(text)
    rulebook = reader.folder / "rulebook.yml"
    rulebook.write_text(rulebook.read_text(encoding="utf-8").replace("interval: 300", "interval: 1"), encoding="utf-8")
    (command,) = (line for line in text.splitlines() if line.startswith("ansible-rulebook --rulebook rulebook.yml"))
    with Rulebook(command.split()[1:], reader.folder, reader.environment) as running:
        running.wait(lambda: "Jira SEC37: failed: The project does not exist on the server" in running.output, "a line of another problem")
        running.wait(lambda: running.output.count("changed: [localhost]") == 3, "a second try of three syncs")
        assert written(simulator) == ["POST /api/v2/jobs/alm/"] * 3
        for job in (each for each in simulator.objects("jobs/alm") if not each["ready"]):
            simulator.change("jobs/alm", job["id"], ready=True, succeeded=True)
        running.wait(lambda: "GitHub service-02: recovered" in running.output, "a recovery")
    assert written(simulator) == ["POST /api/v2/jobs/alm/"] * 3
    assert simulator.token not in running.output


def test_every_guide_has_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    guides = sorted(GUIDES.glob("*.md"))
    assert len(guides) >= 5
    assert not [path.name for path in guides if f"def test_{path.stem.replace('-', '_')}(" not in tests]


def test_steps() -> None:
    text = "File `a/b.yml`, said so:\n\n```yaml\nx: 1\n```\n\n```console\n$ one\nshown …\n$ two\n```\n\n```sh\nnever\n```\n"
    assert steps(text) == [File("a/b.yml", "x: 1\n"), Command("one", ["shown …"]), Command("two")]


@pytest.mark.parametrize(
    ("shown", "code", "output"),
    [
        (["changed=0"], 1, "changed=0"),
        (["changed=0 … failed=1"], 0, "changed=0 failed=1"),
        (["changed=1"], 0, "changed=13"),
        (["changed=0 … failed=0"], 0, "changed=0\nfailed=0"),
        (["b", "a"], 0, "a\nb"),
        (["a", "a"], 0, "a"),
        ([], 0, "something"),
    ],
)
def test_what_is_not_as_shown_is_noticed(shown: list[str], code: int, output: str) -> None:
    with pytest.raises(AssertionError):
        compare(Command("it", shown), code, output)


@pytest.mark.parametrize(
    ("shown", "code", "output"),
    [
        (["localhost … changed=0 … failed=0"], 0, "localhost  : ok=1  changed=0  failed=0  \n"),
        (["fatal", "failed=1"], 2, "fatal: x\nfailed=1"),
        (["[WARNING] … b c"], 0, "[WARNING]: a\nb\nc"),
        ([], 0, "\n"),
    ],
)
def test_what_is_as_shown_is_fine(shown: list[str], code: int, output: str) -> None:
    assert compare(Command("it", shown), code, output) is None
