/**
 * Names of time zones: which are accepted, and what an abbreviation may mean. The engine's own list is
 * published with the form: a browser calls some zones by other names (Asia/Calcutta for Asia/Kolkata).
 */

import { Refused, nearest, shown, strip } from "./text.js";

const OFFSET = /^(?:UTC|GMT)?[\s\x1c-\x1f\x85]*[+-]\d{1,2}(?::?\d{2})?$/i;

/** @type {Map<string, string>} lower-case form → name */
let names = new Map();
/** @type {Record<string, string[]>} */
let abbreviations = {};

/**
 * Takes the names from the form's data.
 * @param {string[]} accepted
 * @param {Record<string, string[]>} meant
 */
export function useZones(accepted, meant) {
  names = new Map(accepted.map((name) => [name.toLowerCase(), name]));
  abbreviations = meant;
}

/** The name, if this browser can tell the time there: its list may be older than the engine's. */
function knownHere(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    const hint = "write another name of the zone, or an offset in each time";
    throw new Refused(`this browser does not know the zone ${shown(name)}; ${hint}`);
  }
}

/** The accepted names, for a list to choose from. */
export function zoneNames() {
  return Array.from(names.values());
}

/** The zone of this computer, if it has an accepted name. */
export function ownZone() {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  return names.get(name.toLowerCase()) ?? "";
}

/** What an abbreviation may mean: none when it is not known. */
export function meanings(abbreviation) {
  const word = abbreviation.toUpperCase();
  return Object.hasOwn(abbreviations, word) ? abbreviations[word] : [];
}

/** The name, if it is accepted as it is written. */
export function readZone(name) {
  if (names.get(name.toLowerCase()) === name) return knownHere(name);
  const meant = meanings(name);
  if (meant.length) {
    const why = `${shown(name)} is an abbreviation, which can mean several zones`;
    throw new Refused(`${why}; write ${meant.join(" or ")}`, meant);
  }
  const expected = "expected UTC or an Area/City name such as Europe/Berlin";
  if (OFFSET.test(name)) {
    const hint = "write the offset in each time instead";
    throw new Refused(`${expected}, got the offset ${shown(name)}; ${hint}`);
  }
  const exact = names.get(name.toLowerCase().slice(0, 50)) ?? byCity(name);
  const hint = exact ? `; write ${exact}` : "";
  throw new Refused(`${expected}, got ${shown(name)}${hint}`, exact ? [exact] : []);
}

function byCity(name) {
  const city = strip(name)
    .toLowerCase()
    .replace(/[\s\x1c-\x1f\x85-]+/g, "_");
  const cities = new Map(
    Array.from(names.values(), (known) => [known.split("/").at(-1).toLowerCase(), known]),
  );
  return cities.get(city) ?? nearest(name, names.values());
}
