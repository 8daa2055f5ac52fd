import type { AlarmPreview } from '@weir/contract';
import { fullDateTime, timePassed, visibleText, type Zone } from '../format/index.js';
import { RULE_NAMES } from '../incidents/incident-words.js';
import { previewWords } from './preview-words.js';

const MOST_SHOWN = 12;

/** How often it would have fired, beside how often it did as it is. */
export function PreviewAnswer({ preview, zone }: { readonly preview: AlarmPreview; readonly zone: Zone }) {
  const { items, notes } = preview;
  return (
    <div className="preview" role="status">
      <p>
        <b>{previewWords(preview)}</b>
      </p>
      {items.length === 0 ? null : (
        <ul>
          {items.slice(0, MOST_SHOWN).map(({ rule, resourceId, name, firedAt, resolvedAt, because }) => (
            <li key={`${rule} ${resourceId} ${firedAt}`}>
              <time className="t3">{fullDateTime(firedAt, zone)}</time> <bdi>{visibleText(name)}</bdi>{' '}
              <span className="t2">
                {RULE_NAMES[rule]}: {visibleText(because)}
                {resolvedAt === null ? ', still' : `, for ${timePassed((resolvedAt - firedAt) / 1000)}`}
              </span>
            </li>
          ))}
          {items.length > MOST_SHOWN ? <li className="t3">and {items.length - MOST_SHOWN} more</li> : null}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note} className="t3">
          {visibleText(note)}
        </p>
      ))}
    </div>
  );
}
