import { leafText, type LeafValue } from './leaf.js';

/** Objects have no prototype, so that `__proto__` is a key like any other. */
export type JsonValue = LeafValue | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Where a text stops being the JSON that is asked for, and how. `path` is `''` at the top. */
export interface JsonProblem {
  readonly path: string;
  readonly rule: 'json' | 'duplicate-key' | 'depth';
  readonly message: string;
}

export type ReadJson =
  | { readonly ok: true; readonly value: JsonValue }
  | {
      readonly ok: false;
      readonly problem: JsonProblem;
      /** Characters of the text before the place: of the second of two equal keys, of what is nested too deep, of what is no JSON. */
      readonly at: number;
      /** What JSON would have there; null: it is JSON, and refused for something else. */
      readonly wanted: string | null;
    };

/** PutEvents takes `detail` up to this depth. Source: EventBridge API reference, `PutEvents`. */
export const DEEPEST_EVENT = 1_000;

/**
 * Reads JSON, refusing two things that the built-in parser lets pass: a key given twice in one object, of which AWS does not say which
 * one counts, and nesting deeper than `deepest`. Takes time in proportion to the length.
 */
export function readJson(text: string, deepest: number = DEEPEST_EVENT): ReadJson {
  const reader = new JsonReader(text, deepest);
  try {
    return { ok: true, value: reader.read() };
  } catch (fault) {
    if (fault instanceof JsonFault) return { ok: false, problem: fault.problem, at: fault.at, wanted: fault.wanted };
    throw fault;
  }
}

/** `detail.items[2]`, with keys quoted where they would mislead. */
export const pathOf = (steps: readonly (string | number)[]): string =>
  steps
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const plain = /^[\w$ :/@-]{1,100}$/.test(step) ? step : JSON.stringify(step.length > 100 ? `${step.slice(0, 99)}…` : step);
      return index === 0 ? plain : `.${plain}`;
    })
    .join('');

class JsonFault extends Error {
  constructor(
    readonly problem: JsonProblem,
    readonly at: number,
    readonly wanted: string | null,
  ) {
    super(problem.message);
    this.name = 'JsonFault';
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Reading a bigint takes more than linear time, and nobody has an id of this many digits. */
const MOST_EXACT_DIGITS = 400;
const WORDS: readonly (readonly [string, LeafValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class JsonReader {
  #at = 0;
  readonly #steps: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly deepest: number,
  ) {}

  read(): JsonValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.text.length) throw this.#unexpected('the end');
    return value;
  }

  #value(): JsonValue {
    this.#skipSpace();
    switch (this.text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #nested<T>(read: () => T): T {
    if (this.#steps.length >= this.deepest) throw this.#fault('depth', `is nested deeper than ${this.deepest} levels`);
    this.#at++;
    return read();
  }

  #object(): JsonValue {
    const object = Object.create(null) as Record<string, JsonValue>;
    if (this.#take('}')) return object;
    do {
      this.#skipSpace();
      if (this.text[this.#at] !== '"') throw this.#unexpected('a key in quotation marks');
      const start = this.#at;
      const key = this.#string();
      this.#steps.push(key);
      if (key in object)
        throw this.#fault('duplicate-key', 'is given twice in the same object; AWS does not say which one counts, keep one', start);
      if (!this.#take(':')) throw this.#unexpected('":"');
      object[key] = this.#value();
      this.#steps.pop();
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#unexpected('"," or "}"');
    return object;
  }

  #array(): JsonValue {
    const array: JsonValue[] = [];
    if (this.#take(']')) return array;
    do {
      this.#steps.push(array.length);
      array.push(this.#value());
      this.#steps.pop();
    } while (this.#take(','));
    if (!this.#take(']')) throw this.#unexpected('"," or "]"');
    return array;
  }

  #string(): string {
    const start = this.#at;
    let end = start;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end === -1) throw this.#unexpected('a string that ends');
    } while (this.#isEscaped(start, end));
    const literal = this.text.slice(start, end + 1);
    try {
      const value: unknown = JSON.parse(literal);
      this.#at = end + 1;
      return String(value);
    } catch {
      throw this.#unexpected('a string with its special characters escaped');
    }
  }

  #isEscaped(start: number, end: number): boolean {
    let slashes = end;
    while (slashes - 1 > start && this.text[slashes - 1] === '\\') slashes--;
    return (end - slashes) % 2 === 1;
  }

  #scalar(): LeafValue {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.#at;
    const literal = NUMBER.exec(this.text)?.[0];
    if (literal === undefined) throw this.#unexpected('a value');
    this.#at += literal.length;
    const value = Number(literal);
    const exact = /^-?\d+$/.test(literal) && literal.length <= MOST_EXACT_DIGITS;
    return exact && !Number.isSafeInteger(value) ? BigInt(literal) : value;
  }

  #skipSpace(): void {
    for (; this.#at < this.text.length; this.#at++) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #take(sign: string): boolean {
    this.#skipSpace();
    if (this.text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #unexpected(wanted: string): JsonFault {
    const found = this.#at < this.text.length ? leafText(this.text[this.#at] ?? '') : 'the end';
    return this.#fault('json', `is no JSON: at character ${this.#at + 1} there is ${found}, where ${wanted} should be`, this.#at, wanted);
  }

  #fault(rule: JsonProblem['rule'], message: string, at = this.#at, wanted: string | null = null): JsonFault {
    return new JsonFault({ path: pathOf(this.#steps), rule, message }, at, wanted);
  }
}
