import { policyFor } from '../delivery/resource-policy.js';
import type { MessageAttribute } from '../queue/cohort.js';
import type { EpisodeLane } from '../trouble/episodes.js';
import { deliveryStreamArn, functionArn, queueArn } from '../world/arn.js';
import { DATA, PROD } from './accounts.js';
import { EVENTS, type EventName } from './company-events.js';
import type {
  EndpointAilment,
  EndpointBlueprint,
  MessageClassBlueprint,
  PublisherBlueprint,
  QueuePolicy,
  SubscriptionBlueprint,
  TopicBlueprint,
} from './topic-blueprint.js';

/** The carrier that is told of every parcel. */
export const CARRIER_HOOK = 'https://hooks.swift-parcels.example/shop/orders';
export const SUPPLIER_HOOK = 'https://edi.supplier-portal.example/stock';
/** One of twelve that hear of finished media. */
export const RIGHTS_FUNCTION = functionArn({ accountId: DATA, region: 'eu-west-1', name: 'rights-registrar' });

interface Place {
  readonly accountId: string;
  readonly region: string;
}
const SHOP_EU: Place = { accountId: PROD, region: 'eu-west-1' };
const SHOP_US: Place = { accountId: PROD, region: 'us-east-1' };
const MEDIA_EU: Place = { accountId: DATA, region: 'eu-west-1' };

const PLAIN = {
  state: 'confirmed',
  filterPolicy: null,
  filterPolicyScope: 'MessageAttributes',
  rawDelivery: false,
  deadLetterTargetArn: null,
  deliveryPolicy: null,
} as const satisfies Partial<SubscriptionBlueprint>;

type Changes = Partial<Omit<SubscriptionBlueprint, 'protocol' | 'endpoint'>>;

const toQueue = (place: Place, name: string, changes: Changes = {}): SubscriptionBlueprint => ({
  ...PLAIN,
  rawDelivery: true,
  ...changes,
  protocol: 'sqs',
  endpoint: queueArn({ ...place, name }),
});
const toFunction = (place: Place, name: string, changes: Changes = {}): SubscriptionBlueprint => ({
  ...PLAIN,
  ...changes,
  protocol: 'lambda',
  endpoint: functionArn({ ...place, name }),
});
const toArchive = (place: Place, name: string): SubscriptionBlueprint => ({
  ...PLAIN,
  rawDelivery: true,
  protocol: 'firehose',
  endpoint: deliveryStreamArn({ ...place, name }),
});
const to = (protocol: 'https' | 'email' | 'sms', endpoint: string, changes: Changes = {}): SubscriptionBlueprint => ({
  ...PLAIN,
  ...changes,
  protocol,
  endpoint,
});

const only = (policy: Readonly<Record<string, unknown>>): Changes => ({ filterPolicy: JSON.stringify(policy) });
const onlyBody = (policy: Readonly<Record<string, unknown>>): Changes => ({ ...only(policy), filterPolicyScope: 'MessageBody' });
const deadTo = (place: Place, name: string): Changes => ({ deadLetterTargetArn: queueArn({ ...place, name }) });

const text = (StringValue: string): MessageAttribute => ({ DataType: 'String', StringValue });
const number = (value: number): MessageAttribute => ({ DataType: 'Number', StringValue: String(value) });

const publishing = (event: EventName, classes: readonly MessageClassBlueprint[], groups = 1): PublisherBlueprint => ({
  event,
  ...EVENTS[event],
  classes,
  groups,
});

/** A class of orders: the attributes filter policies look at, and what the body says. */
function orders(name: string, share: number, channel: string, fulfilment: string, country: string, value: number): MessageClassBlueprint {
  const attributes = {
    eventType: text('OrderPlaced'),
    channel: text(channel),
    fulfilment: text(fulfilment),
    country: text(country),
    value: number(value),
  };
  const customer = { email: 'customer-#@example.com', firstName: 'Robin', street: 'Weir Lane 7' };
  return { name, share, attributes, body: { event: 'OrderPlaced', orderId: 'o-#', channel, country, value, lines: 2, customer } };
}

const ORDERS: readonly MessageClassBlueprint[] = [
  orders('web, at home', 0.52, 'web', 'ship', 'DE', 48),
  orders('app, abroad', 0.23, 'app', 'ship', 'AT', 39),
  orders('wholesale', 0.2, 'wholesale', 'ship', 'DE', 480),
  orders('vouchers', 0.05, 'web', 'digital', 'DE', 25),
];

