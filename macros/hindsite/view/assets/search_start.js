/* Brings the search in when a reader first goes to a field of it: a page that is only read loads none. */
const FIELDS = "[data-hs-find] [name=q], .hs-search-large [name=q]";

async function bring({ target }) {
  if (!(target instanceof Element) || !target.matches(FIELDS)) return;
  const { attach } = await import("./search_box.js");
  attach(target);
}

// One listener for all pages: a theme with instant navigation changes the page, but not the document.
document.addEventListener("focusin", bring);
if (document.activeElement) bring({ target: document.activeElement });
