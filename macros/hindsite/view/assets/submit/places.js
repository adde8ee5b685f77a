/** Which field of a postmortem holds a place of its file. */

/** The field that holds a place, and its path in the form. */
export function fieldAt({ places, sections, bodyLine }, { line, column }) {
  if (line >= bodyLine) {
    const above = sections.filter((section) => section.line + bodyLine - 1 <= line);
    return [above.at(-1)?.name ?? "body", "body"];
  }
  const isBefore = (at) => at.line < line || (at.line === line && at.column <= column);
  const before = Array.from(places).filter(([, at]) => isBefore(at));
  if (!before.length) return ["header", ""];
  const depth = (path) => path.split(".").length;
  const [[path]] = before.sort(
    ([a, at], [b, bt]) => bt.line - at.line || bt.column - at.column || depth(b) - depth(a),
  );
  const keys = path.split(".").filter((part) => !/^[0-9]+$/.test(part));
  return [keys.join("."), path];
}
