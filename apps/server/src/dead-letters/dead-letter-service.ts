import { AwsError, type MessagePeek } from '@weir/aws';
import type { DeadLetterLook, DeadLetterQueue, DeadLetterSource, IncidentId, NewLook, Resource, ResourceId } from '@weir/contract';
import { Masker, type Scope, worstFirst } from '@weir/domain';
import type { EstateService } from '../estate/estate-service.js';
import { ProblemError } from '../http/problem-error.js';
import type { Log } from '../log.js';
import { inspectableOf, statementFor } from './inspectable-of.js';
import { exportLine, findingsOf, type Found, LOOK_KEPT_MS, searched } from './look.js';

/** Looks remembered by this process, the newest. */
const MOST_LOOKS = 40;

interface Remembered {
  look: DeadLetterLook;
  letters: Found['letters'];
}

interface Around {
  readonly incidents: ReadonlyMap<ResourceId, IncidentId>;
  readonly redrives: ReadonlyMap<ResourceId, NonNullable<DeadLetterQueue['redrive']>>;
}

export interface DeadLetterParts {
  readonly estate: Pick<EstateService, 'fanout' | 'triage' | 'redrives' | 'settings'>;
  /** null: this process cannot ask AWS. */
  readonly aws: { peek(scope: Scope): Pick<MessagePeek, 'look'> } | null;
  readonly log: Log;
}

/**
 * The inbox of everything dead-lettered, and looks into it. What a look found is masked and kept in the memory of this process for half an hour:
 * nothing of a message is stored. With several processes behind one address, a look is known to the one that made it.
 */
export class DeadLetterService {
  readonly #looks = new Map<ResourceId, Remembered>();
  readonly #denied = new Map<ResourceId, string>();
  readonly #masker: Masker;

  constructor(private readonly parts: DeadLetterParts) {
    this.#masker = new Masker(parts.estate.settings.config.deadLetters.mask);
  }

  /** Every dead-letter queue that is present, the nearest loss first. */
  async list(): Promise<readonly DeadLetterQueue[]> {
    const order = worstFirst(this.parts.estate.fanout.now());
    const around = await this.#around();
    return [...this.parts.estate.fanout.resources()]
      .filter(({ kind, deletedAt, deadLetterSources }) => kind === 'queue' && deletedAt === null && deadLetterSources.length > 0)
      .sort((a, b) => (a.loss?.earliestAt ?? Infinity) - (b.loss?.earliestAt ?? Infinity) || order(a, b) || (a.id < b.id ? -1 : 1))
      .map((resource) => this.#shown(resource, around));
  }

  async one(resource: Resource): Promise<DeadLetterQueue> {
    return this.#shown(resource, await this.#around());
  }

  /**
   * Begins to look at some messages of a dead-letter queue. One look of a queue at a time: a second caller gets the one under way.
   * @throws ProblemError 409 when it is no dead-letter queue, or nobody allowed it
   */
  startLook(queue: Resource, { sample }: NewLook, by: string): DeadLetterLook {
    const now = this.parts.estate.fanout.now();
    const current = this.#remembered(queue.id);
    if (current?.look.state === 'looking') return current.look;
    const inspectable = inspectableOf(queue, this.parts.estate.settings, this.#readersOf(queue), null);
    if (inspectable.state !== 'yes') throw new ProblemError(409, 'Not looked at', [inspectable.because, inspectable.fix].join(' ').trim());
    const remembered: Remembered = {
      look: {
        ...{ queue: queue.id, state: 'looking', startedAt: now, endedAt: null, by, wanted: sample, looked: 0 },
        ...{ held: { low: 0, high: 0 }, hiddenUntil: null, groups: [], notes: [], failure: null },
      },
      letters: [],
    };
    this.#remember(queue.id, remembered);
    void this.#look(queue, remembered);
    return remembered.look;
  }

  /** @throws ProblemError 404 when nobody looked within half an hour */
  found(queue: Resource, question: { readonly q?: string | undefined; readonly group?: string | undefined }): DeadLetterLook {
    const { look, letters } = this.#wanted(queue);
    return searched(look, letters, question);
  }

  /** Every message of the newest look as NDJSON. @throws ProblemError as `found` does */
  export(queue: Resource): string {
    return this.#wanted(queue)
      .letters.map(({ group, letter }) => exportLine(group, letter))
      .join('');
  }

  async #look(queue: Resource, remembered: Remembered): Promise<void> {
    const { aws, estate } = this.parts;
    try {
      if (aws === null || queue.config === null) throw new Error('this process cannot ask AWS');
      const peeked = await aws.peek({ accountId: queue.accountId, region: queue.region }).look({
        url: queue.config.url,
        wanted: remembered.look.wanted,
        hideSeconds: estate.settings.config.deadLetters.visibilitySeconds,
        onProgress: (looked) => (remembered.look = { ...remembered.look, looked }),
      });
      const found = findingsOf(queue, peeked, this.#masker, (arn) => this.#sourceOf(arn));
      this.#denied.delete(queue.id);
      remembered.letters = found.letters;
      remembered.look = {
        ...remembered.look,
        ...{ state: 'done', endedAt: estate.fanout.now(), looked: peeked.messages.length, hiddenUntil: peeked.hidden },
        ...{ held: found.held, groups: [...found.groups], notes: [...found.notes] },
      };
    } catch (error) {
      remembered.look = { ...remembered.look, state: 'failed', endedAt: estate.fanout.now(), failure: this.#failureOf(queue, error) };
    }
  }

  #failureOf(queue: Resource, error: unknown): NonNullable<DeadLetterLook['failure']> {
    if (!(error instanceof AwsError)) {
      this.parts.log.error({ error }, 'a look into a dead-letter queue failed');
      return { because: 'The look failed; the log of Weir says why.', fix: null };
    }
    const { kind, message } = error.failure;
    if (kind !== 'denied') return { because: message, fix: null };
    this.#denied.set(queue.id, message);
    return { because: message, fix: statementFor(queue) };
  }

  #wanted(queue: Resource): Remembered {
    const remembered = this.#remembered(queue.id);
    if (remembered) return remembered;
    throw new ProblemError(
      404,
      'Nobody looked',
      `Look first: POST /api/v1/dlq/${queue.id}/looks. What was found is forgotten after 30 minutes.`,
    );
  }

  #remembered(id: ResourceId): Remembered | undefined {
    const found = this.#looks.get(id);
    if (found && this.parts.estate.fanout.now() - found.look.startedAt > LOOK_KEPT_MS) this.#looks.delete(id);
    return this.#looks.get(id);
  }

