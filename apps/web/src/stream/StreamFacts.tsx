import type { StreamDetail } from '@weir/contract';
import {
  ageSeconds,
  clockTime,
  counted,
  exactNumber,
  figure,
  groupDigits,
  isTrouble,
  percent,
  timePassed,
  UNKNOWN_FIGURE,
  visibleText,
  type Zone,
  NARROW_SPACE,
} from '../format/index.js';
import { Badge } from '../parts/Badge.js';
import { DurationFigure, Fact } from '../parts/Figure.js';
import { refusedShare, retentionSecondsOf } from './stream-words.js';
import { withShardNames } from './hash-words.js';
import { isOneMoment } from './loss-words.js';

/** The answer of the page and its key figures. */
export function StreamFacts({ detail, now, zone }: { readonly detail: StreamDetail; readonly now: number; readonly zone: Zone }) {
  const { resource, acceptedPerSecond: accepted, refusedPerSecond: refused, lag } = detail;
  const { verdict, deletedAt } = resource;
  const share = refusedShare(detail);
  const offered = accepted === null || refused === null ? null : accepted + refused;
  const over = ratesWords(detail, zone);
  const perSecond = (value: number | null, label: string) => (
    <Fact
      figure={figure(value)}
      unit={value === null ? undefined : '/s'}
      label={label}
      title={value === null ? 'no reading yet' : `${exactNumber(value)} records a second${over}`}
    />
  );
  const lasts = isTrouble(verdict.state) ? ` for ${timePassed(ageSeconds(verdict.since, now))}` : '';
  return (
    <div className="facts stream-facts">
      <div className="fact">
        <Badge state={verdict.state} word={deletedAt === null ? `${verdict.state}${lasts}` : 'deleted'} verdict={verdict} />
        <span>
          <bdi>{visibleText(withShardNames(verdict.because))}</bdi>
        </span>
      </div>
      {perSecond(offered, 'tried')}
      {perSecond(accepted, 'accepted')}
      <Fact
        figure={share === null ? UNKNOWN_FIGURE : percent(share).replace(`${NARROW_SPACE}%`, '')}
        unit={share === null ? undefined : '%'}
        label="refused"
        tone={(share ?? 0) > 0 ? `c v-${isTrouble(verdict.state) ? verdict.state : 'slow'}` : ''}
        title={
          refused === null ? 'no reading yet' : `${exactNumber(refused)} tries a second refused${over}: AWS counts each try of a record`
        }
      />
      <ShardCounts detail={detail} />
      {lag === null ? (
        <Fact figure={UNKNOWN_FIGURE} label={detail.consumers.length === 0 && detail.openShards !== null ? 'lag: nobody reads' : 'lag'} />
      ) : (
        <Fact
          figure={<DurationFigure seconds={lag.milliseconds / 1000} rounding="passed" />}
          label={
            <>
              <bdi>{visibleText(lag.consumer)}</bdi> lag{growthWords(detail)}
            </>
          }
          title={`${exactNumber(lag.milliseconds)} ms behind the tip`}
        />
      )}
      <UntilLoss detail={detail} now={now} />
    </div>
  );
}

/** Of which minutes rates are: `, 14:21 to 14:26, provisional`. */
function ratesWords({ ratesOf }: StreamDetail, zone: Zone): string {
  if (ratesOf === null) return '';
  return `, ${clockTime(ratesOf.from, zone)} to ${clockTime(ratesOf.to, zone)}${ratesOf.provisional ? ', provisional: may still grow' : ''}`;
}

function ShardCounts({ detail }: { readonly detail: StreamDetail }) {
  const { openShards, closedShards, resource } = detail;
  const config = resource.stream;
  return (
    <Fact
      figure={
        <>
          <span>
            {openShards === null ? UNKNOWN_FIGURE : groupDigits(openShards)}
            <small>open</small>
          </span>
          {(closedShards ?? 0) > 0 ? (
            <span>
              {groupDigits(closedShards ?? 0)}
              <small>closed</small>
            </span>
          ) : null}
        </>
      }
      label={`shards${config === null ? '' : config.mode === 'ON_DEMAND' ? ', on demand' : ', provisioned'}`}
      title={openShards === null ? 'not listed yet' : `${counted(openShards, 'shard')} take writes`}
    />
  );
}

function growthWords({ lag, consumers }: StreamDetail): string {
  const growth = consumers.find(({ name }) => name === lag?.consumer)?.lagGrowth ?? null;
  if (growth === null || Math.abs(growth) < 1) return '';
  return growth > 0 ? ', growing' : ', catching up';
}

/** How long until the furthest reader loses data: told when it falls behind, else what its retention leaves. */
function UntilLoss({ detail, now }: { readonly detail: StreamDetail; readonly now: number }) {
  const { lag, resource } = detail;
  const retention = retentionSecondsOf(resource);
  if (lag === null) return null;
  if (lag.loss !== null) {
    const left = Math.max(0, (lag.loss.earliestAt - now) / 1000);
    return (
      <Fact
        figure={<DurationFigure seconds={left} rounding="left" />}
        label={
          left === 0
            ? 'data may be lost already'
            : isOneMoment(lag.loss)
              ? 'until data is lost at this pace'
              : 'until data is lost, at the earliest'
        }
        tone={left < 3_600 ? 'c v-stopped' : ''}
      />
    );
  }
  return retention === null ? null : (
    <Fact
      figure={<DurationFigure seconds={Math.max(0, retention - lag.milliseconds / 1000)} rounding="left" />}
      label="of retention left to its reader"
    />
  );
}
