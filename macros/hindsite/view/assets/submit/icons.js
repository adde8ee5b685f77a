/** Simple shapes on a 16 px field, drawn with the text's colour; always silent. */

const SHAPES = {
  request: [
    ["circle", { cx: 4, cy: 3.5, r: 1.75 }],
    ["circle", { cx: 4, cy: 12.5, r: 1.75 }],
    ["circle", { cx: 12, cy: 12.5, r: 1.75 }],
    ["path", { d: "M4 5.25v5.5M12 10.75V6a2 2 0 0 0-2-2H8m2.2-2L8 4l2.2 2" }],
  ],
  download: [
    [
      "path",
      { d: "M8 1.8v8M4.8 6.8 8 10l3.2-3.2M2 10.8v1.6a1.4 1.4 0 0 0 1.4 1.4h9.2a1.4 1.4 0 0 0 1.4-1.4v-1.6" },
    ],
  ],
  error: [
    ["circle", { class: "hs-full", cx: 8, cy: 8, r: 7.75 }],
    ["path", { class: "hs-cut", d: "m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" }],
  ],
  warning: [
    ["path", { class: "hs-full", d: "M8 1 15.6 14.6H.4z" }],
    ["path", { class: "hs-cut", d: "M8 6v4m0 1.4v1.4" }],
  ],
  done: [
    ["circle", { class: "hs-full", cx: 8, cy: 8, r: 7.75 }],
    ["path", { class: "hs-cut", d: "m4.8 8.3 2.2 2.1 4.2-4.4" }],
  ],
  close: [["path", { d: "m4.5 4.5 7 7m0-7-7 7" }]],
  chevron: [["path", { d: "m6 3.5 4.5 4.5L6 12.5" }]],
};

/** @param {keyof typeof SHAPES} name */
export function icon(name) {
  const make = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };
  const svg = make("svg", { class: `hs-i hs-i-${name}`, viewBox: "0 0 16 16", "aria-hidden": "true" });
  svg.append(...SHAPES[name].map(([tag, attributes]) => make(tag, attributes)));
  return svg;
}
