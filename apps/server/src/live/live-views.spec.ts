import type {
  Estate,
  IncidentDetail,
  IncidentId,
  IncidentSummary,
  LiveDelta,
  LiveDocument,
  LiveView,
  Resource,
  ResourceId,
  VerdictState,
} from '@weir/contract';
import {
  applyDelta,
  countIncidents,
  EstateModel,
  matchesIncident,
  resourceIdOf,
  type CatalogueResource,
  type ResourceState,
} from '@weir/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveViews, type ViewSources } from './live-views.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const arns = ['orders', 'payments-capture', 'payments-capture-dlq', 'shipping<script>'].map(
  (name) => `arn:aws:sqs:eu-west-1:111122223333:${name}`,
);
const ids = arns.map(resourceIdOf);

const estateAt = (counter: number): Estate => ({
  mode: 'demo',
  version: '0',
  at: NOW,
  counts: {},
  scopes: [],
  cost: { month: '2026-11', spentUsd: counter, forecastUsd: 0, capUsd: null, accounts: [] },
  collector: { state: 'running', heartbeatAt: NOW, backfill: null },
});

function catalogue(present: readonly boolean[]): CatalogueResource[] {
  return arns.map((arn, index) => ({
    id: ids[index] as ResourceId,
    kind: 'queue',
    arn,
    name: arn.split(':')[5] ?? '',
    accountId: '111122223333',
    region: 'eu-west-1',
    config:
      index === 1
        ? {
            url: 'u',
            fifo: false,
            visibilityTimeoutSeconds: 30,
            retentionSeconds: 345_600,
            delaySeconds: 0,
            maximumMessageBytes: 1024,
            createdAt: null,
            redrive: { deadLetterTargetArn: arns[2] ?? '', maxReceiveCount: 5 },
            problems: [],
          }
        : null,
    tags: {},
    firstSeen: NOW,
    lastSeen: NOW,
    deletedAt: present[index] ? null : NOW,
  }));
}

const stateOf = (index: number, state: VerdictState, depth: number): ResourceState => ({
  resourceId: ids[index] as ResourceId,
  verdict: { state, reason: 'r', because: 'b', since: NOW, judgedAt: NOW },
  latest: { visible: { value: depth, at: NOW, state: 'live' } },
  rates: { in: 1, out: 1 },
  drain: { kind: 'steady' },
  loss: null,
  growthPerSecond: depth,
  liveBudgetSeconds: 30,
});

/** Incidents as a book of them would hand them out. */
class Incidents {
  readonly #all = new Map<IncidentId, IncidentSummary>();

