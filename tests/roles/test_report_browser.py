# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the role report in a browser. Needs Chromium; is skipped, and says so, where there is none."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Optional

import pytest

from tests import fleet
from tests.browser import CHROMIUM, Browser, browsing

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="the tests of the page need chromium or google-chrome")

AXE = next(iter(Path(__file__).absolute().parents[5].glob("axe/axe_playwright_python/axe.min.js")), None)
HOSTILE = "</script></noscript></textarea><img src=x onerror=\"document.title='owned'\">\u202egnp\u200b"
Show = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module", name="browser")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(name="show")
def _show(browser: Browser, tmp_path: Path) -> Show:
    def show(
        number: int = 60,
        width: int = 1280,
        scheme: str = "light",
        view: str = "",
        change: Optional[Callable[[dict[str, Any]], object]] = None,
        **kinds: bool,
    ) -> dict[str, Any]:
        has = fleet.found(number)
        if change:
            change(has)
        if kinds.get("compared") or kinds.get("errors"):
            has = fleet.compared(has, errors=kinds.get("errors", False))
        if kinds.get("tested"):
            has = fleet.unreachable(has)
        if kinds.get("changed"):
            has = fleet.after(has)
        data = fleet.data(has)
        (tmp_path / "report.html").write_text(fleet.page(data), encoding="utf-8")
        browser.prefer(scheme)
        browser.size(width)
        browser.open((tmp_path / "report.html").as_uri() + view)
        return data

    return show


def visible(browser: Browser) -> list[str]:
    """The text of the rows that are shown."""
    rows: list[str] = browser.run("return Array.from(document.querySelectorAll('#integrations tbody tr'), (row) => row.textContent)")
    return rows


def press(browser: Browser, selector: str) -> None:
    """Use the keyboard."""
    browser.focus(selector)
    browser.press("Enter")


def status(browser: Browser) -> Any:
    """What is announced."""
    return browser.run("return document.querySelector('#shown').textContent")


def address(browser: Browser) -> str:
    """The view, as the address has it."""
    return str(browser.run("return location.hash"))


