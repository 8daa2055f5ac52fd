import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW } from '../testing/estate-fixture.js';
import { driverLocations } from '../testing/driver-locations.js';
import { autoDistribution, samplingOff } from '../testing/known-streams.js';
import { AdvicePanel } from './AdvicePanel.js';
import { ConsumersPanel } from './ConsumersPanel.js';
import { HotKeysPanel } from './HotKeysPanel.js';
import { StreamFacts } from './StreamFacts.js';

const text = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u202f', ' ')
    .replace(/\s+/g, ' ');
const draw = (element: React.ReactElement) => text(renderToStaticMarkup(element));
const { detail } = driverLocations();
const nothing = () => undefined;

describe('the panels of a stream', () => {
  it('open with the verdict and the share that is refused', () => {
    const markup = renderToStaticMarkup(<StreamFacts detail={detail} now={FIXTURE_NOW} zone="utc" />);
    expect(markup).toContain('records a second, 14:21 to 14:26');
    const facts = text(markup);
    expect(facts).toContain('slow for 1 h 4 min');
    expect(facts).toContain('6.1 % refused');
    expect(facts).toContain('track-eta lag, growing');
    expect(facts).toContain('23 h 55 min until data is lost, at the earliest');
  });
  it('never turn unknown into 0', () => {
    const unknown = { ...detail, acceptedPerSecond: null, refusedPerSecond: null, openShards: null, lag: null };
    expect(draw(<StreamFacts detail={unknown} now={FIXTURE_NOW} zone="utc" />)).toContain('– tried – accepted – refused – open');
  });
  it('state each key with its bound', () => {
    const keys = draw(<HotKeysPanel detail={detail} selected={null} select={nothing} />);
    expect(keys).toContain('131 ±2.1 %');
    expect(keys).toContain('1.6 % of the stream’s bytes read');
  });
  it('say how to see keys where sampling is off, and not where it would tell nothing', () => {
    expect(draw(<HotKeysPanel detail={samplingOff().detail} selected={null} select={nothing} />)).toContain('- stream: courier-pings');
    const auto = draw(<HotKeysPanel detail={autoDistribution().detail} selected={null} select={nothing} />);
    expect(auto).toContain('Sampling would tell nothing here');
    expect(auto).not.toContain('weir.yaml');
  });
  it('treat names from AWS as text', () => {
    const [key] = detail.hotKeys;
    if (key === undefined) throw new Error('the fixture has hot keys');
    const hostile = { ...detail, hotKeys: [{ ...key, key: '<img src=x>\u202e' }] };
    const markup = renderToStaticMarkup(<HotKeysPanel detail={hostile} selected={null} select={nothing} />);
    expect(markup).not.toContain('<img');
    expect(markup).not.toContain('\u202e');
  });
  it('show what advice leads to, in the order to take it', () => {
    const advice = draw(<AdvicePanel detail={detail} now={FIXTURE_NOW} zone="utc" />);
    expect(advice).toContain('computed 14:31, from 61 200 sampled records');
    expect(advice).toContain('fleet-berlin-07#0 shard 2 38 % 82 %');
    expect(advice.indexOf('Salt fleet-berlin-07')).toBeLessThan(advice.indexOf('Split shard 10'));
  });
  it('tell once what a merge saves', () => {
    const [step] = detail.advice;
    if (step === undefined) throw new Error('the fixture has advice');
    const because = 'The neighbours take 4 % and 5 %. That saves $10.95 a month.';
    const merge = { ...step, remedy: 'merge' as const, because, savingUsdPerMonth: 10.95 };
    const advice = draw(<AdvicePanel detail={{ ...detail, advice: [merge] }} now={FIXTURE_NOW} zone="utc" />);
    expect(advice.match(/\b(saves|10\.95)\b/gi)).toEqual(['saves', '10.95']);
  });
  it('count down to the loss of a reader that falls behind', () => {
    const readers = draw(<ConsumersPanel detail={detail} now={FIXTURE_NOW} />);
    expect(readers).toContain('4 min 10 s behind');
    expect(readers).toContain('Loses data in 23 h 55 min at the earliest, 1 d 2 h at this pace.');
    expect(readers).toContain('at the tip');
  });
  it('say how long a reader that was off before anybody looked has at most', () => {
    const [reader, ...others] = detail.consumers;
    const loss = { kind: 'lag-expiry', count: 100, earliestAt: FIXTURE_NOW, latestAt: FIXTURE_NOW + 3 * 3_600_000 } as const;
    const readers = draw(<ConsumersPanel detail={{ ...detail, consumers: [{ ...reader!, loss }, ...others] }} now={FIXTURE_NOW} />);
    expect(readers).toContain('Data may be lost already, and is in 3 h at the latest.');
  });
});
