import type { Ledger, TopologyChange } from '@weir/contract';
import { useState } from 'react';
import { LedgerKeys } from '../fanout/LedgerBar.js';
import { ledgerParts } from '../fanout/ledger-parts.js';
import { inWord, lineSentence, PART_CLASSES } from '../fanout/ledger-words.js';
import { readCount, type ReadShare } from '../fanout/read-share.js';
import {
  ABSENCE_WORDS,
  clockTime,
  counted,
  duration,
  exactNumber,
  moment,
  shortDate,
  shortNumber,
  UNKNOWN_FIGURE,
  type Zone,
} from '../format/index.js';
import { AbsenceLegend } from '../parts/AbsenceLegend.js';
import { Icon } from '../parts/Icon.js';
import { niceTop, timeTicks } from '../queue/chart-data.js';
import { absenceOfStep, type StepAbsence } from './step-absence.js';

interface StepsPanelProps {
  readonly ledger: Ledger;
  readonly changes: readonly TopologyChange[];
  readonly now: number;
  readonly zone: Zone;
}

type Step = Ledger['steps'][number];

const DAY_MS = 86_400_000;
const MOST_TICKS = 6;

/** What became of everything, step by step: one bar a step, edits marked on the axis, what was not read hatched by its reason. */
export function StepsPanel({ ledger, changes, now, zone }: StepsPanelProps) {
  const { steps, from, to, stepSeconds } = ledger;
  const [chosen, setChosen] = useState<number | null>(null);
  const step = chosen === null ? undefined : steps[chosen];
  const top = niceTop(Math.max(0, ...steps.map(sizeOf)));
  const place = (at: number) => `${((at - from) / Math.max(1, to - from)) * 100}%`;
  const long = to - from > 2 * DAY_MS;
  const absent = steps.map((one) => absenceOfStep(one, ledger));
  const pressed = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setChosen((before) => Math.min(steps.length - 1, Math.max(0, before === null ? steps.length - 1 : before + by)));
  };
  const marked = changes.filter(({ at }) => at >= from && at < to);
  return (
    <section className="panel steps-panel">
      <header>
        <h2>Over time</h2>
        <span className="sub">copies due by what became of them, {duration(stepSeconds, 'left')} a bar</span>
        <span className="right keys">
          <LedgerKeys open={steps.some((line) => ledgerParts(line).some(({ part }) => part === 'open'))} />
          <AbsenceLegend reasons={absent.flatMap((one) => one?.reason ?? [])} />
        </span>
      </header>
      <div className="body">
        <div
          className="steps"
          tabIndex={0}
          role="group"
          aria-label={`${counted(steps.length, 'step')} from ${moment(from, now, zone)} to ${moment(to, now, zone)}; arrow keys tell each`}
          onKeyDown={pressed}
          onPointerLeave={() => setChosen(null)}
          onBlur={() => setChosen(null)}
        >
          <span className="top t3">{shortNumber(top)}</span>
          {steps.map((one, index) => (
            <div
              key={one.at}
              className={index === chosen ? 'step chosen' : 'step'}
              aria-hidden="true"
              onPointerEnter={() => setChosen(index)}
              onPointerDown={() => setChosen(index)}
            >
              {one.known ? <StepBar step={one} top={top} /> : null}
              <StepVeil absence={absent[index] ?? null} whole={!one.known} />
            </div>
          ))}
          {marked.map(({ at, name, sentence }, index) => (
            <span
              key={`${at} ${index}`}
              className="mark"
              style={{ left: place(at) }}
              title={`${moment(at, now, zone)} ${name}: ${sentence}`}
              aria-hidden="true"
            >
              <Icon name="pencil" size={12} />
            </span>
          ))}
        </div>
        <div className="step-axis" aria-hidden="true">
          {timeTicks(from, to, MOST_TICKS, zone === 'utc' ? 0 : -new Date(to).getTimezoneOffset() * 60_000).map((at) => (
            <span key={at} style={{ left: place(at) }}>
              {long ? shortDate(at, zone) : clockTime(at, zone)}
            </span>
          ))}
        </div>
        <p className="readout t2" role="status">
          {step === undefined ? summary(ledger) : `${moment(step.at, now, zone)}: ${stepSentence(step, ledger)}`}
        </p>
      </div>
    </section>
  );
}

const sizeOf = (step: Step): number => ledgerParts(step).reduce((sum, { count }) => sum + count, 0);

function StepBar({ step, top }: { readonly step: Step; readonly top: number }) {
  const parts = ledgerParts(step);
  if (parts.length === 0) return <i className="l-zero" />;
  return parts.map(({ part, count }) => <i key={part} className={PART_CLASSES[part]} style={{ height: `${(count / top) * 100}%` }} />);
}

/** What was not read: the whole column, or a veil over the bar of what was. */
function StepVeil({ absence, whole }: { readonly absence: StepAbsence | null; readonly whole: boolean }) {
  if (absence === null) return null;
  return <i className={`abs abs-${absence.reason}${whole ? '' : ' veil'}`} style={{ height: '100%' }} />;
}

/** `3 of 10 min read`, or why nothing was. Empty: all of it was read. */
function absenceWords(absence: StepAbsence | null, known: boolean): string {
  if (absence === null) return '';
  const { name } = ABSENCE_WORDS[absence.reason];
  return known ? `${absence.of - absence.minutes} of ${absence.of} min read, the rest ${name}: ` : `not known: ${name}`;
}

function stepSentence(step: Step, ledger: Ledger): string {
  const absence = absenceWords(absenceOfStep(step, ledger), step.known);
  return step.known ? `${absence}${exactNumber(step.published)} ${inWord(ledger.kind)}, ${lineSentence(step)}` : absence;
}

/** What the whole window rests on. */
function summary({ knownMinutes, unknownMinutes }: Ledger): string {
  const known = `${counted(knownMinutes, 'minute')} read`;
  return unknownMinutes === 0 ? `${known}.` : `${known}, ${counted(unknownMinutes, 'minute')} not known and in no figure.`;
}

function readOf(step: Step, ledger: Ledger): ReadShare {
  const absence = absenceOfStep(step, ledger);
  return absence === null
    ? { knownMinutes: 1, unknownMinutes: 0 }
    : { knownMinutes: absence.of - absence.minutes, unknownMinutes: absence.minutes };
}

/** The same as a table. */
export function StepsTable({ ledger, zone }: { readonly ledger: Ledger; readonly zone: Zone }) {
  const { steps, kind } = ledger;
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
                {inWord(kind)}
              </th>
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.at}>
                <td className="nowrap">
                  {shortDate(step.at, zone)} {clockTime(step.at, zone)}
                </td>
                <td className="num">{step.known ? readCount(step.published, readOf(step, ledger)) : UNKNOWN_FIGURE}</td>
                <td className="t2">
                  {absenceWords(absenceOfStep(step, ledger), step.known)}
                  {step.known ? lineSentence(step) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
