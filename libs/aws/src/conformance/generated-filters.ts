import type { FilterScope, SnsMessage } from '@weir/domain';

/**
 * `common`: what every SNS agrees on. `whole`: also lists in messages, `true`, `false` and null, and `$or` below the top level, of which fauxqs
 * knows nothing: it takes a list in an attribute for one text, drops lists and null of a body, and keeps no path of a nested `$or`. And
 * empty texts, which to fauxqs exist.
 *
 * Neither generates what fauxqs answers in its own way and AWS's documentation rules out or leaves open: a text compared with a number,
 * messages without any attribute, and escaped asterisks.
 */
export type Reach = 'common' | 'whole';

/** A message as it is published, and as the matcher sees it. */
export interface GeneratedMessage {
  readonly id: string;
  readonly body: string;
  /** Types as SNS words them. */
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Random = () => number;

/** Numbers in [0, 1) that are the same each time. Mulberry32, by Tommy Ettinger. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = ['gold', 'golden', 'silver', 'plat', 'platinum', 'GOLD', 'old', 'eu-west-1', 'eu-west-2', 'us-east-1', 'ünï', 'a.b', 'x y'];
const NUMBERS = [-7, 0, 1, 3, 99.5, 100, 100.25, 300, 12_345.678];
const ADDRESSES = ['10.0.0.1', '10.0.0.255', '10.0.1.7', '192.168.1.1', '2001:db8::1'];
const BLOCKS = ['10.0.0.0/24', '10.0.0.0/16', '192.168.0.0/16', '0.0.0.0/0', '2001:db8::/32', '10.0.0.0/31'];
const KEYS = { text: ['tier', 'region', 'buyer'], number: ['total', 'weight'], address: ['ip'], truth: ['vip'] } as const;
type Type = keyof typeof KEYS;

/** Draws policies and messages that have enough in common to match about as often as not. */
export class FilterGenerator {
  readonly #random: Random;
  readonly #reach: Reach;
  readonly #scope: FilterScope;

  constructor(random: Random, reach: Reach, scope: FilterScope) {
    this.#random = random;
    this.#reach = reach;
    this.#scope = scope;
  }

