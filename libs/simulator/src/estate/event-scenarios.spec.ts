import { describe, expect, it } from 'vitest';
import type { SimulatedRule } from '../events/simulated-rule.js';
import type { TargetLine } from '../events/target-line.js';
import type { SimulatedPipe } from '../pipes/simulated-pipe.js';
import { quickEstate } from '../events/testing/quick-estate.js';
import { World } from '../world/world.js';
import { DATA, PROD } from './accounts.js';
import { EVENT_SCENARIOS, eventTurnTo, eventTurnToHealth, type EventScenarioName } from './event-scenarios.js';
import { estateOf } from './scenarios.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 14, 32);
const BEGAN = NOW - 45 * MINUTE;

function worldOf(scenario: EventScenarioName | 'healthy'): World {
  const world = new World({ estate: quickEstate(estateOf(scenario, NOW)), seed: 1, startedAt: NOW });
  world.timeline.advance(NOW);
  return world;
}

function ruleIn(world: World, name: string, bus = 'shop', accountId = PROD): SimulatedRule {
  const rule = world.scope(accountId, 'eu-west-1')?.events.buses.buses.get(bus)?.rules.get(name);
  if (!rule) throw new Error(`no ${name}`);
  return rule;
}

function lineOf(rule: SimulatedRule): TargetLine {
  const [line] = rule.lines.values();
  if (!line) throw new Error('no target');
  return line;
}

function pipeIn(world: World): SimulatedPipe {
  const pipe = world.scope(PROD, 'eu-west-1')?.events.pipes.byName.get('returns-to-warehouse');
  if (!pipe) throw new Error('no pipe');
  return pipe;
}

interface Table<Field extends string> {
  readonly read: (minute: number, field: Field) => number;
}

/** Over ten minutes that end so many minutes before NOW. */
function sumOf<Field extends string>(table: Table<Field>, field: Field, ago: number): number {
  let sum = 0;
  for (let minute = NOW - (ago + 10) * MINUTE; minute < NOW - ago * MINUTE; minute += MINUTE) sum += table.read(minute, field);
  return sum;
}
const before = <Field extends string>(table: Table<Field>, field: Field): number => sumOf(table, field, 60);
const lately = <Field extends string>(table: Table<Field>, field: Field): number => sumOf(table, field, 2);

