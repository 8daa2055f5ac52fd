import type { Estate, ScopeStatus, WallAnswer, WallSystem } from '@weir/contract';
import { ABSENCE_WORDS, ageSeconds, groupDigits, money, timeLeft, timePassed, wholeMoney } from '../format/index.js';
import { readClock } from '../live/freshness.js';
import type { Connection } from '../live/live-client.js';
import { Fresh } from '../parts/Fresh.js';
import { Gauge } from '../parts/Gauge.js';
import { Glyph } from '../parts/Glyph.js';
import { channelTrouble } from './channel-trouble.js';
import { RECONNECTING_AFTER_SECONDS } from './face.js';

interface WallBaseProps {
  readonly estate: Estate | null;
  readonly answer: WallAnswer | null;
  readonly systems: readonly WallSystem[];
  readonly connection: Connection;
  /** What is to be said of the end of this screen; null: nothing. */
  readonly ending: string | null;
  readonly now: number;
  /** Open incidents. They take the room of what is said of the cost; null: none is open. */
  readonly incidents: React.ReactNode;
}

/** What the wall watches, what that costs, and how fresh each scope is. */
export function WallBase({ estate, answer, systems, connection, ending, now, incidents }: WallBaseProps) {
  return (
    <footer className="base">
      {estate === null || answer === null ? null : (
        <WatchedAndCost estate={estate} total={answer.total} systems={systems} incidents={incidents} />
      )}
      <div className="scopes">
        {estate?.scopes.map((scope) => (
          <ScopeClock key={`${scope.accountId}/${scope.region}`} scope={scope} now={now} />
        ))}
        <Saying estate={estate} connection={connection} ending={ending} now={now} />
      </div>
    </footer>
  );
}

interface WatchedAndCostProps {
  readonly estate: Estate;
  /** How many are watched, as the answer above counts them. */
  readonly total: number;
  readonly systems: readonly WallSystem[];
  readonly incidents: React.ReactNode;
}

function WatchedAndCost({ estate, total, systems, incidents }: WatchedAndCostProps) {
  const cells = systems.flatMap((system) => system.cells);
  const deadLetterQueues = cells.filter((cell) => cell.deadLetter).length;
  const { spentUsd, capUsd, forecastUsd } = estate.cost;
  const overCap = capUsd !== null && spentUsd >= capUsd;
  return (
    <div className="line">
      <span>
        <b>{groupDigits(total)}</b> watched
      </span>
      {deadLetterQueues === 0 || incidents !== null ? null : (
        <span>
          of them <b>{groupDigits(deadLetterQueues)}</b> dead-letter {deadLetterQueues === 1 ? 'queue' : 'queues'}
        </span>
      )}
      {incidents}
      {estate.mode === 'demo' ? (
        <span>{incidents === null ? 'Demo: a simulated company, no AWS account is read' : 'Demo, simulated'}</span>
      ) : null}
      {incidents !== null && !overCap ? null : (
        <span className="end">
          AWS reads this month <b>{money(spentUsd)}</b>
          {capUsd === null ? null : (
            <>
              of {wholeMoney(capUsd)} cap
              <Gauge
                share={spentUsd / capUsd}
                label={`${money(spentUsd)} of ${wholeMoney(capUsd)}`}
                colour={overCap ? 'var(--stale)' : 'var(--text-2)'}
              />
            </>
          )}
          <span>forecast {money(forecastUsd)}</span>
        </span>
      )}
    </div>
  );
}

function ScopeClock({ scope, now }: { readonly scope: ScopeStatus; readonly now: number }) {
  const label = `${scope.accountName} ${scope.region}`;
  if (scope.live.state !== 'denied') return <Fresh label={label} clock={readClock(scope.live, now)} />;
  const since = scope.live.since;
  return (
    <span className="unk">
      <Glyph state="unknown" units={2.2} silent />
      {label}: access denied{since === null ? '' : ` for ${timePassed(ageSeconds(since, now))}`}
    </span>
  );
}

/** The one thing worth saying about Weir itself. */
function Saying({ estate, connection, ending, now }: Omit<WallBaseProps, 'answer' | 'systems' | 'incidents'>) {
  const silentSeconds = connection.lastHeardAt === null ? null : ageSeconds(connection.lastHeardAt, now);
  if (silentSeconds !== null && silentSeconds > RECONNECTING_AFTER_SECONDS && connection.phase !== 'open') {
    const next = connection.nextTryAt === null ? '' : `, next try in ${timeLeft((connection.nextTryAt - now) / 1000)}`;
    return <span className="say warn">{`reconnecting, try ${connection.attempt}${next}`}</span>;
  }
  if (ending !== null) return <span className="say warn">{ending}</span>;
  if (estate === null) return null;
  const untold = channelTrouble(estate.channels, now);
  if (untold !== null) return <span className="say warn">{untold}</span>;
  const { backfill } = estate.collector;
  if (backfill !== null && backfill.total > 0)
    return <span className="say">{`filling in history, ${Math.floor((backfill.done / backfill.total) * 100)}\u202f% done`}</span>;
  const throttled = estate.scopes.find((scope) => scope.live.state === 'throttled' || scope.cloudwatch.state === 'throttled');
  if (throttled)
    return (
      <span className="say warn">{`${throttled.accountName} ${throttled.region}: AWS ${ABSENCE_WORDS.throttled.name} some reads`}</span>
    );
  const { spentUsd, capUsd } = estate.cost;
  return capUsd !== null && spentUsd >= capUsd ? (
    <span className="say warn">budget cap reached: Weir reads less until next month</span>
  ) : null;
}
