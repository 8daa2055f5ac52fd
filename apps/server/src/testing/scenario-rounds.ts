import type { FlowState } from '@weir/contract';
import type { ToldCounter } from './told-minutes.js';

/** What shows a trouble: so many minutes that are like this. */
export interface Shows {
  readonly counter: ToldCounter;
  readonly name: string;
  readonly minutes: number;
  /** @param usual of a minute, before */
  readonly is: (value: number, usual: number) => boolean;
  /** Whole minutes since the trouble began only: a silence does not show in the minute it begins in. */
  readonly whole?: true;
}

export interface Stage {
  readonly verdicts: readonly string[];
  /** How its edge, or an edge of its own, is drawn. */
  readonly drawn: readonly FlowState[];
  /** `settings`: no counter does, what is configured says it. A number: that many whole minutes without any value. */
  readonly shows: Shows | 'settings' | number;
}

export interface ScenarioRow {
  readonly scenario: string;
  /** The resource whose verdict it is. */
  readonly name: string;
  readonly stages: readonly Stage[];
  /** What incidents name as their causes, where that is not the one resource. */
  readonly roots?: readonly string[];
}

const some = (value: number): boolean => value > 0;
const showing = (of: ToldCounter['of'], name: string, metric: ToldCounter['metric'], minutes: number, is: Shows['is'] = some): Shows => ({
  counter: { of, metric } as ToldCounter,
  name,
  minutes,
  is,
});
const silent = (of: ToldCounter['of'], name: string, metric: ToldCounter['metric'], minutes: number): Shows => ({
  ...showing(of, name, metric, minutes, (value) => value === 0),
  whole: true,
});

/** Copies are tried again: said of the target that refuses, or of the copies once many wait. */
const BEING_RETRIED = ['throttled target-retried', 'stalled deliveries-waiting'];
const HOOK = 'order-events → hooks.swift-parcels.example';
const PARTNER = 'aws.partner/example-payments.com/shop/charges';

/**
 * Two at once where they do not meet: something about a topic, and something about buses, rules or pipes. A topic whose copies failed keeps
 * them in its ledger for a quarter of an hour, in which two of its subscriptions cannot be told apart: its next trouble comes later.
 */
export const SCENARIO_ROUNDS: readonly (readonly ScenarioRow[])[] = [
  [
    {
      scenario: 'filter-policy-typo',
      name: 'order-events → emails-transactional',
      stages: [{ verdicts: ['filtered-out policy-edited'], drawn: ['cut'], shows: silent('queue', 'emails-transactional', 'sent', 1) }],
    },
    {
      scenario: 'rule-disabled',
      name: 'invoices-abroad',
      stages: [{ verdicts: ['disabled switched-off-while-busy'], drawn: ['cut'], shows: 'settings' }],
    },
  ],
  [
    {
      scenario: 'http-endpoint-failing',
      name: HOOK,
      stages: [{ verdicts: ['failing endpoint-failing'], drawn: ['failing'], shows: showing('topic', 'order-events', 'failed', 2) }],
    },
    {
      scenario: 'target-throttled',
      name: 'order-saga',
      stages: [
        { verdicts: BEING_RETRIED, drawn: ['late', 'waiting'], shows: showing('rule', 'order-saga', 'retries', 2) },
        // Its copies are given up after a quarter of an hour.
        {
          verdicts: ['dead-lettering dead-letters-arriving'],
          drawn: ['failing'],
          shows: showing('rule', 'order-saga', 'sentToDlq', 1),
        },
      ],
    },
  ],
  [
    {
      scenario: 'one-dead-subscriber',
      name: 'encoding-completed → rights-registrar',
      stages: [
        {
          verdicts: ['failing endpoint-missing', 'failing deliveries-lost'],
          drawn: ['cut'],
          shows: showing('topic', 'encoding-completed', 'failed', 1),
        },
      ],
    },
    {
      scenario: 'bus-policy-revoked',
      name: 'to-analytics',
      stages: [
        { verdicts: ['dead-lettering dead-letters-arriving'], drawn: ['failing'], shows: showing('rule', 'to-analytics', 'sentToDlq', 1) },
      ],
    },
  ],
  [
    {
      scenario: 'pipe-filter-too-narrow',
      name: 'returns-to-warehouse',
      stages: [{ verdicts: ['filtered-out policy-edited'], drawn: ['cut'], shows: silent('pipe', 'returns-to-warehouse', 'events', 1) }],
    },
  ],
  [
    {
      scenario: 'rule-loop',
      name: 'stock-normaliser',
      stages: [
        {
          verdicts: ['failing multiplied-by-edit'],
          drawn: ['failing'],
          shows: showing('rule', 'stock-normaliser', 'matched', 2, (value, usual) => value >= 8 * usual),
        },
      ],
    },
  ],
  [
    {
      scenario: 'partner-source-silent',
      name: PARTNER,
      stages: [{ verdicts: ['starved source-silent'], drawn: ['cut'], shows: 2 }],
    },
  ],
  [
    {
      scenario: 'target-queue-denied',
      name: 'order-events → orders-invoicing',
      stages: [
        {
          // Its queue falls silent before the topic's counters say whose copies went to a dead-letter queue.
          verdicts: ['starved nothing-arrives', 'dead-lettering dead-letters-arriving'],
          drawn: ['cut', 'failing'],
          shows: showing('topic', 'order-events', 'redrivenToDlq', 1),
        },
      ],
    },
    {
      scenario: 'target-permission-denied',
      name: 'welcome-mail',
      // The policies of two queues are closed.
      roots: ['welcome-mail', 'invoices-abroad'],
      stages: [
        { verdicts: ['failing deliveries-lost'], drawn: ['failing'], shows: showing('rule', 'welcome-mail', 'failedInvocations', 1) },
      ],
    },
  ],
  [
    {
      scenario: 'pipe-stopped',
      name: 'returns-to-warehouse',
      stages: [{ verdicts: ['stopped pipe-stopped'], drawn: ['cut'], shows: 'settings' }],
    },
  ],
  [
    {
      scenario: 'subscription-pending',
      name: HOOK,
      stages: [{ verdicts: ['starved pending-confirmation'], drawn: ['cut'], shows: 'settings' }],
    },
    {
      scenario: 'api-destination-failing',
      name: 'cart-reminders',
      stages: [
        { verdicts: BEING_RETRIED, drawn: ['late', 'waiting'], shows: showing('rule', 'cart-reminders', 'retries', 2) },
        // Its copies are given up after a quarter of an hour.
        {
          verdicts: ['dead-lettering dead-letters-arriving'],
          drawn: ['failing'],
          shows: showing('rule', 'cart-reminders', 'sentToDlq', 1),
        },
      ],
    },
  ],
];
