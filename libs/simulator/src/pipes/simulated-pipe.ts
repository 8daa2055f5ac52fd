import { MINUTE_MS } from '@weir/domain';
import { roundByChance, seedOf, uniform } from '../chance/chance.js';
import type { DeliveryOffice } from '../delivery/delivery-office.js';
import type { Parcel } from '../delivery/parcel.js';
import type { PipeBlueprint } from '../estate/event-blueprint.js';
import { sampleOf, type EventSample } from '../events/event-sample.js';
import { readPattern, type Pattern } from '../events/pattern.js';
import type { SimulatedBus } from '../events/simulated-bus.js';
import { MinuteTable } from '../metrics/minute-table.js';
import { verbatim } from '../queue/cohort.js';
import { TICK_MS } from '../traffic/tick.js';
import { pipeArn } from '../world/arn.js';

/**
 * A minute of a pipe: messages `received` from the source, `filtered` out, and `events`: those that passed; of these `delivered`, `failed` (they
 * stay with a queue, and are lost or dead-lettered with a stream). `invocations`: batches, of which some failed.
 */
export const PIPE_FIELDS = [
  'received',
  'filtered',
  'events',
  'bytes',
  'delivered',
  'failed',
  'deadLettered',
  'lost',
  'invocations',
  'failedInvocations',
  'durationSum',
  'durationMax',
] as const;
export type PipeField = (typeof PIPE_FIELDS)[number];
export type PipeMinute = Record<PipeField, number>;

const EMPTY = Object.fromEntries(PIPE_FIELDS.map((field) => [field, 0])) as PipeMinute;

export type PipeState = 'RUNNING' | 'STOPPED' | 'STARTING' | 'STOPPING';

/** A pipe takes so long to start and to stop. AWS says "a few seconds to minutes". */
const TURNING_MS = 20_000;
/** Milliseconds of one execution without enrichment, and with. */
const EXECUTION_MS = { plain: 60, enriched: 180 };
const DRAW = { passes: 81, duration: 82 } as const;

/** Messages of one kind that pass, and what they say. */
interface Kind {
  readonly share: number;
  readonly passes: boolean;
  readonly text: string;
  readonly sample: EventSample;
}

/** One pipe: what its source hands it is filtered, and what passes is delivered in batches. */
export class SimulatedPipe {
  readonly arn: string;
  readonly tags = new Map<string, string>();
  readonly table: MinuteTable<PipeField>;
  readonly totals: PipeMinute = { ...EMPTY };
  readonly minute: PipeMinute = { ...EMPTY };
  modifiedAt: number;
  private readonly seed: number;
  private kinds: readonly Kind[] = [];
  /** When the wanted state was asked for, epoch milliseconds. */
  private askedAt = Number.NEGATIVE_INFINITY;
  private wanted: 'RUNNING' | 'STOPPED';
  private draws = 0;

  constructor(
    private drawn: PipeBlueprint,
    readonly createdAt: number,
    private readonly office: DeliveryOffice,
    /** All of the company, by ARN. */
    private readonly buses: ReadonlyMap<string, SimulatedBus>,
    worldSeed: number,
    keepMinutes: number,
  ) {
    this.arn = pipeArn(drawn);
    this.seed = seedOf(worldSeed, this.arn);
    this.table = new MinuteTable(PIPE_FIELDS, keepMinutes);
    this.modifiedAt = createdAt;
    this.wanted = drawn.desiredState;
    this.readBlueprint();
  }

  get blueprint(): PipeBlueprint {
    return this.drawn;
  }

  get desiredState(): 'RUNNING' | 'STOPPED' {
    return this.wanted;
  }

  redraw(blueprint: PipeBlueprint, now: number): void {
    if (JSON.stringify(blueprint) !== JSON.stringify(this.drawn)) this.modifiedAt = now;
    this.drawn = blueprint;
    this.readBlueprint();
    this.want(blueprint.desiredState, now);
  }

  want(state: 'RUNNING' | 'STOPPED', now: number): void {
    if (state === this.wanted) return;
    this.wanted = state;
    this.askedAt = now;
    this.modifiedAt = now;
  }

  stateAt(now: number): PipeState {
    if (now >= this.askedAt + TURNING_MS) return this.wanted;
    return this.wanted === 'RUNNING' ? 'STARTING' : 'STOPPING';
  }

