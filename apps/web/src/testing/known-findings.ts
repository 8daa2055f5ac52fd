import type { Finding, Resource } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { at, FIXTURE_NOW } from './estate-fixture.js';

const DAY_MS = 86_400_000;

interface Known extends Pick<Finding, 'rule' | 'severity' | 'title' | 'fix'> {
  readonly on: string;
  readonly part?: string;
  readonly command?: string;
  readonly evidence: Finding['evidence'];
  readonly goneAt?: number;
  readonly accepted?: Finding['accepted'];
}

const KNOWN: readonly Known[] = [
  {
    on: 'encoding-jobs',
    rule: 'queue-without-dead-letter-queue',
    severity: 'loss',
    title: 'encoding-jobs has no dead-letter queue: what cannot be processed is tried until it expires',
    evidence: [{ name: 'RedrivePolicy', value: 'none' }],
    fix: 'Create a queue for it, and send there what was received five times.',
    command:
      'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/encoding-jobs --attributes \'{"RedrivePolicy":"…"}\'',
  },
  {
    on: 'uploads-to-encoder',
    rule: 'target-without-dead-letter-queue',
    severity: 'loss',
    part: 'target-1',
    title: 'target-1 of uploads-to-encoder has no dead-letter queue: what EventBridge gives up is gone',
    evidence: [
      { name: 'DeadLetterConfig', value: 'none' },
      { name: 'failed in the last hour', value: '7 516' },
    ],
    fix: 'Give the target a dead-letter queue in the region of the bus.',
  },
  {
    on: 'commerce-bus',
    rule: 'bus-policy-wildcard',
    severity: 'security',
    title: 'Everyone of an organisation may put events on commerce-bus',
    evidence: [{ name: 'Principal', value: '*' }],
    fix: 'Name the accounts that send.',
  },
  {
    on: 'orders-to-labels',
    rule: 'transformer-unescaped',
    severity: 'security',
    part: 'target-1',
    title: 'The template of target-1 puts detail.id into JSON unescaped',
    evidence: [{ name: 'template', value: '{"label": <order>}' }],
    fix: 'Quote the value in the template.',
  },
  {
    on: 'nightly-export',
    rule: 'rule-disabled',
    severity: 'hygiene',
    title: 'nightly-export has been switched off for 40 days',
    evidence: [{ name: 'State', value: 'DISABLED' }],
    fix: 'Switch it on, or delete it.',
    command: 'aws events enable-rule --name nightly-export --event-bus-name commerce-bus',
    accepted: { at: at(9, 12), by: 'an admin', reason: 'seasonal: runs in January' },
  },
  {
    on: 'payments-capture',
    rule: 'max-receive-count-one',
    severity: 'hygiene',
    title: 'payments-capture gives up after one receive',
    evidence: [{ name: 'maxReceiveCount', value: '1' }],
    fix: 'Allow three at least.',
    goneAt: at(11, 3),
  },
];

/** Findings about resources of the pictures; what they are about must exist. */
export const fixtureFindings = (resources: readonly Resource[]): readonly Finding[] =>
  KNOWN.flatMap(({ on, part = null, command = null, goneAt = null, accepted = null, ...known }, index) => {
    const resource = resources.find(({ name }) => name === on);
    if (resource === undefined) return [];
    const { id, kind, name, accountId, accountName, region, system } = resource;
    return [
      {
        ...known,
        id: resourceIdOf(`finding:${on}:${known.rule}`),
        ...{ resourceId: id, resourceKind: kind, resourceName: name, accountId, accountName, region, system },
        ...{ part, command, goneAt, accepted, firstSeen: FIXTURE_NOW - (index + 1) * DAY_MS },
      },
    ];
  });
