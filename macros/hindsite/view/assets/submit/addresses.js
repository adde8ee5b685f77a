/**
 * The forge's page for a new file, filled in. What each takes:
 *
 * - GitHub: `new/<branch>?filename=<path>&value=<text>`.
 * - Gitea and Forgejo: `_new/<branch>/<folder>?filename=<name>&value=<text>`.
 * - GitLab: `-/new/<branch>?file_name=<path>`; its editor takes no text from an address.
 *
 * GitHub answers an address of more than 8,191 bytes with an error; proxies before the others mostly take 8 kB.
 */

/** The longest address that is opened with the text in it. */
export const LONGEST = 8_000;

/**
 * @typedef {{forge: "github" | "gitlab" | "gitea", address: string}} NewFile
 */

/**
 * Where the file is added, and whether its text is in the address: else it has to be pasted there.
 *
 * @param {NewFile} newFile
 * @param {string} path  From the repository's root.
 * @param {string} text
 * @returns {{address: string, isFilled: boolean, why: "" | "length" | "forge"}}
 */
export function newFileAddress({ forge, address }, path, text) {
  const named = withName(forge, address, path);
  if (forge === "gitlab") return { address: named, isFilled: false, why: "forge" };
  const filled = `${named}&value=${encodeURIComponent(text)}`;
  if (filled.length > LONGEST) return { address: named, isFilled: false, why: "length" };
  return { address: filled, isFilled: true, why: "" };
}

function withName(forge, address, path) {
  if (forge === "github") return `${address}?filename=${encodeURIComponent(path)}`;
  if (forge === "gitlab") return `${address}?file_name=${encodeURIComponent(path)}`;
  const parts = path.split("/");
  const folder = parts.slice(0, -1).map(encodeURIComponent).join("/");
  return `${address}/${folder}?filename=${encodeURIComponent(parts.at(-1))}`;
}

/** What the forge calls a request to merge. */
export function requestName(forge) {
  return forge === "gitlab" ? "merge request" : "pull request";
}