def settle(browser: Browser) -> None:
    """Let the browser draw what it is to draw."""
    browser.run("for (let frame = 0; frame < 4; frame++) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def reveal(browser: Browser) -> None:
    """Open all that is closed, and lay out what is out of sight too."""
    browser.run(
        """document.querySelectorAll("details").forEach((each) => { each.open = true; });
        const sheet = new CSSStyleSheet(); sheet.replaceSync("* { content-visibility: visible !important; }");
        document.adoptedStyleSheets = [sheet];"""
    )
    settle(browser)


def download(browser: Browser) -> list[list[str]]:
    """The CSV."""
    text = browser.run(
        """return new Promise((done) => { URL.createObjectURL = (blob) => { blob.text().then(done); return "#"; };
        HTMLAnchorElement.prototype.click = () => {}; document.getElementById("csv").click(); });"""
    )
    return list(csv.reader(text.lstrip("\ufeff").splitlines()))


def test_filters_to_the_failed_ones(browser, show):
    """One press shows what failed and nothing else, says so, and another one shows all again."""
    data = show()
    failed = [row["alias"] for row in data["integrations"] if "failed" in row["problems"]]
    assert len(visible(browser)) == 60 and failed
    press(browser, "[data-show=failed]")
    assert len(visible(browser)) == len(failed) == data["counts"]["failed"]
    assert all(name in row for name, row in zip(failed, visible(browser)))
    assert status(browser) == f"{len(failed)} of 60 integrations shown"
    assert browser.run("return document.querySelector('[data-show=failed]').ariaPressed") == "true"
    assert address(browser) == "#failed"
    press(browser, "[data-show=failed]")
    assert len(visible(browser)) == 60
    show(view="#failed")
    assert len(visible(browser)) == len(failed)


def test_searches_and_sorts(browser, show):
    """All words have to be there; numbers in names sort as numbers, both ways."""
    data = show()
    browser.focus("#search")
    browser.type("mobile jira")
    rows = visible(browser)
    assert 0 < len(rows) < 60 and all("mobile" in row.lower() and "jira" in row.lower() for row in rows)
    assert address(browser) == "#q=mobile+jira"
    browser.type(" nothing like it")
    assert visible(browser) == []
    assert "No integrations match" in browser.run("return document.querySelector('#integrations').innerText")
    press(browser, "#reset")
    assert len(visible(browser)) == 60 and address(browser) == ""
    header = "#integrations th:nth-child(2)"
    names = [row["alias"] for row in data["integrations"] if row["alias"].startswith("Jira X")]
    names.sort(key=lambda name: int(name.removeprefix("Jira X")))
    shown = """return Array.from(document.querySelectorAll("#integrations tbody th .main"), (each) => each.textContent)
        .filter((name) => name.startsWith("Jira X"));"""
    press(browser, f"{header} button")
    assert browser.run(shown) == names
    assert browser.run(f"return document.querySelector('{header}').ariaSort") == "ascending"
    press(browser, f"{header} button")
    assert browser.run(shown) == names[::-1]
    assert browser.run(f"return document.querySelector('{header}').ariaSort") == "descending"
    assert status(browser) == "60 integrations, sorted by integration, descending"


def test_the_address_leads_to_the_view(browser, show):
    """Filters, search, group and order are in it; what it does not know is left out; another link within the page keeps the view."""
    data = show()
    browser.run(
        """const set = (id, value) => { const each = document.getElementById(id); each.value = value;
        each.dispatchEvent(new Event(id === "search" ? "input" : "change")); };
        set("search", "jira"); set("application", "Payments"); set("connector", "Jira"); set("system", "Jira"); set("group", "unit");
        document.querySelector("#integrations th:nth-child(2) button").click();"""
    )
    rows = visible(browser)
    assert len(rows) > 2 and rows[0].endswith("integrations") and all("Payments" in row for row in rows[1:])
    view = address(browser)
    show(view=view)
    assert visible(browser) == rows
    assert browser.run("return [search, unit, application, connector, system, group].map((each) => each.value)") == [
        "jira",
        "",
        "Payments",
        "Jira",
        "Jira",
        "unit",
    ]
    show(view="#failed&application=Nowhere&group=__proto__&up=x")
    assert len(visible(browser)) == data["counts"]["failed"]
    browser.run("document.querySelector('nav a[href=\"#bare\"]').click()")
    assert len(visible(browser)) == data["counts"]["failed"]


@pytest.mark.parametrize("group", ["unit", "application", "connector", "system"])
def test_groups_have_their_number(browser, show, group):
    """Each integration is below the heading of its group."""
    data = show(view=f"#group={group}")
    shown = browser.run(
        """const groups = {}; let last; for (const row of document.querySelectorAll("#integrations tbody tr")) {
        if (row.className === "group") groups[last = row.firstChild.firstChild.textContent] = [row.querySelector("span").textContent, 0];
        else groups[last][1]++; } return groups;"""
    )
    names = [row["business_unit" if group == "unit" else group] for row in data["integrations"]]
    expected = {name: names.count(name) for name in names}
    assert shown == {name: [f"{number} integration{'s' if number > 1 else ''}", number] for name, number in expected.items()}


@pytest.mark.parametrize("target", ["changes", "connectors", "drift", "bare"])
def test_a_jump_link_lands_with_many_rows(browser, show, target):
    """On the section, or as far as the page goes."""
    show(2001, compared=True, tested=True, changed=True)
    browser.run("document.querySelector(`nav a[href='#${arguments[0]}']`).click()", target)
    settle(browser)
    top, at_the_end, height = browser.run(
        """return [document.getElementById(arguments[0]).getBoundingClientRect().top,
        Math.ceil(scrollY) >= document.documentElement.scrollHeight - innerHeight - 1, innerHeight];""",
        target,
    )
    assert 0 <= top < 40 or (at_the_end and 0 <= top < height)


def test_rows_out_of_sight_are_not_laid_out(browser, show):
    """What a large page costs is what fits the window."""
    show(2001)
    settle(browser)
    cells = "return [...document.querySelectorAll('#integrations tbody th .main')].filter((each) => each.checkVisibility({"
    laid_out = browser.run(cells + "contentVisibilityAuto: true})).length")
    assert 0 < laid_out < 200 < len(visible(browser)) == 2001


def test_a_large_fleet_comes_in_pieces(browser, show):
    """The document has a thousand rows; search, filters, groups and CSV have all of them."""
    data = show(2600)
    assert len(visible(browser)) == 1000 and status(browser) == "1,000 of 2,600 integrations shown"
    press(browser, "#more")
    assert len(visible(browser)) == 2000 and status(browser) == "2,000 of 2,600 integrations shown"
    assert browser.run("return document.querySelector('#more').textContent") == "Show 600 more"
    press(browser, "#more")
    assert status(browser) == "2,600 integrations"
    assert data["integrations"][2599]["alias"] in visible(browser)[2599]
    show(2600)
    press(browser, "[data-show=healthy]")
    assert status(browser) == f"1,000 of {data['counts']['healthy']:,} matching integrations shown"
    assert len(download(browser)) == data["counts"]["healthy"] + 1
    last = data["integrations"][2599]["alias"]
    show(2600, view=f"#q={last}")
    assert len(visible(browser)) == 1 and last in visible(browser)[0]


def test_all_rows_are_printed(browser, show):
    """Paper has no button; the page is as it was afterwards."""
    show(2600)
    for event, number in (("beforeprint", 2600), ("afterprint", 1000)):
        browser.run("dispatchEvent(new Event(arguments[0]))", event)
        assert len(visible(browser)) == number


def test_without_scripts_it_is_a_table(browser, show):
    """With all rows, and without controls."""
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        show(2600)
        document = browser.send("DOM.getDocument", depth=0)["root"]["nodeId"]

        def count(selector: str) -> int:
            return len(browser.send("DOM.querySelectorAll", nodeId=document, selector=selector)["nodeIds"])

        assert count("#integrations tbody tr[data-problems]") == 2600
        assert count(".controls[hidden]") == 1 and count(".tile:disabled") == count(".tile") and count("#more[hidden]") == 1
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)


