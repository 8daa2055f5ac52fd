import { verdictState } from '@weir/contract';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Badge } from './Badge.js';
import { DurationFigure } from './Figure.js';
import { Fresh } from './Fresh.js';
import { Glyph } from './Glyph.js';
import { Name } from './Name.js';
import { Spark } from './Spark.js';

const text = (markup: string) => markup.replace(/<[^>]*>/g, '').replaceAll('\u202f', ' ');

describe('parts', () => {
  it('every verdict has a silhouette of its own and a name', () => {
    const drawn = verdictState.options.map((state) => renderToStaticMarkup(<Glyph state={state} />));
    expect(new Set(drawn).size).toBe(verdictState.options.length);
    verdictState.options.forEach((state, index) => expect(drawn[index]).toContain(`role="img" aria-label="${state}"`));
  });

  it('names from AWS are text, isolated, whole in their tooltip', () => {
    const markup = renderToStaticMarkup(<Name name={'<img src=x onerror=alert(1)>\u202ecba'} />);
    expect(markup).toMatch(/^<bdi /);
    expect(markup).not.toContain('<img');
    expect(markup).not.toContain('\u202e');
    expect(text(markup)).toBe('&lt;img src=x onerror=alert(1)&gt;\ufffdcba');
  });

  it('a badge says its word beside its shape', () => expect(text(renderToStaticMarkup(<Badge state="stopped" />))).toBe('stopped'));

  it('a clock past its budget is stale in class and in words, and never read is a dash', () => {
    const stale = renderToStaticMarkup(<Fresh label="live" clock={{ ageSeconds: 31, budgetSeconds: 30 }} />);
    expect([stale.includes('is-stale'), text(stale)]).toEqual([true, 'live 31 s, too old']);
    expect(text(renderToStaticMarkup(<Fresh label="live" clock={{ ageSeconds: null, budgetSeconds: 30 }} />))).toContain('–');
    expect(renderToStaticMarkup(<Fresh label="live" clock={{ ageSeconds: 6, budgetSeconds: 30 }} />)).not.toContain('is-stale');
  });

  it('a countdown keeps its units apart from its figures', () => {
    expect(renderToStaticMarkup(<DurationFigure seconds={11_579} rounding="left" />)).toBe(
      '<span>3<small>h</small></span><span>12<small>min</small></span>',
    );
  });

  it('a sparkline draws an absence as its pattern, not as a line at 0', () => {
    const series = {
      points: [
        [0, 4],
        [60, null],
        [120, null],
      ] as [number, number | null][],
      absences: [{ from: 60, to: 180, reason: 'denied' as const }],
      provisionalFrom: null,
    };
    const markup = renderToStaticMarkup(<Spark series={series} />);
    expect(markup).toContain('url(#p-denied)');
    expect(markup).not.toContain('<circle');
  });
});
