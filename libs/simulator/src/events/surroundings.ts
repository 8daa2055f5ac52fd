import { MINUTE_MS } from '@weir/domain';
import type { DeliveryOffice } from '../delivery/delivery-office.js';
import type { HistoryBlueprint, ScopeBlueprint } from '../estate/blueprint.js';
import type { Homed } from '../estate/event-blueprint.js';
import type { SimulatedBus } from './simulated-bus.js';

/** Where a part of the event plane is at home, and what it shares with the other accounts and regions. */
export interface Surroundings {
  readonly scope: ScopeBlueprint;
  readonly office: DeliveryOffice;
  /** All buses of the company, by ARN. */
  readonly buses: Map<string, SimulatedBus>;
  readonly history: HistoryBlueprint;
  /** Minutes before this are not recorded. */
  readonly recordFrom: number;
  readonly seed: number;
}

const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

/** When something was made: what is there from the beginning, a year before. */
export const bornAt = ({ recordFrom }: Surroundings, now: number): number => (now <= recordFrom ? recordFrom - YEAR_MS : now);

export const keptMinutes = ({ history }: Surroundings): number => history.keepDays * 24 * 60;

export const isRecorded = ({ recordFrom }: Surroundings, now: number): boolean => now > recordFrom;

export const placeOf = ({ scope: { accountId, region } }: Surroundings, name: string): Homed => ({ accountId, region, name });

/** The things that are at home here. */
export const here = <Thing extends { readonly accountId: string; readonly region: string }>(
  { scope }: Surroundings,
  things: readonly Thing[],
): Thing[] => things.filter(({ accountId, region }) => accountId === scope.accountId && region === scope.region);
