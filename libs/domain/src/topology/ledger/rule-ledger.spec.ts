import { describe, expect, it } from 'vitest';
import { exactly, NONE } from './bounds.js';
import { pipeLedger } from './pipe-ledger.js';
import { ruleLedger } from './rule-ledger.js';
import { MINUTE, plainSubscriber, windowOf } from './testing/small-world.js';

const HOUR = 60;
const flat = (perMinute: number): number[] => Array<number>(2 * HOUR).fill(perMinute);
const window = { from: HOUR * MINUTE, to: 2 * HOUR * MINUTE, stepSeconds: 600, scheduled: false, knownFrom: 0 };
const rule = (values: Readonly<Record<string, readonly number[]>>) => windowOf('events.rule', values, 2 * HOUR);
const target = (key: string, deadLetters = false) => ({ ...plainSubscriber, key, deadLetters });

describe('the ledger of a rule', () => {
  it('accounts for every event and target of a healthy rule, exactly', () => {
    const counters = rule({ matched: flat(5), triggered: flat(5), invocations: flat(10), successes: flat(10) });
    const { line, subscribers } = ruleLedger({ ...window, counters, subscribers: [target('a'), target('b')] });
    expect(line).toEqual({
      expected: exactly(600),
      delivered: exactly(600),
      filtered: NONE,
      failed: NONE,
      deadLettered: NONE,
      unexplained: NONE,
    });
    expect(subscribers.map(({ line: { delivered } }) => delivered)).toEqual([exactly(300), exactly(300)]);
  });

  it('tells what was lost from what its dead-letter queue keeps, and whose it must be', () => {
    const counters = rule({ matched: flat(5), invocations: flat(10), failedInvocations: flat(5), sentToDlq: flat(5), successes: flat(5) });
    const { line, subscribers } = ruleLedger({ ...window, counters, subscribers: [target('a'), target('b', true)] });
    expect(line).toMatchObject({ deadLettered: exactly(300), failed: NONE, unexplained: NONE });
    expect(subscribers[1]?.line).toMatchObject({ delivered: NONE, deadLettered: exactly(300) });
    expect(subscribers[0]?.line.delivered).toEqual(exactly(300));
  });

  it('counts as lost what failed and went nowhere', () => {
    const counters = rule({ matched: flat(5), invocations: flat(5), failedInvocations: flat(5) });
    expect(ruleLedger({ ...window, counters, subscribers: [target('a')] }).line).toMatchObject({ delivered: NONE, failed: exactly(300) });
  });

  it('does not count as lost what was never invoked and went to the dead-letter queue', () => {
    const counters = rule({ matched: flat(5), neverInvoked: flat(5), sentToDlq: flat(5) });
    const { line } = ruleLedger({ ...window, counters, subscribers: [target('a', true)] });
    expect(line).toMatchObject({ failed: NONE, deadLettered: exactly(300), unexplained: NONE });
  });

  it('does not claim more than was due when a target that nobody met is given up late', () => {
    const late = flat(0).map((_, minute) => (minute === 61 ? 2 : 0));
    const invocations = flat(5).map((count, minute) => count + (late[minute] ?? 0));
    const counters = rule({ matched: flat(5), invocations, failedInvocations: late });
    const { line, settled } = ruleLedger({ ...window, knownFrom: window.from, counters, subscribers: [target('a')] });
    expect(line).toMatchObject({ expected: exactly(300), delivered: { low: 298, high: 300 }, failed: { low: 0, high: 2 } });
    expect(settled.failed).toEqual(exactly(2));
  });

  it('does not blame other targets where there is one: whether there were some before Weir looked is what it does not know', () => {
    const counters = rule({ matched: flat(5), invocations: flat(5) });
    const evidence = (knownFrom: number, keys: readonly string[]) => {
      const subscribers = keys.map((key) => ({ ...target(key), begins: { earliest: -Infinity, latest: knownFrom } }));
      return ruleLedger({ ...window, knownFrom, counters, subscribers }).subscribers.map((each) => each.evidence);
    };
    expect(evidence(0, ['a'])).toEqual(['only-subscriber']);
    expect(evidence(window.to, ['a'])).toEqual(['perhaps-others']);
    expect(evidence(window.to, ['a', 'b'])).toEqual(['cannot-tell', 'cannot-tell']);
  });

  it('takes every run of a schedule, which matches nothing, for an event', () => {
    const counters = rule({ matched: flat(0), triggered: flat(1), invocations: flat(2), successes: flat(2) });
    const { line, published } = ruleLedger({ ...window, scheduled: true, counters, subscribers: [target('a'), target('b')] });
    expect(published).toEqual(exactly(60));
    expect(line).toMatchObject({ expected: exactly(120), delivered: exactly(120), unexplained: NONE });
  });

  it('knows of runs that nobody asked for by what was tried for each, and says so', () => {
    const counters = rule({ matched: flat(0), invocations: flat(2), attempts: flat(3), retries: flat(1), failedInvocations: flat(2) });
    const { line, published, settled, notes } = ruleLedger({ ...window, scheduled: true, counters, subscribers: [target('a')] });
    expect(published).toEqual(exactly(120));
    expect(line).toMatchObject({ expected: exactly(120), failed: exactly(120), unexplained: NONE });
    expect(settled.failed).toEqual(exactly(120));
    expect(notes).toEqual([
      'How often it ran was not read in 60 minutes: there it is what the attempts, less the repeats, leave possible.',
    ]);
  });

  it('bounds runs that nobody asked for by how many targets there were', () => {
    const counters = rule({ invocations: flat(2), attempts: flat(2), successes: flat(2) });
    const both = ruleLedger({ ...window, scheduled: true, counters, subscribers: [target('a'), target('b')] });
    expect(both.published).toEqual(exactly(60));
    expect(both.line).toMatchObject({ expected: exactly(120), delivered: exactly(120) });
    const unmet = ruleLedger({ ...window, knownFrom: window.to, scheduled: true, counters, subscribers: [target('a')] });
    expect(unmet.published).toEqual({ low: 24, high: 120 });
    const unread = ruleLedger({ ...window, scheduled: true, counters, subscribers: null });
    expect(unread.published).toEqual({ low: 24, high: 120 });
  });

  it('leaves open whether there was a run where runs are told of elsewhere', () => {
    const triggered = [...Array<null>(90).fill(null), ...Array<number>(30).fill(1)];
    const counters = rule({ attempts: flat(1), invocations: flat(1), successes: flat(1), triggered: triggered as number[] });
    const { published, line } = ruleLedger({ ...window, scheduled: true, counters, subscribers: [target('a')] });
    expect(published).toEqual({ low: 30, high: 60 });
    // What arrived was due.
    expect(line).toMatchObject({ expected: exactly(60), delivered: exactly(60) });
  });

  it('leaves unexplained what is matched and neither delivered nor given up: it is being retried', () => {
    const counters = rule({ matched: flat(5), attempts: flat(40), retries: flat(35) });
    const { line, retried } = ruleLedger({ ...window, counters, subscribers: [target('a')] });
    expect(line.unexplained).toEqual({ low: 295, high: 300 });
    expect(retried).toEqual(exactly(2100));
  });
});

describe('the ledger of a pipe', () => {
  it('knows no more than the events of the window where a batch may be of any size', () => {
    const counters = windowOf('pipes.pipe', { events: flat(100), executionsFailed: flat(1) }, 2 * HOUR);
    const { line } = pipeLedger({ ...window, counters, batchSize: null, deadLetters: false });
    expect(line.delivered).toEqual({ low: 0, high: 5940 });
    const healthy = windowOf('pipes.pipe', { events: flat(100), executionsFailed: flat(0) }, 2 * HOUR);
    expect(pipeLedger({ ...window, counters: healthy, batchSize: null, deadLetters: false }).line.delivered).toEqual(exactly(6000));
  });

  it('bounds the events of failed executions by the batch', () => {
    const counters = windowOf('pipes.pipe', { events: flat(100), executionsFailed: flat(1) }, 2 * HOUR);
    expect(pipeLedger({ ...window, counters, batchSize: 10, deadLetters: true }).line).toEqual({
      expected: exactly(6000),
      delivered: { low: 5400, high: 5940 },
      filtered: NONE,
      // The dead-letter queue may have refused them.
      failed: { low: 0, high: 600 },
      deadLettered: { low: 0, high: 600 },
      unexplained: { low: 0, high: 600 },
    });
  });
});
