/**
 * A thousand rules as an estate of twenty systems has them, and events of which each meets a few. All of it follows from the numbers
 * alone, so that every run has the same.
 */
const SYSTEMS = 20;
const TYPES = 50;
const COUNTRIES = ['DE', 'AT', 'CH', 'FR', 'NL', 'PL', 'IT', 'ES'];

const pick = (/** @type {readonly string[]} */ list, /** @type {number} */ number) => list[number % list.length] ?? '';

/** @type {readonly ((number: number) => object)[]} */
const DETAILS = [
  (number) => ({ country: [pick(COUNTRIES, number), pick(COUNTRIES, number + 3)] }),
  (number) => ({ total: [{ numeric: ['>', number % 500, '<=', 1_000] }] }),
  (number) => ({ orderId: [{ prefix: `o-${number % 10}` }], vip: [true] }),
  (number) => ({ country: [{ 'anything-but': [pick(COUNTRIES, number)] }] }),
  (number) => ({ file: [{ wildcard: `*/${number % 7}/*.png` }] }),
  (number) => ({ coupon: [{ exists: false }], total: [{ numeric: ['<', 100 + (number % 900)] }] }),
  () => ({ ip: [{ cidr: '10.0.0.0/12' }] }),
  (number) => ({ $or: [{ vip: [true] }, { total: [{ numeric: ['>=', 500 + (number % 400)] }] }] }),
  (number) => ({ items: { sku: [`sku-${number % 40}`], count: [{ numeric: ['>=', 2] }] } }),
  (number) => ({
    customer: { tier: ['gold', { prefix: 'plat' }], city: [{ 'equals-ignore-case': pick(['berlin', 'wien', 'paris'], number) }] },
  }),
];

/** Kinds of rules that other matchers read as AWS does: without wildcards, address blocks and fields of elements. */
const PLAIN = [0, 1, 2, 3, 5, 7, 9];

/** @param {number} count */
export const plainPatterns = (count) =>
  rulePatterns(Math.ceil((count * DETAILS.length) / PLAIN.length))
    .filter((_, number) => PLAIN.includes(number % DETAILS.length))
    .slice(0, count);

/** @param {number} count */
export const rulePatterns = (count) =>
  Array.from({ length: count }, (_, number) => ({
    source: [`shop.system-${number % SYSTEMS}`],
    account: ['210987654321'],
    'detail-type': [`Type ${Math.floor(number / SYSTEMS) % TYPES}`, `Type ${(Math.floor(number / SYSTEMS) + 7) % TYPES}`],
    detail: DETAILS[number % DETAILS.length]?.(number),
  }));

/** @param {number} count */
export const busEvents = (count) =>
  Array.from({ length: count }, (_, number) => ({
    version: '0',
    id: `6a7e8feb-b491-4cf7-a9f1-${String(number).padStart(12, '0')}`,
    'detail-type': `Type ${(number * 7) % TYPES}`,
    source: `shop.system-${(number * 3) % SYSTEMS}`,
    account: '210987654321',
    time: '2026-11-30T13:00:00Z',
    region: 'eu-west-1',
    resources: [`arn:aws:sqs:eu-west-1:210987654321:orders-${number % 9}`],
    detail: {
      orderId: `o-${number}`,
      total: (number * 37) % 1_000,
      vip: number % 5 === 0,
      country: pick(COUNTRIES, number),
      ip: `10.${number % 32}.0.${number % 250}`,
      file: `images/${number % 9}/${number}.png`,
      ...(number % 3 === 0 && { coupon: 'WINTER' }),
      customer: {
        id: `c-${number % 1_000}`,
        tier: pick(['gold', 'platinum', 'tin'], number),
        city: pick(['Berlin', 'Wien', 'Paris'], number),
      },
      items: Array.from({ length: 1 + (number % 4) }, (_item, index) => ({
        sku: `sku-${(number + index * 11) % 40}`,
        count: 1 + ((number + index) % 3),
      })),
      note: 'Leave it with the neighbours, please, and ring twice.',
    },
  }));

/** Filter policies on attributes that both sides read alike. */
export const filterPolicies = (/** @type {number} */ count) =>
  Array.from({ length: count }, (_, number) => ({
    event: [`event-${number % 25}`, `event-${(number + 5) % 25}`],
    ...[
      { country: [pick(COUNTRIES, number)] },
      { total: [{ numeric: ['>', number % 500] }] },
      { tier: [{ prefix: 'plat' }, 'gold'] },
      { country: [{ 'anything-but': [pick(COUNTRIES, number)] }] },
      { coupon: [{ exists: false }] },
      { file: [{ wildcard: `*/${number % 7}/*.png` }] },
    ][number % 6],
  }));

/** Attributes of messages by name, as texts and numbers. */
export const messageAttributes = (/** @type {number} */ count) =>
  Array.from({ length: count }, (_, number) => ({
    event: { type: 'String', value: `event-${number % 25}` },
    country: { type: 'String', value: pick(COUNTRIES, number) },
    total: { type: 'Number', value: String((number * 37) % 1_000) },
    tier: { type: 'String', value: pick(['gold', 'platinum', 'tin'], number) },
    file: { type: 'String', value: `images/${number % 9}/${number}.png` },
    ...(number % 3 === 0 && { coupon: { type: 'String', value: 'WINTER' } }),
  }));
