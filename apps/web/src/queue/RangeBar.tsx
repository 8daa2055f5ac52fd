import { Popover } from '@base-ui/react/popover';
import { useState } from 'react';
import { fullDateTime, timePassed, zoneName, type Zone } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { DEFAULT_RANGE, RANGE_WORDS, RANGES, SHORTEST_SPAN_MS, type Range, type RangeSearch, type Span } from './range.js';

interface RangeBarProps {
  /** Those that are kept of what is shown; all when left out. */
  readonly ranges?: readonly Range[];
  readonly search: RangeSearch;
  readonly span: Span;
  readonly zone: Zone;
  /** Seconds behind now, when a live span stands still; null while it moves. */
  readonly pausedSeconds: number | null;
  readonly togglePause: () => void;
  readonly change: (next: RangeSearch) => void;
}

/** Which span the charts show: a length that ends now, or two moments. */
export function RangeBar({ search, span, zone, pausedSeconds, togglePause, change, ranges = RANGES }: RangeBarProps) {
  const relative = search.range ?? DEFAULT_RANGE;
  return (
    <div className="ranges">
      <div className="seg" role="group" aria-label="Time range">
        {ranges.map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={span.live && range === relative}
            onClick={() => change({ range: range === '6h' ? undefined : range, from: undefined, to: undefined })}
          >
            {RANGE_WORDS[range]}
          </button>
        ))}
        <AbsoluteRange span={span} zone={zone} change={change} />
      </div>
      {span.live ? (
        <button type="button" className="btn" aria-pressed={pausedSeconds === null} onClick={togglePause}>
          <Icon name={pausedSeconds === null ? 'pause' : 'play'} size={12} />
          {pausedSeconds === null ? 'Live' : `Paused, ${timePassed(pausedSeconds)} behind`}
        </button>
      ) : (
        <button type="button" className="btn" onClick={() => change({ from: undefined, to: undefined })}>
          <Icon name="play" size={12} />
          Back to live
        </button>
      )}
      <span className="t3">
        {fullDateTime(span.from, zone)} to {fullDateTime(span.to, zone)} {zoneName(zone)}
      </span>
      <button
        type="button"
        className="btn ghost"
        aria-pressed={search.table === true}
        onClick={() => change({ table: search.table === true ? undefined : true })}
      >
        <Icon name="table" size={14} />
        {search.table === true ? 'Charts' : 'Table'}
        <kbd>Shift T</kbd>
      </button>
    </div>
  );
}

/** `2026-11-24T14:32`, as the browser's date field wants it, in the zone of the page. */
function fieldText(at: number, zone: Zone): string {
  const shifted = zone === 'utc' ? at : at - new Date(at).getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, 16);
}

const fieldTime = (text: string, zone: Zone): number => Date.parse(zone === 'utc' ? `${text}Z` : text);

function AbsoluteRange({ span, zone, change }: Pick<RangeBarProps, 'span' | 'zone' | 'change'>) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = (fields: FormData) => {
    const moment = (name: string) => {
      const text = fields.get(name);
      return fieldTime(typeof text === 'string' ? text : '', zone);
    };
    const [from, to] = [moment('from'), moment('to')];
    if (!(to - from >= SHORTEST_SPAN_MS)) return setProblem('The end lies at least five minutes after the start.');
    setProblem('');
    setOpen(false);
    change({ from, to, range: undefined });
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger render={<button type="button" aria-pressed={!span.live} />}>from, to</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioner" sideOffset={6}>
          <Popover.Popup className="pop">
            <Popover.Title render={<h2 />}>From and to, {zoneName(zone)}</Popover.Title>
            <form className="fields" action={submit}>
              <label>
                From <input type="datetime-local" name="from" defaultValue={fieldText(span.from, zone)} required />
              </label>
              <label>
                To <input type="datetime-local" name="to" defaultValue={fieldText(span.to, zone)} required />
              </label>
              {problem === '' ? null : (
                <p role="alert" className="c v-stale">
                  {problem}
                </p>
              )}
              <button type="submit" className="btn primary">
                Show
              </button>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
