import type { MaskingConfig, MaskPattern } from '@weir/contract';
import { isList, isObject, type Json, readJson } from './read-json.js';

/** Whoever holds these could act in somebody's name: hidden always. */
const CREDENTIALS: readonly (readonly [string, RegExp])[] = [
  ['AWS key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['bearer token', /\bbearer +[A-Za-z0-9._~+/=-]{8,4000}/gi],
  ['JWT', /\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{2,4000}\.[A-Za-z0-9_-]{0,4000}/g],
  ['private key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,10000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g],
];

/** `"key": "value"` up to the end of the value, or of what is left of it: where quotes are escaped first, within another text, then where they are not. */
const QUOTED_FIELDS = [
  /(\\{1,7}")([^"\\]{1,100})\1\s{0,20}:\s{0,20}(?:\1((?:(?!\1)[^]){0,20000})|([^\s,}\]"\\]{1,200}))/g,
  /(")([^"\\]{1,100})"\s{0,20}:\s{0,20}(?:"((?:[^"\\]|\\[^]){0,20000})|([^\s,}\]"\\]{1,200}))/g,
] as const;
/** `key=value` of a form or a log line. */
const FORM_FIELD = /\b([\w.-]{1,60})=([^&\s"]{1,2000})/g;

const PATTERNS: Readonly<Record<MaskPattern, readonly [RegExp, (match: string) => boolean]>> = {
  email: [/[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.[A-Za-z]{2,24}/g, () => true],
  card: [/\b\d(?:[ -]?\d){12,18}\b/g, (match) => isCard(match.replaceAll(/\D/g, ''))],
  iban: [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, (match) => isIban(match.replaceAll(' ', ''))],
  phone: [/\+\d(?:[ ()-]{0,2}\d){7,14}\b/g, () => true],
};

/**
 * Hides credentials and personal data in messages. What is hidden is gone: nothing of it leaves in another form. A text that is JSON is
 * masked as JSON, so that the names of its fields count within envelopes too.
 */
export class Masker {
  readonly #keys: readonly ((key: string) => boolean)[];
  readonly #pointers: readonly (readonly string[])[];
  readonly #patterns: readonly MaskPattern[];

  constructor({ keys, pointers, patterns }: MaskingConfig) {
    this.#keys = keys.map(keyTest);
    this.#pointers = pointers.map((pointer) => pointer.split('/').slice(1).map(unescapeStep));
    this.#patterns = patterns;
  }

  /** @param tally is added to */
  value(value: Json, tally: Map<string, number>, path: readonly string[] = []): Json {
    if (typeof value === 'string') return this.text(value, tally, path);
    // A card number may be a number.
    if (typeof value === 'number') {
      const masked = this.#plain(String(value), tally);
      return masked === String(value) ? value : masked;
    }
    if (isList(value)) return value.map((each, place) => this.#field(String(place), each, tally, path));
    if (!isObject(value)) return value;
    // Names of fields are data where an object is used as a map.
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.#plain(key, tally), this.#field(key, each, tally, path)]));
  }

  /** Text; JSON within it is masked as such and comes back without its white space. */
  text(text: string, tally: Map<string, number>, path: readonly string[] = []): string {
    const reading = readJson(text);
    if (!('value' in reading)) return this.#plain(this.#fieldsIn(text, tally), tally);
    const found = new Map<string, number>();
    const masked = this.value(reading.value, found, path);
    if (found.size === 0) return text;
    for (const [rule, times] of found) count(tally, rule, times);
    return JSON.stringify(masked);
  }

  /** A field by its name: an attribute of a message. */
  named(key: string, text: string, tally: Map<string, number>): string {
    if (!this.#isHidden(key, [key])) return this.text(text, tally);
    count(tally, `field ${key}`, 1);
    return hidden(key);
  }

  #field(key: string, value: Json, tally: Map<string, number>, path: readonly string[]): Json {
    const own = [...path, key];
    const isSaid = value !== null && value !== '';
    if (!isSaid || !this.#isHidden(key, own)) return this.value(value, tally, own);
    count(tally, `field ${key}`, 1);
    return hidden(key);
  }

  /** Fields by their names in text that is almost JSON, or a form: what was cut off is where data shows that was meant to be hidden. */
  #fieldsIn(text: string, tally: Map<string, number>): string {
    const hide = (match: string, key: string, value: string) => {
      if (value === '' || !this.#isHidden(key, [key])) return match;
      count(tally, `field ${key}`, 1);
      return match.slice(0, match.length - value.length) + hidden(key);
    };
    let masked = text;
    for (const field of QUOTED_FIELDS) {
      masked = masked.replace(field, (match: string, _: string, key: string, quoted: string | undefined, bare: string | undefined) =>
        hide(match, key, quoted ?? bare ?? ''),
      );
    }
    return masked.replace(FORM_FIELD, (match: string, key: string, value: string) => hide(match, key, value));
  }

  #isHidden(key: string, path: readonly string[]): boolean {
    return (
      this.#keys.some((test) => test(key)) ||
      this.#pointers.some((steps) => steps.length === path.length && steps.every((step, place) => step === '*' || step === path[place]))
    );
  }

  #plain(text: string, tally: Map<string, number>): string {
    let masked = text;
    for (const [rule, pattern] of CREDENTIALS) masked = replace(masked, rule, pattern, () => true, tally);
    for (const rule of this.#patterns) masked = replace(masked, rule, ...PATTERNS[rule], tally);
    return masked;
  }
}

function replace(text: string, rule: string, pattern: RegExp, isIt: (match: string) => boolean, tally: Map<string, number>): string {
  return text.replace(pattern, (match) => {
    if (!isIt(match)) return match;
    count(tally, rule, 1);
    return hidden(rule);
  });
}

const hidden = (rule: string): string => `[${rule} hidden]`;

function count(tally: Map<string, number>, rule: string, times: number): void {
  tally.set(rule, (tally.get(rule) ?? 0) + times);
}

/** `*` at either end stands for anything. Case does not matter. */
function keyTest(wanted: string): (key: string) => boolean {
  const core = wanted.replace(/^\*/, '').replace(/\*$/, '').toLowerCase();
  const [open, close] = [wanted.startsWith('*'), wanted.length > 1 && wanted.endsWith('*')];
  return (key) => {
    const lower = key.toLowerCase();
    if (open && close) return lower.includes(core);
    if (open) return lower.endsWith(core);
    return close ? lower.startsWith(core) : lower === core;
  };
}

const unescapeStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

/** Luhn's check: ISO/IEC 7812-1. */
function isCard(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** ISO 13616: the letters as numbers, the first four characters last, leave 1 when divided by 97. */
function isIban(iban: string): boolean {
  const digits = [...(iban.slice(4) + iban.slice(0, 4))].map((char) => Number.parseInt(char, 36).toString()).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
