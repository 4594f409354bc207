# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request and answer that the pages of the API print, replayed.

The pairs lie in pages/: the request and the answer of a page, the objects that must be stored before, ``mends`` (what
was no valid JSON on the page) and ``slips`` (where the page contradicts itself or prints a number the server chooses).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PAGES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("pages/*.json")}
PAIRS = [(name, number) for name, page in sorted(PAGES.items()) for number in range(len(page["pairs"]))]


def mended(answer: Any, slips: list[dict[str, Any]]) -> Any:
    """Return the answer of a page with its slips put right."""
    answer = json.loads(json.dumps(answer))
    for slip in slips:
        *way, last = slip["at"]
        inner = answer
        for key in way:
            inner = inner[key]
        assert inner[last] == slip["page"]
        inner[last] = slip["simulator"]
    return answer


@pytest.mark.parametrize(("page", "number"), PAIRS, ids=[f"{name}-{PAGES[name]['pairs'][number]['title']}" for name, number in PAIRS])
def test_pair(simulator, call, page, number):
    pair = PAGES[page]["pairs"][number]
    simulator.reset(**PAGES[page]["behaviour"])
    for kind, fields in pair["start"]:
        simulator.add(kind, **fields)
    path = pair["path"].removeprefix("/api/v2/")
    response = call(pair["method"], path, pair["body"], params=pair["query"])
    assert response.status_code == pair["status"], response.text
    assert response.json() == mended(pair["answer"], pair["slips"])


def test_all_pairs_are_there():
    assert {name: len(page["pairs"]) for name, page in PAGES.items()} == {
        "integration_connectors_2015": 4,
        "connectors_4_8": 6,
        "connections_3_2": 4,
        "integrations_2015": 4,
        "alm_connections_4_12": 11,
    }


def test_samples_are_the_objects_of_the_pages(simulator, call):
    simulator.reset(seed="samples")
    page = PAGES["alm_connections_4_12"]["pairs"]
    assert call.read("connectors/alm/")["results"][:2] == page[0]["answer"]["results"]
    with_job = page[5]["answer"]["results"][0]
    assert call.read("connections/alm/", include="last_job")["results"] == [{**with_job, "connector": 3}]
    assert call.names("connectors/analysis/") == ["Fortify Connector", "WhiteHat Connector"]
    assert call.read("connections/analysis/1/")["params"]["asset_name"] == "WebGoat Java"
