/** Of a hundred messages that no consumer manages, so many have their first number missing, an empty text, and an end that was cut off. */
const WITHOUT_NUMBER = 72;
const WITH_EMPTY_TEXT = 20;

/**
 * The body of a message that no consumer manages: most have the same fault, some others. Within an envelope of SNS the message is spoiled, not the envelope.
 * @param draw decides which fault, the same for the same message
 */
export function spoiled(body: string, draw: number): string {
  const value = objectIn(body);
  if (value === null) return body;
  if (typeof value['Message'] === 'string') return JSON.stringify({ ...value, Message: spoiled(value['Message'], draw) });
  const fault = draw % 100;
  if (fault < WITHOUT_NUMBER) return JSON.stringify(replaceFirst(value, 'number', null));
  if (fault < WITHOUT_NUMBER + WITH_EMPTY_TEXT) return JSON.stringify(replaceFirst(value, 'string', ''));
  return body.slice(0, Math.ceil(body.length * 0.6));
}

function objectIn(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // What is no JSON is what it is.
    return null;
  }
}

/** Of a text the last one: the first says what kind of message it is. */
function replaceFirst(value: Record<string, unknown>, type: 'number' | 'string', by: unknown): Record<string, unknown> {
  const names = Object.keys(value).filter((name) => typeof value[name] === type);
  const name = type === 'number' ? names[0] : names.filter((each) => !/^(event|.*Id|.*At)$/.test(each)).at(-1);
  return name === undefined ? value : { ...value, [name]: by };
}
