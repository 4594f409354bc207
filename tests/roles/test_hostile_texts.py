# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A text of a server is data, wherever it comes out: nothing runs, nothing changes, no terminal obeys it, and it reads back as it is.

C(EXITS) lists every way by which a text of the server leaves the collection. A new exit adds a row. The runs of ansible-playbook are
shared by all rows, since each takes seconds.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER, surely_plain
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_names import is_secret_key

from tests.roles.conftest import Playbook
from tests.roles.hostile import PRODUCT, HostileServer, Organisation, as_json, draw
from tests.roles.test_export import APPLY, loaded

pytestmark = pytest.mark.every_core

TEXTS = 200
COLLECTION = "sdelements.integrations"

#: What changes the direction of the text around it.
DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

LISTS = {
    "connectors": "sde_alm_connector_info",
    "connections": "sde_alm_connection_info",
    "projects": "sde_project_info",
    "plugins": "sde_alm_plugin_info",
    "integrations": "sde_integration_info",
    "analysis_connectors": "sde_analysis_connector_info",
    "analysis_connections": "sde_analysis_connection_info",
}
OPTIONS: dict[str, dict[str, Any]] = {
    "connections": {"include_last_job": True},
    "analysis_connections": {"include_last_job": True},
    "integrations": {"include_params": True},
}


@dataclass
class Runs:
    """What the runs left behind: folder, what the server had, and by run the terminal, the recap, results and writes."""

    folder: Path
    server: HostileServer
    organisation: Organisation
    later: Organisation
    output: dict[str, str] = field(default_factory=dict)
    recap: dict[str, dict[str, int]] = field(default_factory=dict)
    results: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    writes: dict[str, list[str]] = field(default_factory=dict)

    def exported(self) -> dict[str, str]:
        """The exported files."""
        return {path.name: path.read_text(encoding="utf-8") for path in sorted((self.folder / "out").rglob("*")) if path.is_file()}

    def read(self, name: str) -> Any:
        """A JSON file of the folder."""
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def failures(self) -> Iterator[str]:
        """Every text of a failed task or item."""
        for line in (each for lines in self.results.values() for each in lines):
            for one in line["result"].get("results", [line["result"]]):
                if line["status"] == "failed" or ("failed_when_result" in one and not {"commands", "gathered"} & set(one)):
                    yield from texts_of({key: value for key, value in one.items() if key not in ("invocation", "__report_connector")})


def reading(runs: Runs) -> list[dict[str, Any]]:
    """A play that reads all lists, one as a module too, plans, uses what it registered as users do, and exports."""
    tasks: list[dict[str, Any]] = [{**removal(runs, "save_plan", "all"), "check_mode": True}]
    # What a module returns goes the same way from all: this one has texts as values and as names.
    for way, lists in (("auto", [*LISTS]), ("module", ["connections"])):
        for name in lists:
            tasks.append(
                {
                    f"{COLLECTION}.{LISTS[name]}": OPTIONS.get(name, {}),
                    "register": f"{way}_{name}",
                    "vars": {"sde_execution": way},
                }
            )
        found = ", ".join(f"{name!r}: {way}_{name}.{name.removeprefix('analysis_')}" for name in lists)
        tasks.append({"ansible.builtin.set_fact": {f"{way}_kept": f"{{{{ {{ {found} }} }}}}"}})
    tasks += [
        {f"{COLLECTION}.sde_alm_connectors": {"state": "gathered"}, "register": "gathered"},
        {"ansible.builtin.debug": {"msg": "{{ gathered }}"}},
        {"ansible.builtin.debug": {"var": "auto_connectors"}},
        {"ansible.builtin.debug": {"msg": "{{ auto_kept.projects }} and more"}},
        {
            "ansible.builtin.set_fact": {
                "of_loop": "{{ of_loop | default([]) + [item.alias, item.params, item.last_job.result_message] }}"
            },
            "loop": "{{ auto_connections.connections[::20] }}",
        },
        {"ansible.builtin.template": {"src": f"{runs.folder}/kept.j2", "dest": f"{runs.folder}/kept.txt"}},
        {
            "ansible.builtin.import_role": {"name": f"{COLLECTION}.export"},
            "vars": {"export_dest": f"{runs.folder}/out", "export_starter": False},
        },
    ]
    (runs.folder / "kept.j2").write_text(
        "{% for each in auto_connections.connections %}{{ each.alias | to_json }}\n{% endfor %}"
        "{{ [{'auto': auto_kept, 'module': module_kept}, of_loop] | to_json }}",
        encoding="utf-8",
    )
    return [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]


