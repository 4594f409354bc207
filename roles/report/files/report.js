(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const frame = find("#integrations .frame");
  const body = frame.querySelector("tbody");
  const tiles = all(".tile");
  const headers = all("#integrations thead button");
  const [search, group, shown, nothing, more] = ["#search", "#group", "#shown", "#nothing", "#more"].map(find);
  const filters = ["unit", "application", "connector", "system"].map((name) => ({ name, select: find(`#${name}`) }));
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const grouped = new Intl.NumberFormat("en");
  const counted = (number, noun) => `${grouped.format(number)} ${noun}${number === 1 ? "" : "s"}`;
  const titles = headers.map((button) => button.textContent.trim().toLowerCase());
  // Of a large fleet the document has a piece of the rows at a time; with all of them each step would be slow.
  const piece = Number(frame.dataset.piece);
  const view = { show: "all", column: -1, down: false, limit: piece };

  // The rows after the first piece are text, which costs nothing until it is read: a browser with scripts does not look into noscript.
  const rows = [];
  const waiting = find("#later")?.textContent.split(/(?=<tr )/).slice(1) ?? [];
  const take = (found) => {
    for (const row of found) {
      rows.push({ row, place: rows.length, problems: row.dataset.problems.split(" ") });
    }
  };
  const read = (number) => {
    const template = document.createElement("template");
    template.innerHTML = waiting.splice(0, number).join("");
    take(template.content.querySelectorAll("tr"));
  };

  // Read once, when it is first needed. Of the last run it is the time, since ages change.
  const text = (each) => (each.text ??= Array.from(each.row.cells, (cell) =>
    cell.querySelector("time")?.dateTime ?? cell.textContent).join(" ").toLowerCase());
  // While the reader looks at the first piece.
  const readAhead = () => {
    if (waiting.length) {
      read(500);
      rows.slice(-500).forEach(text);
      setTimeout(readAhead);
    }
  };
  const key = (each, column) => {
    const cell = each.row.cells[column];
    return cell.dataset.sort ?? cell.textContent;
  };
  // Each different text is compared with the others once, not with each comparison of rows.
  const ranks = (texts) => new Map(Array.from(new Set(texts)).sort(order.compare).map((value, rank) => [value, rank]));

  const heading = (title, members) => {
    const row = document.createElement("tr");
    const cell = document.createElement("th");
    row.className = "group";
    row.setAttribute("role", "row");
    cell.setAttribute("role", "rowheader");
    cell.scope = "rowgroup";
    cell.colSpan = headers.length + 1;
    cell.append(title || "None", Object.assign(document.createElement("span"), { textContent: counted(members, "integration") }));
    row.append(cell);
    return row;
  };

  let arranged = "";
  const arrange = () => {
    const by = group.value;
    const wanted = [view.column, view.down, by].join();
    if (wanted === arranged) {
      return;
    }
    arranged = wanted;
    const sign = view.down ? -1 : 1;
    const groups = rows.map((each) => (by ? each.row.dataset[by] : ""));
    const keys = rows.map((each) => (view.column < 0 ? "" : key(each, view.column)));
    const [rankOfGroup, rankOfKey] = [ranks(groups), ranks(keys)];
    rows.forEach((each, place) => Object.assign(each, { group: rankOfGroup.get(groups[place]), key: rankOfKey.get(keys[place]) }));
    rows.sort((one, other) => one.group - other.group || sign * (one.key - other.key) || one.place - other.place);
    headers.forEach((button, column) => {
      const sorts = view.column < 0 ? (column === 0 ? "ascending" : "none") : column !== view.column ? "none" : view.down ? "descending" : "ascending";
      button.parentElement.setAttribute("aria-sort", sorts);
    });
  };

  const matching = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = filters.filter((each) => each.select.value);
    return rows.filter((each) => (view.show === "all" || each.problems.includes(view.show))
      && wanted.every(({ name, select }) => each.row.dataset[name] === select.value)
      && words.every((word) => text(each).includes(word)));
  };

  const tell = (found) => {
    const total = rows.length + waiting.length;
    const left = Math.max(found - view.limit, 0);
    const sorted = view.column < 0 ? "" : `, sorted by ${titles[view.column]}, ${view.down ? "descending" : "ascending"}`;
    const noun = counted(total, "integration");
    const part = found < total ? `${grouped.format(found)} of ${noun} shown` : noun;
    const cut = `${grouped.format(view.limit)} of ${grouped.format(found)} ${found < total ? "matching " : ""}integrations shown`;
    shown.textContent = (left ? cut : part) + sorted;
    nothing.hidden = found > 0;
    more.hidden = left === 0;
    more.textContent = `Show ${grouped.format(Math.min(left, piece))} more`;
    for (const tile of tiles) {
      tile.setAttribute("aria-pressed", String(tile.dataset.show === view.show));
    }
  };

  const ago = (time) => {
    const seconds = Math.floor((Date.now() - Date.parse(time)) / 1000);
    for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
      if (seconds >= length) {
        return `${counted(Math.floor(seconds / length), unit)} ago`;
      }
    }
    return "just now";
  };
  const age = () => {
    for (const span of all("time .age")) {
      span.textContent = ago(span.closest("time").dateTime);
    }
  };

  const draw = () => {
    read(waiting.length);
    arrange();
    const found = matching();
    const by = group.value;
    const members = new Map();
    for (const each of by ? found : []) {
      members.set(each.group, (members.get(each.group) ?? 0) + 1);
    }
    const fragment = document.createDocumentFragment();
    let last;
    for (const each of found.slice(0, view.limit)) {
      if (by && each.group !== last) {
        fragment.append(heading(each.row.dataset[by], members.get(each.group)));
        last = each.group;
      }
      fragment.append(each.row);
    }
    body.replaceChildren(fragment);
    age();
    tell(found.length);
  };

  // The view is in the address, so that a link leads to it: #failed&unit=Retail&q=jira
  const remember = () => {
    const params = new URLSearchParams();
    for (const { name, select } of [{ name: "q", select: search }, ...filters, { name: "group", select: group }]) {
      if (select.value) {
        params.set(name, select.value);
      }
    }
    if (view.column >= 0) {
      params.set(view.down ? "down" : "up", titles[view.column]);
    }
    const parts = [view.show === "all" ? "" : view.show, params.toString()].filter(Boolean);
    try {
      history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.pathname + location.search);
    } catch {
      // A page in a sandbox has no address of its own.
    }
  };

  const recall = () => {
    const params = new URLSearchParams(location.hash.slice(1));
    // A link within the page is not a view.
    if (document.getElementById(location.hash.slice(1))) {
      return;
    }
    view.show = tiles.map((tile) => tile.dataset.show).find((name) => params.has(name)) ?? "all";
    search.value = params.get("q") ?? "";
    for (const { name, select } of [...filters, { name: "group", select: group }]) {
      const value = params.get(name) ?? "";
      select.value = Array.from(select.options).some((option) => option.value === value) ? value : "";
    }
    view.down = params.has("down");
    view.column = titles.indexOf(params.get("down") ?? params.get("up"));
    view.limit = piece;
    draw();
  };

  const changed = (work) => () => {
    view.limit = piece;
    work();
    draw();
    remember();
  };

  for (const { select } of [{ select: group }, ...filters]) {
    select.addEventListener("change", changed(() => {}));
  }
  search.addEventListener("input", changed(() => {}));
  for (const tile of tiles) {
    tile.disabled = false;
    tile.addEventListener("click", changed(() => {
      view.show = tile.dataset.show === view.show ? "all" : tile.dataset.show;
    }));
  }
  headers.forEach((button, column) => {
    button.disabled = false;
    button.addEventListener("click", changed(() => {
      const current = view.column < 0 ? 0 : view.column;
      view.down = column === current && !view.down;
      view.column = column;
    }));
  });
  find("#reset").addEventListener("click", changed(() => {
    for (const select of [search, group, ...filters.map((each) => each.select)]) {
      select.value = "";
    }
    Object.assign(view, { show: "all", column: -1, down: false });
  }));
  more.addEventListener("click", () => {
    view.limit += piece;
    draw();
    if (more.hidden) {
      find("#integrations").focus({ preventScroll: true });
    }
  });
  // On paper there is no button.
  addEventListener("beforeprint", () => {
    if (!more.hidden) {
      view.limit = Infinity;
      draw();
    }
  });
  addEventListener("afterprint", () => {
    if (view.limit === Infinity) {
      view.limit = piece;
      draw();
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });

  // A cell that a spreadsheet would take for a formula gets an apostrophe.
  const cell = (value) => `"${(/^[\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  const content = (element) => element?.textContent.trim() ?? "";
  const csv = () => {
    const head = ["State", "Integration", "Project", "Application", "Business unit", "Connector", "System", "Frequency", "Last run", "Details", "Link"];
    read(waiting.length);
    const lines = matching().map(({ row }) => [
      Array.from(row.cells[0].querySelectorAll(".badge"), content).join(", "),
      content(row.cells[1].querySelector(".main")),
      content(row.cells[2].querySelector(".main")),
      row.dataset.application,
      row.dataset.unit,
      row.dataset.connector,
      row.dataset.system,
      content(row.cells[4]),
      row.cells[5].querySelector("time")?.getAttribute("datetime") ?? "",
      Array.from(row.cells[6].querySelectorAll(".message"), content).join(" "),
      row.cells[2].querySelector("a")?.getAttribute("href") ?? "",
    ]);
    return `\uFEFF${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
  };
  find("#csv").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = "integrations.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  });

  for (const button of all(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = button.nextElementSibling;
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        // A page that was not opened from a file or by https has no clipboard: the text is selected, as a reader would do it.
        getSelection().selectAllChildren(source);
        document.execCommand("copy");
      }
      find("#copied").textContent = "Copied";
      button.textContent = "Copied";
    });
  }

  const made = find("#made");
  const written = made.textContent;
  const old = find("#old");
  const now = () => {
    age();
    made.textContent = `${written} (${ago(made.dateTime)})`;
    old.hidden = Date.now() - Date.parse(made.dateTime) < 86400000;
    old.querySelector("span").textContent = `This report was written ${ago(made.dateTime)}. Run the role again to see today's state.`;
  };

  take(body.rows);
  find(".controls").hidden = false;
  now();
  setInterval(now, 60000);
  addEventListener("hashchange", recall);
  if (location.hash) {
    recall();
  }
  tell(matching().length + waiting.length);
  setTimeout(readAhead);
})();
