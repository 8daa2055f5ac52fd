import type { SamplingStatus, StreamDetail, StreamKey } from '@weir/contract';
import { counted, exactNumber, groupDigits, money, percent, shortNumber, visibleText } from '../format/index.js';
import { Name } from '../parts/Name.js';
import { Spark } from '../parts/Spark.js';
import { barEnd, keyBar } from './key-bar.js';
import { shardName, withShardNames } from './hash-words.js';
import { boundedPercent, smallShare } from './stream-words.js';

const KIBIBYTE = 1_024;
/** Time between the points of a trend does not matter to a line that only shows its shape. */
const TREND_STEP = 1;

interface HotKeysPanelProps {
  readonly detail: StreamDetail;
  readonly selected: string | null;
  readonly select: (shardId: string) => void;
}

/** The keys that write most, each with how sure that is. */
export function HotKeysPanel({ detail, selected, select }: HotKeysPanelProps) {
  const { hotKeys } = detail;
  const end = barEnd(hotKeys.map(({ shareOfShardLimit }) => shareOfShardLimit));
  return (
    <section className="panel hot-keys">
      <header>
        <h2>Hot keys</h2>
        <span className="sub">the whole stream, newest minutes, by load</span>
      </header>
      {hotKeys.length === 0 ? null : (
        <div className="scroll" tabIndex={0} role="region" aria-label="Hot keys">
          <table>
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">Share of shard limit</th>
                <th scope="col" className="num">
                  KiB/s
                </th>
                <th scope="col" className="trend">
                  Trend
                </th>
              </tr>
            </thead>
            <tbody>
              {hotKeys.map((key) => (
                <KeyRow key={`${key.shardId}${key.key}`} streamKey={key} end={end} selected={key.shardId === selected} select={select} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <KeyNotes detail={detail} />
    </section>
  );
}

interface KeyRowProps {
  readonly streamKey: StreamKey;
  readonly end: number;
  readonly selected: boolean;
  readonly select: (shardId: string) => void;
}

function KeyRow({ streamKey, end, selected, select }: KeyRowProps) {
  const { key, shardId, shareOfShardLimit, shareOfStream, bytesPerSecond, recordsPerSecond, trend } = streamKey;
  const words = boundedPercent(shareOfShardLimit);
  return (
    <tr className={selected ? 'sel' : ''}>
      <td title={`${visibleText(key)}: ${percent(shareOfStream.estimate)} of the stream’s bytes`}>
        <Name name={key} className="mono" />
        <span className="t3 where">
          <button type="button" className="plain link" onClick={() => select(shardId)}>
            {visibleText(shardName(shardId))}
          </button>
          <span title={`${exactNumber(recordsPerSecond.estimate)} records a second`}>, {shortNumber(recordsPerSecond.estimate)}/s</span>
        </span>
      </td>
      <td>
        <span className="share">
          <KeyShareBar share={shareOfShardLimit} end={end} />
          <span className="nowrap tab">
            {words.figure} <span className="t3">{words.bound}</span>
          </span>
        </span>
      </td>
      <td className="num" title={`${exactNumber(bytesPerSecond.estimate)} bytes a second`}>
        {kibibytes(bytesPerSecond.estimate)}
      </td>
      <td className="trend">
        <Spark
          series={{ points: trend.map((value, index) => [index * TREND_STEP, value]), absences: [], provisionalFrom: null }}
          width={40}
          height={16}
          dot={false}
          colour={shareOfShardLimit.estimate > 1 ? 'var(--heat-over)' : 'var(--ink-level)'}
        />
      </td>
    </tr>
  );
}

const kibibytes = (bytes: number): string => (bytes >= KIBIBYTE * 10 ? groupDigits(bytes / KIBIBYTE) : shortNumber(bytes / KIBIBYTE));

/** Fill: the estimate. Whisker: where the true share lies. Striped: more than a shard takes. */
export function KeyShareBar({ share, end }: { readonly share: StreamKey['shareOfShardLimit']; readonly end: number }) {
  const { fill, whisker, over } = keyBar(share, end);
  const words = boundedPercent(share);
  return (
    <span className="keybar" role="img" aria-label={`${words.figure} ${words.bound} of the shard limit`}>
      <i className={over ? 'hot' : ''} style={{ width: `${fill}%` }} />
      <b style={{ left: `${whisker.from}%`, width: `${whisker.width}%` }} />
    </span>
  );
}

/** What limits these figures, and what reading them takes from the stream. */
function KeyNotes({ detail }: { readonly detail: StreamDetail }) {
  const { sampling, hotKeys, resource, refusedPerSecond } = detail;
  const config = resource.stream;
  const [top] = hotKeys;
  return (
    <div className="notes">
      {hotKeys.length > 0 ? (
        <p>The whisker is the error bound: the true share lies inside it.</p>
      ) : (
        <NoKeys sampling={sampling} resource={resource} />
      )}
      {top !== undefined && (refusedPerSecond ?? 0) > 0 ? (
        <p>
          While a shard refuses records the bound of a load is wide, for AWS counts each try. Of what its shard accepts,{' '}
          <bdi>{visibleText(top.key)}</bdi> is {percent(top.shareOfShard.low)} to {percent(top.shareOfShard.high)}.
        </p>
      ) : null}
      {config?.distribution === 'AUTO' ? <p>Records are spread over shards without regard to keys: no key can heat one.</p> : null}
      {(sampling.aggregatedShare ?? 0) > 0 ? (
        <p>{percent(sampling.aggregatedShare ?? 0)} of the records read are KPL aggregates; the keys inside them are counted.</p>
      ) : null}
      {(sampling.missingKeyShare ?? 0) > 0 ? <p>{percent(sampling.missingKeyShare ?? 0)} of the records read carry no key.</p> : null}
      {sampling.recordsRead > 0 ? (
        <p>
          {smallShare(sampling.shareOfBytes)} of the stream’s bytes read, {percent(sampling.shareOfReadCalls)} of its read calls used,{' '}
          {money(sampling.spentUsd)} of {money(sampling.budgetUsd)} spent today.
        </p>
      ) : null}
      {sampling.state === 'reading' || sampling.state === 'off' ? null : (
        <p>
          {SAMPLING_WORDS[sampling.state]} {visibleText(withShardNames(sampling.because))}.
        </p>
      )}
    </div>
  );
}

const SAMPLING_WORDS: Readonly<Record<SamplingStatus['state'], string>> = {
  off: 'Sampling is off:',
  waiting: 'The sampler waits:',
  reading: 'The sampler reads:',
  'backing-off': 'The sampler backs off:',
  'budget-spent': 'The sampler has spent its budget:',
  denied: 'AWS refuses the sampler:',
  failed: 'The sampler failed:',
  'not-applicable': 'Sampling would tell nothing here:',
};

function NoKeys({ sampling, resource }: Pick<StreamDetail, 'sampling' | 'resource'>) {
  if (sampling.state !== 'off' || resource.deletedAt !== null)
    return (
      <p>
        No key stands out
        {sampling.recordsRead === 0 ? ': nothing has been read yet' : ` in ${counted(sampling.recordsRead, 'record')} read`}.
      </p>
    );
  return (
    <>
      <p>
        <b>Sampling is off.</b> CloudWatch tells how hot a shard is, never by which key. To see keys, let Weir read a few records of this
        stream. In weir.yaml:
      </p>
      <pre className="code">{`streams:\n  sample:\n    - stream: ${visibleText(resource.name)}`}</pre>
      <p>
        It reads at most {money(sampling.budgetUsd)} a day from this stream, a call every few seconds from a shard that is hot, and backs
        off when a reader falls behind. Payloads are never kept. docs/IAM.md names the two permissions.
      </p>
    </>
  );
}
