import { listedService, type CompareAnswer, type EventSample, type Problem, type ResourceId, type TraceAnswer } from '@weir/contract';
import {
  type CatalogueResource,
  comparePolicies,
  contentOf,
  entranceOf,
  EventFields,
  type ListedAt,
  readAttributes,
  readJson,
  sampleForPattern,
  sampleForPolicy,
  scopeKey,
  traceEvent,
  type TriedEvent,
} from '@weir/domain';
import type { KeptSample, Store } from '@weir/store';
import { invalidFields, notFound, ProblemError } from '../http/problem-error.js';
import type { FanoutService } from './fanout-service.js';

/** Kinds an event can enter at. */
const ENTRANCES: ReadonlySet<CatalogueResource['kind']> = new Set(['topic', 'bus', 'queue', 'stream', 'rule', 'subscription', 'pipe']);
const MOST_GENERATED = 20;
const REFUSALS = {
  'too-many': 'there are 50 samples of it already, which is the most that are kept',
  'too-large': 'a sample is at most 256 KiB of JSON',
  'no-such-resource': 'there is no such resource',
} as const;

/** Where events would go, without sending them. */
export class TraceService {
  constructor(
    private readonly store: Store,
    private readonly fanout: FanoutService,
  ) {}

  /**
   * Every path of an event or message.
   * @param from id or ARN of a resource; of a rule or subscription its bus or topic is where things enter; a rule that goes by the
   * clock is where its own event does
   * @throws ProblemError 404 for an unknown entrance, 400 for an event that cannot be one
   */
  async trace(from: string, event: unknown, attributes: Readonly<Record<string, unknown>>): Promise<TraceAnswer> {
    const entry = this.#entrance(from);
    const content = typeof event === 'string' ? contentOf(event) : event;
    if (entry.kind === 'bus') checkBusEvent(event);
    else checkDepth(content);
    const read = readAttributes(attributes);
    if (!read.ok) throw invalidFields('body', faultsOf('attributes', read.problems));
    const { nodes, edges } = await this.fanout.topology();
    const answer = traceEvent(
      entry,
      { content, attributes: read.attributes },
      {
        index: this.fanout.index(),
        nodes: new Map(nodes.map((node) => [node.id, node])),
        edges,
        at: new Date(this.fanout.now()).toISOString(),
        listedAt: this.#listedAt(),
      },
    );
    if (answer === null) throw notFound(`${entry.name} on the map`, 'Choose a topic, bus, queue or stream of /api/v1/topology.');
    return answer;
  }

  /** @throws ProblemError 404 when it is no subscription or rule, 400 for what cannot be read */
  async compare(
    id: ResourceId,
    proposed: unknown,
    scope: 'MessageAttributes' | 'MessageBody' | undefined,
    events: readonly TriedEvent[] | undefined,
  ): Promise<CompareAnswer> {
    const subject = this.fanout.index().byId(id);
    if (subject?.kind !== 'subscription' && subject?.kind !== 'rule')
      throw notFound(`Subscription or rule ${id}`, 'Take the id of one from /api/v1/resources?kind=rule.');
    const tried = events ?? (await this.#eventsFor(subject));
    const compared = comparePolicies(subject, proposed, scope, tried, new Date(this.fanout.now()).toISOString());
    if (compared.ok) return compared.answer;
    throw invalidFields('body', faultsOf(compared.field, compared.problems));
  }

  /** Samples that were kept, and some made from what asks for them. */
  async samples(id: ResourceId): Promise<{ readonly items: readonly EventSample[]; readonly generated: readonly TriedEvent[] }> {
    const kept = await this.store.samples.list([id]);
    return { items: kept.map(sampleOf), generated: this.#generatedFor(id) };
  }

  /** @throws ProblemError 404 or 400 when it is not kept */
  async addSample(resourceId: ResourceId, given: TriedEvent, by: string): Promise<EventSample> {
    if (this.fanout.resource(resourceId) === undefined) throw notFound(`Resource ${resourceId}`, 'Take the id from /api/v1/resources.');
    const { name, event, attributes } = given;
    checkDepth(event);
    checkDepth(attributes);
    const added = await this.store.samples.add({
      resourceId,
      name,
      event: { event, attributes },
      createdAt: this.fanout.now(),
      createdBy: by,
    });
    if ('kept' in added) return sampleOf(added.kept);
    throw invalidFields('body', [{ field: 'event', message: REFUSALS[added.refused] }]);
  }

  /** @throws ProblemError 404 when there is no such sample of that resource */
  async removeSample(resourceId: ResourceId, id: string): Promise<void> {
    if (await this.store.samples.remove(resourceId, id)) return;
    throw notFound(`Sample ${id}`, `Take the id from /api/v1/fanout/${resourceId}/samples; somebody may have removed it already.`);
  }

  /** When a service of an account and region was last listed whole. */
  #listedAt(): ListedAt {
    const listings = new Map(this.fanout.scopes().map((scope) => [scopeKey(scope), scope.listings]));
    return (accountId, region, service) => {
      const listed = listedService.safeParse(service);
      return listed.success ? (listings.get(scopeKey({ accountId, region }))?.[listed.data]?.at ?? null) : null;
    };
  }

  #entrance(from: string): CatalogueResource {
    const index = this.fanout.index();
    const named = index.byId(from) ?? index.byArn(from);
    const entry = named && entranceOf(named, index);
    if (entry === undefined || !ENTRANCES.has(entry.kind))
      throw notFound(
        `Entrance ${from.slice(0, 200)}`,
        'Give the id or ARN of a topic, bus, rule, pipe, queue or stream; /api/v1/resources lists them.',
      );
    return entry;
  }

