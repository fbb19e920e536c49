"use strict";
// Tables are sorted by the buttons in their headers; the effort table's filter also applies to the diagram.
const Tables = (() => {
  const tell = (text) => { document.getElementById("told").textContent = text; };

  function sortable(table) {
    table.querySelectorAll("thead th").forEach((th, column) => {
      const button = Build.make("button", { type: "button" }, ...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => sort(table, th, column));
    });
  }

  // Long tables show only their first rows, in the current order and filter, until "Show all".
  // On paper they have fewer rows (report.css), unless they are short or list integrations to build.
  const FIRST = 200, WHOLE = 40, PRINTED = 20;
  const whole = new Set();
  function thin(table) {
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      if (!row.hidden) shown += 1;
      row.classList.toggle("late", !row.hidden && shown > FIRST && !whole.has(table));
    }
    const frame = table.parentNode, block = packed(table);
    if (block) shown += Number(block.dataset.rows);
    const complete = shown <= WHOLE || whole.has(table) || table.querySelector("tr[data-role='build']");
    const printed = complete ? shown : PRINTED;
    frame.classList.toggle("brief", printed < shown);
    let more = frame.nextElementSibling;
    if (!more || !more.classList.contains("more")) {
      if (printed === shown) return;
      more = Build.make("p", { class: "more" }, Build.make("button", { type: "button", class: "scripted" }), Build.make("span", { class: "paper" }));
      more.firstChild.addEventListener("click", async () => { whole.add(table); await fill(table); thin(table); });
      frame.after(more);
    }
    more.hidden = printed === shown;
    more.firstChild.hidden = shown <= FIRST;
    more.lastChild.textContent = translate("The first {first} of {shown} rows; survey.json has all.", { shown, first: printed });
    more.firstChild.textContent = translate("Show all {shown} rows instead of the first {first}", { shown, first: FIRST });
  }

  async function sort(table, th, column) {
    if (packed(table)) await fill(table);
    const down = th.getAttribute("aria-sort") === "ascending";
    order(table, th, column, down);
    let told = down ? translate("Sorted by {column}, descending", { column: th.textContent }) : translate("Sorted by {column}, ascending", { column: th.textContent });
    // Existing integrations have their own table, folded below; sort it as well if it has this column.
    for (const other of document.querySelectorAll("#effort tr[data-edge]:first-child")) {
      const existing = other.closest("table");
      if (existing === table || !table.querySelector("tr[data-edge]")) continue;
      const heads = [...existing.tHead.rows[0].cells];
      const place = heads.findIndex((head) => head.textContent === th.textContent);
      if (place >= 0) order(existing, heads[place], place, down);
      const named = { count: existing.tBodies[0].rows.length, table: existing.caption.textContent };
      told += place >= 0 ? translate("; {count} rows of {table} are sorted as well", named) : translate("; {count} rows of {table} are not sorted by it", named);
    }
    tell(told);
  }

  function order(table, th, column, down) {
    for (const other of th.parentNode.children) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => [key(row.cells[column]), row]);
    keyed.sort(([a], [b]) => compare(a, b, down ? -1 : 1));
    body.append(...keyed.map(([, row]) => row));
    thin(table);
  }

  // Append the packed rows of a table, and sort them in if the user has sorted it.
  const packed = (table) => table.parentNode.querySelector("script[data-rows]");
  async function fill(table) {
    const block = packed(table);
    if (!block) return;
    block.remove();
    await Build.rows(block, table.tBodies[0]);
    const th = table.querySelector("th[aria-sort]");
    if (th) order(table, th, th.cellIndex, th.getAttribute("aria-sort") === "descending");
    else thin(table);
  }

  const SIZES = { S: 1, M: 2, L: 3, XL: 4 };
  function key(cell) {
    const data = cell.querySelector("data");
    const text = cell.textContent.trim();
    if (data) return Number(data.value);
    if (cell.querySelector(".mark")) return SIZES[text] || null;
    const number = /^[+-]?[\d,.]+(?: %)?$/.test(text) ? parseFloat(text.replaceAll(",", "")) : NaN;
    return Number.isNaN(number) ? text.toLowerCase() || null : number;
  }

  // Empty cells are last in either order; numbers come before text.
  function compare(a, b, way) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return way * (a - b);
    return way * String(a).localeCompare(String(b), "en", { numeric: true });
  }

  let refilter = () => {};
  function filters(changed) {
    const form = document.getElementById("filters");
    if (!form) return;
    const texts = new Map();
    const wanted = (name) => document.getElementById(`filter-${name}`).value;
    const apply = () => {
      const words = document.getElementById("filter").value.trim().toLowerCase();
      const choice = { role: wanted("role"), class: wanted("class"), certainty: wanted("certainty") };
      const kept = new Set();
      const rows = [...document.querySelectorAll("#effort tbody tr[data-edge]")];
      for (const row of rows) {
        const fits = Object.entries(choice).every(([name, value]) => !value || row.dataset[name] === value);
        if (words && !texts.has(row)) texts.set(row, row.textContent.toLowerCase());
        row.hidden = !(fits && (!words || texts.get(row).includes(words)));
        if (!row.hidden) kept.add(row.dataset.edge);
      }
      new Set(rows.map((row) => row.closest("table"))).forEach(thin);
      unfold(kept.size < rows.length);
      // Without a filter, the rows that are not built yet count, too.
      const counted = document.getElementById("filtered");
      const whole = kept.size === rows.length;
      const all = Math.max(rows.length, Number(counted.dataset.all));
      const write = (count) => count.toLocaleString(document.documentElement.lang);
      const figures = { kept: write(whole ? all : kept.size), all: write(all) };
      counted.textContent = all === 1 ? translate("{kept} of 1 integration", figures) : translate("{kept} of {all} integrations", figures);
      changed(whole ? null : kept);
    };
    refilter = apply;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }

  // Open the folded table of existing integrations if a filter matches rows in it, and count them.
  function unfold(filtered) {
    for (const part of document.querySelectorAll("#effort details.existing")) {
      const rows = [...part.querySelectorAll("tr[data-edge]")];
      const kept = rows.filter((row) => !row.hidden).length;
      if (filtered && kept) part.open = true;
      part.querySelector(".kept").textContent = filtered ? translate(": {kept} fit the filter", { kept }) : "";
    }
  }

  return { sortable, filters, refilter: () => refilter(), fill, thin, tell };
})();
