# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of every task: its options, its server, its warnings.

This file is private to the collection. It serves a module's process and Ansible's own worker alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Optional

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._api.address import is_origin
from .._api.client import Client
from .._api.clock import Clock
from .._api.errors import SdeError
from .._api.masks import PLACEHOLDER
from .._api.redact import redact
from .._api.turns import AT_ONCE
from .._engine.progress import Progress
from .._engine.repository import Repository
from .._model.dialect import Dialect
from .._model.entries import all_refer, plainly_right, with_numbers, without_entries, wrong_entries, wrong_references
from .._model.objects import ReadOnlyObject, ServerData, shown
from .._model.output import all_visible, visible, without_reserved
from .._model.problems import Problem, failure_of
from .._model.raw_request import is_path
from .._model.references import listed
from .._model.resources import RESOURCES
from .._model.secrets import Secrets

#: Characters of a message, and of a line of one that has several; a server's text may be a whole page.
LONGEST_MESSAGE = 2000
LONGEST_LINE = 400
#: How many objects a warning names that is about several.
NAMED = 5

#: The verbosity (number of C(v)) from which results hold the arguments, on an ansible-core that has no setting for it.
SHOWN_FROM = 3


@dataclass(eq=False, repr=False)
class Context:
    """One run of one task.

    :param secrets: filled with the task's own secrets, later with those that are read.
    :param problems: what is wrong with the options of entries of C(config), in whose place is None.
    :param plan: the text that C(save_plan) asks for.
    """

    options: dict[str, Any]
    check_mode: bool = False
    secrets: Secrets = field(default_factory=Secrets)
    warnings: dict[str, dict[str, None]] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    progress: Progress = field(default_factory=Progress)
    problems: list[Problem] = field(default_factory=list)
    plan: Optional[str] = None

    def __post_init__(self) -> None:
        self.secrets.learn(self.options.get("sde_token"))
        self.learn_from((self.options, *(self.options.get("config") or ())))

    def learn_from(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Remember the secrets that entries of C(config) hold."""
        for entry in entries:
            if isinstance(entry, Mapping):
                self.secrets.learn_given(entry)

    def warn(self, text: str, label: str = "") -> None:
        """Warn the user, once however many objects the warning is about.

        :param label: the object that the warning is about, if it is about one.
        """
        self.warnings.setdefault(text, {})[label] = None

    def told(self) -> list[str]:
        """The warnings as the user gets them, each with the objects that it is about."""
        about = ((listed([label for label in labels if label], NAMED), text) for text, labels in self.warnings.items())
        return [self.readable(f"{labels}: {text}" if labels else text) for labels, text in about]

    def readable(self, text: str) -> str:
        """A text that may quote the server as the user gets it: without any secret, and nothing in it that a terminal obeys."""
        return visible(self.secrets.scrub(text))

    def readable_message(self, text: str) -> str:
        """A message as the user gets it: the same, and not too long."""
        lines = self.readable(text).split("\n")
        return "\n".join(_shortened(line, LONGEST_MESSAGE if len(lines) == 1 else LONGEST_LINE) for line in lines)

    def server(self) -> Repository:
        """The server that the connection options name."""
        options = self.options
        client = Client(
            options["sde_url"],
            options["sde_token"],
            validate_certs=options["validate_certs"],
            ca_path=options["ca_path"],
            allow_http=options["allow_http"],
            timeout=options["timeout"],
            retries=options["retries"],
            page_size=options["page_size"],
            settle_timeout=options["settle_timeout"],
            at_once=options.get("concurrency") or AT_ONCE,
            clock=self.clock,
        )
        return Repository(client, Dialect(options["api_dialect"], (resource.path for resource in RESOURCES.values())), self.secrets)


def _shortened(line: str, most: int) -> str:
    """A line without its middle where it is too long: the advice stands at the end."""
    advice = most // 10
    return line if len(line) <= most else f"{line[: most - advice]} ... {line[-advice:]}"


@dataclass(frozen=True, eq=False, repr=False)
class Task:
    """One module of the collection: what it does, and the options that it takes."""

    run: Callable[[Context], dict[str, Any]]
    argument_spec: dict[str, Any]
    required_one_of: tuple[tuple[str, ...], ...] = ()
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()

    @property
    def rules(self) -> dict[str, Any]:
        """The arguments of AnsibleModule and ArgumentSpecValidator besides the options."""
        return {"required_one_of": self.required_one_of, "mutually_exclusive": self.mutually_exclusive}

    def checked(self, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
        """A task's arguments with defaults and the environment, as AnsibleModule makes them; and its errors, or None.

        The entries of a list are left as they are, to be checked all together when the task runs.
        """
        given, entries = without_entries(arguments, self.argument_spec)
        outcome = ArgumentSpecValidator(self.argument_spec, **self.rules).validate(with_numbers(given, self.argument_spec))
        if outcome.error_messages:
            return {**arguments, **outcome.validated_parameters}, outcome.errors
        return {**outcome.validated_parameters, **entries}, None

    def perform(self, context: Context) -> dict[str, Any]:
        """Run, and return what the user gets: the result or, with C(failed), the sentence; without any secret."""
        secrets = context.secrets
        try:
            self._check(context)
            result: dict[str, Any] = shown(self.run(context), secrets)
        except SdeError as error:
            details = {key: secrets.quoted(value) if key == "errors" else shown(value, secrets) for key, value in error.details.items()}
            result = {"changed": False, **all_visible(details), "failed": True, "msg": context.readable_message(error.message)}
        handed_on: dict[str, Any] = without_reserved(result)
        if context.plan is not None and not handed_on.get("failed"):
            handed_on["plan"] = context.plan  # as it is: its digest counts, and secrets were left out where it was made
        return handed_on

    def _check(self, context: Context) -> None:
        """Check what Ansible does not check as this collection needs it: references, and the entries of a list.

        :raises SdeError: an option of the task itself is wrong. What is wrong with entries is reported with all that the server knows.
        """
        wrong, entries = wrong_references(context.options, self.argument_spec), context.options.get("config")
        if wrong:
            raise failure_of(wrong)
        if entries:
            context.options["config"], context.problems = checked_entries(entries, self.argument_spec["config"]["options"])
            context.learn_from(entry for entry in context.options["config"] if entry is not None)  # text may have become a dictionary


def checked_entries(entries: list[Any], options: Mapping[str, Any]) -> tuple[Sequence[Optional[dict[str, Any]]], list[Problem]]:
    """Return entries of C(config), converted where Ansible converts them, and what is wrong with others, in whose place is None."""
    given = [_given(entry) for entry in entries]
    plain = plainly_right(given, options)
    if plain is not None and all_refer(plain, options):
        return plain, []
    problems = wrong_entries(given, options, _accepts)
    wrong = {problem.index for problem in problems}
    return [None if index in wrong else _converted(entry, options) for index, entry in enumerate(given)], problems


def _given(entry: Any) -> Any:
    """An entry without the options that are null: they are the same as left out, also where Ansible refuses null for its choices."""
    return {name: value for name, value in entry.items() if value is not None} if isinstance(entry, dict) else entry


def _accepts(option: dict[str, Any], value: Any) -> bool:
    """Return whether Ansible takes a value for an option, as it is or converted."""
    spec = {"value": {**option, "no_log": False}}
    return not ArgumentSpecValidator(spec).validate(with_numbers({"value": value}, spec)).error_messages


def _converted(entry: dict[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as Ansible converts it."""
    right = plainly_right([entry], options)
    if right is not None:
        return right[0]
    converted: dict[str, Any] = ArgumentSpecValidator(options).validate(entry).validated_parameters
    return converted


def shown_arguments(arguments: Mapping[str, Any], argument_spec: Mapping[str, Any]) -> dict[str, Any]:
    """A task's arguments as results show them, refused ones too.

    Besides secrets, anything that may be a misplaced secret: unknown options, params that are not a mapping,
    a user in the address.
    """
    secrets = Secrets()
    config = arguments.get("config")
    for entry in (arguments, *(config if isinstance(config, list) else ())):
        if isinstance(entry, Mapping):
            secrets.learn_given(entry)
    return {"module_args": _known(arguments, argument_spec, secrets)}


def _known(arguments: Mapping[str, Any], argument_spec: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    return {name: _argument(name, value, argument_spec.get(name), secrets) for name, value in arguments.items()}


def _argument(name: str, value: Any, spec: Optional[Mapping[str, Any]], secrets: Secrets) -> Any:
    """An argument as results show it. ``spec`` is None for what no option is called."""
    if value is None:
        return None
    if name.startswith("_ansible"):
        return redact(value)
    if spec is None or spec.get("no_log") or (name == "sde_url" and not is_origin(value)):
        return PLACEHOLDER
    if name in _SHOWN:
        return _SHOWN[name](value, secrets)
    if not spec.get("options"):
        return redact(value)
    if not isinstance(value, list):
        return PLACEHOLDER
    return [_known(item, spec["options"], secrets) if isinstance(item, Mapping) else PLACEHOLDER for item in value]


def _params_shown(value: Any, secrets: Secrets) -> Any:
    if not isinstance(value, Mapping):
        return PLACEHOLDER
    return ReadOnlyObject({"params": {str(key): each for key, each in value.items()}}).shown(secrets)["params"]


def _data_shown(value: Any, secrets: Secrets, kinds: tuple[type, ...] = (dict,)) -> Any:
    return ServerData(value).shown(secrets) if isinstance(value, kinds) else PLACEHOLDER


#: How options that may contain secrets are shown, by their names; a value of the wrong type may be a secret itself.
_SHOWN: dict[str, Callable[[Any, Secrets], Any]] = {
    "params": _params_shown,
    "secret_params": lambda value, _secrets: dict.fromkeys(value, PLACEHOLDER) if isinstance(value, Mapping) else PLACEHOLDER,
    "path": lambda value, secrets: secrets.scrub(value) if isinstance(value, str) and is_path(value) else PLACEHOLDER,
    "query": _data_shown,
    "body": partial(_data_shown, kinds=(dict, list)),
    "secret_body": lambda _value, _secrets: PLACEHOLDER,
}
