import type { LiveDelta, LiveDocument, LiveView, WatchReply } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { NO_COUNTS } from '../testing/no-counts.js';
import { LiveClient } from './live-client.js';
import { retryDelayMs } from './retry-delay.js';
import type { WireListener } from './wire.js';

const VIEW: LiveView = { view: 'wall' };
const answer = (total: number): LiveDocument => ({
  answer: { counts: NO_COUNTS, seen: total, total, more: 0 },
});

/** A server and a clock under the test's hand. */
class Bench {
  time = 1_000_000;
  connects = 0;
  watches: ((answer: WatchReply | null) => void)[] = [];
  unwatched: string[] = [];
  #tasks: { at: number; task: () => void }[] = [];
  listener: WireListener = { opened: () => undefined, closed: () => undefined, delta: () => undefined, tick: () => undefined };
  client = new LiveClient({
    now: () => this.time,
    random: () => 0.5,
    after: (delay, task) => {
      const entry = { at: this.time + delay, task };
      this.#tasks.push(entry);
      return () => (this.#tasks = this.#tasks.filter((other) => other !== entry));
    },
    openWire: (listener) => {
      this.listener = listener;
      return {
        connect: () => void (this.connects += 1),
        close: () => undefined,
        watch: (_view, reply) => void this.watches.push(reply),
        unwatch: (watch) => void this.unwatched.push(watch),
      };
    },
  });

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.#tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
  }

  /** As a machine that slept: the clock jumps and no timer ran meanwhile. */
  sleep(ms: number): void {
    this.time += ms;
  }

  answer(watch: string, total: number): void {
    this.watches.shift()?.({ ok: true, snapshot: { watch, seq: 7, document: answer(total) } });
  }

  delta(change: Partial<LiveDelta>): void {
    this.listener.delta({ watch: 'w1', seq: 8, set: {}, remove: [], ...change });
  }

  get document(): LiveDocument | null {
    return this.client.state('wall').document;
  }
}

function watching(): Bench {
  const bench = new Bench();
  bench.client.start();
  bench.client.listen('wall', VIEW, () => undefined);
  bench.listener.opened();
  bench.answer('w1', 1);
  return bench;
}

describe('the live client', () => {
  it('shows a snapshot and applies what follows it', () => {
    const bench = watching();
    expect(bench.document).toEqual(answer(1));
    bench.delta({ seq: 8, set: answer(2) });
    bench.delta({ seq: 9, watch: 'other', set: answer(3) });
    expect(bench.document).toEqual(answer(2));
  });

  it('watches again after a gap and ignores the old watch meanwhile', () => {
    const bench = watching();
    bench.delta({ seq: 9, set: answer(9) });
    bench.delta({ seq: 10, set: answer(10) });
    expect([bench.document, bench.watches.length, bench.unwatched]).toEqual([answer(1), 1, ['w1']]);
    bench.answer('w2', 11);
    bench.delta({ watch: 'w2', seq: 8, set: answer(12) });
    expect(bench.document).toEqual(answer(12));
  });

  it('keeps the last document through a loss, tries for ever and watches again', () => {
    const bench = watching();
    bench.listener.closed('transport close');
    expect(bench.client.connection()).toMatchObject({ phase: 'waiting', attempt: 1 });
    for (let attempt = 1; attempt <= 300; attempt += 1) {
      bench.pass(15_000);
      if (bench.client.connection().phase === 'connecting') bench.listener.closed('xhr poll error');
    }
    expect(bench.document).toEqual(answer(1));
    expect(bench.connects).toBeGreaterThan(200);
    bench.pass(15_000);
    bench.listener.opened();
    bench.answer('w9', 5);
    expect([bench.client.connection().phase, bench.document]).toEqual(['open', answer(5)]);
  });

  it('takes a silent server for a lost one', () => {
    const bench = watching();
    bench.pass(20_000);
    expect(bench.client.connection().phase).toBe('open');
    bench.pass(11_000);
    expect(bench.client.connection().phase).not.toBe('open');
  });

  it('a tick keeps it open and sets the clock by the server', () => {
    const bench = watching();
    for (let count = 0; count < 12; count += 1) {
      bench.pass(10_000);
      bench.listener.tick({ at: bench.time + 5_000, version: '1' });
    }
    expect(bench.client.connection()).toMatchObject({ phase: 'open', version: '1', firstVersion: '1' });
    expect(bench.client.now()).toBe(bench.time + 5_000);
    bench.listener.tick({ at: bench.time, version: '2' });
    expect(bench.client.connection()).toMatchObject({ version: '2', firstVersion: '1' });
  });

  it('after sleep it reopens as soon as it is asked', () => {
    const bench = watching();
    bench.sleep(3_600_000);
    bench.client.retryNow();
    expect(bench.client.connection().phase).toBe('waiting');
    bench.client.retryNow();
    expect([bench.client.connection().phase, bench.connects]).toEqual(['connecting', 2]);
  });

  it('shows why a view was refused, and keeps what it had', () => {
    const bench = watching();
    bench.delta({ seq: 20 });
    bench.watches.shift()?.({ ok: false, problem: { title: 'Too many views', detail: 'Close one.' } });
    expect(bench.client.state('wall')).toEqual({ document: answer(1), problem: { title: 'Too many views', detail: 'Close one.' } });
  });

  it('reopens when a watch gets no answer', () => {
    const bench = watching();
    bench.delta({ seq: 20 });
    bench.watches.shift()?.(null);
    expect(bench.client.connection().phase).toBe('waiting');
  });

  it('leaves a view nobody looks at, but not at once', () => {
    const bench = watching();
    const leave = bench.client.listen('wall', VIEW, () => undefined);
    const stop = bench.client.listen('estate', { view: 'estate' }, () => undefined);
    bench.answer('w2', 2);
    stop();
    leave();
    bench.pass(9_000);
    expect(bench.client.state('estate').document).toEqual(answer(2));
    bench.pass(2_000);
    expect([bench.client.state('estate').document, bench.unwatched]).toEqual([null, ['w2']]);
  });
});

describe('the retry delay', () => {
  it('doubles up to a bound and is spread over its upper half', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((attempt) => retryDelayMs(attempt, 0))).toEqual([500, 1000, 2000, 4000, 7500, 7500, 7500]);
    expect([1, 5].map((attempt) => retryDelayMs(attempt, 0.999))).toEqual([1000, 14993]);
  });
});
