# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule by which AWX and Automation Platform turn a credential into what its job gets.

1. A job does not start if a required field is missing or empty. A field that an external store fills counts as given, whatever it holds.
2. A text field without text is not defined in the templates. A missing boolean is false. A store cannot fill a boolean.
3. The files are rendered first. Each gets a path, which templates know as ``tower.filename.LABEL``; a file without text exists too.
4. Environment variables are rendered to text, extra variables too, at any depth, and both in Jinja's sandbox. Undefined is empty text.
   Variables beginning with ``ANSIBLE_`` are left out.
5. Extra variables reach Ansible as a file in which every text is ``!unsafe``.

On saving a type, the controller renders all templates with a text in every field, and refuses what is undefined then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import jinja2.sandbox
import yaml

Type = Mapping[str, Any]


class Loader(yaml.SafeLoader):
    """Reads Ansible's !unsafe as text."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


class Dumper(yaml.SafeDumper):
    """Writes every text as Ansible's !unsafe."""


Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("!unsafe", text))


@dataclass(frozen=True)
class Job:
    """What a job gets from a credential."""

    env: dict[str, str]
    extra_vars: dict[str, Any]


def types_of(settings: Path) -> dict[str, Type]:
    """The credential types of a file of settings, by name."""
    return {each["name"]: each for each in yaml.load(settings.read_text(encoding="utf-8"), Loader)["controller_credential_types"]}


def starts(kind: Type, stored: Mapping[str, Any], linked: Mapping[str, str]) -> bool:
    """Whether the controller starts a job with such a credential."""
    return all(field in linked or stored.get(field) not in (None, "") for field in kind["inputs"].get("required", ()))


def job_of(kind: Type, folder: Path, stored: Mapping[str, Any], linked: Mapping[str, str]) -> Job:
    """What a job gets: the fields of its credential are stored, or linked to an external store that returned a text.

    :param folder: where the files of the job are written.
    """
    known = {name: value for name, value in {**stored, **linked}.items() if value is True or value is False or value}
    for field in kind["inputs"]["fields"]:
        if field["type"] == "boolean" and field["id"] not in stored:
            known[field["id"]] = False
    return Job(*_rendered(kind, folder, known, jinja2.Undefined))


def check_on_save(kind: Type, folder: Path) -> None:
    """Render a type as the controller does when it is saved.

    :raises jinja2.TemplateError: it would be refused.
    """
    _rendered(kind, folder, {field["id"]: "EXAMPLE" for field in kind["inputs"]["fields"]}, jinja2.StrictUndefined)


def write_extra_vars(path: Path, extra_vars: Mapping[str, Any]) -> None:
    """Write the file that a job gets as ``--extra-vars @path``."""
    path.write_text(yaml.dump(dict(extra_vars), Dumper=Dumper), encoding="utf-8")


def _rendered(
    kind: Type, folder: Path, known: Mapping[str, Any], undefined: type[jinja2.Undefined]
) -> tuple[dict[str, str], dict[str, Any]]:
    sandbox = jinja2.sandbox.ImmutableSandboxedEnvironment(undefined=undefined)
    names = SimpleNamespace()

    def render(node: Any) -> Any:
        if isinstance(node, dict):
            return {render(key): render(value) for key, value in node.items()}
        if isinstance(node, list):
            return [render(each) for each in node]
        return sandbox.from_string(node).render({**known, "tower": SimpleNamespace(filename=names)})

    injectors = kind["injectors"]
    for label, template in injectors.get("file", {}).items():
        path = folder / label
        path.write_text(render(template), encoding="utf-8")
        setattr(names, label.partition(".")[2], str(path))
    env = {name: render(text) for name, text in injectors.get("env", {}).items() if not name.startswith("ANSIBLE_")}
    return env, render(injectors.get("extra_vars", {}))
