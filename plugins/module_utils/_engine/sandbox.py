# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out how a server behaves on writes, with temporary connectors and connections.

This file is private to the collection. Their host lies under C(.invalid), which no name server knows; they are neither tested nor synced.
What is created is removed again, also where a step fails. What a run left that was cut off is recognised by the name, the host and
the id of the run together.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.client import Client
from .._api.clock import Wait
from .._api.counts import counted
from .._api.errors import InputError, NotFoundError, RequestError, SdeError
from .._model import server_profile as judge
from .._model.dialect import as_text, spelled
from .._model.remote import number
from .._model.schema import ParamField, Plugin
from .._model.server_profile import UNKNOWN
from .execute import EXISTS
from .repository import Repository
from .server import NOWHERE, Examination, Found
from .settle import post

PREFIX = "sdelements.integrations doctor"
DOMAIN = "doctor.invalid"

_RUN = re.compile(r"[0-9a-f]{8}")
_MARK = re.compile(rf"{re.escape(PREFIX)} ([0-9a-f]{{8}}) ")

#: Systems of which every server knows one, and their usual params.
_USUAL = ("jira", "github")
_USUAL_PARAMS = {"alm_server": "", "alm_user": "doctor", "alm_pass": "", "alm_context_root": "doctor"}
_SERVER, _OPTIONAL = "alm_server", "alm_context_root"
_ADDRESS = re.compile(r"(^|_)(server|host|hostname|url|uri)$")

#: Statuses of what the server does not do, while the user may.
_REFUSED = (400, 409, 422)

#: Statuses of an object that does not exist; a page or an error does not show that.
_GONE = (404, 410)

#: Requests in a composite one that servers are known to take.
_USUAL_MAX = 50

_CONNECTORS, _CONNECTIONS = "connectors", "connections"
_NAMES = {_CONNECTORS: "name", _CONNECTIONS: "alias"}


@dataclass(frozen=True)
class Made:
    """An object of the sandbox: its endpoint and its id."""

    endpoint: str
    id: int

    @property
    def label(self) -> str:
        """Its label in messages."""
        return f"{self.endpoint[:-1]} {self.id}"


@dataclass(eq=False, repr=False)
class Result:
    """The results of a run: findings, removed objects and remaining objects."""

    run: str
    findings: dict[str, Any] = field(default_factory=dict)
    removed: list[Made] = field(default_factory=list)
    left: list[Made] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """Return the result as a task returns it."""
        findings = {name: value for name, value in self.findings.items() if value != UNKNOWN}
        return {"run": self.run, "findings": findings, "removed": _shown(self.removed), "left": _shown(self.left)}

    def problem(self) -> str:
        """Return what is wrong where objects are left; else nothing."""
        if not self.left:
            return ""
        labels = ", ".join(made.label for made in self.left)
        return (
            f"sandbox: {counted(len(self.left), 'object')} could not be removed ({labels}); remove them in SD Elements, or run again with "
            f"cleanup: {self.run} (doctor_sandbox_cleanup)"
        )


def _shown(several: list[Made]) -> list[dict[str, Any]]:
    return [{"endpoint": made.endpoint, "id": made.id} for made in several]


def host_of(run: str) -> str:
    """Return the host of all objects of a run."""
    return f"{run}.{DOMAIN}"


class Remover:
    """Removes objects of the sandbox, and looks whether they are gone."""

    def __init__(self, client: Client, examination: Examination, result: Result) -> None:
        self._client, self._examination, self._result = client, examination, result

    def remove(self, several: Iterable[Made]) -> None:
        """Remove objects, connections first, and note which are gone."""
        for made in sorted(several, key=lambda made: (made.endpoint != _CONNECTIONS, made.id)):
            gone = self._result.removed if self._is_removed(made) else self._result.left
            gone.append(made)

    def _is_removed(self, made: Made) -> bool:
        path, key = f"{self._examination.found[made.endpoint].path}{made.id}/", f"{made.endpoint}_delete"
        try:
            self._client.send("DELETE", path)
        except NotFoundError:
            return True
        except RequestError as error:
            if error.applied is not None:
                self._result.findings[key] = {403: "forbidden", 405: "refused"}.get(error.status or 0, UNKNOWN)
                return False
        else:
            self._result.findings.setdefault(key, "allowed")
        wait = Wait(self._client.clock, self._client.timeout)
        while True:
            over = wait.over
            if self._is_gone(path):
                return True
            if over:
                return False
            wait.pause()

    def _is_gone(self, path: str) -> bool:
        try:
            return self._client.look("GET", path).status in _GONE
        except RequestError:
            return False


