import { auditRule, type AuditRule } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import type { CatalogueResource } from '../../model/catalogue.js';
import { FanoutIndex } from '../estate/fanout-index.js';
import { matchesPattern, parseEventPattern } from '../matching/index.js';
import {
  ACCOUNT,
  bus,
  busArn,
  entry,
  functionArn,
  mapping,
  OTHER,
  pipe,
  queue,
  queueArn,
  rule,
  subscription,
  target,
  topic,
} from '../testing/small-estate.js';
import { auditEstate } from './audit-estate.js';
import type { HeldDeadLetters } from './audit-sight.js';

interface Row {
  readonly name: string;
  readonly entries: readonly CatalogueResource[];
  /** `rule resource`, sorted. */
  readonly found: readonly string[];
  readonly held?: Partial<HeldDeadLetters>;
}

const withConfig = (resource: CatalogueResource, changes: object): CatalogueResource =>
  ({ ...resource, config: { ...resource.config, ...changes } }) as CatalogueResource;
const DLQ = withConfig(queue('failed'), { retentionSeconds: 1_209_600 });
const SAFE = queue('emails', 'failed');
const allow = (principal: unknown, condition?: object): string =>
  JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: ['events:PutEvents', 'sns:Publish', 'sqs:SendMessage'],
        ...(condition && { Condition: condition }),
      },
    ],
  });
const onQueue = (given: Parameters<typeof target>[1] = {}) =>
  target(queueArn('emails'), { deadLetterTargetArn: queueArn('failed'), ...given });
const fn = (name: string, timeoutSeconds: number): CatalogueResource =>
  entry('function', functionArn(name), { kind: 'function', timeoutSeconds, memoryMegabytes: 128, deadLetterTargetArn: null, problems: [] });
const STREAM = entry('stream', `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/clicks`, { mode: 'PROVISIONED' });

/** A rule with this pattern and nothing else amiss. */
const ruled = (pattern: string): readonly CatalogueResource[] => [
  bus('shop'),
  SAFE,
  DLQ,
  rule('shop', 'mail', { pattern, targets: [onQueue()] }),
];

