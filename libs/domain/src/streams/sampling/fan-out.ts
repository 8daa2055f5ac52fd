/**
 * Sampling through a registered consumer (enhanced fan-out): whether that may be done, how often, and what it costs.
 *
 * AWS hands a shard to whoever subscribed last, so reading through a consumer that somebody else uses takes their records away. Weir asks
 * before it subscribes: a function that reads through it, or records that AWS sent through it and Weir did not take, mean hands off.
 */
import type { Prices } from '@weir/contract';
import type { SamplingBudget } from './sample-plan.js';

/** A minute of a consumer as CloudWatch has it. */
export interface FanOutMinute {
  /** Records that AWS sent through the consumer. */
  readonly sent: number;
  /** Of those, what Weir took. */
  readonly own: number;
  /** What arrived in the stream; null: not known. */
  readonly arriving: number | null;
}

export interface RegisteredConsumer {
  readonly name: string;
  readonly arn: string;
  /** As AWS says: CREATING, DELETING, ACTIVE. */
  readonly state: string;
  /** The newest minute told; null: none was read yet. */
  readonly minute: FanOutMinute | null;
  /** Functions that read the stream through it. */
  readonly functions: readonly string[];
}

export type ConsumerChoice =
  | { readonly kind: 'use'; readonly name: string; readonly arn: string }
  | {
      readonly kind: 'not-registered' | 'not-active' | 'read-by-function' | 'used-by-others' | 'not-known-yet';
      readonly because: string;
    };

/** Of what arrives. Weir takes a few in a hundred, and a little more is on its way when it hangs up. */
const SENT_TO_OTHERS = 0.25;
const TIMES_OWN = 4;
/** AWS refuses a subscription within five seconds of another to the same shard (Kinesis API reference, SubscribeToShard). */
const LEAST_PERIOD_SECONDS = 6;
/** What is pushed comes in whole events. AWS gives no size: until one has come that was more than planned, it is taken to be this. */
export const ASSUMED_EVENT_BYTES = 262_144;

/** Whether this is the consumer that the configuration names. */
export const isConsumerNamed = (wanted: string | undefined, { name, arn }: { readonly name: string; readonly arn: string }): boolean =>
  wanted !== undefined && (wanted === name || wanted === arn);

/** @param wanted name or ARN, as the configuration has it */
export function chooseConsumer(wanted: string, registered: readonly RegisteredConsumer[]): ConsumerChoice {
  const consumer = registered.find((candidate) => isConsumerNamed(wanted, candidate));
  if (consumer === undefined) return { kind: 'not-registered', because: `no consumer ${wanted} is registered on this stream` };
  const { name, arn, state, minute, functions } = consumer;
  const [reader] = functions;
  if (state !== 'ACTIVE') return { kind: 'not-active', because: `the consumer ${name} is ${state}` };
  if (reader !== undefined)
    return { kind: 'read-by-function', because: `${reader} reads through the consumer ${name}; register one for Weir alone` };
  if (minute === null)
    return { kind: 'not-known-yet', because: `whether somebody else reads through the consumer ${name} is not known yet` };
  if (isUsedByOthers(minute))
    return { kind: 'used-by-others', because: `somebody else reads through the consumer ${name}; register one for Weir alone` };
  return { kind: 'use', name, arn };
}

const isUsedByOthers = ({ sent, own, arriving }: FanOutMinute): boolean =>
  arriving !== null && sent > SENT_TO_OTHERS * arriving && sent > TIMES_OWN * own;

/** The budget as far as a consumer allows it. */
export const fanOutBudget = (budget: SamplingBudget): SamplingBudget => ({
  ...budget,
  callsPerShardPerSecond: Math.min(budget.callsPerShardPerSecond, 1 / LEAST_PERIOD_SECONDS),
});

/** US dollars a gigabyte read; the hours of a consumer's shards are billed whether it is used or not. */
export function readPricePerGb(prices: Prices, mode: 'PROVISIONED' | 'ON_DEMAND', throughConsumer: boolean): number {
  if (throughConsumer) return mode === 'ON_DEMAND' ? prices.kinesisOnDemandFanOutPerGb : prices.kinesisFanOutPerGb;
  return mode === 'ON_DEMAND' ? prices.kinesisOnDemandPerGbOut : 0;
}
