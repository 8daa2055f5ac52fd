import type { Permission, Principal, Role } from '@weir/contract';

/** What only some may do. */
export type Guarded = Extract<Permission, 'respond' | 'administer'>;

/** The lowest role that may. */
const NEEDS: Readonly<Record<Guarded, Role>> = { respond: 'responder', administer: 'admin' };
const RANKS: Readonly<Record<Role, number>> = { viewer: 0, responder: 1, admin: 2 };
const WHO: Readonly<Record<Guarded, string>> = { respond: 'responders and admins', administer: 'admins' };

/**
 * Why somebody may not do something, in words that stand beside what is disabled; null: they may.
 * @param does what is done, as a verb of many: `acknowledge`
 * @param principal undefined: not heard yet. The server decides in any case, so that nothing is disabled on a guess
 */
export function refusalOf(permission: Guarded, does: string, principal: Principal | null | undefined): string | null {
  if (principal === undefined) return null;
  if (principal === null || principal.role === null) return `Only ${WHO[permission]} ${does}.`;
  if (RANKS[principal.role] >= RANKS[NEEDS[permission]]) return null;
  return `You are ${ARTICLES[principal.role]} ${principal.role}: ${WHO[permission]} ${does}.`;
}

const ARTICLES: Readonly<Record<Role, string>> = { viewer: 'a', responder: 'a', admin: 'an' };
