import type { FanoutConfig, FanoutKind } from '@weir/contract';
import { type CatalogueOf, type CatalogueResource } from '../../model/catalogue.js';

/** One thing that delivers to another, as their settings say. */
export interface Delivery {
  readonly by: CatalogueResource;
  /** Of a rule, its target. */
  readonly part: string | null;
  /** It is where failures go. */
  readonly redrive: boolean;
}

/** A rule's target or a pipe's, a subscription's endpoint: what is handed on, and where failures of that go. */
export interface Handover {
  readonly key: string;
  readonly arn: string;
  readonly deadLetterTargetArn: string | null;
}

/**
 * Who passes what on to whom, as the settings of the present catalogue say, over all accounts and regions. Made anew when the catalogue
 * changes.
 */
export class FanoutIndex {
  readonly #byArn = new Map<string, CatalogueResource>();
  readonly #byId = new Map<string, CatalogueResource>();
  readonly #deliveries = new Map<string, Delivery[]>();
  readonly #subscriptions = new Map<string, CatalogueOf<'subscription'>[]>();
  readonly #ended = new Map<string, CatalogueOf<'subscription'>[]>();
  readonly #readers = new Map<string, CatalogueResource[]>();
  readonly #rules = new Map<string, CatalogueOf<'rule'>[]>();
  readonly #deleted = new Set<string>();

  constructor(readonly entries: readonly CatalogueResource[]) {
    for (const entry of entries) {
      if (entry.deletedAt === null) {
        this.#add(entry);
        continue;
      }
      this.#deleted.add(entry.arn);
      if (entry.kind === 'subscription' && entry.config) push(this.#ended, entry.config.topicArn, entry);
    }
  }

  byArn(arn: string): CatalogueResource | undefined {
    return this.#byArn.get(arn);
  }

  /** Whether Weir knew it and saw it go; one that came back is there. */
  wasDeleted(arn: string): boolean {
    return this.#deleted.has(arn) && !this.#byArn.has(arn);
  }

  byId(id: string): CatalogueResource | undefined {
    return this.#byId.get(id);
  }

  /** Everything that delivers to an ARN or address, failures included. */
  deliveriesTo(endpoint: string): readonly Delivery[] {
    return this.#deliveries.get(endpoint) ?? [];
  }

  subscriptionsOf(topicArn: string): readonly CatalogueOf<'subscription'>[] {
    return this.#subscriptions.get(topicArn) ?? [];
  }

  /** Those that are deleted: a ledger of the past has them. */
  endedSubscriptionsOf(topicArn: string): readonly CatalogueOf<'subscription'>[] {
    return this.#ended.get(topicArn) ?? [];
  }

  /** Everything that takes from a queue or stream by itself: event source mappings, pipes, registered consumers, delivery streams. */
  readersOf(sourceArn: string): readonly CatalogueResource[] {
    return this.#readers.get(sourceArn) ?? [];
  }

  rulesOf(busArn: string): readonly CatalogueOf<'rule'>[] {
    return this.#rules.get(busArn) ?? [];
  }

  #add(entry: CatalogueResource): void {
    this.#byArn.set(entry.arn, entry);
    this.#byId.set(entry.id, entry);
    for (const { key, arn, deadLetterTargetArn } of handoversOf(entry)) {
      this.#deliver(arn, { by: entry, part: entry.kind === 'rule' ? key : null, redrive: false });
      if (deadLetterTargetArn !== null) this.#deliver(deadLetterTargetArn, { by: entry, part: key, redrive: true });
    }
    const ownDeadLetters = deadLetterTargetOf(entry);
    if (ownDeadLetters !== null) this.#deliver(ownDeadLetters, { by: entry, part: null, redrive: true });
    if (entry.kind === 'subscription' && entry.config) push(this.#subscriptions, entry.config.topicArn, entry);
    if (entry.kind === 'rule' && entry.config) push(this.#rules, entry.config.busArn, entry);
    const source = sourceArnOf(entry);
    if (source !== null) push(this.#readers, source, entry);
  }

  #deliver(endpoint: string, delivery: Delivery): void {
    push(this.#deliveries, endpoint, delivery);
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** What a resource hands on to, by its settings. */
export function handoversOf(entry: CatalogueResource): readonly Handover[] {
  const { config } = entry;
  if (config === null) return [];
  switch (entry.kind) {
    case 'subscription': {
      const { endpoint, deadLetterTargetArn } = config as ConfigOf<'subscription'>;
      return [{ key: entry.arn, arn: endpoint, deadLetterTargetArn }];
    }
    case 'rule':
      return ((config as ConfigOf<'rule'>).targets ?? []).map(({ id, arn, deadLetterTargetArn }) => ({
        key: id,
        arn,
        deadLetterTargetArn,
      }));
    case 'pipe': {
      const { targetArn, deadLetterTargetArn } = config as ConfigOf<'pipe'>;
      return [{ key: entry.arn, arn: targetArn, deadLetterTargetArn }];
    }
    case 'schedule-group': {
      const targets = new Set(((config as ConfigOf<'schedule-group'>).schedules ?? []).flatMap(({ targetArn }) => targetArn ?? []));
      return [...targets].map((arn) => ({ key: arn, arn, deadLetterTargetArn: null }));
    }
    default:
      return [];
  }
}

/** What a resource takes from by itself; null: it is handed what it gets. */
export function sourceArnOf(entry: CatalogueResource): string | null {
  if (entry.kind !== 'consumer' && entry.kind !== 'delivery-stream' && entry.kind !== 'pipe') return null;
  const { config } = entry;
  return config !== null && 'sourceArn' in config ? config.sourceArn : null;
}

type ConfigOf<Kind extends FanoutKind> = Extract<FanoutConfig, { kind: Kind }>;

/** Where the failures of a resource itself go; a subscription, rule or pipe has them by what it hands on. */
export function deadLetterTargetOf(entry: CatalogueResource): string | null {
  if (entry.kind === 'queue') return entry.config?.redrive?.deadLetterTargetArn ?? null;
  if (entry.kind === 'function' || entry.kind === 'bus') return entry.config?.deadLetterTargetArn ?? null;
  if (entry.kind === 'consumer') return entry.config?.failureDestinationArn ?? null;
  return null;
}

/** Everywhere failures go of what a resource takes or hands on, each once: a rule may have one for each target. Topics may be named too. */
export function deadLetterArnsOf(entry: CatalogueResource): ReadonlySet<string> {
  const arns = [deadLetterTargetOf(entry), ...handoversOf(entry).map(({ deadLetterTargetArn }) => deadLetterTargetArn)];
  return new Set(arns.filter((arn) => arn !== null));
}
