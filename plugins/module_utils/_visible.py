# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show control and bidirectional characters with escapes.

This file is private to the collection. A terminal obeys control characters, and a bidirectional one changes what the text
around it seems to say.
"""

from __future__ import annotations

import re

#: Control characters but for line break and tab, characters without a width, marks and overrides of direction, separators of
#: lines, tags, and halves of surrogate pairs, which no terminal and no file takes. Joiners stay: some scripts and emoji need them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
                     "\U000e0000-\U000e007f\ud800-\udfff]")


def visible(text: str) -> str:
    """Return the text with those characters as C(\\x1b), C(\\u202e)."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