/** A class of messages that carries its kind in the body and as an attribute. */
const kind = (event: string, name: string, share: number, fields: Readonly<Record<string, unknown>>): MessageClassBlueprint => ({
  name,
  share,
  attributes: { eventType: text(event) },
  body: { event, ...fields },
});

const topic = (
  place: Place,
  name: string,
  team: string,
  publisher: PublisherBlueprint,
  subscriptions: readonly SubscriptionBlueprint[],
  attributes: Readonly<Record<string, string>> = {},
): TopicBlueprint => ({
  ...place,
  name,
  tags: { system: name.split('-')[0] ?? name, team, 'cost-centre': place.accountId === PROD ? 'shop' : 'platform' },
  attributes,
  publisher,
  subscriptions,
});

const LOG_ROLE = (accountId: string): string => `arn:aws:iam::${accountId}:role/sns-delivery-status`;

/** Failures are logged whole, and a share of the successes. */
const logged = (accountId: string, successPercent: number, ...protocols: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    protocols.flatMap((protocol) => [
      [`${protocol}SuccessFeedbackRoleArn`, LOG_ROLE(accountId)],
      [`${protocol}SuccessFeedbackSampleRate`, String(successPercent)],
      [`${protocol}FailureFeedbackRoleArn`, LOG_ROLE(accountId)],
    ]),
  );

/** What the company publishes, and who listens. Queues that exist for themselves too are fed by these topics alone. */
export const COMPANY_TOPICS: readonly TopicBlueprint[] = [
  topic(SHOP_EU, 'order-events', 'orders', publishing('OrderPlaced', ORDERS), [
    toQueue(SHOP_EU, 'orders-fulfilment'),
    toQueue(SHOP_EU, 'orders-invoicing', deadTo(SHOP_EU, 'orders-dlq')),
    toQueue(SHOP_EU, 'orders-archive', only({ value: [{ numeric: ['>=', 200] }] })),
    toQueue(SHOP_EU, 'payments-capture'),
    toQueue(SHOP_EU, 'inventory-reserve', deadTo(SHOP_EU, 'inventory-reserve-dlq')),
    toQueue(SHOP_EU, 'shipping-labels', only({ fulfilment: ['ship'] })),
    toQueue(SHOP_EU, 'emails-transactional', only({ eventType: ['OrderPlaced', 'OrderReturned'] })),
    toQueue(MEDIA_EU, 'order-analytics', { rawDelivery: false }),
    toFunction(SHOP_EU, 'fraud-check', onlyBody({ value: [{ numeric: ['>', 100] }] })),
    to('https', CARRIER_HOOK, { ...only({ fulfilment: ['ship'], country: ['AT', 'CH'] }), ...deadTo(SHOP_EU, 'partner-hooks-dlq') }),
  ]),
  topic(
    SHOP_EU,
    'order-returns',
    'orders',
    publishing('OrderReturned', [
      kind('OrderReturned', 'by post', 0.8, { orderId: 'o-#', way: 'post' }),
      kind('OrderReturned', 'in a shop', 0.2, { orderId: 'o-#', way: 'shop' }),
    ]),
    [
      toQueue(SHOP_EU, 'orders-returns'),
      toQueue(SHOP_EU, 'payments-refunds'),
      to('https', 'https://hooks.swift-parcels.example/shop/returns', onlyBody({ way: ['post'] })),
    ],
    logged(PROD, 100, 'SQS', 'HTTP'),
  ),
  topic(
    SHOP_EU,
    'payment-events.fifo',
    'payments',
    publishing('PaymentCaptured', [kind('PaymentCaptured', 'payments', 1, { orderId: 'o-#', amount: { currency: 'EUR' } })], 40),
    [toQueue(SHOP_EU, 'payments-ledger.fifo'), toQueue(SHOP_EU, 'payments-reporting')],
    { ContentBasedDeduplication: 'true' },
  ),
  topic(
    SHOP_EU,
    'stock-levels',
    'inventory',
    publishing('StockCounted', [
      kind('StockCounted', 'enough', 0.93, { sku: 'sku-#', level: 'enough' }),
      kind('StockCounted', 'low', 0.07, { sku: 'sku-#', level: 'low' }),
    ]),
    [
      toQueue(SHOP_EU, 'inventory-counts'),
      toFunction(SHOP_EU, 'reorder-planner', onlyBody({ level: ['low'] })),
      to('https', SUPPLIER_HOOK, onlyBody({ level: ['low'] })),
    ],
  ),
  topic(
    SHOP_EU,
    'campaign-mailings',
    'messaging',
    publishing('CampaignSent', [
      kind('CampaignSent', 'newsletters', 0.9, { campaign: 'c-#', consent: true }),
      kind('CampaignSent', 'reminders', 0.1, { campaign: 'c-#', consent: true }),
    ]),
    [toQueue(SHOP_EU, 'emails-marketing'), toArchive(SHOP_EU, 'campaign-archive')],
  ),
  topic(
    SHOP_EU,
    'shop-alarms',
    'platform',
    publishing('AlarmRaised', [
      {
        name: 'alarms',
        share: 1,
        attributes: { severity: text('warning') },
        body: { AlarmName: 'checkout-latency-#', NewStateValue: 'ALARM' },
      },
    ]),
    [
      to('email', 'on-call@shop.example'),
      to('sms', '+491700000001', only({ severity: ['critical'] })),
      toFunction(SHOP_EU, 'alarm-to-chat'),
    ],
  ),
  topic(SHOP_US, 'order-events', 'orders', publishing('OrderPlaced', ORDERS), [
    toQueue(SHOP_US, 'orders-fulfilment'),
    toQueue(SHOP_US, 'payments-capture'),
    toQueue(SHOP_US, 'shipping-labels', only({ fulfilment: ['ship'] })),
    toQueue(SHOP_US, 'emails-transactional', only({ eventType: ['OrderPlaced', 'OrderReturned'] })),
  ]),
  // The twelve that hear of finished media.
  topic(
    MEDIA_EU,
    'encoding-completed',
    'media',
    publishing('EncodingCompleted', [
      kind('EncodingCompleted', 'films', 0.35, { asset: 'a-#', type: 'film' }),
      kind('EncodingCompleted', 'episodes', 0.65, { asset: 'a-#', type: 'episode' }),
    ]),
    [
      toQueue(MEDIA_EU, 'thumbnails-render'),
      toQueue(MEDIA_EU, 'subtitles-generate'),
      toQueue(MEDIA_EU, 'quality-check'),
      toQueue(MEDIA_EU, 'search-index', deadTo(MEDIA_EU, 'search-index-dlq')),
      toQueue(MEDIA_EU, 'recommendations-refresh'),
      toQueue(MEDIA_EU, 'cdn-warm'),
      toQueue(MEDIA_EU, 'usage-billing'),
      toFunction(MEDIA_EU, 'rights-registrar'),
      toFunction(MEDIA_EU, 'trailer-cutter', onlyBody({ type: ['film'] })),
      to('https', 'https://ingest.listings-partner.example/programme'),
      to('email', 'media-desk@shop.example', onlyBody({ type: ['film'] })),
      toArchive(MEDIA_EU, 'media-events'),
    ],
    logged(DATA, 10, 'SQS', 'Lambda', 'HTTP', 'Firehose'),
  ),
];

