/**
 * What one value of the header must be: one rule, one function. The engine's rules, in its words
 * (hindsite.postmortem.values). A function returns the value, or throws Refused.
 */

import { meantTimes } from "./clumsy_times.js";
import {
  Refused,
  SPACE,
  counted,
  either,
  first,
  length,
  nearest,
  printable,
  shown,
  strip,
  suggestion,
} from "./text.js";
import { readDate, readDuration, readTime } from "./times.js";
import { readZone } from "./zones.js";

export const LONGEST_TITLE = 160;
const LONGEST_TEXT = 2_000;
const LONGEST_SLUG = 80;
export const MOST_ITEMS = 100;
const UNKNOWN = "unknown";
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;
const SLUG = /^[a-z0-9][a-z0-9-]*$/;
const ID = /^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9][a-z0-9-]*$/;
const NUMBER = /^-?[0-9]{1,15}(?:\.[0-9]{1,9})?$/;
const WORD = /\p{L}{2,}/u;
const COUNT = /^[0-9]{1,15}$/;
const CURRENCY = /^[A-Z]{3}$/;
const NOISE = new RegExp(`[${SPACE},_%$€£'~+]`, "g");
const UNSAFE = new RegExp(`[${SPACE}<>"\\\\]`);

/**
 * The words that the site knows; null where it takes any slug.
 * @typedef {{names: Record<string, string>, aliases: Record<string, string>, areas: Record<string, string[]>}} Terms
 * @typedef {{severities: string[], causes: Terms | null, triggers: Terms | null, services: string[] | null}} Vocabulary
 */

function checkText(written, longest) {
  const text = strip(written);
  const found = CONTROL.exec(text);
  if (found) {
    const code = found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    throw new Refused(`expected plain text, got the character U+${code}; remove it`);
  }
  const expected = `expected 1 to ${counted(longest)} characters`;
  if (!text) throw new Refused(`${expected}, got none; write or remove it`);
  if (length(text) > longest) throw new Refused(`${expected}, got ${counted(length(text))}; shorten it`);
  return text;
}

function oneLine(written, longest) {
  const text = checkText(written, longest);
  const lines = text.split("\n").length;
  if (lines > 1) throw new Refused(`expected one line, got ${lines}; join them`);
  return text;
}

/** A field with fixed words holds one of them, spelled as documented. */
export function choice(text, words) {
  if (words.includes(text)) return text;
  const near = nearest(text, words);
  const hint = near ? `; did you mean ${near}?` : "";
  throw new Refused(`expected ${either(words)}, got ${shown(text)}${hint}`, near ? [near] : []);
}

/** One of the house rules; others cannot be waived. */
export function houseRule(text, words) {
  if (words.includes(text)) return text;
  const near = nearest(text, words);
  const hint = near ? `did you mean ${near}?` : "remove it: other rules cannot be waived";
  throw new Refused(`expected ${either(words)}, got ${shown(text)}; ${hint}`, near ? [near] : []);
}

/** A waiver's reason is one line with a word in it that says why. */
export function reason(text) {
  if (!WORD.test(text)) {
    const got = strip(text) ? shown(strip(text)) : "none";
    const hint = "write why the rule does not hold here, or remove the waiver";
    throw new Refused(`expected a reason in words, got ${got}; ${hint}`);
  }
  return line(text);
}

/** A title is plain text on one line, 1 to 160 characters. */
export const title = (text) => oneLine(text, LONGEST_TITLE);
/** A name or sentence is plain text on one line, 1 to 2,000 characters. */
export const line = (text) => oneLine(text, LONGEST_TEXT);
/** A signature is the verbatim text of an error or alert, 1 to 2,000 characters. */
export const signature = (text) => checkText(text, LONGEST_TEXT);

/** A severity is one of the site's, in any case, or `unknown`. */
export function severity(text, { severities }) {
  const folded = strip(text).toLowerCase();
  const found = [...severities, UNKNOWN].find((word) => word.toLowerCase() === folded);
  if (found !== undefined) return found;
  throw new Refused(`expected ${severities.join(", ")} or ${UNKNOWN}, got ${shown(text)}`);
}

/** A yes-or-no field is `true` or `false`. */
export const boolean = (text) => choice(text, ["true", "false"]) === "true";

function refusedNumber(text, expected) {
  const bare = text.replace(NOISE, "");
  const hint = NUMBER.test(bare) && bare !== text ? bare : "";
  return new Refused(
    `expected ${expected}, got ${shown(text)}${hint && `; write ${hint}`}`,
    hint ? [hint] : [],
  );
}

/** A number, written with digits and at most one decimal point. */
export function number(text) {
  if (!NUMBER.test(text)) throw refusedNumber(text, "a number such as 12.5");
  return Number(text);
}

