import { AwsError } from '@weir/aws';
import { weirConfig } from '@weir/contract';
import type { ReadOutcome } from '@weir/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { Log } from '../log.js';
import { SelfMetrics } from '../self-metrics.js';
import { ScopeWorks } from './scope-works.js';
import type { ScopeWork } from './scope-work.js';

const [MINE, THEIRS] = ['111122223333', '444455556666'];
const config = weirConfig.parse({
  accounts: [
    { id: MINE, name: 'mine', regions: ['eu-west-1', 'us-east-1'] },
    { id: THEIRS, name: 'theirs', regions: ['eu-west-1'] },
  ],
});
const AMERICA = { accountId: MINE, region: 'us-east-1' };
const signal = new AbortController().signal;

describe('the work in scopes', () => {
  let now: number;
  let works: ScopeWorks<string>;
  let log: string[];
  let due: readonly string[];
  let answer: (region: string) => readonly ReadOutcome[];
  beforeEach(() => {
    now = Date.UTC(2026, 10, 24, 12);
    [log, due, answer] = [[], [], () => ['ok']];
    works = new ScopeWorks({ config, log: new Log('fatal'), metrics: new SelfMetrics(), now: () => now, subject: 'things' });
  });

  const note = (what: string, { scope }: ScopeWork<string>) => log.push(`${what} ${scope.region}`);
  const tick = async () => {
    log = [];
    await Promise.all(
      works.beginDue(
        (accountId) => accountId === MINE,
        {
          discover: (work) => work.discover(signal, () => Promise.resolve((note('discover', work), ['ok']))),
          dueIn: () => due,
          read: (work, of) =>
            work.read(signal, async () => (await Promise.resolve(note(`read ${of.join()}`, work)), answer(work.scope.region))),
          readHistory: (work) =>
            work.readHistory(signal, async (chunk) => (await Promise.resolve(note(`history ${chunk}`, work)), answer(work.scope.region))),
        },
        now,
      ),
    );
    return log;
  };

  it('discovers each scope that is held, and again when its time has come or something was noticed', async () => {
    expect(await tick()).toEqual(['discover eu-west-1', 'discover us-east-1']);
    now += 16_000;
    works.of(AMERICA)?.hasten();
    expect(await tick()).toEqual(['discover us-east-1']);
    now += config.cadence.discoverySeconds * 1000;
    expect(await tick()).toHaveLength(2);
  });

  it('fetches history, newest first and with pauses, while nothing regular is due', async () => {
    await tick();
    const work = works.of(AMERICA);
    if (!work) throw new Error('there is no such scope');
    work.history = ['newest', 'older'];
    due = ['topic'];
    expect(await tick()).toEqual(['read topic eu-west-1', 'read topic us-east-1']);
    due = [];
    expect(await tick()).toEqual(['history newest us-east-1']);
    expect(await tick()).toEqual([]);
    now += 2_000;
    expect(await tick()).toEqual(['history older us-east-1']);
  });

  it('stands back from a scope that fails, and from no other', async () => {
    await tick();
    due = ['topic'];
    answer = (region) => {
      if (region === AMERICA.region)
        throw new AwsError({ kind: 'denied', action: 'sts:AssumeRole', message: 'no', principal: null, retryable: false });
      return ['ok'];
    };
    await tick();
    now += 60_000;
    answer = () => ['ok'];
    expect(await tick()).toEqual(['read topic eu-west-1']);
    now += 5 * 60_000;
    expect(await tick()).toContain('read topic us-east-1');
  });

  it('takes a failure of its own for no fault of the scope', async () => {
    await tick();
    due = ['topic'];
    answer = () => {
      throw new Error('the database is away');
    };
    await tick();
    expect(await tick()).toHaveLength(2);
  });
});