  /** Kept for the subject itself and for what feeds it; else made up. */
  async #eventsFor(subject: CatalogueResource): Promise<readonly TriedEvent[]> {
    const parentArn =
      subject.kind === 'rule' ? subject.config?.busArn : subject.kind === 'subscription' ? subject.config?.topicArn : undefined;
    const parent = parentArn === undefined ? undefined : this.fanout.index().byArn(parentArn);
    const kept = await this.store.samples.list([subject.id, ...(parent ? [parent.id] : [])]);
    if (kept.length > 0) return kept.map(sampleOf);
    return parent === undefined ? this.#generatedFor(subject.id) : this.#generatedFor(parent.id);
  }

  /** An event for each pattern or policy that hangs on a resource, or of its own. */
  #generatedFor(id: ResourceId): readonly TriedEvent[] {
    const index = this.fanout.index();
    const entry = index.byId(id);
    if (entry === undefined) return [];
    const hanging: readonly CatalogueResource[] =
      entry.kind === 'topic' ? index.subscriptionsOf(entry.arn) : entry.kind === 'bus' ? index.rulesOf(entry.arn) : [entry];
    const made = hanging.flatMap((each) => {
      if (each.kind === 'rule' && each.config?.pattern) {
        const event = sampleForPattern(each.config.pattern);
        return event === null ? [] : [{ name: `passes ${each.name}`, event, attributes: {} }];
      }
      if (each.kind === 'subscription' && each.config?.filterPolicy) {
        const message = sampleForPolicy(each.config.filterPolicy, each.config.filterPolicyScope);
        return message === null ? [] : [{ name: `passes ${each.name}`, ...message }];
      }
      return [];
    });
    return made.slice(0, MOST_GENERATED);
  }
}

/** A stored sample holds the event with its attributes. */
function sampleOf({ id, resourceId, name, event, createdAt, createdBy }: KeptSample): EventSample {
  const held =
    typeof event === 'object' && event !== null && 'event' in event ? (event as { event: unknown; attributes?: unknown }) : { event };
  const attributes = 'attributes' in held && typeof held.attributes === 'object' && held.attributes !== null ? held.attributes : {};
  return { id, resourceId, name, event: held.event, attributes: attributes as Record<string, unknown>, createdAt, createdBy };
}

/** @throws ProblemError 400 */
function checkBusEvent(event: unknown): void {
  const read = typeof event === 'string' ? readJson(event) : ({ ok: true, value: event } as const);
  if (!read.ok) throw invalidFields('body', faultsOf('event', [read.problem]));
  if (typeof read.value !== 'object' || read.value === null || Array.isArray(read.value))
    throw invalidFields('body', [{ field: 'event', message: 'an event is a JSON object with source, detail-type and detail' }]);
  checkDepth(read.value);
}

function checkDepth(content: unknown): void {
  if (typeof content === 'object' && content !== null && new EventFields(content).isTooDeep)
    throw new ProblemError(400, 'Invalid body', 'event: is nested deeper than AWS takes events', [
      { field: 'event', message: 'is nested deeper than AWS takes events' },
    ]);
}

const faultsOf = (
  field: string,
  problems: readonly { readonly path?: string; readonly message: string }[],
): NonNullable<Problem['errors']> => problems.map(({ path, message }) => ({ field: path ? `${field}.${path}` : field, message }));