def removal(runs: Runs, option: str, scope: str) -> dict[str, Any]:
    """A task whose plan names every connection and its project; none, if the scope is the projects of its empty list."""
    options = {"config": [], "state": "overridden", "scope": scope, "max_deletes": 100000, option: f"{runs.folder}/plan.json"}
    return {f"{COLLECTION}.sde_alm_connections": options}


def differing(runs: Runs) -> list[dict[str, Any]]:
    """Plays for a server that has other texts by now: differences, the report, and tasks that the server or the collection refuses."""
    texts = runs.organisation.texts
    answers = []
    for number, text in enumerate(texts[::16]):
        other = texts[(number * 16 + 1) % len(texts)]
        answers += [
            [
                as_json({text: [other], "params": {other: [text, {text: [other]}]}}, 400),
                as_json({"detail": text}, 403),
                as_json([text, other], 409),
                (500, {"Content-Type": "text/html"}, f"<html><title>{text}</title>{other}".encode()),
                (502, {"Content-Type": "text/plain"}, text.encode()),
                (302, {"Location": "/" + re.sub(r"[\r\n]", "", text).encode().decode("latin-1")}, b""),
                as_json({"id": 1, "name": "half of a pair \ud83d", "detail": text}),
                (200, {}, text.encode()),
            ][number % 8]
        ]
    for number, answer in enumerate(answers):
        runs.server.special["GET", f"connectors/alm/{5000 + number}/"] = answer
    runs.server.special["POST", "connectors/testalm/"] = as_json(
        {"success": False, "errors": {texts[3]: texts[70:90]}, texts[100]: texts[5]}
    )
    runs.server.special["POST", "connectors/alm/"] = as_json({text: [text] for text in texts}, 400)
    runs.server.special["POST", "jobs/alm/"] = as_json(
        {"id": 1, "ready": True, "succeeded": False, "user": texts[90], "result_message": "\n".join(texts[150:220]), "connection": 1}
    )
    (runs.folder / "texts.json").write_text(
        json.dumps({"texts": texts[1::16], "system": runs.later.lists["connectors/alm/"][7]["system"]["id"]}), encoding="utf-8"
    )
    given = f"(lookup('ansible.builtin.file', '{runs.folder}/texts.json') | from_json)"
    new = {"name": "New", "system": f"{{{{ {given}.system }}}}", "params": {"alm_servr": "a"}}
    tasks: list[dict[str, Any]] = [
        {f"{COLLECTION}.sde_alm_connector": new, "check_mode": False},
        {f"{COLLECTION}.sde_sync": {"connection": 1, "wait": True}, "check_mode": False},
    ]
    tasks += [
        *({**task, "vars": {"sde_execution": "module"}} for task in tasks),
        {f"{COLLECTION}.sde_alm_connector_info": {"id": "{{ 5000 + item }}", "retries": 0}, "loop": list(range(16))},
        {f"{COLLECTION}.sde_alm_connector": {**new, "validate_params": "strict"}},
        {f"{COLLECTION}.sde_alm_connections": {"config": [], "state": "overridden", "scope": "all", "max_deletes": 0}},
        {f"{COLLECTION}.sde_alm_connector": {"id": 9, "test_connection": "always"}},
        {f"{COLLECTION}.sde_alm_connector": {"id": 1, "state": "absent"}},
        {f"{COLLECTION}.sde_alm_connection_info": {"frequency": f"{{{{ {given}.texts[item] }}}}"}, "loop": list(range(16))},
        {f"{COLLECTION}.sde_alm_connection_info": {"project": f"{{{{ {given}.texts[item] }}}}x"}, "loop": list(range(16))},
    ]
    drift = {
        "import_role": {"name": f"{COLLECTION}.report"},
        "check_mode": False,
        "vars": {
            "report_dest": f"{runs.folder}/report.html",
            "report_json": f"{runs.folder}/report.json",
            "report_metrics": f"{runs.folder}/report.prom",
            "report_unmanaged": "all",
            "report_now": "2026-03-02T12:00:00Z",
            "report_test_connections": True,
        },
    }
    return [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "vars_files": [f"{runs.folder}/out/{name}" for name in ("secrets.template.yml", "jira.yml")],
            "tasks": [
                *({**task, "ignore_errors": True, "register": "refused"} for task in tasks),
                {"ansible.builtin.debug": {"msg": "{{ refused }}"}},
                {**removal(runs, "approved_plan", "projects"), "ignore_errors": True},
                drift,
            ],
        },
        # Last, since the variables that it loads stay for the plays after it.
        {"import_playbook": str(runs.folder / "out" / "apply.yml"), "vars": {"ansible_check_mode": True}},
    ]


