import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeCommand, quoted, splitCommand, updateShardCountCommand } from './commands.js';

const stream = { name: 'orders', region: 'eu-west-1' };

describe('commands', () => {
  it('are ready to paste', () => {
    expect(splitCommand(stream, { id: 'shardId-000000000003' }, 17n)).toEqual([
      'aws kinesis split-shard --region eu-west-1 --stream-name orders --shard-to-split shardId-000000000003 --new-starting-hash-key 17',
    ]);
    expect(mergeCommand(stream, 'shardId-1', 'shardId-2')).toEqual([
      'aws kinesis merge-shards --region eu-west-1 --stream-name orders --shard-to-merge shardId-1 --adjacent-shard-to-merge shardId-2',
    ]);
    expect(updateShardCountCommand(stream, 6)).toEqual([
      'aws kinesis update-shard-count --region eu-west-1 --stream-name orders --target-shard-count 6 --scaling-type UNIFORM_SCALING',
    ]);
    expect(updateShardCountCommand(undefined, 6)).toEqual([]);
  });

  it('look up a child that an earlier step will have made', () => {
    expect(splitCommand(stream, { startsAt: 5n }, 9n)[0]).toContain(`--query 'Shards[?HashKeyRange.StartingHashKey==\`"5"\`].ShardId'`);
  });

  it('do not let a name become an option', () => {
    expect(mergeCommand(stream, '--profile', 'x')[0]).toContain('--shard-to-merge=--profile');
  });
});

describe('quoted', () => {
  const readBack = (words: readonly string[]) =>
    execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(quoted).join(' ')}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);

  it('is one word with the same text to a shell', () => {
    const words = ['; rm -rf /', "it's", '$(id)', '`id`', 'a b\nc', '"', String.raw`\'`, '*', '', '~', '!x', 'plain-1.2_3:/x'];
    expect(readBack(words)).toEqual(words);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii' }), { minLength: 1, maxLength: 50 }), (list) => {
        expect(readBack(list)).toEqual(list.map((word) => word.replaceAll('\0', '')));
      }),
      { numRuns: 20 },
    );
  });
});
