/** Any origin serves: only whether an address leaves it matters. */
const HERE = 'http://weir.invalid';
const LONGEST = 2_000;

/** Pages that lead to a sign-in themselves: coming back to one would be a circle. */
const DOORS = new Set(['/login', '/setup']);

/**
 * The page to return to after a sign-in, from an address anyone may have made up: a path of this Weir with its query, or `/`. Never another site: what a
 * browser would read as one (`//host`, `/\host`, `javascript:`, a tab within) is refused rather than mended.
 */
export function readReturnTo(given: unknown): string {
  if (typeof given !== 'string' || given.length > LONGEST || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return '/';
  const url = URL.parse(given, HERE);
  // Dots are resolved here: `/a/..//host` becomes `//host`.
  if (url === null || url.origin !== HERE || url.pathname.startsWith('//') || DOORS.has(url.pathname)) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
