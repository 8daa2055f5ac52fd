import type { VerdictState } from '@weir/contract';
import type { CatalogueResource } from '../model/catalogue.js';
import {
  bus,
  busArn,
  functionArn,
  lambdaFunction,
  mapping,
  pipe,
  queue,
  queueArn,
  rule,
  stream,
  subscription,
  target,
  topic,
} from '../topology/testing/small-estate.js';

export interface CauseCase {
  readonly name: string;
  readonly estate: readonly CatalogueResource[];
  /** Kind and name, verdict, reason, minute at which it began. */
  readonly troubles: readonly (readonly [name: string, verdict: VerdictState, reason: string, minute: number])[];
  /** Roots with what they take with them. */
  readonly causes: Readonly<Record<string, readonly string[]>>;
}

const streamArn = (name: string) => stream(name).arn;

/** Stands for a registered consumer: what matters is that another reads through it. */
const INDEXED = mapping(streamArn('clicks'), 'indexed');

const SHOP: readonly CatalogueResource[] = [
  topic('order-events'),
  subscription('order-events', queueArn('billing'), { deadLetterTargetArn: queueArn('undelivered') }),
  subscription('order-events', queueArn('mails')),
  queue('billing', 'billing-dlq'),
  queue('billing-dlq'),
  queue('mails'),
  queue('undelivered'),
  mapping(queueArn('billing'), 'bill'),
  lambdaFunction('bill'),
];