@pytest.fixture(name="runs")
def _runs(tmp_path: Path, collections: str) -> Iterator[Runs]:
    canary = tmp_path / "pwned"
    texts = draw(TEXTS, canary)
    with HostileServer() as server:
        (tmp_path / "out").mkdir()
        shutil.copy(APPLY, tmp_path / "out")
        runs = Runs(tmp_path, server, Organisation(texts), Organisation(texts, shift=11))
        playbook = Playbook(server, tmp_path, collections)
        server.lists = runs.organisation.lists

        def run(name: str, path: Path, *arguments: str) -> None:
            runs.recap[name] = playbook.run(path, *arguments)
            runs.output[name] = playbook.output
            for line in playbook.last.results:
                runs.results.setdefault(name, []).append(line)

            runs.writes[name] = list(server.writes)

        for name, plays in (("read", reading), ("apply", None), ("differ", differing)):
            if plays is differing:
                server.lists = runs.later.lists
            path = tmp_path / f"{name}.yml" if plays else tmp_path / "out" / "apply.yml"
            if plays:
                path.write_text(json.dumps(plays(runs)), encoding="utf-8")
            run(name, path, *(() if name == "read" else ("--check", "--diff")))
        yield runs


def texts_of(value: Any) -> Iterator[str]:
    """Every text in plain data, keys too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(key)
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, str):
        yield value


def reserved(name: str) -> bool:
    """Whether Ansible keeps a name for itself."""
    return name.startswith(("_ansible_", "__ansible_"))


def kept(value: Any) -> Any:
    """Plain data without names that Ansible keeps for itself."""
    if isinstance(value, dict):
        return {key: kept(item) for key, item in value.items() if not reserved(key)}
    return [kept(item) for item in value] if isinstance(value, list) else value


def names_of(value: Any) -> Iterator[str]:
    """Every key in plain data."""
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names_of(item)


def obeyed(text: str, also: str = DIRECTION) -> list[str]:
    """The characters of a text that a terminal would obey."""
    return sorted({f"U+{ord(sign):04X}" for sign in text if (unicodedata.category(sign) == "Cc" and sign not in "\n\t") or sign in also})


def shown(params: dict[str, Any]) -> dict[str, Any]:
    """Params as results have them: redacted, and without those that Ansible does not hand on as they are."""
    return {
        key: PLACEHOLDER if is_secret_key(key) else value for key, value in params.items() if not any(map(reserved, names_of({key: value})))
    }


def registered(runs: Runs) -> Iterator[str]:
    """What tasks registered, in both ways of running, equals what the server has; so does what templates and loops make of it."""
    there = runs.organisation.lists
    *lines, facts = (runs.folder / "kept.txt").read_text(encoding="utf-8").splitlines()
    ways, of_loop = json.loads(facts)
    for way, found in ways.items():
        for name, path, keys in (
            ("connectors", "connectors/alm/", ("name", "params", "system")),
            ("connections", "connections/alm/", ("alias", "frequency", "params", "last_job")),
            ("integrations", "integrations/", ("alias", "command", "params")),
            ("projects", "projects/", ("name",)),
            ("analysis_connectors", "connectors/analysis/", ("name",)),
            ("analysis_connections", "connections/analysis/", ("alias", "params", "last_job")),
        ):
            if name not in found:
                continue
            by_id = {each["id"]: each for each in found[name]}
            assert len(by_id) == len(there[path])
            for each in there[path]:
                for key in keys:
                    wanted = shown(each[key]) if key == "params" else each[key]
                    if by_id[each["id"]][key] != wanted:
                        yield f"{way} {name} {each['id']} {key}: {by_id[each['id']][key]!r} is not {wanted!r}"
    names = {each["id"]: each["name"] for each in there["applications/"]}
    places = {each["id"]: names[each["application"]] for each in there["projects/"]}
    found = ways["auto"]
    yield from (f"application of {each['id']}" for each in found["projects"] if each["application_name"] != places[each["id"]])
    described = [row for plugin in there["plugins/alm/"] for row in plugin["sections"][0]["fields"]]
    params = [row for plugin in found["plugins"] for row in plugin["params"]]
    yield from (
        f"plugin {row!r}"
        for row, has in zip(described, params)
        if (row["name"], row["default"], kept(row["options"])) != (has["name"], has["default"], has["options"])
    )
    aliases = [each["alias"] for each in there["connections/alm/"]]
    yield from (f"template: {line} is not {alias!r}" for line, alias in zip(lines, aliases) if json.loads(line) != alias)
    if len(lines) != len(aliases):
        yield f"template: {len(lines)} lines"
    if of_loop[::3] != aliases[::20]:
        yield f"loop: {of_loop[::3]}"


def exported_files(runs: Runs) -> Iterator[str]:
    """The files have what the server has, in forms that no Ansible version takes for a template; an editor shows each sign."""
    files = runs.exported()
    for name, text in files.items():
        if not re.fullmatch(r"[a-z0-9_.-]{1,120}", name):
            yield f"{name!r} as a file name"
        yield from (f"{name}: {sign}" for sign in obeyed(text))
        yield from (f"{name}: the comment {line!r}" for line in re.findall("^#.*$", text, re.MULTILINE) if not line.isprintable())
    objects: dict[str, list[dict[str, Any]]] = {"analysis_connectors": [], "analysis_connections": [], "connectors": [], "connections": []}
    for text in (text for name, text in files.items() if name.endswith(".yml")):
        data = loaded(text)
        for variable, value in data.items() if isinstance(data, dict) else ():
            kind = next((kind for kind in objects if re.search(rf"_{kind}(_|$)|_{kind[:-1]}$", str(variable))), None)
            if kind:
                objects[kind] += value if isinstance(value, list) else [value]
    nested = [each.get("params", {}).get("nested") for found in objects.values() for each in found]
    for name, found in objects.items():
        kind = name.removeprefix("analysis_")
        there = runs.organisation.lists[f"{kind}/{'alm' if kind == name else 'analysis'}/"]
        if len(found) != len(there):
            yield f"{len(found)} of {len(there)} {kind}"
        keys = {"connectors": "name", "connections": "alias"}[kind]
        missing = {each[keys] for each in there} - {each.get(keys) for each in found}
        yield from (f"{kind}: {text!r} is missing" for text in missing if text.strip() == text != "" and not text.isdecimal())
        wanted = (each["params"]["nested"] for each in there if "nested" in shown(each.get("params", {})))
        yield from (f"{kind}: {value!r} is missing" for value in wanted if surely_plain("nested", value) and value not in nested)


def readable(runs: Runs) -> Iterator[str]:
    """Ordinary texts stay plain in the files."""
    text = "".join(runs.exported().values())
    for plain in ("Payments", "Jira", "$task_id $title", "\u65e5\u672c\u8a9e"):
        if not re.search(f": {re.escape(plain)}$", text, re.MULTILINE):
            yield plain


def applied(runs: Runs) -> Iterator[str]:
    """Nothing changes, nothing is written."""
    if runs.recap["apply"]["changed"] or runs.recap["apply"]["failed"]:
        yield str(runs.recap["apply"])
    yield from runs.writes["apply"]
    yield from re.findall("^(?:changed|fatal): .*", runs.output["apply"], re.MULTILINE)[:9]


def differences(runs: Runs) -> Iterator[str]:
    """The diff of each object that would change is shown; C(terminal) checks its signs."""
    text = runs.output["differ"]
    if text.count("\n--- before") < 100:
        yield f"only {text.count('--- before')} diffs"


def terminal(runs: Runs) -> Iterator[str]:
    """What was printed, but for data that a playbook itself prints: Ansible leaves signs from U+007F on as they are there."""
    for name, text in runs.output.items():
        yield from (f"{name}: {sign}" for sign in obeyed(text, "" if name == "read" else DIRECTION) if name != "read" or sign < "U+0020")


def told(runs: Runs) -> Iterator[str]:
    """Messages, warnings and the other texts of failures show signs that a terminal obeys with escapes."""
    found = list(runs.failures())
    yield from {f"{sign} in {text!r:.200}" for text in found for sign in obeyed(text)}
    for escape in ("\\x1b[31m", "\\u202e", "\\x9b"):
        if not any(escape in text for text in found):
            yield f"none of {len(found)} texts has {escape}"


class Page(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def page(runs: Runs) -> Iterator[str]:
    """The report's page: no tag, attribute or link of the server; signs that change other text are shown with escapes."""
    text = (runs.folder / "report.html").read_text(encoding="utf-8")
    yield from obeyed(text)
    parsed = Page(text)
    yield from parsed.tags & {"img", "iframe", "object", "embed", "form", "base"}
    yield from {name for name, value in parsed.attributes if name.startswith("on") or name in ("style", "src")}
    yield from {value for name, value in parsed.attributes if name == "href" and not re.match("#|https?://", value)}
    if text.count("<script>") != 1 or text.count("</script>") != 1:
        yield "a script"
    if "\\u202egnp.exe" not in text or "&lt;img src=x onerror=alert(1)&gt;" not in text:
        yield "the texts are not on the page"