def left_overs(client: Client, examination: Examination) -> dict[str, list[Made]]:
    """Return what runs left that were cut off, by the id of the run: a name, a host and an id that belong together."""
    found: dict[str, list[Made]] = {}
    for name in (_CONNECTIONS, _CONNECTORS):
        endpoint = examination.found[name]
        for page in client.pages(endpoint.path) if endpoint.there else ():
            for row in page.objects:
                run, id = _run_of(name, row), number(row.get("id"))
                if run and id is not None and judge.params_of(row).get(_SERVER) == host_of(run):
                    found.setdefault(run, []).append(Made(name, id))
    return found


def clear_left_overs(client: Client, examination: Examination, run: str) -> Result:
    """Remove what a run left that was cut off.

    :raises SdeError: there is nothing of it, or some of it could not be removed.
    """
    if not _RUN.fullmatch(run):
        raise InputError("cleanup: it is not the id of a run; give the 8 digits and letters that the sandbox showed")
    several = left_overs(client, examination).get(run)
    if not several:
        raise InputError(f"cleanup: nothing of the run {run} was found; the objects of a run have its id in their names and in their host")
    result = Result(run)
    Remover(client, examination, result).remove(several)
    if result.left:
        raise SdeError(result.problem(), changed=bool(result.removed), **result.shown())
    return result


def _run_of(name: str, row: Mapping[str, Any]) -> str:
    """Return the id of the run that is in the name of an object; empty where there is none."""
    mark = _MARK.match(as_text(row.get(_NAMES[name])))
    return mark[1] if mark else ""