/** A wrong root becomes a row here. */
export const CAUSE_CASES: readonly CauseCase[] = [
  {
    name: 'a poisoned queue takes its dead-letter queue with it',
    estate: SHOP,
    troubles: [
      ['queue billing-dlq', 'poisoned', 'dead-letters-arriving', 0],
      ['queue billing', 'poisoned', 'dead-lettering', 1],
    ],
    causes: { 'queue billing': ['queue billing-dlq'] },
  },
  {
    name: 'a dead-letter queue alone is its own cause as far as is known',
    estate: SHOP,
    troubles: [['queue billing-dlq', 'poisoned', 'dead-letters-arriving', 0]],
    causes: { 'queue billing-dlq': [] },
  },
  {
    name: 'a failing function is the cause of its queue and of the dead letters',
    estate: SHOP,
    troubles: [
      ['queue billing-dlq', 'poisoned', 'dead-letters-arriving', 1],
      ['queue billing', 'poisoned', 'dead-lettering', 1],
      ['function bill', 'failing', 'function-failing', 0],
    ],
    causes: { 'function bill': ['queue billing', 'queue billing-dlq'] },
  },
  {
    name: 'a stopped consumer, told late, is still the cause of what it does not take',
    estate: SHOP,
    troubles: [
      ['queue billing', 'stopped', 'nobody-receiving', 0],
      ['function bill', 'throttled', 'function-throttled', 9],
    ],
    causes: { 'function bill': ['queue billing'] },
  },
  {
    name: 'two queues without a link are two causes',
    estate: SHOP,
    troubles: [
      ['queue billing', 'stopped', 'nobody-receiving', 0],
      ['queue mails', 'stopped', 'nobody-receiving', 0],
    ],
    causes: { 'queue billing': [], 'queue mails': [] },
  },
  {
    name: 'a topic fails by the one subscription that does, and so do its dead letters',
    estate: SHOP,
    troubles: [
      ['queue undelivered', 'poisoned', 'dead-letters-arriving', 0],
      ['topic order-events', 'dead-lettering', 'dead-letters-arriving', 1],
      ['subscription billing', 'dead-lettering', 'dead-letters-arriving', 1],
    ],
    causes: { 'subscription billing': ['topic order-events', 'queue undelivered'] },
  },
  {
    name: 'where the counters do not say which subscription fails, dead letters are of the topic',
    estate: SHOP,
    troubles: [
      ['queue undelivered', 'poisoned', 'dead-letters-arriving', 0],
      ['topic order-events', 'dead-lettering', 'dead-letters-arriving', 1],
    ],
    causes: { 'topic order-events': ['queue undelivered'] },
  },
  {
    name: 'two subscriptions that fail together fail for a reason of their topic',
    estate: SHOP,
    troubles: [
      ['topic order-events', 'failing', 'deliveries-lost', 1],
      ['subscription billing', 'failing', 'deliveries-lost', 1],
      ['subscription mails', 'failing', 'deliveries-lost', 2],
    ],
    causes: { 'topic order-events': ['subscription billing', 'subscription mails'] },
  },
  {
    name: 'what fails beside a subscription whose endpoint is gone may be counted for it',
    estate: SHOP,
    troubles: [
      ['subscription billing', 'failing', 'endpoint-missing', 0],
      ['topic order-events', 'failing', 'endpoint-failing', 4],
      ['subscription mails', 'failing', 'endpoint-failing', 5],
    ],
    causes: { 'subscription billing': ['topic order-events', 'subscription mails'] },
  },
  {
    name: 'a filter that somebody edited an instant before does not make a failing subscription a trouble of the topic',
    estate: SHOP,
    troubles: [
      ['subscription mails', 'filtered-out', 'policy-edited', 0],
      ['topic order-events', 'failing', 'endpoint-failing', 3],
      ['subscription billing', 'failing', 'endpoint-failing', 3],
    ],
    causes: { 'subscription mails': [], 'subscription billing': ['topic order-events'] },
  },
  {
    name: 'a queue that lets in neither a topic nor a rule is one cause',
    estate: [
      ...SHOP,
      bus('shop'),
      rule('shop', 'invoices', { targets: [target(queueArn('billing'), { deadLetterTargetArn: queueArn('undelivered') })] }),
    ],
    troubles: [
      ['queue undelivered', 'poisoned', 'dead-letters-arriving', 0],
      ['subscription billing', 'dead-lettering', 'dead-letters-arriving', 2],
      ['rule invoices', 'dead-lettering', 'dead-letters-arriving', 3],
    ],
    causes: { 'subscription billing': ['queue undelivered', 'rule invoices'] },
  },
  {
    name: 'a subscription whose endpoint is gone is the cause of its topic, although another was blamed before',
    estate: SHOP,
    troubles: [
      ['subscription mails', 'failing', 'endpoint-failing', 0],
      ['topic order-events', 'failing', 'endpoint-failing', 0],
      ['subscription billing', 'failing', 'endpoint-missing', 3],
    ],
    causes: { 'subscription billing': ['subscription mails', 'topic order-events'] },
  },
  {
    name: 'dead letters that wait since long ago are not of a topic that begins to fail now',
    estate: SHOP,
    troubles: [
      ['queue undelivered', 'stalled', 'dead-letters-waiting', 0],
      ['topic order-events', 'failing', 'deliveries-lost', 40],
    ],
    causes: { 'queue undelivered': [], 'topic order-events': [] },
  },
  {
    name: 'a queue that lets nobody in is one cause, whichever other subscription of the topic is blamed meanwhile',
    estate: [...SHOP, bus('shop'), rule('shop', 'invoices', { targets: [target(queueArn('billing'))] })],
    troubles: [
      ['subscription mails', 'failing', 'endpoint-failing', 0],
      ['topic order-events', 'failing', 'endpoint-failing', 0],
      ['rule invoices', 'dead-lettering', 'dead-letters-arriving', 1],
      ['subscription billing', 'dead-lettering', 'dead-letters-arriving', 3],
      ['queue undelivered', 'poisoned', 'dead-letters-arriving', 0],
    ],
    causes: { 'rule invoices': ['queue undelivered', 'subscription billing', 'subscription mails', 'topic order-events'] },
  },
  {
    name: 'dead letters of one subscription say that it is the one, whichever else the counters of its topic are laid at',
    estate: SHOP,
    troubles: [
      ['subscription mails', 'failing', 'endpoint-failing', 0],
      ['topic order-events', 'failing', 'endpoint-failing', 0],
      ['queue undelivered', 'poisoned', 'dead-letters-arriving', 0],
      ['subscription billing', 'dead-lettering', 'dead-letters-arriving', 3],
    ],
    causes: { 'subscription billing': ['queue undelivered', 'subscription mails', 'topic order-events'] },
  },
  {
    name: 'two subscriptions that fail an hour apart are two causes',
    estate: SHOP,
    troubles: [
      ['topic order-events', 'failing', 'deliveries-lost', 1],
      ['subscription billing', 'failing', 'deliveries-lost', 1],
      ['subscription mails', 'failing', 'deliveries-lost', 61],
    ],
    causes: { 'subscription billing': ['topic order-events'], 'subscription mails': [] },
  },
  {
    name: 'what gets nothing is explained by the pipe that is stopped, and so is the queue before it',
    estate: [
      queue('returns'),
      pipe('returns-to-shop', { sourceArn: queueArn('returns'), targetArn: busArn('shop') }),
      bus('shop'),
      rule('shop', 'refunds', { targets: [target(queueArn('refunds'))] }),
      queue('refunds'),
    ],
    troubles: [
      ['queue returns', 'stopped', 'nobody-receiving', 2],
      ['rule refunds', 'starved', 'source-silent', 5],
      ['pipe returns-to-shop', 'stopped', 'pipe-stopped', 0],
    ],
    causes: { 'pipe returns-to-shop': ['rule refunds', 'queue returns'] },
  },
  {
    name: 'a silent partner bus starves its rules',
    estate: [bus('partner'), rule('partner', 'charges', { targets: [target(queueArn('charges'))] }), queue('charges')],
    troubles: [
      ['bus partner', 'starved', 'source-silent', 0],
      ['rule charges', 'starved', 'source-silent', 0],
    ],
    causes: { 'bus partner': ['rule charges'] },
  },
  {
    name: 'a bus whose only rule is off looks silent, and is not',
    estate: [bus('partner'), rule('partner', 'charges', { targets: [target(queueArn('charges'))] }), queue('charges')],
    troubles: [
      ['rule charges', 'disabled', 'switched-off-while-busy', 0],
      ['bus partner', 'starved', 'source-silent', 16],
    ],
    causes: { 'rule charges': ['bus partner'] },
  },
  {
    name: 'a silent bus of which one rule is off is silent for a reason of its own',
    estate: [bus('partner'), rule('partner', 'charges'), rule('partner', 'disputes')],
    troubles: [
      ['rule charges', 'disabled', 'switched-off-while-busy', 0],
      ['bus partner', 'starved', 'source-silent', 16],
      ['rule disputes', 'starved', 'source-silent', 16],
    ],
    causes: { 'rule charges': [], 'bus partner': ['rule disputes'] },
  },
  {
    name: 'a filter that somebody edited is its own cause, whatever fails nearby',
    estate: SHOP,
    troubles: [
      ['subscription mails', 'filtered-out', 'policy-edited', 3],
      ['queue billing', 'stopped', 'nobody-receiving', 0],
    ],
    causes: { 'subscription mails': [], 'queue billing': [] },
  },
  {
    name: 'a rule whose target refuses is explained by the target; its dead letters by the rule',
    estate: [
      bus('shop'),
      rule('shop', 'saga', { targets: [target(functionArn('saga-step'), { deadLetterTargetArn: queueArn('saga-dlq') })] }),
      lambdaFunction('saga-step'),
      queue('saga-dlq'),
    ],
    troubles: [
      ['rule saga', 'throttled', 'target-retried', 0],
      ['function saga-step', 'throttled', 'function-throttled', 1],
      ['queue saga-dlq', 'poisoned', 'dead-letters-arriving', 15],
    ],
    causes: { 'function saga-step': ['rule saga', 'queue saga-dlq'] },
  },
  {
    name: 'two rules of a bus that begin to fail together are two causes: each is counted for itself',
    estate: [
      bus('shop'),
      rule('shop', 'declines', { targets: [target(queueArn('declines'), { deadLetterTargetArn: queueArn('undelivered') })] }),
      rule('shop', 'reminders', { targets: [target(functionArn('remind'))] }),
      queue('declines'),
      queue('undelivered'),
    ],
    troubles: [
      ['rule declines', 'dead-lettering', 'dead-letters-arriving', 0],
      ['queue undelivered', 'poisoned', 'dead-letters-arriving', 0],
      ['bus shop', 'dead-lettering', 'dead-letters-arriving', 1],
      ['rule reminders', 'throttled', 'target-retried', 2],
    ],
    causes: { 'rule declines': ['queue undelivered', 'bus shop'], 'rule reminders': [] },
  },
  {
    name: 'a rule that loops floods the queues behind it',
    estate: [bus('shop'), rule('shop', 'normaliser', { targets: [target(busArn('shop')), target(queueArn('stock'))] }), queue('stock')],
    troubles: [
      ['rule normaliser', 'failing', 'matches-itself', 0],
      ['queue stock', 'slow', 'backlog-growing', 4],
    ],
    causes: { 'rule normaliser': ['queue stock'] },
  },
  {
    name: 'a registered consumer is behind for the mapping that reads through it',
    estate: [stream('clicks'), INDEXED, mapping(streamArn('clicks'), 'indexer', 'Enabled', [], INDEXED.arn)],
    troubles: [
      ['consumer indexer', 'stopped', 'reading-ceased', 0],
      ['consumer indexed', 'stopped', 'reading-ceased', 4],
    ],
    causes: { 'consumer indexer': ['consumer indexed'] },
  },
  {
    name: 'a stream that is not read is explained by the reader that stopped',
    estate: [stream('clicks'), mapping(streamArn('clicks'), 'sessions'), lambdaFunction('sessions')],
    troubles: [
      ['stream clicks', 'stopped', 'readers-stopped', 0],
      ['consumer sessions', 'stopped', 'reading-ceased', 1],
    ],
    causes: { 'consumer sessions': ['stream clicks'] },
  },
];
