import { MINUTE_MS } from '@weir/domain';
import type { PipeBlueprint } from '../estate/event-blueprint.js';
import { bornAt, isRecorded, keptMinutes, type Surroundings } from '../events/surroundings.js';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import type { StreamRegistry } from '../streams/stream-registry.js';
import { drainQueue, StreamPosition } from './pipe-sources.js';
import { SimulatedPipe } from './simulated-pipe.js';

/** A pipe has read its stream up to here when history begins. */
const BEGINS_BEFORE_MS = 60 * MINUTE_MS;

/** The pipes of one account in one region. */
export class PipeRegistry {
  readonly byName = new Map<string, SimulatedPipe>();
  private readonly positions = new Map<string, StreamPosition>();

  constructor(
    private readonly surroundings: Surroundings,
    private readonly streams: StreamRegistry,
  ) {}

  redraw(pipes: readonly PipeBlueprint[], now: number): void {
    for (const drawn of pipes) {
      const known = this.byName.get(drawn.name);
      if (known) known.redraw(drawn, now);
      else this.open(drawn, now);
    }
  }

  /** Streams are read minute by minute. */
  tick(now: number, endsMinute: boolean): void {
    for (const pipe of this.byName.values()) pipe.tick();
    if (!endsMinute) return;
    for (const [name, position] of this.positions) {
      const pipe = this.byName.get(name);
      const stream = pipe && this.streams.at(pipe.blueprint.source.name, now);
      if (pipe && stream) position.read(pipe, stream, now);
    }
  }

  closeMinute(now: number): void {
    const record = isRecorded(this.surroundings, now);
    for (const pipe of this.byName.values()) pipe.closeMinute(now, record);
  }

  /** A queue's turn has come: pipes that consume it take what there is. */
  drain(queue: SimulatedQueue, now: number): void {
    for (const pipe of this.byName.values()) {
      const { source } = pipe.blueprint;
      if (source.kind === 'queue' && source.name === queue.identity.name) drainQueue(pipe, queue, now);
    }
  }

  /** Milliseconds of stream that a pipe has not read; null: it reads none. */
  behindMs(name: string, now: number): number | null {
    return this.positions.get(name)?.behindMs(now) ?? null;
  }

  private open(drawn: PipeBlueprint, now: number): void {
    const { office, buses, seed, recordFrom } = this.surroundings;
    const pipe = new SimulatedPipe(drawn, bornAt(this.surroundings, now), office, buses, seed, keptMinutes(this.surroundings));
    for (const [key, value] of Object.entries(drawn.tags)) pipe.tags.set(key, value);
    this.byName.set(drawn.name, pipe);
    if (drawn.source.kind === 'stream') this.positions.set(drawn.name, new StreamPosition(Math.max(now, recordFrom - BEGINS_BEFORE_MS)));
  }
}
