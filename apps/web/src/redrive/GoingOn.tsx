import type { RedriveActionKind, RedriveDetail, RedriveId } from '@weir/contract';
import { clockTimeWithSeconds, counted, groupDigits, shortNumber, timeLeft, visibleText, type Zone } from '../format/index.js';
import { Guarded } from '../auth/Guarded.js';
import { Glyph } from '../parts/Glyph.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { usePossiblyTwice, useRedrive, useRedriveAction } from './redrive-queries.js';
import { ENDED, reachedOf, STATE_WORDS, stopsOf } from './redrive-words.js';

interface GoingOnProps {
  readonly id: RedriveId;
  readonly now: number;
  readonly zone: Zone;
  /** null: it runs, and stays in view. */
  readonly close: (() => void) | null;
}

/** One redrive: its four stops, what it counts, what can be done, and what it did. */
export function GoingOn({ id, now, zone, close }: GoingOnProps) {
  const { redrive, error } = useRedrive(id);
  if (redrive === null) return error === null ? <SkeletonRows rows={4} /> : <p className="t2">{error.message}</p>;
  const isOver = ENDED.includes(redrive.state);
  const { word, glyph } = STATE_WORDS[redrive.state];
  return (
    <div className="going-on">
      <ol className="canary">
        {stopsOf(redrive, reachedOf(redrive)).map(({ name, text, state }) => (
          <li key={name} className={state} aria-current={state === 'now' ? 'step' : undefined}>
            <b>{name}</b>
            {text}
            <span className="sr">, {state === 'now' ? 'under way' : state === 'ahead' ? 'ahead' : state}</span>
          </li>
        ))}
      </ol>
      <p className={`c v-${glyph} redrive-state`} role="status">
        <Glyph state={glyph} size={15} silent /> <b>{word}</b>
        <span className="t2">{visibleText(redrive.because)}</span>
      </p>
      <Counts redrive={redrive} />
      {isOver ? null : (
        <Guarded permission="respond" does="redrive">
          <Buttons redrive={redrive} now={now} />
        </Guarded>
      )}
      <PossiblyTwice redrive={redrive} />
      {redrive.archive === null ? null : (
        <a className="btn" href={`/api/v1/redrives/${id}/archive`} download>
          Download the archive: {counted(redrive.archive.messages, 'message')}
        </a>
      )}
      <Journal redrive={redrive} zone={zone} />
      {close === null ? null : (
        <button type="button" className="btn" onClick={close}>
          Plan another
        </button>
      )}
    </div>
  );
}

function Counts({ redrive: { counts, rate, remainingSeconds, expected, state } }: { readonly redrive: RedriveDetail }) {
  const isOver = ENDED.includes(state);
  return (
    <dl className="redrive-counts">
      <div>
        <dt>moved</dt>
        <dd>
          {groupDigits(counts.moved)}
          {expected.high === null ? '' : ` of ${groupDigits(expected.high)}`}
        </dd>
      </div>
      {counts.cameBack === 0 ? null : (
        <div className="c v-poisoned">
          <dt>came back</dt>
          <dd>{groupDigits(counts.cameBack)}</dd>
        </div>
      )}
      {counts.failed === 0 ? null : (
        <div>
          <dt>could not be sent</dt>
          <dd>{groupDigits(counts.failed)}</dd>
        </div>
      )}
      {counts.leftAlone === 0 ? null : (
        <div>
          <dt>left alone</dt>
          <dd>{groupDigits(counts.leftAlone)}</dd>
        </div>
      )}
      {isOver ? null : (
        <>
          <div>
            <dt>rate</dt>
            <dd>
              {shortNumber(rate.now)}/s of {shortNumber(rate.allowed)}/s
            </dd>
          </div>
          <div>
            <dt>remaining</dt>
            <dd>{remainingSeconds === null ? '–' : timeLeft(remainingSeconds)}</dd>
          </div>
        </>
      )}
    </dl>
  );
}

/** Stop can always be pressed while it runs; going on waits until the canary had time to come back. */
function Buttons({ redrive, now }: { readonly redrive: RedriveDetail; readonly now: number }) {
  const action = useRedriveAction(redrive.id);
  const may = (kind: RedriveActionKind) => redrive.actions.includes(kind);
  const press = (kind: RedriveActionKind) => () => action.mutate(kind);
  const wait = redrive.watchEndsAt === null ? 0 : Math.max(0, (redrive.watchEndsAt - now) / 1000);
  return (
    <>
      <div className="redrive-acts">
        <button type="button" className="btn" disabled={action.isPending || !may('cancel')} onClick={press('cancel')}>
          Stop
        </button>
        {may('resume') ? (
          <button type="button" className="btn primary" disabled={action.isPending} onClick={press('resume')}>
            Resume
          </button>
        ) : (
          <button type="button" className="btn" disabled={action.isPending || !may('pause')} onClick={press('pause')}>
            Pause
          </button>
        )}
        {redrive.state === 'watching' || redrive.state === 'confirming' ? (
          <button
            type="button"
            className="btn primary"
            disabled={action.isPending || !may('continue') || (redrive.state === 'watching' && wait > 0)}
            onClick={press('continue')}
          >
            {redrive.state === 'watching' && wait > 0 ? `Continue in ${timeLeft(wait)}` : 'Continue with the rest'}
          </button>
        ) : null}
      </div>
      {action.error === null ? null : (
        <p role="alert" className="t1">
          {action.error.message}
        </p>
      )}
    </>
  );
}

function PossiblyTwice({ redrive: { id, counts } }: { readonly redrive: RedriveDetail }) {
  const { data } = usePossiblyTwice(id, counts.possiblyTwice);
  if (counts.possiblyTwice === 0) return null;
  return (
    <details className="twice">
      <summary>{counted(counts.possiblyTwice, 'message')} may have been sent twice</summary>
      <ul>
        {data?.items.map(({ messageId, detail }) => (
          <li key={messageId}>
            <code>{visibleText(messageId)}</code> <span className="t3">{visibleText(detail ?? '')}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Journal({ redrive: { journal }, zone }: { readonly redrive: RedriveDetail; readonly zone: Zone }) {
  if (journal.length === 0) return null;
  return (
    <details className="journal" open>
      <summary>Journal</summary>
      <ol>
        {journal.slice(0, 20).map(({ at, text, by }, place) => (
          // Lines of one moment have no name but their place.
          <li key={`${at} ${place}`}>
            <time>{clockTimeWithSeconds(at, zone)}</time>
            <span>
              {visibleText(text)}
              {by === null ? '' : `, ${visibleText(by)}`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
