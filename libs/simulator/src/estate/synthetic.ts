import { NO_EVENTS } from './event-blueprint.js';
import { mix } from '../chance/chance.js';
import type { EstateBlueprint, QueueBlueprint } from './blueprint.js';
import { ACCOUNTS, SCOPES } from './accounts.js';

const SYSTEMS = ['orders', 'payments', 'inventory', 'shipping', 'emails', 'encoding', 'search', 'partners'] as const;
const TASKS = ['intake', 'check', 'notify', 'sync', 'export', 'retry', 'index', 'merge'] as const;
/** One queue in so many has traffic; the rest sleep, as in most large accounts. */
const BUSY_ONE_IN = 10;
/** One queue in so many is a dead-letter queue of the one before it. */
const DLQ_ONE_IN = 5;

/** Any number of queues over the company's accounts and regions, with three hours of history. */
export function syntheticEstate(queueCount: number): EstateBlueprint {
  return {
    accounts: ACCOUNTS,
    scopes: SCOPES,
    queues: Array.from({ length: queueCount }, (_, index) => syntheticQueue(index)),
    streams: [],
    topics: [],
    endpoints: [],
    events: NO_EVENTS,
    episodes: [],
    streamEpisodes: [],
    endpointEpisodes: [],
    turns: [],
    fanoutTurns: [],
    eventTurns: [],
    history: { days: 0.125, warmUpDays: 0, keepDays: 2 },
  };
}

function syntheticQueue(index: number): QueueBlueprint {
  const family = Math.floor(index / DLQ_ONE_IN);
  const isDlq = index % DLQ_ONE_IN === DLQ_ONE_IN - 1;
  const scope = SCOPES[family % SCOPES.length] ?? { accountId: '', region: '' };
  const system = SYSTEMS[family % SYSTEMS.length] ?? 'orders';
  const task = TASKS[Math.floor(family / SYSTEMS.length) % TASKS.length] ?? 'intake';
  const stem = `${system}-${task}-${String(family).padStart(4, '0')}`;
  const busy = !isDlq && mix(index, 2) % BUSY_ONE_IN === 0;
  const peakPerSecond = 0.5 + (mix(index, 1) % 200) / 20;
  return {
    accountId: scope.accountId,
    region: scope.region,
    name: isDlq ? `${stem}-dlq` : `${stem}-${index % DLQ_ONE_IN}`,
    tags: { system, team: `team-${family % 12}` },
    traffic: busy
      ? { event: `Synthetic${index}`, peakPerSecond, shape: 'retail', share: 1, meanBytes: 900, groups: 1, viaTopic: false }
      : null,
    consumer: busy
      ? {
          capacityPerSecond: peakPerSecond * 3,
          processingSeconds: 0.5,
          failureShare: 0.001,
          backoff: null,
          discardsPoison: false,
          pollers: 2,
          waitSeconds: 20,
          shift: null,
        }
      : null,
    deadLetterQueue: isDlq ? null : `${stem}-dlq`,
    maxReceiveCount: 5,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: isDlq ? 1_209_600 : 345_600,
    delaySeconds: 0,
    lasting: null,
    verbatim: {},
  };
}
