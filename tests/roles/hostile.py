# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that a hostile user of SD Elements may store, and a server that has them in every position that it can fill.

Texts are drawn from a fixed seed. Each text that runs as a template makes a file or shows a product.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

SEED = 20260302
FACTORS = "191 * 70001"
PRODUCT = str(191 * 70001)

#: Every option that Ansible's header C(#jinja2:) knows: what stands in the header, and a body (``{}`` is the expression) that uses it.
HEADER_OPTIONS = {
    "variable_start_string": ("variable_start_string:'[[', variable_end_string:']]'", "[[ {} ]]"),
    "variable_end_string": ("variable_end_string:']]'", "{{{{ {} ]]"),
    "block_start_string": ("block_start_string:'<%', block_end_string:'%>'", "<% set x = {} %><% if {} %>a<% endif %>"),
    "block_end_string": ("block_end_string:'%>'", "{{% set x = {} %>"),
    "comment_start_string": ("comment_start_string:'/*', comment_end_string:'*/'", "/* hidden */{{{{ {} }}}}"),
    "comment_end_string": ("comment_end_string:'*/'", "{{# hidden */{{{{ {} }}}}"),
    "line_statement_prefix": ("line_statement_prefix:'!'", "! set x = {}\nx"),
    "line_comment_prefix": ("line_comment_prefix:'//'", "{{{{ {} }}}} // hidden"),
    "trim_blocks": ("trim_blocks:True", "{{% set x = {} %}}\nx"),
    "lstrip_blocks": ("lstrip_blocks:True", "   {{% set x = {} %}}"),
    "newline_sequence": ("newline_sequence:'\\r\\n'", "{{{{ {} }}}}\nx"),
    "keep_trailing_newline": ("keep_trailing_newline:True", "{{{{ {} }}}}\n"),
}

TEMPLATES = (
    "{{{{ {} }}}}",
    "{{% set x = {} %}}",
    "{{%- if {} -%}}a{{% endif %}}",
    "{{{{ [{}] }}}}{{# comment #}}",
    "'] }}}}{{{{ {} }}}}{{{{ x['",
    "{{% raw %}}{{% endraw %}}{{{{ {} }}}}",
    '" }}}}{{{{ {} }}}}',
    "}}}}{{{{ {}",
    "{{{{\n{}\n}}}}",
    "!unsafe {{{{ {} }}}}",
    "{{{{ {}",
)

#: What something that reads a text may take for more than a text.
PLAIN = (
    # YAML, and look-alikes of its tags
    "yes",
    "No",
    "on",
    "null",
    "~",
    "true",
    "0123",
    "0x1f",
    "1e3",
    "1.0",
    "12",
    ".inf",
    "2024-01-31",
    "12:30:45",
    "=",
    "<<",
    "*a",
    "&a b",
    "- a",
    "? a",
    ": a",
    "a: b",
    "a #b",
    "#",
    "--- a",
    "...",
    "%YAML 1.1",
    "@a",
    "`a`",
    "|",
    ">-",
    "[1,2]",
    "{'a': 1}",
    "{a: b}",
    '"a',
    "'a",
    "a'b\"c",
    "\\",
    "\\n",
    "a\\",
    "!unsafe a",
    "!vault |\n  a",
    "!!python/object/apply:os.system [id]",
    "!!binary aGk=",
    "$ANSIBLE_VAULT;1.1;AES256\n3061",
    # What Ansible gives a meaning
    "<<Omit>>",
    "__omit_place_holder__0123456789abcdef",
    "__ansible_unsafe",
    "__ansible_vault",
    "__ansible_type",
    "_ansible_no_log",
    "_ansible_item_result",
    "ansible_facts",
    "invocation",
    "exception",
    "{{ omit }}",
    "{{",
    "}}",
    "{%",
    "{#",
    "#jinja2:",
    "#jinja2: x",
    "#jinja2:\n",
    # Control characters, and what changes the direction or the place of other text
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x00",
    "a\x00b",
    "a\rb",
    "a\x08\x08b",
    "\x7f",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "\u202egnp.exe",
    "\u2066a\u2069",
    "\u2067b",
    "\u200fa\u200e",
    "\u061ca",
    "\ufeffa",
    "a\u200bb",
    "a\u00a0b",
    "a\u3000b",
    "\U000e0041",
    "\ue000",
    "\U0010ffff",
    "\ufffe",
    "line\nbreak",
    "a\tb",
    " a",
    "a ",
    "\na",
    "a\n",
    "",
    # Pages, tables, shells, paths
    "</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--",
    "-->",
    "]]>",
    "&lt;",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "-1",
    "$(id)",
    "`id`",
    "${HOME}",
    "../../etc/hosts",
    "/etc/hosts",
    "C:\\temp",
    "a/b",
    "%s %(a)s {0} {a}",
    "; rm -rf .",
    "| id",
    # Ordinary ones, which must stay as they are
    "Payments",
    "Jira",
    "$task_id $title",
    "Zahlungen \u2013 \u20ac \U0001f680",
    "\u65e5\u672c\u8a9e",
    "\u05e9\u05dc\u05d5\u05dd",
    "\u0645\u0631\u062d\u0628\u0627",
    "x" * 3000,
)


