import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureFor } from './failure.js';
import { PageJoin } from './metric-joining.js';

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 10, 24, 12);
const RANGE = { from: FROM, to: FROM + 60 * MINUTE, periodMs: MINUTE };
const at = (minute: number) => new Date(FROM + minute * MINUTE);

type Part = Readonly<Record<string, unknown>>;

const part = (Id: string, points: readonly (readonly [number, unknown])[], StatusCode = 'Complete'): Part => ({
  Id,
  Timestamps: points.map(([minute]) => at(minute)),
  Values: points.map(([, value]) => value),
  StatusCode,
});

function joined(pages: readonly (readonly Part[])[], ids = ['q0']) {
  const join = new PageJoin(new Map(ids.map((id) => [id, id])), RANGE);
  for (const page of pages) join.accept(page);
  return join.finish();
}

const minutesOf = (pages: readonly (readonly Part[])[]) =>
  joined(pages)
    .get('q0')
    ?.points.map(([epochMs, value]) => [(epochMs - FROM) / MINUTE, value]);

describe('PageJoin', () => {
  it('joins a series over pages by id and puts it in order', () => {
    const pages = [
      [part('q0', [[3, 30]], 'PartialData'), part('q1', [[0, 1]])],
      [part('q0', [[1, 10]], 'PartialData')],
      [part('q0', [[2, 20]])],
    ];
    const series = joined(pages, ['q0', 'q1']);
    expect(series.get('q0')).toEqual({
      points: [
        [FROM + MINUTE, 10],
        [FROM + 2 * MINUTE, 20],
        [FROM + 3 * MINUTE, 30],
      ],
      outcome: 'complete',
    });
    expect(series.get('q1')).toEqual({ points: [[FROM, 1]], outcome: 'complete' });
  });

  it('leaves missing minutes missing', () => {
    expect(
      minutesOf([
        [
          part('q0', [
            [0, 0],
            [1, 2],
            [4, 7],
          ]),
        ],
      ]),
    ).toEqual([
      [0, 0],
      [1, 2],
      [4, 7],
    ]);
    expect(minutesOf([[part('q0', [])]])).toEqual([]);
  });

  it('takes the later of two values for a minute', () => {
    expect(minutesOf([[part('q0', [[1, 5]], 'PartialData')], [part('q0', [[1, 6]])]])).toEqual([[1, 6]]);
  });

  it('drops points outside the range, off the period, or that are no count', () => {
    const rubbish = part('q0', [
      [-1, 1],
      [60, 1],
      [2.5, 1],
      [3, Number.NaN],
      [4, Number.POSITIVE_INFINITY],
      [5, -1],
      [6, '7'],
      [7, null],
      [8, 8],
    ]);
    expect(minutesOf([[rubbish]])).toEqual([[8, 8]]);
    expect(minutesOf([[{ Id: 'q0', Timestamps: ['soon', new Date(Number.NaN), 17], Values: [1, 2, 3], StatusCode: 'Complete' }]])).toEqual(
      [],
    );
  });

  it.each([
    ['Forbidden', 'denied', false],
    ['InternalError', 'internal', true],
    ['PartialData', 'internal', true],
    ['SomethingNew', 'internal', true],
  ])('a series that ends as %s failed as %s', (status, kind, retryable) => {
    expect(joined([[part('q0', [[1, 1]], status)]]).get('q0')).toMatchObject({
      points: [[FROM + MINUTE, 1]],
      outcome: { kind, retryable, action: 'cloudwatch:GetMetricData' },
    });
  });

  it('says what AWS said', () => {
    const [message] = [...joined([[{ ...part('q0', [], 'Forbidden'), Messages: [{ Code: 'x', Value: 'not yours' }] }]]).values()];
    expect(message?.outcome).toMatchObject({ message: 'AWS refused this metric: not yours' });
  });

  it('blames what cut the pages short, for series that were not complete by then', () => {
    const join = new PageJoin(
      new Map([
        ['q0', 'a'],
        ['q1', 'b'],
      ]),
      RANGE,
    );
    join.accept([part('q0', [[1, 1]], 'PartialData'), part('q1', [[1, 1]])]);
    const cause = failureFor('throttled', 'cloudwatch:GetMetricData', 'Rate exceeded');
    expect([...join.finish(cause)].map(([key, series]) => [key, series.outcome])).toEqual([
      ['a', cause],
      ['b', 'complete'],
    ]);
  });

  it('does not take silence for an empty series', () => {
    expect(joined([[]]).get('q0')).toMatchObject({ points: [], outcome: { kind: 'internal', retryable: true } });
  });

  it('does not pair values with the wrong timestamps', () => {
    const uneven = { Id: 'q0', Timestamps: [at(1), at(2)], Values: [1], StatusCode: 'Complete' };
    expect(joined([[uneven]]).get('q0')).toMatchObject({ points: [], outcome: { kind: 'internal' } });
  });

  it.each([undefined, null, 'none', 7, {}, [null], [7], [{}], [{ Id: 7 }], [{ Id: 'q0', Timestamps: 7, Values: {} }]])(
    'takes %j for no page',
    (page) => {
      const join = new PageJoin(new Map([['q0', 'q0']]), RANGE);
      join.accept(page);
      expect(join.finish().get('q0')).toMatchObject({ points: [], outcome: { kind: 'internal', retryable: true } });
    },
  );

  it('ignores ids nobody asked for', () => {
    expect([...joined([[part('q7', [[1, 1]]), { StatusCode: 'Complete' }, part('q0', [])]]).keys()]).toEqual(['q0']);
  });

  it('gives the same however AWS cuts the pages', () => {
    const values = fc.dictionary(fc.integer({ min: 0, max: 59 }).map(String), fc.integer({ min: 0, max: 1_000 }));
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (truth, sizes) => {
          const ids = truth.map((_, index) => `q${index}`);
          const all = truth.flatMap((points, index) =>
            Object.entries(points).map(([minute, value]) => ({ id: `q${index}`, minute: Number(minute), value })),
          );
          const pages: Part[][] = [];
          for (let first = 0; first < all.length;) {
            const size = sizes[pages.length % sizes.length] ?? 1;
            pages.push(all.slice(first, first + size).map(({ id, minute, value }) => part(id, [[minute, value]], 'PartialData')));
            first += size;
          }
          pages.push(ids.map((id) => part(id, [])));
          const series = joined(pages, ids);
          truth.forEach((points, index) => {
            const expected = Object.entries(points).map(([minute, value]) => [FROM + Number(minute) * MINUTE, value]);
            expected.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
            expect(series.get(`q${index}`)).toEqual({ points: expected, outcome: 'complete' });
          });
        },
      ),
    );
  });
});
