import { type CatalogueQueue, FAMILIES, MINUTE_MS, minuteOf } from '@weir/domain';
import type { Store } from '@weir/store';
import { z } from 'zod';
import type { SimulatorProcess } from './simulator-process.js';

const METRICS = FAMILIES['sqs.live'].metrics.map(({ key }) => key);

const held = z.object({ visible: z.number(), inFlight: z.number(), delayed: z.number() });
const everyDepth = z.object({ queues: z.array(z.object({ arn: z.string(), held })) });
type Held = z.infer<typeof held>;

/** What queues truly held, noted whenever the clock is set. Nothing moves in between, so a reading says what was noted, or lies. */
export class TrueDepths {
  readonly #noted = new Map<CatalogueQueue, Map<number, Held[]>>();
  #from = Number.POSITIVE_INFINITY;

  constructor(
    private readonly simulator: SimulatorProcess,
    private readonly queues: readonly CatalogueQueue[],
  ) {}

  async note(now: number): Promise<void> {
    this.#from = Math.min(this.#from, Math.ceil(now / MINUTE_MS) * MINUTE_MS);
    const { queues } = everyDepth.parse(await this.simulator.admin('GET', 'depths'));
    const byArn = new Map(queues.map((queue) => [queue.arn, queue.held]));
    for (const queue of this.queues) {
      const noted = byArn.get(queue.arn);
      if (noted === undefined) throw new Error(`the simulator has no ${queue.name}`);
      const minutes = this.#noted.get(queue) ?? new Map<number, Held[]>();
      this.#noted.set(queue, minutes);
      minutes.set(minuteOf(now), [...(minutes.get(minuteOf(now)) ?? []), noted]);
    }
  }

  /**
   * Compares every live minute that was stored with what was noted in it: each depth is the greatest of what some of the reads saw, so it
   * is one of those noted.
   */
  async compare(store: Store, to: number): Promise<{ readonly equal: number; readonly differences: readonly string[] }> {
    const differences: string[] = [];
    let equal = 0;
    for (const [queue, minutes] of this.#noted) {
      const rows = (await store.series.window([queue.id], this.#from, to)).filter(({ family }) => family === 'sqs.live');
      for (const { at, values } of rows) {
        const noted = minutes.get(at) ?? [];
        for (const [index, metric] of METRICS.entries()) {
          const depths = noted.map((each) => each[metric]);
          const stored = values[index] ?? null;
          if (stored !== null && depths.includes(stored)) equal += 1;
          else
            differences.push(
              `${queue.name} ${new Date(at).toISOString()} ${metric}: stored ${String(stored)}, true ${depths.join(' or ')}`,
            );
        }
      }
    }
    return { equal, differences: differences.slice(0, 100) };
  }
}
