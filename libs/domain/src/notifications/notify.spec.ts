import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routesOf } from './match-routes.js';
import { NOTIFY_CASES, type NotifyCase } from './notify.cases.js';
import { isOvertaken, notify, type NotifySettings, type Told } from './notify.js';
import { START, incidentOf } from './testing/summary-of.js';
import { World, type WorldEvent } from './testing/world.js';
import { saidOf } from './notified-incident.js';

const MINUTE_MS = 60_000;
const CHANNELS = new Map([
  ['slack', { updates: true }],
  ['mail', { updates: false }],
  ['pager', { updates: false }],
]);

function settingsOf({ route = {}, more = [] }: Pick<NotifyCase, 'route' | 'more'>): NotifySettings {
  const routes = routesOf([{ channels: ['slack'], remindSeconds: 3600, ...route }, ...more], [...CHANNELS.keys()]);
  return { routes, channels: CHANNELS, groupWaitSeconds: 120, updateSeconds: 120 };
}

describe('what is told of an incident', () => {
  it.each(NOTIFY_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const world = new World(settingsOf(row), { severity: row.severity ?? 2 });
    for (let minute = 0; minute <= row.minutes; minute += 1) {
      world.now = START + minute * MINUTE_MS;
      for (const [at, event] of row.events ?? []) if (at === minute) world.happen(event);
      world.plan();
      world.send();
    }
    expect(world.heard.map(({ at, channel, kind }) => `${String((at - START) / MINUTE_MS)} ${channel} ${kind}`)).toEqual(row.hears);
  });

  const rowOf = (changes: Partial<Told>): Told => ({
    ...{ id: '1', channel: 'slack', thread: 0, kind: 'opened', state: 'sent', inFlight: false, tries: 1 },
    ...{ plannedAt: START, settledAt: null, said: saidOf(incidentOf().summary), version: 1 },
    ...changes,
  });

  it('leaves it to who has seen more', () => {
    const incident = incidentOf({ state: 'open', version: 4 });
    expect(notify(incident, settingsOf({}), [rowOf({ kind: 'resolved', version: 5 })], START)).toEqual({ due: [], superseded: [] });
  });

  it('waits for what is on its way before it says that it is over', () => {
    const ended = incidentOf({ state: 'resolved', version: 2 });
    const after = (inFlight: boolean) => notify(ended, settingsOf({}), [rowOf({ state: 'waiting', inFlight })], START);
    expect(after(true)).toEqual({ due: [], superseded: [] });
    expect(after(false)).toMatchObject({ due: [{ kind: 'resolved', thread: 0 }], superseded: ['1'] });
  });

  it('owes the end of what may have arrived, however often it was opened and ended in between', () => {
    const told = [
      rowOf({ state: 'superseded' }),
      rowOf({ id: '2', kind: 'resolved', state: 'superseded', tries: 0 }),
      rowOf({ id: '3', state: 'superseded', tries: 0 }),
    ];
    const { due } = notify(incidentOf({ state: 'resolved', version: 5 }), settingsOf({}), told, START);
    expect(due.map(({ key }) => key)).toEqual(['INC-7/slack/0/resolved/1']);
  });

  it('drops what is no longer true before its first try, and nothing after that', () => {
    const of = (kind: Told['kind'], tries: number, state: 'open' | 'resolved') => isOvertaken({ kind, tries }, { state });
    expect([of('opened', 1, 'resolved'), of('resolved', 1, 'open')]).toEqual([true, true]);
    expect([of('opened', 1, 'open'), of('resolved', 1, 'resolved'), of('opened', 2, 'resolved'), of('resolved', 2, 'open')]).not.toContain(
      true,
    );
  });

  it('tells every channel of everything without routes', () => {
    expect(routesOf(undefined, ['a', 'b'])[0]?.channels).toEqual(['a', 'b']);
    expect(routesOf([], ['a'])).toEqual([]);
    expect(routesOf(undefined, [])).toEqual([]);
  });
});

const EVENTS: readonly WorldEvent[] = [
  ...(['ack', 'unack', 'grow', 'worsen', 'resolve', 'reopen', 'silence', 'unsilence', 'snooze', 'unsnooze'] as const),
  ...(['fail slack', 'lose slack', 'mend slack', 'fail mail', 'lose mail', 'mend mail'] as const),
];

