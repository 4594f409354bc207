# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures as text."""

from __future__ import annotations

from typing import Any


def text(figures: dict[str, Any]) -> str:
    lines = []
    for race in figures["lists"]:
        lines.append(f"{race['size']} {race['situation']} {race['latency']} ms; left out {race['left_out']}")
        for name, r in race["results"].items():
            lines.append(f"  {name:14} cpu {r['cpu']:8.3f} wall {r['wall']:8.3f} MB {r['memory']:7.1f} req {r['requests']} conn {r['connections']} "
                         f"writes {r['writes']} n={r['rounds']}")
    for key in ("tasks", "pool"):
        if figures[key]:
            lines.append(key)
            for name, r in figures[key]["results"].items():
                lines.append(f"  {name:14} cpu {r['cpu']:8.3f} wall {r['wall']:8.3f} MB {r['memory']:7.1f} req {r['requests']} n={r['rounds']}")
    return "\n".join(lines)
