/** Words with code in them: what stands between backticks is code. */

import { make } from "../explore/dom.js";

const CODE = /`([^`]*)`/;

/** @param {string} words */
export function coded(words) {
  return words.split(CODE).map((part, index) => (index % 2 ? make("code", {}, part) : part));
}
