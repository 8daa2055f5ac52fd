import type { PatternField } from '../matching/event-pattern.js';

/**
 * Words for who somebody is, whose something is and what they may. A field that is called so decides about permission wherever a rule asks for
 * a value of it; of other fields, such as a country or a total, nearly every pattern asks for some, and a list there is no way in.
 */
const GUARD_WORDS: ReadonlySet<string> = new Set(
  (
    'account accounts tenant tenants org organisation organization workspace role roles permission permissions privilege privileges scope ' +
    'scopes grant grants group groups admin administrator superuser owner owners user users username principal identity actor caller issuer ' +
    'audience authorised authorized authenticated trusted trust verified approved approval internal entitlement entitlements clearance acl'
  ).split(' '),
);

/** Whether a condition on the field decides about permission: by its name, or since it lists the addresses that may. */
export function isGuard({ path, conditions }: PatternField): boolean {
  return conditions.some(({ rule }) => rule === 'cidr') || wordsIn(path).some((word) => GUARD_WORDS.has(word));
}

/** `detail.user.accountId` is `detail`, `user`, `account`, `id`. */
const wordsIn = (path: string): readonly string[] =>
  path
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
