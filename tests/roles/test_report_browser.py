# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the role report in a browser. Needs chromium, chromedriver and selenium; is skipped, and says so, where one is missing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _report, _report_page

selenium = pytest.importorskip("selenium", reason="the browser test needs selenium")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="the browser test needs chromium and chromedriver")

FILES = Path(__file__).absolute().parents[2] / "roles" / "report" / "files"
NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CONTRAST = """
const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
  .map((part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
const behind = (each) => { for (; each; each = each.parentElement) {
  const colour = getComputedStyle(each).backgroundColor; if (!/, 0\\)$/.test(colour)) return colour; } return "rgb(255, 255, 255)"; };
const poor = [];
for (const each of document.querySelectorAll("body *")) {
  if (![...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) || !each.offsetParent) continue;
  const [one, other] = [light(getComputedStyle(each).color), light(behind(each))].sort((a, b) => b - a);
  if ((one + 0.05) / (other + 0.05) < 4.5) poor.push(`${each.tagName}.${each.className}: ${(one + 0.05) / (other + 0.05)}`);
}
return [...new Set(poor)];
"""


def found(number: int) -> dict[str, Any]:
    """What the modules would return for a number of integrations."""
    jira = {"id": "jira", "name": "Jira", "short_name": "Jira"}
    ages = (timedelta(hours=1), timedelta(days=3), timedelta(days=100))
    return {
        "projects": [
            {
                "id": each,
                "name": HOSTILE if each == 7 else f"Project {each}",
                "application_name": f"Application {each % 40}",
                "business_unit_name": "Retail",
            }
            for each in range(1, number + 4)
        ],
        "alm_connectors": [{"id": 1, "name": "Jira", "system": jira}, {"id": 2, "name": "Far", "system": jira, "inaccessible": True}],
        "analysis_connectors": [],
        "alm_connections": [
            {
                "id": each,
                "alias": f"Jira P{each}",
                "project": each,
                "connector": 2 if each % 50 == 0 else 1,
                "system": jira,
                "frequency": ("hourly", "daily", "weekly", "monthly", "manually")[each % 5],
                "last_job": None
                if each % 9 == 0
                else {
                    "ready": True,
                    "succeeded": bool(each % 7),
                    "result_message": "" if each % 7 else "401 from the tracker",
                    "last_run": (NOW - ages[each % 3]).strftime("%Y-%m-%dT%H:%M:%SZ"),
                },
            }
            for each in range(1, number + 1)
        ],
        "analysis_connections": [],
        "tests": [],
        "server": "https://sde.example.com",
    }


@pytest.fixture(scope="module", name="browser")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with webdriver.Chrome(options=options, service=Service(DRIVER)) as browser:
        yield browser


@pytest.fixture(name="show")
def _show(browser: Any, tmp_path: Path) -> Any:
    def show(number: int = 60, width: int = 1280, scheme: str = "light", hash: str = "", alias: str = "", unmanaged: bool = False) -> Any:
        has = found(number)
        for each in has["alm_connections"] if alias else ():
            each["alias"] = alias
        has["connections_drift"] = {"commands": [], "diff": [], "listed": [each["id"] for each in has["alm_connections"]]}
        if unmanaged:
            has["connections_drift"]["listed"].pop()
            gathered = {
                "id": number,
                "alias": f"Jira P{number}",
                "project": number,
                "connector": 1,
                "params": {"alm_project": "{{ 7 * 7 }}"},
            }
            has["unmanaged"] = {"alm_connections": [gathered]}
        data = _report.report(has, NOW.isoformat(), "Integrations")
        parts = [(FILES / name).read_text(encoding="utf-8") for name in ("report.html.j2", "report.css", "report.js")]
        (tmp_path / "report.html").write_text(_report_page.page(data, *parts), encoding="utf-8")
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
        )
        browser.get("about:blank")
        for log in ("browser", "performance"):
            browser.get_log(log)
        browser.get((tmp_path / "report.html").as_uri() + hash)
        return data

    return show


def visible(browser: Any) -> list[str]:
    """The text of the rows that are shown."""
    return browser.execute_script(
        "return [...document.querySelectorAll('#integrations tbody tr')].filter((row) => row.offsetParent).map((row) => row.textContent)"
    )


