import { queueArn } from '../world/arn.js';
import type { EpisodeLane } from '../trouble/episodes.js';
import { ACCOUNTS, DATA, PROD, SCOPES } from './accounts.js';
import type { ConsumerSpec, EstateBlueprint, HistoryBlueprint, QueueBlueprint } from './blueprint.js';
import { EVENTS, type EventName } from './company-events.js';
import { COMPANY_EVENT_PLANE } from './company-event-plane.js';
import { COMPANY_STREAMS } from './company-streams.js';
import { COMPANY_ENDPOINTS, COMPANY_TOPICS, queuePolicies } from './company-topics.js';

export const COMPANY_HISTORY: HistoryBlueprint = { days: 8, warmUpDays: 2, keepDays: 16 };

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST_RETENTION = 14 * DAY;

interface QueueSketch {
  readonly team: string;
  readonly event?: EventName;
  readonly share?: number;
  readonly groups?: number;
  readonly processingSeconds?: number;
  /** Whoever empties it instead of a consumer of its own. */
  readonly emptiedBy?: 'pipe';
  /** Polled although nothing is ever sent. */
  readonly polled?: true;
  readonly failureShare?: number;
  readonly backoff?: ConsumerSpec['backoff'];
  readonly discardsPoison?: true;
  readonly shift?: ConsumerSpec['shift'];
  readonly capacityPerSecond?: number;
  readonly dlq?: string;
  readonly maxReceiveCount?: number;
  readonly visibilityTimeoutSeconds?: number;
  readonly retentionSeconds?: number;
  readonly delaySeconds?: number;
}

/** Services that listen for finished media, and what else shares a system with queues of another first word. */
const SYSTEMS: Readonly<Record<string, string>> = {
  encoding: 'media',
  thumbnails: 'media',
  subtitles: 'media',
  quality: 'media',
  catalogue: 'media',
  search: 'media',
  recommendations: 'media',
  cdn: 'media',
  usage: 'platform',
  audit: 'platform',
  eta: 'drivers',
  invoices: 'orders',
  invoice: 'orders',
  payment: 'payments',
  charge: 'payments',
  welcome: 'emails',
  warehouse: 'shipping',
  feed: 'shop',
  revenue: 'analytics',
  partner: 'partners',
};

function systemOf(name: string): string {
  const [word = name] = name.split('-');
  return SYSTEMS[word] ?? word;
}

/** So much more than the peak a consumer manages: a backlog of an hour is gone within the next. */
const HEADROOM = 2.4;

function draw(accountId: string, region: string, name: string, sketch: QueueSketch): QueueBlueprint {
  const event = sketch.event;
  const share = sketch.share ?? 1;
  const processingSeconds = sketch.processingSeconds ?? 0.3;
  const peak = event ? EVENTS[event].peakPerSecond * share : 0;
  const works = (event !== undefined && sketch.emptiedBy === undefined) || sketch.polled === true || sketch.capacityPerSecond !== undefined;
  return {
    accountId,
    region,
    name,
    tags: { system: systemOf(name), team: sketch.team, 'cost-centre': accountId === PROD ? 'shop' : 'platform' },
    traffic: event ? { event, ...EVENTS[event], share, groups: sketch.groups ?? 24, viaTopic: false } : null,
    consumer: works
      ? {
          capacityPerSecond: sketch.capacityPerSecond ?? Math.max(2, peak * HEADROOM),
          processingSeconds,
          failureShare: sketch.failureShare ?? 0.001,
          backoff: sketch.backoff ?? null,
          discardsPoison: sketch.discardsPoison ?? false,
          pollers: sketch.shift ? 0 : Math.max(2, Math.ceil(peak / 10)),
          waitSeconds: 20,
          shift: sketch.shift ?? null,
        }
      : null,
    deadLetterQueue: sketch.dlq ?? null,
    maxReceiveCount: sketch.maxReceiveCount ?? 5,
    visibilityTimeoutSeconds: sketch.visibilityTimeoutSeconds ?? Math.max(30, Math.ceil(processingSeconds * 6)),
    retentionSeconds: sketch.retentionSeconds ?? 4 * DAY,
    delaySeconds: sketch.delaySeconds ?? 0,
    lasting: null,
    verbatim: {},
  };
}

/** Someone empties it once a day, at an hour of its own. */
const dailyClearing = (hour: number): Partial<QueueSketch> => ({
  retentionSeconds: LONGEST_RETENTION,
  capacityPerSecond: 60,
  processingSeconds: 0.2,
  failureShare: 0,
  discardsPoison: true,
  visibilityTimeoutSeconds: 30,
  shift: { everyHours: 24, atMinute: hour * 60 + 20, forMinutes: 25 },
});

