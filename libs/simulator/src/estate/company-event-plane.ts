import { policyFor } from '../delivery/resource-policy.js';
import { policyForAccounts } from '../events/bus-policy.js';
import { apiDestinationArn, busArn, functionArn, queueArn, ruleArn } from '../world/arn.js';
import { DATA, PROD } from './accounts.js';
import { COMPANY_PRODUCERS } from './company-producers.js';
import { COMPANY_PIPES, COMPANY_SCHEDULE_GROUPS } from './company-pipes.js';
import type {
  ApiDestinationBlueprint,
  BusBlueprint,
  EventPlaneBlueprint,
  FunctionBlueprint,
  Homed,
  RuleBlueprint,
  TargetBlueprint,
} from './event-blueprint.js';

const HOME = { accountId: PROD, region: 'eu-west-1' } as const;
const AFAR = { accountId: PROD, region: 'us-east-1' } as const;
const LAKE = { accountId: DATA, region: 'eu-west-1' } as const;

export const SHOP_BUS = 'shop';
export const ANALYTICS_BUS = 'analytics';
export const PARTNER_BUS = 'aws.partner/example-payments.com/shop/charges';
const shop = (name: string): Homed => ({ ...HOME, name });

export const EVENTS_DLQ = queueArn(shop('shop-events-dlq'));
export const ORDER_SAGA = `arn:aws:states:eu-west-1:${PROD}:stateMachine:order-saga`;
const role = (name: string, accountId = PROD): string => `arn:aws:iam::${accountId}:role/${name}`;
const ownedBy = (team: string, system: string): Readonly<Record<string, string>> => ({ system, team, 'cost-centre': 'shop' });

const BUSES: readonly BusBlueprint[] = [
  {
    ...shop(SHOP_BUS),
    description: 'What happens in the shop, for whoever cares',
    policy: null,
    deadLetterArn: null,
    tags: ownedBy('platform', 'shop'),
  },
  { ...shop(PARTNER_BUS), description: '', policy: null, deadLetterArn: null, tags: ownedBy('payments', 'payments') },
  {
    ...LAKE,
    name: ANALYTICS_BUS,
    description: 'Events of the shop for the data platform',
    policy: policyForAccounts(busArn({ ...LAKE, name: ANALYTICS_BUS }), [PROD]),
    deadLetterArn: null,
    tags: { system: 'analytics', team: 'analytics', 'cost-centre': 'platform' },
  },
];

const MAIL_PARTNER: ApiDestinationBlueprint = {
  ...shop('mail-partner'),
  connection: 'mail-partner',
  endpoint: 'https://api.mail-partner.example/v2/reminders',
  method: 'POST',
  perSecond: 20,
  answers: { kind: 'well' },
};

const target = (id: string, arn: string, more: Partial<TargetBlueprint> = {}): TargetBlueprint => ({
  id,
  arn,
  roleArn: null,
  deadLetterArn: null,
  retryPolicy: null,
  input: { kind: 'event' },
  ...more,
});

interface RuleSketch {
  readonly place?: { readonly accountId: string; readonly region: string };
  readonly bus?: string;
  readonly description: string;
  readonly team: string;
  readonly pattern?: Readonly<Record<string, unknown>>;
  readonly schedule?: string;
  readonly targets: readonly TargetBlueprint[];
}

function drawRule(
  name: string,
  { place = HOME, bus = SHOP_BUS, description, team, pattern, schedule, targets }: RuleSketch,
): RuleBlueprint {
  return {
    ...place,
    name,
    bus,
    description,
    eventPattern: pattern === undefined ? null : JSON.stringify(pattern),
    scheduleExpression: schedule ?? null,
    state: 'ENABLED',
    managedBy: null,
    tags: { team },
    targets,
  };
}

