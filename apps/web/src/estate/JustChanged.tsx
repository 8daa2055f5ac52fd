import type { ChangesLeftOut, Resource, TopologyChange } from '@weir/contract';
import { useMemo } from 'react';
import { ResourceLink } from '../app/ResourceLink.js';
import { leftOutWords } from '../fanout/changes-answer.js';
import { clockTime, visibleText, type Zone } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Icon } from '../parts/Icon.js';
import { latestChanges } from './estate-view.js';

interface JustChangedProps {
  readonly resources: readonly Resource[];
  readonly changes: readonly TopologyChange[];
  readonly leftOut: ChangesLeftOut;
  readonly now: number;
  readonly zone: Zone;
}

/** Verdicts that changed, and settings that were changed, in one list: the one often explains the other. */
export function JustChanged({ resources, changes, leftOut, now, zone }: JustChangedProps) {
  const latest = useMemo(() => latestChanges(resources, changes, now), [resources, changes, now]);
  const missing = leftOutWords(leftOut);
  return (
    <section className="panel">
      <header>
        <h2>Just changed</h2>
        <span className="sub">last 24 h</span>
      </header>
      {latest.length === 0 ? (
        <p className="body t2">Nothing changed.</p>
      ) : (
        <ul className="body changed">
          {latest.map(({ at, verdictOf, change }) =>
            verdictOf !== null ? (
              <li key={verdictOf.id}>
                <time className="t3">{clockTime(at, zone)}</time>
                <ResourceLink resource={verdictOf} />
                <span className={`c v-${verdictOf.verdict.state}`}>
                  <span aria-hidden="true">→</span> <Glyph state={verdictOf.verdict.state} size={13} silent /> {verdictOf.verdict.state}
                </span>
              </li>
            ) : (
              <li key={`${change.resourceId} ${at} ${change.sentence}`} title={beforeAndAfter(change)}>
                <time className="t3">{clockTime(at, zone)}</time>
                <ResourceLink resource={{ id: change.resourceId, kind: change.kind, name: change.name }} />
                <span className="t2">
                  <Icon name="pencil" size={12} /> {change.change}
                </span>
                <span className="what">{visibleText(change.sentence)}</span>
              </li>
            ),
          )}
        </ul>
      )}
      {missing === null ? null : <p className="body t3">{missing}, over 14 days.</p>}
    </section>
  );
}

const beforeAndAfter = ({ before, after }: TopologyChange): string | undefined =>
  before === null && after === null ? undefined : visibleText(`before: ${before ?? 'nothing'}\nafter: ${after ?? 'nothing'}`);