  #remember(id: ResourceId, remembered: Remembered): void {
    this.#looks.delete(id);
    this.#looks.set(id, remembered);
    for (const oldest of [...this.#looks.keys()].slice(0, -MOST_LOOKS)) this.#looks.delete(oldest);
  }

  /** What reads a queue, by name. */
  #readersOf({ arn }: Resource): readonly string[] {
    return this.parts.estate.fanout
      .index()
      .readersOf(arn)
      .map(({ name }) => name);
  }

  #sourceOf(arn: string): DeadLetterSource {
    const entry = this.parts.estate.fanout.index().byArn(arn);
    return entry ? { id: entry.id, kind: entry.kind, name: entry.name } : { id: null, kind: null, name: arn.slice(arn.search(/[^:/]+$/)) };
  }

  /** What runs and what is open, by resource: the newest incident that it belongs to, and a redrive under way. */
  async #around(): Promise<Around> {
    const { triage, redrives } = this.parts.estate;
    const open = triage.list({}).toReversed();
    const running = (await redrives.recent()).filter(({ endedAt }) => endedAt === null);
    return {
      incidents: new Map(open.flatMap(({ id }) => triage.members(id).map((member) => [member, id] as const))),
      redrives: new Map(running.map(({ id, state, dlq }) => [dlq.id, { id, state }])),
    };
  }

  #shown(resource: Resource, { incidents, redrives }: Around): DeadLetterQueue {
    const { visible, inFlight, oldestAge } = resource.latest;
    const look = this.#remembered(resource.id)?.look;
    return {
      id: resource.id,
      name: resource.name,
      accountId: resource.accountId,
      accountName: resource.accountName,
      region: resource.region,
      system: resource.system,
      fifo: resource.config?.fifo ?? null,
      verdict: resource.verdict,
      sources: resource.deadLetterSources.map(({ id, kind, name }) => ({ id, kind, name })),
      visible: visible?.value ?? null,
      inFlight: inFlight?.value ?? null,
      readAt: visible?.at ?? null,
      arrivingPerHour: resource.rates.in === null ? null : resource.rates.in * 3600,
      oldestAgeSeconds: oldestAge?.value ?? null,
      retentionSeconds: resource.config?.retentionSeconds ?? null,
      loss: resource.loss,
      inspectable: inspectableOf(resource, this.parts.estate.settings, this.#readersOf(resource), this.#denied.get(resource.id) ?? null),
      look: look?.state === 'done' ? { at: look.startedAt, groups: look.groups.length, worst: look.groups[0]?.title ?? null } : null,
      incident: incidents.get(resource.id) ?? null,
      redrive: redrives.get(resource.id) ?? null,
    };
  }
}
