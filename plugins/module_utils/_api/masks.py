# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return whether a value that a server shows is surely the value, or may be a mask that stands in its place. Pure functions.

This file is private to the collection. A value that a task does not give is sent back only if it is surely the value. A false alarm costs
little: giving the param in the task settles it. A mask that is stored as the value costs the value.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Set
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from .json_text import DEEPEST, is_deep
from .secret_names import NO_SECRETS_IN, is_secret_key

#: Stands in results where a secret was.
PLACEHOLDER = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

#: The same in a diff: a secret that stays, that gets a new value, or that is sent though it cannot be compared.
SECRET, NEW_SECRET, SENT_AGAIN = DIFF_MARKS = ("(secret)", "(secret, new)", "(secret, sent again)")

#: Stands for JSON that is nested more deeply than Python reads; nested as deeply as C(redact) and its like look.
TOO_DEEP = json.loads("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2))

#: Stars, bullets, blocks, circles and locks: what products draw in place of each character.
_DOTS = (
    "*\u00d7\u00b7\u2022-\u2023\u2027\u2043\u204e\u2055\u2217-\u2219\u22c5\u22c6\u22ef\u2580-\u259f\u25a0-\u25ff\u2605\u2606"
    "\u23fa\u26aa\u26ab"
    "\u2716\u2731-\u274b\u2981\u29bf\u2b1b-\u2b24\u2b50-\u2b58\u30fb\ufffd\U0001f50f-\U0001f513\U0001f5dd"
    "\U0001f648-\U0001f64a"
)
_DOT, _ONLY_DOTS, _DOTS_RUN = re.compile(f"[{_DOTS}]"), re.compile(rf"[\s{_DOTS}]+"), re.compile(f"[{_DOTS}]{{3}}")

#: The same made of letters and signs that ordinary values have too.
_SIGNS_RUN = re.compile(r"([-#._=~?xX\u2010-\u2015])\1\1")
_ONLY_SIGNS = re.compile(r"([-#._=~?xX\u2010-\u2015])\1{2,}")
_LONG_RUN = re.compile(r"[xX]{4}|^[^\W_]{0,6}([-#._=~])\1{3,}[^\W_]{0,8}$")
_ONE_SIGN = re.compile(r"(.)\1{2,}|[xX]{2,}", re.DOTALL)
_ONE_MARK = re.compile(r"([^\w\s])\1{3,}")

#: How long a value is, in place of the value: C((12 characters)), C(length: 12).
_LENGTH = re.compile(r"\W*(?:\d+\s*(?:char|character|byte|digit|symbol|sign)s?|(?:length|len|size)\W{0,3}\d+)\W*", re.IGNORECASE)
_PEM = re.compile(r"-{5}(?:BEGIN|END) [A-Z0-9 ]+-{5}")

#: Hashed or encrypted: what a server keeps, not what it was given.
_CIPHER = re.compile(
    r"\$ANSIBLE_VAULT|vault:|ENC[(\[]|\{(?:cipher|[a-z0-9+]*crypt|noop|s?sha\d*|md5|enc|aes)\}|\$(?:1|2[abxy]?|5|6|7|y|argon2\w*|scrypt|pbkdf2[\w-]*)\$"
    r"|(?:pbkdf2|bcrypt|argon2|scrypt|sha-?(?:1|256|384|512)|md5)(?:_\w+)?[$:]"
    r"|(?:encrypted|enc|crypted|cipher|ciphertext|hash|hashed|obfuscated|masked|redacted|sealed)\s*[:=]",
    re.IGNORECASE,
)

#: Those forms that no ordinary value has.
_SURE_CIPHER = re.compile(
    r"\$ANSIBLE_VAULT;|vault:v\d+:|ENC\(.+\)$|ENC\[.+\]$"
    r"|\{(?:cipher|[a-z0-9+]*crypt|s?sha\d*)\}\S|\$(?:2[abxy]?|5|6|7|y|argon2\w*)\$",
    re.DOTALL,
)

#: A whole value in brackets or between signs that mark a variable: C(<hidden>), C(${pass}). No pattern here takes long for a long text.
_BRACKETED = re.compile(r"[\[<({]+[^\[\]<>(){}]*[\]>)}]+|\${1,3}\{?[^${}]*\}?\${1,3}|\$\{[^{}]*\}|%+[^%]+%+|__(?s:.*)__")
_BRACKETS = re.compile(r"(?:(?<![\[<({])[\[<({]{1,4}|(?<!\$)\$\{?|(?<!%)%{1,2}|(?<!_)__{1,3})([^\[\]<>(){}$%]{1,60}?)(?:[\]>)}]|\$|%|__)")

#: Words that say of a value that it is not shown; those of the first line also within a longer text, where they are marked.
_STRONG = frozenset(
    re.findall(
        r"\w+",
        """
    hidden masked redacted encrypted filtered protected obscured obfuscated concealed censored suppressed undisclosed
""",
    )
)
_WEAK = frozenset(
    re.findall(
        r"\w+",
        """
    secret set unchanged removed omitted sanitized sanitised scrubbed stripped confidential sensitive unavailable shown displayed
    visible disclosed notshown notdisplayed nolog writeonly present exists existing stored saved configured provided specified
    defined retained
""",
    )
)
#: Of a secret these say that there is some value, or none.
_NOTHING = frozenset(
    re.findall(
        r"\w+",
        """
    none null nil undefined unset empty blank na nan true false yes ok
""",
    )
)
#: Never an ordinary value, not even alone.
_TELLING = frozenset(
    re.findall(
        r"\w+",
        """
    redacted masked obfuscated obscured concealed censored undisclosed notshown notdisplayed nolog
""",
    )
)
#: Within brackets these say the same: C(<password>), C([secure]).
_BRACKETED_ONLY = frozenset(
    re.findall(
        r"\w+",
        """
    secure securely placeholder password passwd passphrase only
""",
    )
)
#: Alone these are hardly a secret either.
_NO_SECRET = frozenset(
    re.findall(
        r"\w+",
        """
    secure keep placeholder changeme cleared denied forbidden restricted inaccessible unreadable
""",
    )
)
#: What else such sentences about a secret are made of.
_FILLING_OF_SECRETS = frozenset(
    re.findall(
        r"\w+",
        """
    n t don your our my here change changed changes available access accessible permission permissions permitted allowed
    retrievable readable returned securely safely please enter blank again replace update updated last ago
    contact admin administrator because
""",
    )
)
_FILLING = frozenset(
    re.findall(
        r"\w+",
        """
    value values password passwords pass passwd passphrase token tokens key keys api apikey credential credentials is was has have
    been are not no never the this that a an it by from in on of for to and security reason reasons server system field data text
    string parameter param log user click reveal show view write only already currently placeholder old new previous keep change
    leave current same as before use length len char chars character characters byte bytes vault private sd elements do display
    cannot be can will
""",
    )
)
_KNOWN = _STRONG | _WEAK | _NOTHING | _FILLING
_WORD = re.compile(r"[^\W\d_]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def surely_plain(key: str, value: Any, also: Set[str] = frozenset()) -> bool:
    """Return whether a value that was read under a key is surely the value that the server has.

    Of a secret (a secret-looking key, or one of ``also``) only text is that has no sign of a mask in any form; nothing says nothing.
    Of any other param everything is but what no ordinary value looks like.
    """
    if key in also or is_secret_key(key):
        return isinstance(value, str) and value.strip() != "" and _is_secret_text(value)
    return not is_deep(value) and _is_plain(value, secrets=key != NO_SECRETS_IN)


def structure_of(text: str) -> Any:
    """The mapping or list that a text holds as JSON; None where it holds none, and C(TOO_DEEP) where nobody can look into it."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        data = json.loads(text)
    except RecursionError:
        return TOO_DEEP
    except ValueError:
        return None
    return data if isinstance(data, (dict, list)) else None


@lru_cache(maxsize=4096)
def _is_secret_text(text: str) -> bool:
    if PLACEHOLDER in text:
        return False
    data = structure_of(text)
    if data is not None:
        return not is_deep(data) and _is_secret_structure(data)
    text = _normal(text)
    return not (_has_signs_of_masked_secret(text) or _has_words_of_masked_secret(text))


def _is_secret_structure(data: Any) -> bool:
    leaves = list(_leaves(data))
    return bool(leaves) and not _says_masked(data) and all(isinstance(leaf, str) and (not leaf or _is_secret_text(leaf)) for leaf in leaves)


def _has_signs_of_masked_secret(text: str) -> bool:
    """Return whether the characters of a text are not those of a secret: dots, runs, brackets, a hash, a length."""
    bare = _PEM.sub("", text)
    return bool(
        not any(letter.isalnum() for letter in bare)
        or _DOT.search(text)
        or _SIGNS_RUN.search(bare)
        or _ONE_SIGN.fullmatch("".join(bare.split()))
        or bare.startswith("..")
        or bare.endswith("..")
        or _CIPHER.match(text)
        or _BRACKETED.fullmatch(text)
        or _LENGTH.fullmatch(text)
    )


def _has_words_of_masked_secret(text: str) -> bool:
    """Return whether a text is a sentence about a secret, or a word that stands for one."""
    if _says(text, _STRONG):
        return True
    words = set(_WORD.findall(text.casefold()))
    if not words or _is_one_word(text):
        return False
    return (
        words <= _NO_SECRET
        or _says(text, _WEAK - {"secret"} | _NOTHING)
        or (len(words) > 1 and words <= _KNOWN | _NO_SECRET | _FILLING_OF_SECRETS)
    )


def _is_plain(value: Any, *, secrets: bool) -> bool:
    if isinstance(value, str):
        data = structure_of(value)
        return _is_plain_text(value) if data is None or is_deep(data) else _is_plain(data, secrets=secrets)
    if isinstance(value, dict):
        return not _says_masked(value) and all(
            item in (None, "") or (surely_plain(str(key), item) if secrets else _is_plain(item, secrets=False))
            for key, item in value.items()
        )
    if isinstance(value, (list, tuple)):
        return all(_is_plain(item, secrets=secrets) for item in value)
    return True


@lru_cache(maxsize=16384)
def _is_plain_text(text: str) -> bool:
    if PLACEHOLDER in text:
        return False
    text = _normal(text)
    return not (_has_signs_of_mask(text) or _has_words_of_mask(text))


def _has_signs_of_mask(text: str) -> bool:
    """Return whether the characters of a text are those of no ordinary value."""
    return bool(
        _DOTS_RUN.search(text)
        or (_ONLY_DOTS.fullmatch(text) and _DOT.search(text))
        or (not any(map(str.isalnum, text)) and len(_DOT.findall(text)) > 2)
        or _ONLY_SIGNS.fullmatch(text)
        or _ONE_MARK.fullmatch(text)
        or _LONG_RUN.search(text)
        or _SURE_CIPHER.match(text)
        or ("..." in text and ("://" in text or not any(map(str.isspace, text))))
        or (_LENGTH.fullmatch(text) and not (text[0].isalnum() and text[-1].isalnum()))
    )


def _has_words_of_mask(text: str) -> bool:
    """Return whether the words of a text, or those in its brackets, say that it is not the value."""
    words = _WORD.findall(text.casefold())
    bracketed = bool(_BRACKETED.fullmatch(text))
    return (
        "redacted" in words
        or (len(words) == 1 and _is_word_of_mask(words[0], text))
        or ((len(words) > 1 or bracketed) and _says(text, _telling(text, bracketed)))
        or any(_says(inner, _STRONG) for inner in _BRACKETS.findall(text))
    )


def _is_word_of_mask(word: str, text: str) -> bool:
    """Return whether the only word of a text says that it is not the value: one of a few, or a strong one between signs."""
    between_signs = not text[0].isalnum() and not text[-1].isalnum()
    return (word in _TELLING and not any(map(str.isdigit, text))) or (word in _STRONG and between_signs)


def _telling(text: str, bracketed: bool) -> frozenset[str]:
    """The words of which one says that such a text is not the value."""
    if bracketed:
        return _STRONG | _WEAK | _BRACKETED_ONLY
    return _STRONG if _is_one_word(text) else _STRONG | _WEAK


def _normal(text: str) -> str:
    """A text without its disguise: entities, percent codes, other widths of signs, signs that have none."""
    text = html.unescape(text) if "&" in text else text
    text = unquote(text) if "%" in text else text
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "\\u" in text else text
    text = text if text.isascii() else "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return text.strip()


def _says(text: str, telling: frozenset[str]) -> bool:
    """Return whether a text contains only words of a mask, and at least one distinctive one."""
    words = set(_WORD.findall(text.casefold()))
    return bool(words & telling) and words <= _KNOWN | _BRACKETED_ONLY


def _is_one_word(text: str) -> bool:
    """Return whether words and digits are joined as in a password (C(stored-secret-1)), so that only a strong word tells of a mask."""
    return any(map(str.isdigit, text)) and not any(map(str.isspace, text))


def _says_masked(data: Any) -> bool:
    """Return whether an object stands for a value: C({"masked": true})."""
    return (
        isinstance(data, dict)
        and any(_says(str(key), _STRONG | _WEAK) for key in data)
        and all(item in (None, "") or (isinstance(item, (bool, int)) and _says(str(key), _KNOWN)) for key, item in data.items())
    )


def _leaves(data: Any) -> Any:
    """The scalars of a structure."""
    if isinstance(data, (dict, list)):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _leaves(item)
    else:
        yield data
