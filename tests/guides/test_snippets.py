# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every play and every command that a README shows, run as it stands there; only the address is the simulator's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.guides.guide import Command, File, Reader, compare, steps
from tests.simulator.behaviour import BY_NAME
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

ROOT = Path(__file__).absolute().parents[2]
README = ROOT / "README.md"
READMES = [README, *sorted((ROOT / "roles").glob("*/README.md"))]
#: Files and commands of the guides that tests follow.
GUIDED = [
    step for name in ("quick-start", "guides/take-over") for step in steps((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8"))
]
#: Commands that are not run here: where they are, or what they would need.
NOT_HERE = {
    "make demo": "the two commands of a fresh machine",
    "make test": "the two commands of a fresh machine",
    "ansible-galaxy collection install sdelements.integrations": "needs Galaxy",
    "pip install ansible-core requests": "needs a package registry",
    "ansible-vault encrypt --output secrets.vault.yml secrets.template.yml": "docs/guides/take-over.md",
    "ansible-vault edit secrets.vault.yml": "docs/guides/take-over.md",
    "ansible-playbook --ask-vault-pass apply.yml": "docs/guides/take-over.md",
    "export SDE_URL=https://sde.example.com SDE_TOKEN=…": "the environment of the reader of these tests",
    "ansible-playbook sdelements.integrations.doctor": "docs/quick-start.md",
    "ansible-playbook sdelements.integrations.report": "docs/quick-start.md",
    "ansible-playbook sdelements.integrations.export -e export_dest=integrations": "docs/quick-start.md",
    "ansible-playbook integrations/apply.yml --check --diff": "docs/quick-start.md",
}
VAULT = {f"vault_{name}": f"invented-{name}-5ac1" for name in ("jira_password", "github_token", "rally_password", "checkmarx_password")}


def snippets(path: Path) -> list[str]:
    """The blocks of a text, fenced or indented, as they stand there."""
    fenced = re.findall(r"^```\w*\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    indented = re.findall(r"(?:^    .*\n(?:\n(?=    ))*)+", rest, re.MULTILINE)
    return [*fenced, *(re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in indented)]


def is_play(snippet: str) -> bool:
    """Whether a block is a playbook, not commands."""
    return snippet.startswith("- ")


FIRST_PLAY = next(filter(is_play, snippets(README)))
#: Plays that are run here. The first one is run by its commands, and a play that a guide gives as a file by the guide.
PLAYS = [
    snippet
    for path in READMES
    for snippet in filter(is_play, snippets(path))
    if snippet not in (FIRST_PLAY, *(step.text for step in GUIDED if isinstance(step, File)))
]
COMMANDS = [
    line.partition("  #")[0].rstrip()
    for path in READMES
    for snippet in snippets(path)
    if not is_play(snippet)
    for line in snippet.splitlines()
    if line.strip()
]


@pytest.fixture(name="at_home")
def _at_home(reader: Reader, simulator: Simulator) -> Reader:
    """A reader whose server is of today and has the projects of the READMEs, and whose vault has their secrets."""
    simulator.behave(**GENERATIONS["today"])
    simulator.add_many("projects", [{"name": name, "application": 1} for name in ("Payments", "Checkout")])
    (reader.folder / "group_vars").mkdir()
    (reader.folder / "group_vars" / "all.yml").write_text(yaml.safe_dump({**VAULT, "vault_sde_token": simulator.token}), encoding="utf-8")
    (reader.folder / "integrations.yml").write_text("{}\n", encoding="utf-8")
    (reader.folder / "public").mkdir()
    return reader


def test_plays(at_home: Reader, simulator: Simulator) -> None:
    """All plays in one run, then again. Where a play does not give the address, it is given as the README shows it once for all."""
    del at_home.environment["SDE_URL"], at_home.environment["SDE_TOKEN"]
    plays = [play for snippet in PLAYS for play in yaml.safe_load(snippet.replace("https://sde.example.com", simulator.url))]
    (once,) = [play for play in plays if not {"tasks", "roles"} & set(play)]
    (at_home.folder / "site.yml").write_text(yaml.safe_dump([{**once, **play} for play in plays], sort_keys=False), encoding="utf-8")
    before = len(simulator.objects("connections/alm"))
    for expected in ("failed=0", "changed=0 … failed=0"):
        command = "ansible-playbook site.yml -e report_now=2026-01-31T12:00:00Z"
        compare(Command(command, [expected]), at_home.run(command), at_home.output)
        assert not [secret for secret in VAULT.values() if secret in at_home.output]
    made = [row["alias"] for row in simulator.objects("connections/alm")[before:]]
    assert sorted(made) == ["GitHub payments", "Jira PAY", "Jira REP", "Rally Payments"]
    assert simulator.objects("connections/analysis")[-1]["alias"] == "Checkmarx"
    assert sorted(path.name for path in (at_home.folder / "public").iterdir()) == [
        f"integrations.{kind}" for kind in ("html", "json", "prom")
    ]


@pytest.mark.parametrize(("generation", "word"), [("today", "issue-tracker"), ("2018", "alm")])
def test_commands(generation: str, word: str, at_home: Reader, simulator: Simulator) -> None:
    """The commands below the first play of the README: preview, apply, nothing left to do. Each server is spoken to in its own word."""
    if generation == "2018":
        simulator.behave(**{name: BY_NAME[name].default for name in GENERATIONS["today"]})
    simulator.journal(clear=True)
    (at_home.folder / "integrations.yml").write_text(FIRST_PLAY, encoding="utf-8")
    changed = []
    for line in COMMANDS:
        if line not in NOT_HERE:
            assert at_home.run(line) == 0, at_home.output
            changed += re.findall(r"changed=(\d+)", at_home.output)
    assert changed == ["2", "2", "0"]
    assert [entry["path"] for entry in simulator.writes()] == [f"/api/v2/connectors/{word}/", *[f"/api/v2/connections/{word}/"] * 2]
    assert [entry["path"] for entry in simulator.journal() if "/alm/" in entry["path"] and generation == "today"] == []


def test_no_block_is_left_out() -> None:
    for path in READMES:
        shown = {line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("    ")}
        assert shown <= {line.strip() for snippet in snippets(path) for line in snippet.splitlines()}
    assert set(NOT_HERE) <= set(COMMANDS)


def test_what_a_guide_runs_stands_there() -> None:
    """A command may stand there with the folder of its files. The password of the vault comes from the environment there."""
    lines = [step.line.replace("integrations/", "") for step in GUIDED if isinstance(step, Command)]
    elsewhere = [command for command, where in NOT_HERE.items() if where.startswith("docs/")]
    assert not [command for command in elsewhere if command.replace("integrations/", "").replace("--ask-vault-pass ", "") not in lines]
