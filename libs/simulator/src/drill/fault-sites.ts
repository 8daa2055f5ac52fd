import { policyFor } from '../delivery/resource-policy.js';
import type { EstateBlueprint } from '../estate/blueprint.js';
import type { EventPlaneBlueprint } from '../estate/event-blueprint.js';
import { groupName } from '../traffic/workload.js';
import type { StreamTrouble } from '../trouble/stream-trouble.js';
import type { Trouble } from '../trouble/trouble.js';
import { placeOfArn, queueArn } from '../world/arn.js';
import type { DrillDraft } from './drill-draft.js';

export type DrillFaultKind =
  | `queue-${Trouble['kind']}`
  | `stream-${StreamTrouble['kind']}`
  | 'filter-typo'
  | 'subscription-pending'
  | 'endpoint-failing'
  | 'endpoint-gone'
  | 'queue-closed-to-topic'
  | 'rule-disabled'
  | 'queue-closed-to-rule'
  | 'target-throttled'
  | 'api-destination-failing'
  | 'pipe-stopped'
  | 'pipe-filter-narrow'
  | 'bus-policy-revoked';

/** Whose messages tell whether a fault could be seen at all. */
export type Meter =
  | { readonly of: 'queue'; readonly accountId: string; readonly region: string; readonly name: string }
  | {
      readonly of: 'subscription' | 'failed-copies';
      readonly accountId: string;
      readonly region: string;
      readonly name: string;
      readonly endpoint: string;
    }
  | { readonly of: 'rule'; readonly accountId: string; readonly region: string; readonly name: string; readonly bus: string }
  | { readonly of: 'stream'; readonly accountId: string; readonly region: string; readonly name: string };

/** A fault of some size that can befall one place. */
export interface SizedFault {
  /** As a person would say it. */
  readonly size: string;
  /** Of the messages that pass, 0 to 1: those it touches. */
  readonly share: number;
  readonly befall: (draft: DrillDraft, from: number) => void;
}

export interface FaultSite {
  readonly kind: DrillFaultKind;
  readonly place: string;
  /** Names of what may rightly be called the cause. */
  readonly roots: readonly string[];
  readonly meter: Meter;
  /** @param u in [0, 1): from subtle to total */
  readonly sized: (u: number) => SizedFault;
}

const between = (from: number, to: number, u: number): number => from * (to / from) ** u;
const percent = (share: number): string => `${(share * 100).toPrecision(2)} %`;

/** Every place of an estate where a fault of the library can be put. */
export const faultSites = (estate: EstateBlueprint): readonly FaultSite[] => [
  ...queueSites(estate),
  ...streamSites(estate),
  ...topicSites(estate),
  ...eventSites(estate),
];

function queueSites({ queues }: EstateBlueprint): FaultSite[] {
  return queues.flatMap((queue) => {
    // A person who clears up, or a batch job, comes and goes: what goes wrong with it is not seen within a drill.
    if (queue.consumer === null || queue.consumer.shift !== null || queue.traffic === null) return [];
    const { accountId, region, name } = queue;
    const site = (kind: Trouble['kind'], troubleOf: (u: number) => { trouble: Trouble; size: string; share: number }): FaultSite => ({
      ...{ kind: `queue-${kind}`, place: name, roots: [name], meter: { of: 'queue', accountId, region, name } },
      sized: (u) => {
        const { trouble, size, share } = troubleOf(u);
        return {
          ...{ size, share },
          befall: (draft, from) => {
            draft.ailQueue(queue, trouble, from);
          },
        };
      },
    });
    const sites = [
      site('gone', () => ({ trouble: { kind: 'gone' }, size: 'nobody receives', share: 1 })),
      site('poison', (u) => {
        const share = between(0.002, 1, u);
        return { trouble: { kind: 'poison', share }, size: `${percent(share)} of messages`, share };
      }),
      site('slow', (u) => {
        const share = 0.95 - 0.8 * u;
        return { trouble: { kind: 'slow', share }, size: `manages ${percent(share)}`, share: 1 - share };
      }),
      site('stuck', (u) => {
        const slots = Math.round(between(20, 2_000, u));
        return { trouble: { kind: 'stuck', slots }, size: `${String(slots)} slots`, share: 1 };
      }),
    ];
    const ordered = site('blocked-group', () => ({
      trouble: { kind: 'blocked-group', group: groupName(0) },
      size: 'one group',
      share: 1 / (queue.traffic?.groups ?? 1),
    }));
    return name.endsWith('.fifo') ? [...sites, ordered] : sites;
  });
}

