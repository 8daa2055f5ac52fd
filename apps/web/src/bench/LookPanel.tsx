import { useNavigate, useSearch } from '@tanstack/react-router';
import type { DeadLetterGroup, DeadLetterLook, DeadLetterQueue } from '@weir/contract';
import { useState } from 'react';
import { useKeys } from '../app/keys.js';
import { groupDigits, momentAndAge, timePassed, ageSeconds, visibleLines, visibleText, type Zone } from '../format/index.js';
import { Guarded } from '../auth/Guarded.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { CopyButton } from '../stream/CopyButton.js';
import { useStartLook } from './bench-queries.js';
import type { BenchSearch } from './bench-search.js';
import { lookSummary, lookWarning } from './bench-words.js';
import { GroupList } from './GroupList.js';
import { SamplePane } from './SamplePane.js';

interface LookPanelProps {
  readonly queue: DeadLetterQueue;
  /** null: nobody looked. */
  readonly look: DeadLetterLook | null;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly now: number;
  readonly zone: Zone;
}

const SAMPLES = [20, 100, 500] as const;

/** What failed and why: the messages by cause, and one of them whole. */
export function LookPanel({ queue, look, error, isPending, now, zone }: LookPanelProps) {
  const found = look?.state === 'done' ? look : null;
  return (
    <section className="panel o2" aria-labelledby="look-title">
      <header>
        <h2 id="look-title">What failed, and why</h2>
        {found === null ? null : <span className="sub">{lookSummary(found)}</span>}
        {found?.endedAt == null ? null : (
          <span className="right t3" title={visibleText(found.by)}>
            looked {momentAndAge(found.endedAt, now, zone)} by {visibleText(found.by)}
          </span>
        )}
      </header>
      {isPending ? (
        <SkeletonRows rows={6} />
      ) : error !== null && look === null ? (
        <p className="body t2">What was found could not be read: {error.message}</p>
      ) : look?.state === 'looking' ? (
        <Looking look={look} now={now} />
      ) : found === null ? (
        <Ask queue={queue} failed={look} />
      ) : (
        <Found queue={queue} look={found} now={now} zone={zone} />
      )}
    </section>
  );
}

function Looking({ look, now }: { readonly look: DeadLetterLook; readonly now: number }) {
  return (
    <div className="body look-ask" role="status">
      <p>
        Looking: <b>{groupDigits(look.looked)}</b> of {groupDigits(look.wanted)} messages, {timePassed(ageSeconds(look.startedAt, now))}.
      </p>
      <progress max={look.wanted} value={look.looked} aria-label={`${look.looked} of ${look.wanted} messages looked at`} />
    </div>
  );
}

/** Says what a look does before it is begun, or why there can be none. */
function Ask({ queue, failed }: { readonly queue: DeadLetterQueue; readonly failed: DeadLetterLook | null }) {
  const { inspectable } = queue;
  const failure = failed?.failure ?? null;
  return (
    <div className="body look-ask">
      {failure === null ? null : (
        <div className="trouble v-failing">
          <p>
            <b className="c">The look failed.</b> <span>{visibleText(failure.because)}</span>
          </p>
        </div>
      )}
      {inspectable.state === 'yes' || inspectable.state === 'denied' ? (
        <LookButtons queue={queue} again={failed !== null} />
      ) : (
        <p className="t1">{visibleText(inspectable.because)}</p>
      )}
      {inspectable.state === 'yes' || inspectable.fix === null ? null : (
        <>
          <p className="t2">
            {inspectable.state === 'not-enabled'
              ? 'In weir.yaml, then start Weir again; docs/IAM.md has the statement:'
              : 'What is missing:'}
          </p>
          <pre className="fix-text" tabIndex={0}>
            {visibleLines(inspectable.fix)}
          </pre>
          <CopyButton text={inspectable.fix} what="what is missing" />
        </>
      )}
    </div>
  );
}

function LookButtons({ queue, again }: { readonly queue: DeadLetterQueue; readonly again: boolean }) {
  const start = useStartLook(queue.id);
  const [sample, setSample] = useState<number>(100);
  return (
    <>
      {again ? null : (
        <p className="t2">{lookWarning(sample, queue.fifo === true)} Nothing of a message is stored, and personal data is masked.</p>
      )}
      <Guarded permission="respond" does="look at messages">
        <div className="look-acts">
          <span className="seg" role="group" aria-label="Messages to look at">
            {SAMPLES.map((count) => (
              <button key={count} type="button" aria-pressed={count === sample} onClick={() => setSample(count)}>
                {count}
              </button>
            ))}
          </span>
          <button type="button" className={again ? 'btn' : 'btn primary'} disabled={start.isPending} onClick={() => start.mutate(sample)}>
            {again ? 'Look again' : `Look at ${sample} messages`}
          </button>
          {start.error === null ? null : (
            <span className="t1" role="alert">
              {start.error.message}
            </span>
          )}
        </div>
      </Guarded>
    </>
  );
}

function Found({
  queue,
  look,
  now,
  zone,
}: {
  readonly queue: DeadLetterQueue;
  readonly look: DeadLetterLook;
  readonly now: number;
  readonly zone: Zone;
}) {
  const search = useSearch({ from: '/desk/dlq/$id' });
  const navigate = useNavigate({ from: '/dlq/$id' });
  const change = (next: BenchSearch) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const { groups } = look;
  const place = Math.max(
    0,
    groups.findIndex(({ key }) => key === search.group),
  );
  const open = groups[place];
  const sample = open === undefined ? 0 : (search.n ?? 0) % Math.max(1, open.samples.length);
  const openAt = (at: number) =>
    change({ group: groups[Math.min(groups.length - 1, Math.max(0, at))]?.key, n: undefined, layer: undefined });
  const selected = new Set(search.sel ?? []);
  const toggle = ({ key }: DeadLetterGroup) => {
    const next = selected.has(key) ? [...selected].filter((other) => other !== key) : [...selected, key];
    change({ sel: next.length === 0 ? undefined : next });
  };
  const next = () => change({ n: sample + 1 });
  useKeys({
    j: () => openAt(place + 1),
    k: () => openAt(place - 1),
    n: next,
    x: () => open !== undefined && toggle(open),
  });
  return (
    <>
      <div className="body look-tools">
        <input
          type="search"
          data-filter
          className="field"
          placeholder="Search in what is shown"
          aria-label="Search in what is shown"
          defaultValue={search.q ?? ''}
          onChange={(event) => change({ q: event.target.value === '' ? undefined : event.target.value, n: undefined })}
        />
        <a className="btn" href={`/api/v1/dlq/${queue.id}/export`} download>
          Export {groupDigits(look.looked)} as NDJSON
        </a>
        <LookButtons queue={queue} again />
      </div>
      {look.notes.length === 0 ? null : <p className="body t3 look-notes">{look.notes.join(' ')}</p>}
      {open === undefined ? (
        <p className="body t2">
          {search.q === undefined
            ? 'The queue gave no message. It may be empty, or others hold them.'
            : `Nothing that is shown holds “${visibleText(search.q)}”.`}
        </p>
      ) : (
        <div className="groups">
          <GroupList
            groups={groups}
            held={look.held}
            open={open.key}
            selected={selected}
            toggle={toggle}
            choose={(key) => change({ group: key, n: undefined, layer: undefined })}
            now={now}
            zone={zone}
          />
          <SamplePane
            group={open}
            index={sample}
            next={next}
            now={now}
            zone={zone}
            layer={search.layer}
            setLayer={(layer) => change({ layer })}
          />
        </div>
      )}
    </>
  );
}
