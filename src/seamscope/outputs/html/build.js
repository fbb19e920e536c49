"use strict";
// Builds pages from JSON trees, `[tag, attributes or 0, child, …]`, when they are opened. Text from a
// survey becomes a text node or an attribute of the list below, never markup. Large reports have
// packed blocks: gzip in base64, which the browser itself can unpack.
const Build = (() => {
  const TAGS = new Set(["article", "section", "h2", "h3", "h4", "p", "a", "span", "small", "b", "code",
    "dl", "dt", "dd", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "data", "div", "caption"]);
  const ATTRIBUTES = new Set(["class", "scope", "value", "tabindex", "role", "aria-label",
    "data-edge", "data-role", "data-class", "data-certainty", "data-a", "data-b", "data-label"]);
  const SHAPES = new Set(["svg", "g", "rect", "line", "text"]);
  const PLACES = new Set(["viewBox", "x", "y", "x1", "y1", "x2", "y2", "rx", "width", "height", "data-name", "data-system"]);
  const parse = (block) => JSON.parse(block.textContent);
  const read = async (block) => ("packed" in block.dataset ? JSON.parse(await unpack(block.textContent)) : parse(block));
  let shared;

  function unpack(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  function node(tree) {
    const [tag, attributes, ...children] = tree;
    if (!TAGS.has(tag)) throw new Error(`unexpected element <${tag}>`);
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (ATTRIBUTES.has(name) || (name === "href" && value.startsWith("#"))) made.setAttribute(name, value);
    }
    for (const child of children) {
      if (Array.isArray(child)) made.append(node(child));
      else made.append(typeof child === "number" ? shared[child] : child);
    }
    return made;
  }

  function shape([tag, attributes, ...children]) {
    if (!SHAPES.has(tag)) throw new Error(`unexpected element <${tag}>`);
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (ATTRIBUTES.has(name) || PLACES.has(name)) made.setAttribute(name, value);
    }
    made.append(...children.map((child) => (Array.isArray(child) ? shape(child) : child)));
    return made;
  }

  const pages = new Map();
  for (const block of document.querySelectorAll("script[data-page]")) pages.set(block.dataset.page, block);
  for (const block of document.querySelectorAll("script[data-pages]")) {
    for (const key of JSON.parse(block.dataset.pages)) pages.set(key, block);
  }

  async function page(key) {
    const block = pages.get(key);
    if (!block) return null;
    shared = shared || await read(document.getElementById("texts"));
    const value = await read(block);
    return node("pages" in block.dataset ? value[key] : value);
  }

  // Append rows a few at a time, so that the page answers in between.
  async function rows(block, body) {
    const trees = await read(block);
    for (let start = 0; start < trees.length; start += 200) {
      await new Promise((go) => (window.requestIdleCallback || setTimeout)(go, { timeout: 300 }));
      body.append(...trees.slice(start, start + 200).map(node));
    }
  }

  const drawing = async (name) => shape(await read(document.querySelector(`script[data-drawing="${name}"]`)));

  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const data = (id) => { const block = document.getElementById(id); return block ? parse(block) : null; };
  return { page, rows, drawing, make, data, keys: [...pages.keys()] };
})();
