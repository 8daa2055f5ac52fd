import type { FilteredBy, SnsMessage } from './sns-message.js';

/** A name, a policy, a message, and why SNS filters it out; null: it delivers it. */
export type PolicyCase = readonly [name: string, policy: unknown, message: SnsMessage, filteredBy: FilteredBy | null];

const text = (value: string) => ({ type: 'String', value });
const number = (value: string) => ({ type: 'Number', value });
const list = (...values: unknown[]) => ({ type: 'String.Array', value: JSON.stringify(values) });

const NOT = 'MessageAttributes';
/** A condition on the attribute `x`, and what it holds. */
const one = (name: string, condition: unknown, attribute: unknown, filteredBy: FilteredBy | null): PolicyCase => [
  name,
  { x: [condition] },
  { attributes: { x: attribute } },
  filteredBy,
];

const ORDER = {
  store: text('example_corp'),
  event: text('order_placed'),
  interests: list('soccer', 'rugby', 'hockey'),
  price: number('210.75'),
};

const TEXT_ATTRIBUTES: readonly PolicyCase[] = [
  ['a text', { store: ['example_corp'] }, { attributes: ORDER }, null],
  ['another text', { store: ['other_corp'] }, { attributes: ORDER }, NOT],
  ['one of several', { store: ['other_corp', 'example_corp'] }, { attributes: ORDER }, null],
  ['every key', { store: ['example_corp'], event: ['order_placed'] }, { attributes: ORDER }, null],
  ['a key that differs', { store: ['example_corp'], event: ['order_cancelled'] }, { attributes: ORDER }, NOT],
  ['a key that is not there', { colour: ['red'] }, { attributes: ORDER }, NOT],
  ['no attributes at all', { store: ['example_corp'] }, {}, 'NoMessageAttributes'],
  ['an empty set of attributes', { store: ['example_corp'] }, { attributes: {} }, 'NoMessageAttributes'],
  ['no policy', {}, { attributes: ORDER }, null],
  ['no policy and no attributes', {}, {}, null],
  ['no policy and a broken attribute', {}, { attributes: { x: { type: 'String.Array', value: 'nonsense' } } }, null],
  one('another case', 'Gold', text('gold'), NOT),
  one('an empty text', '', text(''), null),
  one('a text that looks like a number', 5, text('5'), NOT),
  one('a text that looks like true', true, text('true'), NOT),
  one('a text that looks like a list', 'a', text('["a"]'), NOT),
  one('a text that is all of a list', '["a"]', text('["a"]'), null),
  one('a label of the sender', 'gold', { type: 'String.tier', value: 'gold' }, null),
  one('prefix', { prefix: 'bas' }, text('baseball'), null),
  one('no prefix', { prefix: 'bas' }, text('rugby'), NOT),
  one('suffix', { suffix: 'ball' }, text('baseball'), null),
  one('no suffix', { suffix: 'ball' }, text('rugby'), NOT),
  one('any case', { 'equals-ignore-case': 'tennis' }, text('TENNIS'), null),
  one('any case of another', { 'equals-ignore-case': 'tennis' }, text('TENNI'), NOT),
  one('wildcard', { wildcard: '*ball' }, text('football'), null),
  one('no wildcard', { wildcard: '*ball' }, text('ballet'), NOT),
  one('three wildcards', { wildcard: '*a*b*' }, text('xaxbx'), null),
  one('an escaped star', { wildcard: 'a\\**' }, text('a*b'), null),
  one('anything but a text', { 'anything-but': 'rugby' }, text('tennis'), null),
  one('anything but the text', { 'anything-but': 'rugby' }, text('rugby'), NOT),
  one('anything but a list', { 'anything-but': ['rugby', 'tennis'] }, text('soccer'), null),
  one('anything but one of a list', { 'anything-but': ['rugby', 'tennis'] }, text('tennis'), NOT),
  one('anything but a prefix', { 'anything-but': { prefix: 'order-' } }, text('data-entry'), null),
  one('anything but the prefix', { 'anything-but': { prefix: 'order-' } }, text('order-1'), NOT),
  one('anything but a suffix', { 'anything-but': { suffix: '.png' } }, text('a.png'), NOT),
  one('anything but a wildcard', { 'anything-but': { wildcard: '*ball' } }, text('football'), NOT),
  one('anything but another wildcard', { 'anything-but': { wildcard: '*ball' } }, text('rugby'), null),
  one('anything but any case', { 'anything-but': { 'equals-ignore-case': 'rugby' } }, text('RUGBY'), NOT),
  ['anything but, of nothing', { y: [{ 'anything-but': 'a' }] }, { attributes: { x: text('a') } }, NOT],
  one('an address', { cidr: '10.0.0.0/24' }, text('10.0.0.255'), null),
  one('an address elsewhere', { cidr: '10.0.0.0/24' }, text('10.1.1.0'), NOT),
  one('an address of IPv6', { cidr: '2001:db8::/64' }, text('2001:db8::1'), null),
];

