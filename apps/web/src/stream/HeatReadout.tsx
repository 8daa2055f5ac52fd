import type { HotKeys, ResourceId, StreamKey } from '@weir/contract';
import { useEffect, useState } from 'react';
import { ABSENCE_WORDS, exactNumber, fullDateTime, percent, visibleText, zoneName, type Zone } from '../format/index.js';
import { HashStripView } from './HashStripView.js';
import type { Pointed } from './HeatCanvas.js';
import { shardName, wholeHash } from './hash-words.js';
import { absenceOf, cellOf, isProvisional, isSampled, refusedOf, REFUSALS, valueOf, type HeatCell, type HeatModel } from './heat-model.js';
import { exactWords, METRIC_WORDS } from './heat-words.js';
import { useHotKeys } from './stream-queries.js';
import { TRIES_WORDS } from './stream-words.js';

const KEYS_SHOWN = 3;
const ASK_AFTER_MS = 250;
/** The widest the read-out gets, and the room it leaves to the edges. */
const WIDTH_PX = 320;
const OFFSET_PX = 10;

interface HeatReadoutProps {
  readonly id: ResourceId;
  readonly model: HeatModel;
  readonly pointed: Pointed;
  readonly zone: Zone;
  /** Whether the sampler knows keys of this stream. */
  readonly keysKnown: boolean;
  /** Width of the picture it stands over, CSS pixels. */
  readonly room: number;
  /** Above its cell, or below when there is no room. */
  readonly above: boolean;
}

/** What one cell says: shard, range, value, time, whether it may still change, and the keys that made it. Beside the cell, never over it. */
export function HeatReadout({ id, model, pointed, zone, keysKnown, room, above }: HeatReadoutProps) {
  const { shardId, at, x, top, bottom, by } = pointed;
  const cell = cellOf(model, shardId, at);
  const row = cell === null ? undefined : model.rows[cell.row];
  const value = cell === null ? null : valueOf(model, cell);
  const refused = cell === null ? null : refusedOf(model, cell);
  const found = useKeysOf(
    keysKnown && value !== null && row !== undefined ? { id, shard: row.shardId, from: at, to: at + model.stepMs } : null,
  );
  if (cell === null || row === undefined) return null;
  const left = Math.min(Math.max(0, room - WIDTH_PX), Math.max(0, x - WIDTH_PX / 2));
  const state = value === null ? null : isProvisional(model, cell.column) ? 'provisional, may still change' : 'settled';
  const sampled = isSampled(model, cell.column);
  const source = sampled ? 'estimated from samples' : 'CloudWatch';
  return (
    <div
      className="pop tip readout"
      role={by === 'keys' ? 'status' : undefined}
      style={{ left, width: WIDTH_PX, ...(above ? { bottom: `calc(100% - ${top - OFFSET_PX}px)` } : { top: bottom + OFFSET_PX * 2 }) }}
    >
      <b>
        {fullDateTime(at, zone)} {zoneName(zone)}
      </b>
      <span className="line">
        <bdi>{visibleText(shardName(row.shardId))}</bdi>
        <b>{value === null ? whyNothing(model, cell) : exactWords(value, model.flat.unit, model.metric)}</b>
      </span>
      {refused !== null && refused > 0 ? (
        <span className="line c v-stopped">
          refused{' '}
          <b>
            {exactNumber(refused)} {METRIC_WORDS[REFUSALS[model.metric] ?? model.metric].counted}
          </b>
        </span>
      ) : null}
      {model.metric === 'write' && refused !== null && refused > 0 ? (
        <span className="t3">What was refused is in it by estimate: {TRIES_WORDS}.</span>
      ) : null}
      {model.metric === 'write' && sampled && value !== null ? (
        <span className="t3">At least this is demanded: samples hold no refused records.</span>
      ) : null}
      <span className="t3 mono range">
        {wholeHash(row.start)}
        <br />
        {wholeHash(row.end)}
      </span>
      {found === null ? null : <HashStripView slices={found.slices} range={row} />}
      {(found?.items.slice(0, KEYS_SHOWN) ?? []).map((key) => (
        <KeyLine key={key.key} streamKey={key} />
      ))}
      <span className="t3">{state === null ? source : `${source}, ${state}`}</span>
    </div>
  );
}

function KeyLine({ streamKey }: { readonly streamKey: StreamKey }) {
  return (
    <span className="line">
      <bdi className="mono clip">{visibleText(streamKey.key)}</bdi>
      <b>{percent(streamKey.shareOfShardLimit.estimate)} of limit</b>
    </span>
  );
}

function whyNothing(model: HeatModel, cell: HeatCell): string {
  const reason = absenceOf(model, cell);
  return reason === null ? 'no reading' : ABSENCE_WORDS[reason].name;
}

interface Asked {
  readonly id: ResourceId;
  readonly shard: string;
  readonly from: number;
  readonly to: number;
}

/** The top keys of a cell and the load inside its shard, asked once the cursor rests. */
function useKeysOf(cell: Asked | null): HotKeys | null {
  const [asked, setAsked] = useState<Asked | null>(null);
  const name = cell === null ? '' : `${cell.shard} ${cell.from} ${cell.to}`;
  useEffect(() => {
    const timer = setTimeout(() => setAsked(cell), ASK_AFTER_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a cell is another one only when its name is
  }, [name]);
  const { data } = useHotKeys(asked === null ? null : { ...asked, limit: KEYS_SHOWN });
  const same = asked !== null && name === `${asked.shard} ${asked.from} ${asked.to}`;
  return same ? (data ?? null) : null;
}
