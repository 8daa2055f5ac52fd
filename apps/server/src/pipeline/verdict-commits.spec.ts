import { resourceIdOf, type JudgedVerdict, type ResourceState } from '@weir/domain';
import type { StateBatch } from '@weir/store';
import { expect, test } from 'vitest';
import { Log } from '../log.js';
import { SelfMetrics } from '../self-metrics.js';
import { transitionsBetween, VerdictCommits } from './verdict-commits.js';

const ID = resourceIdOf('arn:aws:sns:eu-west-1:111122223333:orders');
const verdict = (state: JudgedVerdict['state'], judgedAt: number): JudgedVerdict => ({
  state,
  reason: 'a-reason',
  because: 'for a reason',
  since: judgedAt,
  judgedAt,
});
const stateOf = (judged: JudgedVerdict): ResourceState => ({
  resourceId: ID,
  verdict: judged,
  latest: {},
  rates: { in: null, out: null },
  drain: { kind: 'unknown' },
  loss: null,
  growthPerSecond: null,
  liveBudgetSeconds: 60,
});

test('only another state is a transition, from the moment it was judged', () => {
  expect(transitionsBetween(ID, null, verdict('ok', 5))).toEqual([
    { resourceId: ID, at: 5, from: null, to: 'ok', reason: 'a-reason', because: 'for a reason' },
  ]);
  expect(transitionsBetween(ID, verdict('ok', 5), verdict('ok', 6))).toEqual([]);
  expect(transitionsBetween(ID, verdict('ok', 5), verdict('failing', 6))).toMatchObject([{ from: 'ok', to: 'failing' }]);
});

test('conclusions are stored in their order, and a transition that could not be goes along with the next', async () => {
  const stored: StateBatch[] = [];
  let away = true;
  const commits = new VerdictCommits({
    state: {
      commit: async (batch) => {
        await Promise.resolve();
        if (away) throw new Error('the database is away');
        stored.push(batch);
      },
    },
    log: new Log('fatal'),
    metrics: new SelfMetrics(),
    now: () => 100,
    subject: 'topics',
  });
  const [ok, failing, well] = [verdict('ok', 1), verdict('failing', 2), verdict('ok', 3)];
  await commits.commit({ states: [stateOf(ok)], transitions: transitionsBetween(ID, null, ok) });
  expect(stored).toEqual([]);
  away = false;
  void commits.commit({ states: [stateOf(failing)], transitions: transitionsBetween(ID, ok, failing) });
  void commits.commit({ states: [stateOf(well)], transitions: transitionsBetween(ID, failing, well) });
  await commits.commit({ states: [], transitions: [] });
  await commits.settled();
  expect(stored.map(({ states, transitions }) => [states[0]?.verdict.state, transitions.map(({ to }) => to)])).toEqual([
    ['failing', ['ok', 'failing']],
    ['ok', ['ok']],
  ]);
});
