/** PostgreSQL's text cannot hold U+0000, and JSON's lone surrogates are refused: both become U+FFFD, so that hostile names are kept and seen. */
export const storableText = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

/** A value as JSON text that `jsonb` accepts, keys and strings made storable. */
export function storableJson(value: unknown): string {
  return JSON.stringify(makeStorable(value)) ?? 'null';
}

function makeStorable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(makeStorable);
  if (value !== null && typeof value === 'object') {
    // A key of that name survives no copy of the object by assignment, so it would differ from what is read again.
    const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
    return Object.fromEntries(entries.map(([key, item]) => [storableText(key), makeStorable(item)]));
  }
  return value;
}

/** JSON text that does not depend on the order of keys, for comparing what went in with what `jsonb` gives back. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(makeStorable(value))) ?? 'null';
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
