import type { Ledger, TopologyChange } from '@weir/contract';
import { useState } from 'react';
import { LedgerKeys } from '../fanout/LedgerBar.js';
import { ledgerParts } from '../fanout/ledger-parts.js';
import { readCount } from '../fanout/read-share.js';
import {
  clockTime,
  counted,
  duration,
  exactNumber,
  moment,
  NARROW_SPACE,
  shortDate,
  shortNumber,
  UNKNOWN_FIGURE,
  type Zone,
} from '../format/index.js';
import { AbsenceLegend } from '../parts/AbsenceLegend.js';
import { niceTop, timeTicks } from '../queue/chart-data.js';
import { provisionalBar, provisionalWords, readOfStep, reasonsOf, sizeOfStep, stepWords, trackStepWords } from './step-words.js';
import { StepsTrack } from './StepsTrack.js';

interface StepsPanelProps {
  readonly ledger: Ledger;
  /** What comes in is called, see `inWord`. */
  readonly came: string;
  readonly changes: readonly TopologyChange[];
  readonly now: number;
  readonly zone: Zone;
}

const DAY_MS = 86_400_000;
const MOST_TICKS = 6;

/**
 * What became of everything, step by step: one bar a step, edits marked on the axis, what was not read hatched by its reason. Behind the window
 * stands, veiled, what was counted so far in the minutes since.
 */
export function StepsPanel({ ledger, came, changes, now, zone }: StepsPanelProps) {
  const { steps, from, stepSeconds, provisional } = ledger;
  const [chosen, setChosen] = useState<number | null>(null);
  const bars = [...steps, ...provisional.map(provisionalBar)];
  const newest = provisional.at(-1);
  const to = newest === undefined ? ledger.to : newest.at + stepSeconds * 1000;
  const top = niceTop(Math.max(0, ...bars.map(sizeOfStep)));
  const place = (at: number) => `${((at - from) / Math.max(1, to - from)) * 100}%`;
  const long = to - from > 2 * DAY_MS;
  const marked = changes.filter(({ at }) => at >= from && at < to);
  return (
    <section className="panel steps-panel">
      <header>
        <h2>Over time</h2>
        <span className="sub">copies due by what became of them, {duration(stepSeconds, 'left')} a bar</span>
        <span className="right keys">
          <LedgerKeys open={steps.some((line) => ledgerParts(line).some(({ part }) => part === 'open'))} />
          <AbsenceLegend reasons={reasonsOf(bars, ledger)} />
        </span>
      </header>
      <div className="body">
        <StepsTrack
          steps={bars}
          ledger={ledger}
          to={to}
          top={top}
          label={`${counted(bars.length, 'step')} from ${moment(from, now, zone)} to ${moment(to, now, zone)}; arrow keys tell each`}
          marks={marked.map(({ at, name, sentence }) => ({ at, words: `${moment(at, now, zone)} ${name}: ${sentence}` }))}
          chosen={chosen}
          choose={setChosen}
          className="steps"
        >
          <span className="top t3">{shortNumber(top)}</span>
        </StepsTrack>
        <div className="step-axis" aria-hidden="true">
          {timeTicks(from, to, MOST_TICKS, zone === 'utc' ? 0 : -new Date(to).getTimezoneOffset() * 60_000).map((at) => (
            <span key={at} style={{ left: place(at) }}>
              {long ? shortDate(at, zone) : clockTime(at, zone)}
            </span>
          ))}
        </div>
        <p className="readout t2" role="status">
          {readout({ ledger, came, now, zone }, chosen)}
        </p>
      </div>
    </section>
  );
}

/** The step that is chosen, by its place among all bars; else what the whole window rests on. */
function readout({ ledger, came, now, zone }: Omit<StepsPanelProps, 'changes'>, chosen: number | null): string {
  const { steps, provisional } = ledger;
  const step = steps[chosen ?? -1];
  if (step !== undefined) return `${moment(step.at, now, zone)}: ${stepWords(step, ledger, came)}`;
  const newer = chosen === null ? undefined : provisional[chosen - steps.length];
  if (newer !== undefined) return `${moment(newer.at, now, zone)}: ${provisionalWords(newer, came)}`;
  return summary(ledger, moment(ledger.to, now, zone));
}

function summary({ knownMinutes, unknownMinutes, provisional }: Ledger, until: string): string {
  const known = `${counted(knownMinutes, 'minute')} read`;
  const unknown = unknownMinutes === 0 ? '' : `, ${counted(unknownMinutes, 'minute')} not known and in no figure`;
  const newer = provisional.length === 0 ? '' : `; what came since ${until} AWS may still add to, and it is in no figure`;
  return `${known}${unknown}${newer}.`;
}

/** The same as a table. */
export function StepsTable({ ledger, came, zone }: Pick<StepsPanelProps, 'ledger' | 'came' | 'zone'>) {
  const { steps, provisional } = ledger;
  const from = (at: number) => `${shortDate(at, zone)} ${clockTime(at, zone)}`;
  return (
    <section className="panel chart-table">
      <header>
        <h2>Over time</h2>
      </header>
      <div className="scroll" role="region" aria-label="Ledger over time as a table" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" className="num">
                {came}
              </th>
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.at}>
                <td className="nowrap">{from(step.at)}</td>
                <td className="num">{step.known ? readCount(step.published, readOfStep(step, ledger)) : UNKNOWN_FIGURE}</td>
                <td className="t2">{trackStepWords(step, ledger)}</td>
              </tr>
            ))}
            {provisional.map((step) => (
              <tr key={step.at}>
                <td className="nowrap">{from(step.at)}</td>
                <td className="num">{step.knownMinutes === 0 ? UNKNOWN_FIGURE : `≥${NARROW_SPACE}${exactNumber(step.published)}`}</td>
                <td className="t2">{provisionalWords(step, came)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