const ROWS: readonly Row[] = [
  { name: 'an estate without failure paths of its own', entries: [topic('orders')], found: [] },
  { name: 'a queue with a longer-lived dead-letter queue', entries: [SAFE, DLQ], found: [] },
  { name: 'a queue without one', entries: [queue('emails')], found: ['queue-without-dead-letter-queue emails'] },
  {
    name: 'a dead-letter queue that does not live longer',
    entries: [SAFE, queue('failed')],
    found: ['dead-letter-retention-not-longer emails'],
  },
  {
    name: 'a FIFO queue, whose dead letters begin anew',
    entries: [withConfig(SAFE, { fifo: true }), queue('failed')],
    found: [],
  },
  { name: 'a dead-letter queue that does not exist', entries: [SAFE], found: ['dead-letter-queue-missing emails'] },
  {
    name: 'one receive and it is dead',
    entries: [withConfig(SAFE, { redrive: { deadLetterTargetArn: queueArn('failed'), maxReceiveCount: 1 } }), DLQ],
    found: ['max-receive-count-one emails'],
  },
  {
    name: 'dead letters that lie for days',
    entries: [SAFE, DLQ],
    held: { messages: 412, oldestAgeSeconds: 300_000 },
    found: ['dead-letter-queue-unwatched failed'],
  },
  {
    name: 'dead letters of an hour that nobody reads',
    entries: [SAFE, DLQ],
    held: { messages: 412, oldestAgeSeconds: 3_600, receives: 0 },
    found: ['dead-letter-queue-unwatched failed'],
  },
  {
    name: 'dead letters of which nobody knows since when',
    entries: [SAFE, DLQ],
    held: { messages: 1 },
    found: ['dead-letter-queue-unwatched failed'],
  },
  { name: 'an empty dead-letter queue that nobody reads', entries: [SAFE, DLQ], held: { messages: 0, receives: 0 }, found: [] },
  { name: 'a dead-letter queue of which nothing is known', entries: [SAFE, DLQ], found: [] },
  {
    name: 'dead letters of an hour that somebody asks for',
    entries: [SAFE, DLQ],
    held: { messages: 412, oldestAgeSeconds: 3_600, receives: 3 },
    found: [],
  },
  {
    name: 'dead letters of an hour that a pipe takes back',
    entries: [SAFE, DLQ, bus('shop'), pipe('back', { sourceArn: DLQ.arn })],
    held: { messages: 412, oldestAgeSeconds: 3_600 },
    found: [],
  },
  {
    name: 'dead letters of days that a function reads and leaves',
    entries: [SAFE, DLQ, mapping(DLQ.arn, 'mend')],
    held: { messages: 412, oldestAgeSeconds: 300_000, receives: 9 },
    found: ['dead-letter-queue-unwatched failed'],
  },
  {
    name: 'dead letters of an hour whose mapping is off',
    entries: [SAFE, DLQ, mapping(DLQ.arn, 'mend', 'Disabled')],
    held: { messages: 412, oldestAgeSeconds: 3_600 },
    found: ['dead-letter-queue-unwatched failed', 'mapping-disabled mend'],
  },
  {
    name: 'an e-mail subscription of either form without a dead-letter queue',
    entries: [topic('orders'), subscription('orders', 'ops@shop.example', { protocol: 'email-json' })],
    found: ['subscription-without-dead-letter-queue ops@shop.example'],
  },
  {
    name: 'a pipe whose target is gone',
    entries: [SAFE, DLQ, pipe('back', { sourceArn: SAFE.arn, targetArn: queueArn('gone') })],
    found: ['target-missing back'],
  },
  {
    name: 'a queue whose messages come back before its function is done',
    entries: [SAFE, DLQ, mapping(queueArn('emails'), 'mail'), fn('mail', 30)],
    found: ['visibility-below-six-timeouts emails'],
  },
  { name: 'a queue that waits long enough', entries: [SAFE, DLQ, mapping(queueArn('emails'), 'mail'), fn('mail', 5)], found: [] },
  {
    name: 'a mapping that is switched off',
    entries: [SAFE, DLQ, mapping(queueArn('emails'), 'mail', 'Disabled')],
    found: ['mapping-disabled mail'],
  },
  {
    name: 'a mapping of a stream that never gives up',
    entries: [STREAM, withConfig(mapping(STREAM.arn, 'count'), { maximumRetries: -1 })],
    found: ['mapping-retries-for-ever count'],
  },
  {
    name: 'a mapping of a stream that never gives up and keeps what fails',
    entries: [STREAM, DLQ, withConfig(mapping(STREAM.arn, 'count'), { maximumRetries: -1, failureDestinationArn: DLQ.arn })],
    found: [],
  },
  {
    name: 'a subscription without a dead-letter queue, and one with',
    entries: [
      topic('orders'),
      SAFE,
      DLQ,
      subscription('orders', SAFE.arn),
      subscription('orders', 'https://a.example/x', { deadLetterTargetArn: DLQ.arn }),
    ],
    found: ['subscription-without-dead-letter-queue emails'],
  },
  {
    name: 'a pending subscription is that and nothing more',
    entries: [topic('orders'), subscription('orders', 'https://a.example/x', { state: 'pending' })],
    found: ['subscription-pending a.example/x'],
  },
  {
    name: 'a subscription to a queue that is gone',
    entries: [topic('orders'), DLQ, subscription('orders', queueArn('gone'), { deadLetterTargetArn: DLQ.arn })],
    found: ['subscription-endpoint-missing gone'],
  },
  {
    name: 'a function of another region is kept by nobody, and not missing for that',
    entries: [
      topic('orders'),
      DLQ,
      subscription('orders', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:far`, { deadLetterTargetArn: DLQ.arn }),
    ],
    found: [],
  },
  {
    name: 'a queue of an account Weir does not list is not missing',
    entries: [topic('orders'), DLQ, subscription('orders', `arn:aws:sqs:eu-west-1:${OTHER}:theirs`, { deadLetterTargetArn: DLQ.arn })],
    found: [],
  },
  { name: 'a rule with all it needs', entries: [bus('shop'), SAFE, DLQ, rule('shop', 'mail', { targets: [onQueue()] })], found: [] },
  {
    name: 'a target without a dead-letter queue',
    entries: [bus('shop'), SAFE, DLQ, rule('shop', 'mail', { targets: [onQueue({ deadLetterTargetArn: null })] })],
    found: ['target-without-dead-letter-queue mail'],
  },
  {
    name: 'a target that is gone',
    entries: [bus('shop'), DLQ, rule('shop', 'mail', { targets: [onQueue()] })],
    found: ['target-missing mail'],
  },
  {
    name: 'a rule that is off and hands to nobody',
    entries: [bus('shop'), rule('shop', 'mail', { state: 'DISABLED' })],
    found: ['rule-disabled mail', 'rule-without-targets mail'],
  },
  {
    name: 'a rule AWS manages is its own business',
    entries: [bus('shop'), rule('shop', 'mail', { state: 'DISABLED', managedBy: 'pipes.amazonaws.com' })],
    found: [],
  },
  {
    name: 'a rule that sends to its own bus',
    entries: [bus('shop'), DLQ, rule('shop', 'again', { targets: [target(busArn('shop'), { deadLetterTargetArn: DLQ.arn })] })],
    found: ['rule-loop again'],
  },
  {
    name: 'a pipe that is stopped',
    entries: [bus('shop'), withConfig(queue('returns', 'failed'), {}), DLQ, pipe('back', { currentState: 'STOPPED' })],
    found: ['pipe-stopped back'],
  },
  ...(['START_FAILED', 'CREATE_FAILED', 'CREATE_ROLLBACK_FAILED'] as const).map((currentState) => ({
    name: `a pipe that AWS could not bring up: ${currentState}`,
    entries: [bus('shop'), withConfig(queue('returns', 'failed'), {}), DLQ, pipe('back', { currentState, stateReason: 'no permission' })],
    found: ['pipe-not-running back'],
  })),
  ...(['STOP_FAILED', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED', 'DELETE_ROLLBACK_FAILED'] as const).map(
    (currentState) => ({
      name: `a pipe that AWS could not change: ${currentState}`,
      entries: [bus('shop'), withConfig(queue('returns', 'failed'), {}), DLQ, pipe('back', { currentState })],
      found: ['pipe-change-failed back'],
    }),
  ),
  {
    name: 'a pipe that is being started',
    entries: [bus('shop'), withConfig(queue('returns', 'failed'), {}), DLQ, pipe('back', { currentState: 'STARTING' })],
    found: [],
  },
  {
    name: 'a pipe of a stream without a dead-letter queue',
    entries: [bus('shop'), STREAM, pipe('clicks', { sourceArn: STREAM.arn })],
    found: ['pipe-without-dead-letter-queue clicks'],
  },
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

const audit = ({ entries, held }: Pick<Row, 'entries' | 'held'>) =>
  auditEstate({
    index: new FanoutIndex(entries),
    listedAt: (accountId) => (accountId === ACCOUNT ? 1 : null),
    held: () => (held === undefined ? null : { messages: 0, oldestAgeSeconds: null, receives: null, ...held }),
  });

describe('the failure-path audit', () => {
  it.each(ROWS.map((row) => [row.name, row] as const))('%s', (_, row) => {
    expect(
      audit(row)
        .map(({ rule: name, resource }) => `${name} ${resource.name}`)
        .sort(),
    ).toEqual([...row.found].sort());
  });

  it('finds by every rule there is', () => {
    const reached = new Set(ROWS.flatMap(({ found }) => found.map((text) => text.split(' ')[0] as AuditRule)));
    expect(auditRule.options.filter((each) => !reached.has(each))).toEqual([]);
  });

  it('shows the event that gets past a pattern, which the pattern matches', () => {
    const pattern = '{"source":[{"prefix":"shop."}],"detail":{"user":{"role":["admin"]},"state":[{"anything-but":["closed"]}]}}';
    const proofs = audit({ entries: ruled(pattern) }).map(
      ({ evidence }) => evidence.find(({ name }) => name === 'event that passes')?.value,
    );
    expect(proofs).toHaveLength(3);
    const parsed = parseEventPattern(pattern);
    for (const proof of proofs) expect(parsed.ok && matchesPattern(parsed.pattern, JSON.parse(proof ?? ''))).toBe(true);
  });

  it('says of a policy which condition keeps nobody out, and of a dead-letter queue what it cannot know', () => {
    const evidence = (entries: readonly CatalogueResource[], held?: Row['held']) =>
      audit({ entries, ...(held && { held }) }).flatMap((each) => each.evidence.map(({ name, value }) => `${name}: ${value}`));
    expect(evidence([topic('orders', { policy: allow('*', { StringLike: { 'aws:SourceArn': '*' } }) })])).toEqual([
      'policy: Allow, principal *',
      'condition 1 keeps nobody out: StringLike aws:SourceArn *: an asterisk stands for everybody',
    ]);
    expect(evidence([SAFE, DLQ], { messages: 2 })).toEqual([
      'held: 2 messages',
      'oldest arrived: not known',
      'read by: no mapping and no pipe',
      'received in the last measured minute: not measured',
      'alarms of CloudWatch: not looked at by Weir',
    ]);
  });

  it('gives each finding an id that stays', () => {
    const entries = ROWS.flatMap((row) => row.entries);
    const ids = (of: readonly CatalogueResource[]) => audit({ entries: of }).map(({ id }) => id);
    expect(new Set(ids(entries)).size).toBe(ids(entries).length);
    expect(ids(entries).sort()).toEqual(ids([...entries]).sort());
  });
});
