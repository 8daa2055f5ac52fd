import { AwsError, awsFailure, failureFor, type AwsFailure } from './failure.js';
import { listIn, textIn } from './untrusted.js';

/** A listing that spreads over pages. */
export interface PagedListing<Page, Item> {
  /** The call, as IAM spells it. */
  readonly action: string;
  /** Beyond this a listing is broken, or hostile. */
  readonly maxItems: number;
  /** @param token empty: the first page */
  readonly ask: (token: string) => Promise<Page>;
  /** The entries of a page as they arrived. What is no list is no empty one: taken for it, everything known would seem deleted. */
  readonly entriesOf: (page: Page) => unknown;
  /** Where the next page begins; empty: this was the last; null: there is more and no telling where. */
  readonly nextOf: (page: Page) => string | null;
  /** What an entry means: no items when it is not of interest, null when it cannot be understood. */
  readonly read: (entry: unknown) => readonly Item[] | null;
}

export interface Listed<Item> {
  /** What was understood before anything went wrong. */
  readonly items: readonly Item[];
  /** Why there may be more; null: this is all there is. */
  readonly failure: AwsFailure | null;
}

/** Pages without entries are legal; so many in a row are not. */
const MAX_PAGES = 1_000;

/** Follows a listing to its end, its failure, or the point where it is taken for endless. Only what is no failure of AWS throws. */
export async function listPages<Page, Item>(listing: PagedListing<Page, Item>): Promise<Listed<Item>> {
  const items: Item[] = [];
  const tokens = new Set<string>();
  let token = '';
  let malformed = 0;
  try {
    do {
      const page = await listing.ask(token);
      const entries = listing.entriesOf(page);
      if (!Array.isArray(entries)) throw brokenListing(listing, 'lacks its list');
      if (items.length + entries.length > listing.maxItems) throw brokenListing(listing, `has more than ${listing.maxItems} entries`);
      for (const entry of entries) {
        const read = listing.read(entry);
        if (read === null) malformed += 1;
        else items.push(...read);
      }
      const next = listing.nextOf(page);
      if (next === null) throw brokenListing(listing, 'breaks off: AWS says there is more and does not say where');
      token = next;
      if (tokens.has(token) || tokens.size >= MAX_PAGES) throw brokenListing(listing, 'does not end: AWS keeps giving pages');
      tokens.add(token);
    } while (token !== '');
    if (malformed > 0) throw brokenListing(listing, `has ${malformed} ${malformed === 1 ? 'entry' : 'entries'} that make no sense`);
    return { items, failure: null };
  } catch (error) {
    return { items, failure: awsFailure(error) };
  }
}

/** Where the next page begins in listings by name that only say whether there is more. */
export function nextAfterName(hasMore: unknown, names: unknown): string | null {
  return hasMore === true ? textIn(listIn(names).at(-1)) || null : '';
}

const brokenListing = ({ action }: { readonly action: string }, what: string): AwsError =>
  new AwsError(failureFor('internal', action, `the listing ${what}`, { retryable: true }));
