import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { csvField, heatCsv } from './heat-csv.js';
import { heatModel } from './heat-model.js';

describe('a field of CSV', () => {
  it('is quoted only when it has to be', () => {
    expect(['plain', 'a,b', 'say "no"', 'two\r\nlines', '', null].map(csvField)).toEqual([
      'plain',
      '"a,b"',
      '"say ""no"""',
      '"two\r\nlines"',
      '',
      '',
    ]);
  });
  it('runs in no spreadsheet', () => {
    expect(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("x","y")'].map(csvField)).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\t=1",
      `"'=HYPERLINK(""x"",""y"")"`,
    ]);
  });
  it('leaves numbers numbers', () => expect([csvField(-1.5), csvField(0)]).toEqual(['-1.5', '0']));
});

describe('a heatmap as CSV', () => {
  it('tells samples from measurements', () => {
    const row = { number: 0, from: 0, to: 4, values: [0.5, 0.5, 0.5] };
    const change = { sampled: [{ from: 60_000, to: 180_000 }], provisionalFrom: 120_000 };
    const states = heatCsv(heatModel(heatmapOf([row], change)))
      .split('\r\n')
      .slice(1, 4)
      .map((line) => line.replace(/^[^,]*,/, '').replace(/,0\.5$/, ''));
    expect(states).toEqual(['settled', 'sampled', '"sampled, provisional"']);
  });
  it('has a line per step and says why one is empty', () => {
    const model = heatModel(
      heatmapOf(
        [
          { number: 0, from: 0, to: 2, values: [0.25, null, 1.42] },
          { number: 1, from: 2, to: 4, values: [0, null, 0.5] },
        ],
        {
          from: Date.UTC(2026, 10, 24, 8),
          provisionalFrom: Date.UTC(2026, 10, 24, 8, 2),
          absences: [{ from: Date.UTC(2026, 10, 24, 8, 1), to: Date.UTC(2026, 10, 24, 8, 2), reason: 'collector-down' }],
        },
      ),
    );
    expect(heatCsv(model)).toBe(
      [
        'time,state,shardId-000000000000,shardId-000000000001',
        '2026-11-24T08:00:00.000Z,settled,0.25,0',
        '2026-11-24T08:01:00.000Z,collector-down,,',
        '2026-11-24T08:02:00.000Z,provisional,1.42,0.5',
        '',
      ].join('\r\n'),
    );
  });
});
