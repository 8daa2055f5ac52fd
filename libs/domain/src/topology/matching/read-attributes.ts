import { leafOf } from './leaf.js';
import { pathOf, readJson } from './read-json.js';
import type { MessageAttribute } from './sns-message.js';

/** What is wrong with attributes. `path` is the place in them, `''` for all of them. */
export interface AttributeProblem {
  readonly path: string;
  readonly message: string;
}

export type ReadAttributes =
  | { readonly ok: true; readonly attributes: Readonly<Record<string, MessageAttribute>> }
  | { readonly ok: false; readonly problems: readonly AttributeProblem[] };

/** Source: SNS Developer Guide, message attributes. A type may end with a label of the sender's own, such as `Number.int`. */
const TYPES = ['String', 'String.Array', 'Number', 'Binary'];
const isType = (type: string): boolean => TYPES.includes(type.split('.', 1)[0] ?? '');

/**
 * Reads message attributes, given as JSON or as its text: by name `{ type, value }`, as they stand in a notification (`Type`, `Value`) or in
 * a request (`DataType`, `StringValue`), or a text, a number or a list alone. Whether a value is what its type says is for SNS to judge.
 */
export function readAttributes(source: unknown): ReadAttributes {
  const read = typeof source === 'string' ? readJson(source) : ({ ok: true, value: source ?? {} } as const);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const value: unknown = read.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: [{ path: '', message: 'must be a JSON object of attributes by name' }] };
  }
  // Without a prototype: __proto__ is a name like any other.
  const attributes = Object.create(null) as Record<string, MessageAttribute>;
  const problems: AttributeProblem[] = [];
  for (const [name, given] of Object.entries(value) as [string, unknown][]) {
    const attribute = readAttribute(given);
    if (typeof attribute === 'object' && attribute !== null && 'problem' in attribute) {
      problems.push({ path: pathOf([name]), message: attribute.problem });
    } else {
      attributes[name] = attribute;
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, attributes };
}

function readAttribute(given: unknown): MessageAttribute | { readonly problem: string } {
  if (typeof given === 'string' || typeof given === 'number') return given;
  if (typeof given === 'bigint') return { type: 'Number', value: given };
  if (Array.isArray(given)) {
    const list: readonly unknown[] = given;
    return list.every((item) => leafOf(item) !== undefined) ? list : { problem: 'must list texts, numbers, true, false or null only' };
  }
  if (typeof given !== 'object' || given === null) {
    return { problem: 'must be {"type": …, "value": …}, a text, a number or a list; SNS has no attributes of other kinds' };
  }
  const { type, Type, DataType, value, Value, StringValue, BinaryValue } = given as Readonly<Record<string, unknown>>;
  const typed = type ?? Type ?? DataType;
  if (typeof typed !== 'string' || !isType(typed)) return { problem: `must have a type, one of ${TYPES.join(', ')}` };
  return { type: typed, value: value ?? Value ?? StringValue ?? BinaryValue };
}
