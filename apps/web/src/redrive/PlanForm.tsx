import { useSearch } from '@tanstack/react-router';
import type { DeadLetterLook, DeadLetterQueue, RedriveCheck, RedriveDryRun, RedriveId, VerdictState } from '@weir/contract';
import { useState } from 'react';
import { counted, groupDigits, money, timeLeft, visibleText } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { ArchiveButton } from './ArchiveButton.js';
import { EditSteps } from './EditSteps.js';
import { SampleDiff } from './SampleDiff.js';
import { type PlanDraft, useDryRun, useStartRedrive } from './redrive-queries.js';
import { startWords } from './redrive-words.js';

interface PlanFormProps {
  readonly queue: DeadLetterQueue;
  readonly look: DeadLetterLook | null;
  readonly started: (id: RedriveId) => void;
}

const RATES = [5, 20, 50, 200] as const;
const CANARIES = [0, 5, 10, 50] as const;
const WATCHES = [60, 180, 600] as const;

/** The usual ones, and the one that is chosen. */
const watches = (chosen: number): readonly number[] => [...new Set<number>([...WATCHES, chosen])].sort((a, b) => a - b);

type Edit = NonNullable<PlanDraft['edit']>;

/** What is to be put back, how carefully, and what that would do: nothing is sent before the dry run was read. */
export function PlanForm({ queue, look, started }: PlanFormProps) {
  const search = useSearch({ from: '/desk/dlq/$id' });
  const [rate, setRate] = useState<number>(20);
  const [canary, setCanary] = useState<number>(5);
  const [watch, setWatch] = useState<number>(180);
  const [confirm, setConfirm] = useState(true);
  const [edit, setEdit] = useState<Edit>([]);
  const dryRun = useDryRun(queue.id);
  const start = useStartRedrive(queue.id);
  const chosen = (look?.groups ?? []).filter(({ key }) => search.sel?.includes(key) === true);
  const plan: PlanDraft = {
    groups: chosen.length === 0 ? null : chosen.map(({ key }) => key),
    edit,
    ratePerSecond: rate,
    canary: { size: canary, watchSeconds: watch, confirm },
  };
  const asked = JSON.stringify(plan);
  const [ranFor, setRanFor] = useState('');
  const run = dryRun.data !== undefined && ranFor === asked ? dryRun.data : null;
  const doStart = (acceptUnknown: boolean) => start.mutate({ ...plan, acceptUnknown }, { onSuccess: ({ id }) => started(id) });
  if (queue.visible === 0) return <p className="t2">Nothing is here to be put back.</p>;
  return (
    <div className="plan-form">
      <p className="t2">
        {chosen.length === 0
          ? 'All messages go back to the queue they came from. Choose causes on the left to take only those.'
          : `${counted(chosen.length, 'cause')} chosen: ${chosen.map(({ title }) => visibleText(title)).join('; ')}`}
      </p>
      <Choice label="Canary" unit="" values={CANARIES} value={canary} set={setCanary} />
      {canary === 0 ? null : <Choice label="watched for" unit=" s" values={watches(watch)} value={watch} set={setWatch} />}
      <Choice label="then at most" unit="/s" values={RATES} value={rate} set={setRate} />
      <label className="check">
        <input type="checkbox" checked={confirm} onChange={(event) => setConfirm(event.target.checked)} /> ask me before the rest follows
      </label>
      <EditSteps steps={edit} change={setEdit} />
      <div className="redrive-acts">
        <button
          type="button"
          className={run === null ? 'btn primary' : 'btn'}
          disabled={dryRun.isPending}
          onClick={() => {
            setRanFor(asked);
            dryRun.mutate(plan);
          }}
        >
          {dryRun.isPending ? 'Trying without sending…' : 'Dry run'}
        </button>
        <ArchiveButton queue={queue} groups={plan.groups ?? null} started={started} />
      </div>
      {dryRun.error === null ? null : (
        <p role="alert" className="t1">
          {visibleText(dryRun.error.message)}
        </p>
      )}
      {run !== null && canary > 0 && watch < run.watchSecondsNeeded ? (
        <p className="t1">
          A message that fails again comes back after {timeLeft(run.watchSecondsNeeded)}: a watch of {timeLeft(watch)} would not see it.{' '}
          <button type="button" className="plain link" onClick={() => setWatch(run.watchSecondsNeeded)}>
            Watch that long
          </button>
        </p>
      ) : null}
      {run === null ? null : <DryRun run={run} start={doStart} isStarting={start.isPending} />}
      {start.error === null ? null : (
        <p role="alert" className="t1">
          {visibleText(start.error.message)}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly set: (value: number) => void;
}

function Choice({ label, unit, values, value, set }: ChoiceProps) {
  return (
    <div className="redrive-choice">
      <span>{label}</span>
      <span className="seg" role="group" aria-label={label}>
        {values.map((each) => (
          <button key={each} type="button" aria-pressed={each === value} onClick={() => set(each)}>
            {each === 0 ? 'none' : `${each}${unit}`}
          </button>
        ))}
      </span>
    </div>
  );
}

const CHECK_GLYPHS: Readonly<Record<RedriveCheck['state'], VerdictState>> = { pass: 'ok', fail: 'failing', unknown: 'unknown' };

function DryRun({
  run,
  start,
  isStarting,
}: {
  readonly run: RedriveDryRun;
  readonly start: (acceptUnknown: boolean) => void;
  readonly isStarting: boolean;
}) {
  const unknown = run.checks.filter(({ state }) => state === 'unknown').length;
  return (
    <div className="dry-run">
      <ul className="guards">
        {run.checks.map(({ name, state, text, fix }) => (
          <li key={name} className={`v-${CHECK_GLYPHS[state]}`}>
            <Glyph state={CHECK_GLYPHS[state]} size={13} silent />
            <span>
              <span className="sr">{state === 'pass' ? 'passes: ' : state === 'fail' ? 'fails: ' : 'cannot be told: '}</span>
              {visibleText(text)}
              {fix === null ? null : <i className="t3"> {visibleText(fix)}</i>}
            </span>
          </li>
        ))}
        <li>
          <Glyph state="stale" size={13} silent />
          <span>Stops by itself when messages come back.</span>
        </li>
      </ul>
      <p className="t2">
        {run.engine.engine === 'native' ? 'SQS moves them itself' : 'Weir moves them one by one'}: {visibleText(run.engine.because)}
        {run.durationSeconds.high === null
          ? ''
          : ` About ${timeLeft(run.durationSeconds.high)}, ${money(run.costUsd.high ?? run.costUsd.low)}.`}
      </p>
      {run.samples.map((sample) => (
        <SampleDiff key={sample.messageId} sample={sample} />
      ))}
      <div className="redrive-acts">
        <button type="button" className="btn primary" disabled={!run.canStart || isStarting} onClick={() => start(unknown > 0)}>
          {startWords(run.selected)}
        </button>
        {run.canStart ? null : <span className="t2">A check fails.</span>}
        {run.canStart && unknown > 0 ? <span className="t2">accepts {groupDigits(unknown)} that cannot be told</span> : null}
      </div>
    </div>
  );
}