function streamSites({ streams }: EstateBlueprint): FaultSite[] {
  return streams.flatMap((stream) => {
    const { accountId, region, name, traffic } = stream;
    if (traffic === null) return [];
    const meter = { of: 'stream', accountId, region, name } as const;
    const site = (place: string, kind: StreamTrouble['kind'], troubleOf: (u: number) => { trouble: StreamTrouble; size: string }) => ({
      ...{ kind: `stream-${kind}` as const, place, roots: [place], meter },
      sized: (u: number): SizedFault => {
        const { trouble, size } = troubleOf(u);
        return {
          ...{ size, share: 1 },
          befall: (draft, from) => {
            draft.ailStream(stream, trouble, from);
          },
        };
      },
    });
    const consumers = stream.consumers.flatMap((consumer): FaultSite[] => {
      // Of a reader of its own AWS tells nothing but that it reads.
      if (consumer.kind === 'application' || consumer.kind === 'fan-out') return [];
      const at = consumer.name;
      const slow = site(at, 'slow-consumer', (u) => {
        const speed = 0.95 - 0.75 * u;
        return { trouble: { kind: 'slow-consumer', consumer: at, speed }, size: `speed ${speed.toFixed(2)}` };
      });
      if (consumer.kind === 'delivery-stream') return [slow];
      const disabled = (u: number) => u < 0.5;
      return [
        slow,
        site(at, 'stopped-consumer', (u) => ({
          trouble: { kind: 'stopped-consumer', consumer: at, disabled: disabled(u) },
          size: disabled(u) ? 'switched off' : 'reads nothing',
        })),
        site(at, 'poison-batch', () => ({
          trouble: { kind: 'poison-batch', consumer: at, key: traffic.heads[0]?.key ?? `${traffic.tail.prefix}-1` },
          size: 'one batch',
        })),
      ];
    });
    const hot = site(name, 'hot-key', (u) => {
      const recordsPerSecond = Math.round(between(600, 3_000, u));
      const key = traffic.heads[0]?.key ?? `${traffic.tail.prefix}-hub`;
      return {
        trouble: { kind: 'hot-key', key, recordsPerSecond, dataBytes: traffic.tail.dataBytes, rampMinutes: 0 },
        size: `${String(recordsPerSecond)} records/s of one key`,
      };
    });
    return [...consumers, ...(stream.distribution === 'AUTO' ? [] : [hot])];
  });
}

/** As Weir names a subscription. */
const subscriptionName = (topic: string, endpoint: string): string =>
  `${topic} → ${endpoint.startsWith('arn:') ? (endpoint.split(/[:/]/).at(-1) ?? '') : new URL(endpoint).host}`;

