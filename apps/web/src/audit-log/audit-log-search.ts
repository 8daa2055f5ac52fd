import { auditedAction, type AuditedAction } from '@weir/contract';

/** Which entries are shown, as the address tells it. */
export interface AuditLogSearch {
  /** Part of the name of who did it. */
  readonly who?: string | undefined;
  readonly action?: AuditedAction | undefined;
  /** Part of what it was done to. */
  readonly subject?: string | undefined;
  /** Not longer ago than so many days; left out: from the beginning. */
  readonly days?: number | undefined;
}

export const DAYS: readonly number[] = [1, 7, 30];

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readAuditLogSearch(search: Readonly<Record<string, unknown>>): AuditLogSearch {
  const text = (name: 'who' | 'subject', longest: number) => {
    const value = search[name];
    const shown = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, longest) : '';
    return shown.trim() === '' ? {} : { [name]: shown };
  };
  const action = auditedAction.safeParse(search['action']);
  const days = DAYS.find((known) => known === search['days']);
  return {
    ...text('who', 120),
    ...(action.success ? { action: action.data } : {}),
    ...text('subject', 200),
    ...(days === undefined ? {} : { days }),
  };
}
