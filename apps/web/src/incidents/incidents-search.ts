import {
  incidentId,
  incidentState,
  severity,
  type IncidentId,
  type IncidentState,
  type IncidentSummary,
  type Severity,
} from '@weir/contract';

/** Which incidents are shown, as the address tells it. Everything left out is the default. */
export interface IncidentsSearch {
  /** Left out: open ones. */
  readonly state?: Exclude<IncidentState, 'open'> | undefined;
  /** Only these; left out: all. */
  readonly severity?: readonly Severity[] | undefined;
  /** An account's number or name. */
  readonly account?: string | undefined;
  readonly system?: string | undefined;
  /** A name; `nobody`: those that nobody has taken. */
  readonly assignee?: string | undefined;
  /** Part of the title, of the root's name, or the id. */
  readonly q?: string | undefined;
  /** The row the cursor is on. */
  readonly at?: IncidentId | undefined;
  /** Rows selected. */
  readonly sel?: readonly IncidentId[] | undefined;
}

const LONGEST_TEXT = 200;
const MOST_SELECTED = 200;

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readIncidentsSearch(search: Readonly<Record<string, unknown>>): IncidentsSearch {
  const text = (name: string) => {
    const value = search[name];
    const shown = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, LONGEST_TEXT) : '';
    return shown.trim() === '' ? {} : { [name]: shown };
  };
  const state = incidentState.options.find((known) => known === search['state']);
  const levels = listOf(search['severity']).flatMap((value) => severity.safeParse(value).data ?? []);
  const at = incidentId.safeParse(search['at']);
  const selected = listOf(search['sel']).flatMap((value) => incidentId.safeParse(value).data ?? []);
  return {
    ...(state === undefined || state === 'open' ? {} : { state }),
    ...(levels.length === 0 ? {} : { severity: [...new Set(levels)].sort() }),
    ...text('account'),
    ...text('system'),
    ...text('assignee'),
    ...text('q'),
    ...(at.success ? { at: at.data } : {}),
    ...(selected.length === 0 ? {} : { sel: [...new Set(selected)].slice(0, MOST_SELECTED) }),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** What of an address narrows the list, and is worth telling when nothing is left. */
export type IncidentsFilter = Pick<IncidentsSearch, 'severity' | 'account' | 'system' | 'assignee' | 'q'>;

export const NOBODY = 'nobody';

/** Whether an incident passes. Texts are compared without regard to case. */
export function passesFilter(incident: IncidentSummary, { severity: levels, account, system, assignee, q }: IncidentsFilter): boolean {
  const { root } = incident;
  if (levels !== undefined && !levels.includes(incident.severity)) return false;
  if (account !== undefined && !incident.accountIds.includes(account) && root.accountName !== account) return false;
  if (system !== undefined && !incident.systems.includes(system)) return false;
  if (assignee !== undefined && (assignee === NOBODY ? incident.assignee !== null : incident.assignee !== assignee)) return false;
  if (q === undefined) return true;
  const wanted = q.trim().toLowerCase();
  return [incident.title, root.name, incident.id].some((text) => text.toLowerCase().includes(wanted));
}

/** The chosen levels with one more or one less; `undefined`: all of them. */
export function toggleSeverity(levels: readonly Severity[] | undefined, level: Severity): readonly Severity[] | undefined {
  const chosen = levels ?? [];
  const next = chosen.includes(level) ? chosen.filter((other) => other !== level) : [...chosen, level].sort();
  return next.length === 0 ? undefined : next;
}
