# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/messages.md names every message of the collection, by the words that the code has for it, and none that is gone.

The messages are read off the code: what the errors are raised with, what is warned of, what failing tasks of roles and playbooks
say. What varies is ``…``, in the code's messages as on the page.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Union

import jinja2
import pytest
import yaml
from ansible_collections.sdelements.integrations.plugins.module_utils._api import answers

from tests.collection import PYTHON_FILES, ROOT

PAGE = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")

#: What takes a message as its last argument, and the frame that it puts around it.
TAKES = {
    "AnsibleActionFail": "{}",
    "AnsibleFilterError": "{}",
    "warn": "{}",
    "_warn": "{}",
    "error": "the answer of … {}",
    "UnreadableError": "the answer of … {}",
    "incomplete": "{}",
    "about": "{}: …",
    "in_doubt": "…{}",
}

#: Functions whose lists are messages.
LISTS = ("complaints",)

#: What is raised with no words of its own: they are another error's, or come from a function that is read here as well.
PASSES_ON = {"ReadTimeout", "ConnectionError", "HTTPException", "ValueError", "timeout", "_failure", "refused"}

Scope = dict[str, list[ast.expr]]


def name_of(call: ast.Call) -> str:
    """What a call calls, without what it is an attribute of."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def joined(parts: Iterable[list[str]]) -> list[str]:
    """Texts made of parts each of which may have several forms."""
    return ["".join(forms) for forms in product(*parts)]


def has_words(text: str) -> bool:
    """Whether a text has words of its own."""
    return any(letter.isalpha() for letter in text)


def texts(node: ast.expr, scope: Scope) -> list[str]:
    """What an expression says; in two forms where a part with words of its own may be missing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return joined(texts(each, scope) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        values = scope.get(node.value.id, []) if isinstance(node.value, ast.Name) else []
        return texts(values[0], scope) if len(values) == 1 and isinstance(values[0], ast.JoinedStr) else ["…"]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return joined([texts(node.left, scope), texts(node.right, scope)])
    if isinstance(node, ast.IfExp):
        forms = texts(node.body, scope) + texts(node.orelse, scope)
        return forms if any(map(has_words, forms)) else ["…"]
    if isinstance(node, ast.Name) and len(scope.get(node.id, [])) == 1:
        return texts(scope[node.id][0], scope)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return [form.replace("{}", "…") for form in texts(node.func.value, scope)]
    return ["…"]


def assigned(body: ast.AST) -> Scope:
    """What names are given, by name."""
    scope: Scope = {}
    for node in ast.walk(body):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            scope.setdefault(node.targets[0].id, []).append(node.value)
    return scope


def calls_of(tree: ast.Module) -> Iterator[tuple[Union[ast.Call, ast.AugAssign], Scope]]:
    """Calls, and what is added to a message, of all functions of a file, with what names stand for in each."""
    constants = assigned(ast.Module([node for node in tree.body if isinstance(node, ast.Assign)], []))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        scope = {**constants, **assigned(function)}
        for node in ast.walk(function):
            if isinstance(node, ast.AugAssign) or (isinstance(node, ast.Call) and node.args):
                yield node, scope
            if function.name in LISTS and isinstance(node, ast.Call) and name_of(node) == "append":
                yield ast.Call(ast.Name("warn"), node.args, []), scope


def plain(text: str) -> str:
    """A message as the page has it."""
    return re.sub(r"…(?:\s*…)+", "…", " ".join(text.split()))


def errors_of(trees: Iterable[ast.Module]) -> dict[str, str]:
    """The collection's own errors, each with the frame that it puts around its message: none."""
    return {node.name: "{}" for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name.endswith("Error")}


def messages_of(tree: ast.Module, takes: dict[str, str]) -> set[str]:
    """The messages of a file of Python."""
    found = set()
    for node, scope in calls_of(tree):
        if isinstance(node, ast.AugAssign):
            is_message = isinstance(node.target, ast.Attribute) and node.target.attr == "message"
            argument, frame = node.value, "…{}" if is_message else ""
        else:
            argument, frame = node.args[-1], takes.get(name_of(node), "")
        if frame:
            found.update(plain(frame.format(text)) for text in texts(argument, scope) if has_words(text))
    return found


def said(node: jinja2.nodes.Node) -> list[str]:
    """What a template says."""
    if isinstance(node, (jinja2.nodes.TemplateData, jinja2.nodes.Const)):
        return [str(node.data if isinstance(node, jinja2.nodes.TemplateData) else node.value)]
    if isinstance(node, (jinja2.nodes.Template, jinja2.nodes.Output, jinja2.nodes.Concat)):
        return joined(map(said, node.body if isinstance(node, jinja2.nodes.Template) else node.nodes))
    if isinstance(node, jinja2.nodes.CondExpr):
        return said(node.expr1) + (said(node.expr2) if node.expr2 else [""])
    return ["…"]


def failing(value: Any) -> Iterator[str]:
    """What the failing tasks of a playbook say."""
    if isinstance(value, list):
        for each in value:
            yield from failing(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            text = each.get("fail_msg" if key.endswith("assert") else "msg") if key.endswith((".assert", ".fail")) else None
            if text:
                yield from map(plain, said(jinja2.Environment().parse(text)))
            yield from failing(each)


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PYTHON_FILES}
ALL_TAKES = {**errors_of(TREES.values()), **TAKES}
PLAYS = [
    text
    for folder in ("roles", "playbooks")
    for path in sorted((ROOT / folder).rglob("*.yml"))
    if re.search(r"\.(?:assert|fail):", text := path.read_text(encoding="utf-8"))
]

#: The frame of the answers' errors, which is no message by itself.
FRAME = plain(TAKES["error"].format("…"))


def in_the_code() -> set[str]:
    """All messages."""
    found = set().union(*(messages_of(tree, ALL_TAKES) for tree in TREES.values()))
    for text in PLAYS:
        found.update(failing(yaml.safe_load(text)))
    assert FRAME in found
    return found - {FRAME}


def entries() -> list[str]:
    """The page's entries: one or more messages, one in a line, and below them what to do."""
    return re.findall(r"^- `.*(?:\n(?:  .*)?)*", PAGE, re.MULTILINE)


def on_the_page() -> list[str]:
    """The messages that the page names."""
    return [message for entry in entries() for message in re.findall(r"^(?:- |  )`([^`]+)`\\?$", entry, re.MULTILINE)]


def test_the_page_names_every_message() -> None:
    assert sorted(in_the_code() - set(on_the_page())) == []


def test_the_page_names_no_message_that_is_gone() -> None:
    assert sorted(set(on_the_page()) - in_the_code()) == []


def test_the_page_names_each_message_once() -> None:
    assert sorted(on_the_page()) == sorted(set(on_the_page()))


def test_each_message_has_its_advice() -> None:
    assert [entry for entry in entries() if not re.search(r"\n\n  [A-Z`]", entry)] == []


@pytest.mark.parametrize("hint", answers._HINTS.values())
def test_the_page_names_the_hints(hint: str) -> None:
    assert f"`{hint}`" in PAGE


@pytest.mark.parametrize("path", TREES, ids=lambda path: path.name)
def test_nothing_is_raised_that_is_not_read_here(path: Path) -> None:
    raised = {name_of(node.exc) for node in ast.walk(TREES[path]) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)}
    assert raised <= {*ALL_TAKES, *PASSES_ON}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise InputError(f'{a}: no {b!r}{c}; stop')", {"…: no …; stop"}),
        ("raise InputError('one ' 'text')", {"one text"}),
        ("raise InputError(f'{a} is' + (f' of {b}' if b else ''))", {"… is", "… is of …"}),
        ("raise InputError(f'{a} is' + (f' ({b})' if b else ''))", {"… is…"}),
        ("what = f'project {a}'\n    raise InputError(f'{what} is gone')", {"project … is gone"}),
        ("text = f'gone: {a}'\n    raise InputError(text)", {"gone: …"}),
        ("raise answer.error('is empty')", {"the answer of … is empty"}),
        ("self.warn('beware')\n    other.append('text')", {"beware"}),
        ("error.message += f'; {n} done'", {"…; … done"}),
        ("words = '; lost {}'\n    in_doubt(error, words.format(a))", {"…; lost …"}),
        ("raise InputError('; '.join(found))", set()),
    ],
)
def test_messages_are_read_off_the_code(code: str, message: set[str]) -> None:
    assert messages_of(ast.parse(f"def f(a, b):\n    {code}\n"), {**TAKES, "InputError": "{}"}) == message


def test_messages_are_read_off_the_plays() -> None:
    tasks = [
        {"block": [{"ansible.builtin.assert": {"fail_msg": "{{ 'No ' ~ a if b else 'One' }}.", "success_msg": "x"}}]},
        {"ansible.builtin.fail": {"msg": "It is {{ c }}"}},
        {"ansible.builtin.debug": {"msg": "x"}},
    ]
    assert list(failing(tasks)) == ["No ….", "One.", "It is …"]
