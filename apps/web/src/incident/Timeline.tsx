import { incidentAction, type IncidentDetail, type TimelineEntry } from '@weir/contract';
import { useState } from 'react';
import { ResourceLink } from '../app/ResourceLink.js';
import { clockTime, fullDateTime, shortDate, visibleText, type Zone } from '../format/index.js';
import type { Act } from '../incidents/incident-queries.js';
import { Glyph } from '../parts/Glyph.js';
import { Icon, type IconName } from '../parts/Icon.js';
import { diffOf, shortDiff } from './line-diff.js';
import { Markdown } from './Markdown.js';
import { splitTitle } from './split-title.js';

interface TimelineProps {
  readonly incident: IncidentDetail;
  readonly now: number;
  readonly zone: Zone;
  readonly act: Act;
  /** One may not write into it. */
  readonly refused: boolean;
}

/** What happened, newest first: what changed, what Weir saw and what people did. */
export function Timeline({ incident, now, zone, act, refused }: TimelineProps) {
  const entries = incident.timeline.toReversed();
  return (
    <section className="panel timeline o5" aria-label="Timeline">
      <header>
        <h2>Timeline</h2>
        <span className="sub">newest first</span>
      </header>
      <div className="body">
        <NoteForm incident={incident} act={act} refused={refused} />
        <ol className="tl">
          {entries.map((entry, index) => (
            <Entry key={entry.id} entry={entry} before={entries[index - 1]?.at ?? now} zone={zone} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function NoteForm({ incident, act, refused }: Pick<TimelineProps, 'incident' | 'act' | 'refused'>) {
  const [text, setText] = useState('');
  const submit = () => {
    const read = incidentAction.safeParse({ kind: 'note', text });
    if (!read.success) return;
    act(incident, read.data);
    setText('');
  };
  return (
    <form className="note-form" action={submit}>
      <textarea
        data-note
        aria-label="Note"
        rows={text.includes('\n') ? 4 : 1}
        maxLength={20_000}
        placeholder={refused ? 'Responders and admins write notes' : 'Note what you see or do; Markdown'}
        disabled={refused}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <button type="submit" className="btn" disabled={text.trim() === ''}>
        Note <kbd>M</kbd>
      </button>
    </form>
  );
}

const ICONS: Readonly<Record<TimelineEntry['kind'], IconName>> = {
  change: 'pencil',
  verdict: 'estate',
  alarm: 'bell',
  incident: 'incidents',
  action: 'person',
};
const KIND_WORDS: Readonly<Record<TimelineEntry['kind'], string>> = {
  change: 'change',
  verdict: 'verdict',
  alarm: 'alarm',
  incident: 'Weir',
  action: 'by a person',
};

interface EntryProps {
  readonly entry: TimelineEntry;
  /** The moment of the entry above, to tell the day only where it turns. */
  readonly before: number;
  readonly zone: Zone;
}

function Entry({ entry, before, zone }: EntryProps) {
  const { at, kind, text, resource, verdict, by, note, url, before: old, after } = entry;
  const otherDay = shortDate(at, zone) !== shortDate(before, zone);
  const [title, rest] = splitTitle(text);
  const named = resource !== null && text.includes(resource.name);
  return (
    <li>
      <time dateTime={new Date(at).toISOString()} title={fullDateTime(at, zone)}>
        {otherDay ? <span className="day">{shortDate(at, zone)}</span> : null}
        {clockTime(at, zone)}
      </time>
      <span className="sign" title={KIND_WORDS[kind]}>
        {verdict === null ? <Icon name={ICONS[kind]} size={14} /> : <Glyph state={verdict} size={14} />}
      </span>
      <div>
        {resource === null || named ? null : (
          <>
            <ResourceLink resource={resource} className="link" />{' '}
          </>
        )}
        <b>{visibleText(title)}</b>
        {visibleText(rest)}
        {by === null ? '' : <span className="t3"> · {visibleText(by)}</span>}
        {url === null || !/^https?:\/\//.test(url) ? null : (
          <>
            {' '}
            <a className="link" href={url} target="_blank" rel="noreferrer noopener">
              open
            </a>
          </>
        )}
        {note === null ? null : <Markdown source={note} />}
        {old === null && after === null ? null : <Difference before={old} after={after} />}
      </div>
    </li>
  );
}

/** A comparison of this many lines is shown at once. */
const SHOWN_AT_ONCE = 12;

function Difference({ before, after }: { readonly before: string | null; readonly after: string | null }) {
  const lines = shortDiff(diffOf(before, after));
  return (
    <details className="difference" open={lines.length <= SHOWN_AT_ONCE}>
      <summary>before and after</summary>
      <pre className="code">
        {lines.map((line, index) =>
          line === null ? (
            <span key={index} className="t3">
              {'  …\n'}
            </span>
          ) : (
            <span key={index} className={line.change}>
              {line.change === 'added' ? '+ ' : line.change === 'removed' ? '− ' : '  '}
              {visibleText(line.text)}
              {'\n'}
            </span>
          ),
        )}
      </pre>
    </details>
  );
}