const PAYMENT_RETRIES = { baseSeconds: 5, factor: 3, maximumSeconds: 135 };

const SHOP_EU: Record<string, QueueSketch> = {
  'orders-fulfilment': { team: 'orders', event: 'OrderPlaced', dlq: 'orders-fulfilment-dlq' },
  'orders-invoicing': { team: 'orders', event: 'OrderPlaced', processingSeconds: 0.8, dlq: 'orders-dlq', maxReceiveCount: 8 },
  'orders-returns': { team: 'orders', event: 'OrderReturned', processingSeconds: 3, dlq: 'orders-dlq' },
  'orders-archive': { team: 'orders', event: 'OrderPlaced', share: 0.2, processingSeconds: 2, delaySeconds: 60 },
  'orders-reconcile': {
    team: 'orders',
    event: 'NightlyOrder',
    capacityPerSecond: 25,
    processingSeconds: 1.5,
    shift: { everyHours: 24, atMinute: 60, forMinutes: 150 },
  },
  'payments-capture': {
    team: 'payments',
    event: 'OrderPlaced',
    processingSeconds: 1.2,
    failureShare: 0.01,
    backoff: PAYMENT_RETRIES,
    dlq: 'payments-capture-dlq',
    visibilityTimeoutSeconds: 60,
  },
  'payments-refunds': {
    team: 'payments',
    event: 'OrderReturned',
    processingSeconds: 2,
    backoff: PAYMENT_RETRIES,
    dlq: 'payments-refunds-dlq',
  },
  'payments-ledger.fifo': {
    team: 'payments',
    event: 'PaymentCaptured',
    groups: 40,
    processingSeconds: 0.2,
    dlq: 'payments-ledger-dlq.fifo',
    maxReceiveCount: 10,
  },
  'payments-disputes': { team: 'payments' },
  'inventory-reserve': { team: 'inventory', event: 'OrderPlaced', processingSeconds: 0.5, dlq: 'inventory-reserve-dlq' },
  'inventory-counts': { team: 'inventory', event: 'StockCounted' },
  'shipping-labels': { team: 'shipping', event: 'OrderPlaced', share: 0.95, processingSeconds: 1.5, dlq: 'shipping-labels-dlq' },
  'shipping-quotes': { team: 'shipping', event: 'CartPriced', processingSeconds: 0.2 },
  'emails-transactional': { team: 'messaging', event: 'OrderPlaced', processingSeconds: 0.6, failureShare: 0.004, dlq: 'emails-dlq' },
  'emails-marketing': { team: 'messaging', event: 'CampaignSent', processingSeconds: 4, dlq: 'emails-dlq' },
  'emails-bounces': { team: 'messaging', event: 'MailBounced' },
  'partner-tickets': { team: 'partners', event: 'PartnerTicket', processingSeconds: 6 },
  'partner-payments.fifo': { team: 'partners', event: 'PartnerPayment', groups: 6, dlq: 'partner-payments-dlq.fifo' },
  // What rules, pipes and schedules deliver.
  'loyalty-points': { team: 'loyalty', capacityPerSecond: 40, processingSeconds: 0.13, dlq: 'shop-consumers-dlq' },
  'invoices-abroad': { team: 'orders', capacityPerSecond: 20, processingSeconds: 0.9, dlq: 'shop-consumers-dlq' },
  'payment-declines': { team: 'payments', capacityPerSecond: 6, processingSeconds: 0.5 },
  'welcome-mails': { team: 'messaging', capacityPerSecond: 8, processingSeconds: 0.6, dlq: 'shop-consumers-dlq' },
  'invoice-files': { team: 'orders', capacityPerSecond: 10, processingSeconds: 1.2 },
  'charge-settlements': { team: 'payments', capacityPerSecond: 8, processingSeconds: 0.3, dlq: 'shop-consumers-dlq' },
  'inventory-recounts': { team: 'inventory', capacityPerSecond: 4, processingSeconds: 0.4 },
  'warehouse-returns': { team: 'shipping', event: 'OrderReturned', emptiedBy: 'pipe' },
  'warehouse-inbound': { team: 'shipping', capacityPerSecond: 12, processingSeconds: 0.8 },
  'feed-exports': { team: 'catalogue', capacityPerSecond: 2, processingSeconds: 30, visibilityTimeoutSeconds: 300 },
  'shop-consumers-dlq': { team: 'platform', ...dailyClearing(4) },
  'shop-events-dlq': { team: 'platform', ...dailyClearing(5) },
  // Cleared four times a day and kept for eight hours: what it holds is always some hours from being lost.
  'payments-capture-dlq': {
    ...dailyClearing(0),
    team: 'payments',
    retentionSeconds: 8 * HOUR,
    shift: { everyHours: 6, atMinute: 95, forMinutes: 10 },
  },
  'orders-fulfilment-dlq': { team: 'orders', ...dailyClearing(8) },
  'orders-dlq': { team: 'orders', ...dailyClearing(9) },
  'payments-refunds-dlq': { team: 'payments', ...dailyClearing(7) },
  'payments-ledger-dlq.fifo': { team: 'payments', ...dailyClearing(7) },
  'inventory-reserve-dlq': { team: 'inventory', ...dailyClearing(10) },
  'shipping-labels-dlq': { team: 'shipping', ...dailyClearing(6) },
  'emails-dlq': { team: 'messaging', ...dailyClearing(11) },
  'partner-payments-dlq.fifo': { team: 'partners', ...dailyClearing(12) },
  'payments-reporting': { team: 'payments', event: 'PaymentCaptured' },
  'partner-hooks-dlq': { team: 'partners', ...dailyClearing(5) },
};

