import type { FlowState, Topology } from '@weir/contract';
import { buildTopology, EstateModel, FanoutIndex, rootCauses } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectorRig } from '../../testing/collector-rig.js';

const START = Date.UTC(2026, 10, 24, 9, 0);

interface Row {
  readonly scenario: string;
  /** The resource whose verdict it is. */
  readonly name: string;
  readonly verdicts: readonly string[];
  /** How its edge, or an edge of its own, is drawn. */
  readonly drawn: readonly FlowState[];
}

/** Two at once in each row: something about a topic, and something about buses, rules or pipes. */
const ROUNDS: readonly (readonly Row[])[] = [
  [
    {
      scenario: 'filter-policy-typo',
      name: 'order-events → emails-transactional',
      verdicts: ['filtered-out policy-edited'],
      drawn: ['cut'],
    },
    { scenario: 'rule-disabled', name: 'invoices-abroad', verdicts: ['disabled switched-off-while-busy'], drawn: ['cut'] },
  ],
  [
    {
      scenario: 'subscription-pending',
      name: 'order-events → hooks.swift-parcels.example',
      verdicts: ['starved pending-confirmation'],
      drawn: ['cut'],
    },
    { scenario: 'pipe-filter-too-narrow', name: 'returns-to-warehouse', verdicts: ['filtered-out policy-edited'], drawn: ['cut'] },
  ],
  [
    {
      scenario: 'http-endpoint-failing',
      name: 'order-events → hooks.swift-parcels.example',
      verdicts: ['failing endpoint-failing'],
      drawn: ['failing'],
    },
    {
      scenario: 'target-throttled',
      name: 'order-saga',
      // Its copies are given up after a quarter of an hour.
      verdicts: ['dead-lettering dead-letters-arriving'],
      drawn: ['failing'],
    },
  ],
  [
    {
      scenario: 'one-dead-subscriber',
      name: 'encoding-completed → rights-registrar',
      verdicts: ['failing endpoint-missing', 'failing deliveries-lost'],
      drawn: ['cut'],
    },
    { scenario: 'bus-policy-revoked', name: 'to-analytics', verdicts: ['failing deliveries-lost'], drawn: ['failing'] },
  ],
  [
    {
      scenario: 'target-queue-denied',
      name: 'order-events → orders-invoicing',
      verdicts: ['dead-lettering dead-letters-arriving'],
      drawn: ['failing'],
    },
    { scenario: 'target-permission-denied', name: 'welcome-mail', verdicts: ['failing deliveries-lost'], drawn: ['failing'] },
  ],
  [{ scenario: 'pipe-stopped', name: 'returns-to-warehouse', verdicts: ['stopped pipe-stopped'], drawn: ['cut'] }],
  [{ scenario: 'rule-loop', name: 'stock-normaliser', verdicts: ['failing multiplied-by-edit'], drawn: ['failing'] }],
  [
    {
      scenario: 'partner-source-silent',
      name: 'aws.partner/example-payments.com/shop/charges',
      verdicts: ['starved source-silent'],
      drawn: ['cut'],
    },
  ],
  [
    {
      scenario: 'api-destination-failing',
      name: 'cart-reminders',
      // Its copies are given up after a quarter of an hour.
      verdicts: ['dead-lettering dead-letters-arriving'],
      drawn: ['failing'],
    },
  ],
];

describe('each scenario of what passes events on, over the wire, in virtual time', () => {
  let rig: CollectorRig;

  beforeAll(async () => {
    rig = await CollectorRig.start('healthy', START, { cloudwatch: { backfillDays: 0 } });
    await rig.advance(8, 30);
  }, 300_000);
  afterAll(async () => {
    await rig.stop();
  });

  async function estate(): Promise<{ readonly model: EstateModel; readonly map: Topology }> {
    const catalogue = await rig.store.catalogue.list();
    const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
    model.setCatalogue(catalogue);
    model.setStates(await rig.store.state.load());
    const sight = {
      index: new FanoutIndex(catalogue),
      resource: model.get.bind(model),
      accountNames: new Map<string, string>(),
      changes: [],
      changesLeftOut: { edits: false, others: false },
    };
    return { model, map: buildTopology(sight) };
  }

  it('is quiet while the company is well', async () => {
    const { model, map } = await estate();
    const troubled = [...model.present()].flatMap(({ kind, name, fanout, verdict }) =>
      fanout === null || ['ok', 'idle'].includes(verdict.state)
        ? []
        : [`${kind} ${name}: ${verdict.state} ${verdict.reason}, ${verdict.because}`],
    );
    expect(troubled).toEqual([]);
    expect(map.edges.filter(({ kind, state }) => kind !== 'redrive' && ['cut', 'failing', 'waiting', 'late'].includes(state))).toEqual([]);
  });

  it.each(ROUNDS.map((rows) => [rows.map(({ scenario }) => scenario).join(' and '), rows] as const))(
    '%s',
    async (_, rows) => {
      for (const { scenario } of rows) await rig.simulator.admin('POST', 'scenario', { name: scenario });
      await rig.advance(22, 30);
      const { model, map } = await estate();
      // What a subscription or target fails into is a dead-letter queue: nobody is meant to receive there, and its trouble is theirs.
      const deadLetterQueues = [...model.present()].filter(({ deadLetterSources }) => deadLetterSources.length > 0);
      expect(deadLetterQueues.filter(({ verdict }) => verdict.state === 'stopped').map(({ name }) => name)).toEqual([]);
      const roots = new Set(rootCauses([...model.present()], rig.now));
      expect(deadLetterQueues.filter((queue) => queue.verdict.state === 'poisoned' && roots.has(queue)).map(({ name }) => name)).toEqual(
        [],
      );
      for (const { name, verdicts, drawn } of rows) {
        const resource = [...model.present()].find((each) => each.name === name);
        expect(verdicts, `${name}: ${resource?.verdict.because}`).toContain(`${resource?.verdict.state} ${resource?.verdict.reason}`);
        const states = map.edges
          .filter(({ via, to, from }) => via?.name === name || to === resource?.id || from === resource?.id)
          .map(({ state }) => state);
        expect(
          states.some((state) => drawn.includes(state)),
          `${name} is drawn ${states.join()}`,
        ).toBe(true);
      }
    },
    300_000,
  );
});
