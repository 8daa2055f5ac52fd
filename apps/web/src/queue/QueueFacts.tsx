import type { Reading, Resource } from '@weir/contract';
import { ageSeconds, drainWords, exactNumber, figure, isTrouble, readingSource, timePassed, UNKNOWN_FIGURE } from '../format/index.js';
import { isOldReading } from '../live/freshness.js';
import { DurationFigure, Fact } from '../parts/Figure.js';

interface QueueFactsProps {
  readonly resource: Resource;
  readonly now: number;
}

const DRAIN_LABEL: Readonly<Record<Resource['drain']['kind'], string>> = {
  in: 'to drain',
  never: 'drains',
  steady: 'backlog',
  unknown: 'to drain',
};

/** The key figures of a queue. Each says where it comes from and how old it is. */
export function QueueFacts({ resource, now }: QueueFactsProps) {
  const { latest, rates, drain, deadLetter, verdict } = resource;
  const hot = isTrouble(verdict.state) ? `c v-${verdict.state}` : '';
  const shown = (reading: Reading | undefined) => ({
    figure: figure(reading?.value),
    tone: reading !== undefined && isOldReading(reading, resource, now) ? 'old' : '',
    title: titleOf(reading, now),
  });
  const age = latest.oldestAge;
  return (
    <div className="facts">
      <Fact {...shown(latest.visible)} label="waiting" />
      <Fact {...shown(latest.inFlight)} label="in flight" />
      {(latest.delayed?.value ?? 0) > 0 ? <Fact {...shown(latest.delayed)} label="delayed" /> : null}
      <Fact
        {...shown(age)}
        figure={age === undefined || age.value === null ? UNKNOWN_FIGURE : <DurationFigure seconds={age.value} rounding="passed" />}
        label={age?.value === null && age.state === 'not-emitted' ? 'oldest: no message, no age' : 'oldest message'}
      />
      <Fact figure={figure(rates.in)} unit={rates.in === null ? undefined : '/s'} label="in" />
      <Fact
        figure={figure(rates.out)}
        unit={rates.out === null ? undefined : '/s'}
        label="out"
        tone={rates.out === 0 && (rates.in ?? 0) > 0 ? hot : ''}
      />
      <Fact figure={drainWords(drain)} label={DRAIN_LABEL[drain.kind]} tone={drain.kind === 'never' ? hot : ''} />
      {deadLetter === null ? null : (
        <Fact
          figure={figure(deadLetter.visible)}
          label={
            deadLetter.arrivingPerMinute === null || deadLetter.arrivingPerMinute === 0
              ? 'dead letters'
              : `dead letters, +${figure(deadLetter.arrivingPerMinute)}/min`
          }
          tone={verdict.state === 'poisoned' ? hot : ''}
        />
      )}
    </div>
  );
}

function titleOf(reading: Reading | undefined, now: number): string {
  if (reading === undefined || reading.value === null) return reading === undefined ? 'no reading yet' : readingSource(reading);
  const age = reading.at === null ? '' : `, ${timePassed(ageSeconds(reading.at, now))} ago`;
  return `${exactNumber(reading.value)} · ${readingSource(reading)}${age}`;
}
