/** The ways a file leaves the page, each of them asked for: the forge's page, the clipboard, a download. */

import { make } from "../explore/dom.js";
import { LONGEST, newFileAddress } from "./addresses.js";
import { counted } from "./text.js";

const KEPT_MS = 60_000;
const REASONS = {
  length:
    `The file is longer than an address may be (${counted(LONGEST)} characters), ` +
    "so it cannot be filled in.",
  forge: "GitLab takes the file's name from an address, but not its text.",
};

/**
 * Opens the forge's page for a new file, filled in if its address may be so long; otherwise the file is copied.
 *
 * @param {import("./addresses.js").NewFile} newFile
 * @param {import("./postmortem.js").Reading} reading
 * @returns {Promise<string>}  What is left to do, or an empty text.
 */
export async function openForge(newFile, { path, text }) {
  const { address, isFilled, why } = newFileAddress(newFile, path, text);
  // Before the window opens: a page without the focus may not copy.
  const copying = isFilled ? null : copy(text);
  window.open(address, "_blank", "noopener");
  if (!copying) return "";
  const how = (await copying)
    ? "The file was copied: paste it into the page that was opened."
    : "Copy the file and paste it into the page that was opened, or upload the download there.";
  return `${REASONS[why]} ${how}`;
}

/** Whether the text could be copied: it takes a secure context and the reader's permission. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Hands the file over as a download. */
export function download({ path, text }) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  make("a", { href: address, download: path.split("/").at(-1) }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