def test_the_rows_shown_as_csv(browser, show):
    """Only they, and no cell that a spreadsheet takes for a formula."""

    def change(has: dict[str, Any]) -> None:
        for number, each in enumerate(has["alm_connections"]):
            each["alias"] = ("=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\u200b=1", "\uff1d1", " =1")[number % 8]
        has["projects"][8]["name"] = HOSTILE
        has["alm_connections"][8]["last_job"]["result_message"] = "=" + "long " * 999

    data = show(view="#failed", change=change)
    head, *rows = download(browser)
    assert head[:3] == ["State", "Integration", "Project"] and len(rows) == data["counts"]["failed"]
    assert {row[1][:1] for row in rows if not row[1].startswith("Veracode")} == {"'"}
    assert any(row[2].startswith("</script></noscript>") for row in rows)
    assert max(len(row[9]) for row in rows) == len("'=" + "long " * 999) - 1
    assert all(row[10].startswith(f"{fleet.SERVER}/bunits/") for row in rows)


def test_a_slash_leads_to_the_search(browser, show):
    """But not within a field."""
    show()
    browser.press("/")
    assert browser.run("return document.activeElement.id") == "search"
    browser.type("/x")
    assert browser.run("return document.activeElement.value") == "/x"


@pytest.mark.parametrize(("hours", "words", "hint"), [(23, "23 hours ago", False), (25, "1 day ago", True), (0, "just now", False)])
def test_ages_are_those_of_the_reader(browser, show, hours, words, hint):
    """Counted by the browser's clock; a report that is older than a day says so."""
    now = (fleet.NOW + timedelta(hours=hours)).timestamp() * 1000
    added = browser.send("Page.addScriptToEvaluateOnNewDocument", source=f"Date.now = () => {now}")
    try:
        show()
        made, hidden = browser.run("return [document.getElementById('made').textContent, document.getElementById('old').hidden]")
        assert made.endswith(f"({words})") and hidden is not hint
    finally:
        browser.send("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def test_the_yaml_of_an_unmanaged_object_is_copied(browser, show):
    """As it is, whatever stands in it."""
    show(compared=True)
    text = browser.run(
        """return new Promise((done) => {
        Object.defineProperty(navigator, "clipboard", { value: { writeText: (text) => done(text) } });
        const button = document.querySelector(".copy"); button.closest("details").open = true; button.click(); });"""
    )
    assert text.startswith("integration_connections:\n  - ") and '!unsafe "{{ x }}"' in text
    assert browser.run("return document.querySelector('#copied').textContent") == "Copied"


def test_five_digits_fit_their_tile(browser, show):
    """On a phone."""
    show(width=390, compared=True, tested=True)
    assert browser.run(
        """document.querySelectorAll(".tile .number").forEach((each) => each.textContent = "20,001");
        return [...document.querySelectorAll(".tile")].every((tile) => { const number = tile.querySelector(".number");
        const range = new Range();
        range.selectNodeContents(number); const box = range.getBoundingClientRect();
        const icon = tile.querySelector(".icon").getBoundingClientRect();
        return box.right <= tile.getBoundingClientRect().right - 8 && (box.right <= icon.left || box.bottom <= icon.top); });"""
    )


def test_rows_use_a_wide_window(browser, show):
    """Of 1,920 pixels."""
    show(width=1920)
    assert browser.run("return document.querySelector('#integrations table').getBoundingClientRect().width") > 1800


@pytest.mark.parametrize(("number", "words"), [(0, "No integrations yet"), (1, "1 integration")])
def test_none_and_one(browser, show, number, words):
    """In plain English."""
    show(number)
    assert words in browser.run("return document.querySelector('#integrations').innerText")
    assert "1 integrations" not in browser.run("return document.body.innerText")


def long_names(has: dict[str, Any]) -> None:
    """Names that no column has room for."""
    for each in (*has["projects"], *has["alm_connectors"]):
        each["name"] += "x" * 300
    for each in has["projects"]:
        each["application_name"] = each["business_unit_name"] = "W" * 200
    for each in has["alm_connections"]:
        each["alias"] += "y" * 300


@pytest.mark.parametrize("change", [None, long_names], ids=["names", "long names"])
@pytest.mark.parametrize("width", [320, 390, 768, 960, 1280, 1920])
def test_nothing_is_cut_off_at_the_side(browser, show, width, change):
    """Of any section, with everything opened."""
    show(width=width, change=change, errors=True, tested=True, changed=True)
    reveal(browser)
    # A phone's window grows with what does not fit it.
    beyond = browser.run(
        """return [...document.querySelectorAll("main *, header *, .banner *")].filter((each) => each.checkVisibility()
        && !each.closest("pre, svg, option") && each.getBoundingClientRect().right > arguments[0] + 1)
        .map((each) => each.outerHTML.slice(0, 99));""",
        width,
    )
    assert beyond == []
    assert browser.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
@pytest.mark.parametrize(
    ("number", "view", "kinds"),
    [
        (34, "", {"errors": True, "tested": True, "changed": True}),
        (34, "", {"compared": True, "tested": True}),
        (34, "#failed&group=application&up=project", {}),
        (34, "#q=nothing+like+it", {}),
        (0, "", {}),
        (2600, "", {}),
    ],
    ids=["with a banner", "compared", "filtered", "no match", "empty", "in pieces"],
)
@pytest.mark.skipif(not AXE, reason="needs axe, which make test fetches")
def test_axe_finds_nothing(browser, show, number, view, kinds, width, scheme):
    """No rule of axe is violated, whatever is open and shown."""
    assert AXE
    show(number, width=width, scheme=scheme, view=view, **kinds)
    # One row is as good as a thousand, which take axe a minute.
    browser.run("document.querySelectorAll('#integrations tbody tr:nth-child(n+50)').forEach((each) => each.remove())")
    reveal(browser)
    browser.load(AXE.read_text(encoding="utf-8"))
    violations, passes = browser.run(
        """const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
        return [violations.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" ")}`),
        passes.map((each) => each.id)];"""
    )
    assert violations == []
    assert {"color-contrast", "label", "button-name"} <= set(passes)


def test_nothing_is_requested_and_nothing_runs(browser, show):
    """No request but for the page, no message of the browser, and a name stays a name, wherever it stands."""

    def change(has: dict[str, Any]) -> None:
        for each in (*has["projects"], *has["alm_connectors"]):
            each["name"] = HOSTILE
        for each in has["projects"]:
            each["application_name"] = each["business_unit_name"] = HOSTILE
        for each in has["alm_connections"]:
            each["alias"] = HOSTILE
            each["system"] = {"id": "x", "name": HOSTILE}
        has["projects"][3].update(url="javascript:document.title='owned'", name=HOSTILE + "x" * 5000)

    show(2600, change=change, view="#group=application")
    show(60, change=change, compared=True, tested=True, changed=True, view="#group=application")
    settle(browser)
    assert browser.run("return document.title").startswith("SD Elements integrations")
    assert HOSTILE[:60] in visible(browser)[1] and "\u202e" not in visible(browser)[1]
    assert browser.run("return [...document.links].every((each) => /^(https:|file:)/.test(each.protocol))")
    assert browser.seen("Log.entryAdded") + browser.seen("Runtime.consoleAPICalled") + browser.seen("Runtime.exceptionThrown") == []
    assert all("report.html" in each["request"]["url"] for each in browser.seen("Network.requestWillBeSent"))


def test_the_policy_of_the_page_refuses_other_scripts(browser, show):
    """Also one that gets into the document."""
    show()
    browser.run("const each = document.createElement('script'); each.textContent = 'window.owned = true'; document.body.append(each);")
    assert browser.run("return window.owned === undefined")
