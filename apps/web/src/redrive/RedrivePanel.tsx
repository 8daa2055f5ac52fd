import type { DeadLetterLook, DeadLetterQueue, RedriveId, RedriveSummary } from '@weir/contract';
import { useState } from 'react';
import { momentAndAge, groupDigits, visibleText, type Zone } from '../format/index.js';
import { Guarded } from '../auth/Guarded.js';
import { Glyph } from '../parts/Glyph.js';
import { GoingOn } from './GoingOn.js';
import { PlanForm } from './PlanForm.js';
import { useRedrives } from './redrive-queries.js';
import { ENDED, STATE_WORDS } from './redrive-words.js';
import './redrive.css';

interface RedrivePanelProps {
  readonly queue: DeadLetterQueue;
  readonly look: DeadLetterLook | null;
  readonly now: number;
  readonly zone: Zone;
}

/** Putting messages back, guarded: what runs, what can be begun, and what was done before. */
export function RedrivePanel({ queue, look, now, zone }: RedrivePanelProps) {
  const { data, error } = useRedrives(queue.id);
  const [open, setOpen] = useState<RedriveId | null>(null);
  const items = data?.items ?? [];
  const running = items.find(({ state }) => !ENDED.includes(state));
  const shown = open ?? running?.id ?? null;
  return (
    <>
      <section className="panel o3" aria-labelledby="redrive-title">
        <header>
          <h2 id="redrive-title">Redrive, guarded</h2>
          {shown === null ? null : <span className="right t3">{shown}</span>}
        </header>
        <div className="body">
          {error !== null && data === undefined ? <p className="t2">Redrives could not be read: {error.message}</p> : null}
          {shown === null ? (
            <Guarded permission="respond" does="redrive">
              <PlanForm queue={queue} look={look} started={setOpen} />
            </Guarded>
          ) : (
            <GoingOn id={shown} now={now} zone={zone} close={running?.id === shown ? null : () => setOpen(null)} />
          )}
        </div>
      </section>
      <History items={items.filter(({ id }) => id !== shown)} open={setOpen} now={now} zone={zone} />
    </>
  );
}

function History({
  items,
  open,
  now,
  zone,
}: {
  readonly items: readonly RedriveSummary[];
  readonly open: (id: RedriveId) => void;
  readonly now: number;
  readonly zone: Zone;
}) {
  if (items.length === 0) return null;
  return (
    <section className="panel o4" aria-labelledby="redrives-title">
      <header>
        <h2 id="redrives-title">Before</h2>
      </header>
      <ul className="body redrives-before">
        {items.map(({ id, kind, state, because, counts, startedAt, startedBy }) => (
          <li key={id}>
            <Glyph state={STATE_WORDS[state].glyph} size={14} silent />
            <div>
              <button type="button" className="plain link" onClick={() => open(id)}>
                {id}
              </button>{' '}
              {kind === 'archive' ? 'archive' : 'redrive'} {STATE_WORDS[state].word}, {groupDigits(counts.moved)} moved
              <p className="t3">
                {momentAndAge(startedAt, now, zone)} by {visibleText(startedBy)}. {visibleText(because)}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
