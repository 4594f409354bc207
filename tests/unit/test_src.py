# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file in ``src``: JSON or YAML, vaulted or not, becomes plain data or one message without any value of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._src import read_entries
from hypothesis import given
from hypothesis import strategies as st

SECRET = "invented-Passw0rd-7c21"
HEADER = "$ANSIBLE_VAULT;1.1;AES256\n"
NAME = "lists/connectors.yml"


class Vault:
    """Stands in for Ansible's vault: what is encrypted is what follows the header, for those who have the password."""

    def __init__(self, password: bool = True) -> None:
        self.password = password

    def __call__(self, text: str) -> str:
        if not self.password:
            raise AnsibleError(f"no vault password for {text}")
        return text.replace("$ANSIBLE_VAULT;1.1;AES256", "").strip()


def read(folder: Path, content: str | bytes, password: bool = True) -> list[dict[str, Any]]:
    """The entries of a file with this content."""
    path = folder / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_entries(str(path), NAME, Vault(password))


def refused(folder: Path, content: str | bytes, password: bool = True) -> str:
    """What the user reads of a file with this content."""
    with pytest.raises(InputError) as caught:
        read(folder, content, password)
    message = caught.value.message
    assert message.startswith(f"src: {NAME}: ")
    assert SECRET not in message
    assert "\n" not in message
    return message.removeprefix(f"src: {NAME}: ")


def params(values: str) -> str:
    """YAML of a list with one connector whose params are these."""
    return f"- name: Jira\n  params: {values}\n"


ENTRIES = [{"name": "Jira", "system": "jira", "secret_params": {"alm_pass": SECRET}}]
JSON = json.dumps(ENTRIES)
YAML = f"- {{name: Jira, system: jira, secret_params: {{alm_pass: {SECRET}}}}}\n"
#: What is said of a scalar that PyYAML cannot convert.
NOT_ONE = "it has a value that begins as a number, a date or a tag and is not one; put the value in quotes"


@pytest.mark.parametrize(
    "content",
    [
        *(JSON, YAML, f"---\n{YAML}", f"\ufeff{JSON}", f"\ufeff{YAML}", HEADER + JSON, HEADER + YAML, f"# é\n{YAML}"),
        JSON.replace("[", "[\n\n"),
        f"- name: !unsafe Jira\n  system: jira\n  secret_params: !unsafe {{alm_pass: {SECRET}}}\n",
        f"- name: Jira\n  system: jira\n  secret_params:\n    alm_pass: !vault |\n      {HEADER}      {SECRET}\n",
        JSON.replace(f'"{SECRET}"', json.dumps({"__ansible_vault": HEADER + SECRET})),
    ],
    ids=str,
)
def test_entries_are_read_from_json_yaml_and_vaulted_files(content: str, tmp_path: Path) -> None:
    assert read(tmp_path, content) == ENTRIES


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("{start: 2024-01-31T10:00:00Z}", {"start": "2024-01-31T10:00:00+00:00"}),
        ("{map: {list: [2024-02-01, {on_day: 2024-02-02}]}}", {"map": {"list": ["2024-02-01", {"on_day": "2024-02-02"}]}}),
        ("{a: 1, b: 1.5, c: yes, d: null, e: 'yes'}", {"a": 1, "b": 1.5, "c": True, "d": None, "e": "yes"}),
        ("{'1': x, 'on': y, f: ['#x', '{{ y }}']}", {"1": "x", "on": "y", "f": ["#x", "{{ y }}"]}),
        ("{a: 1.0e+300, b: 1e308}", {"a": 1e300, "b": "1e308"}),
        ("{}", {}),
    ],
)
def test_values_of_yaml_become_what_json_has(values: str, expected: dict[str, Any], tmp_path: Path) -> None:
    (entry,) = read(tmp_path, params(values))
    assert entry["params"] == expected


