import { MINUTE_MS } from '@weir/domain';
import { functionTruth, pipeTruth, ruleTruth } from '@weir/simulator';
import type { Simulation } from '../simulation.js';
import { BadRequest } from './bad-request.js';
import { instantOf, settledUntil } from './truth-range.js';

const LONGEST_MS = 16 * 24 * 60 * MINUTE_MS;

/**
 * What a rule and each of its targets, a pipe or a function did, minute by minute: `?account&region&rule`, with `&bus` unless it is the default
 * one, `?pipe` or `?function`; `&from&to` as for queues. null: the query is about none of them.
 */
export function eventTruthOf(simulation: Simulation, query: URLSearchParams): object | null {
  const kind = (['rule', 'pipe', 'function'] as const).find((field) => query.has(field));
  if (!kind) return null;
  const now = simulation.clock.now();
  simulation.world.timeline.advance(now);
  const events = simulation.world.scope(query.get('account') ?? '', query.get('region') ?? '')?.events;
  const to = instantOf(query, 'to', now);
  const from = instantOf(query, 'from', to - 60 * MINUTE_MS);
  if (to - from > LONGEST_MS) throw new BadRequest([{ field: 'from', message: 'at most 16 days before to' }]);
  const name = query.get(kind) ?? '';
  const told = { name, now, settledUntil: settledUntil(now) };
  switch (kind) {
    case 'rule': {
      const rule = events?.buses.buses.get(query.get('bus') ?? 'default')?.rules.get(name);
      if (rule) return { ...told, ...ruleTruth(rule, from, to) };
      break;
    }
    case 'pipe': {
      const pipe = events?.pipes.byName.get(name);
      if (pipe) return { ...told, ...pipeTruth(pipe, events?.pipes.behindMs(name, now) ?? null, from, to, now) };
      break;
    }
    case 'function': {
      const simulated = events?.functions.byName.get(name);
      if (simulated) return { ...told, ...functionTruth(simulated, from, to) };
      break;
    }
  }
  throw new BadRequest([{ field: kind, message: `no such ${kind} in this account and region` }]);
}
