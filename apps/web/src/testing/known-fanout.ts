import type { FanoutConfig, FanoutOverview, Resource, Topology, TopologyChange, TopologyNode, Verdict } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { at, FIXTURE_NOW, makeResource } from './estate-fixture.js';
import { lineFrom } from './fixture-ledger.js';
import { verdictOf } from './known-topology.js';

const MINUTE_MS = 60_000;
const ACCOUNT = '111122223333';
const PLACE = `eu-west-1:${ACCOUNT}`;

interface Given {
  readonly id: Resource['id'];
  readonly arn: string;
  readonly kind: Resource['kind'];
  readonly name: string;
  readonly system: string;
  readonly verdict: Verdict;
  readonly rate: number | null;
  readonly fanout: FanoutConfig;
}

function made({ id, arn, kind, name, system, verdict, rate, fanout }: Given): Resource {
  const state = verdict.state;
  const blank = makeResource({ name, system, kind, state });
  return { ...blank, id, arn, verdict, fanout, rates: { in: rate, out: rate }, latest: {}, loss: null, deadLetter: null };
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  'order-events': verdictOf(
    'filtered-out',
    'orders-invoicing gets nothing since its filter policy was edited',
    at(14, 18),
    'policy-edited',
  ),
  'order-events-to-orders-invoicing': verdictOf(
    'filtered-out',
    'its filter policy was edited, then deliveries stopped',
    at(14, 18),
    'policy-edited',
  ),
  'media-bus': verdictOf('failing', 'rule uploads-to-encoder fails: 2.1 of 2.4/s lost', at(13, 52), 'rule-failing'),
  'uploads-to-encoder': verdictOf('failing', '2.1 of 2.4/s fail, none goes to a DLQ', at(13, 52), 'target-denied'),
  'orders-to-emails': verdictOf('unknown', 'access denied', at(12, 10), 'access-denied'),
  'nightly-export': verdictOf('disabled', 'switched off', at(9, 0), 'switched-off'),
};
const verdictFor = (name: string): Verdict => VERDICTS[name] ?? verdictOf('ok');

const PATTERNS: Readonly<Record<string, string>> = {
  'orders-to-labels': '{"detail-type":["OrderPlaced"],"detail":{"country":["DE","FR",{"prefix":"A"}],"total":[{"numeric":[">",10]}]}}',
  'orders-to-emails': '{"detail-type":["OrderPlaced"],"detail":{"channel":["web"]}}',
  'uploads-to-encoder': '{"source":["studio"],"detail":{"kind":[{"anything-but":["draft"]}]}}',
};
const POLICIES: Readonly<Record<string, string>> = {
  'order-events-to-orders-invoicing': '{"country":["DEU"],"total":[{"numeric":[">",0]}]}',
};

const arnOf = (node: TopologyNode | undefined): string => node?.arn ?? `arn:aws:sqs:${PLACE}:nowhere`;

