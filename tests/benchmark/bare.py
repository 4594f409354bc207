# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: a script for this one job, with nothing that users of a tool expect (no dry run, no retries, no diff).

bare.py LIST
Reads the lists page by page, compares, creates what is missing, updates what differs. SDE_URL and SDE_TOKEN say where.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import requests

API = f"{os.environ['SDE_URL']}/api/v2/"

session = requests.Session()
session.headers["Authorization"] = f"Token {os.environ['SDE_TOKEN']}"


def send(method: str, url: str, **options: Any) -> Any:
    answer = session.request(method, url, timeout=30, **options)
    answer.raise_for_status()
    return answer.json()


def everything(path: str) -> list[dict[str, Any]]:
    found = []
    url = f"{API}{path}?page_size=100"
    while url:
        page = send("GET", url)
        found += page["results"]
        url = page["next"]
    return found


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        wanted = json.load(file)["connections"]
    projects = {project["name"]: project["id"] for project in everything("projects/")}
    connectors = {connector["name"]: connector["id"] for connector in everything("connectors/alm/")}
    current = {(each["project"], each["alias"]): each for each in everything("connections/alm/")}
    for entry in wanted:
        project, connector = projects[entry["project"]], connectors[entry["connector"]]
        fields = {"connector": connector, "frequency": entry["frequency"]}
        found = current.get((project, entry["alias"]))
        if found is None:
            new = {**fields, "project": project, "alias": entry["alias"], "params": entry["params"]}
            send("POST", f"{API}connections/alm/", json=new)
            continue
        changes = {name: value for name, value in fields.items() if found[name] != value}
        params = {name: value for name, value in entry["params"].items() if found["params"].get(name) != value}
        if params:
            changes["params"] = params
        if changes:
            send("PATCH", f"{API}connections/alm/{found['id']}/", json=changes)


main()
