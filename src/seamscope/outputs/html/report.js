"use strict";
// Connects the parts of the report: pages by address, theme, print, navigation, what-ifs.
(() => {
  const root = document.documentElement;
  const report = document.getElementById("report");
  const page = document.getElementById("page");
  const byId = (id) => document.getElementById(id);
  const name = document.title;
  let left = 0, turn = 0;

  async function address() {
    const hash = decodeURIComponent(location.hash.slice(1));
    const asked = ++turn;
    const made = hash.startsWith("/") ? await Build.page(hash.slice(1)) : null;
    if (asked !== turn) return;  // another page was opened while this one was unpacked
    if (made && !report.hidden) left = scrollY;
    report.hidden = made !== null;
    page.hidden = made === null;
    page.replaceChildren(...(made ? [crumbs(hash.slice(1)), made] : []));
    if (made) {
      made.querySelectorAll("table").forEach(frame);
      document.title = `${made.querySelector("h2").textContent} – ${name}`;
      scrollTo({ top: 0, behavior: "instant" });
      made.querySelector("h2").focus({ preventScroll: true });
    } else {
      document.title = name;
      const there = hash && !hash.startsWith("/") ? byId(hash) : null;
      if (there) there.scrollIntoView();
      else if (left) scrollTo({ top: left, behavior: "instant" });
    }
  }

  function frame(table) {
    const before = table.previousElementSibling;
    const label = before ? before.textContent : translate("Table");
    const holder = Build.make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": label });
    table.replaceWith(holder);
    holder.append(table);
  }

  function crumbs(key) {
    const list = Build.keys.filter((other) => other.startsWith("system/") === key.startsWith("system/"));
    const place = list.indexOf(key);
    const to = (other, words) => (other ? [Build.make("a", { href: `#/${other}` }, words)] : []);
    return Build.make("nav", { class: "crumbs", "aria-label": translate("Pages") }, Build.make("a", { href: "#effort" }, translate("← Report")),
      ...to(list[place - 1], translate("Previous")), ...to(list[place + 1], translate("Next")));
  }

  function theme() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  function watch() {
    const links = new Map([...document.querySelectorAll("#sections a")].map((a) => [a.getAttribute("href").slice(1), a]));
    const seen = new Set();
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) seen[entry.isIntersecting ? "add" : "delete"](entry.target.id);
      const first = [...links.keys()].find((id) => seen.has(id));
      for (const [id, link] of links) {
        if (id === first) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }, { rootMargin: "-10% 0px -70% 0px" });
    document.querySelectorAll("#report > section").forEach((section) => watcher.observe(section));
  }

  // Same rounding as format_days in wording/__init__.py: at most three significant digits.
  const known = Intl.NumberFormat.supportedLocalesOf(document.documentElement.lang.replace("_", "-"));
  const language = known[0] && known[0] !== "en" ? known[0] : "en-GB";
  const whole = (days) => Number(Math.round(days).toPrecision(3)).toLocaleString(language);
  const tenths = (days) => days.toFixed(1).replace(".", (0.1).toLocaleString(language)[1]);
  const formatDays = (days) => (days > 0 && days < 0.05 ? `<${tenths(0.1)}` : days < 9.95 ? tenths(days) : whole(days));
  function whatif() {
    const model = Build.data("whatif-model");
    if (!model) return;
    const boxes = [...document.querySelectorAll(".answer")];
    const fields = ["scale", "rate"].map((id) => [byId(`whatif-${id}`), byId(`whatif-${id}-number`)]);
    const start = WhatIf.calculate(model);
    const apply = () => {
      const [scale, rate] = fields.map(([range]) => Number(range.value));
      const answered = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      const made = WhatIf.calculate(model, { scale, answered });
      byId("whatif-result").replaceChildren(result(start, made, model, rate, WhatIf.removed(model, answered)));
    };
    for (const [range, number] of fields) {
      range.addEventListener("input", () => { number.value = range.value; apply(); });
      number.addEventListener("input", () => { range.value = number.value; apply(); });
    }
    boxes.forEach((box) => box.addEventListener("change", apply));
    byId("whatif-reset").addEventListener("click", () => {
      boxes.forEach((box) => { box.checked = false; });
      for (const [range, number] of fields) range.value = number.value = range.defaultValue;
      apply();
    });
    apply();
  }

  function result(start, made, model, rate, gone) {
    const { make } = Build;
    const kinds = ["mean", "p50", "p80", "p90"];
    const heads = [translate("person-days"), translate("mean"), "P50", "P80", "P90"].map((text, place) => make("th", { scope: "col", class: place ? "n" : "" }, text));
    const line = (text, figures) => make("tr", {}, make("th", { scope: "row" }, text), ...figures.map((f) => make("td", { class: "n" }, f)));
    const days = (effort) => kinds.map((kind) => formatDays(effort[kind] / model.hoursPerDay));
    const lines = [line(translate("integrations, as surveyed"), days(start.production)), line(translate("integrations, with these assumptions"), days(made.production)),
      line(translate("management, with these assumptions"), days(made.management))];
    if (rate > 0) {
      const money = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
      lines.push(line(translate("cost of build and management"), kinds.map((kind) => money.format((made.production[kind] + made.management[kind]) / model.hoursPerDay * rate))));
    }
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...lines));
    return make("div", {}, table, make("p", {}, translate("These answers remove {share} % of the uncertainty.", { share: (100 * gone).toFixed(0) })));
  }

  // The filter applies to all integrations: add the later rows after the first screen is shown.
  async function complete() {
    for (const table of document.querySelectorAll("#effort table")) await Tables.fill(table);
    Tables.refilter();
    root.dataset.complete = "yes";
  }

  root.dataset.ready = "yes";
  document.querySelectorAll("#report table").forEach(Tables.sortable);
  document.querySelectorAll("#report .scroll > table").forEach(Tables.thin);
  Drawing.start();
  Tables.filters(Drawing.filter);
  whatif();
  watch();
  byId("theme").addEventListener("click", theme);
  byId("print").addEventListener("click", () => print());
  const folded = document.querySelectorAll("details:not([open]):not(.appendix, .rest)");
  addEventListener("beforeprint", () => folded.forEach((one) => { one.open = true; }));
  addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));
  addEventListener("hashchange", address);
  address();
  (window.requestIdleCallback || setTimeout)(complete);
})();
