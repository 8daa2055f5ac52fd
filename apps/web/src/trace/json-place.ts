/** Where a text stops being JSON, for people: lines and columns count from 1. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
  /** What is wanted there: `a comma or }`. */
  readonly wanted: string;
}

/** null: it is JSON. Browsers name the place in ways of their own, and some not at all. */
export function jsonProblem(text: string): JsonPlace | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { at, wanted } = new Scanner(text).run();
    const before = text.slice(0, at).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, wanted };
  }
}

interface Fault {
  readonly at: number;
  readonly wanted: string;
}

const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** Walks a text that is known not to be JSON until it finds where. A stack of its own, so that no depth of nesting ends it. */
class Scanner {
  #at = 0;
  readonly #open: ('{' | '[')[] = [];

  constructor(private readonly text: string) {}

  run(): Fault {
    for (;;) {
      const fault = this.#value() ?? this.#afterValue();
      if (fault !== null) return fault;
    }
  }

  /** One value; of one that holds others, down to the first that does not. */
  #value(): Fault | null {
    for (;;) {
      this.#skip(SPACE);
      const sign = this.text[this.#at];
      if (sign === '"') return this.#string();
      if (sign !== '{' && sign !== '[') return this.#skip(WORD) || this.#skip(NUMBER) ? null : this.#fault('a value');
      this.#at += 1;
      this.#skip(SPACE);
      if (this.text[this.#at] === (sign === '{' ? '}' : ']')) {
        this.#at += 1;
        return null;
      }
      this.#open.push(sign);
      const fault = sign === '{' ? this.#key() : null;
      if (fault !== null) return fault;
    }
  }

  /** What follows a value: another one, or the end of what holds it. */
  #afterValue(): Fault | null {
    for (;;) {
      this.#skip(SPACE);
      const holder = this.#open.at(-1);
      if (holder === undefined) return this.#fault('the end');
      const closing = holder === '{' ? '}' : ']';
      const sign = this.text[this.#at];
      if (sign === ',') {
        this.#at += 1;
        return holder === '{' ? this.#key() : null;
      }
      if (sign !== closing) return this.#fault(`a comma or ${closing}`);
      this.#at += 1;
      this.#open.pop();
    }
  }

  #key(): Fault | null {
    this.#skip(SPACE);
    if (this.text[this.#at] !== '"') return this.#fault('a name in quotation marks');
    const fault = this.#string();
    if (fault !== null) return fault;
    this.#skip(SPACE);
    if (this.text[this.#at] !== ':') return this.#fault('a colon');
    this.#at += 1;
    return null;
  }

  #string(): Fault | null {
    this.#skip(TEXT);
    if (this.text[this.#at] !== '"') return this.#fault('a closing quotation mark');
    this.#at += 1;
    return null;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#at += found.length;
    return found.length > 0;
  }

  #fault(wanted: string): Fault {
    return { at: Math.min(this.#at, this.text.length), wanted };
  }
}
