/* What the pages' own markup cannot do alone: the drawer's button and the keys that go to the search. */
(() => {
  "use strict";

  const drawer = document.getElementById("__drawer");
  const drawerPanel = document.getElementById("hs-drawer");
  const drawerButton = document.querySelector("[data-hs-drawer]");

  /** Sets one of the theme's hidden checkboxes and tells the theme's bundle, which listens for changes. */
  function setToggle(toggle, checked) {
    if (toggle.checked === checked) return;
    toggle.checked = checked;
    toggle.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function closeDrawer() {
    setToggle(drawer, false);
  }

  function watchDrawer() {
    drawerButton.addEventListener("click", () => setToggle(drawer, !drawer.checked));
    drawerPanel.querySelector("[data-hs-drawer-close]").addEventListener("click", closeDrawer);
    drawer.addEventListener("change", () => {
      drawerButton.setAttribute("aria-expanded", String(drawer.checked));
      if (drawer.checked) drawerPanel.querySelector("a").focus();
      else if (drawerPanel.contains(document.activeElement)) drawerButton.focus();
    });
    // The page below is covered, so the focus must not wander off into it.
    drawerPanel.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !drawerPanel.contains(relatedTarget)) closeDrawer();
    });
    drawerPanel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeDrawer();
    });
  }

  function isEditable(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  }

  /** "/" on any keyboard layout, Ctrl-K or Command-K; never while someone is typing. */
  function isSearchKey(event) {
    if (isEditable(event.target)) return false;
    return event.ctrlKey || event.metaKey ? event.key.toLowerCase() === "k" : event.key === "/";
  }

  /** The page's own field where it has one, else the header's: there is one search a page. */
  function focusSearch() {
    const own = document.querySelector("#hs-main [data-hs-search-field], #hs-main [name=q]");
    const field = own || document.querySelector("[data-hs-find] [name=q]");
    if (!field) return false;
    // On a narrow screen the header's field is hidden until it is opened.
    if (!own) field.closest("[data-hs-find]").setAttribute("data-open", "");
    field.focus();
    field.select();
    return true;
  }

  /** Names what the theme and its Markdown leave without a name. */
  function nameParts(main) {
    for (const box of main.querySelectorAll(".task-list-control input:not([aria-label])")) {
      box.setAttribute("aria-label", box.checked ? "done" : "not done");
    }
    // The theme adds a <nav> to each block of code once it is near; a page full of landmarks helps nobody.
    for (const nav of main.querySelectorAll(".md-code__nav:not([role])")) nav.setAttribute("role", "presentation");
    for (const part of main.querySelectorAll(".md-typeset__scrollwrap, pre > code")) sizes.observe(part);
  }

  /** A part that scrolls sideways can be reached, and scrolled, with the keyboard; no other is a stop. */
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  if (drawer && drawerPanel && drawerButton) watchDrawer();
  const main = document.getElementById("hs-main");
  if (main) {
    nameParts(main);
    new MutationObserver(() => nameParts(main)).observe(main, { childList: true, subtree: true });
  }
  document.querySelector("[data-hs-search]")?.addEventListener("click", focusSearch);
  document.addEventListener("keydown", (event) => {
    if (isSearchKey(event) && focusSearch()) {
      event.preventDefault();
      event.stopPropagation(); // the theme's bundle has a "/" of its own, on window
    }
  });
})();