def data(runs: Runs) -> Iterator[str]:
    """The report's JSON file has what the server has, and is plain ASCII."""
    text = (runs.folder / "report.json").read_text(encoding="utf-8")
    if not text.isascii():
        yield "not ASCII"
    found = {(each["type"], each["id"]): each for each in json.loads(text)["integrations"]}
    for each in runs.later.lists["connections/alm/"]:
        has = found["ALM", each["id"]]
        if (has["alias"], has["message"]) != (each["alias"], each["last_job"]["result_message"]):
            yield f"{has['alias']!r}, {has['message']!r}"


def metric(runs: Runs) -> Iterator[str]:
    """Each line of the report's metrics is a comment or a sample: no name ends its label, its line or the file."""
    text = (runs.folder / "report.prom").read_text(encoding="utf-8")
    yield from obeyed(text)
    *lines, last = text.removesuffix("\n").split("\n")
    if last != "# EOF" or not any("connector=" in line for line in lines):
        yield last
    label = r'[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"'
    sample = re.compile(rf"# (TYPE|HELP) sdelements_.*|sdelements_[a-z_]+(\{{{label}(,{label})*\}})? \d+")
    yield from (line for line in lines if not sample.fullmatch(line))


def managing(runs: Runs) -> Iterator[str]:
    """The YAML of an unmanaged object has no template but those of its secrets, and an editor shows each sign."""

    class Marked(str):
        """Text with the mark of Ansible."""

    class Loader(yaml.CSafeLoader):
        """Keeps the mark."""

    Loader.add_constructor("!unsafe", lambda loader, node: Marked(loader.construct_scalar(node)))
    drift = runs.read("report.json")["drift"]
    snippets = [each["yaml"] for each in drift["connectors"] + drift["connections"] if each["state"] == "unmanaged"]
    if not snippets:
        yield "nothing is unmanaged"
    for text in snippets:
        yield from obeyed(text)
        yield from (line for line in re.findall("^#.*$", text, re.MULTILINE) if not line.isprintable())
        for each in texts_of(yaml.load(text, Loader)):
            if (
                "{" in each
                and not isinstance(each, Marked)
                and not re.fullmatch(r"\{\{ sde_secrets\['[^'{}%#\\]*'\]\['[^'{}%#\\]*'\] \}\}", each)
            ):
                yield each


