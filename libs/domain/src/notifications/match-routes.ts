import type { EpochMs, NotificationRoute } from '@weir/contract';
import type { RoutedIncident } from './notified-incident.js';
import { withinHours } from './within-hours.js';

/** A route with what it is called in the log. */
export interface NamedRoute extends NotificationRoute {
  readonly name: string;
}

const REMIND_SECONDS = 3600;

/** The routes as configured; without any, all channels are told of everything. */
export function routesOf(routes: readonly NotificationRoute[] | undefined, channels: readonly string[]): readonly NamedRoute[] {
  if (routes !== undefined) return routes.map((route, index) => ({ ...route, name: `route ${String(index + 1)}` }));
  return channels.length === 0 ? [] : [{ channels: [...channels], remindSeconds: REMIND_SECONDS, name: 'no routes are set' }];
}

/** Whether an incident follows a route, whatever the hour. */
export function concerns({ severities, systems, accounts, tags }: NotificationRoute, { summary, tags: its }: RoutedIncident): boolean {
  if (severities !== undefined && !severities.includes(summary.severity)) return false;
  if (systems !== undefined && !summary.systems.some((system) => systems.some((pattern) => fits(pattern, system)))) return false;
  if (accounts !== undefined && !summary.accountIds.some((account) => accounts.includes(account))) return false;
  return tags === undefined || tags.some(({ tag, value }) => its.some((each) => each.tag === tag && each.value === value));
}

export const isOpenAt = ({ hours }: NotificationRoute, now: EpochMs): boolean => hours === undefined || withinHours(hours, now);

const fits = (pattern: string, name: string): boolean => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