/** Everybody who is subscribed and is no queue, answering. */
export const COMPANY_ENDPOINTS: readonly EndpointBlueprint[] = COMPANY_TOPICS.flatMap(({ subscriptions }) =>
  subscriptions.flatMap(({ protocol, endpoint }) =>
    protocol === 'sqs' ? [] : [{ address: endpoint, state: { kind: 'answering' } as const }],
  ),
);

/** What each queue that topics deliver to, or dead-letter to, must allow. */
export function queuePolicies(topics: readonly TopicBlueprint[]): QueuePolicy[] {
  const sources = new Map<string, Set<string>>();
  for (const { accountId, region, name, subscriptions } of topics) {
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
    for (const { protocol, endpoint, deadLetterTargetArn } of subscriptions) {
      const reached = [...(protocol === 'sqs' ? [endpoint] : []), ...(deadLetterTargetArn === null ? [] : [deadLetterTargetArn])];
      for (const queue of reached) sources.set(queue, (sources.get(queue) ?? new Set<string>()).add(arn));
    }
  }
  return [...sources].map(([queueArn, arns]) => ({
    queueArn,
    policy: policyFor('sqs:SendMessage', queueArn, 'sns.amazonaws.com', [...arns].sort()),
  }));
}

/** The demo's endpoints: one or the other is in trouble about a third of the time. */
export const DEMO_ENDPOINT_EPISODES: readonly EpisodeLane<EndpointAilment>[] = [
  {
    name: 'endpoint',
    slotMinutes: 150,
    opensWithinMinutes: 40,
    lastsMinutes: [35, 75],
    candidates: [
      { address: CARRIER_HOOK, state: { kind: 'failing', share: 1, statusCode: 503 } },
      { address: CARRIER_HOOK, state: { kind: 'failing', share: 0.4, statusCode: 502 } },
      { address: RIGHTS_FUNCTION, state: { kind: 'refusing', statusCode: 403 } },
    ],
  },
];
