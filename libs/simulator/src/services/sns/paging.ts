import type { Call } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { snsFailure } from './sns-failure.js';

/** Source: Amazon SNS API Reference, ListTopics, ListSubscriptions, ListSubscriptionsByTopic. */
const PAGE_SIZE = 100;

/** The page of a list in the order of its keys that the request asks for. Throws AwsFailure: a token that is none of ours. */
export function pageOf<Item>(
  call: Call,
  input: RawInput,
  items: readonly Item[],
  keyOf: (item: Item) => string,
): { readonly page: readonly Item[]; readonly nextToken: { readonly NextToken?: string } } {
  const token = optionalText(input, 'NextToken');
  const after = token === undefined ? '' : readToken(token)?.['after'];
  if (typeof after !== 'string') throw snsFailure.invalidParameter('NextToken');
  // Going on after a key, not at a position: what comes or goes between pages is neither skipped nor repeated.
  const rest = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).filter((item) => keyOf(item) > after);
  const page = rest.slice(0, Math.min(PAGE_SIZE, call.pageLimit ?? PAGE_SIZE));
  const last = page.at(-1);
  return { page, nextToken: last !== undefined && rest.length > page.length ? { NextToken: writeToken({ after: keyOf(last) }) } : {} };
}
