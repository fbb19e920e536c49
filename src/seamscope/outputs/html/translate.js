"use strict";
// The texts of the scripts in the language of the page; without a translation they are English.
const translate = (() => {
  const block = document.getElementById("translations");
  const texts = new Map(Object.entries(block ? JSON.parse(block.textContent) : {}));
  return (text, values = {}) =>
    (texts.get(text) || text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
})();