describe('event scenarios', () => {
  it('target-permission-denied: no second try; dead where there is a dead-letter queue, else lost', () => {
    const world = worldOf('target-permission-denied');
    const [mail, invoices] = ['welcome-mail', 'invoices-abroad'].map((name) => lineOf(ruleIn(world, name)).table);
    if (!mail || !invoices) throw new Error('no target');
    expect(before(mail, 'failed')).toBe(0);
    expect(lately(mail, 'matched')).toBeGreaterThan(50);
    expect(lately(mail, 'lost')).toBe(lately(mail, 'matched'));
    expect(lately(mail, 'retries') + lately(invoices, 'retries')).toBe(0);
    expect(lately(invoices, 'deadLettered')).toBe(lately(invoices, 'matched'));
    expect(world.scope(PROD, 'eu-west-1')?.queueAt('shop-events-dlq', NOW)?.visible).toBeGreaterThan(1_000);
  });

  it('target-throttled: three a second get through, the others try again and die after a quarter of an hour', () => {
    const { table } = lineOf(ruleIn(worldOf('target-throttled'), 'order-saga'));
    expect(lately(table, 'invoked')).toBe(3 * 600);
    expect(lately(table, 'retries')).toBeGreaterThan(5_000);
    expect(lately(table, 'deadLettered')).toBeGreaterThan(1_000);
    expect(table.read(BEGAN + 10 * MINUTE, 'deadLettered')).toBe(0);
    expect(table.read(NOW - 5 * MINUTE, 'waiting')).toBeGreaterThan(1_000);
    expect(lately(table, 'doneMax')).toBeGreaterThan(60_000);
  });

  it('bus-policy-revoked: the other account hears nothing, and the events are dead', () => {
    const world = worldOf('bus-policy-revoked');
    const { table } = lineOf(ruleIn(world, 'to-analytics'));
    expect(lately(table, 'deadLettered')).toBe(lately(table, 'matched'));
    const facts = ruleIn(world, 'revenue-facts', 'analytics', DATA);
    expect(before(facts.table, 'runs')).toBeGreaterThan(1_000);
    expect(lately(facts.table, 'runs')).toBe(0);
  });

  it('rule-disabled: it says nothing any more, while the bus is busy', () => {
    const world = worldOf('rule-disabled');
    const { table } = ruleIn(world, 'invoices-abroad');
    expect(before(table, 'runs')).toBeGreaterThan(500);
    expect(table.read(NOW - 5 * MINUTE, 'runs')).toBeNaN();
    expect(lately(ruleIn(world, 'loyalty-points').table, 'runs')).toBeGreaterThan(500);
  });

  it('pipe-stopped: nothing goes through, and its queue fills up', () => {
    const world = worldOf('pipe-stopped');
    const pipe = pipeIn(world);
    expect(before(pipe.table, 'events')).toBeGreaterThan(500);
    expect(pipe.table.read(NOW - 5 * MINUTE, 'events')).toBeNaN();
    expect(pipe.stateAt(NOW)).toBe('STOPPED');
    const queue = world.scope(PROD, 'eu-west-1')?.queueAt('warehouse-returns', NOW);
    expect(queue?.visible).toBeGreaterThan(3_000);
    expect(queue?.oldestAgeSeconds(NOW)).toBeGreaterThan(40 * 60);
  });

  it('pipe-filter-too-narrow: the queue is emptied, and nothing arrives', () => {
    const { table } = pipeIn(worldOf('pipe-filter-too-narrow'));
    expect(before(table, 'delivered')).toBeGreaterThan(500);
    expect(lately(table, 'filtered')).toBe(lately(table, 'received'));
    expect(lately(table, 'filtered')).toBeGreaterThan(500);
    expect(lately(table, 'delivered')).toBe(0);
  });

  it('rule-loop: a rule sets itself off, fifty times over', () => {
    const { table } = ruleIn(worldOf('rule-loop'), 'stock-normaliser');
    const growth = lately(table, 'runs') / before(table, 'runs');
    expect(growth).toBeGreaterThan(30);
    expect(growth).toBeLessThan(70);
  });

  it('partner-source-silent: no event comes in on the partner bus', () => {
    const { table } = ruleIn(worldOf('partner-source-silent'), 'settled-charges', 'aws.partner/example-payments.com/shop/charges');
    expect(before(table, 'runs')).toBeGreaterThan(300);
    expect(lately(table, 'runs')).toBe(0);
    expect(table.read(NOW - 5 * MINUTE, 'runs')).toBe(0);
  });

  it('api-destination-failing: every call fails, is tried again, and is dead after a quarter of an hour', () => {
    const { table } = lineOf(ruleIn(worldOf('api-destination-failing'), 'cart-reminders'));
    expect(lately(table, 'invoked')).toBe(0);
    expect(lately(table, 'retries')).toBeGreaterThan(1_000);
    expect(lately(table, 'deadLettered')).toBeGreaterThan(300);
    expect(lately(table, 'lost')).toBe(0);
  });

  it.each(EVENT_SCENARIOS)('%s loses no event from sight', (scenario) => {
    for (const { events } of worldOf(scenario).allScopes) {
      for (const bus of events.buses.buses.values()) {
        for (const { arn, lines } of bus.rules.values()) {
          for (const { totals } of lines.values()) {
            expect(totals.invoked + totals.failed + totals.waiting, arn).toBe(totals.matched);
            expect(totals.deadLettered + totals.lost, arn).toBe(totals.failed);
            expect(totals.attempts, arn).toBeGreaterThanOrEqual(totals.invoked);
          }
        }
      }
    }
  });

  it('set while a world runs take effect from then on, and end when another is set', () => {
    const world = worldOf('healthy');
    const { table } = lineOf(ruleIn(world, 'welcome-mail'));
    const past = sumOf(table, 'invoked', 2);
    world.turnEvents(eventTurnTo('target-permission-denied', NOW));
    world.timeline.advance(NOW + 10 * MINUTE);
    expect(sumOf(table, 'invoked', 2)).toBe(past);
    expect(table.read(NOW + 5 * MINUTE, 'lost')).toBeGreaterThan(5);
    world.turnEvents(eventTurnToHealth(NOW + 10 * MINUTE));
    world.timeline.advance(NOW + 20 * MINUTE);
    expect(table.read(NOW + 15 * MINUTE, 'lost')).toBe(0);
    expect(table.read(NOW + 15 * MINUTE, 'invoked')).toBeGreaterThan(5);
  });
});