  set(number: number, change: Partial<IncidentSummary>): void {
    const id = `INC-${String(number)}` as IncidentId;
    const subject = {
      id: ids[1] as ResourceId,
      kind: 'queue' as const,
      name: 'payments-capture',
      accountId: '1',
      accountName: 'prod',
      region: 'r',
    };
    const before: IncidentSummary = this.#all.get(id) ?? {
      ...{ id, version: 0, state: 'open', severity: 2, severityBecause: 'it is poisoned', title: 'payments-capture is poisoned' },
      root: { ...subject, system: 'payments', verdict: 'poisoned', reason: 'dead-lettering', because: 'b' },
      ...{
        since: NOW,
        openedAt: NOW,
        resolvedAt: null,
        resolvedBy: null,
        mergedInto: null,
        acknowledged: null,
        assignee: null,
        snoozed: null,
      },
      ...{ loss: null, resources: 1, systems: ['payments'], accountIds: ['1'], alarms: { firing: 1, resolving: 0, resolved: 0 } },
      ...{ silenced: false, unknownSince: null, reopened: 0, changedAt: NOW },
    };
    this.#all.set(id, { ...before, ...change, version: before.version + 1 });
  }

  get sources(): ViewSources['incidents'] {
    return {
      list: (filter) => [...this.#all.values()].filter((each) => matchesIncident(each, filter)),
      counts: () => countIncidents(this.#all.values()),
      detail: (id) => Promise.resolve((this.#all.get(id) as IncidentDetail | undefined) ?? null),
      concerns: (_, touched) => touched.has(ids[1] as ResourceId),
    };
  }
}

const step = fc.oneof(
  fc.record({
    kind: fc.constant('triage' as const),
    number: fc.integer({ min: 1, max: 3 }),
    change: fc.constantFrom<Partial<IncidentSummary>>({}, { state: 'resolved' }, { state: 'open', severity: 1 }, { assignee: 'Ines' }),
  }),
  fc.record({
    kind: fc.constant('judge' as const),
    index: fc.nat(3),
    state: fc.constantFrom<VerdictState>('ok', 'poisoned', 'stopped', 'unknown', 'idle'),
    depth: fc.nat(5),
  }),
  fc.record({ kind: fc.constant('discover' as const), present: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()) }),
  fc.record({ kind: fc.constant('spend' as const) }),
);

const views: LiveView[] = [
  { view: 'wall' },
  { view: 'estate' },
  { view: 'resources' },
  { view: 'resources', kind: 'queue', verdict: ['poisoned', 'stopped'] },
  { view: 'resources', ids: [ids[1] as ResourceId, ids[2] as ResourceId] },
  { view: 'resources', q: 'payments' },
  { view: 'incidents' },
  { view: 'incidents', state: ['open', 'resolved'], severity: [1] },
  { view: 'incident', id: 'INC-2' as IncidentId },
];

describe('live views', () => {
  it('replaying deltas over a snapshot equals a fresh snapshot, for every view, whenever one started to watch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), fc.nat(10), async (steps, startAfter) => {
        const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
        model.setCatalogue(catalogue([true, true, true, true]));
        let spent = 0;
        const incidents = new Incidents();
        const held = new Map<string, { document: LiveDocument; seq: number }>();
        const onDelta = (delta: LiveDelta) => {
          const mine = held.get(delta.watch);
          if (!mine) return;
          expect(delta.seq).toBe(mine.seq + 1);
          mine.document = applyDelta(mine.document, JSON.parse(JSON.stringify(delta)) as LiveDelta);
          mine.seq = delta.seq;
        };
        const live = new LiveViews(
          {
            estate: () => estateAt(spent),
            resource: (id): Resource | undefined => model.get(id),
            present: () => model.present(),
            sparks: () => Promise.resolve(new Map()),
            streams: () => Promise.resolve([]),
            stream: () => Promise.resolve(null),
            incidents: incidents.sources,
            redrives: { recent: () => Promise.resolve([]), detail: () => Promise.resolve(null) },
            now: () => NOW,
          },
          onDelta,
        );
        const watchAll = async () => {
          for (const view of views) {
            const snapshot = await live.open(view, () => undefined);
            held.set(snapshot.watch, { document: structuredClone(snapshot.document), seq: snapshot.seq });
          }
        };
        if (steps.length <= startAfter) await watchAll();
        for (const [index, change] of steps.entries()) {
          if (index === startAfter) await watchAll();
          if (change.kind === 'judge')
            await live.refresh({ ids: model.setStates([stateOf(change.index, change.state, change.depth)]), estate: false });
          if (change.kind === 'discover') {
            model.setCatalogue(catalogue(change.present));
            await live.refresh({ ids: 'all', estate: true });
          }
          if (change.kind === 'triage') {
            incidents.set(change.number, change.change);
            await live.refresh({ ids: new Set(), estate: true, triage: true });
          }
          if (change.kind === 'spend') {
            spent += 1;
            await live.refresh({ ids: new Set(), estate: true });
          }
        }
        const fresh = new LiveViews(
          {
            estate: () => estateAt(spent),
            resource: (id) => model.get(id),
            present: () => model.present(),
            sparks: () => Promise.resolve(new Map()),
            streams: () => Promise.resolve([]),
            stream: () => Promise.resolve(null),
            incidents: incidents.sources,
            redrives: { recent: () => Promise.resolve([]), detail: () => Promise.resolve(null) },
            now: () => NOW,
          },
          () => undefined,
        );
        for (const view of views) {
          const snapshot = await fresh.open(view, () => undefined);
          expect(held.get(snapshot.watch)?.document).toEqual(snapshot.document);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('forgets a view when its last watcher leaves', async () => {
    const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
    model.setCatalogue(catalogue([true, true, true, true]));
    const published: LiveDelta[] = [];
    const live = new LiveViews(
      {
        estate: () => estateAt(published.length),
        resource: (id) => model.get(id),
        present: () => model.present(),
        sparks: () => Promise.resolve(new Map()),
        streams: () => Promise.resolve([]),
        stream: () => Promise.resolve(null),
        incidents: new Incidents().sources,
        redrives: { recent: () => Promise.resolve([]), detail: () => Promise.resolve(null) },
        now: () => NOW,
      },
      (delta) => published.push(delta),
    );
    const one = await live.open({ view: 'resources', ids: [ids[0] as ResourceId] }, () => undefined);
    expect(live.watchedIds()).toEqual(new Set([ids[0]]));
    live.close(one.watch);
    await live.refresh({ ids: new Set(ids), estate: true });
    expect(published).toEqual([]);
    expect(live.watchedIds()).toEqual(new Set());
  });
});
