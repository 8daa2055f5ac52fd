import {
  FanoutIndex,
  resourceIdOf,
  settingChanges,
  type CatalogueOf,
  type CatalogueResource,
  type CounterWindow,
  type SettingChange,
  type SubscriberSight,
} from '@weir/domain';
import type { SimulatedRule } from '../../events/simulated-rule.js';
import type { SimulatedPipe } from '../../pipes/simulated-pipe.js';
import type { SimulatedTopic } from '../../topics/simulated-topic.js';
import { placeOfArn, streamArn } from '../../world/arn.js';
import { arnOfQueue } from './small-estate.js';

type SightedKind = 'topic' | 'subscription' | 'rule' | 'pipe';
type Settings = NonNullable<CatalogueOf<SightedKind>['config']>;

/** Something as it was met when somebody looked. */
interface Sighting {
  readonly kind: SightedKind;
  readonly arn: string;
  readonly name: string;
  readonly config: Settings;
}

type Entry = Sighting & { readonly firstSeen: number; lastSeen: number; deletedAt: number | null };

/** What Weir comes to know of settings: it looks now and then, notes what differs, and knows no better when that was. */
export class Lookout {
  private readonly entries = new Map<string, Entry>();
  private readonly changes = new Map<string, SettingChange[]>();
  private beganAt = Infinity;

  constructor(
    /** Milliseconds from one look to the next. */
    private readonly everyMs: number,
    private readonly whatIsThere: () => readonly Sighting[],
  ) {}

  /** One discovery. */
  look(now: number): void {
    this.beganAt = Math.min(this.beganAt, now);
    const seen = new Map(this.whatIsThere().map((sighting) => [sighting.arn, sighting]));
    for (const sighting of seen.values()) this.note(sighting, now);
    for (const entry of this.entries.values()) if (!seen.has(entry.arn)) entry.deletedAt ??= now;
  }

  get hasLooked(): boolean {
    return this.beganAt < Infinity;
  }

  /** Whether it was there when somebody looked. */
  hasMet(arn: string): boolean {
    return this.entries.has(arn);
  }

  /** Whether something is as it was last met. What is done and undone between two looks nobody can know. */
  isAsMet(arn: string): boolean {
    const now = this.whatIsThere().find((sighting) => sighting.arn === arn);
    const met = this.entries.get(arn);
    return now !== undefined && met !== undefined && JSON.stringify(now.config) === JSON.stringify(met.config);
  }

  /**
   * As the ledger's callers see the estate.
   * @param queueCounters by the queue's ARN
   * @param logged by a subscription's id, what was read of its topic's delivery log
   */
  sight(queueCounters: (arn: string) => CounterWindow | null, logged: SubscriberSight['logged'] = () => null): SubscriberSight {
    return {
      index: new FanoutIndex(this.catalogue()),
      queueCounters,
      logged,
      changesOf: (id) => this.changes.get(id) ?? [],
      beganAt: () => this.beganAt,
      sightMs: 2 * this.everyMs,
      doubtsEnds: false,
    };
  }

  private catalogue(): CatalogueResource[] {
    return [...this.entries.values()].map((entry) => {
      const { accountId, region } = placeOfArn(entry.arn);
      return { ...entry, config: entry.config, id: resourceIdOf(entry.arn), accountId, region, tags: {} } as CatalogueResource;
    });
  }

  private note(sighting: Sighting, now: number): void {
    const known = this.entries.get(sighting.arn);
    const differences =
      known === undefined ? [] : settingChanges({ at: now, before: { config: known.config }, after: { config: sighting.config } });
    if (differences.length > 0) {
      const id = resourceIdOf(sighting.arn);
      this.changes.set(id, [...(this.changes.get(id) ?? []), ...differences]);
    }
    this.entries.set(sighting.arn, { ...sighting, firstSeen: known?.firstSeen ?? now, lastSeen: now, deletedAt: null });
  }
}

/** A topic and its subscriptions. */
export const sightingsOf = ({ identity: { arn: topicArn, name, fifo }, subscriptions }: SimulatedTopic): Sighting[] => [
  {
    kind: 'topic',
    arn: topicArn,
    name,
    config: {
      kind: 'topic',
      fifo,
      policy: null,
      encrypted: false,
      subscriptionsConfirmed: subscriptions.length,
      subscriptionsPending: 0,
      deliveryLogs: {},
      problems: [],
    },
  },
  ...subscriptions.map((subscription): Sighting => {
    const { arn, protocol, endpoint, state, screening, rawDelivery, deadLetterTargetArn, deliveryPolicy } = subscription;
    return {
      kind: 'subscription',
      arn,
      name: endpoint,
      config: {
        kind: 'subscription',
        topicArn,
        protocol,
        endpoint,
        state,
        filterPolicy: screening.policy,
        filterPolicyScope: screening.scope,
        rawDelivery,
        deadLetterTargetArn,
        deliveryPolicy,
        problems: [],
      },
    };
  }),
];

/** A rule with its targets. */
export function sightingOf({ arn, place, settings, lines }: SimulatedRule): Sighting {
  return {
    kind: 'rule',
    arn,
    name: place.name,
    config: {
      kind: 'rule',
      busName: place.bus,
      busArn: `arn:aws:events:${place.region}:${place.accountId}:event-bus/${place.bus}`,
      state: settings.state,
      pattern: settings.eventPattern,
      schedule: settings.scheduleExpression,
      managedBy: null,
      targets: [...lines.values()].map(({ target }) => ({
        id: target.id,
        arn: target.arn,
        roleArn: target.roleArn,
        deadLetterTargetArn: target.deadLetterArn,
        retry: null,
        input: null,
        inputPath: null,
        inputTransformer: null,
        apiDestination: null,
      })),
      problems: [],
    },
  };
}

/** A pipe. Its state is no matter of this: AWS tells nothing of one that stands still. */
export function sightingOfPipe({ arn, blueprint }: SimulatedPipe): Sighting {
  const { accountId, region, name, source, targetArn, filters, batchSize, deadLetterArn, desiredState } = blueprint;
  return {
    kind: 'pipe',
    arn,
    name,
    config: {
      kind: 'pipe',
      sourceArn: source.kind === 'queue' ? arnOfQueue(source.name) : streamArn({ accountId, region, name: source.name }),
      enrichmentArn: null,
      targetArn,
      desiredState,
      currentState: desiredState,
      stateReason: null,
      filters: [...filters],
      batchSize,
      deadLetterTargetArn: deadLetterArn,
      maximumRetries: null,
      inputTemplate: null,
      problems: [],
    },
  };
}
