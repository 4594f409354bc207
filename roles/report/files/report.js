(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const body = find("#integrations .frame tbody");
  const rows = Array.from(body.rows, (row) => ({
    row,
    text: row.textContent.toLowerCase(),
    problems: row.dataset.problems.split(" "),
    system: row.dataset.system,
    keys: Array.from(row.cells, (cell) => cell.dataset.sort ?? cell.textContent),
  }));
  const tiles = all(".tile");
  const buttons = all("#integrations thead button");
  const [search, system, shown, nothing] = ["#search", "#system", "#shown", "#nothing"].map(find);
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  let show = "all";
  let sorted = "";

  const tell = () => {
    const count = rows.filter((each) => !each.row.hidden).length;
    const noun = rows.length === 1 ? "integration" : "integrations";
    shown.textContent = (count === rows.length ? `${count} ${noun}` : `${count} of ${rows.length} ${noun} shown`) + sorted;
    nothing.hidden = count > 0;
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of rows) {
      each.row.hidden = !((show === "all" || each.problems.includes(show))
        && (!system.value || each.system === system.value)
        && words.every((word) => each.text.includes(word)));
    }
    for (const tile of tiles) {
      tile.setAttribute("aria-pressed", String(tile.dataset.show === show));
    }
    tell();
  };

  const choose = (name) => {
    show = tiles.some((tile) => tile.dataset.show === name) ? name : "all";
    filter();
  };

  // The state is in the address, so that a link can lead to what failed.
  const remember = () => {
    try {
      history.replaceState(null, "", show === "all" ? location.pathname + location.search : `#${show}`);
    } catch {
      // A page in a sandbox has no address of its own.
    }
  };

  const sort = (button) => {
    const header = button.parentElement;
    const column = header.cellIndex;
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const each of buttons) {
      each.parentElement.setAttribute("aria-sort", "none");
    }
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sign = down ? -1 : 1;
    rows.sort((one, other) => sign * order.compare(one.keys[column], other.keys[column]));
    body.append(...rows.map((each) => each.row));
    sorted = `, sorted by ${button.textContent.trim().toLowerCase()}, ${down ? "descending" : "ascending"}`;
    tell();
  };

  for (const tile of tiles) {
    tile.disabled = false;
    tile.addEventListener("click", () => {
      choose(tile.dataset.show === show ? "all" : tile.dataset.show);
      remember();
    });
  }
  for (const button of buttons) {
    button.disabled = false;
    button.addEventListener("click", () => sort(button));
  }
  search.addEventListener("input", filter);
  system.addEventListener("change", filter);
  find("#reset").addEventListener("click", () => {
    search.value = "";
    system.value = "";
    choose("all");
    remember();
  });
  find(".controls").hidden = false;
  addEventListener("hashchange", () => {
    const name = location.hash.slice(1);
    if (tiles.some((tile) => tile.dataset.show === name)) {
      choose(name);
    }
  });
  choose(location.hash.slice(1));
})();
