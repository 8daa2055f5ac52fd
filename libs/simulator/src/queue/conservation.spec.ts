import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinuteLog } from '../metrics/minute-log.js';
import { queueArn } from '../world/arn.js';
import { MessageDesk } from './message-desk.js';
import { DEFAULT_SETTINGS } from './settings.js';
import { SimulatedQueue } from './simulated-queue.js';

const T0 = Date.UTC(2026, 10, 24);

type Step =
  | { readonly kind: 'send'; readonly count: number; readonly group: string; readonly delaySeconds: number }
  | { readonly kind: 'post'; readonly group: string }
  | { readonly kind: 'receive'; readonly limit: number; readonly timeoutSeconds: number }
  | { readonly kind: 'delete' | 'hide' | 'show'; readonly pick: number }
  | { readonly kind: 'consume'; readonly limit: number; readonly failing: boolean }
  | { readonly kind: 'purge' };

const group = fc.constantFrom('a', 'b', 'c');
const pick = fc.nat({ max: 1000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      count: fc.integer({ min: 1, max: 40 }),
      group,
      delaySeconds: fc.constantFrom(0, 0, 20),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('post' as const), group }), weight: 3 },
  {
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      limit: fc.integer({ min: 1, max: 10 }),
      timeoutSeconds: fc.constantFrom(0, 7, 30),
    }),
    weight: 5,
  },
  { arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'hide' as const, 'show' as const), pick }), weight: 5 },
  {
    arbitrary: fc.record({ kind: fc.constant('consume' as const), limit: fc.integer({ min: 1, max: 60 }), failing: fc.boolean() }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('purge' as const) }), weight: 1 },
);
const schedule = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 45_000 })), { maxLength: 120 });

function pair(fifo: boolean): { readonly queue: SimulatedQueue; readonly dlq: SimulatedQueue } {
  const build = (stem: string, dlq?: SimulatedQueue): SimulatedQueue => {
    const place = { accountId: '111122223333', region: 'eu-west-1', name: fifo ? `${stem}.fifo` : stem };
    const arn = queueArn(place);
    const redrive = dlq ? { deadLetterTargetArn: dlq.identity.arn, maxReceiveCount: 3 } : null;
    const settings = { ...DEFAULT_SETTINGS, retentionSeconds: 400, createdAt: T0, modifiedAt: T0, verbatim: {}, redrive };
    return new SimulatedQueue({ ...place, arn, fifo }, settings, new MinuteLog(60), 1, (_target, cohort, now) => {
      dlq?.acceptDeadLetter(cohort, arn, now);
      return dlq !== undefined;
    });
  };
  const dlq = build('dead');
  return { dlq, queue: build('live', dlq) };
}

function run(queue: SimulatedQueue, steps: readonly (readonly [Step, number])[], afterEach: (now: number) => void): number {
  const desk = new MessageDesk(queue);
  let now = T0;
  let posted = 0;
  const handles: string[] = [];
  for (const [act, wait] of steps) {
    now += wait;
    queue.settle(now);
    switch (act.kind) {
      case 'send':
        queue.send({ count: act.count, poison: false, group: act.group, message: null, delaySeconds: act.delaySeconds, bytes: 10 }, now);
        break;
      case 'post':
        desk.send(
          {
            body: `${++posted}`,
            attributes: {},
            bytes: 1,
            delaySeconds: 0,
            group: act.group,
            deduplicationId: queue.identity.fifo ? `${posted}` : null,
            senderId: '',
            traceHeader: null,
          },
          now,
        );
        break;
      case 'receive':
        handles.push(...desk.receive(act.limit, act.timeoutSeconds, now).map(({ receiptHandle }) => receiptHandle));
        break;
      case 'delete':
      case 'hide':
      case 'show': {
        const handle = handles[act.pick % Math.max(1, handles.length)];
        if (handle === undefined) break;
        if (act.kind === 'delete') desk.delete(handle, now);
        else desk.changeVisibility(handle, act.kind === 'hide' ? 60 : 0, now);
        break;
      }
      case 'consume':
        for (const cohort of queue.take(act.limit, now)) {
          if (act.failing) queue.fly({ ...cohort }, now + 10_000, 'return');
          else queue.finish(cohort.count);
          cohort.count = 0;
        }
        break;
      case 'purge':
        queue.purge(now);
    }
    afterEach(now);
  }
  return now;
}

describe.each([
  ['standard', false],
  ['FIFO', true],
])('a %s queue under any schedule', (_name, fifo) => {
  it('loses no message and makes none up', () => {
    fc.assert(
      fc.property(schedule, (steps) => {
        const { queue, dlq } = pair(fifo);
        run(queue, steps, () => {
          for (const { ledger, held } of [queue, dlq]) {
            expect(ledger.deleted + ledger.expired + ledger.movedOut + ledger.purged + held).toBe(ledger.sent + ledger.movedIn);
          }
          expect(dlq.ledger.movedIn).toBe(queue.ledger.movedOut);
          expect(Math.min(queue.visible, queue.inFlight, queue.delayed)).toBeGreaterThanOrEqual(0);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is empty once every message had the time to expire', () => {
    fc.assert(
      fc.property(schedule, (steps) => {
        const { queue, dlq } = pair(fifo);
        const end = run(queue, steps, () => undefined) + 2 * 3600_000;
        queue.settle(end);
        dlq.settle(end);
        expect([queue.held, dlq.held]).toEqual([0, 0]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a FIFO queue under any schedule', () => {
  it('never receives of a group out of order, nor while one of the group is in flight', () => {
    fc.assert(
      fc.property(schedule, (steps) => {
        const { queue } = pair(true);
        const desk = new MessageDesk(queue);
        const inFlight = new Map<string, number>();
        let now = T0;
        for (const [act, wait] of steps) {
          now += wait;
          queue.settle(now);
          if (act.kind === 'send') {
            queue.send({ count: act.count, poison: false, group: act.group, message: null, delaySeconds: 0, bytes: 1 }, now);
          } else if (act.kind === 'receive') {
            const received = desk.receive(act.limit, act.timeoutSeconds, now);
            const seen = new Map<string, number>();
            for (const { cohort } of received) {
              const name = cohort.group ?? '';
              expect(inFlight.get(name) ?? 0).toBeLessThanOrEqual(now);
              expect(cohort.serial).toBeGreaterThanOrEqual(seen.get(name) ?? 0);
              seen.set(name, cohort.serial);
            }
            for (const name of seen.keys()) inFlight.set(name, now + act.timeoutSeconds * 1000);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
