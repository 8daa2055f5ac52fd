import type { StreamDetail, StreamShard, WhatIfAnswer, WhatIfQuestion } from '@weir/contract';
import { useState } from 'react';
import { groupDigits, percent, visibleText } from '../format/index.js';
import { shardName, wholeHash } from './hash-words.js';
import { cutAt } from './cut-at.js';
import { useStreamShards, useWhatIf } from './stream-queries.js';

type Change = 'split' | 'salt' | 'merge';

const CHANGE_WORDS: Readonly<Record<Change, string>> = { split: 'Split', salt: 'Salt a key', merge: 'Merge' };

/** What can be changed of a stream: AWS splits and merges those on demand by itself, and without keys nothing can be salted. */
function changesOf({ resource }: StreamDetail): readonly Change[] {
  if (resource.deletedAt !== null || resource.stream === null || resource.stream.distribution === 'AUTO') return [];
  return resource.stream.mode === 'ON_DEMAND' ? ['salt'] : ['split', 'salt', 'merge'];
}

interface WhatIfPanelProps {
  readonly detail: StreamDetail;
  readonly selected: string | null;
}

/** Tries a change on the measured load, before anyone makes it. */
export function WhatIfPanel({ detail, selected }: WhatIfPanelProps) {
  const { id } = detail.resource;
  const changes = changesOf(detail);
  const [chosen, setChange] = useState<Change>((detail.topKey?.shareOfShardLimit.estimate ?? 0) > 1 ? 'salt' : 'split');
  const change = changes.includes(chosen) ? chosen : changes[0];
  const { data } = useStreamShards(id, changes.length > 0);
  const ask = useWhatIf(id);
  const open = (data?.items ?? []).filter((shard) => shard.open).sort((a, b) => (BigInt(a.start) < BigInt(b.start) ? -1 : 1));
  const place = Math.max(
    0,
    open.findIndex(({ shardId }) => shardId === selected),
  );
  const shard = open[place];
  const choose = (next: Change) => {
    setChange(next);
    ask.reset();
  };
  if (changes.length === 0) return null;
  return (
    <section className="panel what-if">
      <header>
        <h2>What if</h2>
        <span className="sub">computed from the measured load, nothing is changed</span>
      </header>
      {shard === undefined ? (
        <p className="body t2">The shards of this stream are not listed yet.</p>
      ) : (
        <div className="body">
          <div className="seg slim" role="group" aria-label="Change">
            {changes.map((option) => (
              <button key={option} type="button" aria-pressed={change === option} onClick={() => choose(option)}>
                {CHANGE_WORDS[option]}
              </button>
            ))}
          </div>
          {change === 'split' ? <SplitForm key={shard.shardId} shard={shard} ask={ask.mutate} /> : null}
          {change === 'salt' ? <SaltForm detail={detail} ask={ask.mutate} /> : null}
          {change === 'merge' ? <MergeForm shard={shard} before={open[place - 1]} after={open[place + 1]} ask={ask.mutate} /> : null}
          {ask.error === null ? null : (
            <p role="alert" className="c v-stale">
              {ask.error.message}
            </p>
          )}
          {ask.data === undefined ? null : <Predicted answer={ask.data} />}
        </div>
      )}
    </section>
  );
}

type Ask = (question: WhatIfQuestion) => void;

function SplitForm({ shard, ask }: { readonly shard: StreamShard; readonly ask: Ask }) {
  const [share, setShare] = useState(50);
  const cut = cutAt(shard, share);
  return (
    <form className="fields" action={() => ask({ splitAt: cut })}>
      <label>
        <span>
          Cut <bdi>{visibleText(shardName(shard.shardId))}</bdi> at <b className="t1">{share}&#8239;%</b> of its range
        </span>
        <input
          type="range"
          min={1}
          max={99}
          value={share}
          onChange={(event) => setShare(event.target.valueAsNumber)}
          aria-valuetext={`${share} %`}
        />
      </label>
      <code className="mono t3 clip" title={cut}>
        {wholeHash(cut)}
      </code>
      <button type="submit" className="btn">
        Predict the split
      </button>
    </form>
  );
}

const MOST_SUFFIXES = 10_000;

function SaltForm({ detail, ask }: { readonly detail: StreamDetail; readonly ask: Ask }) {
  const advised = detail.advice.find(({ remedy }) => remedy === 'salt');
  const submit = (fields: FormData) => {
    const [key, suffixes] = [fields.get('key'), Number(fields.get('suffixes'))];
    if (typeof key === 'string') ask({ salt: { key, suffixes } });
  };
  return (
    <form className="fields" action={submit}>
      <label>
        Key
        <input
          name="key"
          list="hot-key-names"
          required
          maxLength={256}
          defaultValue={advised?.key ?? detail.topKey?.key ?? ''}
          autoComplete="off"
          spellCheck={false}
        />
        <datalist id="hot-key-names">
          {detail.hotKeys.map(({ key }) => (
            <option key={key} value={key} />
          ))}
        </datalist>
      </label>
      <label>
        Suffixes
        <input name="suffixes" type="number" required min={2} max={MOST_SUFFIXES} defaultValue={advised?.suffixes ?? 2} />
      </label>
      <button type="submit" className="btn">
        Predict the salt
      </button>
    </form>
  );
}

interface MergeFormProps {
  readonly shard: StreamShard;
  readonly before: StreamShard | undefined;
  readonly after: StreamShard | undefined;
  readonly ask: Ask;
}

function MergeForm({ shard, before, after, ask }: MergeFormProps) {
  const neighbours = [before, after].filter((neighbour) => neighbour !== undefined);
  return (
    <div className="fields">
      <p className="t2">
        Only neighbours on the hash axis can merge. <bdi>{visibleText(shardName(shard.shardId))}</bdi> with
      </p>
      {neighbours.map((neighbour) => (
        <button
          key={neighbour.shardId}
          type="button"
          className="btn"
          onClick={() => ask({ mergeWith: [shard.shardId, neighbour.shardId] })}
        >
          Predict with {visibleText(shardName(neighbour.shardId))}
        </button>
      ))}
      {neighbours.length === 0 ? <p className="t2">It is the only shard.</p> : null}
    </div>
  );
}

/** Predicted utilisation of every shard the change touches. */
function Predicted({ answer }: { readonly answer: WhatIfAnswer }) {
  const touched = answer.shards.filter((shard) => shard.touched);
  const rest = answer.shards.length - touched.length;
  return (
    <div aria-live="polite">
      <table>
        <thead>
          <tr>
            <th scope="col">Shard</th>
            <th scope="col" className="num">
              Predicted
            </th>
            <th scope="col" className="num">
              At most
            </th>
          </tr>
        </thead>
        <tbody>
          {touched.map(({ id, writeUtilisation: { estimate, high } }) => (
            <tr key={id}>
              <td>
                <bdi>{visibleText(shardName(id))}</bdi>
              </td>
              <td className={estimate > 1 ? 'num bad v-stopped' : 'num'}>
                <b>{percent(estimate)}</b>
              </td>
              <td className={high > 1 ? 'num bad v-slow' : 'num t2'}>{percent(high)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 ? <p className="t3">{groupDigits(rest)} other shards stay as they are.</p> : null}
    </div>
  );
}
