"use strict";
// The diagram: move, zoom, find, show neighbours, and open the page of a system or integration.
const Drawing = (() => {
  const holder = document.getElementById("map");
  const picked = document.getElementById("picked");
  let svg, box, full, systems, edges, filtered = null, chosen = null;

  function use(drawn) {
    svg = drawn;
    if (!sizes.has(svg)) {
      const { x, y, width, height } = svg.viewBox.baseVal;
      sizes.set(svg, { x, y, width, height });
    }
    full = sizes.get(svg);
    systems = new Map([...svg.querySelectorAll("[data-system]")].map((g) => [g.dataset.system, g]));
    edges = [...svg.querySelectorAll("[data-edge]")];
    show(home());
    const first = systems.values().next().value;
    if (first) first.setAttribute("tabindex", "0");
    svg.setAttribute("aria-describedby", "map-help");
    if (!heard.has(svg)) { heard.add(svg); name(); listen(); }
    mark();
  }

  // A drawing that is illegible as a whole opens at the POC, with legible text; on a phone, as a square.
  const PHONE = 752, TEXT = 9, LEGIBLE = 11, LEAST = 5;  // text of the drawing and on the screen, in pixels
  function home() {
    const isPhone = innerWidth <= PHONE, width = holder.clientWidth * TEXT / LEGIBLE;
    const whole = TEXT * holder.clientWidth / full.width;
    const first = systems.get(holder.dataset.centre) || systems.values().next().value;
    if (!width || !first || whole >= (isPhone ? LEGIBLE : LEAST)) return { ...full };
    const at = middle(first), height = width * (isPhone ? 1 : full.height / full.width);
    return { x: at.x - width / 2, y: at.y - height / 2, width, height };
  }

  // The overview of a large landscape has each name only as aria-label; make the tooltips from it.
  function name() {
    for (const part of svg.querySelectorAll("[data-edge], [data-system]")) {
      const label = part.getAttribute("aria-label");
      part.dataset.name = part.dataset.name || label;
      if (part.querySelector("title")) continue;
      const title = document.createElementNS(svg.namespaceURI, "title");
      title.textContent = label || part.dataset.name;
      part.prepend(title);
    }
  }

  const heard = new Set(), sizes = new Map();
  function listen() {
    let from = null, moved = false, spread = 0;
    const fingers = new Map();
    const at = (x, y) => {
      const frame = svg.getBoundingClientRect();
      return [(x - frame.left) / frame.width, (y - frame.top) / frame.height];
    };
    // Two fingers zoom around the point between them.
    const pinch = () => {
      const [a, b] = [...fingers.values()];
      const apart = Math.max(Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), 1);
      if (spread) zoom(spread / apart, ...at((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2));
      spread = apart;
    };
    svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); spread = 0; from = { x: event.clientX, y: event.clientY, box: { ...box } }; moved = false; });
    svg.addEventListener("pointermove", (event) => {
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, event);
      if (fingers.size > 1) { moved = true; from = null; pinch(); }
      if (!from) return;
      const scale = box.width / svg.clientWidth;
      const dx = event.clientX - from.x, dy = event.clientY - from.y;
      if (!moved && Math.hypot(dx, dy) < 4) return;
      if (!moved) { svg.setPointerCapture(event.pointerId); svg.classList.add("moving"); }
      moved = true;
      show({ ...from.box, x: from.box.x - dx * scale, y: from.box.y - dy * scale });
    });
    const end = (event) => { fingers.delete(event.pointerId); spread = 0; from = null; svg.classList.remove("moving"); };
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
    svg.addEventListener("click", (event) => { if (!moved) choose(event.target.closest("[data-system], [data-edge]")); });
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1 / 1.2 : 1.2, ...at(event.clientX, event.clientY));
    }, { passive: false });
    svg.addEventListener("dblclick", (event) => zoom(event.shiftKey ? 1.6 : 1 / 1.6, ...at(event.clientX, event.clientY)));
    svg.addEventListener("keydown", keys);
  }

  let waiting = 0;
  function show(next) {
    box = next;
    if (waiting) return;
    waiting = requestAnimationFrame(() => {
      waiting = 0;
      svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    });
  }

  function zoom(factor, fx = 0.5, fy = 0.5) {
    const width = Math.min(Math.max(box.width * factor, full.width / 60), full.width * 1.6);
    const height = width * box.height / box.width;
    show({ x: box.x + (box.width - width) * fx, y: box.y + (box.height - height) * fy, width, height });
  }

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function keys(event) {
    const here = event.target.closest("[data-system], [data-edge]");
    if (event.key in STEPS && here) next(here, STEPS[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && here) choose(here, true);
    else if (event.key === "+" || event.key === "=") zoom(1 / 1.25);
    else if (event.key === "-") zoom(1.25);
    else if (event.key === "0") show({ ...full });
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  }

  // Find the nearest system in a direction; sideways distance counts twice.
  function next(here, [dx, dy]) {
    const middle = (g) => { const b = g.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; };
    const [x, y] = middle(here);
    let best = null, least = Infinity;
    for (const other of systems.values()) {
      const [ox, oy] = middle(other);
      const along = (ox - x) * dx + (oy - y) * dy, aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (other !== here && along > 1 && along + 2 * aside < least) { best = other; least = along + 2 * aside; }
    }
    if (!best) return;
    here.setAttribute("tabindex", "-1");
    best.setAttribute("tabindex", "0");
    best.focus();
  }

  const link = (key, text) => Build.make("a", { href: `#/${key}` }, text);
  function choose(part, byKey = false) {
    chosen = part ? part.dataset.system || part.dataset.edge : null;
    mark();
    picked.replaceChildren();
    if (!part) return;
    const label = part.dataset.name;
    if (part.dataset.edge) {
      picked.append(Build.make("p", {}, label), Build.make("p", {}, link(part.dataset.edge, translate("Open {label}: factors, evidence, unknown facts", { label: part.dataset.edge }))));
    } else {
      const key = part.dataset.system;
      const near = edges.filter((e) => e.dataset.a === key || e.dataset.b === key);
      const list = near.flatMap((e, place) => [place ? ", " : "", link(e.dataset.edge, e.dataset.edge)]);
      picked.append(Build.make("p", {}, Build.make("b", {}, label), ` ${near.length === 1 ? translate("has 1 integration here:") : translate("has {count} integrations here:", { count: near.length })} `, ...list),
        Build.make("p", {}, link(`system/${key}`, translate("Open {label}: facts and evidence", { label }))));
    }
    if (byKey) picked.querySelector("p:last-child a").focus();
  }

  // Highlight what matches the filter and, if a part is selected, its neighbours.
  function mark() {
    if (!svg) return;
    const lit = new Set();
    svg.classList.toggle("chosen", chosen !== null);
    const calm = !filtered && chosen === null;
    for (const edge of edges) {
      const { edge: label, a, b } = edge.dataset;
      const near = chosen === null || chosen === label || chosen === a || chosen === b;
      const on = near && (!filtered || filtered.has(label));
      edge.classList.toggle("dim", !on);
      edge.classList.toggle("picked", chosen === label);
      if (on) lit.add(a).add(b);
    }
    for (const [key, group] of systems) {
      group.classList.toggle("dim", !calm && !lit.has(key) && chosen !== key);
      group.classList.toggle("picked", chosen === key);
    }
  }

  function filter(kept) { filtered = kept; mark(); }

  function find(words) {
    const wanted = words.trim().toLowerCase();
    const hits = wanted ? [...systems.values(), ...edges].filter((g) => g.dataset.name.toLowerCase().includes(wanted)) : [];
    const name = (g) => g.dataset.name.toLowerCase();
    hits.sort((a, b) => (name(b) === wanted) - (name(a) === wanted) || name(b).startsWith(wanted) - name(a).startsWith(wanted));
    choose(hits[0] || null);
    if (hits.length) centre(hits[0]);
    else if (!wanted) show(home());
    Tables.tell(wanted ? translate("{count} found in the diagram", { count: hits.length }) : "");
  }

  function middle(part) {
    const b = part.getBBox();
    const point = svg.createSVGPoint();
    point.x = b.x + b.width / 2; point.y = b.y + b.height / 2;
    return point.matrixTransform(svg.getScreenCTM().inverse().multiply(part.getScreenCTM()));
  }

  function centre(part) {
    const at = middle(part);
    const width = Math.min(box.width, Math.max(full.width / 3, 500));
    const height = width * full.height / full.width;
    show({ x: at.x - width / 2, y: at.y - height / 2, width, height });
  }

  function start() {
    if (!holder) return;
    use(holder.querySelector("svg"));
    const tools = holder.previousElementSibling;
    tools.addEventListener("click", (event) => {
      const how = event.target.dataset.zoom;
      if (how === "fit") show({ ...full });
      else if (how) zoom(how === "in" ? 1 / 1.4 : 1.4);
    });
    document.getElementById("find").addEventListener("input", (event) => find(event.target.value));
    const view = document.getElementById("view");
    if (view) view.addEventListener("change", () => turn(view.value));
  }

  const drawn = new Map();
  async function turn(name) {
    const frame = holder.querySelector(".frame");
    drawn.set(frame.dataset.view, frame.firstElementChild);
    if (!drawn.has(name)) drawn.set(name, await Build.drawing(name));
    if (document.getElementById("view").value !== name) return;  // another view was chosen meanwhile
    const wanted = drawn.get(name);
    frame.dataset.view = name;
    frame.replaceChildren(wanted);
    chosen = null;
    use(wanted);
  }

  return { start, filter };
})();
