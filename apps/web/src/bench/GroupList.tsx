import type { DeadLetterGroup, DeadLetterLook } from '@weir/contract';
import { clockTime, moment, percent, timeLeft, visibleText, type Zone } from '../format/index.js';
import { estimateWords, shareOf } from './bench-words.js';

interface GroupListProps {
  readonly groups: readonly DeadLetterGroup[];
  readonly held: DeadLetterLook['held'];
  readonly open: string;
  readonly selected: ReadonlySet<string>;
  readonly toggle: (group: DeadLetterGroup) => void;
  readonly choose: (key: string) => void;
  readonly now: number;
  readonly zone: Zone;
}

/** The causes, largest first; one is open, and any may be chosen for a redrive. */
export function GroupList({ groups, held, open, selected, toggle, choose, now, zone }: GroupListProps) {
  return (
    <ol className="causes">
      {groups.map((group) => {
        const share = shareOf(group, held);
        return (
          <li key={group.key} className={group.key === open ? 'open' : ''}>
            <input
              type="checkbox"
              checked={selected.has(group.key)}
              onChange={() => toggle(group)}
              aria-label={`Choose ${visibleText(group.title)} for a redrive`}
            />
            <button type="button" className="plain" aria-pressed={group.key === open} onClick={() => choose(group.key)}>
              <span className="sig">
                <bdi>{visibleText(group.title)}</bdi>
                <span className="tab">{estimateWords(group.estimate)}</span>
              </span>
              <code>{visibleText(group.template)}</code>
              <span className="sub">{timesOf(group, now, zone)}</span>
              <span className="share" role="img" aria-label={`${percent(share)} of all`}>
                <i style={{ width: `${Math.max(1.5, share * 100)}%` }} />
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function timesOf({ firstSentAt, lastSentAt, expiresAt }: DeadLetterGroup, now: number, zone: Zone): string {
  const sent =
    firstSentAt === null || lastSentAt === null ? '' : `sent ${moment(firstSentAt, now, zone)} to ${clockTime(lastSentAt, zone)}`;
  if (expiresAt === null) return sent;
  const left = (expiresAt - now) / 1000;
  return `${sent}${sent === '' ? '' : ', '}${left <= 0 ? 'the first expire now' : `the first lost in ${timeLeft(left)}`}`;
}
