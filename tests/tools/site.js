// The heading of its column for each cell that is not empty, which site.css shows on a phone.
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.docutils:not(.ansible-option-table)")) {
    const headings = [...table.querySelectorAll("thead th")].map((heading) => heading.textContent);
    if (headings.length < 3 || headings.length > 4) continue;
    table.classList.add("records");
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, place) => { if (cell.textContent.trim()) cell.dataset.heading = headings[place]; });
    }
  }
});
