import type { Permission, Principal, Role } from '@weir/contract';

const RANKS: Readonly<Record<Role, number>> = { viewer: 1, responder: 2, admin: 3 };
const NEEDED = { view: 1, respond: 2, administer: 3 } as const;

/**
 * Whether a caller may do what a route or a live view asks for. This is all there is to decide: the rest is the table beside the routes.
 * @param caller null: nobody is signed in
 */
export function permits(caller: Principal | null, permission: Permission): boolean {
  switch (permission) {
    case 'open':
      return true;
    case 'wall':
      return caller !== null;
    case 'self':
      return caller?.kind === 'user';
    case 'view':
    case 'respond':
    case 'administer':
      return caller !== null && caller.role !== null && RANKS[caller.role] >= NEEDED[permission];
  }
}

/** Whether somebody whose sight is limited to these accounts may see one; null: all. */
export const seesAccount = (accounts: readonly string[] | null, accountId: string): boolean => accounts?.includes(accountId) ?? true;
