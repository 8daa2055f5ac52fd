import { DATA, PROD } from './accounts.js';
import type { EventClass, EventProducer } from './event-blueprint.js';

const HOME = { accountId: PROD, region: 'eu-west-1' } as const;

const checkout = (share: number, country: string, total: number, member: boolean): EventClass => ({
  source: 'shop.checkout',
  detailType: 'CheckoutCompleted',
  resources: [],
  share,
  detail: {
    orderId: 'o-{n}',
    customerId: 'c-{n}',
    country,
    total,
    currency: country === 'GB' ? 'GBP' : 'EUR',
    member,
    lines: [{ sku: 'sku-{n}', quantity: 1 }],
  },
});

const kind = (source: string, detailType: string, share: number, detail: EventClass['detail'], resources: string[] = []): EventClass => ({
  source,
  detailType,
  detail,
  resources,
  share,
});

const partner = 'aws.partner/example-payments.com/shop/charges';
const file = (bucket: string, share: number, key: string): EventClass =>
  kind('aws.s3', 'Object Created', share, { bucket: { name: bucket }, object: { key, size: 48_213 }, reason: 'PutObject' }, [
    `arn:aws:s3:::${bucket}`,
  ]);
const finding = (severity: number, share: number, type: string): EventClass =>
  kind('aws.guardduty', 'GuardDuty Finding', share, { severity, type, id: 'finding-{n}' });

/** Who puts events on the company's buses. Rates are at the peak, per second. */
export const COMPANY_PRODUCERS: readonly EventProducer[] = [
  {
    ...HOME,
    bus: 'shop',
    name: 'checkout',
    peakPerSecond: 14,
    shape: 'retail',
    by: 'application',
    classes: [
      checkout(0.46, 'DE', 54, true),
      checkout(0.06, 'DE', 410, false),
      checkout(0.28, 'FR', 61, true),
      checkout(0.2, 'GB', 47, false),
    ],
  },
  {
    ...HOME,
    bus: 'shop',
    name: 'payments',
    peakPerSecond: 5,
    shape: 'retail',
    by: 'application',
    classes: [
      kind('shop.payments', 'PaymentAuthorised', 0.92, { orderId: 'o-{n}', amount: 54, method: 'card' }),
      kind('shop.payments', 'PaymentDeclined', 0.08, { orderId: 'o-{n}', amount: 54, method: 'card', reason: 'insufficient-funds' }),
    ],
  },
  {
    ...HOME,
    bus: 'shop',
    name: 'storefront',
    peakPerSecond: 4,
    shape: 'retail',
    by: 'application',
    classes: [
      kind('shop.carts', 'CartAbandoned', 0.55, { cartId: 'cart-{n}', customerId: 'c-{n}', value: 83 }),
      kind('shop.accounts', 'CustomerRegistered', 0.15, { customerId: 'c-{n}', language: 'de', channel: 'web' }),
      kind('shop.reviews', 'ReviewPosted', 0.24, { sku: 'sku-{n}', stars: 5, words: 31 }),
      kind('shop.reviews', 'ReviewPosted', 0.06, { sku: 'sku-{n}', stars: 1, words: 112 }),
    ],
  },
  {
    ...HOME,
    bus: 'shop',
    name: 'stock',
    peakPerSecond: 0.6,
    shape: 'office',
    by: 'application',
    classes: [kind('shop.stock', 'StockLow', 1, { sku: 'sku-{n}', level: 3, warehouse: 'leipzig' })],
  },
  {
    ...HOME,
    bus: partner,
    name: 'payment-partner',
    peakPerSecond: 1.6,
    shape: 'retail',
    by: 'partner',
    classes: [
      kind(partner, 'ChargeSettled', 0.97, { chargeId: 'ch-{n}', amount: 54 }),
      kind(partner, 'DisputeOpened', 0.03, { chargeId: 'ch-{n}', amount: 54, reason: 'not-received' }),
    ],
  },
  {
    ...HOME,
    bus: 'default',
    name: 'aws',
    peakPerSecond: 2.4,
    shape: 'office',
    by: 'aws-service',
    classes: [
      file('shop-invoices', 0.6, 'invoices/{n}.pdf'),
      file('shop-uploads', 0.36, 'uploads/{n}.jpg'),
      kind('aws.cloudwatch', 'CloudWatch Alarm State Change', 0.01, { alarmName: 'checkout-latency', state: { value: 'ALARM' } }),
      kind('aws.ecs', 'ECS Task State Change', 0.03, { lastStatus: 'RUNNING', group: 'service:storefront' }),
    ],
  },
  {
    accountId: PROD,
    region: 'us-east-1',
    bus: 'default',
    name: 'aws',
    peakPerSecond: 0.2,
    shape: 'flat',
    by: 'aws-service',
    classes: [
      finding(2, 0.9, 'Recon:EC2/PortProbeUnprotectedPort'),
      finding(5.3, 0.1, 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration'),
    ],
  },
  {
    accountId: DATA,
    region: 'eu-west-1',
    bus: 'default',
    name: 'aws',
    peakPerSecond: 0.4,
    shape: 'flat',
    by: 'aws-service',
    classes: [file('lake-landing', 1, 'landing/{n}.parquet')],
  },
];
