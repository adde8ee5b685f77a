/**
 * The pasted text in the page's address, so that an alert can lead here and an answer can be shared.
 */

// Hosts and proxies refuse longer addresses; a fragment is not sent to them.
const LONGEST_QUERY = 2_000;

/** The text that an address asks about, "" none. @param {URL | Location} address */
export function textOf(address) {
  const asked = new URLSearchParams(address.search).get("q");
  if (asked !== null) return asked;
  return new URLSearchParams(address.hash.slice(1)).get("q") ?? "";
}

/** The address that asks about a text: as its query, a long text as its fragment. */
export function withText(address, text) {
  const asking = new URL(address);
  const asked = text ? new URLSearchParams({ q: text }).toString() : "";
  asking.search = asked.length <= LONGEST_QUERY ? asked : "";
  asking.hash = asked.length <= LONGEST_QUERY ? "" : asked;
  return asking.href;
}
