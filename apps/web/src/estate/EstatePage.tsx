import { Link, useNavigate } from '@tanstack/react-router';
import type { Estate, Resource, ScopeStatus } from '@weir/contract';
import { selectWall } from '@weir/domain';
import { useMemo, useState } from 'react';
import { Announcer } from '../app/Announcer.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import {
  ageSeconds,
  clockTime,
  COUNTED_STATES,
  counted,
  groupDigits,
  isTrouble,
  timeLeft,
  timePassed,
  visibleText,
  type Zone,
} from '../format/index.js';
import { readClock } from '../live/freshness.js';
import { useEstate, useNow, useResources } from '../live/live-context.js';
import { Fresh } from '../parts/Fresh.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { EmptyEstate } from '../queues/QueuesEmpty.js';
import { estateAnswer, justChanged, worstResources } from './estate-view.js';
import './estate.css';

const ALL = { view: 'resources' } as const;
const STEP_MS = 10_000;

/** The estate at a glance: how many are how, what is worst, what changed, and what Weir can see. */
export function EstatePage() {
  const { resources } = useResources(ALL);
  const { estate } = useEstate();
  const now = useNow(STEP_MS);
  const zone = useZone();
  const present = useMemo(() => resources?.filter(({ deletedAt }) => deletedAt === null) ?? null, [resources]);
  return (
    <Page name="Estate" title="Estate" className="estate">
      {present === null || estate === null ? (
        <section className="panel">
          <SkeletonRows rows={10} />
        </section>
      ) : present.length === 0 ? (
        <EmptyEstate estate={estate} />
      ) : (
        <>
          <Tally resources={present} />
          <div className="halves">
            <WorstFirst resources={present} now={now} />
            <div className="side-stack">
              <JustChanged resources={present} now={now} zone={zone} />
              <WhatWeirSees estate={estate} />
            </div>
          </div>
          <Announcer resources={present} />
        </>
      )}
    </Page>
  );
}

/** The answer, and how many of each verdict; each count opens the queues it counts. */
function Tally({ resources }: { readonly resources: readonly Resource[] }) {
  const now = useNow(STEP_MS);
  const { counts, seen, total } = useMemo(() => selectWall(resources, now).answer, [resources, now]);
  return (
    <div className="tally">
      {COUNTED_STATES.filter((state) => counts[state] > 0).map((state) => (
        <Link key={state} className="count" to="/queues" search={{ q: `verdict:${state}` }}>
          <Glyph state={state} size={15} silent />
          <b>{groupDigits(counts[state])}</b>
          {state}
        </Link>
      ))}
      <span className="sum">{estateAnswer(counts, seen, total)}</span>
    </div>
  );
}

function WorstFirst({ resources, now }: { readonly resources: readonly Resource[]; readonly now: number }) {
  const navigate = useNavigate();
  const worst = useMemo(() => worstResources(resources, now), [resources, now]);
  const [cursor, setCursor] = useState<string | null>(null);
  const move = (by: number) => {
    const place = worst.findIndex(({ id }) => id === cursor);
    setCursor(worst[Math.min(worst.length - 1, Math.max(0, place < 0 ? 0 : place + by))]?.id ?? null);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => void (cursor !== null && navigate({ to: '/queues/$id', params: { id: cursor } })),
  });
  return (
    <section className="panel worst-list">
      <header>
        <h2>Worst first</h2>
        <span className="sub">{worst.length === 0 ? '' : counted(worst.length, 'trouble')}</span>
        <span className="right">
          <span>
            <kbd>J</kbd> <kbd>K</kbd>
          </span>
        </span>
      </header>
      {worst.length === 0 ? (
        <p className="calm">
          <Glyph state="ok" size={22} silent /> Nothing is broken or slow.
        </p>
      ) : (
        <ol>
          {worst.map((resource) => (
            <li key={resource.id} className={resource.id === cursor ? 'sel' : ''}>
              <Glyph state={resource.verdict.state} size={18} />
              <Link className="n" to="/queues/$id" params={{ id: resource.id }}>
                <Name name={resource.name} />
              </Link>
              <span className="sys">
                {resource.accountName} {resource.region}
              </span>
              <span className="age">{timePassed(ageSeconds(resource.verdict.since, now))}</span>
              <span className="w">
                <b className={`c v-${resource.verdict.state}`}>{resource.verdict.state}</b>
                {resource.verdict.because === '' ? '' : ` · ${visibleText(resource.verdict.because)}`}
                <FirstLost resource={resource} resources={resources} now={now} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** What is lost in days is no news beside what is lost today; its own page tells. */
const SOON_MS = 86_400_000;

function FirstLost({
  resource,
  resources,
  now,
}: {
  readonly resource: Resource;
  readonly resources: readonly Resource[];
  readonly now: number;
}) {
  const loss = resource.loss ?? resources.find(({ id }) => id === resource.deadLetter?.id)?.loss ?? null;
  if (loss === null || !isTrouble(resource.verdict.state) || loss.earliestAt - now > SOON_MS) return null;
  return (
    <>
      {' '}
      · first lost in <b className="t1 nowrap">{timeLeft((loss.earliestAt - now) / 1000)}</b>
    </>
  );
}

function JustChanged({ resources, now, zone }: { readonly resources: readonly Resource[]; readonly now: number; readonly zone: Zone }) {
  const changed = useMemo(() => justChanged(resources, now), [resources, now]);
  return (
    <section className="panel">
      <header>
        <h2>Just changed</h2>
        <span className="sub">last 24 h</span>
      </header>
      {changed.length === 0 ? (
        <p className="body t2">No verdict changed.</p>
      ) : (
        <ul className="body changed">
          {changed.map(({ id, name, verdict }) => (
            <li key={id}>
              <time className="t3">{clockTime(verdict.since, zone)}</time>
              <Link to="/queues/$id" params={{ id }}>
                <Name name={name} className="" />
              </Link>
              <span className={`c v-${verdict.state}`}>
                <span aria-hidden="true">→</span> <Glyph state={verdict.state} size={13} silent /> {verdict.state}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function WhatWeirSees({ estate }: { readonly estate: Estate }) {
  const denied = estate.scopes.some(({ live }) => live.state === 'denied');
  return (
    <section className="panel">
      <header>
        <h2>What Weir can see</h2>
      </header>
      <div className="body seen">
        {estate.scopes.map((scope) => (
          <ScopeLine key={`${scope.accountId}/${scope.region}`} scope={scope} />
        ))}
        {denied ? (
          <Link className="link" to="/settings">
            Show the missing permission
          </Link>
        ) : null}
      </div>
    </section>
  );
}

function ScopeLine({ scope }: { readonly scope: ScopeStatus }) {
  const now = useNow();
  const name = `${scope.accountName} ${scope.region}`;
  if (scope.live.state === 'denied') {
    return (
      <div className="dark">
        <span className="fresh">
          <Glyph state="unknown" silent />
          {name}
        </span>
        <span>denied, {groupDigits(scope.resources)}</span>
      </div>
    );
  }
  return (
    <div>
      <Fresh label={name} clock={readClock(scope.live, now)} />
      <span className="t3">{groupDigits(scope.resources)}</span>
    </div>
  );
}