def _statuses(data: Any) -> list[int]:
    """Return the statuses of the parts of a composite request."""
    parts = data.get("composite_response") if isinstance(data, Mapping) else None
    statuses = [part.get("http_status_code") for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []
    return [status for status in statuses if isinstance(status, int)]


class Sandbox:
    """One run. ``leave`` says that its objects may stay where the server does not let them be removed."""

    def __init__(self, server: Repository, examination: Examination, profile: Mapping[str, Any], leave: bool = False) -> None:
        self._server, self._client = server, server.client
        self._examination, self._profile = examination, profile
        self._leave = leave
        self._run = uuid.uuid4().hex[:8]
        self._mark = f"{PREFIX} {self._run}"
        self._secret = f"doctor-{uuid.uuid4().hex}"
        self._made: list[Made] = []
        self._claimed: set[Made] = set()  # ids that answers gave; only what reads show by the run's id is touched
        self._lag = 0
        self.result = Result(self._run)
        self._findings = self.result.findings
        server.secrets.learn(self._secret)

    def check(self) -> None:
        """Refuse before the first write what would leave objects behind.

        :raises SdeError: the server lets none be created, or none be removed.
        """
        for name in (_CONNECTORS, _CONNECTIONS):
            found = self._found(name)
            if not found.there or "POST" not in found.methods:
                raise SdeError(f"sandbox: this server does not let {name} be created through its API, so that there is nothing to try")
            if "DELETE" not in found.methods and not self._leave:
                raise InputError(
                    f"leave: this server does not let {name} be removed through its API, so the sandbox would leave its objects there; "
                    "set leave: true (doctor_sandbox_leave) if you can remove them in SD Elements"
                )

    def run(self, project: int) -> Result:
        """Create, update, read and remove temporary objects.

        :raises SdeError: the server does not answer as it should, or objects are left. Created objects are removed in any case.
        """
        failure: Optional[SdeError] = None
        unseen: Optional[SdeError] = None
        try:
            connector = self._connectors()
            self._updates(connector)
            self._connections(connector, project)
            self._composite()
            self._unknown_address()
        except SdeError as error:
            failure = error
        finally:  # also where the task is interrupted
            unseen = self._clear()
        problem = "" if self._leave else self.result.problem()
        if unseen is not None:
            doubt = f"it could not be checked whether objects of the run {self._run} are left"
            if failure is None:
                failure = unseen.about(f"sandbox: {doubt}")
            elif self._made or self._claimed or failure.details.get("changed"):
                failure.add(f"; {doubt}")
        if failure and problem:
            failure.add(f"; {problem}")
        elif problem:
            failure = SdeError(problem)
        if failure:
            changed = bool(self._made or self.result.removed or self.result.left or failure.details.get("changed"))
            failure.details.update(self.result.shown(), changed=changed)
            raise failure
        return self.result

    # What is created

    def _connectors(self) -> int:
        """Create a connector that SD Elements reaches and one that it does not; look at names, secrets and the lag of reads."""
        try:
            first = self._create(_CONNECTORS, f"{self._mark} 1 ", self._connector(f"{self._mark} 1 "))
        except RequestError as error:
            raise error.about("sandbox: a connector could not be created") from None
        self._findings["rights"] = "full"
        shown = self._read(_CONNECTORS, first)
        params = judge.params_of(shown)
        name = shown.get("name")
        self._findings["trim_names"] = UNKNOWN if not isinstance(name, str) else name == name.strip()
        if params.get(_OPTIONAL) in ("doctor", "doctor "):
            self._findings["normalise"] = "strip" if params[_OPTIONAL] == "doctor" else "none"
        self._show_secrets("accessible", shown)
        second = self._try_create(_CONNECTORS, f"{self._mark} 2", {**self._connector(f"{self._mark} 2"), "inaccessible": True})
        if second:
            self._show_secrets("inaccessible", self._read(_CONNECTORS, second))
            self._try_again(_CONNECTORS, f"{self._mark} 2", self._connector(f"{self._mark} 2"), "unique_names")
        self._refuse_params()
        return first

    def _refuse_params(self) -> None:
        """Look at the form in which a server refuses params, by a connector without its secret."""
        names = self._secret_names()
        body = self._connector(f"{self._mark} 5")
        body["params"] = self._wire({name: value for name, value in self._params().items() if name not in names})
        try:
            self._create(_CONNECTORS, f"{self._mark} 5", body)
        except RequestError as error:
            if error.status not in _REFUSED:
                raise
            self._refused(error, names)

    def _show_secrets(self, kind: str, shown: Mapping[str, Any]) -> None:
        """Look at a secret of which the value is known."""
        params = judge.params_of(shown)
        if not params:
            return
        forms = [self._form(params, name) for name in self._secret_names()]
        form = forms[0] if forms else UNKNOWN
        self._findings[f"secrets.{kind}"] = judge.COARSE.get(form, form)
        self._findings[f"secret_form.{kind}"] = form

    def _form(self, params: Mapping[str, Any], name: str) -> str:
        if name not in params:
            return "omitted"
        return "clear" if params[name] == self._secret else judge.form_of(name, params[name]).replace("clear", "placeholder")

    def _updates(self, id: int) -> None:
        """Look at what an update does to params that it does not name, to secrets, and to params that the system does not have."""
        params = self._params()
        optional = params.pop(_OPTIONAL, None)
        verb = self._update(_CONNECTORS, id, params)
        if not verb:
            return
        self._findings["require_status_mapping"] = False
        after = judge.params_of(self._read(_CONNECTORS, id))
        replaces = verb == "PUT" or (optional is not None and after.get(_OPTIONAL) in (None, ""))
        if verb == "PATCH" and optional is not None and after:
            self._findings["patch_params"] = "replace" if replaces else "merge"
        if replaces:
            self._keeps_secrets(id, params)
        unknown = f"{_SERVER[: _SERVER.index('_')]}_doctor_unknown"
        if self._update(_CONNECTORS, id, {**params, unknown: "1"}, unknown=True):
            after = judge.params_of(self._read(_CONNECTORS, id))
            self._findings["unknown_params"] = UNKNOWN if not after else "stored" if unknown in after else "dropped"

    def _keeps_secrets(self, id: int, params: Mapping[str, Any]) -> None:
        names = self._secret_names()
        shown_as = self._findings.get("secret_form.accessible")
        without = {name: value for name, value in params.items() if name not in names}
        try:
            self._change(_CONNECTORS, id, without)
        except RequestError as error:
            if error.status != 400:
                raise
            self._refused(error, names)
            self._findings["replace_keeps_secrets"] = False
            return
        after = judge.params_of(self._read(_CONNECTORS, id))
        if shown_as in ("clear", "masked", "masked_tail", "placeholder"):
            self._findings["replace_keeps_secrets"] = all(after.get(name) for name in names)

    def _connections(self, connector: int, project: int) -> None:
        """Create a connection; look at aliases, params of the connector, and the deletion of a connector that is used."""
        params = self._of_scope("project")
        alias = f"{self._mark} 1"
        body = {"alias": alias, "connector": connector, "project": project, "frequency": "manually", "params": self._wire(params)}
        try:
            connection = self._create(_CONNECTIONS, alias, body)
        except RequestError as error:
            raise error.about("sandbox: a connection could not be created") from None
        self._findings["params_visible"] = judge.visible_of([self._read(_CONNECTIONS, connection)])
        self._try_again(_CONNECTIONS, alias, body, "unique_aliases")
        own = {**params, _OPTIONAL: "doctor-own"}
        if _OPTIONAL in self._params():
            changed = self._update(_CONNECTIONS, connection, own, {**body, "params": self._wire(own)})
            after = judge.params_of(self._read(_CONNECTIONS, connection))
            if changed and after:
                self._findings["inherited_params"] = "stored" if after.get(_OPTIONAL) == "doctor-own" else "ignored"
            elif not changed:
                self._findings["inherited_params"] = "refused"
        if "DELETE" in self._found(_CONNECTORS).methods:
            self._delete_used(connector, connection)

    def _delete_used(self, connector: int, connection: int) -> None:
        try:
            self._client.send("DELETE", self._path(_CONNECTORS, connector))
        except RequestError as error:
            if error.status in _REFUSED:
                self._findings["connector_delete_used"] = "refuse"
            elif error.status != 403:
                raise
            return
        if not self._read(_CONNECTIONS, connection):
            self._findings["connector_delete_used"] = "cascade"

    def _composite(self) -> None:
        """Look at whether a composite request of which one part fails is rolled back as a whole, and how many parts it takes."""
        found = self._found("composite")
        if not found.there or "POST" not in found.methods or self._profile.get("composite") == "forbidden":
            return
        path, name = "/api/v2/" + self._path(_CONNECTORS), f"{self._mark} 3"
        right, wrong = self._connector(name), {**self._connector(f"{self._mark} 4"), "system": {"id": "no-such-system"}}
        parts = [{"method": "POST", "path": path, "reference_id": f"r{n}", "body": body} for n, body in enumerate((right, wrong), 1)]
        body = {"all_or_none": True, "composite_request": parts}
        status: Optional[int] = 200
        data: Any = None
        try:
            answer, _found = post(self._client, found.path, body, lambda: self._named(_CONNECTORS, name))
            if answer:
                status, data = answer.status, answer.data
        except RequestError as error:
            status, data = error.status, error.details.get("errors")
            if status == 403:
                self._findings["composite"] = "forbidden_post"
            if status != 400 or not isinstance(data, Mapping) or "composite_response" not in data:
                if status is None or status >= 500:
                    raise
                return
        self._read_rows(_CONNECTORS)
        self._findings["composite"] = "partial" if self._named(_CONNECTORS, name) else "present"
        statuses = _statuses(data)
        if statuses:
            self._findings["composite_status"] = str(status)
            if self._findings["composite"] == "present":
                self._findings["composite_rollback"] = "as_run" if 200 <= statuses[0] < 300 else "halted"
        if self._takes(found.path, _USUAL_MAX) and not self._takes(found.path, _USUAL_MAX + 1):
            self._findings["composite_max"] = _USUAL_MAX

    def _takes(self, path: str, count: int) -> bool:
        """Return whether a composite request may have so many parts, all of them reads."""
        parts = [{"method": "GET", "path": "/api/v2/users/me/", "reference_id": f"r{n}"} for n in range(count)]
        try:
            self._client.send("POST", path, {"all_or_none": True, "composite_request": parts}, repeatable=True)
        except RequestError as error:
            if error.status not in (400, 413):
                raise
            return False
        return True

    def _unknown_address(self) -> None:
        """Send a write to an address that does not exist."""
        if self._profile.get("unknown_address") != "404":
            return
        try:
            self._client.send("POST", NOWHERE, {}, repeatable=True)
        except RequestError as error:
            self._findings["unknown_address"] = {404: "404", 405: "405_writes"}.get(error.status or 0, UNKNOWN)

    # Requests

    def _found(self, name: str) -> Found:
        return self._examination.found[name]

    def _path(self, name: str, id: Optional[int] = None) -> str:
        return self._found(name).path + (f"{id}/" if id is not None else "")

    def _create(self, name: str, called: str, body: Mapping[str, Any]) -> int:
        """Create an object, and return its id, also where the answer was lost or has no object.

        :raises RequestError: it was refused. :raises SdeError: it is not to be found afterwards.
        """
        answer, found = post(self._client, self._path(name), body, lambda: self._named(name, called))
        shown = judge.object_of(answer)
        id = number(shown.get("id")) if answer else found
        if id is not None:
            self._claimed.add(Made(name, id))
        id = self._visible(name, called, id, empty=answer is not None and not shown)
        self._made.append(Made(name, id))
        self._findings.setdefault("create_answer", "object" if answer is None or shown else "empty")
        params = judge.params_of(shown)
        if name == _CONNECTORS and params and "write_answer_secrets" not in self._findings:
            self._compare_answer(params, judge.params_of(self._read(name, id)))
        return id

    def _visible(self, name: str, called: str, id: Optional[int], *, empty: bool) -> int:
        """Return the id of an object that was created, once reads show it.

        :param empty: whether the answer to its create was empty, so that a search for it does not show a lag.
        """
        wait, looks = Wait(self._client.clock, self._client.timeout), 0
        while True:
            own = None if id is None else self._is_own(name, id)
            if id is not None and own:
                break
            if wait.over:
                raise SdeError(
                    f"sandbox: {name[:-1]} {called!r} was created, but reads do not show it within {self._client.timeout} s", changed=True
                )
            id = self._named(name, called) if id is None or own is False else id
            looks += 1
            wait.pause()
        self._lag = max(self._lag, looks - empty)
        self._findings["read_lag"] = self._lag
        return id

    def _compare_answer(self, written: Mapping[str, Any], read: Mapping[str, Any]) -> None:
        """Look at whether the answer to a write shows secrets as reads do."""
        names = self._secret_names()
        if names and read:
            forms = [self._form(params, names[0]) for params in (written, read)]
            self._findings["write_answer_secrets"] = "same" if forms[0] == forms[1] else "clear" if forms[0] == "clear" else UNKNOWN

    def _try_create(self, name: str, called: str, body: Mapping[str, Any]) -> Optional[int]:
        """Create an object; None where it was refused."""
        try:
            return self._create(name, called, body)
        except RequestError as error:
            if error.status not in _REFUSED:
                raise
            return None

    def _try_again(self, name: str, called: str, body: Mapping[str, Any], question: str) -> None:
        """Create an object of a name that another has."""
        try:
            self._create(name, called, body)
        except RequestError as error:
            if error.status not in _REFUSED:
                raise
            self._findings[question] = "enforced" if error.status == 409 or EXISTS.search(error.message) else UNKNOWN
        else:
            self._findings[question] = "free"

    def _update(
        self, name: str, id: int, params: Mapping[str, Any], body: Optional[Mapping[str, Any]] = None, *, unknown: bool = False
    ) -> str:
        """Update an object; return the verb, or nothing where it was refused."""
        try:
            return self._change(name, id, params, body)
        except RequestError as error:
            if error.status == 405:
                return ""
            if error.status not in _REFUSED:
                raise
            self._refused(error, [*params])
            if unknown:
                self._findings["unknown_params"] = "refused"
            elif name == _CONNECTORS and error.status == 400:
                self._findings["require_status_mapping"] = True
            return ""

    def _change(self, name: str, id: int, params: Mapping[str, Any], body: Optional[Mapping[str, Any]] = None) -> str:
        """Send an update with the verb that the server offers, and return it."""
        verb = "PATCH" if "PATCH" in self._found(name).methods or "PUT" not in self._found(name).methods else "PUT"
        whole = body or {**self._connector(f"{self._mark} 1"), "params": self._wire(params)}
        self._client.send(verb, self._path(name, id), whole if verb == "PUT" else {"params": self._wire(params)})
        return verb

    def _refused(self, error: RequestError, names: list[str]) -> None:
        """Note the form in which a param was refused."""
        form = judge.refusal_form_of(error.details.get("errors"), names)
        if form != UNKNOWN:
            self._findings.setdefault("param_errors", form)

    def _read(self, name: str, id: int) -> dict[str, Any]:
        """Return an object after the lag of reads; empty where there is none."""
        wait = Wait(self._client.clock, self._client.timeout)
        answer = self._client.look("GET", self._path(name, id))
        for _read in range(self._lag):
            wait.pause()
            answer = self._client.look("GET", self._path(name, id))
        return judge.object_of(answer)

    def _is_own(self, name: str, id: int) -> Optional[bool]:
        """Return whether an object is one of this run; None where reads do not show it."""
        row = judge.object_of(self._client.look("GET", self._path(name, id)))
        return _run_of(name, row) == self._run if row else None

    def _read_rows(self, name: str) -> list[dict[str, Any]]:
        """Return the objects of a list after the lag of reads."""
        rows: list[dict[str, Any]] = []
        for _read in range(self._lag + 1):
            rows = [row for page in self._client.pages(self._path(name)) for row in page.objects]
        return rows

    def _named(self, name: str, called: str) -> Optional[int]:
        """Return the id of an object of this name that is not known yet."""
        known = {made.id for made in self._made if made.endpoint == name}
        for page in self._client.pages(self._path(name)):
            for row in page.objects:
                id = number(row.get("id"))
                if id is not None and id not in known and as_text(row.get(_NAMES[name])).strip() == called.strip():
                    return id
        return None

    # Bodies

    def _plugin(self) -> Optional[Plugin]:
        """Return the description of a system whose host can be given."""
        fitting = [plugin for plugin in self._examination.schemas.all if _SERVER in plugin.fields and plugin.system.get("id")]
        usual = [plugin for name in _USUAL for plugin in fitting if plugin.system["id"] == name]
        return next(iter(usual or fitting), None)

    def _connector(self, name: str) -> dict[str, Any]:
        plugin = self._plugin()
        system = plugin.system["id"] if plugin else _USUAL[0]
        return {"name": name, "system": {"id": system}, "inaccessible": False, "params": self._wire(self._params())}

    def _params(self) -> dict[str, Any]:
        plugin = self._plugin()
        if plugin is None:
            return {**_USUAL_PARAMS, _SERVER: host_of(self._run), "alm_pass": self._secret, _OPTIONAL: "doctor "}
        optional = {_OPTIONAL: "doctor "} if _OPTIONAL in plugin.fields else {}
        return {**self._of_scope("system"), _SERVER: host_of(self._run), **optional}

    def _of_scope(self, scope: str) -> dict[str, Any]:
        """Return values of the params that a system requires of connectors (C(system)) or of connections (C(project))."""
        plugin = self._plugin()
        if plugin is None:
            return {} if scope == "system" else {"alm_project": "doctor"}
        return {
            row.name: self._value(row)
            for row in plugin.fields.values()
            if row.required and row.default in (None, "") and (scope in row.scopes or (not row.scopes and scope == "system"))
        }

    def _value(self, row: ParamField) -> Any:
        if row.secret:
            return self._secret
        if _ADDRESS.search(row.name):
            return host_of(self._run)
        if row.choices:
            return row.choices[0][0]
        return row.form() if row.form in (dict, list) else "doctor"

    def _secret_names(self) -> list[str]:
        return [name for name, value in self._params().items() if value == self._secret]

    def _wire(self, params: Mapping[str, Any]) -> dict[str, Any]:
        prefix = self._profile.get("param_prefix")
        today = self._found(_CONNECTORS).word != "alm" if prefix == UNKNOWN else prefix == "issue_tracker"
        return spelled(params, today)

    def _clear(self) -> Optional[SdeError]:
        """Remove all objects of this run: those that are known, and those that reads show by the id of the run.

        :returns: why it could not be looked up whether there are more than those that are known.
        """
        several, unseen = set(self._made), None
        for name in (_CONNECTIONS, _CONNECTORS):
            try:
                rows = self._read_rows(name)
            except SdeError as error:
                unseen = error
                continue
            several |= {Made(name, id) for row in rows if _run_of(name, row) == self._run and (id := number(row.get("id"))) is not None}
        for made in self._claimed - several:
            try:
                own = self._is_own(made.endpoint, made.id)
            except SdeError as error:
                own, unseen = None, error
            if own:
                several.add(made)
            elif own is None:
                self.result.left.append(made)
        Remover(self._client, self._examination, self.result).remove(several)
        return unseen
