import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditActor, EpochMs, Principal } from '@weir/contract';

/** Who makes a request or holds a socket, and how they showed it. */
export interface Caller {
  /** null: nobody Weir knows. */
  readonly principal: Principal | null;
  /** A browser sends cookies by itself, wherever the request comes from; so only those need the token against cross-site requests. */
  readonly by: 'session-cookie' | 'kiosk-cookie' | 'header' | 'loopback' | 'nothing';
  /** Of a session cookie. */
  readonly session: {
    readonly id: string;
    readonly csrfToken: string;
    readonly idleExpiresAt: EpochMs;
    readonly expiresAt: EpochMs;
  } | null;
}

export const NOBODY: Caller = { principal: null, by: 'nothing', session: null };

const callers = new AsyncLocalStorage<Caller>();

/** Does something on behalf of a caller: whatever it calls finds the caller by `callerNow`. */
export const runAs = <T>(caller: Caller, work: () => T): T => callers.run(caller, work);

/** On whose behalf something is done now; nobody's outside of requests. */
export const callerNow = (): Caller => callers.getStore() ?? NOBODY;

/** The name that actions carry: on incidents, silences, redrives. */
export const actorName = (): string => callerNow().principal?.name ?? 'Weir';

/** How the audit log names a caller. */
export const auditActorOf = ({ principal }: Caller): AuditActor =>
  principal === null ? { kind: 'outside', id: null, name: 'nobody' } : { kind: principal.kind, id: principal.id, name: principal.name };
