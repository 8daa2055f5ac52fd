import { CSRF_HEADER, identityRoutes } from '@weir/contract';
import type { SessionGate } from './session-gate.js';

/** Methods that change nothing need no proof that this page sent them. */
const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** Answer 401 for a password that was typed into their form, not for want of a session. */
const OF_FORMS: ReadonlySet<string> = new Set([identityRoutes.signIn.path, identityRoutes.changeOwnPassword.path]);

/**
 * The one way to the server: proves that a request comes from this page, and holds back what the server refuses for want of a session until somebody has
 * signed in again.
 * @param csrf the proof that belongs to the session; null while there is none
 */
export function guardedFetch(fetcher: typeof fetch, gate: SessionGate, csrf: () => string | null): typeof fetch {
  return async (input, init) => {
    for (;;) {
      const response = await fetcher(input, withProof(init, csrf()));
      if (response.status !== 401 || OF_FORMS.has(pathOf(input))) return response;
      if (!(await gate.wait(init?.signal ?? null))) return response;
    }
  };
}

function withProof(init: RequestInit | undefined, proof: string | null): RequestInit {
  if (proof === null || SAFE_METHODS.has(init?.method ?? 'GET')) return init ?? {};
  const headers = new Headers(init?.headers);
  headers.set(CSRF_HEADER, proof);
  return { ...init, headers };
}

const pathOf = (input: RequestInfo | URL): string => new URL(input instanceof Request ? input.url : input, 'http://weir.invalid').pathname;
