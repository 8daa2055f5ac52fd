import type { AccountScope, Role } from '@weir/contract';
import { counted } from '../format/index.js';

/** What each role may do, in the words of somebody who gives it. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'sees everything and changes nothing',
  responder: 'also acknowledges, assigns, snoozes, silences and redrives',
  admin: 'also sets alarms, tests channels and says who may do what',
};

/** Which accounts somebody sees. @param names of accounts by number, as far as they are known */
export function scopeWords(accounts: AccountScope, names: ReadonlyMap<string, string>): string {
  if (accounts === null) return 'every account';
  return accounts.length <= 3 ? accounts.map((id) => names.get(id) ?? id).join(', ') : counted(accounts.length, 'account');
}