/** Everything of the map that passes events on, as the catalogue tells it. */
export function fanoutResources({ nodes, edges }: Topology): readonly Resource[] {
  const node = (id: string) => nodes.find((found) => found.id === id);
  const hubs = nodes
    .filter(({ kind }) => kind === 'topic' || kind === 'bus')
    .map((hub) => {
      const rate = edges
        .filter(({ to, kind }) => to === hub.id && kind === 'publish')
        .reduce((sum, edge) => sum + (edge.ratePerSecond ?? 0), 0);
      const subscriptions = edges.filter(({ from, kind }) => from === hub.id && kind === 'subscription').length;
      return made({
        ...{ id: hub.resourceId ?? resourceIdOf(arnOf(hub)), arn: arnOf(hub), name: hub.name, system: hub.system, rate },
        kind: hub.kind === 'topic' ? 'topic' : 'bus',
        verdict: verdictFor(hub.name),
        fanout: hub.kind === 'topic' ? topicSettings(subscriptions) : busSettings(hub.name),
      });
    });
  const subscriptions = edges
    .filter(({ kind }) => kind === 'subscription')
    .flatMap((edge) =>
      edge.via === null
        ? []
        : [
            made({
              ...{
                id: edge.via.id,
                arn: `${arnOf(node(edge.from))}:${edge.via.name}`,
                kind: 'subscription',
                name: edge.via.name,
                system: 'orders',
              },
              verdict: verdictFor(edge.via.name),
              rate: null,
              fanout: {
                ...{
                  kind: 'subscription',
                  topicArn: arnOf(node(edge.from)),
                  protocol: 'sqs',
                  endpoint: arnOf(node(edge.to)),
                  state: 'confirmed',
                },
                filterPolicy: POLICIES[edge.via.name] ?? (edge.filtered ? '{"country":[{"anything-but":["XX"]}]}' : null),
                ...{ filterPolicyScope: 'MessageAttributes', rawDelivery: true, deliveryPolicy: null, problems: [] },
                deadLetterTargetArn: edge.withoutDeadLetters ? null : `arn:aws:sqs:${PLACE}:order-events-dlq`,
              },
            }),
          ],
    );
  const rules = edges
    .filter(({ kind }) => kind === 'rule')
    .flatMap((edge) =>
      edge.via === null
        ? []
        : [ruleResource(edge.via.id, edge.via.name, arnOf(node(edge.from)), [arnOf(node(edge.to))], edge.ratePerSecond)],
    );
  const [bus] = hubs.filter(({ kind }) => kind === 'bus');
  const busArn = bus?.arn ?? '';
  return [
    ...hubs,
    ...subscriptions,
    ...rules,
    ruleResource(ruleId('nightly-export'), 'nightly-export', busArn, [`arn:aws:lambda:${PLACE}:function:export`], null),
    ruleResource(ruleId('AutoScalingManagedRule'), 'AutoScalingManagedRule', busArn, [`arn:aws:sns:${PLACE}:capacity`], 0),
    pipeResource(),
    ...functionsOf({ nodes, edges }),
  ];
}

/** Functions of the map, by what reaches them. */
const functionsOf = ({ nodes, edges }: Pick<Topology, 'nodes' | 'edges'>): readonly Resource[] =>
  nodes
    .filter(({ kind }) => kind === 'function')
    .map((node) =>
      made({
        ...{ id: node.resourceId ?? resourceIdOf(arnOf(node)), arn: arnOf(node), kind: 'function', name: node.name, system: node.system },
        verdict: verdictFor(node.name),
        rate: edges.filter(({ to }) => to === node.id).reduce((sum, edge) => sum + (edge.ratePerSecond ?? 0), 0),
        fanout: { kind: 'function', timeoutSeconds: 30, memoryMegabytes: 512, deadLetterTargetArn: null, problems: [] },
      }),
    );

const ruleId = (name: string) => resourceIdOf(`arn:aws:events:${PLACE}:rule/commerce-bus/${name}`);

function ruleResource(id: Resource['id'], name: string, busArn: string, targets: readonly string[], rate: number | null): Resource {
  const verdict = verdictFor(name);
  const resource = made({
    ...{ id, name, verdict, rate, kind: 'rule', system: name.split('-')[0] ?? name },
    arn: `arn:aws:events:${PLACE}:rule/${busArn.split('/').at(-1) ?? 'default'}/${name}`,
    fanout: {
      ...{ kind: 'rule', busName: busArn.split('/').at(-1) ?? '', busArn, problems: [] },
      state: verdict.state === 'disabled' ? 'DISABLED' : 'ENABLED',
      pattern: PATTERNS[name] ?? (name === 'nightly-export' ? null : '{"source":["aws.autoscaling"]}'),
      schedule: name === 'nightly-export' ? 'cron(0 2 * * ? *)' : null,
      managedBy: name === 'AutoScalingManagedRule' ? 'autoscaling.amazonaws.com' : null,
      targets: targets.map((arn, index) => ({
        ...{ id: `target-${index + 1}`, arn, roleArn: null, retry: null, input: null, inputPath: null, apiDestination: null },
        deadLetterTargetArn: name === 'uploads-to-encoder' ? null : `arn:aws:sqs:${PLACE}:events-dlq`,
        inputTransformer: name === 'orders-to-labels' ? { paths: { order: '$.detail.id' }, template: '{"label": <order>}' } : null,
      })),
    },
  });
  const reading = (value: number) => ({ value, at: FIXTURE_NOW - 2 * MINUTE_MS, state: 'provisional' as const });
  if (rate === null) return resource;
  return {
    ...resource,
    latest: {
      matched: reading(rate * 60),
      invocations: reading(rate * 60),
      startLatency: reading(180),
      failedInvocations: reading(verdict.state === 'failing' ? 126 : 0),
    },
  };
}

