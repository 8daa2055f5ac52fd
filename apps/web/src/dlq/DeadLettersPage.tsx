import { Link, useNavigate } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { useMemo, useState } from 'react';
import { Announcer } from '../app/Announcer.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { ResourceLink } from '../app/ResourceLink.js';
import { useZone } from '../app/view-settings.js';
import { figure, groupDigits, moment, shortNumber, timeLeft, timePassed, UNKNOWN_FIGURE, type Zone, visibleText } from '../format/index.js';
import { isOldReading } from '../live/freshness.js';
import { useEstate, useNow, useResources } from '../live/live-context.js';
import { Badge } from '../parts/Badge.js';
import { Gauge } from '../parts/Gauge.js';
import { placeOf } from '../parts/place-of.js';
import { Name } from '../parts/Name.js';
import { ListingStrip } from '../listing/ListingStrip.js';
import { useListingGaps } from '../listing/use-listing-gaps.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { EmptyEstate } from '../queues/QueuesEmpty.js';
import { deadLetterQueues, deadLetterSentence, withoutDeadLetterQueue, type DeadLetterQueue } from './dead-letters.js';
import './dlq.css';

const KINDS = ['queue'] as const;
const QUEUES = { view: 'resources', kind: 'queue' } as const;

/** Every dead-letter queue: what it holds, from whom, and how long until the first of it is lost. */
export function DeadLettersPage() {
  const { resources } = useResources(QUEUES);
  const { estate } = useEstate();
  const navigate = useNavigate();
  const queues = useMemo(() => deadLetterQueues(resources ?? []), [resources]);
  const bare = useMemo(() => withoutDeadLetterQueue(resources ?? []), [resources]);
  const gaps = useListingGaps(KINDS);
  const [cursor, setCursor] = useState<string | null>(null);
  const move = (by: number) => {
    const place = queues.findIndex(({ resource }) => resource.id === cursor);
    setCursor(queues[Math.min(queues.length - 1, Math.max(0, place < 0 ? 0 : place + by))]?.resource.id ?? null);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => void (cursor !== null && navigate({ to: '/dlq/$id', params: { id: cursor } })),
  });
  return (
    <Page
      name="Dead letters"
      title={
        <>
          Dead letters <span className="crumb">{resources === null ? '' : groupDigits(queues.length)}</span>
        </>
      }
    >
      {resources === null ? (
        <section className="panel">
          <SkeletonRows rows={10} />
        </section>
      ) : resources.length === 0 ? (
        <EmptyEstate estate={estate} gaps={gaps} />
      ) : (
        <>
          <ListingStrip gaps={gaps} kinds={KINDS} />
          <p className="answer-line">{deadLetterSentence(queues)}</p>
          {queues.length === 0 ? null : <DeadLetterTable queues={queues} cursor={cursor} />}
          {bare.length === 0 ? null : <WithoutDeadLetterQueue resources={bare} />}
          <Announcer resources={queues.map(({ resource }) => resource)} />
        </>
      )}
    </Page>
  );
}

function DeadLetterTable({ queues, cursor }: { readonly queues: readonly DeadLetterQueue[]; readonly cursor: string | null }) {
  const now = useNow();
  const zone = useZone();
  return (
    <section className="panel dead">
      <table>
        <thead>
          <tr>
            <th>Verdict</th>
            <th>Dead-letter queue</th>
            <th className="lo">From</th>
            <th className="num">Held</th>
            <th className="num lo">Arriving /min</th>
            <th className="num lo">Oldest</th>
            <th className="c-loss">First lost in</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <DeadLetterRow key={queue.resource.id} queue={queue} now={now} zone={zone} current={queue.resource.id === cursor} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface DeadLetterRowProps {
  readonly queue: DeadLetterQueue;
  readonly now: number;
  readonly zone: Zone;
  readonly current: boolean;
}

function DeadLetterRow({ queue: { resource, held, arrivingPerMinute }, now, zone, current }: DeadLetterRowProps) {
  const { verdict, latest } = resource;
  const hot = (held ?? 0) > 0 && verdict.state === 'poisoned' ? ` bad v-${verdict.state}` : '';
  const visible = latest.visible;
  const old = visible !== undefined && isOldReading(visible, resource, now) ? 'old' : '';
  const age = latest.oldestAge?.value ?? null;
  return (
    <tr className={current ? 'sel' : ''}>
      <td>
        <Badge state={verdict.state} verdict={verdict} bare />
      </td>
      <td>
        <Link to="/dlq/$id" params={{ id: resource.id }} className="cell-link">
          <Name name={resource.name} />
        </Link>
        {resource.namesakes > 0 ? <bdi className="t3"> {visibleText(placeOf(resource))}</bdi> : null}
      </td>
      <td className="lo">
        <Sources sources={resource.deadLetterSources} />
      </td>
      <td className={`num${hot}`}>
        {held === null ? <span className="na">{UNKNOWN_FIGURE}</span> : <span className={old}>{shortNumber(held)}</span>}
      </td>
      <td className={`num lo${(arrivingPerMinute ?? 0) > 0 ? hot : ''}`}>{figure(arrivingPerMinute)}</td>
      <td className="num lo">{age === null ? <span className="na">{UNKNOWN_FIGURE}</span> : timePassed(age)}</td>
      <td className="c-loss">
        <TimeToLoss resource={resource} now={now} zone={zone} />
      </td>
    </tr>
  );
}

const MOST_SOURCES = 2;

/** What fails into it: the first few, and how many more. */
function Sources({ sources }: { readonly sources: Resource['deadLetterSources'] }) {
  const more = sources.slice(MOST_SOURCES);
  return (
    <span className="sources t2">
      {sources.slice(0, MOST_SOURCES).map((source) => (
        <span key={source.id} className="cell-link">
          <ResourceLink resource={source} />
        </span>
      ))}
      {more.length === 0 ? null : (
        <span className="t3 nowrap" title={more.map(({ name }) => visibleText(name)).join(', ')}>
          and {groupDigits(more.length)} more
        </span>
      )}
    </span>
  );
}

function TimeToLoss({ resource, now, zone }: { readonly resource: Resource; readonly now: number; readonly zone: Zone }) {
  const { loss, config } = resource;
  if (loss === null) return null;
  const left = Math.max(0, (loss.earliestAt - now) / 1000);
  const retention = config?.retentionSeconds ?? null;
  return (
    <span className="loss v-poisoned" title={`at ${moment(loss.earliestAt, now, zone)}`}>
      <b className="fig">{timeLeft(left)}</b>
      {retention === null ? null : (
        <Gauge share={left / retention} label={`${timeLeft(left)} left of ${timeLeft(retention)}`} colour="var(--c)" />
      )}
    </span>
  );
}

function WithoutDeadLetterQueue({ resources }: { readonly resources: readonly Resource[] }) {
  return (
    <section className="panel bare-queues">
      <header>
        <h2>Without a dead-letter queue</h2>
        <span className="sub">a message that cannot be processed is tried until it expires</span>
        <span className="right">
          <Link className="link" to="/queues" search={{ q: 'dlq:none' }}>
            Show as a list
          </Link>
        </span>
      </header>
      <ul className="body names">
        {resources.slice(0, 60).map(({ id, name }) => (
          <li key={id}>
            <Link to="/queues/$id" params={{ id }}>
              <Name name={name} className="nodlq" />
            </Link>
          </li>
        ))}
        {resources.length > 60 ? <li className="t3">and {resources.length - 60} more</li> : null}
      </ul>
    </section>
  );
}
