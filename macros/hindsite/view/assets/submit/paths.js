/** Values within values, by the names on the way to them. */

/** Puts a value into a mapping, at a path. */
export function put(into, [name, ...rest], value) {
  if (rest.length === 0) into[name] = value;
  else put((into[name] ??= {}), rest, value);
}

/** A list or mapping with another value at a path; positions count what is not empty. */
export function replaced(value, [name, ...rest], text) {
  const copied = Array.isArray(value)
    ? value.filter((item) => typeof item !== "string" || item.trim())
    : { ...value };
  copied[name] = rest.length ? replaced(copied[name], rest, text) : text;
  return copied;
}
