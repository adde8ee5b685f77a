/* Leads on from a former address; whatever follows the path, "#timeline" say, is kept. */
(() => {
  "use strict";

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  location.replace(script.dataset.to + location.search + location.hash);
})();
