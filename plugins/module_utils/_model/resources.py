# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of SD Elements as rows of data. The engine reads these rows and knows no resource by name.

This file is private to the collection. Sources: the pages ALM Connectors and ALM Connections (4.12), Connectors
(4.8), Connections (3.2 to 4.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from .._api.counts import plural


@dataclass(frozen=True, eq=False, repr=False)
class Field:
    """A field of an object besides its params.

    :param create: whether the server demands it at create.
    :param optional: whether older servers lack it: then it is not managed, with a warning.
    """

    name: str
    create: bool = False
    optional: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Resource:
    """One kind of object.

    :param kind: what a sentence to the user calls it.
    :param returns: the key of the singular modules' result; its plural is that of the list in results.
    :param path: of its list, below C(/api/v2/); ``{word}`` stands for what servers call a tracker.
    :param named_by: the field that names it.
    :param within: the reference that, with ``named_by``, makes its identity; None where the name alone does.
    :param parent: the kind of object that it refers to in the field of that kind's ``returns``.
    :param named_after_parent: whether its name is that of its parent where a task gives none.
    :param inherits: whether its params show those of the parent too (page ALM Connections, Create).
    :param fields: what a task can manage besides params.
    :param shown_of_parent: params of the parent that a read shows, where the parent itself shows none of its params.
    :param permission: the right without which its params cannot be read, by the name of today and that of the pages of 4.12.
    :param may_omit_params: whether a server may show its params to nobody (page Connectors, Analysis Connectors): then they are treated
        as hidden secrets, which cannot be compared.
    :param test: path of its connectivity test; ``{joined}`` stands for the word without its dash.
    :param type: what the list of integrations calls it.
    :param plugins: path of the server's own description of the params (none for some kinds).
    :param jobs: path of its sync jobs.
    :param ordered: whether its list takes C(ordering), by C(named_by).
    :param query: what each read asks for besides, as pairs: a server that refuses it is asked without it.
    :param used_by: kinds that refer to it: while one does, it is not deleted.
    """

    kind: str
    returns: str
    path: str
    named_by: str
    fields: tuple[Field, ...] = ()
    within: Optional[str] = None
    parent: Optional[str] = None
    named_after_parent: bool = False
    inherits: bool = False
    shown_of_parent: frozenset[str] = frozenset()
    may_omit_params: bool = False
    permission: str = ""
    test: str = ""
    type: str = ""
    plugins: str = ""
    jobs: str = ""
    ordered: bool = False
    query: tuple[tuple[str, str], ...] = ()
    used_by: tuple[str, ...] = ()

    @property
    def parent_field(self) -> str:
        """The field that refers to its parent; empty where it has none."""
        return RESOURCES[self.parent].returns if self.parent else ""

    @property
    def parent_kind(self) -> str:
        """The name of its parent in messages."""
        return RESOURCES[self.parent].kind if self.parent else ""

    @property
    def user_kind(self) -> str:
        """The name of objects that refer to it, in messages."""
        return " or ".join(RESOURCES[kind].kind for kind in self.used_by)

    @property
    def many(self) -> str:
        """The key of a list of them in results."""
        return plural(self.returns)


_EDIT_TRACKERS = "'Edit Issue Tracker connections' ('Edit ALM connections' on older servers)"
_EDIT_TOOLS = "'Edit verification connections' ('Edit security tool connections' on older servers)"

_CONNECTOR_FIELDS = (Field("name", create=True), Field("system", create=True), Field("inaccessible", optional=True))
_CONNECTION_FIELDS = (
    Field("alias", create=True),
    Field("connector", create=True, optional=True),
    Field("project", create=True),
    Field("frequency"),
    Field("debug_mode", optional=True),
)

RESOURCES = {
    "alm_connector": Resource(
        kind="connector",
        returns="connector",
        path="connectors/{word}/",
        named_by="name",
        fields=_CONNECTOR_FIELDS,
        permission=_EDIT_TRACKERS,
        test="connectors/test{joined}/",
        plugins="plugins/{word}/",
        used_by=("alm_connection",),
    ),
    "alm_connection": Resource(
        kind="connection",
        returns="connection",
        path="connections/{word}/",
        named_by="alias",
        within="project",
        parent="alm_connector",
        inherits=True,
        fields=_CONNECTION_FIELDS,
        permission=_EDIT_TRACKERS,
        test="connections/test{joined}/",
        type="ALM",
        plugins="plugins/{word}/",
        jobs="jobs/{word}/",
    ),
    "analysis_connector": Resource(
        kind="analysis connector",
        returns="connector",
        path="connectors/analysis/",
        named_by="name",
        fields=_CONNECTOR_FIELDS,
        may_omit_params=True,
        permission=_EDIT_TOOLS,
        used_by=("analysis_connection",),
    ),
    "analysis_connection": Resource(
        kind="analysis connection",
        returns="connection",
        path="connections/analysis/",
        named_by="alias",
        within="project",
        parent="analysis_connector",
        named_after_parent=True,
        shown_of_parent=frozenset(f"analysis_{name}" for name in ("api_token", "method", "pass", "server", "user", "validate_cert")),
        fields=_CONNECTION_FIELDS,
        permission=_EDIT_TOOLS,
        type="Analysis Tool",
        jobs="jobs/analysis/",
    ),
    "project": Resource(
        kind="project",
        returns="project",
        path="projects/",
        named_by="name",
        within="application",
        ordered=True,
        query=(("active", "all"),),  # current servers show archived projects only where asked for
    ),
    "application": Resource(
        kind="application", returns="application", path="applications/", named_by="name", within="business_unit", ordered=True
    ),
    "business_unit": Resource(kind="business unit", returns="business_unit", path="business-units/", named_by="name", ordered=True),
}


def plural_module(name: str) -> str:
    """Return the module that manages a list of objects, by the key of their row."""
    return f"sde_{name}s"


@dataclass(frozen=True)
class Endpoint:
    """An address of the API as the profile of a server has it.

    :param path: below C(/api/v2/), with the placeholders of C(Resource).
    :param item: whether what is below it, by id, is an object that can be changed.
    :param posts: whether it takes POST alone, so that a read of it is refused.
    """

    path: str
    item: bool = False
    posts: bool = False

    @property
    def has_word(self) -> bool:
        """Return whether servers differ in the word of its path."""
        return "{" in self.path

    def at(self, word: str) -> str:
        """Return its path with a word."""
        return self.path.format(word=word, joined=word.replace("-", ""))


#: By their names in a profile.
ENDPOINTS: dict[str, Endpoint] = {
    "connectors": Endpoint(RESOURCES["alm_connector"].path, item=True),
    "connections": Endpoint(RESOURCES["alm_connection"].path, item=True),
    "analysis_connectors": Endpoint(RESOURCES["analysis_connector"].path, item=True),
    "analysis_connections": Endpoint(RESOURCES["analysis_connection"].path, item=True),
    "jobs": Endpoint(RESOURCES["alm_connection"].jobs),
    "plugins": Endpoint(RESOURCES["alm_connector"].plugins),
    "tests": Endpoint(RESOURCES["alm_connector"].test, posts=True),
    "projects": Endpoint(RESOURCES["project"].path, item=True),
    "applications": Endpoint(RESOURCES["application"].path),
    "composite": Endpoint("composite/", posts=True),
    "integrations": Endpoint("integrations/"),
}