/** A share is a number from 0 to 100, without a percent sign. */
export function percent(text) {
  if (!NUMBER.test(text) || Number(text) < 0 || Number(text) > 100) {
    throw refusedNumber(text, "a number from 0 to 100");
  }
  return Number(text);
}

/** An amount of money is a number of 0 or more, without a currency sign or separators. */
export function amount(text) {
  if (!NUMBER.test(text) || text.startsWith("-")) throw refusedNumber(text, "a number, 0 or more");
  return Number(text);
}

/** A count is a whole number, 0 or more, in digits without separators. */
export function count(text) {
  if (!COUNT.test(text)) throw refusedNumber(text, "a whole number, 0 or more");
  return Number(text);
}

/** A currency is its three-letter code of ISO 4217 in capitals. */
export function currency(text) {
  if (CURRENCY.test(text)) return text;
  const upper = strip(text).toUpperCase();
  const hint = CURRENCY.test(upper) ? `; write ${upper}` : "";
  throw new Refused(
    `expected a three-letter code such as USD, got ${shown(text)}${hint}`,
    hint ? [upper] : [],
  );
}


/** A time as a header has it; one that is written otherwise comes with what it may be meant as. */
export function moment(text) {
  try {
    return readTime(text);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(error.message, meantTimes(text));
  }
}

export const timezone = (text) => readZone(text);
export const duration = (text) => readDuration(text);
export const day = (text) => readDate(text);

/** A slug is lower-case letters a to z, digits and hyphens, at most 80, and not `unknown`. */
export function slug(text) {
  if (text === UNKNOWN) {
    throw new Refused("'unknown' is not a name; leave it out: what is missing is unknown");
  }
  if (length(text) <= LONGEST_SLUG && SLUG.test(text)) return text;
  const better = slugged(first(text, LONGEST_SLUG));
  const hint = better ? `; write ${better}` : "";
  throw new Refused(
    `expected a slug (a-z, 0-9 and hyphens), got ${shown(text)}${hint}`,
    better ? [better] : [],
  );
}

/** A text as a slug, as near as it gets; it may be empty. */
export function slugged(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** A service is in the catalogue where the site has one. */
export function service(text, { services }) {
  if (services === null || services.includes(text)) return slug(text);
  const hint = suggestion(text, services);
  const near = nearest(text, services);
  throw new Refused(`expected a service of the catalogue, got ${shown(text)}; ${hint}`, near ? [near] : []);
}

/** A cause is a slug of the taxonomy's causes, not of an area, and not an alias. */
export const cause = (text, { causes }) => term(text, causes, "cause");
/** A trigger is a slug of the taxonomy's triggers, not an alias. */
export const trigger = (text, { triggers }) => term(text, triggers, "trigger");

function term(text, terms, what) {
  if (terms === null || Object.hasOwn(terms.names, text)) return slug(text);
  if (Object.hasOwn(terms.aliases, text)) {
    const meant = terms.aliases[text];
    throw new Refused(`${shown(text)} is an alias of ${meant}; write ${meant}`, [meant]);
  }
  if (Object.hasOwn(terms.areas, text)) {
    const within = terms.areas[text];
    throw new Refused(`${shown(text)} is an area; use one of its causes: ${within.join(", ")}`);
  }
  const slugs = Object.keys(terms.names);
  const byWord = new Map([
    ...Object.entries(terms.names).map(([name, word]) => [word, name]),
    ...Object.entries(terms.aliases),
  ]);
  const near = nearest(text, slugs) ?? byWord.get(nearest(text, byWord.keys()) ?? "");
  const hint = near ? `did you mean ${near}?` : suggestion("", slugs);
  throw new Refused(`expected a ${what} of the taxonomy, got ${shown(text)}; ${hint}`, near ? [near] : []);
}

/** An incident is named by its id, `YYYY-MM-DD-slug`. */
export function incident(text) {
  if (length(text) > 2 * LONGEST_SLUG || !ID.test(text)) {
    throw new Refused(`expected an id such as 2023-06-04-web-outage, got ${shown(text)}`);
  }
  readDate(text.slice(0, 10));
  return text;
}

export const address = (text) => checkAddress(text);

/** The address if it may be linked to. */
export function checkAddress(text) {
  if (isUsable(text) && length(text) <= LONGEST_TEXT && printable(text) === text && !UNSAFE.test(text)) {
    return text;
  }
  throw new Refused(`expected an address that begins with https://, http:// or mailto:, got ${shown(text)}`);
}

/**
 * Whether there is a scheme that may be linked to and a host, or for mailto an address. A host that a
 * browser cannot resolve at all is refused too, though the engine might let it pass.
 */
function isUsable(text) {
  const mail = /^mailto:(?=[^?#])/i.test(text);
  return mail || (/^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text));
}