function pipeResource(): Resource {
  const arn = `arn:aws:pipes:${PLACE}:pipe/orders-to-search`;
  return made({
    ...{ id: resourceIdOf(arn), arn, kind: 'pipe', name: 'orders-to-search', system: 'orders', verdict: verdictOf('ok'), rate: 12 },
    fanout: {
      ...{ kind: 'pipe', sourceArn: `arn:aws:kinesis:${PLACE}:stream/orders-changes`, enrichmentArn: null, problems: [] },
      ...{
        targetArn: `arn:aws:events:${PLACE}:event-bus/commerce-bus`,
        desiredState: 'RUNNING',
        currentState: 'RUNNING',
        stateReason: null,
      },
      ...{ filters: ['{"data":{"kind":["updated"]}}'], batchSize: 10, deadLetterTargetArn: null, maximumRetries: 3, inputTemplate: null },
    },
  });
}

const topicSettings = (confirmed: number): FanoutConfig => ({
  ...{ kind: 'topic', fifo: false, policy: null, encrypted: true, subscriptionsConfirmed: confirmed, subscriptionsPending: 0 },
  ...{ deliveryLogs: {}, problems: [] },
});

const busSettings = (name: string): FanoutConfig => ({
  ...{ kind: 'bus', type: 'custom', deadLetterTargetArn: null, logLevel: null, encrypted: false, problems: [] },
  policy:
    name === 'commerce-bus'
      ? JSON.stringify({
          Statement: [
            { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'events:PutEvents', Resource: '*' },
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 'events:PutEvents',
              Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-shop' } },
            },
          ],
        })
      : null,
  archives: name === 'commerce-bus' ? [{ name: 'commerce-30d', state: 'ENABLED', retentionDays: 30, pattern: null }] : [],
});

/** The list as the server would compose it. */
export function fanoutOverviews(resources: readonly Resource[]): readonly FanoutOverview[] {
  const listed: readonly Resource['kind'][] = ['topic', 'bus', 'rule', 'pipe', 'function'];
  return resources
    .filter(({ kind, fanout }) => listed.includes(kind) && fanout !== null)
    .map((resource) => {
      const { id, kind, name, system, accountId, accountName, region, verdict, fanout, arn, rates } = resource;
      const below = resources.filter(
        ({ fanout: other }) =>
          (other?.kind === 'subscription' && other.topicArn === arn) || (other?.kind === 'rule' && other.busArn === arn),
      );
      const worst = below.find((other) => other.verdict.state !== 'ok');
      return {
        ...{ id, kind, name, system, accountId, accountName, region, verdict },
        parentId: fanout?.kind === 'rule' ? resourceIdOf(fanout.busArn) : null,
        subscribers: fanout?.kind === 'rule' ? (fanout.targets?.length ?? 0) : kind === 'function' ? null : below.length,
        inPerSecond: rates.in,
        line: kind === 'bus' || kind === 'function' || rates.in === null ? null : lineFrom(resource, below.length || 1, 3_600),
        ...readOf(kind, rates.in !== null),
        counted: kind === 'function' ? [{ metric: 'functionErrors', value: verdict.state === 'ok' ? 0 : 41 }] : [],
        worstSubscriber: worst === undefined ? null : { name: worst.name, verdict: worst.verdict },
        changedAt: verdict.state === 'filtered-out' ? FIXTURE_NOW - 14 * MINUTE_MS : null,
      };
    });
}

function readOf(kind: Resource['kind'], known: boolean) {
  if (kind === 'bus' || kind === 'function') return { knownMinutes: 0, unknownMinutes: 0 };
  return known ? { knownMinutes: 58, unknownMinutes: 2 } : { knownMinutes: 0, unknownMinutes: 60 };
}

/** The edit after which a subscriber got nothing. */
export function subscriptionEdits({ edges }: Topology): readonly TopologyChange[] {
  const via = edges.find((edge) => edge.via?.name === 'order-events-to-orders-invoicing')?.via;
  if (via === null || via === undefined) return [];
  return [
    {
      at: FIXTURE_NOW - 14 * MINUTE_MS,
      resourceId: via.id,
      kind: 'subscription',
      name: 'order-events → orders-invoicing',
      change: 'edited',
      fields: ['filterPolicy'],
      sentence: 'the filter policy changed',
      before: '{"country":["DE"],"total":[{"numeric":[">",0]}]}',
      after: '{"country":["DEU"],"total":[{"numeric":[">",0]}]}',
    },
  ];
}