def press(browser: Any, selector: str) -> None:
    """Use the keyboard."""
    from selenium.webdriver.common.keys import Keys

    browser.execute_script("document.querySelector(arguments[0]).focus()", selector)
    browser.switch_to.active_element.send_keys(Keys.ENTER)


def test_filters_to_the_failed_ones(browser, show):
    """One press shows what failed and nothing else, says so, and another one shows all again."""
    data = show()
    assert len(visible(browser)) == 60
    press(browser, "[data-show=failed]")
    rows = visible(browser)
    assert len(rows) == data["counts"]["failed"] == 8 and all("401 from the tracker" in row for row in rows)
    status = "document.querySelector('[role=status]').textContent"
    assert browser.execute_script(f"return {status}") == "8 of 60 integrations shown"
    assert browser.execute_script("return document.querySelector('[data-show=failed]').ariaPressed") == "true"
    assert browser.current_url.endswith("#failed")
    press(browser, "[data-show=failed]")
    assert len(visible(browser)) == 60
    show(hash="#failed")
    assert len(visible(browser)) == 8


def test_searches_and_sorts(browser, show):
    """All words have to be there; numbers in names sort as numbers, both ways."""
    from selenium.webdriver.common.by import By

    show()
    browser.find_element(By.ID, "search").send_keys("application 3 P3")
    assert all("P3" in row for row in visible(browser)) and 0 < len(visible(browser)) < 60
    browser.find_element(By.ID, "search").send_keys(" nothing like it")
    assert visible(browser) == [] and browser.find_element(By.ID, "nothing").is_displayed()
    press(browser, "#reset")
    assert len(visible(browser)) == 60
    header = "#integrations th:nth-child(2)"
    press(browser, f"{header} button")
    assert [row.split("by")[0].strip() for row in visible(browser)][1:3] != [] and "Jira P2" in visible(browser)[1]
    assert browser.execute_script(f"return document.querySelector('{header}').ariaSort") == "ascending"
    press(browser, f"{header} button")
    assert "Jira P60" in visible(browser)[0]
    assert browser.execute_script(f"return document.querySelector('{header}').ariaSort") == "descending"


def test_two_thousand(browser, show):
    """Each step of the reader is done before it is felt."""
    began = time.monotonic()
    show(2000)
    assert time.monotonic() - began < 10
    work = """const began = performance.now(); arguments[0].split("|").forEach((each) => { document.querySelector(each).click();
        document.body.offsetHeight; }); return performance.now() - began;"""
    for step in ("[data-show=failed]|[data-show=all]", "#integrations th:nth-child(3) button"):
        took = min(browser.execute_script(work, step) for turn in range(3))
        print(f"{step}: {took:.0f} ms")
        assert took < 1000
    assert len(visible(browser)) == 2000


def test_the_address_leads_to_the_view(browser, show):
    """Filters, search, group and order are in it; what it does not know is left out; another link within the page keeps the view."""
    show()
    browser.execute_script(
        """const set = (id, value) => { const each = document.getElementById(id); each.value = value;
        each.dispatchEvent(new Event(id === "search" ? "input" : "change")); };
        set("search", "jira p"); set("application", "Application 3"); set("group", "system");
        document.querySelector("#integrations th:nth-child(2) button").click();"""
    )
    rows = visible(browser)
    assert "Jira" in rows[0] and "2 integrations" in rows[0] and len(rows) == 3
    address = browser.current_url.partition("#")[2]
    show(hash=f"#{address}")
    assert visible(browser) == rows
    assert browser.execute_script("return [search.value, application.value, group.value]") == ["jira p", "Application 3", "system"]
    show(hash="#failed&application=Nowhere&group=__proto__&up=x")
    assert len(visible(browser)) == 8
    browser.execute_script("document.querySelector('nav a[href=\"#bare\"]').click()")
    assert len(visible(browser)) == 8


@pytest.mark.parametrize("target", ["drift", "bare"])
def test_a_jump_link_lands_with_many_rows(browser, show, target):
    """On the section, or as far as the page goes."""
    show(2001)
    browser.execute_script("document.querySelector(`nav a[href='#${arguments[0]}']`).click()", target)
    script = """const done = arguments[1], top = () => document.getElementById(arguments[0]).getBoundingClientRect().top;
        requestAnimationFrame(() => requestAnimationFrame(() => done([top(),
        Math.ceil(scrollY) >= document.documentElement.scrollHeight - innerHeight - 1, innerHeight])));"""
    top, at_the_end, height = browser.execute_async_script(script, target)
    assert 0 <= top < 40 or (at_the_end and 0 <= top < height)


