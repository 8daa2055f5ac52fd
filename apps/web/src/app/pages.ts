import type { IconName } from '../parts/Icon.js';

/** Pages that exist, in the order of the rail. `key` follows `G`. */
export interface PageLink {
  readonly to: '/wall' | '/' | '/incidents' | '/queues' | '/dlq' | '/fanout' | '/bus' | '/streams' | '/trace' | '/audit' | '/settings';
  readonly label: string;
  readonly icon: IconName;
  readonly key: string;
  /** Draws a line above it. */
  readonly apart?: boolean;
  /** Behind “More” on phones, where there is room for five. */
  readonly rare?: boolean;
}

export const PAGES: readonly PageLink[] = [
  { to: '/wall', label: 'Wall', icon: 'wall', key: 'w', rare: true },
  { to: '/', label: 'Estate', icon: 'estate', key: 'e' },
  { to: '/incidents', label: 'Incidents', icon: 'incidents', key: 'i' },
  { to: '/queues', label: 'Queues', icon: 'queues', key: 'q', apart: true },
  { to: '/dlq', label: 'Dead letters', icon: 'dlq', key: 'd' },
  { to: '/fanout', label: 'Fan-out', icon: 'fanout', key: 'f', rare: true },
  { to: '/bus', label: 'Buses & rules', icon: 'bus', key: 'b', rare: true },
  { to: '/streams', label: 'Streams', icon: 'streams', key: 's', rare: true },
  { to: '/trace', label: 'Trace an event', icon: 'trace', key: 't', rare: true },
  { to: '/audit', label: 'Audit', icon: 'audit', key: 'a', apart: true, rare: true },
  { to: '/settings', label: 'Settings', icon: 'settings', key: 'c', rare: true },
];
