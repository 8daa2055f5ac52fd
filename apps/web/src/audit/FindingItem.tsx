import type { Finding } from '@weir/contract';
import { ResourceLink } from '../app/ResourceLink.js';
import { momentAndAge, visibleText, type Zone } from '../format/index.js';
import { placeOf } from '../parts/place-of.js';
import { Command } from '../stream/Command.js';
import { useReopenFinding } from './audit-queries.js';

interface FindingItemProps {
  readonly finding: Finding;
  readonly now: number;
  readonly zone: Zone;
  readonly accept: () => void;
}

/** One finding: what is the matter, what that rests on, what to do about it. */
export function FindingItem({ finding, now, zone, accept }: FindingItemProps) {
  const { title, resourceId, resourceKind, resourceName, part, evidence, fix, command, firstSeen, goneAt, accepted } = finding;
  return (
    <li className="finding">
      <h3 id={`finding-${finding.id}`}>{visibleText(title)}</h3>
      <p className="where t3">
        <ResourceLink className="link" resource={{ id: resourceId, kind: resourceKind, name: resourceName }} /> {resourceKind}
        {part === null ? '' : `, ${visibleText(part)}`} · {placeOf(finding)} · first seen {momentAndAge(firstSeen, now, zone)}
        {goneAt === null ? '' : ` · mended ${momentAndAge(goneAt, now, zone)}`}
      </p>
      {evidence.length === 0 ? null : (
        <dl className="evidence">
          {evidence.map(({ name, value }) => (
            <div key={name}>
              <dt>{visibleText(name)}</dt>
              <dd className="mono">{visibleText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="fix">{visibleText(fix)}</p>
      {command === null ? null : <Command text={command} what="the command that mends it" />}
      {accepted === null ? (
        goneAt === null ? (
          <button type="button" className="btn" onClick={accept} aria-describedby={`finding-${finding.id}`}>
            Accept with a reason
          </button>
        ) : null
      ) : (
        <Accepted id={finding.id} accepted={accepted} now={now} zone={zone} />
      )}
    </li>
  );
}

interface AcceptedProps {
  readonly id: string;
  readonly accepted: NonNullable<Finding['accepted']>;
  readonly now: number;
  readonly zone: Zone;
}

function Accepted({ id, accepted: { at, by, reason }, now, zone }: AcceptedProps) {
  const reopen = useReopenFinding();
  return (
    <div className="accepted">
      <p>
        Accepted by {visibleText(by)}, {momentAndAge(at, now, zone)}: <q>{visibleText(reason)}</q>
      </p>
      <button type="button" className="btn" disabled={reopen.isPending} onClick={() => reopen.mutate(id)}>
        Reopen
      </button>
      {reopen.error === null ? null : (
        <p role="alert" className="c v-stale">
          {reopen.error.message}
        </p>
      )}
    </div>
  );
}
