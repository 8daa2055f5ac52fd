import { ACCOUNT, bus, OTHER, queue, rule, topic } from '../testing/small-estate.js';
import { allow, type AuditCase, DLQ, onQueue, ruled, SAFE } from './audit-estate.cases.js';

/** Who gets in, or is let through. */
export const SECURITY_CASES: readonly AuditCase[] = [
  { name: 'a bus everybody may put events on', entries: [bus('shop', { policy: allow('*') })], found: ['bus-policy-wildcard shop'] },
  {
    name: 'a topic everybody may publish to',
    entries: [topic('orders', { policy: allow({ AWS: '*' }) })],
    found: ['topic-policy-wildcard orders'],
  },
  {
    name: 'a queue everybody may send to',
    entries: [queue('emails', 'failed', { policy: allow('*') }), DLQ],
    found: ['queue-policy-wildcard emails'],
  },
  {
    name: 'everybody of the organisation is not everybody',
    entries: [bus('shop', { policy: allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }) })],
    found: [],
  },
  {
    name: 'a condition that restricts nothing',
    entries: [topic('orders', { policy: allow('*', { ArnLike: { 'aws:SourceArn': '*' } }) })],
    found: ['topic-policy-wildcard orders'],
  },
  {
    name: 'a queue that topics of its own account may send to',
    entries: [queue('emails', 'failed', { policy: allow('*', { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${ACCOUNT}:*` } }) }), DLQ],
    found: [],
  },
  {
    name: 'a rule on a shared bus that any account can set off',
    entries: [bus('shop', { policy: allow({ AWS: OTHER }) }), SAFE, DLQ, rule('shop', 'mail', { targets: [onQueue()] })],
    found: ['shared-bus-rule-without-account mail'],
  },
  {
    name: 'a rule on a shared bus that names its account',
    entries: [
      bus('shop', { policy: allow({ AWS: OTHER }) }),
      SAFE,
      DLQ,
      rule('shop', 'mail', { pattern: `{"account":["${ACCOUNT}"],"source":["shop"]}`, targets: [onQueue()] }),
    ],
    found: [],
  },
  {
    name: 'a template with a value in quotation marks',
    entries: [
      bus('shop'),
      SAFE,
      DLQ,
      rule('shop', 'mail', {
        targets: [onQueue({ inputTransformer: { paths: { note: '$.detail.note' }, template: '{"note": "<note>"}' } })],
      }),
    ],
    found: ['transformer-unescaped mail'],
  },
  {
    name: 'a template with a value on its own',
    entries: [
      bus('shop'),
      SAFE,
      DLQ,
      rule('shop', 'mail', {
        targets: [onQueue({ inputTransformer: { paths: { note: '$.detail.note' }, template: '{"note": <note>}' } })],
      }),
    ],
    found: [],
  },
  {
    name: 'a pattern that keeps a value out, which a list gets in',
    entries: ruled('{"detail":{"state":[{"anything-but":["closed"]}]}}'),
    found: ['pattern-array-element mail'],
  },
  ...[
    '"admin"',
    '{"prefix":"adm"}',
    '{"suffix":"-admin"}',
    '{"equals-ignore-case":"Admin"}',
    '{"wildcard":"*-admin"}',
    '{"numeric":[">=",3]}',
    'true',
  ].map((condition) => ({
    name: `a field that guards by ${condition}, which a list gets past`,
    entries: ruled(`{"detail":{"userRole":[${condition}]}}`),
    found: ['pattern-array-element mail'],
  })),
  {
    name: 'addresses that may, which a list gets past',
    entries: ruled('{"detail":{"from":[{"cidr":"10.0.0.0/8"}]}}'),
    found: ['pattern-array-element mail'],
  },
  {
    name: 'each field that guards by itself',
    entries: ruled('{"detail":{"tenant_id":["t-1"],"scope":[{"prefix":"orders:"}],"country":["DE"]}}'),
    found: ['pattern-array-element mail', 'pattern-array-element mail'],
  },
  { name: 'a field that guards nothing', entries: ruled('{"detail":{"country":["DE"],"total":[{"numeric":[">",100]}]}}'), found: [] },
  {
    name: 'what AWS alone can send',
    entries: ruled('{"source":["aws.s3"],"detail":{"bucket":{"owner":["a"]},"reason":[{"anything-but":["x"]}]}}'),
    found: [],
  },
  {
    name: 'what a partner of AWS sends, who lets others choose',
    entries: ruled('{"source":["aws.partner/pay.example"],"detail":{"role":["admin"]}}'),
    found: ['pattern-array-element mail'],
  },
  { name: 'a nested field', entries: ruled('{"detail":{"order":{"state":["paid"]}}}'), found: ['pattern-dotted-key mail'] },
  {
    name: 'a nested field on a shared bus',
    entries: [
      bus('shop', { policy: allow({ AWS: OTHER }) }),
      ...ruled(`{"account":["${ACCOUNT}"],"detail":{"order":{"state":["paid"]}}}`).slice(1),
    ],
    found: ['pattern-dotted-key mail'],
  },
];