const SHOP_US: Record<string, QueueSketch> = {
  'orders-fulfilment': { team: 'orders', event: 'OrderPlaced', dlq: 'orders-dlq' },
  'payments-capture': {
    team: 'payments',
    event: 'OrderPlaced',
    processingSeconds: 1.2,
    failureShare: 0.006,
    backoff: PAYMENT_RETRIES,
    dlq: 'payments-capture-dlq',
  },
  'inventory-reserve.fifo': { team: 'inventory', event: 'PaymentCaptured', groups: 32 },
  'shipping-labels': { team: 'shipping', event: 'OrderPlaced', share: 0.95, processingSeconds: 1.5, dlq: 'orders-dlq' },
  'emails-transactional': { team: 'messaging', event: 'OrderPlaced', processingSeconds: 0.6 },
  'orders-archive': { team: 'orders' },
  'orders-dlq': { team: 'orders', ...dailyClearing(14) },
  'payments-capture-dlq': { team: 'payments', ...dailyClearing(15) },
};

/** EncodingCompleted fans out to a dozen services; eight of them listen through a queue. */
const MEDIA_EU: Record<string, QueueSketch> = {
  'encoding-jobs': { team: 'media', event: 'MediaUploaded', processingSeconds: 240, visibilityTimeoutSeconds: 30 * MINUTE },
  'encoding-priority': { team: 'media', polled: true },
  'thumbnails-render': { team: 'media', event: 'EncodingCompleted', processingSeconds: 12, dlq: 'media-dlq' },
  'subtitles-generate': {
    team: 'media',
    event: 'EncodingCompleted',
    processingSeconds: 45,
    visibilityTimeoutSeconds: 300,
    dlq: 'media-dlq',
  },
  'quality-check': { team: 'media', event: 'EncodingCompleted', processingSeconds: 20, dlq: 'media-dlq' },
  'catalogue-publish.fifo': { team: 'catalogue', event: 'EncodingCompleted', groups: 12, processingSeconds: 0.4 },
  'search-index': { team: 'search', event: 'EncodingCompleted', processingSeconds: 0.5, dlq: 'search-index-dlq' },
  'recommendations-refresh': { team: 'search', event: 'EncodingCompleted', processingSeconds: 2 },
  'cdn-warm': { team: 'edge', event: 'EncodingCompleted', processingSeconds: 5 },
  'usage-billing': { team: 'finance', event: 'EncodingCompleted' },
  'revenue-facts': { team: 'analytics', capacityPerSecond: 45, processingSeconds: 0.1 },
  'eta-recalculate': { team: 'fleet', event: 'DriverMoved', processingSeconds: 0.15 },
  'clickstream-rejects': { team: 'analytics', event: 'ClickRejected', processingSeconds: 1 },
  'order-analytics': { team: 'analytics', event: 'OrderPlaced', processingSeconds: 0.1 },
  'media-dlq': { team: 'media', ...dailyClearing(13) },
  'search-index-dlq': { team: 'search', ...dailyClearing(16) },
};