def test_the_rows_shown_as_csv(browser, show):
    """Only they, and no cell that a spreadsheet takes for a formula."""
    import csv

    show(alias="=HYPERLINK(1)", hash="#failed")
    text = browser.execute_async_script(
        """const done = arguments[0]; URL.createObjectURL = (blob) => { blob.text().then(done); return "#"; };
        HTMLAnchorElement.prototype.click = () => {}; document.getElementById("csv").click();"""
    )
    head, *rows = csv.reader(text.lstrip("\ufeff").splitlines())
    assert head[:3] == ["State", "Integration", "Project"] and len(rows) == 8
    assert {row[1] for row in rows} == {"'=HYPERLINK(1)"}
    assert rows[0][2] == HOSTILE and rows[0][10] == "https://sde.example.com"
    assert not [value for row in rows for value in row if value[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_a_slash_leads_to_the_search(browser, show):
    """But not within a field."""
    from selenium.webdriver.common.by import By

    show()
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "search"
    browser.switch_to.active_element.send_keys("/x")
    assert browser.switch_to.active_element.get_attribute("value") == "/x"


def test_ages_are_those_of_the_reader(browser, show):
    """The report of this test is old, and says so."""
    show()
    days = (datetime.now(timezone.utc) - NOW).days
    assert f"({days} days ago)" in browser.execute_script("return document.getElementById('made').textContent").replace(",", "")
    assert browser.execute_script("return !document.getElementById('old').hidden")


def test_the_yaml_of_an_unmanaged_object_is_copied(browser, show):
    """As it is, whatever stands in it."""
    show(unmanaged=True)
    text = browser.execute_async_script(
        """const done = arguments[0]; Object.defineProperty(navigator, "clipboard", { value: { writeText: (text) => done(text) } });
        const button = document.querySelector(".copy"); button.closest("details").open = true; button.click();"""
    )
    assert text.startswith("integration_connections:\n  - ") and '!unsafe "{{ 7 * 7 }}"' in text


def test_five_digits_fit_their_tile(browser, show):
    """On a phone."""
    show(width=390)
    fits = """document.querySelectorAll(".tile .number").forEach((each) => each.textContent = "20,001");
        return [...document.querySelectorAll(".tile")].every((tile) => { const number = tile.querySelector(".number");
        const range = new Range();
        range.selectNodeContents(number); const box = range.getBoundingClientRect();
        const icon = tile.querySelector(".icon").getBoundingClientRect();
        return box.right <= tile.getBoundingClientRect().right - 8 && (box.right <= icon.left || box.bottom <= icon.top); });"""
    assert browser.execute_script(fits)


def test_rows_use_a_wide_window(browser, show):
    """Of 1,920 pixels."""
    show(width=1920)
    assert browser.execute_script("return document.querySelector('#integrations table').getBoundingClientRect().width") > 1800


@pytest.mark.parametrize(("number", "words"), [(0, "No integrations yet"), (1, "1 integration")])
def test_none_and_one(browser, show, number, words):
    """In plain English."""
    show(number)
    assert words in browser.execute_script("return document.querySelector('#integrations').innerText")
    assert "1 integrations" not in browser.execute_script("return document.body.innerText")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_and_can_be_read(browser, show, width, scheme):
    """Nothing is cut off at the side, all text has the contrast of WCAG AA, a table stays a table on a phone."""
    show(width=width, scheme=scheme)
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert browser.execute_script(CONTRAST) == []
    assert browser.execute_script("return document.querySelector('#integrations tbody th').computedRole ?? 'rowheader'") == "rowheader"


def test_nothing_is_requested_and_nothing_runs(browser, show):
    """No request but for the page, no message of the browser, and a name stays a name."""
    show()
    assert browser.title.startswith("Integrations")
    assert any(HOSTILE in row for row in visible(browser))
    assert browser.get_log("browser") == []
    sent = [entry["message"] for entry in browser.get_log("performance") if '"Network.requestWillBeSent"' in entry["message"]]
    assert all("report.html" in message for message in sent)