function topicSites({ topics, queues }: EstateBlueprint): FaultSite[] {
  const known = new Set(queues.map(queueArn));
  return topics.flatMap((topic) =>
    topic.subscriptions.flatMap(({ protocol, endpoint, filterPolicy }) => {
      const isQueue = protocol === 'sqs';
      if (!(isQueue && known.has(endpoint)) && protocol !== 'lambda' && protocol !== 'https') return [];
      const place = subscriptionName(topic.name, endpoint);
      const { accountId, region, name } = topic;
      const site = (kind: DrillFaultKind, sized: (u: number) => SizedFault): FaultSite => ({
        ...{ kind, place, roots: [place], meter: { of: 'subscription', accountId, region, name, endpoint }, sized },
      });
      const whole = (size: string, befall: SizedFault['befall']) => (): SizedFault => ({ size, share: 1, befall });
      const typo = site(
        'filter-typo',
        whole('nothing passes', (draft, from) => {
          draft.changeSubscription(topic, endpoint, { filterPolicy: (filterPolicy ?? '').replace(/"([^"]+)":/, '"$1x":') }, from);
        }),
      );
      const failing = site('endpoint-failing', (u) => {
        const share = between(0.1, 1, u);
        return {
          ...{ size: `${percent(share)} of attempts`, share: 1 },
          befall: (draft, from) => {
            draft.answer(endpoint, { kind: 'failing', share, statusCode: 503 }, from);
          },
        };
      });
      const ofEndpoint: FaultSite[] = [
        // What succeeds at another try leaves no trace.
        { ...failing, meter: { of: 'failed-copies', accountId, region, name, endpoint } },
        site(
          'endpoint-gone',
          whole('deleted', (draft, from) => {
            draft.answer(endpoint, { kind: 'gone' }, from);
          }),
        ),
      ];
      const pending = site(
        'subscription-pending',
        whole('made anew', (draft, from) => {
          draft.changeSubscription(topic, endpoint, { state: 'pending' }, from);
        }),
      );
      const closed = site(
        'queue-closed-to-topic',
        whole('all refused', (draft, from) => {
          draft.closeQueue(endpoint, policyFor('sqs:SendMessage', endpoint, 'sns.amazonaws.com', []), from);
        }),
      );
      return [...(filterPolicy === null ? [] : [typo]), ...(isQueue ? [closed] : ofEndpoint), ...(protocol === 'https' ? [pending] : [])];
    }),
  );
}

function eventSites({ events, queues }: EstateBlueprint): FaultSite[] {
  const known = new Set(queues.map(queueArn));
  const changing = (size: string, change: (plane: EventPlaneBlueprint) => EventPlaneBlueprint, share = 1): SizedFault => ({
    ...{ size, share },
    befall: (draft, from) => {
      draft.changeEvents(change, from);
    },
  });
  const rules = events.rules.flatMap((rule): FaultSite[] => {
    const { accountId, region, name, bus } = rule;
    if (rule.eventPattern === null) return [];
    const site = (kind: DrillFaultKind, sized: FaultSite['sized']): FaultSite => ({
      ...{ kind, place: name, roots: [name], meter: { of: 'rule', accountId, region, name, bus }, sized },
    });
    const withRule = (plane: EventPlaneBlueprint): EventPlaneBlueprint => ({
      ...plane,
      rules: plane.rules.map((each) => (each.name === name ? { ...each, state: 'DISABLED' } : each)),
    });
    const disabled = site('rule-disabled', () => changing('disabled', withRule));
    const others = rule.targets.flatMap(({ arn }): FaultSite[] => {
      if (known.has(arn)) {
        const policy = policyFor('sqs:SendMessage', arn, 'events.amazonaws.com', []);
        const close = (plane: EventPlaneBlueprint) => ({ ...plane, queuePolicies: { ...plane.queuePolicies, [arn]: policy } });
        return [site('queue-closed-to-rule', () => changing('all refused', close))];
      }
      if (events.outsiders.some((outsider) => outsider.arn === arn)) {
        return [
          site('target-throttled', (u) => {
            const perSecond = Number(between(0.5, 6, 1 - u).toFixed(1));
            const answers = { kind: 'throttling', perSecond } as const;
            return changing(`${String(perSecond)}/s taken`, (plane) => ({
              ...plane,
              outsiders: plane.outsiders.map((each) => (each.arn === arn ? { ...each, answers } : each)),
            }));
          }),
        ];
      }
      if (arn.includes(':api-destination/')) {
        return [
          site('api-destination-failing', (u) => {
            const share = between(0.1, 1, u);
            const failing = { kind: 'failing', share, statusCode: 503 } as const;
            const change = (plane: EventPlaneBlueprint) => ({
              ...plane,
              apiDestinations: plane.apiDestinations.map((each) => ({ ...each, answers: failing })),
            });
            return changing(`${percent(share)} of calls`, change, share);
          }),
        ];
      }
      const bus = arn.includes(':event-bus/') ? placeOfArn(arn).name.split('/').at(-1) : undefined;
      if (bus === undefined) return [];
      const revoke = (plane: EventPlaneBlueprint) => ({
        ...plane,
        buses: plane.buses.map((each) => (each.name === bus ? { ...each, policy: null } : each)),
      });
      return [site('bus-policy-revoked', () => changing('all refused', revoke))];
    });
    return [disabled, ...others];
  });
  const pipes = events.pipes.flatMap((pipe): FaultSite[] => {
    const { accountId, region, name, source } = pipe;
    if (source.kind !== 'queue') return [];
    const becomes = (change: object) => (plane: EventPlaneBlueprint) => ({
      ...plane,
      pipes: plane.pipes.map((each) => (each.name === name ? { ...each, ...change } : each)),
    });
    const site = (kind: DrillFaultKind, size: string, change: object): FaultSite => ({
      ...{ kind, place: name, roots: [name], meter: { of: 'queue', accountId, region, name: source.name } },
      sized: () => changing(size, becomes(change)),
    });
    return [
      site('pipe-stopped', 'stopped', { desiredState: 'STOPPED' }),
      site('pipe-filter-narrow', 'nothing passes', { filters: ['{"body":{"nowhere":["to be found"]}}'] }),
    ];
  });
  return [...rules, ...pipes];
}
