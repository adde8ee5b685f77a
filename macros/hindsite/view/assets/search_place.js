/** Where the site is, and what it was built with. */

/** The site's root, whatever page this is and below whatever path the site stands. */
export const root = new URL("../../", import.meta.url);

/** Whether the site was built with search. */
export const available = document.querySelector('meta[name="hindsite-search"]') !== null;