def draw(count: int, canary: Path) -> list[str]:
    """Texts: every option of the header and every template with the product and a command, everything else, then compositions of them."""
    random = Random(SEED)
    commands = (f"lookup('pipe', 'touch {canary}')", f'query("ansible.builtin.pipe", "touch {canary}")')
    expressions, command = (*commands, FACTORS), cycle(commands)
    texts = [
        f"#jinja2:{blank}{option}\n{body.format(*[expression] * body.count('{}'))}"
        for option, body in HEADER_OPTIONS.values()
        for blank, expression in (("", FACTORS), (" ", next(command)))
    ]
    texts += [template.format(expression) for template in TEMPLATES for expression in (FACTORS, next(command))]
    texts += PLAIN
    while len(texts) < count:
        expression = random.choice(expressions)
        if random.random() < 0.4:
            names = random.sample(sorted(HEADER_OPTIONS), random.randint(2, 4))
            comma = random.choice((",", ", ", " , "))
            body = random.choice([HEADER_OPTIONS[name][1] for name in names])
            texts.append(
                "#jinja2:"
                + random.choice(("", " ", "\t"))
                + comma.join(HEADER_OPTIONS[name][0] for name in names)
                + random.choice(("\n", "\n\n", " \n"))
                + body.format(*[expression] * body.count("{}"))
            )
        else:
            parts = [random.choice(PLAIN[:-1]), random.choice(TEMPLATES).format(expression), random.choice(PLAIN[:-1])]
            random.shuffle(parts)
            texts.append(random.choice(("", " ", "\n", '"', "'", "\\")).join(parts))
    return list(dict.fromkeys(texts))