  policy(): string {
    const fields = this.#shuffled(this.#fields());
    const top = fields.slice(0, 1 + this.#below(2));
    const rest = fields.slice(top.length);
    const policy: Record<string, Json> = this.#group(top);
    if (this.#chance(0.2)) policy['$or'] = [this.#group(rest.slice(0, 1)), this.#group(rest.slice(1, 2))];
    if (this.#scope === 'MessageAttributes' || !this.#chance(0.5)) return JSON.stringify(policy);
    if (this.#reach === 'whole' || !('$or' in policy)) return JSON.stringify({ order: policy });
    return JSON.stringify(policy);
  }

  message(id: string): GeneratedMessage {
    const own = this.#values();
    if (this.#scope === 'MessageAttributes') {
      return { id, body: JSON.stringify({ id }), attributes: Object.fromEntries(own.map(([key, value]) => [key, this.#attribute(value)])) };
    }
    const nested = Object.fromEntries(this.#values());
    return { id, body: JSON.stringify({ ...Object.fromEntries(own), order: nested, id }), attributes: {} };
  }

  #fields(): readonly (readonly [string, Type])[] {
    const types: readonly Type[] = this.#reach === 'whole' ? ['text', 'number', 'address', 'truth'] : ['text', 'number', 'address'];
    return types.flatMap((type) => KEYS[type].map((key) => [key, type] as const));
  }

  #group(fields: readonly (readonly [string, Type])[]): Record<string, Json> {
    return Object.fromEntries(
      fields.map(([key, type]) => [key, Array.from({ length: 1 + this.#below(2) }, () => this.#condition(type))] as const),
    );
  }

  #condition(type: Type): Json {
    if (this.#chance(0.12)) return { exists: this.#chance(0.6) };
    switch (type) {
      case 'text':
        return this.#textCondition();
      case 'number':
        return this.#numberCondition();
      case 'address':
        return this.#chance(0.3) ? this.#one(ADDRESSES) : { cidr: this.#one(BLOCKS) };
      case 'truth':
        return this.#one([true, false, null]);
    }
  }

  #textCondition(): Json {
    const word = this.#one(WORDS);
    const part = word.slice(0, 1 + this.#below(word.length));
    const choices: readonly Json[] = [
      word,
      this.#one(WORDS),
      { prefix: part },
      { suffix: word.slice(-part.length) },
      { 'equals-ignore-case': this.#chance(0.5) ? word.toUpperCase() : word },
      { wildcard: this.#wildcard(word) },
      { 'anything-but': word },
      { 'anything-but': [word, this.#one(WORDS)] },
      { 'anything-but': { prefix: part } },
      { 'anything-but': { suffix: word.slice(-part.length) } },
      { 'anything-but': { wildcard: this.#wildcard(word) } },
    ];
    return this.#one(choices);
  }

  /** `*`, `go*`, `*ld`, `g*d` or `g*l*`. */
  #wildcard(word: string): string {
    const middle = word.slice(1, -1);
    return this.#one([
      '*',
      `${word.slice(0, 2)}*`,
      `*${word.slice(-2)}`,
      `${word.slice(0, 1)}*${word.slice(-1)}`,
      `${word.slice(0, 1)}*${middle.slice(0, 1)}*`,
    ]);
  }

  #numberCondition(): Json {
    const [low = 0, high = 0] = [this.#one(NUMBERS), this.#one(NUMBERS)].sort((a, b) => a - b);
    const choices: readonly Json[] = [
      low,
      { numeric: ['=', low] },
      { numeric: [this.#one(['>', '>=']), low] },
      { numeric: [this.#one(['<', '<=']), high] },
      low < high ? { numeric: [this.#one(['>', '>=']), low, this.#one(['<', '<=']), high] } : high,
      { 'anything-but': low },
      { 'anything-but': [low, high] },
    ];
    return this.#one(choices);
  }

  /** Half of the keys there are, one at least, and one that no policy asks for. */
  #values(): readonly (readonly [string, Json])[] {
    const present = this.#fields().filter(() => this.#chance(0.6));
    return [['other', 'x'] as const, ...present.map(([key, type]) => [key, this.#value(type)] as const)];
  }

  #value(type: Type): Json {
    if (this.#reach === 'whole' && this.#chance(0.2)) return Array.from({ length: this.#below(3) }, () => this.#single(type));
    return this.#single(type);
  }

  #single(type: Type): Json {
    switch (type) {
      case 'text':
        // SNS admits no empty attribute.
        return this.#reach === 'whole' && this.#scope === 'MessageBody' && this.#chance(0.1) ? '' : this.#one(WORDS);
      case 'number':
        return this.#one(NUMBERS);
      case 'address':
        return this.#one(ADDRESSES);
      case 'truth':
        return this.#one([true, false, null]);
    }
  }

  #attribute(value: Json): { readonly type: string; readonly value: string } {
    if (typeof value === 'number')
      return { type: this.#one(['Number', 'Number.float']), value: this.#one([String(value), value.toFixed(3), value.toExponential()]) };
    if (typeof value === 'string') return { type: 'String', value };
    // Of truths and null SNS knows within a list only.
    return { type: 'String.Array', value: JSON.stringify(Array.isArray(value) ? value : [value]) };
  }

  #shuffled<Item>(items: readonly Item[]): readonly Item[] {
    return items
      .map((item) => [this.#random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }

  #one<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)] as Item;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #chance(of: number): boolean {
    return this.#random() < of;
  }
}

/** The message as the matcher takes it. */
export const asSnsMessage = ({ body, attributes }: GeneratedMessage): SnsMessage => ({ body, attributes });