interface Minute {
  readonly event: WorldEvent | null;
  /** Between the decision and the sending, or between sending and storing. */
  readonly dies: 'never' | 'before-sending' | 'after-sending';
  /** Two processes decide on the same. */
  readonly twice: boolean;
}

const life: fc.Arbitrary<readonly Minute[]> = fc.array(
  fc.record<Minute>({
    event: fc.option(fc.constantFrom(...EVENTS), { freq: 2 }),
    dies: fc.constantFrom<Minute['dies']>('never', 'never', 'never', 'before-sending', 'after-sending'),
    twice: fc.boolean(),
  }),
  { maxLength: 40 },
);

const settings = settingsOf({
  route: { channels: ['slack', 'mail'], remindSeconds: 600, escalate: { afterSeconds: 300, to: ['pager'] } },
});

function lived(minutes: readonly Minute[]): World {
  const world = new World(settings);
  for (const { event, dies, twice } of minutes) {
    world.now += MINUTE_MS;
    if (event !== null) world.happen(event);
    world.plan();
    if (twice) world.plan();
    if (dies !== 'before-sending') world.send({ crash: dies === 'after-sending' });
  }
  // All becomes well in the end, for long enough to try anew what was given up.
  for (const event of ['mend slack', 'mend mail', 'resolve'] as const) world.happen(event);
  for (let minute = 0; minute < 130; minute += 1) {
    world.now += MINUTE_MS;
    world.plan();
    world.send();
  }
  return world;
}

describe('whatever happens, fails or dies', () => {
  it('the last word on every channel that heard anything is that it is resolved', () => {
    fc.assert(
      fc.property(life, (minutes) => {
        const { heard } = lived(minutes);
        for (const channel of CHANNELS.keys()) {
          const told = heard.filter((each) => each.channel === channel);
          if (told.length > 0) expect(told.at(-1)?.kind).toBe('resolved');
        }
      }),
      { numRuns: 80 },
    );
  });

  it('nothing is told of a thread before it is opened or after it is resolved, and threads follow one another', () => {
    fc.assert(
      fc.property(life, (minutes) => {
        const { heard } = lived(minutes);
        for (const channel of CHANNELS.keys()) {
          // Told again under the same key: the receiver drops it, or it is one of those that cannot be told apart.
          const told = heard.filter((each) => each.channel === channel);
          told.forEach(({ kind, thread }, index) => {
            const before = told[index - 1];
            if (before?.kind === 'resolved' && before.thread === thread) expect(kind).toBe('resolved');
            if (before !== undefined) expect(thread).toBeGreaterThanOrEqual(before.thread);
          });
        }
      }),
      { numRuns: 80 },
    );
  });

  it('without failures and deaths every opening and every end is told once', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.constantFrom(...EVENTS.filter((event) => !event.includes(' ')))), { maxLength: 40 }), (events) => {
        const { heard } = lived(events.map((event) => ({ event, dies: 'never' as const, twice: true })));
        expect(new Set(heard.map(({ key }) => key)).size).toBe(heard.length);
        for (const [, told] of Map.groupBy(heard, ({ channel, thread }) => `${channel} ${String(thread)}`)) {
          expect(told[0]?.kind === 'opened' || told[0]?.kind === 'escalated').toBe(true);
          expect(told.filter(({ kind }) => kind === 'opened').length).toBeLessThanOrEqual(1);
          expect(told.filter(({ kind }) => kind === 'resolved')).toHaveLength(1);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('a death between sending and storing repeats a message under its key, and only that one', () => {
    fc.assert(
      fc.property(life, (minutes) => {
        const steady = minutes.map((minute) => (minute.event?.includes(' ') === true ? { ...minute, event: null } : minute));
        const { heard } = lived(steady);
        const died = steady.filter(({ dies }) => dies === 'after-sending').length;
        for (const [, told] of Map.groupBy(heard, ({ key }) => key)) expect(told.length).toBeLessThanOrEqual(1 + died);
      }),
      { numRuns: 80 },
    );
  });
});
