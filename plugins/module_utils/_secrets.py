# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown: secrets are known by the name of their key, masks by their look.

This file is private to the collection. Redaction goes by key, never by replacing a short value
wherever it occurs: a password such as C(jira) would otherwise tear holes into every other output.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

from ansible_collections.sdelements.integrations.plugins.module_utils._json import parsed

#: Stands in results where a secret was; given back to a module as a value it counts as not given.
PLACEHOLDER = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

#: A mapping by verification status, one of which is called C(pass).
_NO_SECRETS_IN = "task_status_mapping"

#: In a diff: a secret gets a new value, or is sent though it cannot be compared.
NEW_VALUE, SENT_AGAIN = f"{PLACEHOLDER} (new value)", f"{PLACEHOLDER} (sent again)"
SHOWN = (PLACEHOLDER, NEW_VALUE, SENT_AGAIN)

#: Secrets at least this long do not occur in other text by chance, so they are replaced anywhere.
LONG_ENOUGH = 8

_SECRET_KEY = re.compile(
    r"(?:^|_)(?:pass|pwd|passwd|password|passphrase|token|pat|secret|credentials?"
    r"|(?:api|access|private|client|secret)_?key)(?:_?\d+)?$", re.IGNORECASE)

_MASK = re.compile(
    r"^(?:.{0,4}[*\u2022\u25cf\u2219\u00b7]{3,}.{0,8}"                        # *****, ****6789, ab****89
    r"|([xX#.\-])\1{3,}"                                                     # xxxxxx, ####, .....
    r"|[\[<({$]+(?:encrypted|hidden|masked|redacted|filtered|protected|secret|set)[\]>)}$]+"
    r"|(?:encrypted|hidden|masked|redacted|filtered|protected))$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_secret_key(key: str) -> bool:
    """Whether a param of this name holds a secret (``alm_pass``, ``alm_api_token``; page ALM Connectors)."""
    return bool(_SECRET_KEY.search(key))


def is_mask(value: Any) -> bool:
    """Whether a value stands for a secret that is not shown: stars, a fixed word, our own placeholder."""
    return isinstance(value, str) and (value.startswith(PLACEHOLDER) or bool(_MASK.match(value)))


def is_hidden(value: Any) -> bool:
    """Whether the value of a secret param tells nothing: missing, null, empty or masked."""
    return value is None or value == "" or is_mask(value)


def redact(value: Any, also: frozenset[str] = frozenset()) -> Any:
    """A copy of plain data in which every secret is the placeholder.

    Secrets are the values of secret-looking keys, of the keys named in ``also`` and everything within a
    C(secret_params) option, also inside JSON that is kept as text. Empty values stay: they tell nothing.
    """
    if isinstance(value, str):
        return _redact_json(value, also) if value.lstrip().startswith(("{", "[")) else value
    if isinstance(value, dict):
        return {key: _redacted_value(str(key), item, also) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact(item, also) for item in value]
    return value


def _redacted_value(key: str, value: Any, also: frozenset[str]) -> Any:
    if key == "secret_params" and isinstance(value, dict):
        return dict.fromkeys(value, PLACEHOLDER)
    if key == _NO_SECRETS_IN:
        return value
    if key in also or is_secret_key(key):
        told = value is None or value == "" or isinstance(value, bool) or value in SHOWN
        return value if told else PLACEHOLDER
    return redact(value, also)


def _redact_json(text: str, also: frozenset[str]) -> str:
    try:
        data = parsed(text)
    except ValueError:
        return text
    clean = redact(data, also)
    return text if clean == data else json.dumps(clean)


def _forms(secret: str) -> set[str]:
    """A secret as somebody else may quote it: with its blanks folded, its lines alone, its signs escaped for JSON or HTML."""
    page = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quoted = (secret, page, page.replace('"', "&quot;").replace("'", "&#x27;"), page.replace('"', "&quot;").replace("'", "&#39;"),
              repr(secret)[1:-1], json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    lines = {line.strip() for line in secret.splitlines() if len(line.strip()) >= LONG_ENOUGH}
    return {form for text in quoted for form in (text, " ".join(text.split())) if form} | lines


class Secrets:
    """The secrets that one task knows of: those it was given and those that reads returned in clear."""

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self._long: set[str] = set()
        self._short: set[str] = set()
        for value in values:
            self.learn(value)

    def learn(self, value: Any) -> None:
        """Remember one secret value (text; anything else is remembered by its text)."""
        if is_hidden(value) or isinstance(value, bool):
            return
        text = value if isinstance(value, str) else json.dumps(value) if isinstance(value, (dict, list)) else str(value)
        if text in self._long or text in self._short:
            return
        for form in _forms(text):
            (self._long if len(form) >= LONG_ENOUGH else self._short).add(form)

    def learn_from(self, params: Mapping[str, Any] | None) -> None:
        """Remember the value of every secret key of a params dict."""
        for key, value in (params or {}).items():
            if is_secret_key(key):
                self.learn(value)

    def scrub(self, text: str) -> str:
        """Text of somebody else (a server's words), without any known secret.

        Long secrets are replaced wherever they occur, short ones only as a quoted or a whole word of the
        text that is not plain lower-case letters, so that a password C(id) does not damage a sentence.
        """
        text = _without(self._longest_first(), text)
        for secret in sorted(self._short, key=len, reverse=True):
            quoted = rf"(?<=['\"`]){re.escape(secret)}(?=['\"`])"
            whole = rf"(?<![\w.-]){re.escape(secret)}(?![\w-])"
            text = re.sub(quoted if secret.isalpha() and secret.islower() else f"{quoted}|{whole}", PLACEHOLDER, text)
        return text

    def clean(self, value: Any) -> Any:
        """A copy of a result in which no secret is left: redacted by key, long values replaced anywhere."""
        value = redact(value)
        secrets = self._longest_first()
        text = json.dumps(value, ensure_ascii=False, default=str) if secrets else ""
        found = any(json.dumps(secret, ensure_ascii=False)[1:-1] in text for secret in secrets)
        return each_text(value, partial(_without, secrets)) if found else value

    def _longest_first(self) -> list[str]:
        return sorted(self._long, key=len, reverse=True)


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of plain data, keys too, in which each text is changed."""
    if isinstance(value, dict):
        return {each_text(key, change): each_text(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [each_text(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _without(secrets: Iterable[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, PLACEHOLDER)
    return text
