import type { Ledger, LedgerSubscriber, TopologyChange } from '@weir/contract';
import { useMemo, useState } from 'react';
import { readWords } from '../fanout/read-share.js';
import { clockTime, counted, exactNumber, moment, shortDate, UNKNOWN_FIGURE, visibleText, type Zone } from '../format/index.js';
import { useInView } from '../parts/use-in-view.js';
import { readOfStep, trackStepWords } from './step-words.js';
import { StepsTrack, type TrackStep } from './StepsTrack.js';
import { marksOf, stepsOfSubscriber } from './subscriber-track.js';

interface SubscriberStepsProps {
  readonly subscriber: LedgerSubscriber;
  readonly ledger: Ledger;
  /** Copies that fill a bar: the same for all, so that one is read against the other. */
  readonly top: number;
  /** Edits of the window, as far as they are told. */
  readonly changes: readonly TopologyChange[];
  readonly asTable: boolean;
  readonly now: number;
  readonly zone: Zone;
}

/** A subscriber's copies over the window, on the axis of the bars above. Only what is in view is drawn: a topic may have thousands. */
export function SubscriberSteps(props: SubscriberStepsProps) {
  const [ref, inView] = useInView<HTMLDivElement>();
  return (
    <div ref={ref} className={props.asTable ? 'over-time as-table chart-table' : 'over-time'}>
      {!inView ? null : props.asTable ? <Table {...props} /> : <Track {...props} />}
    </div>
  );
}

function Track({ subscriber, ledger, top, changes, now, zone }: SubscriberStepsProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const steps = useMemo(() => stepsOfSubscriber(subscriber, ledger), [subscriber, ledger]);
  const step = chosen === null ? undefined : steps[chosen];
  const told = (at: number, words: string) => `${moment(at, now, zone)}${words}`;
  return (
    <>
      <StepsTrack
        steps={steps}
        ledger={ledger}
        top={top}
        label={`${visibleText(subscriber.name)} over time, ${counted(steps.length, 'step')}; arrow keys tell each`}
        marks={marksOf(subscriber, ledger, changes).map(({ at, words }) => ({ at, words: told(at, ` ${visibleText(words)}`) }))}
        chosen={chosen}
        choose={setChosen}
        className="steps small"
      />
      <p className="tip" role="status">
        {step === undefined ? null : told(step.at, `: ${trackStepWords(step, ledger)}`)}
      </p>
    </>
  );
}

/** The same as a table. */
function Table({ subscriber, ledger, zone }: SubscriberStepsProps) {
  const steps = useMemo(() => stepsOfSubscriber(subscriber, ledger), [subscriber, ledger]);
  return (
    <div className="scroll" role="region" aria-label={`${visibleText(subscriber.name)} over time as a table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col" className="num">
              due
            </th>
            <th scope="col">What became of it</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <Row key={step.at} step={step} ledger={ledger} zone={zone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Row = ({ step, ledger, zone }: { readonly step: TrackStep; readonly ledger: Ledger; readonly zone: Zone }) => (
  <tr>
    <td className="nowrap">
      {shortDate(step.at, zone)} {clockTime(step.at, zone)}
    </td>
    <td className="num">{step.known ? readWords(step.expected, readOfStep(step, ledger), exactNumber) : UNKNOWN_FIGURE}</td>
    <td className="t2">{trackStepWords(step, ledger)}</td>
  </tr>
);
