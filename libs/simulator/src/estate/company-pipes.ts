import { busArn, functionArn, queueArn } from '../world/arn.js';
import { PROD } from './accounts.js';
import type { PipeBlueprint, ScheduleGroupBlueprint } from './event-blueprint.js';

const HOME = { accountId: PROD, region: 'eu-west-1' } as const;
const role = (name: string): string => `arn:aws:iam::${PROD}:role/${name}`;
const queue = (name: string): string => queueArn({ ...HOME, name });
const lambda = (name: string): string => functionArn({ ...HOME, name });

export const COMPANY_PIPES: readonly PipeBlueprint[] = [
  {
    ...HOME,
    name: 'returns-to-warehouse',
    description: 'Parcels on their way back, for the warehouses that take them',
    source: { kind: 'queue', name: 'warehouse-returns' },
    bodies: [
      { share: 0.7, body: { orderId: 'o-1', country: 'DE', reason: 'too-small' } },
      { share: 0.2, body: { orderId: 'o-2', country: 'AT', reason: 'damaged' } },
      { share: 0.1, body: { orderId: 'o-3', country: 'US', reason: 'too-late' } },
    ],
    filters: ['{"body":{"country":["DE","AT"]}}'],
    enrichmentArn: lambda('returns-enricher'),
    targetArn: queue('warehouse-inbound'),
    asEvent: null,
    roleArn: role('pipe-returns-to-warehouse'),
    deadLetterArn: null,
    batchSize: 10,
    desiredState: 'RUNNING',
    tags: { system: 'shipping', team: 'shipping' },
  },
  {
    ...HOME,
    name: 'large-orders-to-shop',
    description: 'Large orders of the order stream, as events of the shop',
    source: { kind: 'stream', name: 'order-events' },
    bodies: [
      { share: 0.98, body: { orderId: 'o-1', total: 58, country: 'DE' } },
      { share: 0.02, body: { orderId: 'o-2', total: 1_240, country: 'FR' } },
    ],
    filters: ['{"data":{"total":[{"numeric":[">=",1000]}]}}'],
    enrichmentArn: null,
    targetArn: busArn({ ...HOME, name: 'shop' }),
    asEvent: { source: 'shop.stream', detailType: 'LargeOrder' },
    roleArn: role('pipe-large-orders'),
    deadLetterArn: queue('shop-events-dlq'),
    batchSize: 100,
    desiredState: 'RUNNING',
    tags: { system: 'orders', team: 'orders' },
  },
];

export const COMPANY_SCHEDULE_GROUPS: readonly ScheduleGroupBlueprint[] = [
  {
    ...HOME,
    name: 'shop-upkeep',
    tags: { system: 'shop', team: 'platform' },
    schedules: [
      {
        name: 'reprice',
        expression: 'cron(30 0 * * ? *)',
        state: 'ENABLED',
        targetArn: lambda('repricer'),
        roleArn: role('scheduler-shop'),
        deadLetterArn: queue('shop-events-dlq'),
        input: '{"scope":"all"}',
      },
      {
        name: 'sitemap',
        expression: 'rate(1 hour)',
        state: 'ENABLED',
        targetArn: lambda('sitemap-builder'),
        roleArn: role('scheduler-shop'),
        deadLetterArn: null,
        input: '{}',
      },
      {
        name: 'feed-export',
        expression: 'rate(15 minutes)',
        state: 'ENABLED',
        targetArn: queue('feed-exports'),
        roleArn: role('scheduler-shop'),
        deadLetterArn: null,
        input: '{"feed":"products"}',
      },
    ],
  },
];
