/**
 * Stands in for mermaid on pages without a diagram.
 *
 * With instant navigation such a page turns into one with a diagram without being loaded anew, and the theme asks a
 * public host for mermaid where it finds none. This fetches the site's own copy when something is to be drawn.
 */
(() => {
  const address = new URL("vendor/mermaid.min.js", document.currentScript.src);
  let settings = {};
  let whole;

  function fetched() {
    whole ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", () => {
        // The script has put itself in this one's place.
        window.mermaid.initialize(settings);
        resolve(window.mermaid);
      });
      script.addEventListener("error", () => {
        whole = undefined;
        script.remove();
        reject(new Error(`${address} could not be loaded`));
      });
      document.head.append(script);
    });
    return whole;
  }

  window.mermaid = {
    initialize(given) {
      settings = given;
    },
    async render(...given) {
      return (await fetched()).render(...given);
    },
  };
})();
