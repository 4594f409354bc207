# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Detect keys of secrets by their names. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: A mapping by verification status, one of which is called C(pass).
NO_SECRETS_IN = "task_status_mapping"

#: The words of a name, also of C(camelCase) and C(X-Api-Key).
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

#: A name that ends with one of these holds a secret.
_SECRET = frozenset(
    re.findall(
        r"\w+",
        """
    pass passes pw psw pwd passwd passcode passphrase pat token tokens secret secrets credential credentials cred creds bearer
    pas pasw pasword passw passwort pswd
    authorization authorisation cookie cookies session sessionid jsessionid sessid phpsessid jwt otp totp
""",
    )
)

#: The same, as the end of a single word: C(userpassword), C(clientsecret).
_SECRET_ENDS = ("password", "passwords", "pasword", "passwd", "passphrase", "pwd", "token", "secret", "credentials")

#: Single words that end with C(key) and hold a secret.
_KEY = re.compile(
    r"(?:access|account|aes|api|app|application|auth|bearer|client|consumer|crypt|deploy|dsa|encryption|gpg|hmac|host|licen[cs]e|master|"
    r"pgp|private|rsa|secret|service|session|shared|signing|ssh|ssl|storage|subscription|tls|token|user|webhook)keys?"
)

#: A key of one of these is a name, not a secret: C(project_key), C(public_key).
_HARMLESS_KEYS = frozenset(
    re.findall(
        r"\w+",
        """
    public project projects issue issues epic story task tasks parent child component status state type label link map mapping
    config row column group order sort message translation partition index lookup item object entity name id unique cache feature
    priority tag version space board field custom sprint release repo repository org organization organisation branch rule metric
    profile primary foreign workspace team request query json dict sub main default hot short property option param parameter
    module category section summary
""",
    )
)

#: Words that may follow the secret word: C(token_value), C(password_confirmation).
_FOLLOWING = frozenset(
    re.findall(
        r"\w+",
        """
    value text string plain plaintext raw b64 base64 encoded encrypted old new current previous confirm confirmation repeat again
    header
""",
    )
)

#: Two words that are one secret: C(pass_phrase), C(basic_auth).
_PAIRS = frozenset(("passphrase", "passcode", "password", "passwd", "basicauth", "httpauth", "proxyauth", "sessionid", "secretid"))


@lru_cache(maxsize=4096)
def is_secret_key(key: str) -> bool:
    """Return whether a key of this name holds a secret: C(alm_pass), C(alm_api_token) (page ALM Connectors), C(accessKey), C(ssh_key_2)."""
    words = [word.lower() for word in _WORDS.findall(key)]
    while words and (words[-1].isdigit() or (len(words) > 1 and words[-1] in _FOLLOWING)):
        words.pop()
    if not words:
        return False
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in _SECRET or last.endswith(_SECRET_ENDS) or before + last in _PAIRS or _KEY.fullmatch(last):
        return True
    return last in ("key", "keys") and before != "" and not before.isdigit() and before not in _HARMLESS_KEYS


def spellings(key: str) -> tuple[str, ...]:
    """The name of a param as older and as current servers have it."""
    for one, other in (("alm_", "issue_tracker_"), ("issue_tracker_", "alm_")):
        if key.startswith(one):
            return key, other + key[len(one) :]
    return (key,)
