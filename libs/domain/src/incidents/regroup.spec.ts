import type { AlarmedResource, IncidentId, ResourceId } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepAlarm, type AlarmRecord } from '../alarms/step-alarm.js';
import type { CatalogueResource } from '../model/catalogue.js';
import { FanoutIndex } from '../topology/estate/fanout-index.js';
import { lambdaFunction, mapping, queue, queueArn } from '../topology/testing/small-estate.js';
import { applyEntry, foldIncident, type Incident, type IncidentEntry } from './incident.js';
import { incidentIdOf, regroup, REOPEN_MS } from './regroup.js';
import { alarmOf, type AlarmOf } from './testing/alarm-of.js';

const START = Date.UTC(2026, 10, 24, 9);
const MINUTE = 60_000;

const ESTATE = {
  billing: queue('billing', 'billing-dlq'),
  dlq: queue('billing-dlq'),
  mails: queue('mails'),
  mapping: mapping(queueArn('billing'), 'bill'),
  bill: lambdaFunction('bill'),
} satisfies Record<string, CatalogueResource>;
type Name = keyof typeof ESTATE;
const index = new FanoutIndex(Object.values(ESTATE));

/** Incidents as they come about, a minute at a time. */
class Days {
  now = START;
  readonly log: IncidentEntry[] = [];
  readonly incidents = new Map<IncidentId, Incident>();
  #next = 1;