const NUMBER_ATTRIBUTES: readonly PolicyCase[] = [
  one('a number', 301.5, number('301.5'), null),
  one('300 and 300.0', 300, number('300.0'), null),
  one('300 and 3e2', 300, number('3e2'), null),
  one('another number', 300, number('301'), NOT),
  one('a number as text in the policy', '300', number('300'), NOT),
  one('a number with a label', 300, { type: 'Number.java.lang.Integer', value: '300' }, null),
  one('a number given as such', 300, { type: 'Number', value: 300 }, null),
  one('equal', { numeric: ['=', 301.5] }, number('3.015e2'), null),
  one('above', { numeric: ['>', 0] }, number('0.00001'), null),
  one('not above', { numeric: ['>', 0] }, number('0'), NOT),
  one('within a range', { numeric: ['>', 0, '<=', 150] }, number('150'), null),
  one('beyond a range', { numeric: ['>', 0, '<=', 150] }, number('150.1'), NOT),
  one('below zero', { numeric: ['<', 0] }, number('-1'), null),
  one('a text is no number', { numeric: ['>', 0] }, text('5'), NOT),
  one('the greatest that compares', { numeric: ['>', 0] }, number('1000000000'), null),
  one('beyond what compares', { numeric: ['>', 0] }, number('1000000001'), NOT),
  one('six decimals do not compare', { numeric: ['>', 0] }, number('0.000001'), NOT),
  // The limits are those of numeric matching: a number that is listed is compared as it is.
  one('a listed number beyond what compares', 12_345_678_901, number('12345678901'), null),
  one('another one beyond what compares', 12_345_678_901, number('12345678902'), NOT),
  one('a listed number of six decimals', 0.123456, number('0.123456'), null),
  one('anything but a number', { 'anything-but': [100, 500] }, number('101'), null),
  one('anything but the number', { 'anything-but': [100, 500] }, number('100.0'), NOT),
  one('anything but a number, a text', { 'anything-but': [100] }, text('100'), null),
  one('prefix of a number', { prefix: '1' }, number('100'), NOT),
  one('long numbers', 5, number('12345678901234567890'), NOT),
  one('what is no number', 5, number('five'), 'InvalidAttributes'),
  one('an empty number', 5, number(''), 'InvalidAttributes'),
  one('a number in hexadecimal', 5, number('0x5'), 'InvalidAttributes'),
  one('a number with a plus', 5, number('+5'), null),
];

const LIST_ATTRIBUTES: readonly PolicyCase[] = [
  ['any of a list', { interests: ['rugby'] }, { attributes: ORDER }, null],
  ['none of a list', { interests: ['chess'] }, { attributes: ORDER }, NOT],
  one('a number in a list', 5, list('a', 5), null),
  one('a number as text in a list', 5, list('5'), NOT),
  one('true in a list', true, list(true), null),
  one('null in a list', null, list(null), null),
  one('a prefix in a list', { prefix: 'b' }, list('a', 'bc'), null),
  one('a range in a list', { numeric: ['>', 5] }, list(1, 6), null),
  one('anything but, with one that is none of them', { 'anything-but': ['rugby', 'tennis'] }, list('rugby', 'baseball'), null),
  one('anything but, with all that are', { 'anything-but': ['rugby', 'tennis'] }, list('rugby', 'tennis'), NOT),
  one('an empty list', 'a', list(), NOT),
  one('an empty list exists not', { exists: false }, list(), null),
  one('a list as such', 'a', ['b', 'a'], null),
  one('a list of its type as such', 'a', { type: 'String.Array', value: ['b', 'a'] }, null),
  one('a list that is no JSON', 'a', { type: 'String.Array', value: '[a]' }, 'InvalidAttributes'),
  one('a list that is an object', 'a', { type: 'String.Array', value: '{}' }, 'InvalidAttributes'),
  one('a list of lists', 'a', { type: 'String.Array', value: '[["a"]]' }, 'InvalidAttributes'),
  one('a list of objects', 'a', { type: 'String.Array', value: '[{"a":1}]' }, 'InvalidAttributes'),
  [
    'a broken list beside a key that matches',
    { store: ['example_corp'] },
    { attributes: { ...ORDER, x: { type: 'String.Array', value: '[' } } },
    'InvalidAttributes',
  ],
];

const EXISTENCE: readonly PolicyCase[] = [
  ['exists', { store: [{ exists: true }] }, { attributes: ORDER }, null],
  ['does not exist', { colour: [{ exists: true }] }, { attributes: ORDER }, NOT],
  ['absent', { colour: [{ exists: false }] }, { attributes: ORDER }, null],
  ['not absent', { store: [{ exists: false }] }, { attributes: ORDER }, NOT],
  ['absent without any attributes', { colour: [{ exists: false }] }, {}, 'NoMessageAttributes'],
  ['absent or a value', { store: ['other', { exists: false }] }, { attributes: ORDER }, NOT],
  one('binary is not compared', 'YQ==', { type: 'Binary', value: 'YQ==' }, NOT),
  one('binary is as if it were not there', { exists: false }, { type: 'Binary', value: 'YQ==' }, null),
  ['a name with dots is one name', { 'a.b': ['x'] }, { attributes: { 'a.b': text('x') } }, null],
  ['a name of JavaScript that nobody gave', { toString: [{ exists: true }] }, { attributes: ORDER }, NOT],
  one('a shorthand text', 'a', 'a', null),
  one('a shorthand number', { numeric: ['>', 1] }, 2, null),
  one('no attribute at all', 'a', { value: 'a' }, 'InvalidAttributes'),
];

