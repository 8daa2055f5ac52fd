import type { AdviceOptions } from './shard-advice.js';

type Stream = AdviceOptions['stream'];

/**
 * `aws kinesis split-shard` for a shard that exists, or for a child of an earlier step: its id is asked of AWS by where it starts.
 * @param startsAt where the shard that splits begins
 */
export function splitCommand(stream: Stream, shard: { readonly id: string } | { readonly startsAt: bigint }, splitAt: bigint): string[] {
  if (stream === undefined) return [];
  const of = streamOptions(stream);
  const cut = `--new-starting-hash-key ${String(splitAt)}`;
  if ('id' in shard) return [`aws kinesis split-shard ${of} ${option('shard-to-split', shard.id)} ${cut}`];
  const query = quoted(`Shards[?HashKeyRange.StartingHashKey==\`"${String(shard.startsAt)}"\`].ShardId`);
  const child = `$(aws kinesis list-shards ${of} --shard-filter Type=AT_LATEST --query ${query} --output text)`;
  return [`aws kinesis wait stream-exists ${of} && aws kinesis split-shard ${of} --shard-to-split "${child}" ${cut}`];
}

export function mergeCommand(stream: Stream, lower: string, upper: string): string[] {
  if (stream === undefined) return [];
  return [
    `aws kinesis merge-shards ${streamOptions(stream)} ${option('shard-to-merge', lower)} ${option('adjacent-shard-to-merge', upper)}`,
  ];
}

export function updateShardCountCommand(stream: Stream, shardCount: number): string[] {
  if (stream === undefined) return [];
  return [
    `aws kinesis update-shard-count ${streamOptions(stream)} --target-shard-count ${String(shardCount)} --scaling-type UNIFORM_SCALING`,
  ];
}

const streamOptions = ({ name, region }: NonNullable<Stream>): string => `${option('region', region)} ${option('stream-name', name)}`;

/** A value that begins with a dash would be read as an option of its own. */
const option = (name: string, value: string): string => `--${name}${value.startsWith('-') ? '=' : ' '}${quoted(value)}`;

/** One word of a POSIX shell, whatever the text. */
export function quoted(text: string): string {
  // A shell cannot pass on a NUL, and would cut the word there.
  const word = text.replaceAll('\0', '');
  return /^[\w.:/@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
