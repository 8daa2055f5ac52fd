import type { EventSample, ResourceId } from '@weir/contract';
import { useState } from 'react';
import { ageSeconds, timePassed, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { useAddSample, useRemoveSample, useSamples, type NewSample } from './trace-queries.js';

interface SampleListProps {
  readonly id: ResourceId;
  readonly take: (sample: Pick<EventSample, 'event' | 'attributes'>) => void;
}

const MINUTE_MS = 60_000;

/** Events kept for this place, and events made from what hangs on it. */
export function SampleList({ id, take }: SampleListProps) {
  const { data, error } = useSamples(id);
  const now = useNow(MINUTE_MS);
  const remove = useRemoveSample(id);
  if (error !== null) return <p className="t2">Samples are not loaded: {error.message}</p>;
  if (data === undefined) return null;
  return (
    <div className="samples">
      <h2>Samples</h2>
      <ul>
        {data.items.map((sample) => (
          <li key={sample.id}>
            <button type="button" className="plain" onClick={() => take(sample)}>
              {visibleText(sample.name)}
            </button>
            <span className="t3">
              {visibleText(sample.createdBy)}, {timePassed(ageSeconds(sample.createdAt, now))} ago
            </span>
            <RemoveSample name={sample.name} remove={() => remove.mutate(sample.id)} busy={remove.isPending} />
          </li>
        ))}
        {data.generated.map((sample, index) => (
          <li key={`made ${index} ${sample.name}`}>
            <button type="button" className="plain" onClick={() => take(sample)}>
              {visibleText(sample.name)}
            </button>
            <span className="t3">made from the filters</span>
          </li>
        ))}
        {data.items.length + data.generated.length === 0 ? <li className="t2">None is kept yet.</li> : null}
      </ul>
      {remove.error === null ? null : (
        <p role="alert" className="c v-stale">
          {remove.error.message}
        </p>
      )}
    </div>
  );
}

interface RemoveSampleProps {
  readonly name: string;
  readonly remove: () => void;
  readonly busy: boolean;
}

/** What was removed does not come back: it takes a second press, and a look elsewhere takes the first one back. */
function RemoveSample({ name, remove, busy }: RemoveSampleProps) {
  const [asked, setAsked] = useState(false);
  return (
    <button
      type="button"
      className={asked ? 'remove c v-failing' : 'remove'}
      disabled={busy}
      onClick={() => (asked ? remove() : setAsked(true))}
      onBlur={() => setAsked(false)}
    >
      {asked ? 'Press again to remove' : 'Remove'}
      <span className="sr"> {visibleText(name)}</span>
    </button>
  );
}

const LONGEST_NAME = 120;

/** Keeps the event that is in the editor under a name. */
export function SaveSample({ id, sample }: { readonly id: ResourceId; readonly sample: Omit<NewSample, 'name'> }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const add = useAddSample(id);
  if (!open)
    return (
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        Keep as a sample
      </button>
    );
  const isNamed = name.trim() !== '';
  const save = () => {
    if (!isNamed || add.isPending) return;
    add.mutate(
      { ...sample, name: name.trim() },
      {
        onSuccess: () => {
          setOpen(false);
          setName('');
        },
      },
    );
  };
  // No form of its own: it stands in the form of the trace.
  return (
    <div className="save-sample" role="group" aria-label="Keep as a sample">
      <label>
        <span className="sr">Name of the sample</span>
        <input
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            save();
          }}
          maxLength={LONGEST_NAME}
          placeholder="Its name"
          autoComplete="off"
          autoFocus
        />
      </label>
      <button type="button" className="btn" disabled={!isNamed || add.isPending} onClick={save}>
        Keep
      </button>
      <button type="button" className="btn ghost" onClick={() => setOpen(false)}>
        Cancel
      </button>
      {add.error === null ? null : (
        <span role="alert" className="c v-stale">
          {add.error.message}
        </span>
      )}
    </div>
  );
}
