/** Draws the form for a new postmortem into its page. Nothing that is typed leaves the browser unasked. */

import { Form } from "./form.js";
import { useZones } from "./zones.js";

async function json(address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

async function start() {
  const section = document.querySelector("[data-hs-submit]");
  if (!section || section.dataset.hsState) return;
  section.dataset.hsState = "drawn";
  try {
    const { hsSubmit, schema } = section.dataset;
    const [data, described] = await Promise.all([json(hsSubmit), json(schema)]);
    useZones(data.zones, data.abbreviations);
    await new Form(section, data, described).start();
  } catch (error) {
    section.dataset.hsState = "plain";
    const problem = section.querySelector('[data-hs-part="problem"]');
    problem.textContent = "The form could not be loaded; this is the way without it.";
    problem.hidden = false;
    throw error;
  }
}

start();
// The theme may load a page into another without running its modules again.
window.document$?.subscribe(start);
