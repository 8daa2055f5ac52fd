import { useNavigate } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { useMemo, useState } from 'react';
import { useKeys } from '../app/keys.js';
import { pageOf } from '../app/resource-pages.js';
import { ResourceLink } from '../app/ResourceLink.js';
import { ageSeconds, counted, isTrouble, timeLeft, timePassed, visibleText } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { placeOf } from '../parts/place-of.js';
import { worstResources } from './estate-view.js';

interface WorstFirstProps {
  readonly resources: readonly Resource[];
  /** Whether all there is was listed. */
  readonly whole: boolean;
  readonly now: number;
}

/** Everything in trouble, worst first. */
export function WorstFirst({ resources, whole, now }: WorstFirstProps) {
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
    Enter: () => {
      const chosen = worst.find(({ id }) => id === cursor);
      const page = chosen === undefined ? null : pageOf(chosen.kind);
      if (chosen !== undefined)
        void navigate(page === null ? { to: '/', search: { at: chosen.id } } : { to: page, params: { id: chosen.id } });
    },
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
        <Calm resources={resources} whole={whole} />
      ) : (
        <ol>
          {worst.map((resource) => (
            <li key={resource.id} className={resource.id === cursor ? 'sel' : ''}>
              <Glyph state={resource.verdict.state} size={18} />
              <ResourceLink className="n" resource={resource} nameClass="nm" />
              <span className="age">{timePassed(ageSeconds(resource.verdict.since, now))}</span>
              <span className="w">
                <b className={`c v-${resource.verdict.state}`}>{resource.verdict.state}</b>
                {resource.verdict.because === '' ? '' : ` · ${visibleText(resource.verdict.because)}`}
                {resource.namesakes === 0 ? '' : ` · ${placeOf(resource)}`}
                <FirstLost resource={resource} resources={resources} now={now} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Only what is seen can be called fine. */
function Calm({ resources, whole }: Omit<WorstFirstProps, 'now'>) {
  const unseen = resources.filter(({ verdict }) => verdict.state === 'unknown' || verdict.state === 'stale').length;
  if (unseen === 0 && whole)
    return (
      <p className="calm">
        <Glyph state="ok" size={22} silent /> Nothing is broken or slow.
      </p>
    );
  return (
    <p className="calm">
      <Glyph state="unknown" size={22} silent /> Nothing known is broken or slow
      {unseen === 0 ? '; not all there is was listed.' : `; ${counted(unseen, 'resource')} not seen.`}
    </p>
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