const OPTIONS: readonly PolicyCase[] = [
  ['the first option', { $or: [{ store: ['example_corp'] }, { price: [1] }] }, { attributes: ORDER }, null],
  ['the second option', { $or: [{ store: ['x'] }, { price: [{ numeric: ['>', 200] }] }] }, { attributes: ORDER }, null],
  ['no option', { $or: [{ store: ['x'] }, { price: [1] }] }, { attributes: ORDER }, NOT],
  ['an option and a key', { event: ['order_placed'], $or: [{ store: ['x'] }, { interests: ['rugby'] }] }, { attributes: ORDER }, null],
  ['an option without the key', { event: ['x'], $or: [{ store: ['x'] }, { interests: ['rugby'] }] }, { attributes: ORDER }, NOT],
];

const OUT = 'MessageBody';
const BODY = {
  order: {
    id: 'o-1',
    tier: 'gold',
    total: 120.5,
    tags: ['a', 'b'],
    lines: [
      { sku: 'x', count: 1 },
      { sku: 'y', count: 2 },
    ],
  },
  version: 2,
  test: false,
  ref: null,
};
/** A policy on the body, and the body. */
const body = (name: string, policy: unknown, given: unknown, filteredBy: FilteredBy | null): PolicyCase => [
  name,
  policy,
  { body: given },
  filteredBy,
];

export const BODY_POLICY_CASES: readonly PolicyCase[] = [
  body('a field at the top', { version: [2] }, BODY, null),
  body('another value', { version: [3] }, BODY, OUT),
  body('a body as text', { version: [2] }, JSON.stringify(BODY), null),
  body('a body as text with spaces', { version: [2] }, ' { "version" : 2.0 } ', null),
  body('a nested field', { order: { tier: ['gold', { prefix: 'plat' }] } }, BODY, null),
  body('a nested field by prefix', { order: { tier: ['tin', { prefix: 'go' }] } }, BODY, null),
  body('two nested fields', { order: { tier: ['gold'], total: [{ numeric: ['>=', 100] }] } }, BODY, null),
  body('two nested fields of which one differs', { order: { tier: ['gold'], total: [{ numeric: ['<', 100] }] } }, BODY, OUT),
  body('true and false', { test: [false] }, BODY, null),
  body('null', { ref: [null] }, BODY, null),
  body('null is not there', { ref: [{ exists: true }] }, BODY, OUT),
  body('null is not absent either', { ref: [{ exists: false }] }, BODY, OUT),
  body('an empty text is not there', { ref: [{ exists: true }] }, { ref: '' }, OUT),
  body('zero is there', { ref: [{ exists: true }] }, { ref: 0 }, null),
  body('any of a list', { order: { tags: ['b'] } }, BODY, null),
  body('two fields of one element', { order: { lines: { sku: ['y'], count: [2] } } }, BODY, null),
  body('two fields of different elements', { order: { lines: { sku: ['x'], count: [2] } } }, BODY, OUT),
  body('absent', { colour: [{ exists: false }] }, BODY, null),
  body('an object is no leaf', { order: [{ exists: true }] }, BODY, OUT),
  body('anything but', { order: { tier: [{ 'anything-but': ['tin'] }] } }, BODY, null),
  body('a dotted key', { 'order.tier': ['gold'] }, BODY, null),
  body('options', { order: { $or: [{ tier: ['tin'] }, { id: [{ wildcard: 'o-*' }] }] } }, BODY, null),
  body('no policy', {}, 'no JSON', null),
  body('an empty object', { version: [2] }, '{}', OUT),
  body('no JSON', { version: [2] }, 'version 2', 'InvalidMessageBody'),
  body('half of it', { version: [2] }, '{"version":2', 'InvalidMessageBody'),
  body('a list', { version: [2] }, '[{"version":2}]', 'InvalidMessageBody'),
  body('a text within JSON', { version: [2] }, '"{\\"version\\":2}"', 'InvalidMessageBody'),
  body('a number', { version: [2] }, '2', 'InvalidMessageBody'),
  body('an empty body', { version: [2] }, '', 'InvalidMessageBody'),
  body('no body', { version: [2] }, undefined, 'InvalidMessageBody'),
  ['attributes do not count', { version: [2] }, { body: {}, attributes: { version: 2 } }, OUT],
];

export const ATTRIBUTE_POLICY_CASES: readonly PolicyCase[] = [
  ...TEXT_ATTRIBUTES,
  ...NUMBER_ATTRIBUTES,
  ...LIST_ATTRIBUTES,
  ...EXISTENCE,
  ...OPTIONS,
];