  look(alarms: readonly AlarmRecord[]): readonly IncidentEntry[] {
    const entries = regroup(
      { alarms, incidents: [...this.incidents.values()], index, name: nameOf, newId: () => incidentIdOf(this.#next++) },
      this.now,
    );
    for (const each of entries) this.write(each);
    return entries;
  }

  write(each: IncidentEntry): void {
    this.log.push(each);
    this.incidents.set(each.incident, applyEntry(this.incidents.get(each.incident) ?? null, each));
  }

  act(id: string, action: Extract<IncidentEntry['body'], { kind: 'action' }>['action']): void {
    const incident = this.incidents.get(id as IncidentId);
    if (incident === undefined) throw new Error(`there is no ${id}`);
    this.write({
      incident: incident.id,
      seq: incident.version + 1,
      at: this.now,
      by: 'ann',
      requestId: null,
      body: { kind: 'action', action, other: null },
    });
  }

  /** `INC-1 open billing: billing-dlq`. */
  get told(): readonly string[] {
    return [...this.incidents.values()].map(({ id, state, root, members }) => {
      const others = members.filter(({ resource }) => resource.id !== root.id).map(({ resource }) => resource.name);
      return `${id} ${state} ${nameOf(root.id)?.name}: ${others.join(', ')}`;
    });
  }
}

function nameOf(id: ResourceId): AlarmedResource | undefined {
  const known = index.byId(id);
  return (
    known && {
      id,
      kind: known.kind,
      name: known.name,
      accountId: known.accountId,
      accountName: 'prod',
      region: known.region,
      system: known.name,
    }
  );
}

const alarm = (name: Name, of: Partial<AlarmOf> & { minute?: number } = {}): AlarmRecord =>
  alarmOf(ESTATE[name], { verdict: 'poisoned', reason: 'dead-lettering', at: START + (of.minute ?? 0) * MINUTE, ...of });

describe('incidents', () => {
  it('open one for a cause and what it takes with it', () => {
    const days = new Days();
    days.look([alarm('billing'), alarm('dlq', { rule: 'dead-letters', reason: 'dead-letters-arriving' })]);
    expect(days.told).toEqual(['INC-1 open billing: billing-dlq']);
    expect(days.look([alarm('billing'), alarm('dlq', { rule: 'dead-letters' })])).toEqual([]);
  });

  it('take in what arrives late, and name a better root when one appears', () => {
    const days = new Days();
    days.look([alarm('dlq', { rule: 'dead-letters' })]);
    expect(days.told).toEqual(['INC-1 open billing-dlq: ']);
    days.now += MINUTE;
    days.look([alarm('dlq', { rule: 'dead-letters' }), alarm('billing', { minute: 1 })]);
    expect(days.told).toEqual(['INC-1 open billing: billing-dlq']);
    days.now += MINUTE;
    const bill = alarm('bill', { minute: 2, verdict: 'failing', reason: 'function-failing' });
    days.look([alarm('dlq', { rule: 'dead-letters' }), alarm('billing', { minute: 1 }), bill]);
    expect(days.told).toEqual(['INC-1 open bill: billing-dlq, billing']);
  });

  it('hold a consequence back while its cause is about to fire, but not for long', () => {
    const days = new Days();
    const pending = alarm('billing', { state: 'pending' });
    const dlq = alarm('dlq', { rule: 'dead-letters' });
    days.look([dlq, pending]);
    expect(days.told).toEqual([]);
    days.now += 3 * MINUTE;
    days.look([dlq, pending]);
    expect(days.told).toEqual(['INC-1 open billing-dlq: ']);
  });

  it('become one when what seemed two has one cause', () => {
    const days = new Days();
    const [dlq, mapped] = [alarm('dlq', { rule: 'dead-letters' }), alarm('bill', { verdict: 'failing', reason: 'function-failing' })];
    days.look([dlq, mapped]);
    expect(days.told).toEqual(['INC-1 open billing-dlq: ', 'INC-2 open bill: ']);
    days.now += MINUTE;
    days.look([dlq, mapped, alarm('billing', { minute: 1 })]);
    expect(days.told).toEqual(['INC-1 open bill: billing-dlq, billing', 'INC-2 merged bill: ']);
  });

  it('keep their root when that recovers and its consequence does not', () => {
    const days = new Days();
    const dlq = alarm('dlq', { rule: 'dead-letters' });
    days.look([alarm('billing'), dlq]);
    days.now += 10 * MINUTE;
    days.look([dlq]);
    expect(days.told).toEqual(['INC-1 open billing: billing-dlq']);
  });

  it('are resolved when every alarm is, and opened again when the cause comes back soon', () => {
    const days = new Days();
    days.look([alarm('billing')]);
    days.now += 10 * MINUTE;
    days.look([]);
    expect(days.told).toEqual(['INC-1 resolved billing: ']);
    days.now += REOPEN_MS;
    days.look([alarm('billing', { minute: 40 })]);
    expect(days.told).toEqual(['INC-1 open billing: ']);
    days.now += MINUTE;
    days.look([]);
    days.now += REOPEN_MS + 1;
    days.look([alarm('billing', { minute: 90 })]);
    expect(days.told).toEqual(['INC-1 resolved billing: ', 'INC-2 open billing: ']);
  });

  it('stay resolved when a person says so and the alarm has never stopped', () => {
    const days = new Days();
    days.look([alarm('billing')]);
    days.act('INC-1', { kind: 'resolve', fix: null });
    days.now += 60 * MINUTE;
    days.look([alarm('billing')]);
    expect(days.told).toEqual(['INC-1 resolved billing: ']);
    days.look([alarm('billing', { minute: 60 })]);
    expect(days.told).toEqual(['INC-1 resolved billing: ', 'INC-2 open billing: ']);
  });

  it('do not take back what a person split off, nor give back what one merged', () => {
    const days = new Days();
    const both = [alarm('billing'), alarm('dlq', { rule: 'dead-letters' })];
    days.look(both);
    const [incident] = days.incidents.values();
    if (incident === undefined) throw new Error('nothing was opened');
    const apart = incident.members.filter(({ resource }) => resource.name === 'billing-dlq').map((member) => ({ ...member, pinned: true }));
    days.act('INC-1', { kind: 'split', resources: [ESTATE.dlq.id] });
    days.write({
      ...{ incident: 'INC-90' as IncidentId, seq: 1, at: days.now, by: 'ann', requestId: null },
      body: {
        ...{ kind: 'opened', since: START, severity: 2, severityBecause: 'it is poisoned', splitFrom: incident.id },
        root: { id: ESTATE.dlq.id, verdict: 'poisoned', reason: 'dead-letters-arriving', because: 'x' },
        members: apart,
        episodes: incident.episodes.filter(({ resourceId }) => resourceId === ESTATE.dlq.id),
      },
    });
    for (let minute = 0; minute < 5; minute += 1) {
      days.now += MINUTE;
      expect(days.look(both)).toEqual([]);
    }
    expect(days.told).toEqual(['INC-1 open billing: ', 'INC-90 open billing-dlq: ']);
  });

  it('become worse, and never better, while open', () => {
    const days = new Days();
    const severity = () => [...days.incidents.values()][0]?.severity;
    days.look([alarm('billing', { verdict: 'slow', reason: 'backlog-growing' })]);
    expect(severity()).toBe(4);
    days.look([alarm('billing', { verdict: 'stopped', reason: 'nobody-receiving' })]);
    expect(severity()).toBe(2);
    const loss = { earliestAt: START + 60 * MINUTE, latestAt: START + 90 * MINUTE, count: 9, kind: 'backlog-expiry' } as const;
    days.look([alarm('billing', { verdict: 'stopped', reason: 'nobody-receiving', loss })]);
    expect(severity()).toBe(1);
    expect(days.look([alarm('billing', { verdict: 'slow', reason: 'backlog-growing' })])).toEqual([]);
  });

  it('open once for a queue that flaps, however it does, when each time lasts long enough to fire', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 20 }),
        (turns) => {
          const days = new Days();
          let of: AlarmRecord | null = null;
          const timing = { forSeconds: 60, clearSeconds: 300 };
          const bad = {
            is: 'true',
            reason: 'nobody-receiving',
            because: 'nobody receives',
            verdict: 'stopped',
            troubleSince: START,
            loss: null,
          } as const;
          for (const [badMinutes, goodMinutes] of turns) {
            for (let minute = 0; minute < badMinutes + goodMinutes; minute += 1) {
              days.now += MINUTE;
              const signal = minute < badMinutes ? bad : ({ is: 'false' } as const);
              of = stepAlarm({ rule: 'verdict', resourceId: ESTATE.billing.id }, of, signal, timing, days.now).alarm;
              days.look(of === null || of.state === 'resolved' ? [] : [of]);
            }
          }
          expect(days.incidents.size).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('give every alarm that fires exactly one incident, and replay from their log, whatever comes and goes', () => {
    const names = Object.keys(ESTATE).filter((name) => name !== 'mapping') as Name[];
    const states = fc.constantFrom<AlarmOf['verdict']>('poisoned', 'stopped', 'failing', 'slow');
    const moment = fc.array(fc.tuple(fc.constantFrom(...names), states), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 12 }), (moments) => {
        const days = new Days();
        const firedAt = new Map<Name, number>();
        for (const raised of moments) {
          days.now += 7 * MINUTE;
          const now = new Map(raised);
          for (const name of names) {
            if (!now.has(name)) firedAt.delete(name);
            else if (!firedAt.has(name)) firedAt.set(name, days.now);
          }
          const alarms = [...now].map(([name, verdict]) => ({
            ...alarm(name, { verdict, reason: verdict }),
            firedAt: firedAt.get(name) ?? days.now,
            troubleSince: firedAt.get(name) ?? days.now,
          }));
          days.look(alarms);
          const open = [...days.incidents.values()].filter(({ state }) => state === 'open');
          for (const each of alarms) {
            const owners = open.filter(({ episodes }) =>
              episodes.some(({ alarmId, firedAt: at }) => alarmId === each.id && at === each.firedAt),
            );
            expect(owners.map(({ id }) => id)).toHaveLength(1);
          }
          for (const { episodes } of open)
            expect(episodes.some(({ resourceId }) => alarms.some((each) => each.resourceId === resourceId))).toBe(true);
          expect(days.look(alarms)).toEqual([]);
        }
        for (const [id, incident] of days.incidents)
          expect(foldIncident(days.log.filter((each) => each.incident === id))).toEqual(incident);
      }),
      { numRuns: 300 },
    );
  });
});
