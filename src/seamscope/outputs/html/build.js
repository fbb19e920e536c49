"use strict";
// Builds pages from JSON trees, `[tag, attributes or 0, child, …]`, when they are opened. Text from a
// survey becomes a text node or an attribute of the list below, never markup.
const Build = (() => {
  const TAGS = new Set(["article", "section", "h2", "h3", "h4", "p", "a", "span", "small", "b", "code",
    "dl", "dt", "dd", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "data", "div", "caption"]);
  const ATTRIBUTES = new Set(["class", "scope", "value", "tabindex", "role", "aria-label"]);
  const read = (block) => JSON.parse(block.textContent);
  let shared;

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

  const pages = new Map();
  for (const block of document.querySelectorAll("script[data-page]")) pages.set(block.dataset.page, block);

  function page(key) {
    const block = pages.get(key);
    if (!block) return null;
    shared = shared || read(document.getElementById("texts"));
    return node(read(block));
  }

  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const data = (id) => { const block = document.getElementById(id); return block ? read(block) : null; };
  return { page, make, data, keys: [...pages.keys()] };
})();
