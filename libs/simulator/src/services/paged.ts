import type { AwsFailure } from './aws-failure.js';
import type { Call } from './caller.js';
import { optionalText, type RawInput } from './input.js';
import { readToken, writeToken } from './page-token.js';

export interface PageRules {
  /** Names of the members for the size of a page and for where to go on. */
  readonly size: string;
  readonly token: string;
  readonly most: number;
  /** Throws this for a size or a token that makes no sense. */
  readonly refuse: (message: string) => AwsFailure;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** undefined: it is the last one. */
  readonly next: string | undefined;
}

/** A page of a listing. Items are told apart by `keyOf`, in whose order they come. Sizes may be numbers, or digits in a URL. */
export function pageOf<Item>(
  call: Call,
  input: RawInput,
  all: readonly Item[],
  keyOf: (item: Item) => string,
  rules: PageRules,
): Page<Item> {
  const asked = input[rules.size] ?? rules.most;
  const size = typeof asked === 'string' ? Number(asked) : asked;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > rules.most) {
    throw rules.refuse(
      `1 validation error detected: Value '${JSON.stringify(asked).slice(0, 40)}' at '${lowered(rules.size)}' failed to satisfy constraint: Member must have value between 1 and ${rules.most}`,
    );
  }
  const token = optionalText(input, rules.token);
  const after = token === undefined || token === '' ? '' : readToken(token)?.['after'];
  if (typeof after !== 'string') throw rules.refuse('The token is invalid.');
  const rest = [...all].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).filter((item) => keyOf(item) > after);
  const items = rest.slice(0, Math.min(size, call.pageLimit ?? size));
  const last = items.at(-1);
  return { items, next: last !== undefined && rest.length > items.length ? writeToken({ after: keyOf(last) }) : undefined };
}

const lowered = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1);
