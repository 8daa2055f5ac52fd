import type { CatalogueResource } from '../../model/catalogue.js';
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
import type { HeldDeadLetters } from './audit-sight.js';

/** An estate and what is found in it. */
export interface AuditCase {
  readonly name: string;
  readonly entries: readonly CatalogueResource[];
  /** `rule resource`, sorted. */
  readonly found: readonly string[];
  readonly held?: Partial<HeldDeadLetters>;
}

const withConfig = (resource: CatalogueResource, changes: object): CatalogueResource =>
  ({ ...resource, config: { ...resource.config, ...changes } }) as CatalogueResource;
export const DLQ = withConfig(queue('failed'), { retentionSeconds: 1_209_600 });
export const SAFE = queue('emails', 'failed');
export const allow = (principal: unknown, condition?: object): string =>
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
export const onQueue = (given: Parameters<typeof target>[1] = {}) =>
  target(queueArn('emails'), { deadLetterTargetArn: queueArn('failed'), ...given });
const fn = (name: string, timeoutSeconds: number): CatalogueResource =>
  entry('function', functionArn(name), { kind: 'function', timeoutSeconds, memoryMegabytes: 128, deadLetterTargetArn: null, problems: [] });
const STREAM = entry('stream', `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/clicks`, { mode: 'PROVISIONED' });

/** A rule with this pattern and nothing else amiss. */
export const ruled = (pattern: string): readonly CatalogueResource[] => [
  bus('shop'),
  SAFE,
  DLQ,
  rule('shop', 'mail', { pattern, targets: [onQueue()] }),
];

/** Everything the audit finds, and what it leaves alone. */
export const AUDIT_CASES: readonly AuditCase[] = [
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
];
