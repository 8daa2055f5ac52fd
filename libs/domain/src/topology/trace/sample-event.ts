import { matchesPattern, matchesPolicy, parseEventPattern, parseFilterPolicy } from '../matching/index.js';

type Json = Record<string, unknown>;

/**
 * An event that an event pattern lets pass, made from the pattern alone: the first value of each field that meets its conditions. null: the
 * pattern is not valid, or asks for something this cannot think of; what is made is tried on the pattern before it is given.
 */
export function sampleForPattern(pattern: string): Json | null {
  const parsed = parseEventPattern(pattern);
  const source = parseObject(pattern);
  if (!parsed.ok || source === null) return null;
  const event = objectFor(source);
  return matchesPattern(parsed.pattern, event) ? event : null;
}

/** The same for a filter policy: a message with attributes, or with a body. */
export function sampleForPolicy(
  policy: string,
  scope: 'MessageAttributes' | 'MessageBody',
): { readonly event: unknown; readonly attributes: Json } | null {
  const parsed = parseFilterPolicy(policy, scope);
  const source = parseObject(policy);
  if (!parsed.ok || source === null) return null;
  const fields = objectFor(source);
  const message = scope === 'MessageBody' ? { event: fields, attributes: {} } : { event: 'a message', attributes: fields };
  return matchesPolicy(parsed.policy, { attributes: message.attributes, body: message.event }) ? message : null;
}

function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function objectFor(pattern: Json): Json {
  const made: Json = {};
  for (const [key, asked] of Object.entries(pattern)) {
    if (key === '$or' && Array.isArray(asked) && isObject(asked[0])) Object.assign(made, objectFor(asked[0]));
    else if (isObject(asked)) made[key] = objectFor(asked);
    else if (Array.isArray(asked)) {
      const value = valueFor(asked);
      if (value !== ABSENT) made[key] = value;
    }
  }
  return made;
}

const ABSENT = Symbol('absent');

function valueFor(conditions: readonly unknown[]): unknown {
  for (const condition of conditions) {
    const value = isObject(condition) ? meeting(condition) : condition;
    if (value !== undefined) return value;
  }
  return 'something';
}

/** A value that meets one condition; undefined: none comes to mind. */
function meeting(condition: Json): unknown {
  const [entry] = Object.entries(condition);
  if (entry === undefined) return undefined;
  const [operator, operand] = entry;
  const text = textIn(operand);
  switch (operator) {
    case 'prefix':
      return text === null ? undefined : `${text}1`;
    case 'suffix':
      return text === null ? undefined : `1${text}`;
    case 'equals-ignore-case':
      return text ?? undefined;
    case 'wildcard':
      return text?.replaceAll(/\\(.)|\*/g, (_whole, escaped: string | undefined) => escaped ?? 'x');
    case 'exists':
      return operand === true ? 'something' : ABSENT;
    case 'numeric':
      return Array.isArray(operand) ? numberFor(operand) : undefined;
    case 'cidr':
      return text?.split('/')[0];
    case 'anything-but':
      return typeof operand === 'number' || (Array.isArray(operand) && typeof operand[0] === 'number') ? 1_234_567 : 'something-else';
    default:
      return undefined;
  }
}

const textIn = (operand: unknown): string | null =>
  typeof operand === 'string'
    ? operand
    : isObject(operand) && typeof operand['equals-ignore-case'] === 'string'
      ? operand['equals-ignore-case']
      : null;

function numberFor(bounds: readonly unknown[]): number | undefined {
  let low = -Infinity;
  let high = Infinity;
  for (let index = 0; index + 1 < bounds.length; index += 2) {
    const [operator, value] = [bounds[index], bounds[index + 1]];
    if (typeof value !== 'number') return undefined;
    if (operator === '=') return value;
    if (operator === '>') low = value + 1e-3;
    if (operator === '>=') low = value;
    if (operator === '<') high = value - 1e-3;
    if (operator === '<=') high = value;
  }
  return Number.isFinite(low) && Number.isFinite(high)
    ? (low + high) / 2
    : Number.isFinite(low)
      ? low
      : Number.isFinite(high)
        ? high
        : undefined;
}
