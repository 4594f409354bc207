# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers at the top of the repository: what a certifier looks for, and that all they name is there."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import yaml

from tests.collection import ROOT

PAPERS = ["README.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "MAINTAINERS.md", "SECURITY.md", ".github/pull_request_template.md"]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
#: The template of certified collections, in its order.
HEADINGS = [
    *("Description", "Requirements", "Installation", "Use Cases", "Testing", "Contributing", "Support"),
    *("Release Notes and Roadmap", "Related Information", "License Information"),
]
HOSTS = {"docs.ansible.com", "example.com", "forum.ansible.com", "pre-commit.com", "sde.example.com", "semver.org", "www.gnu.org"}


def read(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    """What make can be asked for."""
    return set(re.findall(r"^([a-z-]+):.* ## ", read("Makefile"), re.MULTILINE))


def constant(path: str, name: str) -> Any:
    """The value of a constant in a Python file."""
    body = ast.parse(read(path)).body
    return next(ast.literal_eval(node.value) for node in body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name)


def test_the_readme_has_the_headings_of_the_template() -> None:
    headings = re.findall(r"^## (.+)$", read("README.md"), re.MULTILINE)
    assert headings == ["Quick start", "Try it without a server", *HEADINGS]


def test_the_commands_of_a_checkout_are_in_a_section_of_their_own() -> None:
    section = read("README.md").partition("## Try it without a server\n")[2].partition("\n## ")[0]
    assert re.findall(r"^    (make \w+) ", section, re.MULTILINE) == ["make demo", "make test"]


def test_the_readme_says_where_to_ask_and_under_which_terms() -> None:
    text = read("README.md")
    assert "### Communication" in text
    assert "[Ansible forum](https://forum.ansible.com/) with the tag `" in text
    assert "### Code of Conduct" in text
    assert "[semantic versioning](https://semver.org/)" in text
    assert all(f"({name})" in text for name in ("CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"))


def test_the_readme_names_the_versions_that_are_tested() -> None:
    cores, pythons = (constant("tests/tools/matrix.py", name) for name in ("CORES", "PYTHONS"))
    assert f"ansible-core {cores[0]} to {cores[-1]}, and Python {pythons[0]} to {pythons[-1]} where the modules run" in read("README.md")
    assert yaml.safe_load(read("meta/runtime.yml"))["requires_ansible"] == f">={cores[0]}.0"
    assert "Unsupported: older" in read("README.md")


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_names_is_there(paper: str) -> None:
    text = read(paper)
    assert set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", text, re.MULTILINE)) <= targets()
    links = {link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / link).exists()}
    assert links == set()


def test_the_tests_that_documents_name_are_there() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    text = "".join(map(read, PAPERS)) + "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    named = re.findall(r"`(?:tests/([\w/]+\.py)::)?(test_\w+)`", text)
    switches = {"test_connection", "test_endpoint", "test_result"}
    assert len(named) > 10
    assert not [name for _file, name in named if name not in switches and f"def {name}(" not in tests]
    assert not [(file, name) for file, name in named if file and f"def {name}(" not in read(f"tests/{file}")]


def test_the_files_that_contributing_names_are_there() -> None:
    named = set(re.findall(r"`((?:[\w-]+/)+[\w.-]*|[\w-]+\.(?:md|yml|toml|txt|in))`", read("CONTRIBUTING.md")))
    assert len(named) > 10
    assert not [name for name in named - {"build/", "build/docs", "entry.py"} if not (ROOT / name).exists()]


def test_no_address_is_invented() -> None:
    text = "".join(map(read, PAPERS)) + "".join(path.read_text(encoding="utf-8") for path in FORMS)
    assert set(re.findall(r"https?://([\w.-]+)", text)) <= HOSTS
    assert not re.findall(r"[\w.]+@[\w-]+\.\w+", text)


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_for_something(form: Any) -> None:
    loaded = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert loaded["name"]
    assert loaded["description"]
    fields = [field for field in loaded["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_the_hooks_are_the_tools_of_the_repository() -> None:
    tools = set(re.findall(r"^[\w-]+", read("requirements-dev.in"), re.MULTILINE))
    (repository,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        program, *arguments = hook["entry"].removeprefix("build/venv/bin/").split()
        assert hook["language"] == "system"
        assert program in tools
        if program == "nox":
            option, session = arguments
            assert option == "--session"
            assert f"def {session}(" in read("noxfile.py")


def test_the_rules_that_ansible_lint_leaves_to_the_asking_are_asked_for() -> None:
    asked = set(yaml.safe_load(read(".ansible-lint"))["enable_list"])
    assert asked >= {"galaxy-version-incorrect", "no-log-password", "role-argument-spec"}


#: The params that status mappings replaced in release 4.19, on most systems.
REPLACED = re.compile(r"\b[a-z]+_(?:done_statuses|close_transition|reopen_transition)\b")


def test_nothing_that_users_read_teaches_a_param_of_before_status_mappings() -> None:
    """One guide names them, to say that they are gone."""
    folders = ("docs", "playbooks", "roles", "plugins/modules", "plugins/doc_fragments", "plugins/filter", "plugins/lookup")
    files = [ROOT / "README.md", *(path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())]
    texts = [path for path in files if path.suffix in (".md", ".yml", ".py", ".sh", ".j2")]
    named = {str(path.relative_to(ROOT)) for path in texts if REPLACED.search(path.read_text(encoding="utf-8"))}
    assert named == {"docs/guides/find-params.md"}


@pytest.mark.parametrize("paper", ["README.md", "docs/playbooks.md"])
def test_the_table_of_playbooks_has_all_of_them(paper: str) -> None:
    named = re.findall(r"^\| `sdelements\.integrations\.([a-z.]+)` \|", read(paper), re.MULTILINE)
    assert sorted(named) == sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))


def test_no_folder_is_in_the_way_of_a_playbook() -> None:
    """ansible-playbook takes a folder of that name for the playbook."""
    assert not [path.name for path in (ROOT / "playbooks").glob("*.yml") if path.with_suffix("").exists()]
