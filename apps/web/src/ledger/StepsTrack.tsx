import type { Ledger, LedgerLine } from '@weir/contract';
import { ledgerParts } from '../fanout/ledger-parts.js';
import { PART_CLASSES } from '../fanout/ledger-words.js';
import { Icon } from '../parts/Icon.js';
import { absenceOfStep, type StepAbsence } from './step-absence.js';

/** A line of one step, and how much of the step was read. */
export type TrackStep = LedgerLine & Pick<Ledger['steps'][number], 'at' | 'known' | 'knownMinutes'>;

interface StepsTrackProps {
  readonly steps: readonly TrackStep[];
  readonly ledger: Pick<Ledger, 'from' | 'to' | 'stepSeconds' | 'absences'>;
  /** Where the axis ends; left out: with the window. */
  readonly to?: number;
  /** Copies that fill the height. */
  readonly top: number;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly marks: readonly StepMark[];
  /** The step that is told, by place; null: none. */
  readonly chosen: number | null;
  readonly choose: (place: number | null) => void;
  readonly className: string;
  readonly children?: React.ReactNode;
}

/** Something that happened at a moment of the window. */
export interface StepMark {
  readonly at: number;
  readonly words: string;
}

/** One bar a step on the axis of its window; what was not read is hatched by its reason. Arrow keys and the pointer choose a step. */
export function StepsTrack({ steps, ledger, to = ledger.to, top, label, marks, chosen, choose, className, children }: StepsTrackProps) {
  const { from } = ledger;
  const pressed = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    choose(Math.min(steps.length - 1, Math.max(0, chosen === null ? steps.length - 1 : chosen + by)));
  };
  return (
    <div
      className={className}
      tabIndex={0}
      role="group"
      aria-label={label}
      onKeyDown={pressed}
      onPointerLeave={() => choose(null)}
      onBlur={() => choose(null)}
    >
      {children}
      {steps.map((step, place) => (
        <div
          key={step.at}
          className={place === chosen ? 'step chosen' : 'step'}
          aria-hidden="true"
          onPointerEnter={() => choose(place)}
          onPointerDown={() => choose(place)}
        >
          {step.known ? <StepBar line={step} top={top} /> : null}
          <StepVeil absence={absenceOfStep(step, ledger)} whole={!step.known} />
        </div>
      ))}
      {marks.map(({ at, words }, index) => (
        <span
          key={`${at} ${index}`}
          className="mark"
          style={{ left: `${((at - from) / Math.max(1, to - from)) * 100}%` }}
          title={words}
          aria-hidden="true"
        >
          <Icon name="pencil" size={12} />
        </span>
      ))}
    </div>
  );
}

function StepBar({ line, top }: { readonly line: LedgerLine; readonly top: number }) {
  const parts = ledgerParts(line);
  if (parts.length === 0) return <i className="l-zero" />;
  return parts.map(({ part, count }) => <i key={part} className={PART_CLASSES[part]} style={{ height: `${(count / top) * 100}%` }} />);
}

/** What was not read: the whole column, or a veil over the bar of what was. */
function StepVeil({ absence, whole }: { readonly absence: StepAbsence | null; readonly whole: boolean }) {
  if (absence === null) return null;
  return <i className={`abs abs-${absence.reason}${whole ? '' : ' veil'}`} style={{ height: '100%' }} />;
}
