import type { Bounded, StreamAdvice, StreamDetail, VerdictState } from '@weir/contract';
import { bytes, counted, groupDigits, moment, NARROW_SPACE, percent, visibleText, type Zone } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Command } from './Command.js';
import { withShardNames } from './hash-words.js';

const GLYPHS: Readonly<Record<StreamAdvice['remedy'], VerdictState>> = {
  salt: 'slow',
  split: 'slow',
  'reshard-evenly': 'slow',
  merge: 'ok',
  none: 'ok',
  'not-applicable': 'idle',
};

interface AdvicePanelProps {
  readonly detail: StreamDetail;
  readonly now: number;
  readonly zone: Zone;
}

/** What to do, in the order to do it, with the arithmetic behind it. */
export function AdvicePanel({ detail, now, zone }: AdvicePanelProps) {
  const { advice } = detail;
  const [first] = advice;
  return (
    <section className="panel advice">
      <header>
        <h2>Advice</h2>
        <span className="right">{first === undefined ? '' : computedWords(first, now, zone)}</span>
      </header>
      <div className="body">
        {advice.length === 0 ? (
          <p className="t2">
            {detail.loadSource === 'none'
              ? 'The load of single shards is not known, so there is nothing to compute with.'
              : 'Nothing to do: no shard is near its limit, and none can be spared.'}
          </p>
        ) : (
          advice.map((one) => <AdviceCard key={`${one.remedy}${one.shardId}${one.title}`} advice={one} />)
        )}
      </div>
    </section>
  );
}

function computedWords({ computedAt, sampledRecords }: StreamAdvice, now: number, zone: Zone): string {
  const from =
    sampledRecords === null
      ? ' from shard metrics'
      : `, from ${groupDigits(sampledRecords)} sampled ${sampledRecords === 1 ? 'record' : 'records'}`;
  return `computed ${moment(computedAt, now, zone)}${from}`;
}

function AdviceCard({ advice }: { readonly advice: StreamAdvice }) {
  const { title, because, after, commands, alternatives } = advice;
  return (
    <article className="advice-card">
      <Glyph state={GLYPHS[advice.remedy]} size={16} silent />
      <div>
        <h3>
          <bdi>{visibleText(withShardNames(title))}</bdi>
        </h3>
        <p>{visibleText(withShardNames(because))}</p>
        <Evidence evidence={advice.evidence} />
        {after.length === 0 ? null : <Outcome after={after} noted={advice.remedy === 'salt' ? 'New key' : 'What'} />}
        {commands.map((command, index) => (
          <Command key={command} text={command} what={commands.length === 1 ? 'the command' : `command ${index + 1}`} />
        ))}
        {alternatives.length === 0 ? null : (
          <details>
            <summary>{counted(alternatives.length, 'other way', 'other ways')}</summary>
            <ul>
              {alternatives.map((alternative) => (
                <li key={alternative}>{visibleText(withShardNames(alternative))}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </article>
  );
}

/** The figures that the advice was decided on. */
function Evidence({ evidence }: Pick<StreamAdvice, 'evidence'>) {
  const { bytesPerSecond, recordsPerSecond, writeUtilisation, limitedBy, keys } = evidence;
  return (
    <dl className="evidence">
      <dt>Load</dt>
      <dd>
        {wholePercent(writeUtilisation.estimate)}
        <Between share={writeUtilisation} /> of the limit, by {limitedBy}: {bytes(bytesPerSecond)}/s,{' '}
        {groupDigits(Math.round(recordsPerSecond))} records/s
      </dd>
      {keys.map(({ key, writeUtilisation: share }) => (
        <div key={key}>
          <dt className="mono">
            <bdi>{visibleText(key)}</bdi>
          </dt>
          <dd>
            {wholePercent(share.estimate)}
            <Between share={share} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Between what a share lies, where that says more than the share. */
function Between({ share: { low, high } }: { readonly share: Bounded }) {
  const [from, to] = [low, high].map((share) => String(Math.round(share * 100)));
  if (from === to) return null;
  return (
    <small className="t3" title="between these the true value lies">
      {' '}
      {from}–{to}
      {NARROW_SPACE}%
    </small>
  );
}

/** Utilisation of every shard that is touched, now and after. */
function Outcome({ after, noted: words }: Pick<StreamAdvice, 'after'> & { readonly noted: string }) {
  const noted = after.some(({ note }) => note !== null);
  return (
    <table>
      <thead>
        <tr>
          {noted ? <th scope="col">{words}</th> : null}
          <th scope="col">{noted ? 'Lands on' : 'Shard'}</th>
          <th scope="col" className="num">
            Now
          </th>
          <th scope="col" className="num">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {after.map(({ shardId, writeUtilisationNow, writeUtilisation, note }) => (
          <tr key={`${shardId}${note}`}>
            {noted ? (
              <td className="mono">
                <bdi>{visibleText(note ?? '')}</bdi>
              </td>
            ) : null}
            <td>
              <bdi>{visibleText(withShardNames(shardId))}</bdi>
            </td>
            <td className="num t2">{writeUtilisationNow === null ? 'new' : wholePercent(writeUtilisationNow)}</td>
            <td className={writeUtilisation.estimate > 1 ? 'num bad v-stopped' : 'num'}>
              <b>{wholePercent(writeUtilisation.estimate)}</b>
              <Between share={writeUtilisation} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** To the whole percent, as the arithmetic is no finer than what it was fed; but never a load rounded to nothing. */
const wholePercent = (share: number): string => percent(share >= 0.01 ? Math.round(share * 100) / 100 : share);