class HostileServer:
    """Answers with C(lists) by path, and with C(special) answers by method and path. Notes what is written."""

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.special: dict[tuple[str, str], tuple[int, dict[str, str], bytes]] = {}
        self.writes: list[str] = []
        self.token = "an-invented-token"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # headers and body in one piece, which the other side acknowledges at once

            def log_message(self, format: str, *args: Any) -> None:
                """Stay silent."""

            def _answer(self) -> None:
                path = urlsplit(self.path).path.removeprefix("/api/v2/")
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, body = outer.answer(self.command, path)
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = "http://{}:{}".format(*self._server.server_address)

    def answer(self, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        if (method, path) in self.special:
            return self.special[method, path]
        if method != "GET":
            self.writes.append(f"{method} {path}")
        name, separator, id = path.rstrip("/").rpartition("/")
        if method == "GET" and path in self.lists:
            return as_json({"count": len(self.lists[path]), "next": None, "results": self.lists[path]})
        found = [each for each in self.lists.get(f"{name}/", ()) if str(each["id"]) == id]
        return as_json(found[0]) if method == "GET" and found else as_json({"detail": "Not found."}, 404)

    def __enter__(self) -> HostileServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def as_json(data: Any, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    """An answer of JSON."""
    return status, {}, json.dumps(data).encode()


class Organisation:
    """Lists of a server in which each text stands in some positions, and each position has many texts.

    C(filled) has the texts by position. C(shift) puts other
    texts where values may differ; names stay.
    """

    def __init__(self, texts: list[str], shift: int = 0) -> None:
        self.texts = texts
        self.filled: dict[str, set[str]] = {}
        names = [text for text in texts if text == text.strip() != ""]
        take = {
            position: self._taker(position, pool, first)
            for first, (position, pool) in enumerate(
                (
                    ("business unit", texts),
                    ("application", texts),
                    ("project", texts),
                    ("connector", names),
                    ("alias", names),
                    ("alias of any kind", texts),
                    ("system id", names),
                    ("system name", texts),
                    ("system short name", texts),
                    ("command", texts),
                    ("frequency", texts),
                    ("job user", texts),
                    ("result message", texts),
                    ("plugin param", texts),
                    ("plugin default", texts),
                    ("plugin option", texts),
                    ("param name", texts),
                    ("secret param name", texts),
                )
            )
        }
        values = {
            position: self._taker(position, texts, 40 + first + shift)
            for first, position in enumerate(
                ("param", "param in an object", "name in an object", "param in a list", "param as JSON text", "short param")
            )
        }
        given = self._taker("tracker project", names, 60 + shift)

        def params(**more: Any) -> dict[str, Any]:
            return {
                take["param name"](): values["param"](),
                "nested": {
                    values["name in an object"](): values["param in an object"](),
                    "list": [values["param in a list"](), [values["param in a list"]()]],
                },
                "alm_custom_fields": json.dumps({values["param as JSON text"](): [values["param as JSON text"]()]}),
                **more,
            }

        def job() -> dict[str, Any]:
            return {
                "id": 1,
                "user": take["job user"](),
                "ready": True,
                "succeeded": False,
                "result_message": take["result message"](),
                "last_run": "2026-03-01T12:00:00Z",
            }

        def system() -> dict[str, Any]:
            return {
                "id": take["system id"](),
                "name": take["system name"](),
                "short_name": take["system short name"](),
                "command": take["command"](),
            }

        jira, github = ({"id": name, "name": name.title(), "short_name": name.title()} for name in ("jira", "github"))
        others = [system() for number in range(2)]  # each is a file of an export
        systems = [jira, github, github, *others * 5]
        connectors = [
            {
                "id": number,
                "name": take["connector"](),
                "system": each,
                "inaccessible": False,
                "params": {
                    "alm_server": values["short param"](),
                    "alm_user": values["short param"](),
                    "alm_pass": "a secret of some length",
                    f"{take['secret param name']()}_token": "another secret text",
                    **params(),
                },
            }
            for number, each in enumerate(systems, 1)
        ]
        connections = [
            {
                "id": number,
                "project": number,
                "alias": take["alias"]() if number % 4 else take["alias of any kind"](),
                "connector": 1 if number % 2 else 2 + number // 2 % (len(connectors) - 1),
                "debug_mode": False,
                "last_job": job(),
                "frequency": take["frequency"]() if number % 8 == 0 else "daily",
                "params": params(alm_project=given(), alm_parent_issue=values["short param"]()),
            }
            for number in range(1, len(texts) + 1)
        ]
        for each in connections:
            each["system"] = systems[each["connector"] - 1]
        tool = system()
        analysis = [{"id": number, "name": take["connector"](), "system": tool} for number in range(1, 31)]
        scans = [
            {
                "id": number,
                "project": number,
                "alias": take["alias of any kind"](),
                "connector": 1 + number % 30,
                "frequency": "daily",
                "system": tool,
                "params": params(),
                "last_job": job(),
            }
            for number in range(1, 40)
        ]
        plugins = [
            {
                **each,
                "sections": [
                    {
                        "fields": [
                            {
                                "name": take["plugin param"](),
                                "field_type": "string",
                                "default": take["plugin default"](),
                                "scope": "system",
                                "options": [take["plugin option"](), {take["plugin option"](): take["plugin option"]()}],
                            }
                        ]
                    }
                ],
            }
            for each in (*others, *(system() for number in range(40)))
        ]
        self.lists = {
            "business-units/": [{"id": number, "name": take["business unit"]()} for number in range(1, 41)],
            "applications/": [{"id": number, "name": take["application"](), "business_unit": 1 + number % 40} for number in range(1, 81)],
            "projects/": [
                {"id": number, "name": take["project"](), "application": 1 + number % 80, "archived": False}
                for number in range(1, len(texts) + 1)
            ],
            "connectors/alm/": connectors,
            "connections/alm/": connections,
            "connectors/analysis/": analysis,
            "connections/analysis/": scans,
            "plugins/alm/": plugins,
            "integrations/": [
                {
                    "id": each["id"],
                    "project_id": each["project"],
                    "alias": each["alias"],
                    "system": each["system"],
                    "command": take["command"](),
                    "frequency": each["frequency"],
                    "type": "ALM",
                    "params": each["params"],
                }
                for each in connections
            ],
        }

    def _taker(self, position: str, pool: list[str], first: int) -> Callable[[], str]:
        """The next text for a position, in an order of its own."""
        seen = self.filled.setdefault(position, set())
        order = cycle(Random(SEED + first).sample(pool, len(pool)))

        def take() -> str:
            text = next(order)
            seen.add(text)
            return text

        return take
