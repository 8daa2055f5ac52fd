import type { ChangesLeftOut, Ledger, TopologyChange } from '@weir/contract';
import { leftOutWords, type ChangesAnswer } from '../fanout/changes-answer.js';
import { filteredReasons } from '../fanout/ledger-words.js';
import { readCount, type ReadShare } from '../fanout/read-share.js';
import { momentAndAge, visibleText, type Zone } from '../format/index.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { PolicyWords } from './PolicyWords.js';
import type { PolicyKind } from './policy-text.js';

interface ChangesPanelProps {
  readonly answer: ChangesAnswer;
  readonly now: number;
  readonly zone: Zone;
}

const SHOWN = 12;

/** Edits within the window, newest first, each with what it was and what it is. */
export function ChangesPanel({ answer, now, zone }: ChangesPanelProps) {
  return (
    <section className="panel edits">
      <header>
        <h2>Edits</h2>
        <span className="sub">in this window</span>
      </header>
      {answer.state === 'loading' ? (
        <SkeletonRows rows={2} />
      ) : answer.state === 'failed' ? (
        <p className="body c v-stale">The edits are not loaded: {answer.message}</p>
      ) : (
        <ChangeList changes={answer.changes} leftOut={answer.leftOut} now={now} zone={zone} />
      )}
    </section>
  );
}

interface ChangeListProps {
  readonly changes: readonly TopologyChange[];
  readonly leftOut: ChangesLeftOut;
  readonly now: number;
  readonly zone: Zone;
}

function ChangeList({ changes, leftOut, now, zone }: ChangeListProps) {
  const missing = leftOutWords(leftOut);
  return (
    <>
      {changes.length === 0 ? (
        missing !== null ? null : (
          <p className="body t2">Nothing was changed.</p>
        )
      ) : (
        <ul className="body">
          {changes.slice(0, SHOWN).map((change) => (
            <li key={`${change.resourceId} ${change.at} ${change.sentence}`}>
              <time className="t3">{momentAndAge(change.at, now, zone)}</time>
              <span>
                <bdi>{visibleText(change.name)}</bdi>: {visibleText(change.sentence)}
              </span>
              <BeforeAfter change={change} />
            </li>
          ))}
        </ul>
      )}
      {changes.length <= SHOWN ? null : <p className="body t3">and {changes.length - SHOWN} earlier</p>}
      {missing === null ? null : <p className="body t3">{missing}: take a shorter window for older ones.</p>}
    </>
  );
}

const POLICIES: Readonly<Record<string, PolicyKind>> = { filterPolicy: 'MessageBody', pattern: 'pattern' };

function BeforeAfter({ change: { before, after, fields } }: { readonly change: TopologyChange }) {
  if (before === null && after === null) return null;
  const kind = POLICIES[fields[0] ?? ''];
  const shown = (text: string | null) =>
    text === null || text === 'null' ? (
      <p className="t2">nothing</p>
    ) : kind === undefined ? (
      <code className="mono wrap">{visibleText(text)}</code>
    ) : (
      <PolicyWords text={text} kind={kind} />
    );
  return (
    <div className="before-after">
      <div>
        <h3>Before</h3>
        {shown(before)}
      </div>
      <div>
        <h3>After</h3>
        {shown(after)}
      </div>
    </div>
  );
}

/** Why messages were filtered, by SNS's own counters. Nothing when nothing was. */
export function FilteredPanel({ filteredBy, read }: { readonly filteredBy: Ledger['filteredBy']; readonly read: ReadShare }) {
  const reasons = filteredReasons(filteredBy);
  if (reasons.length === 0) return null;
  return (
    <section className="panel">
      <header>
        <h2>Filtered, by reason</h2>
        <span className="sub">as SNS counts it</span>
      </header>
      <dl className="body pairs">
        {reasons.map(({ words, count }) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd className="num">{readCount(count, read)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What the figures rest on and what they cannot say. */
export function NotesPanel({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <section className="panel">
      <header>
        <h2>What the figures rest on</h2>
      </header>
      <ul className="body notes t2">
        {notes.map((note) => (
          <li key={note}>
            <bdi>{visibleText(note)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