const MEDIA_US: Record<string, QueueSketch> = {
  'encoding-jobs': { team: 'media', event: 'MediaUploaded', processingSeconds: 180, visibilityTimeoutSeconds: 20 * MINUTE },
  'eta-recalculate': { team: 'fleet', event: 'DriverMoved', share: 0.5, processingSeconds: 0.15 },
  'clickstream-rejects': { team: 'analytics', event: 'ClickRejected', processingSeconds: 1 },
  'audit-trail.fifo': { team: 'platform', event: 'PartnerPayment', groups: 3 },
};

const drawAll = (accountId: string, region: string, sketches: Record<string, QueueSketch>): QueueBlueprint[] =>
  Object.entries(sketches).map(([name, sketch]) => draw(accountId, region, name, sketch));

/** Queues that topics deliver to let them in, and get their traffic from them alone. */
function subscribed(queues: readonly QueueBlueprint[]): QueueBlueprint[] {
  const policies = new Map(queuePolicies(COMPANY_TOPICS).map(({ queueArn: arn, policy }) => [arn, policy]));
  return queues.map((queue) => {
    const policy = policies.get(queueArn(queue));
    if (policy === undefined) return queue;
    return { ...queue, traffic: queue.traffic && { ...queue.traffic, viaTopic: true }, verbatim: { ...queue.verbatim, Policy: policy } };
  });
}

/** The retail company in good health. */
export function company(): EstateBlueprint {
  return {
    accounts: ACCOUNTS,
    scopes: SCOPES,
    queues: subscribed([
      ...drawAll(PROD, 'eu-west-1', SHOP_EU),
      ...drawAll(PROD, 'us-east-1', SHOP_US),
      ...drawAll(DATA, 'eu-west-1', MEDIA_EU),
      ...drawAll(DATA, 'us-east-1', MEDIA_US),
    ]),
    streams: COMPANY_STREAMS,
    topics: COMPANY_TOPICS,
    endpoints: COMPANY_ENDPOINTS,
    events: COMPANY_EVENT_PLANE,
    episodes: [],
    streamEpisodes: [],
    endpointEpisodes: [],
    turns: [],
    fanoutTurns: [],
    eventTurns: [],
    history: COMPANY_HISTORY,
  };
}

const shopEu = (name: string): string => queueArn({ accountId: PROD, region: 'eu-west-1', name });
const mediaEu = (name: string): string => queueArn({ accountId: DATA, region: 'eu-west-1', name });

const poisonedCapture = { queueArn: shopEu('payments-capture'), trouble: { kind: 'poison', share: 0.006 } } as const;
const labelsGone = { queueArn: shopEu('shipping-labels'), trouble: { kind: 'gone' } } as const;
const slowReserve = { queueArn: shopEu('inventory-reserve'), trouble: { kind: 'slow', share: 0.92 } } as const;
const stuckEncoding = { queueArn: mediaEu('encoding-jobs'), trouble: { kind: 'stuck', slots: 640 } } as const;

/**
 * The demo's troubles: of each kind one is usually going on, so that a wall has something to show whenever somebody looks, and the
 * week behind it has episodes.
 */
export const DEMO_EPISODES: readonly EpisodeLane[] = [
  {
    name: 'poisoned',
    slotMinutes: 80,
    opensWithinMinutes: 5,
    lastsMinutes: [62, 75],
    candidates: [
      poisonedCapture,
      poisonedCapture,
      poisonedCapture,
      poisonedCapture,
      poisonedCapture,
      { queueArn: shopEu('emails-transactional'), trouble: { kind: 'poison', share: 0.003 } },
    ],
  },
  {
    name: 'stopped',
    slotMinutes: 95,
    opensWithinMinutes: 8,
    lastsMinutes: [68, 86],
    candidates: [
      labelsGone,
      labelsGone,
      { queueArn: shopEu('orders-invoicing'), trouble: { kind: 'gone' } },
      { queueArn: mediaEu('search-index'), trouble: { kind: 'gone' } },
    ],
  },
  {
    name: 'slow',
    slotMinutes: 85,
    opensWithinMinutes: 5,
    lastsMinutes: [64, 79],
    candidates: [slowReserve, slowReserve, { queueArn: mediaEu('eta-recalculate'), trouble: { kind: 'slow', share: 0.9 } }],
  },
  {
    name: 'stalled',
    slotMinutes: 140,
    opensWithinMinutes: 30,
    lastsMinutes: [40, 90],
    candidates: [stuckEncoding, stuckEncoding, { queueArn: mediaEu('cdn-warm'), trouble: { kind: 'stuck', slots: 40 } }],
  },
];
