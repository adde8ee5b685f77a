/**
 * The JSON files that one build wrote into a folder, fetched as they are needed.
 */

/** The site was published anew while a page of the old one was open: only loading it again helps. */
export class ChangedError extends Error {}

/** The file that names a build's version; the browser asks whether its copy is still the newest. */
export async function newest(name, folder) {
  const response = await fetch(new URL(name, folder), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

export class BuildFiles {
  /** @type {Map<string, Promise<any>>} */
  #asked = new Map();

  /**
   * @param {string} folder  Its address.
   * @param {string} version  The build's, by which browsers keep its files.
   */
  constructor(folder, version) {
    this.folder = folder;
    this.version = version;
  }

  /** A file by its name without ending, fetched once; one that failed may be asked for again. */
  get(name) {
    let asked = this.#asked.get(name);
    if (!asked) {
      asked = this.#fetch(name);
      this.#asked.set(name, asked);
      asked.catch(() => this.#asked.delete(name));
    }
    return asked;
  }

  async #fetch(name) {
    const response = await fetch(new URL(`${name}.json?v=${this.version}`, this.folder));
    if (response.status === 404) throw new ChangedError(response.url);
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    const content = await response.json();
    // A file that names its build must name this one.
    if (content.version !== undefined && content.version !== this.version) throw new ChangedError(response.url);
    return content;
  }
}