const to = (queue: string, more: Partial<TargetBlueprint> = {}): TargetBlueprint => target(queue, queueArn(shop(queue)), more);
const call = (name: string, place: { readonly accountId: string; readonly region: string } = HOME): TargetBlueprint =>
  target(name, functionArn({ ...place, name }), { deadLetterArn: place === HOME ? EVENTS_DLQ : null });

const RULES: readonly RuleBlueprint[] = [
  drawRule('loyalty-points', {
    description: 'Points for members',
    team: 'loyalty',
    pattern: { source: ['shop.checkout'], 'detail-type': ['CheckoutCompleted'], detail: { member: [true] } },
    targets: [to('loyalty-points', { deadLetterArn: EVENTS_DLQ })],
  }),
  drawRule('fraud-screening', {
    description: 'A closer look at what is expensive',
    team: 'payments',
    pattern: { source: ['shop.checkout'], detail: { total: [{ numeric: ['>=', 300] }] } },
    targets: [call('fraud-screener')],
  }),
  drawRule('invoices-abroad', {
    description: 'Invoices in other languages',
    team: 'orders',
    pattern: { 'detail-type': ['CheckoutCompleted'], detail: { country: [{ 'anything-but': ['DE'] }] } },
    targets: [to('invoices-abroad', { deadLetterArn: EVENTS_DLQ })],
  }),
  drawRule('order-saga', {
    description: 'One state machine for each checkout',
    team: 'orders',
    pattern: { source: ['shop.checkout'], 'detail-type': ['CheckoutCompleted'] },
    targets: [
      target('order-saga', ORDER_SAGA, {
        roleArn: role('events-order-saga'),
        deadLetterArn: EVENTS_DLQ,
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeSeconds: 900 },
        input: { kind: 'path', path: '$.detail' },
      }),
    ],
  }),
  drawRule('payment-declined', {
    description: 'The customer hears of it, and so do we',
    team: 'payments',
    pattern: { source: ['shop.payments'], 'detail-type': ['PaymentDeclined'] },
    targets: [to('payment-declines', { deadLetterArn: EVENTS_DLQ }), call('decline-notifier')],
  }),
  drawRule('stock-low', {
    description: 'Counts again what is running out',
    team: 'inventory',
    pattern: { source: ['shop.stock'], 'detail-type': ['StockLow'] },
    targets: [to('inventory-recounts')],
  }),
  drawRule('stock-normaliser', {
    description: 'Puts stock levels into one form',
    team: 'inventory',
    pattern: { source: ['shop.stock'], 'detail-type': ['StockLow'] },
    targets: [call('stock-normaliser')],
  }),
  drawRule('review-moderation', {
    description: 'Bad reviews are read by a person',
    team: 'messaging',
    pattern: { 'detail-type': ['ReviewPosted'], detail: { stars: [{ numeric: ['<=', 2] }] } },
    targets: [call('review-moderator')],
  }),
  drawRule('welcome-mail', {
    description: 'Says hello',
    team: 'messaging',
    pattern: { source: ['shop.accounts'], 'detail-type': ['CustomerRegistered'] },
    targets: [
      to('welcome-mails', {
        input: {
          kind: 'transformer',
          paths: { customer: '$.detail.customerId', language: '$.detail.language' },
          template: '{"template":"welcome","customer":"<customer>","language":"<language>"}',
        },
      }),
    ],
  }),
  drawRule('cart-reminders', {
    description: 'The mail partner reminds people of what they left behind',
    team: 'messaging',
    pattern: { source: ['shop.carts'], 'detail-type': ['CartAbandoned'] },
    targets: [
      target('mail-partner', apiDestinationArn(MAIL_PARTNER), {
        roleArn: role('events-mail-partner'),
        deadLetterArn: EVENTS_DLQ,
        retryPolicy: { maximumRetryAttempts: 8, maximumEventAgeSeconds: 900 },
        input: {
          kind: 'transformer',
          paths: { cart: '$.detail.cartId', customer: '$.detail.customerId' },
          template: '{"cart":"<cart>","customer":"<customer>"}',
        },
      }),
    ],
  }),
  drawRule('large-orders', {
    description: 'Large orders from the order stream',
    team: 'orders',
    pattern: { source: ['shop.stream'], 'detail-type': ['LargeOrder'] },
    targets: [call('account-manager-alert')],
  }),
  drawRule('to-analytics', {
    description: 'What happens in the shop, for the data platform',
    team: 'platform',
    pattern: { source: ['shop.checkout', 'shop.accounts', 'shop.carts'] },
    targets: [
      target('analytics', busArn({ ...LAKE, name: ANALYTICS_BUS }), { roleArn: role('events-to-analytics'), deadLetterArn: EVENTS_DLQ }),
    ],
  }),
  drawRule('settled-charges', {
    bus: PARTNER_BUS,
    description: 'What the payment partner has settled',
    team: 'payments',
    pattern: { source: [{ prefix: 'aws.partner/example-payments.com' }], 'detail-type': ['ChargeSettled'] },
    targets: [to('charge-settlements', { deadLetterArn: EVENTS_DLQ })],
  }),
  drawRule('invoice-files', {
    bus: 'default',
    description: 'Files that the invoice printer has written',
    team: 'orders',
    pattern: { source: ['aws.s3'], 'detail-type': ['Object Created'], detail: { bucket: { name: ['shop-invoices'] } } },
    targets: [to('invoice-files', { input: { kind: 'path', path: '$.detail.object' } })],
  }),
  drawRule('alarms-to-chat', {
    bus: 'default',
    description: 'Alarms go where people talk',
    team: 'platform',
    pattern: { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] },
    targets: [call('chat-notifier')],
  }),
  drawRule('synthetic-checkout', {
    bus: 'default',
    description: 'Buys something every five minutes',
    team: 'platform',
    schedule: 'rate(5 minutes)',
    targets: [call('synthetic-checkout')],
  }),
  drawRule('stocktake', {
    bus: 'default',
    description: 'Compares the books with the shelves at night',
    team: 'inventory',
    schedule: 'cron(0 1 * * ? *)',
    targets: [call('stocktake')],
  }),
  drawRule('security-findings', {
    place: AFAR,
    bus: 'default',
    description: 'Findings of GuardDuty',
    team: 'platform',
    pattern: { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], detail: { severity: [{ numeric: ['>=', 4] }] } },
    targets: [call('security-triage', AFAR)],
  }),
  drawRule('revenue-facts', {
    place: LAKE,
    bus: ANALYTICS_BUS,
    description: 'Revenue by country',
    team: 'analytics',
    pattern: { account: [PROD], 'detail-type': ['CheckoutCompleted'] },
    targets: [target('revenue-facts', queueArn({ ...LAKE, name: 'revenue-facts' }), { input: { kind: 'path', path: '$.detail' } })],
  }),
  drawRule('customer-profiles', {
    place: LAKE,
    bus: ANALYTICS_BUS,
    description: 'What customers do',
    team: 'analytics',
    pattern: { account: [PROD], source: ['shop.accounts', 'shop.carts'] },
    targets: [call('profile-updater', LAKE)],
  }),
];

