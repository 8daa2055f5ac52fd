import type { AccountScope, Role, SignedInSession, User } from '@weir/contract';
import { counted, momentAndAge, timeLeft, type Zone } from '../format/index.js';

/** What each role adds to the one before it. */
const GAINS: Readonly<Record<Role, string>> = {
  viewer: 'see',
  responder: 'acknowledge, assign, snooze, silence and redrive',
  admin: 'set alarms, test channels and say who may do what',
};
export const ROLES: readonly Role[] = ['viewer', 'responder', 'admin'];

/** What may be chosen for somebody. */
export interface Standing {
  readonly role: Role;
  readonly accounts: AccountScope;
}

/**
 * What follows from a change, a sentence each; none: nothing changes.
 * @param self whether it is oneself who is changed
 */
export function consequencesOf(before: Standing, after: Standing, self: boolean): readonly string[] {
  const own =
    self && before.role === 'admin' && after.role !== 'admin' ? ['You cannot open this page then; another admin can undo it.'] : [];
  const told = [...roleConsequence(before.role, after.role), ...accountConsequences(before.accounts, after.accounts), ...own];
  return told.length === 0 ? [] : [...told, 'It holds at once, in pages that are open too.'];
}

function roleConsequence(before: Role, after: Role): readonly string[] {
  const [from, to] = [ROLES.indexOf(before), ROLES.indexOf(after)];
  if (from === to) return [];
  const between = ROLES.slice(Math.min(from, to) + 1, Math.max(from, to) + 1).map((role) => GAINS[role]);
  return [to > from ? `Will be able to ${between.join('; and to ')}.` : `Can no longer ${between.join('; nor ')}.`];
}

function accountConsequences(before: AccountScope, after: AccountScope): readonly string[] {
  if (before === null) return after === null ? [] : ['Can no longer see any account but those chosen.'];
  if (after === null) return ['Will see every account, also those added later.'];
  const gained = after.filter((id) => !before.includes(id)).length;
  const lost = before.filter((id) => !after.includes(id)).length;
  return [
    ...(gained === 0 ? [] : [`Will see ${counted(gained, 'more account', 'more accounts')}.`]),
    ...(lost === 0 ? [] : [`Can no longer see ${counted(lost, 'account')}.`]),
  ];
}

/** Where somebody stands: invited, locked, switched off, or when they were last seen. */
export function seenWords(user: User, sessions: readonly SignedInSession[], now: number, zone: Zone): string {
  if (user.state === 'disabled') return 'switched off';
  if (user.state === 'invited') return 'has not used the link yet';
  const locked =
    user.lockedUntil !== null && user.lockedUntil > now ? `locked for ${timeLeft((user.lockedUntil - now) / 1000)}, too many tries; ` : '';
  const seenAt = Math.max(...sessions.map(({ lastSeenAt }) => lastSeenAt));
  if (sessions.length > 0)
    return `${locked}signed in${sessions.length === 1 ? '' : ` ${sessions.length} times`}, seen ${momentAndAge(seenAt, now, zone)}`;
  return `${locked}${user.lastSignInAt === null ? 'has never signed in' : `signed in last ${momentAndAge(user.lastSignInAt, now, zone)}`}`;
}

/** How long something still holds. @param at null: for ever */
export function endWords(at: number | null, now: number): string {
  if (at === null) return 'does not expire';
  return at <= now ? 'expired' : `expires in ${timeLeft((at - now) / 1000)}`;
}
