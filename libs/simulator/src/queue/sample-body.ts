import { mix } from '../chance/chance.js';
import type { Cohort } from './cohort.js';

/** What the company's messages look like, by the first word of the queue they were sent to. `ok: false`: how a poisoned one differs. */
const BODIES: Readonly<Record<string, (draw: number, ok: boolean) => object>> = {
  orders: (draw, ok) => ({ event: 'OrderPlaced', orderId: `o-${draw % 1_000_000}`, lines: ok ? 1 + (draw % 5) : 0, country: 'DE' }),
  payments: (draw, ok) => ({
    event: 'PaymentRequested',
    orderId: `o-${draw % 1_000_000}`,
    amount: { value: 5 + (draw % 20_000) / 100, currency: ok ? 'EUR' : 'EURO' },
    card: { token: `tok-${draw % 99_991}`, network: ok ? 'visa' : null },
  }),
  inventory: (draw, ok) => ({ event: 'StockReserved', sku: `sku-${draw % 8_000}`, quantity: ok ? 1 + (draw % 4) : -1 }),
  shipping: (draw, ok) => ({
    event: 'LabelWanted',
    orderId: `o-${draw % 1_000_000}`,
    postcode: ok ? String(10_000 + (draw % 89_999)) : '',
  }),
  emails: (draw, ok) => ({
    event: 'MailWanted',
    template: 'order-confirmed',
    to: ok ? `customer-${draw % 50_000}@example.com` : 'not an address',
  }),
};

const anything = (draw: number, ok: boolean): object => ({ event: 'Happened', id: `e-${draw % 1_000_000}`, valid: ok });

/** The body of a message that was one of many until somebody looked at it. */
export function sampleBody(queueName: string, seed: number, cohort: Readonly<Cohort>): string {
  const describe = BODIES[queueName.split('-')[0] ?? ''] ?? anything;
  return JSON.stringify({ ...describe(mix(seed, cohort.serial), !cohort.poison), sentAt: new Date(cohort.sentAt).toISOString() });
}
