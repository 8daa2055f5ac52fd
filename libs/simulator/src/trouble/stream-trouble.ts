/** What can be wrong with a stream. */
export type StreamTrouble =
  /** One key sends so many records more than usual. `rampMinutes`: from nothing to that rate in so much time after it began. */
  | {
      readonly kind: 'hot-key';
      readonly key: string;
      readonly recordsPerSecond: number;
      readonly dataBytes: number;
      readonly rampMinutes: number;
    }
  /** The whole load is so many times the usual. */
  | { readonly kind: 'surge'; readonly factor: number }
  /** A consumer manages so many seconds of stream in a second: less than 1. */
  | { readonly kind: 'slow-consumer'; readonly consumer: string; readonly speed: number }
  /** A consumer reads nothing. `disabled`: somebody switched its mapping off. */
  | { readonly kind: 'stopped-consumer'; readonly consumer: string; readonly disabled: boolean }
  /** One batch on the shard that owns `key` fails for ever. */
  | { readonly kind: 'poison-batch'; readonly consumer: string; readonly key: string };

export type StreamTroubleKind = StreamTrouble['kind'];
