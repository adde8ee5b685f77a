/**
 * Elements made without markup: what comes from data is only ever a text node or an attribute's value.
 */

/**
 * @typedef {Node | string | number | null | undefined | false} Child  Nothing is made of what is not a node or text.
 */

/**
 * An element with attributes and children. An attribute that is null, undefined or false is left out,
 * one that is true is empty; `on…` takes a function and listens.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SHAPES = {
  close: ["m4 4 8 8m0-8-8 8"],
  filters: ["M1.5 4h13M4 8h8M6.5 12h3"],
};

/** A simple shape on a 16 px field, silent. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "hs-i");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