interface FunctionSketch {
  readonly durationMs: number;
  readonly errorShare?: number;
  readonly reservedConcurrency?: number;
  readonly emits?: FunctionBlueprint['emits'];
}

const FUNCTIONS: Readonly<Record<string, FunctionSketch & { readonly place?: { readonly accountId: string; readonly region: string } }>> = {
  'fraud-screener': { durationMs: 420, errorShare: 0.002 },
  'decline-notifier': { durationMs: 160 },
  'stock-normaliser': {
    durationMs: 45,
    emits: {
      bus: SHOP_BUS,
      share: 1,
      event: { source: 'shop.stock', detailType: 'StockNormalised', detail: { sku: 'sku-{n}', level: 3, unit: 'piece' }, resources: [] },
    },
  },
  'review-moderator': { durationMs: 900, errorShare: 0.004 },
  'account-manager-alert': { durationMs: 210 },
  'chat-notifier': { durationMs: 350, errorShare: 0.01 },
  'synthetic-checkout': { durationMs: 4_200 },
  stocktake: { durationMs: 90_000 },
  repricer: { durationMs: 45_000 },
  'sitemap-builder': { durationMs: 12_000 },
  'loyalty-award': { durationMs: 130 },
  'returns-enricher': { durationMs: 70 },
  'security-triage': { place: AFAR, durationMs: 800 },
  'profile-updater': { place: LAKE, durationMs: 95, errorShare: 0.001 },
};

