import { EventFields } from './event-fields.js';
import { leafOf, type LeafValue } from './leaf.js';
import { readJson } from './read-json.js';

/** `String.Array` holds JSON; types with a suffix of the sender's own (`Number.int`) count as what stands before the dot. */
export interface TypedAttribute {
  readonly type: string;
  readonly value: unknown;
}

/** A message attribute with its type, or its value alone: texts, numbers and lists speak for themselves. */
export type MessageAttribute = TypedAttribute | string | number | boolean | null | readonly unknown[];

export interface SnsMessage {
  /** `MessageAttribute` by name. What is none makes the message one with invalid attributes. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** The text that is published, or the JSON that it holds. */
  readonly body?: unknown;
}

/** Suffixes of the metric `NumberOfNotificationsFilteredOut`. Source: SNS Developer Guide, monitoring with CloudWatch. */
export type FilteredBy = 'MessageAttributes' | 'MessageBody' | Unreadable;

/** The message as a whole cannot be compared. */
export type Unreadable = 'InvalidAttributes' | 'NoMessageAttributes' | 'InvalidMessageBody';

export type ReadFields = { readonly ok: true; readonly fields: EventFields } | { readonly ok: false; readonly because: Unreadable };

/** A message as policies see it: its attributes and its body are each read once, when the first policy asks. */
export class MessageFields {
  readonly #message: SnsMessage;
  #attributes: ReadFields | null = null;
  #body: ReadFields | null = null;

  constructor(message: SnsMessage) {
    this.#message = message;
  }

  /** The message as fields, or as it is if it is that already. */
  static of(message: SnsMessage | MessageFields): MessageFields {
    return message instanceof MessageFields ? message : new MessageFields(message);
  }

  /** What a policy of the scope looks at. */
  in(scope: 'MessageAttributes' | 'MessageBody'): ReadFields {
    if (scope === 'MessageBody') return (this.#body ??= bodyFields(this.#message.body));
    return (this.#attributes ??= attributeFields(this.#message.attributes ?? {}));
  }
}

function bodyFields(body: unknown): ReadFields {
  const read = typeof body === 'string' ? readJson(body) : ({ ok: true, value: body } as const);
  if (!read.ok || typeof read.value !== 'object' || read.value === null || Array.isArray(read.value)) {
    return { ok: false, because: 'InvalidMessageBody' };
  }
  const fields = new EventFields(read.value);
  return fields.isTooDeep ? { ok: false, because: 'InvalidMessageBody' } : { ok: true, fields };
}

function attributeFields(attributes: Readonly<Record<string, unknown>>): ReadFields {
  if (Object.keys(attributes).length === 0) return { ok: false, because: 'NoMessageAttributes' };
  // Without a prototype, or an attribute named __proto__ would be lost.
  const values = Object.create(null) as Record<string, LeafValue | readonly LeafValue[]>;
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = attributeValue(attribute);
    if (value === 'invalid') return { ok: false, because: 'InvalidAttributes' };
    if (value !== 'ignored') values[name] = value.value;
  }
  return { ok: true, fields: new EventFields(values) };
}

type AttributeValue = { readonly value: LeafValue | readonly LeafValue[] } | 'ignored' | 'invalid';

function attributeValue(attribute: unknown): AttributeValue {
  const leaf = leafOf(attribute);
  if (leaf !== undefined) return { value: leaf };
  if (Array.isArray(attribute)) return listValue(attribute);
  if (typeof attribute !== 'object' || attribute === null || !('type' in attribute) || typeof attribute.type !== 'string') return 'invalid';
  const { type } = attribute;
  const value: unknown = 'value' in attribute ? attribute.value : undefined;
  if (type === 'String.Array') return arrayValue(value);
  switch (type.split('.', 1)[0]) {
    case 'String':
      return typeof value === 'string' ? { value } : 'invalid';
    case 'Number':
      return numberValue(value);
    default:
      // Binary: SNS does not compare it. Source: SNS Developer Guide, filter policy constraints.
      return 'ignored';
  }
}

function arrayValue(value: unknown): AttributeValue {
  if (typeof value !== 'string') return Array.isArray(value) ? listValue(value) : 'invalid';
  const read = readJson(value);
  return read.ok && Array.isArray(read.value) ? listValue(read.value) : 'invalid';
}

/** Texts, numbers, true, false and null; nothing nested. */
function listValue(list: readonly unknown[]): AttributeValue {
  const leaves = list.flatMap((item) => leafOf(item) ?? (item === null ? [null] : []));
  return leaves.length === list.length ? { value: leaves } : 'invalid';
}

function numberValue(value: unknown): AttributeValue {
  if (typeof value === 'string') {
    const read = readJson(value.trim().replace(/^\+/, ''));
    return read.ok && (typeof read.value === 'number' || typeof read.value === 'bigint') ? { value: read.value } : 'invalid';
  }
  const leaf = leafOf(value);
  return typeof leaf === 'number' || typeof leaf === 'bigint' ? { value: leaf } : 'invalid';
}
