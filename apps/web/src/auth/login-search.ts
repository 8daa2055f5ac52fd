import { oidcProblem, type OidcProblem } from '@weir/contract';
import { readReturnTo } from './return-to.js';

export interface LoginSearch {
  /** The page to go to then; left out: the estate. */
  readonly next?: string | undefined;
  /** Why a sign-in at the identity provider came to nothing. */
  readonly problem?: OidcProblem | undefined;
}

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readLoginSearch(search: Readonly<Record<string, unknown>>): LoginSearch {
  const next = readReturnTo(search['next']);
  const problem = oidcProblem.safeParse(search['problem']);
  return { ...(next === '/' ? {} : { next }), ...(problem.success ? { problem: problem.data } : {}) };
}