MALFORMED = (
    *(f"- [{SECRET}", f"- name: a\n  bad: {SECRET}: x\n", f"- name: a\n---\n- name: {SECRET}\n", params(f"!other {SECRET}")),
    *(params(f"!!python/object:os.system {{a: {SECRET}}}"), params(f"{{pw: !vault [{SECRET}]}}")),
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        *((content, "it is not a list; give the list that config takes") for content in ("{}", "", f"config: {SECRET}")),
        *((content, "it is neither JSON nor YAML (line 2)") for content in MALFORMED),
        *((params(f"{{a: {value}}}"), NOT_ONE) for value in ("2024-13-45", f"!!int {SECRET}", "!!int ''", f"!!bool {SECRET}")),
        (params(f"{{a: !!timestamp {SECRET}}}"), NOT_ONE),
        (params("{on: x}"), "config[0].params: the key True is not text; put it in quotes (YAML reads on, yes and true so)"),
        (params("{2024-01-31: x}"), "config[0].params: the key 2024-01-31 is not text; put it in quotes"),
        (
            params("{a: {b: [{no: x}]}}"),
            "config[0].params.a.b[0]: the key False is not text; put it in quotes (YAML reads off, no and false so)",
        ),
        ("- 1: x\n", "config[0]: the key 1 is not text; put it in quotes"),
        (
            params(f"{{a: !!binary aW52ZW50ZWQ=, b: {SECRET}}}"),
            "config[0].params.a: a value of the type bytes cannot be sent; give text, a number, a boolean, a list or a dictionary",
        ),
        (params("{a: [-.inf]}"), "config[0].params.a[0]: -inf is not a number of JSON; give a number, or put it in quotes"),
        *(
            (f'[{{"name": "a", "params": {{"a": [{number}]}}}}]', f"{number} is not a number of JSON; give a number, or put it in quotes")
            for number in ("NaN", "-Infinity", "1e999")
        ),
        (params(f"{{a: {'7' * 700}}}"), "config[0].params.a: it is a number of more than 640 digits; put it in quotes"),
        (params(f"{{? {'7' * 700} : x}}"), "config[0].params: the key of more than 640 digits is not text; put it in quotes"),
        (YAML.encode("utf-16"), "it is not text in UTF-8"),
        (f"- {{name: Münster, secret_params: {{a: {SECRET}}}}}".encode("latin-1"), "it is not text in UTF-8"),
        *((content, "it is nested too deeply") for content in ("- &a {name: x, params: {a: *a}}", f"[{'[' * 100000}")),
    ],
    ids=repr,
)
def test_a_file_that_is_wrong_is_described_without_its_values(content: str | bytes, message: str, tmp_path: Path) -> None:
    assert refused(tmp_path, content) == message


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (HEADER + YAML, "it"),
        (f"- name: Jira\n  secret_params:\n    alm_pass: !vault |\n      {HEADER}      {SECRET}\n", "config[0].secret_params.alm_pass"),
        (JSON.replace(f'"{SECRET}"', json.dumps({"__ansible_vault": HEADER + SECRET})), "config[0].secret_params.alm_pass"),
    ],
)
def test_a_missing_vault_password_is_reported(content: str, what: str, tmp_path: Path) -> None:
    assert refused(tmp_path, content, password=False) == (
        f"{what} is encrypted, and no vault password that was given decrypts it; give the vault password, "
        "for example with --vault-password-file"
    )


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_a_file_that_cannot_be_read_is_named_as_the_user_wrote_it(kind: str, tmp_path: Path) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "missing"
    with pytest.raises(InputError, match=rf"^src: {NAME}: it cannot be read \(.+\)$"):
        read_entries(str(path), NAME, Vault())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(values=st.dictionaries(st.text(), VALUES, max_size=4))
def test_json_and_yaml_of_the_same_params_are_the_same(values: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    entries = [{"name": "Jira", "params": values}]
    for content in (json.dumps(entries), yaml.safe_dump(entries, allow_unicode=False)):
        assert read(folder, content) == entries


@given(content=st.binary(max_size=80) | st.text(alphabet="-[]{}:,#&*!|>'\"%@`? \n\tax10.~=<", max_size=60).map(str.encode))
def test_any_content_is_read_or_refused_in_one_line(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    message: Optional[str] = None
    try:
        read(tmp_path_factory.getbasetemp(), content)
    except InputError as error:
        message = error.message
    assert message is None or (message.startswith(f"src: {NAME}: ") and "\n" not in message)
