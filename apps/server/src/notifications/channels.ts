import type { ChannelConfig } from '@weir/contract';
import { AwsError } from '@weir/aws';
import { bringsUpToDate, type Channel, ChannelError, openChannel, secretReader, type SnsMessage, targetOf } from '@weir/notify';

export interface OpenedChannel {
  readonly name: string;
  readonly config: ChannelConfig;
  readonly channel: Channel;
  /** Whether it keeps a message up to date. */
  readonly updates: boolean;
  /** Where it leads, without a secret. */
  readonly target: string;
}

export interface ChannelSources {
  /** Where secrets are looked up by name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Publishes to SNS. @throws AwsError */
  readonly publish: (message: SnsMessage) => Promise<void>;
}

/** The channels of the configuration, by name. Nothing is connected before something is sent. */
export function openChannels(
  configs: Readonly<Record<string, ChannelConfig>>,
  { environment, now, publish }: ChannelSources,
): ReadonlyMap<string, OpenedChannel> {
  const deps = { readSecret: secretReader(environment), now, publish: (message: SnsMessage) => publish(message).catch(asChannelError) };
  return new Map(
    Object.entries(configs).map(([name, config]) => [
      name,
      { name, config, channel: openChannel(config, deps), updates: bringsUpToDate(config), target: targetOf(config) },
    ]),
  );
}

function asChannelError(error: unknown): never {
  if (!(error instanceof AwsError)) throw error;
  const { message, retryable } = error.failure;
  throw new ChannelError({ message: `SNS: ${message}`, retryable, retryAfterSeconds: null }, error);
}
