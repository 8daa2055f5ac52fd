/** What a text holds as JSON; undefined when it is no JSON, no text, or longer than it may be. */
export function parseJson(raw: unknown, maxLength: number): unknown {
  if (typeof raw !== 'string' || raw.length > maxLength) return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