/** The rules that invoke a function, from whom its policy follows. */
const invokersOf = (arn: string): FunctionBlueprint['invokedBy'] =>
  RULES.filter(({ targets }) => targets.some((each) => each.arn === arn)).map((rule) => ({
    service: 'events.amazonaws.com',
    sourceArn: ruleArn(rule),
  }));

const drawFunction = (name: string, { place = HOME, ...sketch }: (typeof FUNCTIONS)[string]): FunctionBlueprint => ({
  ...place,
  name,
  description: '',
  runtime: 'nodejs24.x',
  timeoutSeconds: Math.max(3, Math.ceil((sketch.durationMs / 1000) * 4)),
  memoryMiB: 256,
  durationMs: sketch.durationMs,
  errorShare: sketch.errorShare ?? 0,
  reservedConcurrency: sketch.reservedConcurrency ?? null,
  invokedBy: invokersOf(functionArn({ ...place, name })),
  emits: sketch.emits ?? null,
  tags: { system: place === LAKE ? 'analytics' : 'shop' },
});

/** Queues let in the rules that have them as a target or as their dead-letter queue. */
function queuePolicies(rules: readonly RuleBlueprint[]): Readonly<Record<string, string>> {
  const senders = new Map<string, Set<string>>();
  for (const rule of rules) {
    for (const { arn, deadLetterArn } of rule.targets) {
      for (const queue of [arn, deadLetterArn]) {
        if (!queue?.startsWith('arn:aws:sqs:')) continue;
        senders.set(queue, (senders.get(queue) ?? new Set()).add(ruleArn(rule)));
      }
    }
  }
  return Object.fromEntries(
    [...senders].map(([queue, arns]) => [queue, policyFor('sqs:SendMessage', queue, 'events.amazonaws.com', [...arns])]),
  );
}

/** The company's event plane in good health. */
export const COMPANY_EVENT_PLANE: EventPlaneBlueprint = {
  buses: BUSES,
  producers: COMPANY_PRODUCERS,
  rules: RULES,
  archives: [{ ...shop('shop-events'), bus: SHOP_BUS, eventPattern: null, retentionDays: 30 }],
  connections: [{ ...shop('mail-partner'), authorizationType: 'API_KEY', state: 'AUTHORIZED' }],
  apiDestinations: [MAIL_PARTNER],
  pipes: COMPANY_PIPES,
  scheduleGroups: COMPANY_SCHEDULE_GROUPS,
  functions: Object.entries(FUNCTIONS).map(([name, sketch]) => drawFunction(name, sketch)),
  queueMappings: [
    {
      ...HOME,
      queue: 'loyalty-points',
      functionName: 'loyalty-award',
      batchSize: 10,
      maximumConcurrency: null,
      // All that the rule before the queue lets through passes: a filter that agrees with it.
      filters: [JSON.stringify({ body: { 'detail-type': ['CheckoutCompleted'], detail: { member: [true] } } })],
      enabled: true,
    },
  ],
  outsiders: [{ arn: ORDER_SAGA, answers: { kind: 'well' } }],
  queuePolicies: queuePolicies(RULES),
};