def plans(runs: Runs) -> Iterator[str]:
    """Plan files have the names that the server has; an editor shows each sign."""
    there = runs.organisation.lists
    text = (runs.folder / "plan.json").read_text(encoding="utf-8")
    yield from (f"a sign {sign}" for sign in obeyed(text))
    objects = [command["object"] for command in json.loads(text)["commands"]]
    names = {each["project"] if isinstance(each["project"], str) else each["project"]["name"] for each in objects}
    projects = {each["id"]: each["name"] for each in there["projects/"]}
    yield from {each["alias"] for each in there["connections/alm/"]} ^ {each["alias"] for each in objects}
    yield from {projects[each["project"]] for each in there["connections/alm/"]} ^ names
    if len(objects) != len(there["connections/alm/"]):
        yield f"{len(objects)} of {len(there['connections/alm/'])} connections"
    refused = [text for text in runs.failures() if text.startswith("approved_plan: ")]
    if len(refused) != 1 or "delete was approved, nothing is planned" not in refused[0]:
        yield f"{len(refused)} plans were refused"


def nothing_ran(runs: Runs) -> Iterator[str]:
    """No file of the canary, no product, no traceback; in any file, on any terminal, in any result."""
    if (runs.folder / "pwned").exists():
        yield "a command ran"
    everything = {**runs.output, "results": json.dumps(runs.results), **runs.exported()}
    everything.update(
        {
            name: (runs.folder / name).read_text(encoding="utf-8")
            for name in (
                "report.html",
                "report.json",
                "report.prom",
                "kept.txt",
                "plan.json",
            )
        }
    )
    for name, text in everything.items():
        if PRODUCT in text:
            yield f"{name}: an expression was evaluated"
        if "Traceback" in text:
            yield f"{name}: a traceback"


#: Each way out for a server's text, and the check that yields what is wrong.
EXITS: dict[str, Callable[[Runs], Iterator[str]]] = {
    "everything": nothing_ran,
    "results, register": registered,
    "exported files and their names": exported_files,
    "exported files, ordinary texts": readable,
    "applied files": applied,
    "diffs": differences,
    "terminal, labels of loops": terminal,
    "messages, warnings, failures": told,
    "report, page": page,
    "report, data": data,
    "report, metrics": metric,
    "report, YAML of unmanaged objects": managing,
    "plan files": plans,
}


def test_texts_of_a_server_are_data_at_every_exit(runs: Runs, record_testsuite_property: Callable[[str, Any], None]) -> None:
    """Each exit of C(EXITS), with texts of the draw in every position."""
    filled = runs.organisation.filled
    for name, value in (("texts", len(runs.organisation.texts)), ("positions", len(filled)), ("pairs", sum(map(len, filled.values())))):
        record_testsuite_property(name, value)
    found = {name: list(check(runs)) for name, check in EXITS.items()}
    wrong = [f"{name}: {len(each)} wrong, such as {each[0]:.400}" for name, each in found.items() if each]
    assert not wrong, "\n".join(wrong)