  /** Whether it takes anything from its source. */
  worksAt(now: number): boolean {
    const state = this.stateAt(now);
    return state === 'RUNNING' || state === 'STOPPING';
  }

  /** Messages of the source go through; returns how many could not be delivered. */
  take(count: number, now: number): number {
    const { minute, kinds } = this;
    minute.received += count;
    let [left, failed, passed] = [count, 0, 0];
    kinds.forEach(({ share, passes, text, sample }, at) => {
      const drawn = roundByChance(count * share, uniform(this.seed, Math.floor(now / TICK_MS), DRAW.passes + 7 * this.draws++));
      const ofKind = at === kinds.length - 1 ? left : Math.min(left, drawn);
      left -= ofKind;
      if (ofKind === 0) return;
      if (!passes) {
        minute.filtered += ofKind;
        return;
      }
      passed += ofKind;
      minute.bytes += ofKind * text.length;
      failed += this.deliver(ofKind, text, sample, now);
    });
    minute.events += passed;
    minute.delivered += passed - failed;
    minute.failed += failed;
    this.countInvocations(passed, failed, now);
    return failed;
  }

  tick(): void {
    this.draws = 0;
  }

  /** What a stream's pipe could not deliver goes to its dead-letter queue, or is lost. */
  bury(count: number, now: number): void {
    const { deadLetterArn } = this.drawn;
    const isKept =
      deadLetterArn !== null && this.office.handOver(deadLetterArn, this.parcel(count, this.kinds[0]?.text ?? '{}'), now).delivered > 0;
    this.minute[isKept ? 'deadLettered' : 'lost'] += count;
  }

  closeMinute(minuteEnd: number, record: boolean): void {
    const { minute, totals } = this;
    for (const field of PIPE_FIELDS) totals[field] += minute[field];
    // Of a pipe that stands still AWS tells nothing.
    if (record && (this.worksAt(minuteEnd - 1) || minute.received > 0)) this.table.write(minuteEnd - MINUTE_MS, minute);
    Object.assign(minute, EMPTY);
  }

  private deliver(count: number, text: string, sample: EventSample, now: number): number {
    const bus = this.buses.get(this.drawn.targetArn);
    if (!bus) return count - this.office.handOver(this.drawn.targetArn, this.parcel(count, text), now).delivered;
    bus.take({ sample, count, ingestedAt: now }, 'put', now, Math.ceil(count / 10));
    return 0;
  }

  private parcel(count: number, text: string): Parcel {
    const { accountId } = this.drawn;
    return {
      count,
      bytes: text.length,
      wording: verbatim(text),
      group: null,
      deduplicationId: null,
      sender: { service: 'pipes.amazonaws.com', arn: this.arn, accountId },
    };
  }

  private countInvocations(passed: number, failed: number, now: number): void {
    if (passed === 0) return;
    const { minute, drawn } = this;
    const invocations = Math.ceil(passed / drawn.batchSize);
    const usual = drawn.enrichmentArn === null ? EXECUTION_MS.plain : EXECUTION_MS.enriched;
    const duration = Math.round(usual * (0.8 + 0.4 * uniform(this.seed, Math.floor(now / TICK_MS), DRAW.duration)));
    minute.invocations += invocations;
    minute.failedInvocations += Math.ceil(failed / drawn.batchSize);
    minute.durationSum += duration * invocations;
    minute.durationMax = Math.max(minute.durationMax, duration);
  }

  private readBlueprint(): void {
    const { accountId, region, filters, bodies, source, asEvent } = this.drawn;
    const patterns = filters.flatMap((filter): Pattern[] => {
      const reading = readPattern(filter, 'pipe');
      return reading.ok ? [reading.matches] : [];
    });
    this.kinds = bodies.map(({ body, share }) => {
      // Filters see the parsed body of a message, or the parsed data of a record. Source: EventBridge User Guide, "Pipes event filtering".
      const seen = source.kind === 'queue' ? { body } : { data: body };
      const names = asEvent ?? { source: 'aws.pipes', detailType: 'Event from aws:sqs' };
      return {
        share,
        passes: filters.length === 0 || patterns.some((matches) => matches(seen)),
        text: JSON.stringify(body),
        sample: sampleOf({ account: accountId, region, ...names, detail: body, resources: [] }),
      };
    });
  }
}
