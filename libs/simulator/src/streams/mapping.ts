import { uuidOf } from '../chance/uuid.js';
import type { StreamConsumer } from '../estate/stream-blueprint.js';
import type { ConsumerProgress } from './consumer-progress.js';
import type { SimulatedStream } from './simulated-stream.js';

export type FunctionConsumer = Extract<StreamConsumer, { readonly kind: 'function' }>;
export type DeliveryConsumer = Extract<StreamConsumer, { readonly kind: 'delivery-stream' }>;

/** A Lambda event source mapping with the stream it reads. */
export interface Mapping {
  readonly uuid: string;
  readonly stream: SimulatedStream;
  readonly consumer: FunctionConsumer;
  readonly progress: ConsumerProgress;
}

/** A Firehose delivery stream with the stream that feeds it. */
export interface Delivery {
  readonly stream: SimulatedStream;
  readonly consumer: DeliveryConsumer;
  readonly progress: ConsumerProgress;
}

/** The mappings that read these streams at an instant, by their id. */
export function mappingsOf(streams: readonly SimulatedStream[], now: number): Mapping[] {
  return streams
    .flatMap((stream) =>
      stream.consumersAt(now).flatMap((progress) => {
        const { consumer } = progress;
        return consumer.kind === 'function' ? [{ uuid: uuidOf(progress.seed, 4711), stream, consumer, progress }] : [];
      }),
    )
    .sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
}

/** The delivery streams that these streams feed at an instant, by name. */
export function deliveriesOf(streams: readonly SimulatedStream[], now: number): Delivery[] {
  return streams
    .flatMap((stream) =>
      stream.consumersAt(now).flatMap((progress) => {
        const { consumer } = progress;
        return consumer.kind === 'delivery-stream' ? [{ stream, consumer, progress }] : [];
      }),
    )
    .sort((a, b) => (a.consumer.name < b.consumer.name ? -1 : 1));
}
